"""Who may come in, and as what: the access file, and the person that a provider's claims belong to.

The file names people by their e-mail or by any other claim of their sign-in. Whoever is not in it sees nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from dualsite.access import Role, Viewer
from dualsite.errors import DataError

ROLES: tuple[Role, ...] = get_args(Role)

_KEYS = {"email", "claim", "provider", "role", "partner", "partners"}


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

    def means(self, claims: Mapping[str, Any]) -> bool:
        """Whether the entry is about whom these claims describe."""
        if self.provider is not None and claims.get("provider") != self.provider:
            return False
        if self.claim is None:
            return is_verified(claims) and folded(claims.get("email")) == self.email
        name, value = self.claim
        told = claims.get(name)
        return value in told if isinstance(told, list) else value == told


@dataclass(frozen=True)
class AccessFile:
    """The access file as it was read: whom to ask, and its entries in their order."""

    contact: str
    entries: tuple[AccessEntry, ...]

    def entry(self, claims: Mapping[str, Any]) -> AccessEntry | None:
        """The entry of whom these claims describe; None for whoever is not in the file.

        An e-mail goes before any other claim, an earlier entry before a later one.
        """
        meant = [entry for entry in self.entries if entry.means(claims)]
        return min(meant, key=lambda entry: (entry.email is None, entry.place), default=None)


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the e-mail may be trusted: the provider does not say that it is unverified."""
    return claims.get("email_verified", True) in (True, "true")


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
        raise DataError(f"The access file {path} cannot be read: {error.strerror}. Make it readable.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"The access file {path} is not TOML: {error}. Correct it there.") from None
    faults: list[str] = []
    contact = told.get("contact")
    if not isinstance(contact, str) or not contact.strip():
        faults.append('it does not say whom to ask. Add contact = "name, e-mail" at its top')
        contact = ""
    faults += [f"it has an entry {key} that means nothing. Remove it" for key in told.keys() - {"contact", "people"}]
    rows = told.get("people", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append("people is not a list of entries. Begin each with [[people]]")
        rows = []
    entries = []
    for place, row in enumerate(rows, start=1):
        found = [f"entry {place} {fault}" for fault in _faults(row, providers)]
        if found:
            faults += found
        else:
            entries.append(_entry(place, row))
    faults += _repeated(entries)
    if faults:
        raise DataError("\n".join(f"In the access file {path}, {fault}." for fault in faults))
    return AccessFile(contact.strip(), tuple(entries))


def _entry(place: int, row: Mapping[str, Any]) -> AccessEntry:
    partners = row.get("partners", [row["partner"]] if "partner" in row else [])
    claim = next(iter(row["claim"].items())) if "claim" in row else None
    viewer = Viewer(row["role"], frozenset(partners))
    return AccessEntry(place, viewer, folded(row.get("email")), claim, row.get("provider"))


def _faults(row: Mapping[str, Any], providers: Sequence[str]) -> list[str]:
    """What is wrong with an entry, in the file's own words."""
    found = [f"has a key {key} that means nothing. Remove it" for key in sorted(row.keys() - _KEYS)]
    email, claim = row.get("email"), row.get("claim")
    if (email is None) == (claim is None):
        found.append("must name either an email or a claim. Write one of them")
    if email is not None and not (isinstance(email, str) and email == email.strip() and email.count("@") == 1):
        found.append(f"has the email {email!r}, which is none. Write it as name@example.com")
    if claim is not None and not (isinstance(claim, dict) and len(claim) == 1 and all(map(_is_text, claim.values()))):
        found.append('has a claim that is not one name with one text. Write it as claim = { groups = "executives" }')
    provider = row.get("provider")
    if provider is None and len(providers) > 1:
        found.append(f"does not say who vouches for it. Add provider = one of {', '.join(providers)}")
    if provider is not None and provider not in providers:
        found.append(f"names the provider {provider!r}, which is not configured. Use one of {', '.join(providers)}")
    return found + _role_faults(row)


def _role_faults(row: Mapping[str, Any]) -> list[str]:
    """What is wrong with an entry's role and partners."""
    role, partner, partners = row.get("role"), row.get("partner"), row.get("partners")
    if role not in ROLES:
        return [f"has the role {role!r}. Use one of {', '.join(ROLES)}"]
    if role == "executive" and (partner, partners) != (None, None):
        return ["names partners for an executive, who sees them all. Remove them"]
    if role == "partner" and (partners is not None or not _is_text(partner)):
        return ['needs exactly one partner. Write it as partner = "partner_id"']
    if role == "account_manager" and (
        partner is not None or not isinstance(partners, list) or not partners or not all(map(_is_text, partners))
    ):
        return ['needs a list of partners. Write it as partners = ["partner_id", "partner_id"]']
    return []


def _repeated(entries: Sequence[AccessEntry]) -> list[str]:
    """Entries about whom an earlier one already is."""
    seen: dict[tuple[str | None, object], int] = {}
    faults = []
    for entry in entries:
        key = (entry.provider, entry.email or entry.claim)
        if key in seen:
            faults.append(f"entry {entry.place} is about the same as entry {seen[key]}. Remove one of them")
        seen.setdefault(key, entry.place)
    return faults


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
