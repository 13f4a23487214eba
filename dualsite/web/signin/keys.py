"""The section [auth] of the secrets, from wherever its parts are kept; the change from one cookie secret to another.

A part may stand in secrets.toml, in an environment variable, or in a file that one names, as Docker and Kubernetes
mount secrets; the last two go before the first. Changes are followed while the server runs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dualsite.errors import DataError, why
from dualsite.i18n import tellable
from dualsite.web import streamlit_private

OF_ALL = ("redirect_uri", "cookie_secret", "former_cookie_secret", "former_until")
OF_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
VARIABLE = re.compile(
    rf"DUALSITE_(?:({'|'.join(OF_ALL).upper()})|(?:([A-Z0-9]+)_)?({'|'.join(OF_PROVIDER).upper()}))(_FILE)?"
)
"""DUALSITE_COOKIE_SECRET, DUALSITE_COOKIE_SECRET_FILE, DUALSITE_CLIENT_SECRET, DUALSITE_STAFF_CLIENT_SECRET, …"""

Auth = dict[str, Any]


@dataclass(frozen=True)
class Former:
    """The cookie secret before the present one, which cookies may still be signed with."""

    secret: str
    until: date
    """The last day, UTC."""

    def counts(self, today: date) -> bool:
        return today <= self.until


_auth: Auth = {}
"""The section in use."""
_state: object = None


def told(environment: Mapping[str, str] = os.environ) -> Auth | None:
    """The section as it is now, in the words of secrets.toml; None when there is nothing of it anywhere.

    Raises DataError, with all faults one a line, for what cannot be read. No value stands in it.
    """
    section = streamlit_private.auth_in_files()
    variables = {name: found for name in sorted(environment) if (found := VARIABLE.fullmatch(name)) is not None}
    if section is None and not variables:
        return None
    auth, faults = {name: _copy(value) for name, value in (section or {}).items()}, []
    for name, found in variables.items():
        of_all, provider, of_provider, is_file = found.groups()
        if is_file and name.removesuffix("_FILE") in environment:
            faults.append(tellable(f"{name} and {name.removesuffix('_FILE')} are both set. Unset one of them."))
            continue
        try:
            value = Path(environment[name]).read_text(encoding="utf-8").strip() if is_file else environment[name]
        except (OSError, UnicodeDecodeError) as error:
            path = environment[name]
            faults.append(
                tellable(f"The file {path}, which {name} names, cannot be read: {why(error)}. Correct {name}.")
            )
            continue
        _part(auth, provider)[(of_all or of_provider).lower()] = value
    if faults:
        raise DataError("\n".join(faults))
    return auth


def _copy(value: Any) -> Any:
    return {name: _copy(one) for name, one in value.items()} if isinstance(value, Mapping) else value


def _part(auth: Auth, provider: str | None) -> Auth:
    """The part of the section that is the provider's, by its name in any case; the section itself without one."""
    if provider is None:
        return auth
    name = next((one for one in auth if one.lower() == provider.lower()), provider.lower())
    part: Auth = auth.setdefault(name, {})
    return part


def former_of(auth: Mapping[str, Any]) -> Former | None:
    """The former cookie secret that the section tells of. Raises ValueError for a day that is none or is missing."""
    secret, until = auth.get("former_cookie_secret"), auth.get("former_until")
    if not secret:
        return None
    day = until if isinstance(until, date) and not isinstance(until, datetime) else date.fromisoformat(str(until))
    return Former(str(secret), day)


def use(auth: Auth) -> None:
    """From now on, Streamlit and we sign and verify with this section, which has no faults."""
    global _auth
    _auth = auth
    streamlit_private.use_auth({name: value for name, value in auth.items() if not name.startswith("former_")})


def in_use() -> object:
    """The section in use: another object once another one is."""
    return _auth


def hold() -> None:
    """See to it that Streamlit still signs with the section in use: it forgets all when it meets broken TOML."""
    if _auth and streamlit_private.cookie_secret() != _auth.get("cookie_secret"):
        use(_auth)


def today() -> date:
    """The day by which a former secret ends, UTC."""
    return datetime.now(UTC).date()


def verifying() -> tuple[str, ...]:
    """The secrets with which a cookie may be signed: the present one, and the former one until its day is over."""
    former = former_of(_auth)
    is_good = former is not None and former.counts(today())
    return (streamlit_private.cookie_secret(), *([former.secret] if former and is_good else []))


def has_changed() -> bool:
    """Whether a file in which a part of the section stands has changed since this was asked last."""
    global _state
    before, _state = _state, _files()
    return before != _state


def _files() -> object:
    """What changes when the files do."""
    named = [value for name, value in os.environ.items() if name.endswith("_FILE") and VARIABLE.fullmatch(name)]
    return [_of_file(Path(one)) for one in (*streamlit_private.secret_files(), *named)]


def _of_file(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
