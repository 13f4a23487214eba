"""The contract, held to the tables of an engine: which are there, with which columns, and how many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from dualsite.schema import TABLES, Table
from dualsite.schema.rules import RULES, VersionFacts
from dualsite.store.checking import found_by
from dualsite.store.dataset import Dataset
from dualsite.store.engines.connections import Connections, EngineRows, quoted
from dualsite.store.engines.delivery import TYPES
from dualsite.store.engines.rewriting import rewritten
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

OnProgress = Callable[[str, float], None]
"""Told the part of the work that begins, and the share done, 0 to 1."""

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


@dataclass(frozen=True)
class _EngineColumn:
    """A column as the engine has it."""

    type: str
    collation: str | None
    may_be_read: bool


@dataclass(frozen=True)
class _Asking:
    """Asks queries that are written for DuckDB of the tables in a schema of PostgreSQL."""

    connections: Connections
    schema: str
    tables: frozenset[str]

    def execute(self, query: str) -> EngineRows:
        return self.connections.execute(rewritten(query, self.schema, self.tables))


@dataclass(frozen=True)
class CheckedTables:
    """What the tables of one version hold, and what is wrong with them."""

    rows: Mapping[str, int]
    """Rows of the tables that can be read, in the contract's order."""
    found: tuple[Tallied, ...]


def checked(connections: Connections, schema: str, said: Dataset, tell: OnProgress) -> CheckedTables:
    """The tables of a version held to the contract. Raises EngineError."""
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
    asking = _Asking(connections, schema, frozenset(usable))
    for place, name in enumerate(usable):
        tell(name, place / (2 * len(usable)))
        found += _breaches(asking, TABLES[name])
    facts = VersionFacts(tuple(usable), said.as_of, said.reporting_currency, tuple(unusable))
    # What an id should have been is not looked for: whoever feeds an engine has it from a system.
    asked = [(rule.id, replace(query, named_by=None)) for rule in RULES.values() for query in rule.queries(facts)]
    # It asks a cursor of DuckDB for no more than to execute, as long as no query is `named_by`.
    for (rule_id, _query), tallied in found_by(cast(Any, asking), asked):
        tell(RULES[rule_id].title, 0.5)
        found += tallied
    return CheckedTables({name: rows[place] for place, name in enumerate(usable)}, tuple(found))


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
    for column in table.columns.values():
        own, wanted = there.get(column.name), TYPES[column.kind]
        if own is None:
            yield finding("E01", table.name, f"{schema}.{table.name} has no such column", column=column.name), 0
        elif own.type != wanted:
            problem = f"the column is {own.type} and must be {wanted}"
            advice = "Deliver it so; a day that is a time would be another one in another time zone."
            yield (
                finding("E01", table.name, problem, column=column.name, advice=advice if column.kind == "day" else ""),
                0,
            )
        elif own.collation and own.collation.split(".")[0] not in _ORDERED:
            problem = f'the column orders texts by {own.collation} and must order them by "C"'
            yield finding("E01", table.name, problem, column=column.name, advice='Declare it COLLATE "C".'), 0


def _breaches(asking: _Asking, table: Table) -> Iterator[Tallied]:
    """What breaks the constraints of a table's columns: all counted in one query, listed where it is any."""
    held = [
        (
            column,
            one.rule,
            one.words if one.rule in ("W16", "W17") else f"it must be {one.words}",
            one.holds(column.name),
        )
        for column in table.columns.values()
        for one in column.constraints
    ]
    for column in table.columns.values():
        if not column.nullable:
            rule, problem = ("E03", "the key is empty") if column.name in table.key else ("E02", "the cell is empty")
            held.append((column, rule, problem, f'"{column.name}" IS NOT NULL'))
    counted = ", ".join(f"count(*) FILTER (WHERE NOT ({holds}))" for *_, holds in held)
    (totals,) = asking.execute(f"SELECT {counted} FROM {table.name}").fetchall()
    for (column, rule, problem, holds), total in zip(held, totals, strict=True):
        if total:
            listed = asking.execute(
                f'SELECT _row, "{column.name}"::VARCHAR FROM {table.name} WHERE NOT ({holds}) '
                f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
            ).fetchall()
            for place, (row, value) in enumerate(listed):
                one = finding(rule, table.name, problem, row=row, column=column.name, value=value)
                yield one, total - len(listed) if place == 0 else 0
