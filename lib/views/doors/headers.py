"""What every answer carries: what a browser may do with it, and from where."""

from pathlib import Path

from lib.views.doors.inline import digests

YEAR = 365 * 24 * 3600
_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
_PERMISSIONS = ", ".join([*(f"{name}=()" for name in _FEATURES), "fullscreen=(self)"])
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = f"max-age={YEAR}"  # of this host alone: others below it may be somebody else's
# Styles may stand inline: Streamlit's own front end writes its styles into the page as it runs.
_COMMON = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_SCREEN = _COMMON | {
    "connect-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "frame-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
}
# The frame of the map: streamlit-folium runs the text of the map as a script, so here that is let
# be. The text is the server's own; the frame speaks to nothing but this server.
_MAP = _SCREEN | {"script-src": "'self' 'unsafe-inline' 'unsafe-eval'", "frame-src": "'none'"}
_DOOR = _COMMON | {"img-src": "'self'", "script-src": "'self'", "style-src": "'self'"}
_NOTHING = {"default-src": "'none'", "frame-ancestors": "'self'", "base-uri": "'none'"}


def screen_policy(page: Path) -> str:
    """The policy of the screens; ``page`` is the page that Streamlit sends for all of them.

    Blobs may run as scripts: components of the second kind come to the page as such. WebAssembly
    may run: the front end reads its messages with it.
    """
    allowed = ["'self'", "blob:", "'wasm-unsafe-eval'", *digests(page)]
    return _written(_SCREEN | {"script-src": " ".join(allowed)})


def map_policy() -> str:
    """The policy of the frame that a map lies in."""
    return _written(_MAP)


def door_policy() -> str:
    """The policy of the pages where somebody signs in: nothing inline at all."""
    return _written(_DOOR)


def file_policy() -> str:
    """The policy of what is no page; a file that a browser shows by itself runs nothing."""
    return _written(_NOTHING)


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())
