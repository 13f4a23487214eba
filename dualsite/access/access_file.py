"""Who may come in, and as what: the access file, and the person that a provider's claims belong to.

The file names people by their e-mail or by any other claim of their sign-in. Whoever is not in it sees nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from dualsite.access import Role, Viewer
from dualsite.errors import DataError, why
from dualsite.i18n import tellable

ROLES: tuple[Role, ...] = get_args(Role)

Text = Annotated[str, Field(pattern=r"\S")]

_TOLD = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class AccessEntry:
    """One entry of the access file: whom it means, and as what they come in."""

    place: int
    """Counted from 1, as in the file."""
    viewer: Viewer
    email: str | None = None
    """Folded; None when the entry names a claim."""
    claim: tuple[str, str] | None = None
    provider: str | None = None
    """The only provider that may vouch for it; None when there is but one."""

    def means_as(self, other: AccessEntry) -> bool:
        """Whether it is about the same people as another entry, whatever they are given."""
        return (self.provider, self.email, self.claim) == (other.provider, other.email, other.claim)

    def means(self, claims: Mapping[str, Any], is_verified: bool) -> bool:
        """Whether the entry is about whom these claims describe. `is_verified`: their e-mail may be trusted."""
        if self.provider is not None and claims.get("provider") != self.provider:
            return False
        if self.claim is None:
            return is_verified and folded(claims.get("email")) == self.email
        name, value = self.claim
        told = claims.get(name)
        return value in told if isinstance(told, list) else value == told


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts, in seconds: at most, and while nothing is done in it."""

    longest_s: int = 12 * 3600
    idle_s: int = 3600


@dataclass(frozen=True)
class AccessFile:
    """The access file as it was read: whom to ask, and its entries in their order."""

    contact: str
    entries: tuple[AccessEntry, ...]
    vouching: frozenset[str] = frozenset()
    """The providers whose e-mails count although they do not say that they are verified."""
    limits: SessionLimits = SessionLimits()

    def entry(self, claims: Mapping[str, Any]) -> AccessEntry | None:
        """The entry of whom these claims describe; None for whoever is not in the file.

        An e-mail goes before any other claim, an earlier entry before a later one.
        """
        is_verified = self.is_verified(claims)
        meant = [entry for entry in self.entries if entry.means(claims, is_verified)]
        return min(meant, key=lambda entry: (entry.email is None, entry.place), default=None)

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """The claims other than e-mails by which people are named, each with the values that count."""
        found: dict[str, frozenset[str]] = {}
        for entry in self.entries:
            if entry.claim is not None:
                name, value = entry.claim
                found[name] = found.get(name, frozenset()) | {value}
        return found

    def is_verified(self, claims: Mapping[str, Any]) -> bool:
        """Whether the e-mail may be trusted: the provider says so of this one, or is trusted for all of its own."""
        if "email_verified" not in claims:
            return claims.get("provider") in self.vouching
        return claims["email_verified"] in (True, "true")


class _SessionsAsTold(BaseModel):
    """How long sessions last, as it is written."""

    model_config = _TOLD

    longest_hours: Annotated[int, Field(ge=1, le=168)] = SessionLimits.longest_s // 3600
    idle_minutes: Annotated[int, Field(ge=5, le=720)] = SessionLimits.idle_s // 60


class _FileAsTold(BaseModel):
    """The file as it is written."""

    model_config = _TOLD

    contact: Text
    trusted_for_email: list[Text] = []
    sessions: _SessionsAsTold = _SessionsAsTold()
    people: list[dict[str, Any]] = []


class _EntryAsTold(BaseModel):
    """One entry as it is written. A fault of one field does not hide those of another."""

    model_config = _TOLD

    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    claim: Annotated[dict[str, Text], Field(min_length=1, max_length=1)] | None = Field(None, validate_default=True)
    provider: str | None = Field(None, validate_default=True)
    role: Role
    partner: str | None = None
    partners: Annotated[list[Text], Field(min_length=1)] | None = Field(None, validate_default=True)

    @field_validator("claim")
    @classmethod
    def _names_one(cls, claim: dict[str, str] | None, so_far: ValidationInfo) -> dict[str, str] | None:
        if (so_far.data.get("email", "faulty") is None) == (claim is None):
            raise _fault(tellable("{who} must name either an email or a claim. Write one of them"))
        return claim

    @field_validator("provider")
    @classmethod
    def _vouches(cls, provider: str | None, so_far: ValidationInfo) -> str | None:
        providers: Sequence[str] = (so_far.context or {})["providers"]
        if provider is None and len(providers) > 1:
            raise _fault(
                tellable("{who} does not say who vouches for it. Add provider = one of {providers}"),
                providers=", ".join(providers),
            )
        if provider is not None and provider not in providers:
            raise _fault(
                tellable("{who} names the provider {named!r}, which is not configured. Use one of {providers}"),
                named=provider,
                providers=", ".join(providers),
            )
        return provider

    @field_validator("partners", mode="before")
    @classmethod
    def _fit_the_role(cls, partners: object, so_far: ValidationInfo) -> object:
        role, partner = so_far.data.get("role"), so_far.data.get("partner", "")
        if role == "executive" and (partner, partners) != (None, None):
            raise _fault(tellable("{who} names partners for an executive, who sees them all. Remove them"))
        if role == "partner" and (partners is not None or not (partner and partner.strip())):
            raise _fault(_ONE_PARTNER)
        if role == "account_manager" and (partner is not None or partners is None):
            raise _fault(_SEVERAL_PARTNERS)
        return partners


_ONE_PARTNER = tellable('{who} needs exactly one partner. Write it as partner = "partner_id"')
_SEVERAL_PARTNERS = tellable('{who} needs a list of partners. Write it as partners = ["partner_id", "partner_id"]')

_SENTENCES = {
    "contact": tellable('{who} does not say whom to ask. Add contact = "name, e-mail" at its top'),
    "trusted_for_email": tellable(
        '{who} has a trusted_for_email that is no list. Write it as trusted_for_email = ["provider"]'
    ),
    "sessions": tellable(
        "{who} has no good [sessions]. Write longest_hours from 1 to 168 and idle_minutes from 5 to 720"
    ),
    "email": tellable("{who} has the email {told!r}, which is none. Write it as name@example.com"),
    "claim": tellable(
        '{who} has a claim that is not one name with one text. Write it as claim = {{ groups = "executives" }}'
    ),
    "provider": tellable("{who} names the provider {told!r}, which is no text. Name one of the configured ones"),
    "role": tellable("{who} has the role {told!r}. Use one of {roles}"),
    "partner": _ONE_PARTNER,
    "partners": _SEVERAL_PARTNERS,
}
"""What is said of a field whose value is none, by its name."""


def folded(email: object) -> str | None:
    """An e-mail as it is compared, without its case; None for what is no text.

    Letters beyond ASCII keep their case: folding would make two addresses one (the Kelvin sign becomes a k).
    """
    if not isinstance(email, str):
        return None
    return email.lower() if email.isascii() else email


def read(path: Path, providers: Sequence[str]) -> AccessFile:
    """The access file. `providers` are the names of the configured ones.

    Raises DataError with all faults, one a line, each with its entry and what to do.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            f"There is no access file {path}, so nobody may come in. Write one; access.example.toml shows how."
        ) from None
    except OSError as error:
        raise DataError(f"The access file {path} cannot be read: {why(error)}. Make it readable.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"The access file {path} is not TOML: {why(error)}. Correct it there.") from None
    faults: list[str] = []
    try:
        whole = _FileAsTold.model_validate(told)
    except ValidationError as error:
        whole = _FileAsTold(contact="-")
        faults += [_NO_ENTRIES if one["loc"][0] == "people" else _said_of(one, "it") for one in error.errors()]
    faults += [
        tellable(f"it trusts the provider {name!r}, which is not configured. Use one of {', '.join(providers)}")
        for name in whole.trusted_for_email
        if name not in providers
    ]
    rows = told.get("people", [])
    entries = []
    for place, row in enumerate(rows if _are_entries(rows) else [], start=1):
        try:
            entries.append(_entry(place, _EntryAsTold.model_validate(row, context={"providers": providers})))
        except ValidationError as error:
            faults += dict.fromkeys(_said_of(one, tellable(f"entry {place}")) for one in error.errors())
    faults += _repeated(entries)
    if faults:
        raise DataError("\n".join(f"In the access file {path}, {fault}." for fault in dict.fromkeys(faults)))
    limits = SessionLimits(whole.sessions.longest_hours * 3600, whole.sessions.idle_minutes * 60)
    return AccessFile(whole.contact.strip(), tuple(entries), frozenset(whole.trusted_for_email), limits)


_NO_ENTRIES = tellable("people is not a list of entries. Begin each with [[people]]")


def _are_entries(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _entry(place: int, told: _EntryAsTold) -> AccessEntry:
    partners = told.partners or ([told.partner] if told.partner else [])
    claim = next(iter(told.claim.items())) if told.claim else None
    return AccessEntry(place, Viewer(told.role, frozenset(partners)), folded(told.email), claim, told.provider)


def _fault(sentence: str, **told: str) -> PydanticCustomError:
    """A fault that only these rules know, in the file's own words."""
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence, "told": told})


def _said_of(error: ErrorDetails, who: str) -> str:
    """What is wrong, in the file's own words; `who` is an entry, or the file."""
    field = str(error["loc"][0])
    if error["type"] == "fault":
        said: str = error["ctx"]["sentence"].format(who=who, **error["ctx"]["told"])
        return said
    if error["type"] == "extra_forbidden" and field != "sessions":
        return tellable("{who} has a key {field} that means nothing. Remove it").format(who=who, field=field)
    told = None if error["type"] == "missing" else error["input"]
    return _SENTENCES[field].format(who=who, told=told, roles=", ".join(ROLES))


def _repeated(entries: Sequence[AccessEntry]) -> list[str]:
    """Entries about whom an earlier one already is."""
    seen: dict[tuple[str | None, object], int] = {}
    faults = []
    for entry in entries:
        key = (entry.provider, entry.email or entry.claim)
        if key in seen:
            faults.append(tellable(f"entry {entry.place} is about the same as entry {seen[key]}. Remove one of them"))
        seen.setdefault(key, entry.place)
    return faults
