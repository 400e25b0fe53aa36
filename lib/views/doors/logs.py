"""What the server tells of itself: one line for each event, never a secret.

LOG=json writes JSON lines (time, level, logger, message, and where known reference, account,
method, path, status, milliseconds), LOG=plain, the default, lines for people. Both go to stderr.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime

from streamlit import logger as streamlit_logger

ACCESS = logging.getLogger("dashboard.access")
KINDS = ("plain", "json")
FIELDS = ("reference", "account", "address", "method", "path", "status", "ms")
HIDDEN = "***"
_REFERENCE: ContextVar[str] = ContextVar("reference", default="")
_NAMES = (
    r"\w*pass(?:word|wd)|\w*token|\w*secret|labour_\w+|_streamlit_\w+|session_state|code_verifier"
)
_IN_ADDRESSES = r"old|new|again|form|code|state|nonce|provider|key"
_QUOTED = r"""(["'])(?:\\.|(?!\2).)*\2"""
_SECRETS = (
    # name=value and "name": "value", as in addresses, cookies, forms and mappings
    (re.compile(rf"""(?i)\b((?:{_NAMES})["']?\s*[=:]\s*){_QUOTED}"""), rf"\1{HIDDEN}"),
    (re.compile(rf"""(?i)\b((?:{_NAMES})["']?\s*[=:]\s*)[^\s&;,"'<>]+"""), rf"\1{HIDDEN}"),
    (re.compile(rf"(?i)([?&;](?:{_IN_ADDRESSES})=)[^\s&;,\"'<>]+"), rf"\1{HIDDEN}"),
    # headers
    (
        re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)([\"']*\s*[:=,]\s*)[^\r\n]+"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    # tokens and hashes that are known by their looks, and passwords in addresses
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}"), HIDDEN),
    (re.compile(r"(\w+://[^\s:/@]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"\$argon2\w*\$\S+"), HIDDEN),
)


def redacted(text: str) -> str:
    """A text without what looks like a password, a token or a cookie."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def note_reference(reference: str) -> None:
    """The reference that what is told from here on belongs to."""
    _REFERENCE.set(reference)


def reference() -> str:
    """The reference of the request that is being answered, empty outside of one."""
    return _REFERENCE.get()


class Plain(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, with its reference where it has one."""
        told = getattr(record, "reference", "") or reference()
        return redacted(super().format(record) + (f" [{told}]" if told else ""))


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if now := reference():
            told["reference"] = now
        for name in FIELDS:
            if (value := getattr(record, name, None)) not in (None, ""):
                told[name] = redacted(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            told["trace"] = redacted("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(told, ensure_ascii=False)


def kind_of(environment: Mapping[str, str]) -> str:
    """How to write, as LOG says; raises ValueError for another word."""
    kind = (environment.get("LOG") or KINDS[0]).strip().lower()
    if kind not in KINDS:
        raise ValueError(f"LOG={kind} can't be: give LOG=plain or LOG=json.")
    return kind


def write_logs(kind: str) -> None:
    """Have all loggers of this process write to stderr in one way.

    Streamlit and uvicorn give their loggers handlers of their own; those go.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if kind == "json" else Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    streamlit_logger.setup_formatter = _to_root  # for those that come later
    _take_over()
    logging.captureWarnings(True)


def _to_root(logger: logging.Logger) -> None:
    """In place of Streamlit's handler for a logger of its own."""
    logger.propagate = True


def _take_over() -> None:
    """Take away the handlers that libraries have given to loggers of their own."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("streamlit", "uvicorn", "websockets", "lib", "dashboard"):
            found = logging.getLogger(name)
            found.handlers.clear()
            found.propagate = True
    for loud in ("httpx", "httpcore", "matplotlib", "fontTools", "PIL"):
        logging.getLogger(loud).setLevel(logging.WARNING)
