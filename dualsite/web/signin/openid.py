"""What Streamlit's sign-in is told and tells: the configured providers, and the claims in a browser's cookie."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from dualsite.errors import DataError
from dualsite.i18n import tellable
from dualsite.web import streamlit_private
from dualsite.web.signin import keys

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names under which only this machine can be meant."""

SHORTEST_SECRET = 32

LONGEST_OVERLAP = timedelta(days=8)
"""For how long the cookie secret before the present one may count."""

_LOG = logging.getLogger(__name__)

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
    keys.has_changed()
    auth = keys.told()
    if auth is None:
        return None
    found = read(auth)
    keys.use(auth)
    return found


def follow() -> None:
    """Take over a change of the secrets; one that cannot be used is told in the log, and the former ones stay in force.

    With a former cookie secret, whoever is signed in stays so. Another address or provider takes a restart.
    """
    if settings() is None:
        return
    if keys.has_changed():
        try:
            auth = keys.told() or {}
            if read(auth) != settings():
                raise DataError("The address or the providers of the sign-in have changed. Restart to use them.")
        except DataError as error:
            for line in str(error).splitlines():
                _LOG.error(line)
        else:
            keys.use(auth)
            _LOG.warning("The secrets of the sign-in have changed, and are used.")
    keys.hold()


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
    user = streamlit_private.user_in(cookies, keys.verifying())
    return claims_of(user) if user is not None and user.get("origin") == origin else {}


def _faults_of_the_former(auth: Mapping[str, Any]) -> list[str]:
    """What is wrong with the cookie secret that was used before."""
    try:
        former = keys.former_of(auth)
    except ValueError:
        return [tellable("former_until must be the last day on which former_cookie_secret counts, as in 2026-12-31")]
    if former is None:
        return []
    found = []
    if len(former.secret) < SHORTEST_SECRET or former.secret == auth.get("cookie_secret"):
        found.append(
            tellable("former_cookie_secret must be the one that was cookie_secret before. Remove it if there was none")
        )
    if former.until > keys.today() + LONGEST_OVERLAP:
        found.append(tellable(f"former_until must be within {LONGEST_OVERLAP.days} days: no session lasts longer"))
    return found


def _providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    named = [name for name, told in auth.items() if isinstance(told, Mapping) and name != "client_kwargs"]
    return ("default", *named) if "client_id" in auth else tuple(named)


def _faults(auth: Mapping[str, Any]) -> list[str]:
    """What is wrong with the section."""
    found = []
    address = urlsplit(streamlit_private.redirect_uri(auth))
    if address.scheme not in ("http", "https") or not address.netloc or not address.path.endswith("/oauth2callback"):
        found.append(
            tellable(
                "redirect_uri must be the app's address with /oauth2callback, as in "
                "https://app.example.com/oauth2callback"
            )
        )
    elif address.scheme == "http" and address.hostname not in LOOPBACK:
        found.append(
            tellable("redirect_uri must begin with https://, or whoever listens on the way could sign in as others")
        )
    if len(str(auth.get("cookie_secret", ""))) < SHORTEST_SECRET:
        found.append(
            tellable(
                f"cookie_secret must have at least {SHORTEST_SECRET} characters. "
                "Make one with python -c 'import secrets; print(secrets.token_hex(32))'"
            )
        )
    found += _faults_of_the_former(auth)
    providers = _providers(auth)
    if not providers:
        found.append(tellable("there is no provider. Add client_id, client_secret and server_metadata_url"))
    for name in providers:
        told = auth if name == "default" else auth[name]
        if "_" in name:
            found.append(tellable(f"the provider {name} must be called without an underscore"))
        found += [tellable(f"the provider {name} needs {key}") for key in _NEEDED if not told.get(key)]
    return found
