"""What a page tells, number by number."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dualsite.exports import stated
from dualsite.exports.document import Block, PageContent, Sentence, TableBlock, TextBlock
from dualsite.exports.figures import (
    ChartBlock,
    DayMark,
    GanttBlock,
    GanttRow,
    MapBlock,
    MapPlace,
    MatrixBlock,
    Series,
    Shade,
    Span,
)
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.sitemap import PageId


def told(*blocks: Block, answer: str = "") -> dict[str, str]:
    """What a page of these blocks states: the texts by their keys."""
    found = stated.stated(PageContent(PageId.CAPACITY, "Capacity", answer, blocks))
    assert len({one.of for one in found}) == len(found)
    return {one.of: one.text for one in found}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Right first time: 97.4% (61 of 63).", ["97.4%", "61", "63"]),
        ("US$12.3M on 20 Nov 2026, +3.2 points", ["US$12.3M", "20", "2026", "+3.2"]),
        ("40,000 L; −0.5 d; 1,234,567.8", ["40,000", "−0.5", "1,234,567.8"]),
        ("BK-2 to CMP-17, Q4 2026", ["2", "17", "4", "2026"]),
        ("2026년 11월, 12.3억", ["2026", "11", "12.3억"]),
        ("¥1,200万 for 97.4 %", ["¥1,200万", "97.4 %"]),
        ("no number", []),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, written: list[str]) -> None:
    assert stated.numbers(text) == written


def test_a_sentence_is_told_number_by_number() -> None:
    block = TextBlock("litres", "In 2027", (Sentence("No number."), Sentence("61 of 63 by 2026")))
    assert told(block, answer="3 are open.") == {
        "answer#1": "3",
        "title:litres#1": "2027",
        "text:litres/2#1": "61",
        "text:litres/2#2": "63",
        "text:litres/2#3": "2026",
    }


def test_a_cell_is_told_as_the_screen_tells_it() -> None:
    spec = TableSpec(
        "contracts",
        "Contracts",
        (
            ColumnSpec("name", "Name"),
            ColumnSpec("value", "Value", "amount"),
            ColumnSpec("share", "Share", "fraction"),
            ColumnSpec("on", "Signed", "day"),
            ColumnSpec("hidden"),
        ),
    )
    rows = pd.DataFrame(
        {
            "name": ["Oak", "Elm 2"],
            "value": [1_234_567.4, None],
            "share": [0.125, 0.5],
            "on": [date(2026, 11, 20), None],
            "hidden": [7, 8],
        },
        dtype=object,
    )
    page = PageContent(PageId.CONTRACTS, "Contracts", "", (TableBlock("all", "All", spec, rows, "EUR"),))
    assert [(one.of, one.text, one.value) for one in stated.stated(page)] == [
        ("table:all/1/value", "1,234,567", 1_234_567),
        ("table:all/1/share", "12.5%", 0.125),
        ("table:all/1/on", "20 Nov 2026", "2026-11-20"),
        ("table:all/2/name", "Elm 2", "Elm 2"),
        ("table:all/2/value", "—", None),
        ("table:all/2/share", "50.0%", 0.5),
    ]


def test_a_chart_tells_its_values_by_series_and_category() -> None:
    block = ChartBlock(
        "ladder", "Half is open", "Of 100", "", "stacked columns", ["Q4 2026", "Q1 2027"],
        (Series("Firm", [0.453, None], labels=["45", ""], n=[82, None]), Series("Open", [0.547, 1.0])),
        "fraction",
    )  # fmt: skip
    assert told(block) == {
        "measures:ladder#1": "100",
        "chart:ladder/Q4 2026": "Q4 2026",
        "chart:ladder/Q1 2027": "Q1 2027",
        "chart:ladder/Firm/Q4 2026": "45.3%",
        "chart:ladder/Firm/Q4 2026/label": "45",
        "chart:ladder/Open/Q4 2026": "54.7%",
        "chart:ladder/Open/Q1 2027": "100.0%",
    }


def test_a_scatter_chart_tells_both_of_its_axes() -> None:
    targets = Series("Alder", [date(2027, 1, 31).toordinal()], places=[date(2026, 2, 1)])
    assert told(ChartBlock("slips", "", "", "", "scatter", (), (targets,), "day")) == {
        "chart:slips/Alder/1": "31 Jan 2027",
        "chart:slips/Alder/1/at": "1 Feb 2026",
    }


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (12, "whole", "12"), (12.0, "number", "12"), (12.25, "number", "12.2"), (0.125, "fraction", "12.5%"),
        (12_300_000, "amount", "$12.3M"), (739_575, "day", "20 Nov 2025"),
    ],
)  # fmt: skip
def test_values_of_charts_are_told_by_their_format(value: float, how: stated.Format, text: str) -> None:
    assert stated.in_words(value, how, "USD") == text


def test_a_span_is_told_by_its_first_and_last_day() -> None:
    span = Span(date(2026, 10, 1), date(2026, 11, 1), "Oakumab")
    mark = DayMark(date(2027, 1, 15), "option lapses")
    block = GanttBlock(
        "calendars", "", "", "", [GanttRow("Bioreactors ×2", [span], [mark], said="US$3.0M")],
        date(2026, 1, 1), date(2028, 1, 1), date(2027, 3, 1),
    )  # fmt: skip
    assert told(block) == {
        "gantt:calendars/1": "Bioreactors ×2",
        "gantt:calendars/1/said": "US$3.0M",
        "gantt:calendars/1/span1/from": "1 Oct 2026",
        "gantt:calendars/1/span1/to": "31 Oct 2026",
        "gantt:calendars/1/mark1/on": "15 Jan 2027",
    }


def test_a_matrix_and_a_map_tell_what_stands_in_them() -> None:
    matrix = MatrixBlock("occupancy", "", "", "", ["Mar 2027"], [("Alder", [Shade("81", 0.812, value=0.812)])])
    world = MapBlock("sites", "", "", "", places=[MapPlace(10.4, 55.4, "Alder", "#000000", said="20,000 L installed")])
    assert told(matrix, world) == {
        "matrix:occupancy/Mar 2027": "Mar 2027",
        "matrix:occupancy/1/Mar 2027": "81",
        "map:sites/place1/said": "20,000 L installed",
    }
