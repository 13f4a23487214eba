"""Values that break a constraint of their column, told with the one that was meant where that shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from dualsite.i18n import tellable
from dualsite.schema import Column
from dualsite.schema.columns import FIRST_OF_MONTH, ColumnConstraint
from dualsite.schema.rules import RULES
from dualsite.store import refusals
from dualsite.store.diagnosis import codes, encoding
from dualsite.store.diagnosis.columns import Mends, Relation, apply, said
from dualsite.store.diagnosis.invisible import shown
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

CASE = tellable("codes are written in another way")
PERCENT = tellable("it is more than 1, as per cent are")


@dataclass(frozen=True)
class Breach:
    """A constraint that values of a column of a table break."""

    table: str
    column: Column
    constraint: ColumnConstraint
    holds: str
    """The constraint in SQL."""


def mended_codes(cursor: duckdb.DuckDBPyConnection, place: str, breach: Breach, mends: Mends) -> Iterator[Tallied]:
    """Read the codes that are written in another way as what they are, in the table at `place`, and tell them."""
    name = breach.column.name
    values = cursor.execute(f'SELECT DISTINCT "{name}" FROM {place} WHERE NOT ({breach.holds})').fetchall()
    own = {
        value: Mended(code, f"{CASE} in {name}", CASE, "Use the codes of the data dictionary.")
        for (value,) in values
        if (code := codes.code_for(value, breach.constraint.codes)) is not None
    }
    if own:
        relation = Relation(place, 0)
        yield from said(cursor, relation, breach.table, {name: own}, breach.constraint.rule)
        apply(cursor, relation, place, {name: f'"{name}"'}, {name: own})
        # What was mended before was mended by the words of the file: both steps are one.
        before = mends.get(name, {})
        mends[name] = own | {value: own.get(one.text or "", one) for value, one in before.items()}


def breaches(cursor: duckdb.DuckDBPyConnection, place: str, breach: Breach) -> Iterator[Tallied]:
    """Tell what breaks the constraint in the table at `place`; what is an error is empty from then on."""
    name, constraint = breach.column.name, breach.constraint
    broken = f"NOT ({breach.holds})"
    if breach.column.unit == "fraction 0–1":
        is_percent = f'"{name}" > 1 AND "{name}" <= 100'
        yield from _listed(cursor, place, breach, f"{broken} AND {is_percent}", PERCENT)
        broken += f" AND NOT ({is_percent})"
    yield from _listed(cursor, place, breach, broken, constraint.words)
    if RULES[constraint.rule].severity == "error":
        rows = f"SELECT _row FROM {place} WHERE NOT ({breach.holds})"
        refusals.add(cursor, place, name, rows)
        cursor.execute(f'UPDATE {place} SET "{name}" = NULL WHERE NOT ({breach.holds})').fetchall()


def _listed(
    cursor: duckdb.DuckDBPyConnection, place: str, breach: Breach, condition: str, kind: str
) -> Iterator[Tallied]:
    name = breach.column.name
    rows = cursor.execute(
        f'SELECT _row, "{name}"::VARCHAR, count(*) OVER () FROM {place} WHERE {condition} '
        f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
    ).fetchall()
    for number, (row, value, total) in enumerate(rows):
        problem, read_as, advice = _problem(breach, value, kind)
        one = finding(
            breach.constraint.rule,
            breach.table,
            problem,
            row=row,
            column=name,
            value=shown(value.removesuffix(".0") if breach.column.kind == "number" else value),
            advice=advice,
            kind=kind,
            read_as=read_as,
        )
        yield one, total - len(rows) if number == 0 else 0


def _problem(breach: Breach, value: str, kind: str) -> tuple[str, str | None, str]:
    """What is wrong with a value, what it should read, and what to do about it, where these can be told."""
    if kind == PERCENT:
        share = f"{float(value) / 100:.10g}"
        return PERCENT, share, tellable(f"Is it {float(value):.10g} %? Then write {share}.")
    problem = f"it must be {breach.constraint.words}"
    if breach.constraint.codes:
        near = codes.nearest(value, breach.constraint.codes)
        return problem + (tellable(f"; did you mean {near}?") if near else ""), None, ""
    if breach.constraint == FIRST_OF_MONTH:
        return problem, f"{value[:7]}-01", ""
    if breach.constraint.rule == "W17":
        return breach.constraint.words, encoding.read_once(value), ""
    return (breach.constraint.words if breach.constraint.rule == "W16" else problem), None, ""
