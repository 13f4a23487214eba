"""One entry of the audit trail: who did what, when, with whose rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from dualsite.audit.harmless import harmless


class What(StrEnum):
    """What an entry tells of."""

    START = "start"
    STOP = "stop"
    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    REFUSED = "refused"
    """A sign-in that let nobody in; `reason` says why."""
    DENIED = "denied"
    """A request, a message or a socket that was not answered; `name` says what was asked, `reason` why not."""
    SESSION_ENDED = "session-ended"
    """Somebody was signed out by the app or by somebody else; `reason` says why."""
    PAGE = "page"
    CHOICE = "choice"
    """Filters, the as-of day, a tab, a table: what somebody chose to see; `details` holds what is chosen now."""
    EXPORT = "export"
    UPLOAD = "upload"
    MEETING_BEGIN = "meeting-begin"
    MEETING_END = "meeting-end"
    LOOK_AS = "look-as"
    ACCESS = "access"
    """The access file is another one; `details` holds its digests and who gained or lost what."""
    SCENARIO = "scenario"
    """A scenario or slot question was saved or deleted; `name` says which, `details` what was done."""
    DATA = "data"
    """A data version came on show or was refused."""
    KEY = "key"
    """The key of the cookies or of this trail is another one."""
    READ = "read"
    """The trail itself was read or exported."""
    SEGMENT = "segment"
    """A file of the trail begins."""
    TORN = "torn"
    """What stands between the last entry and this one is no entry: its writing was cut off."""
    LOST = "lost"
    """So many entries could not be written, or not be sent on."""
    ALARM = "alarm"


@dataclass(frozen=True)
class Who:
    """A person, as the provider names them for good."""

    provider: str
    subject: str
    email: str = ""
    """Only when the provider vouches for it; anyone may claim another."""

    def __str__(self) -> str:
        known = f"{self.subject} at {self.provider}" if self.provider else self.subject
        return f"{self.email} ({known})" if self.email else known


NOBODY = Who("", "")
"""Somebody who is not signed in."""
APP = Who("", "dualsite")
"""The app itself."""


@dataclass(frozen=True)
class Entry:
    """One entry. A field that says nothing is left out of its line."""

    what: What
    at: str = ""
    """UTC, ISO 8601 with microseconds."""
    n: int = 0
    """Its place in the trail, counted from 1 without a gap."""
    provider: str = ""
    subject: str = ""
    email: str = ""
    role: str = ""
    address: str = ""
    """Where the request came from, as far as the app was told."""
    page: str = ""
    name: str = ""
    """What it is about: a file, a client, a request."""
    reason: str = ""
    scope: str = ""
    """`everyone`, or the partners whose rows were seen, by code point."""
    as_of: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    count: int = 1
    """How many this entry stands for, all of them between `since` and `until`."""
    since: str = ""
    until: str = ""
    key: str = ""
    """The id of the key it is sealed with; empty for none."""

    @property
    def who(self) -> Who:
        return Who(self.provider, self.subject, self.email)

    def text(self) -> str:
        """The entry as canonical JSON: keys by code point, no spaces, everything beyond ASCII escaped."""
        told = {name: getattr(self, name) for name in _TYPES}
        return canonical({name: value for name, value in told.items() if value != _SAYS_NOTHING[name]})

    def cleaned(self) -> Entry:
        """The entry without characters that steer, and cut to lengths that a line can hold."""
        told = {one.name: harmless(getattr(self, one.name)) for one in fields(self) if one.type == "str"}
        details = {harmless(name): harmless(value, 2000) for name, value in self.details.items()}
        return replace(self, **told, details=details)  # type: ignore[arg-type]


def canonical(told: Mapping[str, Any]) -> str:
    return json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def entry_of(told: object) -> Entry | None:
    """The entry of a parsed line; None when it is none of ours."""
    if not isinstance(told, dict) or not told.keys() <= _TYPES.keys():
        return None
    if any(type(value) is not _TYPES[name] for name, value in told.items()) or told.get("what") not in _KINDS:
        return None
    if not all(isinstance(value, str) for value in told.get("details", {}).values()):
        return None
    return Entry(**{**told, "what": What(told["what"])})


_TYPES: Mapping[str, type] = {
    one.name: {"int": int, "Mapping[str, str]": dict}.get(str(one.type), str) for one in fields(Entry)
}
_SAYS_NOTHING: Mapping[str, object] = {
    name: {str: "", dict: {}, int: 1 if name == "count" else None}[kind] for name, kind in _TYPES.items()
}
_KINDS = frozenset(What)
