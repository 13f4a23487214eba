"""Values that are not what their column wants, and cells that are empty where a value is required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow

from dualsite.i18n import tellable
from dualsite.schema import Column, Table
from dualsite.store import refusals
from dualsite.store.diagnosis.columns import Relation
from dualsite.store.diagnosis.invisible import shown
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding
from dualsite.store.parsing import CELL_EMPTY, KEY_EMPTY, NOT
from dualsite.store.parts import Part


@dataclass(frozen=True)
class CellFault:
    """A way in which the values of a column may be wrong, with the SQL that finds them."""

    rule: str
    column: Column
    condition: str
    problem: str
    is_of_values: bool
    """Whether it is about what stands there, not that nothing does."""


def faults(table: Table, part: Part, present: list[Column], values: Mapping[str, str]) -> Iterator[CellFault]:
    """Values that are not of their column's type, and empty cells where a value is required."""
    for column in present:
        name, stored = f'"{column.name}"', part.stored[column.name]
        if values[column.name] != name:
            wanted = NOT[column.kind]
            if stored != "VARCHAR":
                wanted = tellable(f"{wanted} (stored as {stored})")
            yield CellFault("E02", column, f"{name} IS NOT NULL AND {values[column.name]} IS NULL", wanted, True)
        if not column.nullable:
            rule, problem = ("E03", KEY_EMPTY) if column.name in table.key else ("E02", CELL_EMPTY)
            is_empty = f"{name} IS NULL" + (f" OR {name} = ''" if stored == "VARCHAR" else "")
            if told := ", ".join(map(str, part.refused.get(column.name, ()))):
                is_empty = f"({is_empty}) AND _row NOT IN ({told})"
            yield CellFault(rule, column, is_empty, problem, False)


def present(cursor: duckdb.DuckDBPyConnection, relation: Relation, faults: Sequence[CellFault]) -> list[CellFault]:
    """Those of the faults that there are."""
    if not faults:
        return []
    counted = ", ".join(f"count(*) FILTER ({one.condition})" for one in faults)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {relation.sql}").fetchall()
    return [one for one, total in zip(faults, totals, strict=True) if total]


def found_of(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: str,
    table: Table,
    fault: CellFault,
    mends: Mapping[str, Mended],
) -> Iterator[Tallied]:
    """What is wrong in a column beyond what is mended, row by row; all of it is refused."""
    name = f'"{fault.column.name}"'
    cursor.register("of_mends", pyarrow.table({"found": pyarrow.array(list(mends), pyarrow.string())}))
    read = [value for value, one in mends.items() if one.text]
    cursor.register("of_read", pyarrow.table({"found": pyarrow.array(read, pyarrow.string())}))
    told = f"({fault.condition}) AND NOT EXISTS (FROM of_mends WHERE found = {name})" if mends else fault.condition
    ((total,),) = cursor.execute(f"SELECT count(*) FROM {relation.sql} WHERE {told}").fetchall()
    rows = cursor.execute(
        f"SELECT _row + {relation.before}, {name}::VARCHAR FROM {relation.sql} WHERE {told} "
        f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
    ).fetchall()
    refused = f"({fault.condition}) AND NOT EXISTS (FROM of_read WHERE found = {name})" if mends else fault.condition
    refusals.add(
        cursor, place, fault.column.name, f"SELECT _row + {relation.before} FROM {relation.sql} WHERE {refused}"
    )
    cursor.unregister("of_mends")
    cursor.unregister("of_read")
    for number, (row, value) in enumerate(rows):
        further = total - len(rows) if number == 0 else 0
        one = finding(
            fault.rule,
            table.name,
            fault.problem,
            row=row,
            column=fault.column.name,
            value=shown(value) if value else value,
            kind=fault.problem,
        )
        yield one, further
