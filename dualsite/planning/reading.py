"""Tables of the data dictionary → `Network`. The one place of planning that sees a pandas frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import pandas

from dualsite.errors import DataError
from dualsite.planning.facts import Booking, Changeover, Licence, Network, Product, Reserved, Step, Suite

Table: TypeAlias = pandas.DataFrame | Sequence[Mapping[str, Any]]
"""A frame or a list of rows, with the dictionary's column names; None, NaN, NaT and NA are null."""


def network(tables: Mapping[str, Table], as_of: date, reserved: Table = ()) -> Network:
    """The network as the slot finder reads it; a table that is not given is empty.

    Reads `sites`, `suites`, `products`, `routes`, `bookings`, `changeovers` and `site_licences`, all already checked.
    `reserved`: in a client's session, the merged availability blocks (suite_id, start_on, end_on) that stand for
    everyone else's time; `bookings` then holds the client's own rows only. Blocks that overlap or touch become one.
    DataError: a required column is missing or null.
    """
    suites = sorted((_suite(row) for row in _rows(tables, "suites")), key=lambda suite: suite.suite_id)
    products = {product.product_id: product for product in map(_product, _rows(tables, "products"))}
    sites = {_text(row, "sites", "site_id") for row in _rows(tables, "sites")}
    return Network(
        as_of=as_of,
        site_ids=frozenset(sites.union(suite.site_id for suite in suites)),
        products=products,
        routes=_routes(_rows(tables, "routes")),
        suites=tuple(suites),
        bookings=tuple(map(_booking, _rows(tables, "bookings"))),
        reserved=_merged(map(_reserved, _rows({"reserved": reserved}, "reserved"))),
        changeovers=tuple(map(_changeover, _rows(tables, "changeovers"))),
        licences=tuple(map(_licence, _rows(tables, "site_licences"))),
    )


def _rows(tables: Mapping[str, Table], name: str) -> Sequence[Mapping[str, Any]]:
    table = tables.get(name, ())
    if isinstance(table, pandas.DataFrame):
        return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]
    return table


def _suite(row: Mapping[str, Any]) -> Suite:
    return Suite(
        suite_id=_text(row, "suites", "suite_id"),
        site_id=_text(row, "suites", "site_id"),
        name=_optional_text(row, "name") or _text(row, "suites", "suite_id"),
        stage=_text(row, "suites", "stage"),
        units=_whole(row, "suites", "units"),
        containment=_text(row, "suites", "containment"),
        light_protected=bool(_value(row, "suites", "light_protected")),
        gmp_ready_on=_optional_day(row, "gmp_ready_on"),
        retired_on=_optional_day(row, "retired_on"),
    )


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        product_id=_text(row, "products", "product_id"),
        name=_optional_text(row, "name") or _text(row, "products", "product_id"),
        phase=_text(row, "products", "phase"),
        changeover_class=_text(row, "products", "changeover_class"),
        containment=_text(row, "products", "containment"),
        light_protected=bool(_value(row, "products", "light_protected")),
    )


def _routes(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Step, ...]]:
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for row in rows:
        max_hold = row.get("max_hold_d")
        steps[_text(row, "routes", "product_id")].append(
            Step(
                step_no=_whole(row, "routes", "step_no"),
                stage=_text(row, "routes", "stage"),
                duration_d=_whole(row, "routes", "duration_d"),
                takt_d=_whole(row, "routes", "takt_d"),
                release_d=_whole(row, "routes", "release_d"),
                min_hold_d=_whole(row, "routes", "min_hold_d"),
                max_hold_d=None if _is_null(max_hold) else int(max_hold),  # type: ignore[arg-type]
            )
        )
    return {product_id: tuple(sorted(route, key=lambda step: step.step_no)) for product_id, route in steps.items()}


def _booking(row: Mapping[str, Any]) -> Booking:
    return Booking(
        booking_id=_text(row, "bookings", "booking_id"),
        suite_id=_text(row, "bookings", "suite_id"),
        start_on=_day(row, "bookings", "start_on"),
        end_on=_day(row, "bookings", "end_on"),
        kind=_text(row, "bookings", "kind"),
        firmness=_text(row, "bookings", "firmness"),
        product_id=_optional_text(row, "product_id"),
        option_expires_on=_optional_day(row, "option_expires_on"),
    )


def _reserved(row: Mapping[str, Any]) -> Reserved:
    return Reserved(
        _text(row, "reserved", "suite_id"), _day(row, "reserved", "start_on"), _day(row, "reserved", "end_on")
    )


def _merged(blocks: Iterable[Reserved]) -> tuple[Reserved, ...]:
    merged: list[Reserved] = []
    for block in sorted(blocks, key=lambda block: (block.suite_id, block.start_on, block.end_on)):
        if block.start_on >= block.end_on:
            continue
        last = merged[-1] if merged else None
        if last is not None and last.suite_id == block.suite_id and block.start_on <= last.end_on:
            merged[-1] = Reserved(last.suite_id, last.start_on, max(last.end_on, block.end_on))
        else:
            merged.append(block)
    return tuple(merged)


def _changeover(row: Mapping[str, Any]) -> Changeover:
    return Changeover(
        stage=_text(row, "changeovers", "stage"),
        from_class=_text(row, "changeovers", "from_class"),
        to_class=_text(row, "changeovers", "to_class"),
        days=_whole(row, "changeovers", "days"),
    )


def _licence(row: Mapping[str, Any]) -> Licence:
    return Licence(
        product_id=_text(row, "site_licences", "product_id"),
        stage=_text(row, "site_licences", "stage"),
        site_id=_text(row, "site_licences", "site_id"),
        market=_text(row, "site_licences", "market"),
        status=_text(row, "site_licences", "status"),
        expected_on=_optional_day(row, "expected_on"),
        approved_on=_optional_day(row, "approved_on"),
        valid_to_on=_optional_day(row, "valid_to_on"),
    )


def _is_null(value: object) -> bool:
    return value is None or value is pandas.NaT or value is pandas.NA or value != value  # NaN


def _value(row: Mapping[str, Any], table: str, column: str) -> Any:
    value = row.get(column)
    if _is_null(value):
        raise DataError(f"The table {table} has a row without {column}: {dict(row)}. Fill it in or take the row out.")
    return value


def _text(row: Mapping[str, Any], table: str, column: str) -> str:
    return str(_value(row, table, column))


def _optional_text(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    return None if _is_null(value) else str(value)


def _whole(row: Mapping[str, Any], table: str, column: str) -> int:
    return int(_value(row, table, column))


def _day(row: Mapping[str, Any], table: str, column: str) -> date:
    return _as_date(_value(row, table, column))


def _optional_day(row: Mapping[str, Any], column: str) -> date | None:
    value = row.get(column)
    return None if _is_null(value) else _as_date(value)


def _as_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day: date = pandas.Timestamp(value).date()
    return day
