"""Forms of the doors: read within limits, and only from pages that this server gave out."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from lib.views.doors.addresses import same_origin
from lib.views.doors.cookies import VISIT, is_form_token

MOST_BYTES = 16 * 1024
MOST_FIELDS = 20
SECONDS = 15.0
FORM_FIELD = "form"
_TYPE = "application/x-www-form-urlencoded"


class FormRefused(Exception):
    """A form that is not taken; ``status`` is what HTTP calls the reason."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The form was refused ({status}).")
        self.status = status


async def read_form(request: Request, secret: bytes, *, strict: bool) -> Mapping[str, str]:
    """The fields of a form; of several with one name, the first.

    Raises FormRefused for one that is too large (413), too slow (408), no form (415, 400), or not
    from a page that this browser was given by this server (403).
    """
    if not same_origin(request, strict=strict):
        raise FormRefused(403)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _TYPE:
        raise FormRefused(415)
    fields = _parsed(await _body(request))
    if not is_form_token(secret, request.cookies.get(VISIT, ""), fields.get(FORM_FIELD, "")):
        raise FormRefused(403)
    return fields


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdigit()) or int(declared) > MOST_BYTES:
        raise FormRefused(413)
    body = bytearray()

    async def read() -> None:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > MOST_BYTES:
                raise FormRefused(413)

    try:
        await asyncio.wait_for(read(), SECONDS)
    except TimeoutError as error:
        raise FormRefused(408) from error
    return bytes(body)


def _parsed(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except ValueError as error:
        raise FormRefused(400) from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields
