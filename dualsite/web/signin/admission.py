"""Whether somebody may be here, asked anew on every run: by their claims, the access file and their session."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dualsite.access import LOCAL_EXECUTIVE, Viewer, access_history
from dualsite.access import access_file as people
from dualsite.errors import DataError
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin import endings, openid, sessions

Reason = Literal[
    "signed out",
    "expired",
    "lasts too long",
    "not in the access file",
    "e-mail not verified",
    "access file unusable",
    "claim not kept",
    "idle",
    "as long as may be",
    "ended",
    "sessions unreadable",
]

LONGEST_S = 7 * 24 * 3600
"""Seconds for which a sign-in may be good; one that says it lasts longer is not taken."""

_LOG = logging.getLogger(__name__)

_Read = tuple[object, people.AccessFile | None]


PersonId = tuple[str, str]
"""A person: the provider that vouches for them, and what it calls them for good. An e-mail may change hands."""


@dataclass(frozen=True)
class Person:
    """Somebody who may be here."""

    id: PersonId
    name: str
    """What to call them on screen; tells nobody from another."""
    viewer: Viewer
    contact: str = ""
    looks_as: str = ""
    """Whose view an executive looks at in place of their own, which `viewer` then is; empty for nobody's."""


@dataclass(frozen=True)
class Refusal:
    """Somebody who is signed in, or was, and may not be here."""

    name: str
    reason: Reason
    contact: str = ""


ASKED = "dualsite_asked"
"""In a sign-in cookie: by which claims the access file named people when it was set, as `asked` tells each."""

LOCAL = Person(("", "local"), "local", LOCAL_EXECUTIVE)
"""Whoever sits at this machine, when no sign-in is configured."""

_told: set[tuple[Person, frozenset[str]]] = set()
_lock = threading.Lock()
_read: dict[tuple[Path, tuple[str, ...]], _Read] = {}


def admission(
    claims: openid.Claims, settings: openid.Settings, now: float, good_at: float | None = None
) -> Person | Refusal:
    """Who the claims say it is, if they may be here. `now` is in seconds since 1970.

    `good_at`: another moment at which the sign-in must not have ended; it may have ended since.
    """
    file = access_file(settings)
    name = name_of(claims, file)
    began_at, at = began(claims), now if good_at is None else max(good_at, began(claims))
    try:
        how, active_at = endings.how(key(claims)), sessions.active_at(key(claims), began_at)
    except SharedStateError:
        return Refusal(name, "sessions unreadable", file.contact if file is not None else "")
    if how is not None:
        return Refusal(name, how)
    if expires(claims) <= at:
        return Refusal(name, "expired")
    if expires(claims) > now + LONGEST_S:
        return Refusal(name, "lasts too long")
    if file is None:
        return Refusal(name, "access file unusable")
    if at >= began_at + file.limits.longest_s:
        return Refusal(name, "as long as may be", file.contact)
    if at >= active_at + file.limits.idle_s:
        return Refusal(name, "idle", file.contact)
    entry = file.entry(claims)
    if _is_unsure(claims, file, entry):
        return Refusal(name, "claim not kept", file.contact)
    if entry is not None:
        return Person(id_of(claims), name, entry.viewer, file.contact)
    is_known = file.is_verified(claims)
    return Refusal(name, "not in the access file" if is_known else "e-mail not verified", file.contact)


def asked(name: str, value: str) -> str:
    """A claim by which the access file names people, told without giving it away: cookies can be read."""
    return hashlib.sha256(json.dumps([name, value]).encode()).hexdigest()[:8]


def _is_unsure(claims: openid.Claims, file: people.AccessFile, found: people.AccessEntry | None) -> bool:
    """Whether an entry may come before the one found whose claim nobody has asked for when the cookie was set."""
    if ASKED not in claims or (found is not None and found.claim is None):
        return False
    before = file.entries[: found.place - 1] if found is not None else file.entries
    by_claim = (one.claim for one in before if one.claim and one.provider in (None, claims.get("provider")))
    return any(asked(*claim) not in claims[ASKED] for claim in by_claim)


def of_browser(cookies: Mapping[str, str], settings: openid.Settings | None, now: float) -> Person | Refusal | None:
    """Who a browser with these cookies belongs to; the local executive without sign-in, None for nobody signed in."""
    return who(openid.claims_in(cookies, settings.origin) if settings else {}, settings, now)


def who(
    claims: openid.Claims, settings: openid.Settings | None, now: float, good_at: float | None = None
) -> Person | Refusal | None:
    """Whose these claims are, as `admission` says; the local executive without sign-in, None for nobody signed in."""
    if settings is None:
        return LOCAL
    return admission(claims, settings, now, good_at) if claims else None


def id_of(claims: openid.Claims) -> PersonId:
    """Who it is whom the claims describe."""
    return str(claims.get("provider", "")), str(claims.get("sub", ""))


def name_of(claims: openid.Claims, file: people.AccessFile | None) -> str:
    """What to call somebody: their e-mail if it may be trusted, else their name at the provider.

    Anybody could have written an e-mail that nobody has verified.
    """
    is_theirs = file is not None and file.is_verified(claims)
    provider, subject = id_of(claims)
    return str((is_theirs and claims.get("email")) or f"{subject} at {provider}")


def began(claims: openid.Claims) -> float:
    """When somebody has signed in, in seconds since 1970; a sign-in that does not say was long ago."""
    return _moment(claims.get("iat"))


def expires(claims: openid.Claims) -> float:
    """When the sign-in ends, in seconds since 1970; one that does not say has ended."""
    return _moment(claims.get("exp"))


def _moment(told: object) -> float:
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else 0.0


def end(claims: openid.Claims, how: endings.Ended) -> None:
    """End the session of this sign-in, which nothing opens again.

    It is remembered for as long as it would have been good, in a meeting too.
    """
    sessions.end(key(claims), how, expires(claims) + LONGEST_S)


def access_path() -> Path:
    """The file named by DUALSITE_ACCESS, else `access.toml` beside the app."""
    return Path(os.environ.get("DUALSITE_ACCESS") or Path(__file__).parents[3] / "access.toml")


def access_file(settings: openid.Settings) -> people.AccessFile | None:
    """The access file as it is now; None, with the reasons in the log, when it cannot be used."""
    path = access_path()
    key = (path, settings.providers)
    state = _state(path)
    with _lock:
        if key not in _read or _read[key][0] != state:
            _read[key] = (state, _fresh(path, settings))
            access_history.note(path, _read[key][1])
        return _read[key][1]


def log_unknown_partners(who: Person, missing: frozenset[str]) -> None:
    """Tell the log, once, which partners of the access file the data do not know."""
    if (who, missing) not in _told:
        _told.add((who, missing))
        _LOG.error(
            "In the access file %s, %s is given the partners %s, whom the data do not know. "
            "Correct them there, or add them to partners.csv.",
            access_path(),
            who.name,
            ", ".join(sorted(missing)),
        )


def _fresh(path: Path, settings: openid.Settings) -> people.AccessFile | None:
    try:
        return people.read(path, settings.providers)
    except DataError as error:
        for line in str(error).splitlines():
            _LOG.error(line)
        return None


def _state(path: Path) -> object:
    """What changes when the file does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def key(claims: Mapping[str, Any]) -> str:
    """One sign-in: its claims hold the moment and the nonce of it, and are the same in every tab of a browser."""
    return hashlib.sha256(json.dumps(claims, sort_keys=True, default=str).encode()).hexdigest()
