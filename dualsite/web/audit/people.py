"""A person as the audit trail names them: by provider and subject, with the e-mail that is theirs."""

from __future__ import annotations

from dualsite.audit import NOBODY, Who
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person, Refusal


def of_person(person: Person) -> Who:
    return _who(person.id, person.name)


def of(found: Person | Refusal | None, claims: openid.Claims) -> Who:
    """Who is behind these claims, whether they may be here or not; nobody without a sign-in."""
    if isinstance(found, Person):
        return of_person(found)
    return _who(admission.id_of(claims), found.name) if found is not None else NOBODY


def _who(known_as: admission.PersonId, name: str) -> Who:
    """`name` is their e-mail if it may be trusted, and says nothing more otherwise."""
    provider, subject = known_as
    return Who(provider, subject, name if "@" in name and name != f"{subject} at {provider}" else "")
