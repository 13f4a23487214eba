"""A version told from the tables themselves, where a database has no table `versions`: row counts and newest days.

What changes neither how many rows a table has nor the newest of any of its days is not noticed; and since the tables
are changed where they stand, a page that is asked in that moment may hold rows of before and after. A feed that cannot
have either writes the table `versions`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from dualsite.schema import TABLES
from dualsite.store.engines.connections import Connections, quoted

LOOK_EVERY_S = 30.0
"""How soon the tables are counted again."""

_COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = %(schema)s ORDER BY table_name, column_name
"""


def has_list(connections: Connections, schema: str) -> bool:
    """Whether the schema has a table `versions`. Raises EngineError."""
    asked = {"name": f"{quoted(schema)}.versions"}
    return connections.execute("SELECT to_regclass(%(name)s) IS NOT NULL", asked).fetchall() == [(True,)]


def counted(connections: Connections, schema: str) -> tuple[datetime, str] | None:
    """The newest day on which anything happened in the tables of the schema, and a digest of how much they hold.

    None without a table `sites` that may be read. Raises EngineError.
    """
    days: dict[str, list[str]] = defaultdict(list)
    for table, column, kind in connections.execute(_COLUMNS, {"schema": schema}).fetchall():
        if table in TABLES and (column not in TABLES[table].columns or kind != "date"):
            days.setdefault(table, [])
        elif table in TABLES:
            days[table].append(column)
    if "sites" not in days:
        return None
    asked = " UNION ALL ".join(
        f"SELECT '{table}', count(*), ARRAY[{', '.join(f'max({quoted(one)})' for one in of)}]::date[] "
        f"FROM {quoted(schema)}.{quoted(table)}"
        for table, of in days.items()
    )
    return told_by(
        Counted(table, rows, dict(zip(days[table], newest, strict=True)))
        for table, rows, newest in connections.execute(asked).fetchall()
    )


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
