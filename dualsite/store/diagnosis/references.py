"""References to no row of another table: written in another way than there, near to one that is there, or unknown."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow

from dualsite.schema import likeness
from dualsite.schema.rules import Query
from dualsite.store.diagnosis.columns import Relation, said
from dualsite.store.diagnosis.invisible import shown_as_id
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

MOST_VALUES = 1_000
"""Different unknown references that are compared with the ids that there are."""


def told(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query) -> Iterator[Tallied]:
    """What a query of unknown references finds: first those that are a known id written in another way.

    That is in case, signs, zeros or look-alikes. Of the others, the near id is named where there is one.
    """
    referred, key = query.named_by or ("", "")
    values = [
        value
        for (value,) in cursor.execute(
            f"SELECT DISTINCT value FROM ({query.sql}) ORDER BY value LIMIT {MOST_VALUES}"
        ).fetchall()
    ]
    known = [
        name
        for (name,) in cursor.execute(
            f"SELECT DISTINCT {key} FROM {referred} WHERE {key} IS NOT NULL LIMIT {likeness.MOST_COMPARED + 1}"
        ).fetchall()
    ]
    meant: dict[str, str] = {}
    if len(known) <= likeness.MOST_COMPARED:
        meant = likeness.alike(values, known, likeness.bare) | likeness.alike(values, known)
    problem = f"ids are written in another way than in {referred}"
    mends = {
        value: Mended(name, problem, problem, f"Write each id as {referred} does.", False)
        for value, name in meant.items()
    }
    column = query.column or "value"
    of_rows = Relation(f'(SELECT _row, value AS "{column}" FROM ({query.sql}))', 0)
    yield from said(cursor, of_rows, query.table, {column: mends}, rule)
    yield from _unknown(cursor, rule, query, mends, known)


def _unknown(
    cursor: duckdb.DuckDBPyConnection, rule: str, query: Query, meant: dict[str, Mended], known: list[str]
) -> Iterator[Tallied]:
    cursor.register("of_meant", pyarrow.table({"value": pyarrow.array(list(meant), pyarrow.string())}))
    others = f"FROM ({query.sql}) q ANTI JOIN of_meant m ON q.value = m.value"
    ((total,),) = cursor.execute(f"SELECT count(*) {others}").fetchall()
    listed = cursor.execute(f"SELECT q._row, q.value, q.problem {others} ORDER BY q._row LIMIT {SHOWN_PER_LINE}")
    rows = listed.fetchall()
    cursor.unregister("of_meant")
    near = likeness.nearest_of({value for _, value, _ in rows}, known)
    for place, (row, value, problem) in enumerate(rows):
        hint = f"; did you mean {near[value]}?" if value in near else ""
        further = total - len(rows) if place == 0 else 0
        one = finding(
            rule, query.table, problem + hint, row=row, column=query.column, value=shown_as_id(value), kind="unknown"
        )
        yield one, further
