"""The values of a table that are not written as the contract wants them: what they have in common, and as what they
are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow

from dualsite.i18n import tellable
from dualsite.schema import Column
from dualsite.store.diagnosis import days, months, numbers, words
from dualsite.store.diagnosis.invisible import CHARACTERS, cleaned, shown, shown_as_id
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

MOST_VALUES = 1_000_000
"""Different values of a column that are looked at; a column of more is refused as it is."""

UNSEEN = tellable("ids hold characters or spaces that nobody sees")

Mends = dict[str, dict[str, Mended]]
"""By column, by value as the file writes it."""


@dataclass(frozen=True)
class Relation:
    """Cells in the database: the SQL that gives them with `_row`, and what is to be added to that."""

    sql: str
    before: int


def of_values(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    columns: Mapping[str, tuple[Column, str]],
    amounts: Collection[str] = (),
) -> Mends:
    """How values that do not parse are read; `columns` are those concerned, with the condition that finds them.

    `amounts` are the columns of money in the currency of their row.

    All values that do not parse are looked at together: the days of a table are written in one way, and so are its
    numbers, whatever the column.
    """
    unparsed = {name: _values(cursor, relation, name, condition) for name, (_, condition) in columns.items()}
    neat = {name: {value: cleaned(value) for value in values} for name, values in unparsed.items()}
    read_days = days.mended(
        dict.fromkeys(text for name, texts in neat.items() if columns[name][0].kind == "day" for text in texts.values())
    )
    of_numbers, of_counts = (
        dict.fromkeys(text for name, texts in neat.items() if columns[name][0].kind == kind for text in texts.values())
        for kind in ("number", "count")
    )
    marks = numbers.marks(of_numbers, of_counts)
    mends: Mends = {}
    for name, texts in neat.items():
        column = columns[name][0]
        of_rows = _currencies(cursor, relation, *columns[name]) if name in amounts and texts else {}
        own = {
            value: _mended(column, value, text, read_days, marks, of_rows.get(value, ()))
            for value, text in texts.items()
        }
        mends[name] = {value: one for value, one in own.items() if one is not None}
    return mends


def _currencies(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, column: Column, condition: str
) -> dict[str, list[str]]:
    """The currencies of the rows in which each value stands, empty for none."""
    return dict(
        cursor.execute(
            f"SELECT \"{column.name}\", list(DISTINCT coalesce(currency, '')) FROM {relation.sql} "
            f'WHERE "{column.name}" IS NOT NULL AND ({condition}) GROUP BY 1 LIMIT {MOST_VALUES}'
        ).fetchall()
    )


def _mended(
    column: Column,
    value: str,
    text: str,
    read_days: Mapping[str, Mended],
    marks: numbers.Marks,
    currencies: Collection[str],
) -> Mended | None:
    one: Mended | None = None
    if column.kind == "day":
        is_month = (column.unit or "").startswith("month")
        one = (months.mended(text) if is_month else None) or read_days.get(text)
    elif column.kind in ("number", "count"):
        is_fraction = (column.unit or "").startswith("fraction")
        is_count = column.kind == "count"
        one = numbers.mended(text, marks, is_count=is_count, is_fraction=is_fraction, currencies=currencies)
    elif column.kind == "flag":
        one = words.flag(text)
    if one is None and column.kind != "text":
        one = words.nothing(text, nullable=column.nullable)
    if one is None and text != value:
        problem = "spaces or characters that nobody sees stand in the cells"
        return Mended(text, problem, problem, "Leave them out.")
    return one


def of_pointed_numbers(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, columns: Collection[Column], mends: Mends
) -> Mends:
    """Numbers that parse and mean something else: with a point between thousands, where the others of the file tell.

    A column whose own numbers have a point as decimal mark stays as it is; where others' do, it cannot be told.
    `columns` are the columns of numbers that hold text.
    """
    names = [column.name for column in columns]
    telling = [text for name in names for text in map(cleaned, mends.get(name, {}))]
    if not telling or numbers.marks(telling).point != "thousands":
        return {}
    found: Mends = {}
    pointed = {name: _values(cursor, relation, name, f"contains(\"{name}\", '.')") for name in names}
    decimal = {name for name, values in pointed.items() if any(map(numbers.has_decimal_point, values))}
    for column in columns:
        is_told = numbers.marks(map(cleaned, mends.get(column.name, {}))).point == "thousands"
        if column.name in decimal and not is_told:
            continue
        marks = numbers.Marks("decimal", None if decimal else "thousands")
        own = {
            value: one
            for value in pointed[column.name]
            if (one := numbers.mended(value, marks, is_count=column.kind == "count", is_fraction=False)) is not None
        }
        if own:
            found[column.name] = own
    return found


def unseen(name: str) -> str:
    """The condition that the text in a column holds what nobody sees."""
    # Most ids are plain, which is told by their length in bytes.
    return f"""({name} <> trim({name}) OR regexp_matches({name}, '[\\x00-\\x1f\\x7f]') OR
        strlen({name}) <> length({name}) AND regexp_matches({name}, '[{CHARACTERS}]'))"""


def of_unseen(cursor: duckdb.DuckDBPyConnection, relation: Relation, columns: Collection[Column]) -> Mends:
    """How ids are read that hold what nobody sees."""
    if not columns:
        return {}
    conditions = {one.name: unseen(f'"{one.name}"') for one in columns}
    counted = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    (totals,) = cursor.execute(f"SELECT {counted} FROM {relation.sql}").fetchall()
    return {
        name: {
            value: Mended(cleaned(value), UNSEEN, UNSEEN, "Leave them out.")
            for value in _values(cursor, relation, name, condition)
        }
        for (name, condition), total in zip(conditions.items(), totals, strict=True)
        if total
    }


def _values(cursor: duckdb.DuckDBPyConnection, relation: Relation, name: str, condition: str) -> list[str]:
    values = cursor.execute(
        f'SELECT DISTINCT "{name}" FROM {relation.sql} WHERE "{name}" IS NOT NULL AND ({condition}) '
        f"LIMIT {MOST_VALUES + 1}"
    ).fetchall()
    return [value for (value,) in values] if len(values) <= MOST_VALUES else []


def apply(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: str,
    parsed: Mapping[str, str],
    mends: Mends,
) -> None:
    """Put the values as they are read into the table at `place`; `parsed` is the SQL of each column's values."""
    for name, own in mends.items():
        told = {value: one.text for value, one in own.items()}
        cursor.register(
            "as_read",
            pyarrow.table({"found": list(told), "text": pyarrow.array(list(told.values()), pyarrow.string())}),
        )
        value = parsed[name].replace(f'"{name}"', "nullif(r.text, '')")
        cursor.execute(
            f'UPDATE {place} SET "{name}" = x.value FROM (SELECT p._row + {relation.before} AS _row, {value} AS value '
            f'FROM {relation.sql} p JOIN as_read r ON p."{name}" = r.found) x WHERE {place}._row = x._row'
        ).fetchall()
        cursor.unregister("as_read")


def said(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, table: str, mends: Mends, rule: str = "E02"
) -> Iterator[Tallied]:
    """The findings of what is mended, or could be told apart in no way: one cause after the other."""
    as_seen = shown if rule == "E02" else shown_as_id
    for name, own in mends.items():
        causes = dict.fromkeys(one.cause for one in own.values())
        for cause in causes:
            values = [value for value, one in own.items() if one.cause == cause]
            cursor.register("of_cause", pyarrow.table({"found": values}))
            joined = f'FROM {relation.sql} p JOIN of_cause c ON p."{name}" = c.found'
            ((total,),) = cursor.execute(f"SELECT count(*) {joined}").fetchall()
            rows = cursor.execute(
                f'SELECT p._row + {relation.before}, p."{name}" {joined} ORDER BY p._row LIMIT {SHOWN_PER_LINE}'
            ).fetchall()
            cursor.unregister("of_cause")
            for number, (row, value) in enumerate(rows):
                one = own[value]
                yield (
                    finding(
                        rule,
                        table,
                        one.problem,
                        row=row,
                        column=name,
                        value=as_seen(value),
                        advice=one.advice,
                        cause=cause,
                        read_as=one.text,
                    ),
                    total - len(rows) if number == 0 else 0,
                )
