"""Names of accounts and subjects: one spelling each, so that no second one slips past a lock."""

import re
import string
import unicodedata

LONGEST_NAME = 40
LONGEST_SHOWN = 80
LONGEST_SUBJECT = 254
# Latin and Thai letters only: those of other scripts look like them (а is not a).
_NAME = re.compile(
    r"[a-z0-9\u0e01-\u0e30\u0e32\u0e40-\u0e46][a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e._-]+"
)
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", string.digits)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def normal_name(text: str) -> str | None:
    """The one spelling of a name; None where it can be none.

    2 to 40 Latin or Thai letters, digits and ._- that begin with a letter or a digit.
    """
    if len(text) > 4 * LONGEST_NAME:
        return None
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    name = folded.strip().translate(_THAI_DIGITS)
    return name if len(name) <= LONGEST_NAME and _NAME.fullmatch(name) else None


def normal_subject(text: str) -> str:
    """What a service calls somebody, without the case of Latin letters; empty for nobody.

    Other letters stay as they are: to fold them would let one address pass for another.
    """
    subject = text.strip().translate(_LOWER)
    return subject if len(subject) <= LONGEST_SUBJECT and subject.isprintable() else ""


def normal_shown(text: str) -> str:
    """How a person is called, on one line and without what can't be seen; may be empty."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())[:LONGEST_SHOWN]
