"""What Streamlit's sign-in is told and tells: the configured providers, and the claims in a browser's cookie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit import config

from dualsite.errors import DataError
from dualsite.web import streamlit_private

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names under which only this machine can be meant."""

SHORTEST_SECRET = 32

_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_NOT_CLAIMS = ("origin", "is_logged_in", "tokens")

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Settings:
    """How people sign in: the address of the app and the providers, by the names of the configuration."""

    origin: str
    providers: tuple[str, ...]

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")


@cache
def settings() -> Settings | None:
    """The configured sign-in; None without one. Read once: removing the file from under the app opens no door.

    Raises DataError, with all faults one a line, for a configuration that is there but cannot be used.
    """
    files = [str(file) for file in config.get_option("secrets.files")]
    if not streamlit_private.are_secrets_read():
        broken = [file for file in files if Path(file).exists()]
        if broken:
            raise DataError(f"The secrets in {broken[0]} cannot be read. Correct the TOML there, or remove the file.")
        return None
    auth = streamlit_private.auth_section()
    if auth is None:
        return None
    return read(auth if isinstance(auth, Mapping) else {})


def read(auth: Mapping[str, Any]) -> Settings:
    """The sign-in that the section [auth] describes. Raises DataError, with all faults one a line."""
    faults = _faults(auth)
    if faults:
        raise DataError("\n".join(f"In the section [auth] of secrets.toml, {fault}." for fault in faults))
    address = urlsplit(streamlit_private.redirect_uri(auth))
    return Settings(f"{address.scheme}://{address.netloc}", _providers(auth))


def claims_of(user: Mapping[str, Any]) -> Claims:
    """The claims in what Streamlit knows of a user; empty without a sign-in."""
    if user.get("is_logged_in") is not True:
        return {}
    return {name: value for name, value in user.items() if name not in _NOT_CLAIMS}


def claims_in(cookies: Mapping[str, str], origin: str) -> Claims:
    """The claims in a browser's sign-in cookie; empty when it is missing, forged or of another address."""
    user = streamlit_private.user_in(cookies)
    return claims_of(user) if user is not None and user.get("origin") == origin else {}


def _providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    named = [name for name, told in auth.items() if isinstance(told, Mapping) and name != "client_kwargs"]
    return ("default", *named) if "client_id" in auth else tuple(named)


def _faults(auth: Mapping[str, Any]) -> list[str]:
    """What is wrong with the section."""
    found = []
    address = urlsplit(streamlit_private.redirect_uri(auth))
    if address.scheme not in ("http", "https") or not address.netloc or not address.path.endswith("/oauth2callback"):
        found.append(
            "redirect_uri must be the app's address with /oauth2callback, as in https://app.example.com/oauth2callback"
        )
    elif address.scheme == "http" and address.hostname not in LOOPBACK:
        found.append("redirect_uri must begin with https://, or whoever listens on the way could sign in as others")
    if len(str(auth.get("cookie_secret", ""))) < SHORTEST_SECRET:
        found.append(
            f"cookie_secret must have at least {SHORTEST_SECRET} characters. "
            "Make one with python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    providers = _providers(auth)
    if not providers:
        found.append("there is no provider. Add client_id, client_secret and server_metadata_url")
    for name in providers:
        told = auth if name == "default" else auth[name]
        if "_" in name:
            found.append(f"the provider {name} must be called without an underscore")
        found += [f"the provider {name} needs {key}" for key in _NEEDED if not told.get(key)]
    return found
