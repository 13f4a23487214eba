"""Entries as rows, for whoever takes the trail away: on screen, as CSV and as JSON the same fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dualsite.audit.entry import Entry

FIELDS = (
    "n", "at", "who", "provider", "subject", "email", "role", "address", "what", "page", "name", "reason", "scope",
    "as_of", "details", "count", "since", "until",
)  # fmt: skip
"""The fields of a row, in their order."""


def rows(entries: Iterable[Entry]) -> Iterator[dict[str, str | int]]:
    """One row for each entry, with all of `FIELDS`."""
    for entry in entries:
        told: dict[str, str | int] = {name: getattr(entry, name) for name in FIELDS if name not in ("who", "details")}
        told |= {"who": str(entry.who), "what": str(entry.what), "details": details(entry)}
        yield {name: told[name] for name in FIELDS}


def details(entry: Entry) -> str:
    """The details in one line; of several entries gathered into one, first when they were."""
    told = [f"from {entry.since} to {entry.until}"] if entry.since else []
    return "; ".join([*told, *(f"{name}: {value}" for name, value in entry.details.items())])
