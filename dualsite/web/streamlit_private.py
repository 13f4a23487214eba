"""All that is taken from Streamlit beyond what it promises to keep; nothing else of dualsite imports it.

Above each import stands why it is needed, and what would do instead if it moved.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit
from google.protobuf.message import DecodeError

# Why: large sign-in cookies are kept in pieces. Instead: cut and join `name`, `name_1`, … ourselves.
# Why: the app's own address, with {port} filled in as Streamlit fills it in. Instead: str.replace.
# Why: the address that leads to a provider names it in a token of a few minutes. Instead: a JWT as it makes it.
from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_redirect_uri,
    set_cookie_with_chunks,
)

# Why: what a tab says can only be understood, and refused, by its message type.
# Instead: the .proto files of the frontend, compiled by us.
from streamlit.proto.BackMsg_pb2 import BackMsg

# Why: what a tab is told says when a run is over. Instead: as for BackMsg.
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Why: what a tab has uploaded is freed when it goes. Streamlit keeps the session a while, and then drops it with its
# uploads in memory. Instead: nothing; memory would grow with every upload.
from streamlit.runtime import exists, get_instance

# Why: a file that is made for somebody has the hash of its contents as its id, which can be guessed for a small one.
# Instead: a storage of our own, once an app may name one.
from streamlit.runtime import memory_media_file_storage as media_files

# Why: the section [auth] is where Streamlit itself reads it, and not a second time elsewhere.
# Instead: read the TOML files of the option secrets.files.
from streamlit.runtime.secrets import AttrDict, secrets_singleton

# Why: the secret that cookies are signed with, from the secrets or the options, as Streamlit resolves it.
# Instead: auth.cookie_secret of the secrets, else the option server.cookieSecret.
from streamlit.web.server.server_util import get_cookie_secret

# Why: the sign-in cookie is checked before any script runs, and cut down before it is set.
# Instead: itsdangerous.URLSafeTimedSerializer as used there.
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

# Why: the names of the cookies of a sign-in. Instead: "_streamlit_user" and "_streamlit_user_tokens".
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

__all__ = ["TOKENS_COOKIE_NAME", "USER_COOKIE_NAME", "BackMsg", "ForwardMsg"]

COOKIE_ATTRIBUTES = len("; Path=/; HttpOnly; SameSite=lax; Max-Age=99999999; Secure")
"""Characters that a browser counts besides the name and value of a cookie."""

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""Streamlit's own page, whose inline script the content security policy has to know."""


def give_random_ids() -> None:
    """From now on every file that is made has an id that nobody can guess, another one each time."""
    media_files._calculate_file_id = lambda *_made_of: secrets.token_hex(28)


def free_uploads(session: str) -> None:
    """Free what a tab has uploaded."""
    if exists():
        get_instance().uploaded_file_mgr.remove_session_files(session)


def parsed(message: bytes) -> BackMsg:
    """What a tab says; a message of no type when it cannot be understood."""
    said = BackMsg()
    try:
        said.ParseFromString(message)
    except DecodeError:
        return BackMsg()
    return said


def user_in(cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What the sign-in cookie says of its user, its address included; None when it is missing or not signed by us."""
    return _told(cookies, USER_COOKIE_NAME)


def id_token_in(cookies: Mapping[str, str]) -> str | None:
    """The ID token in the cookie that Streamlit makes for the provider's tokens."""
    token = (_told(cookies, TOKENS_COOKIE_NAME) or {}).get("id_token")
    return token if isinstance(token, str) else None


def _told(cookies: Mapping[str, str], name: str) -> Mapping[str, Any] | None:
    secret = get_cookie_secret()

    def verified(one: str) -> bytes | None:
        return decode_signed_value(secret, one, cookies[one].encode("latin-1")) if one in cookies else None

    told = get_cookie_with_chunks(verified, name)
    found: Mapping[str, Any] | None = None if told is None else json.loads(told)
    return found


def signed(name: str, told: Mapping[str, Any]) -> str:
    """The value of a cookie that says this, signed."""
    return create_signed_value(get_cookie_secret(), name, json.dumps(told)).decode()


def user_cookies(user: Mapping[str, Any]) -> dict[str, str]:
    """The sign-in cookie of a user as Streamlit reads it, in pieces when it is large: names with signed values."""
    made: dict[str, str] = {}

    def keep(name: str, value: str) -> None:
        made[name] = create_signed_value(get_cookie_secret(), name, value).decode()

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(get_cookie_secret(), name, value)

    set_cookie_with_chunks(keep, sign, USER_COOKIE_NAME, dict(user), cookie_attr_size=COOKIE_ATTRIBUTES)
    return made


def are_secrets_read() -> bool:
    """Whether there are secrets; False also when none of their files can be read."""
    return bool(secrets_singleton.load_if_toml_exists())


def auth_section() -> object:
    """The section [auth] of the secrets; None without one."""
    return secrets_singleton.get("auth")


def redirect_uri(auth: Mapping[str, Any]) -> str:
    """The address to which the provider sends a browser back; empty without one."""
    return str(get_redirect_uri(AttrDict(dict(auth))) or "")


def login_address(provider: str) -> str:
    """Where a browser is sent to sign in at a provider; good for a few minutes."""
    return f"/auth/login?provider={encode_provider_token(provider)}"


def cookie_secret() -> bytes:
    """What cookies are signed with."""
    return get_cookie_secret().encode()


def script_hashes() -> tuple[str, ...]:
    """The inline scripts of Streamlit's own page, as a content security policy names them."""
    scripts = re.findall(r"<script>(.*?)</script>", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
