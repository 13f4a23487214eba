"""Amounts whose decimals all come in threes, which may be thousands: “98.000” won are not 98."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import duckdb
from babel.numbers import get_currency_precision

from dualsite.i18n import tellable
from dualsite.schema import Column, Table
from dualsite.store.diagnosis.columns import Mends, Relation
from dualsite.store.diagnosis.numbers import POINT_THOUSANDS
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

_DECIMALS = r"\.\d*[1-9]\d*$|\.\d{2,}$"
_THREES = r"^[+-]?\d+\.\d{3}$"
_THOUSANDS = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
_ADVICE = tellable("Write amounts without a mark between thousands.")


def is_money(column: Column, table: Table) -> bool:
    """Whether a column holds amounts in the currency of their row."""
    return column.kind == "number" and "currency" in table.columns and "currency" in (column.unit or "")


def of_threes(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: str,
    table: Table,
    columns: Collection[str],
    mends: Mends,
) -> Iterator[Tallied]:
    """Tell the amounts in threes, by currency; `columns` hold money as text, beside that of the currency.

    A currency without decimals has none in threes either: its amounts are an error, and read as thousands.
    """
    columns = [name for name in columns if name not in mends]
    if not columns:
        return
    any_ = " OR ".join(f"regexp_matches({_text(name)}, '{_THREES}')" for name in columns)
    if not cursor.execute(f"SELECT 1 FROM {relation.sql} WHERE {any_} LIMIT 1").fetchall():
        return
    counted = ", ".join(
        f"count(*) FILTER (regexp_matches({_text(name)}, '{_DECIMALS}')), "
        f"count(*) FILTER (regexp_matches({_text(name)}, '{_THREES}')), "
        f"count(*) FILTER (regexp_matches({_text(name)}, '{_THOUSANDS}'))"
        for name in columns
    )
    by_currency = {
        currency: dict(zip(columns, zip(*[iter(totals)] * 3, strict=True), strict=True))
        for currency, *totals in cursor.execute(
            f"SELECT currency, {counted} FROM {relation.sql} WHERE currency IS NOT NULL GROUP BY currency"
        ).fetchall()
    }
    for name in columns:
        own = {currency: totals[name] for currency, totals in by_currency.items()}
        yield from _told(cursor, relation, place, table.name, name, own, mends)


def _text(name: str) -> str:
    return f'"{name}"::VARCHAR'


def _told(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: str,
    table: str,
    name: str,
    totals: Mapping[str, tuple[int, int, int]],
    mends: Mends,
) -> Iterator[Tallied]:
    whole = [one for one, (all_, _, parted) in totals.items() if all_ == parted > 0 and _precision(one) == 0]
    unsure = [one for one, (_, _, parted) in totals.items() if parted and _precision(one) == 0 and one not in whole]
    others = {one: counted for one, counted in totals.items() if _precision(one) == 2}
    pointed, threes = (sum(counted[place] for counted in others.values()) for place in (0, 1))
    in_threes = list(others) if pointed == threes > 0 else []
    for currencies, pattern, rule in (
        (whole, _THOUSANDS, "E02"),
        (unsure, _THOUSANDS, "W18"),
        (in_threes, _THREES, "W18"),
    ):
        if not currencies:
            continue
        listed = ", ".join(f"'{one}'" for one in currencies)
        where = f"currency IN ({listed}) AND regexp_matches({_text(name)}, '{pattern}')"
        rows = cursor.execute(
            f"SELECT _row + {relation.before}, {_text(name)}, currency, count(*) OVER () FROM {relation.sql} "
            f"WHERE {where} ORDER BY _row LIMIT {SHOWN_PER_LINE}"
        ).fetchall()
        if rule == "E02":
            cursor.execute(
                f'UPDATE {place} SET "{name}" = x.value FROM (SELECT _row + {relation.before} AS _row, '
                f"replace({_text(name)}, '.', '')::DOUBLE AS value FROM {relation.sql} WHERE {where}) x "
                f"WHERE {place}._row = x._row"
            ).fetchall()
            if set(whole) == set(totals):
                texts = cursor.execute(f"SELECT DISTINCT {_text(name)} FROM {relation.sql} WHERE {where}").fetchall()
                mends[name] = {
                    text: Mended(text.replace(".", ""), POINT_THOUSANDS, POINT_THOUSANDS, _ADVICE) for (text,) in texts
                }
        for number, (row, value, currency, total) in enumerate(rows):
            problem = f"{currency} has no decimals"
            as_read: str | None = value.replace(".", "")
            if rule == "W18":
                said = tellable("all decimals of the column come in threes") if currencies is in_threes else problem
                problem = f"{said}; if the point parts thousands, the amount is more"
                as_read = value.rstrip("0").rstrip(".")
            else:
                problem = f"{POINT_THOUSANDS}: {problem}"
            advice = _ADVICE if rule == "E02" else ""
            one = finding(rule, table, problem, row=row, column=name, value=value, read_as=as_read, advice=advice)
            yield one, total - len(rows) if number == 0 else 0


def _precision(currency: str) -> int:
    return get_currency_precision(currency)
