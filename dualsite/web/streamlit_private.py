"""All that is taken from Streamlit beyond what it promises to keep; nothing else of dualsite imports it.

Above each import stands why it is needed, and what would do instead if it moved.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit
from google.protobuf.message import DecodeError
from streamlit import config

# Why: large sign-in cookies are kept in pieces. Instead: cut and join `name`, `name_1`, … ourselves.
# Why: the app's own address, with {port} filled in as Streamlit fills it in. Instead: str.replace.
# Why: the address that leads to a provider names it in a token of a few minutes. Instead: a JWT as it makes it.
from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_redirect_uri,
    set_cookie_with_chunks,
)

# Why: a component's script has an address of ours, so that it is kept like our other files and the content security
# policy knows it; Streamlit gives one to installed packages alone, and all others become blobs. Instead: a package of
# its own with a manifest.
from streamlit.components.v2.component_registry import BidiComponentDefinition

# Why: what reading the secrets raises is told in our words. Instead: its parent, streamlit.errors.Error.
from streamlit.errors import StreamlitSecretNotFoundError

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

# Why: whoever asks a session for its language outside of one is answered with a warning in the log, each time.
# Instead: a filter for that line of the log.
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

# Why: the section [auth] is read as Streamlit reads it (files and folders), and given to it as it has become.
# Instead: read the TOML files of the option secrets.files, and st.App(secrets=…) at the start.
from streamlit.runtime.secrets import AttrDict, secrets_singleton

# Why: a name in the address is replaced by its code before the widget that is bound to it takes it from there, and also
# while it is bound. Instead: bind the widget ourselves, as screens/shared/choices.py does.
from streamlit.runtime.state.session_state_proxy import get_session_state

# Why: the secret that cookies are signed with, from the secrets or the options, as Streamlit resolves it.
# Instead: auth.cookie_secret of the secrets, else the option server.cookieSecret.
from streamlit.web.server.server_util import get_cookie_secret

# Why: the sign-in cookie is checked before any script runs, and cut down before it is set.
# Instead: itsdangerous.URLSafeTimedSerializer as used there.
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

# Why: the names of the cookies of a sign-in. Instead: "_streamlit_user" and "_streamlit_user_tokens".
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from dualsite.errors import DataError

__all__ = ["TOKENS_COOKIE_NAME", "USER_COOKIE_NAME", "BackMsg", "ForwardMsg"]

COOKIE_ATTRIBUTES = len("; Path=/; HttpOnly; SameSite=lax; Max-Age=99999999; Secure")
"""Characters that a browser counts besides the name and value of a cookie."""

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""Streamlit's own page, whose inline script the content security policy has to know."""

STYLE_SHEET = next(PAGE.parent.glob("static/css/index.*.css"))
"""Its style sheet, which names the fonts it comes with. Instead: leave it as it is; half a megabyte more is fetched."""


_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")


def is_in_a_session() -> bool:
    """Whether this thread does something for a session."""
    return get_script_run_ctx(suppress_warning=True) is not None


def scripts_of(*elements: str) -> list[str]:
    """The addresses of the scripts that draw such elements, with all they import and the page does not load anyway.

    Instead: none; they come when the first such element does. Names that Streamlit no longer has are passed over.
    """
    folder, page = PAGE.parent / "static" / "js", PAGE.read_text(encoding="utf-8")
    todo = [file.name for element in elements for file in sorted(folder.glob(f"{element}.*.js"))]
    found: list[str] = []
    while todo:
        name = todo.pop(0)
        if name not in found and name not in page:
            found.append(name)
            todo += _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return [f"/static/js/{name}" for name in found]


def give_script(component: str, html: str, script: Path, address: str) -> None:
    """Tell browsers where the script of a component lies, by its path on this server, and what it begins with."""
    # Addresses of components are taken from below this folder.
    asked = address.removeprefix("/")
    definition = BidiComponentDefinition(
        name=component, html=html, js=str(script), js_asset_relative_path=f"../../../{asked}"
    )
    get_instance().bidi_component_registry.register(definition)


def give_random_ids() -> None:
    """From now on every file that is made has an id that nobody can guess, another one each time."""
    media_files._calculate_file_id = lambda *_made_of: secrets.token_hex(28)


def retell_address(parameters: Mapping[str, list[str]]) -> None:
    """Put other values in the place of parameters of the address; one without any is taken out.

    Widgets that are drawn afterwards take theirs from there.
    """
    with get_session_state().query_params() as told:
        for name, values in parameters.items():
            if values:
                told.set_with_no_forward_msg(name, values)
            else:
                told.discard_param_no_forward_msg(name)
        told.set_initial_query_params_from_current()
        told._send_query_param_msg()


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


def user_in(cookies: Mapping[str, str], signed_with: Sequence[str]) -> Mapping[str, Any] | None:
    """What the sign-in cookie says of its user, its address included; None when it is missing or not signed by us."""
    told = (_told(cookies, USER_COOKIE_NAME, secret) for secret in signed_with)
    return next((one for one in told if one is not None), None)


def id_token_in(cookies: Mapping[str, str]) -> str | None:
    """The ID token in the cookie that Streamlit makes for the provider's tokens."""
    token = (_told(cookies, TOKENS_COOKIE_NAME, get_cookie_secret()) or {}).get("id_token")
    return token if isinstance(token, str) else None


def _told(cookies: Mapping[str, str], name: str, secret: str) -> Mapping[str, Any] | None:
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


def secret_files() -> list[str]:
    """Where secrets may stand: TOML files and folders."""
    return [str(file) for file in config.get_option("secrets.files")]


def auth_in_files() -> Mapping[str, Any] | None:
    """The section [auth], as for `section_in_files`."""
    return section_in_files("auth")


def section_in_files(name: str) -> Mapping[str, Any] | None:
    """A section of the secrets as its files have it now; None without one, empty when it is none.

    Raises DataError for a file that cannot be read.
    """
    reader, found = type(secrets_singleton)(), None
    for file in secret_files():
        try:
            told, _is_there = reader._parse_file_path(file)
        except (StreamlitSecretNotFoundError, OSError, ValueError):
            if not Path(file).exists():
                continue
            raise DataError(
                f"The secrets in {file} cannot be read. Correct the TOML there, or remove the file."
            ) from None
        found = told.get(name, found)
    return found if found is None or isinstance(found, Mapping) else {}


def use_auth(auth: Mapping[str, Any]) -> None:
    """Let Streamlit know this section [auth] and no other, whatever becomes of the files."""
    secrets_singleton.merge_programmatic_secrets({"auth": dict(auth)})


def redirect_uri(auth: Mapping[str, Any]) -> str:
    """The address to which the provider sends a browser back; empty without one."""
    return str(get_redirect_uri(AttrDict(dict(auth))) or "")


def login_address(provider: str) -> str:
    """Where a browser is sent to sign in at a provider; good for a few minutes."""
    return f"/auth/login?provider={encode_provider_token(provider)}"


def cookie_secret() -> str:
    """What cookies are signed with."""
    return get_cookie_secret()


def script_hashes() -> tuple[str, ...]:
    """The inline scripts of Streamlit's own page, as a content security policy names them."""
    scripts = re.findall(r"<script>(.*?)</script>", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
