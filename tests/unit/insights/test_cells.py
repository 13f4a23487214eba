"""One cell, one way to write it: by the kind of its column, the same on screen, in a download and in an export."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dualsite.insights import cells
from dualsite.insights.table_spec import ColumnSpec, Kind, TableSpec, contract_spec
from dualsite.schema import TABLES
from dualsite.screens.shared import printed_table

AT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def column(kind: Kind, **more: Any) -> ColumnSpec:
    return ColumnSpec("of", "Of", kind, **more)


@pytest.mark.parametrize(
    ("kind", "value", "said", "told"),
    [
        ("text", "Alder Works", "Alder Works", "Alder Works"),
        ("texts", ("fill", "label"), "fill, label", "fill, label"),
        ("code", "FIRM", "FIRM", "FIRM"),
        ("word", "reached", "reached", "reached"),
        ("word", "", "", ""),
        ("standing", "met", "met", "met"),
        ("day", date(2026, 11, 20), "20 Nov 2026", date(2026, 11, 20)),
        ("month", date(2026, 11, 1), "Nov 2026", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1), "Q4 2026", date(2026, 10, 1)),
        ("time", AT, "20 Nov 2026 09:05", AT),
        ("whole", np.int64(40000), "40,000", 40000),
        ("whole", 3.0, "3", 3),
        ("number", 12.0, "12", 12.0),
        ("number", 12.25, "12.2", 12.25),
        ("amount", 1234.56, "1,235", 1235),
        ("fraction", 0.974, "97.4%", 0.974),
        ("flag", np.bool_(False), "no", False),
        ("link", "https://example.com", "https://example.com", "https://example.com"),
    ],
)
def test_a_cell_is_said_and_told_by_its_kind(kind: Kind, value: Any, said: str, told: Any) -> None:
    assert cells.in_words(column(kind), value) == said
    assert cells.as_value(column(kind), value) == told
    assert type(cells.as_value(column(kind), value)) is type(told)


@pytest.mark.parametrize("unknown", [None, float("nan"), pd.NaT, pd.NA])
def test_unknown_is_a_dash_to_read_and_nothing_to_a_spreadsheet(unknown: Any) -> None:
    assert cells.in_words(column("number"), unknown) == "—"
    assert cells.as_value(column("number"), unknown) is None


def test_a_number_has_the_digits_it_is_given() -> None:
    assert cells.in_words(column("number", digits=2), 3.0) == "3.00"


def test_a_code_is_called_what_the_column_says() -> None:
    assert cells.in_words(column("code", says=str.lower), "FIRM") == "firm"
    assert cells.as_value(column("code", says=str.lower), "FIRM") == "firm"


WORKS = TableSpec(
    "works",
    "The works",
    (
        ColumnSpec("name", "Site", is_strong=True),
        ColumnSpec("open_d", "Open", "whole", "unit-days"),
        ColumnSpec("worth", "Backlog", "amount"),
        ColumnSpec("standing", "Standing", "standing"),
        ColumnSpec("site_id", kind="code"),
    ),
)

ROWS = pd.DataFrame(
    {
        "name": ["Alder <b>", "Birch"],
        "open_d": [3, None],
        "worth": [1.5, 2.5],
        "standing": ["met", "n < 5"],
        "site_id": ["A", "B"],
    },
    dtype=object,
)


def test_headings_carry_the_unit_and_the_currency() -> None:
    assert list(WORKS.headings("EUR").values()) == ["Site", "Open, unit-days", "Backlog, EUR", "Standing"]


def test_an_amount_without_its_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="say in which currency"):
        WORKS.headings()


def test_what_is_told_has_the_headings_and_keeps_counts_whole_beside_an_unknown() -> None:
    told = cells.told(WORKS, ROWS, "EUR")
    assert told.to_dict("records") == [
        {"Site": "Alder <b>", "Open, unit-days": 3, "Backlog, EUR": 2, "Standing": "met"},
        {"Site": "Birch", "Open, unit-days": None, "Backlog, EUR": 2, "Standing": "n < 5"},
    ]
    assert type(told["Open, unit-days"][0]) is int


def test_a_printed_table_has_the_same_headings_and_shows_text_as_text() -> None:
    drawn = printed_table.as_html(WORKS, ROWS, "EUR")
    assert '<th scope="col" class="number">Backlog, EUR</th>' in drawn
    assert "<strong>Alder &lt;b&gt;</strong>" in drawn
    assert '<span class="good">✓ met</span>' in drawn
    assert "<td>n &lt; 5</td>" in drawn
    assert '<td class="number">—</td>' in drawn


def test_a_spec_may_show_fewer_columns_in_another_order_and_carries_the_rest() -> None:
    fewer = WORKS.showing("standing", "name")
    assert [one.name for one in fewer.shown] == ["standing", "name"]
    assert [one.name for one in WORKS.hiding("name", "worth").shown] == ["open_d", "standing"]
    assert set(fewer.names) == set(WORKS.names)
    with pytest.raises(KeyError):
        WORKS.showing("nonsense")


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        TableSpec("works", "The works", (ColumnSpec("name", "Site"), ColumnSpec("name", "Name")))


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_the_contract_stand_under_the_names_of_their_columns(table: str) -> None:
    assert list(contract_spec(table).headings().values()) == list(TABLES[table].columns)


def test_no_rows_still_have_all_columns() -> None:
    assert list(WORKS.empty().columns) == ["name", "open_d", "worth", "standing", "site_id"]
