"""A receipt counts the numbers that stand in its file, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dualsite.exports.document import Document, MadeFile, PageContent, Sentence, TextBlock
from dualsite.exports.receipts import reading, standing
from dualsite.exports.receipts.issuing import Kind, written
from dualsite.exports.stated import Stated
from tests.unit.exports.long_names import IMPRINT, contracts, document, gantt


def standing_in(given: Document, kind: Kind, is_summary: bool = False) -> tuple[Stated, ...]:
    made: MadeFile = written(given, kind, is_summary=is_summary)
    sheets = reading.sheets(made.content)
    return standing.numbers_in(given.pages, made.pages, sheets, is_typed=kind == "xlsx")


def rows(found: tuple[Stated, ...]) -> set[str]:
    return {one.of.split("/")[1] for one in found if one.of.startswith("table:contracts/") and one.of.count("/") == 2}


@pytest.mark.parametrize(("kind", "count"), [("pptx", 60), ("pdf", 500), ("xlsx", 520)])
def test_rows_that_were_cut_are_not_counted(kind: Kind, count: int) -> None:
    found = rows(standing_in(document(contracts(count=520)), kind))
    assert found == {str(number) for number in range(1, count + 1)}


@pytest.mark.parametrize("kind", ["pptx", "pdf"])
def test_what_does_not_fit_on_one_sheet_is_not_counted(kind: Kind) -> None:
    (page,) = document(contracts(count=400), gantt()).pages
    found = rows(standing_in(Document("Board", IMPRINT, (replace(page, layout="one sheet"),)), kind, is_summary=True))
    assert found == {str(number) for number in range(1, len(found) + 1)}
    assert 3 < len(found) < 60


@pytest.mark.parametrize("kind", ["pptx", "pdf"])
def test_a_fifth_block_on_one_sheet_is_not_there(kind: Kind) -> None:
    said = tuple(TextBlock(f"said {place}", f"What of {place}", (Sentence(f"{place}77 of it."),)) for place in range(5))
    (page,) = document(*said).pages
    found = standing_in(Document("Board", IMPRINT, (replace(page, layout="one sheet"),)), kind, is_summary=True)
    assert [one.text for one in found if one.of.startswith("text:")] == ["077", "177", "277", "377"]


def test_numbers_of_several_pages_are_told_apart_by_their_place() -> None:
    (page,) = document(answer="Two of 31.").pages
    other: PageContent = replace(page, answer="Two of 32.")
    assert [(one.of, one.text) for one in standing.numbers_of([page, other])] == [
        ("1:answer#1", "31"),
        ("2:answer#1", "32"),
    ]
