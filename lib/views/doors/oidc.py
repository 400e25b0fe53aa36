"""The sign-in of another service (OpenID Connect), by Streamlit's own routes and cookie.

Streamlit asks the service and keeps its word in a signed cookie for 30 days. To the program that
word is only the beginning of a session: the key of the session is made of it, so that the same
word begins one session ever, and none after that has ended.
"""

import json
from collections.abc import Mapping
from typing import Any

from lib.access.config import AccessConfig, read_access
from lib.settings import Settings, read_settings
from lib.views.doors.addresses import base_path
from lib.views.doors.cookies import cookie_secret, sign

SECRET_NAME = "oidc.secret"
MAIL = "email"
CALLBACK = "oauth2callback"
LOGIN, LOGOUT = "auth/login", "auth/logout"
PROVIDER = "default"  # what Streamlit calls the one service that is not named
# What tells one sign-in from another one of the same person.
_OCCASION = ("iat", "auth_time", "sid", "nonce", "jti")
Identity = tuple[str, str]


class OidcError(ValueError):
    """The sign-in of a service is configured, but something that it needs is missing."""


def auth_secrets(settings: Settings, config: AccessConfig, redirect: str) -> dict[str, Any]:
    """What Streamlit needs for the service, for ``st.App(secrets=...)``; nothing where it is off.

    Raises OidcError when the folder of secrets has no secret of this client.
    """
    if not config.ways.oidc:
        return {}
    file = settings.secrets / SECRET_NAME
    try:
        client_secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OidcError(
            f"[ways] oidc is on, but {file} can't be read: write the secret that the service gave "
            "for this client into it, and let nobody else read the file (chmod 600)."
        ) from error
    if not client_secret:
        raise OidcError(f"{file} is empty: write the secret that the service gave into it.")
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    return {
        "auth": {
            "redirect_uri": redirect,
            "cookie_secret": sign(cookie_secret(settings.secrets), "streamlit"),
            "client_id": config.oidc.client_id,
            "client_secret": client_secret,
            "server_metadata_url": config.oidc.discovery,
        }
    }


def login_path() -> str:
    """Where signing in at the service begins; the address holds for two minutes."""
    from streamlit.auth_util import encode_provider_token  # noqa: PLC0415 (slow to import)

    return f"{base_path()}/{LOGIN}?provider={encode_provider_token(PROVIDER)}"


def signed_in_by_service() -> Identity | None:
    """Who the visitor of this run is to the service, and the key of that sign-in.

    None where nobody signed in there, or where what names the account is an address of mail that
    the service has not verified.
    """
    import streamlit as st  # noqa: PLC0415

    settings = read_settings()
    config = read_access(settings)
    if not config.ways.oidc or not st.user.get("is_logged_in"):
        return None
    return identity(st.user.to_dict(), config.oidc.claim, cookie_secret(settings.secrets))


def of_cookies(
    cookies: Mapping[str, str], settings: Settings, config: AccessConfig
) -> Identity | None:
    """The same from the cookies of a request that is none of a screen."""
    if not config.ways.oidc or (claims := _claims(cookies)) is None:
        return None
    return identity(claims, config.oidc.claim, cookie_secret(settings.secrets))


def identity(claims: Mapping[str, Any], claim: str, secret: bytes) -> Identity | None:
    """Account name and key of what a service says of somebody.

    The key is a digest with a secret of this server: who knows what the service says can't make it.
    """
    subject = claims.get(claim)
    if not isinstance(subject, str) or not subject.strip():
        return None
    if claim == MAIL and str(claims.get("email_verified", True)).lower() not in ("true", "1"):
        return None
    occasion = [str(claims.get(name) or "") for name in _OCCASION]
    issuer, person = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not any(occasion) or not issuer or not person:
        return None
    return subject, sign(secret, "service", issuer, person, *occasion)


def _claims(cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What Streamlit's cookie says, when its signature holds and it is of this address."""
    from streamlit import auth_util  # noqa: PLC0415
    from streamlit.web.server.starlette import starlette_websocket  # noqa: PLC0415
    from streamlit.web.server.starlette.starlette_server_config import (  # noqa: PLC0415
        USER_COOKIE_NAME,
    )

    if USER_COOKIE_NAME not in cookies:
        return None
    found = starlette_websocket._get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    try:
        claims = json.loads(found) if found else None
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    return claims if claims.get("origin") == auth_util.get_origin_from_redirect_uri() else None
