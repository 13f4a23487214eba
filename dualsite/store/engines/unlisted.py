"""A version told from the tables themselves, where a database has no table `versions`: row counts and newest days.

What changes neither how many rows a table has nor the newest of any of its days is not noticed; and since the tables
are changed where they stand, a page that is asked in that moment may hold rows of before and after. A feed that cannot
have either writes the table `versions`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from dualsite.schema import TABLES

LOOK_EVERY_S = 30.0
"""How soon the tables are counted again."""


@dataclass(frozen=True)
class Counted:
    """How much a table holds."""

    table: str
    rows: int | None
    """None where that cannot be read."""
    newest: Mapping[str, date | None]
    """The newest of each of its days, by the names of the columns."""


def told_by(tables: Iterable[Counted]) -> tuple[datetime, str]:
    """The newest day on which anything happened in these tables, and a digest of how much they hold."""
    found = sorted((one.table, one.rows, sorted(one.newest.items())) for one in tables)
    past = [
        newest
        for table, _rows, days in found
        for name, newest in days
        if newest is not None and _has_happened(table, name)
    ]
    latest = datetime.combine(max(past, default=date(1970, 1, 1)), time(), UTC)
    return latest, hashlib.sha256(repr(found).encode()).hexdigest()


def _has_happened(table: str, column: str) -> bool:
    meaning = TABLES[table].columns[column].meaning
    return meaning is not None and meaning.is_warned_of
