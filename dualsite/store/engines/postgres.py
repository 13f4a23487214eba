"""PostgreSQL as an engine: which tables a version has there, with which columns, and how many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dualsite.schema import TABLES, Table
from dualsite.store.dataset import Dataset
from dualsite.store.engines import unlisted
from dualsite.store.engines.address import Address
from dualsite.store.engines.connections import Connections, EngineRows, PostgreSQL, quoted
from dualsite.store.engines.contract import CheckedTables, DeliveredColumn, OnProgress, Row, broken, found_in, row_of
from dualsite.store.engines.delivery import TYPES
from dualsite.store.engines.rewriting import rewritten
from dualsite.store.findings import Tallied, finding
from dualsite.store.places import TablePlace

_ORDERED = ("C", "POSIX", "ucs_basic")
"""Collations by which texts are ordered by their characters, as they are everywhere else."""

_ASKED = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
           CASE WHEN o.collname IS NULL OR o.collname <> 'default' THEN o.collname
                WHEN to_jsonb(d) ->> 'datlocprovider' = 'i' THEN 'an ICU locale'
                ELSE d.datcollate END,
           has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_database d ON d.datname = current_database()
    LEFT JOIN pg_collation o ON o.oid = a.attcollation
    WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ORDER BY c.relname, a.attnum
"""

_DELIVERED = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = %(schema)s ORDER BY table_name, column_name
"""

LOOK_EVERY_S = 1.0
"""How soon the table `versions` is looked at again."""


class PostgresEngine:
    """The versions in a PostgreSQL database, as its table `versions` lists them.

    A schema without that table has one version, that of its tables as they are counted (`unlisted`).
    """

    def __init__(self, address: Address) -> None:
        self.look_every_s = unlisted.LOOK_EVERY_S
        self._address = address
        self._connections = Connections(address)
        self.backend = PostgreSQL(self._connections)

    def newest(self) -> Row:
        """The newest version. Raises EngineError."""
        if self.look_every_s != LOOK_EVERY_S:
            if _has_list(self._connections, self._address.schema):
                self.look_every_s = LOOK_EVERY_S
            elif told := _counted(self._connections, self._address.schema):
                return Row(0, self._address.schema, told[0], "", told[1])
        asked = (
            "SELECT version, tables_in, delivered_at, dataset, digest FROM {}.versions ORDER BY version DESC LIMIT 1"
        )
        found = self._connections.execute(asked.format(quoted(self._address.schema))).fetchall()
        return row_of(found, f"{self._address.schema}.versions")

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version held to the contract. Raises EngineError."""
        return _checked(self._connections, row.tables_in, said, tell)

    def drop(self, schema: str) -> None:
        """Nothing: whoever loads versions takes old ones away."""

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()


def _has_list(connections: Connections, schema: str) -> bool:
    """Whether the schema has a table `versions`. Raises EngineError."""
    asked = {"name": f"{quoted(schema)}.versions"}
    return connections.execute("SELECT to_regclass(%(name)s) IS NOT NULL", asked).fetchall() == [(True,)]


def _counted(connections: Connections, schema: str) -> tuple[datetime, str] | None:
    """The newest day on which anything happened in the tables of the schema, and a digest of how much they hold.

    None without a table `sites` that may be read. Raises EngineError.
    """
    days: dict[str, list[str]] = defaultdict(list)
    for table, column, kind in connections.execute(_DELIVERED, {"schema": schema}).fetchall():
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
    return unlisted.told_by(
        unlisted.Counted(table, rows, dict(zip(days[table], newest, strict=True)))
        for table, rows, newest in connections.execute(asked).fetchall()
    )


@dataclass(frozen=True)
class _EngineColumn:
    """A column as the engine has it."""

    type: str
    collation: str | None
    may_be_read: bool


@dataclass(frozen=True)
class _PostgresQueries:
    """Asks queries that are written for DuckDB of the tables in a schema of PostgreSQL."""

    connections: Connections
    schema: str
    tables: frozenset[str]

    def execute(self, query: str) -> EngineRows:
        return self.connections.execute(rewritten(query, self.schema, self.tables))


def _checked(connections: Connections, schema: str, said: Dataset, tell: OnProgress) -> CheckedTables:
    there: dict[str, dict[str, _EngineColumn]] = defaultdict(dict)
    for table, column, *of in connections.execute(_ASKED, {"schema": schema}).fetchall():
        there[table][column] = _EngineColumn(*of)
    found = [one for name in TABLES if name in there for one in _found_in(TABLES[name], schema, there[name])]
    if "sites" not in there:
        found.append((finding("E14", "sites", f"there is no table {schema}.sites, the one table required"), 0))
    unusable = {one.table for one, _ in found if one.rule in ("E01", "E14")}
    usable = [name for name in TABLES if name in there and name not in unusable]
    counted = " UNION ALL ".join(
        f"SELECT {place}, (SELECT count(*) FROM {quoted(schema)}.{quoted(name)})" for place, name in enumerate(usable)
    )
    rows = dict(connections.execute(counted).fetchall()) if usable else {}
    found += broken(_PostgresQueries(connections, schema, frozenset(usable)), usable, unusable, said, tell)
    return CheckedTables(
        schema,
        {name: rows[place] for place, name in enumerate(usable)},
        tuple(found),
        {name: TablePlace((f"{schema}.{name}",)) for name in usable},
    )


def _found_in(table: Table, schema: str, there: Mapping[str, _EngineColumn]) -> Iterator[Tallied]:
    if not all(one.may_be_read for one in there.values()):
        yield (
            finding(
                "E14",
                table.name,
                f"the database does not let the dashboard read {schema}.{table.name}",
                advice="Grant it SELECT on the table.",
            ),
            0,
        )
        return
    delivered = {
        name: DeliveredColumn(one.type, one.type == TYPES[table.columns[name].kind])
        for name, one in there.items()
        if name in table.columns
    }
    yield from found_in(table, schema, delivered, TYPES)
    for column in table.columns.values():
        own = there.get(column.name)
        if own is None or not delivered[column.name].is_read or own.collation is None:
            continue
        if own.collation.split(".")[0] not in _ORDERED:
            problem = f'the column orders texts by {own.collation} and must order them by "C"'
            yield finding("E01", table.name, problem, column=column.name, advice='Declare it COLLATE "C".'), 0
