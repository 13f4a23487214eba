"""The PDF: every text of the document in it, tagged and in its language, fonts inside, in letters that these have."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pypdf
import pytest

from dualsite import formats
from dualsite.exports import foot, pdf
from dualsite.exports.document import Block, Document, PageContent, TableBlock, TextBlock, TileBlock, one_sheet
from dualsite.exports.figures import ChartBlock, Format, GanttBlock, MapBlock, MatrixBlock, Series, TreeBlock
from dualsite.exports.pdf.drawable import drawable
from dualsite.exports.pdf.scale import scale, told
from dualsite.exports.pdf.tables import MOST
from dualsite.exports.stated import stated
from dualsite.insights import cells
from dualsite.insights.kpis import tile_words
from tests.unit.exports import every_block

PAPERS = get_args(pdf.Paper)


def opened(document: Document, paper: pdf.Paper = "a4") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.written(document, paper)))


@pytest.fixture(scope="module", params=PAPERS)
def read(request: pytest.FixtureRequest) -> pypdf.PdfReader:
    return opened(every_block.document(), request.param)


def bare(text: str) -> str:
    """Without blanks: where a line breaks is of no matter."""
    return re.sub(r"\s", "", text)


def said(read: pypdf.PdfReader) -> str:
    return bare("".join(page.extract_text() for page in read.pages))


def texts(document: Document) -> Iterator[str]:
    """Every text of a document that is to be read."""
    yield document.title
    yield document.subtitle
    for name, fact in foot.facts(document.imprint):
        yield name
        yield fact
    for term, says in document.definitions:
        yield term
        yield says if term != "Backlog" else "Orders on firm contracts"
    for page in document.pages:
        yield from (page.title, page.answer, page.comment)
        for block in page.blocks:
            yield from of_block(block)


def of_block(block: Block) -> Iterator[str]:  # noqa: C901 - a case for each kind
    match block:
        case TileBlock():
            yield from (block.said, block.note)
            for tile in block.tiles:
                yield from (tile.kpi.label, tile.value, tile.rests_on, tile_words.changed(tile))
                yield from (tile_words.against_target(tile), tile.kpi.definition)
        case TextBlock():
            yield block.title
            yield from (one.text for one in block.sentences)
        case TableBlock():
            yield from (block.title, block.note, *block.spec.headings(block.currency).values())
            for column in block.spec.shown:
                yield from (cells.in_words(column, value) for value in block.rows[column.name])
        case ChartBlock():
            yield from (block.title, block.measures, block.axis, block.across)
            yield from (one if isinstance(one, str) else formats.month(one) for one in block.categories)
            for series in block.series:
                yield from (series.name, *series.labels)
        case GanttBlock():
            yield from (block.title, block.measures)
            for row in block.rows:
                yield from (row.name, row.group, row.said, *(span.name for span in row.spans))
                yield from (mark.name for mark in row.marks)
        case MatrixBlock():
            yield from (block.title, block.measures, *block.columns)
            for name, shades in block.rows:
                yield from (name, *(shade.text for shade in shades))
        case MapBlock():
            yield from (block.title, block.measures)
            yield from (one.name for one in (*block.places, *block.lanes))
            yield from (place.said for place in block.places)
            yield from (says for _code, _colour, says in block.shaded)


def test_every_text_of_the_document_is_in_it(read: pypdf.PdfReader) -> None:
    found = said(read)
    assert [text for text in texts(every_block.document()) if bare(text) not in found] == []


def test_every_number_that_is_told_is_in_it(read: pypdf.PdfReader) -> None:
    found = said(read)
    (page,) = every_block.document().pages
    assert [one for one in stated(page) if bare(one.text) not in found] == []


def test_names_of_korea_and_japan_are_in_it(read: pypdf.PdfReader) -> None:
    assert {
        name for name in ("다나까제약", "みどり薬品", "松島工場", "정제1", "수율") if name not in said(read)
    } == set()


def test_it_is_tagged_in_its_language_under_its_title(read: pypdf.PdfReader) -> None:
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.author) == ("Board of November", "Hazel Biologics")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def elements(read: pypdf.PdfReader) -> list[Any]:
    """Every element of the tree of tags."""
    found, todo = [], [read.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while todo:
        one = todo.pop().get_object()
        if isinstance(one, pypdf.generic.ArrayObject):
            todo += list(one)
        elif isinstance(one, pypdf.generic.DictionaryObject):
            found.append(one)
            todo += [one["/K"]] if "/K" in one else []
    return found


def test_figures_have_a_text_and_tables_have_heads(read: pypdf.PdfReader) -> None:
    found = elements(read)
    told_of = {one["/Alt"] for one in found if one.get("/S") == "/Figure"}
    figures = [
        block for block in every_block.EVERY if isinstance(block, ChartBlock | GanttBlock | MapBlock | TreeBlock)
    ]
    assert told_of == {block.alt for block in figures}
    kinds = {one.get("/S") for one in found}
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/P"} <= kinds


def test_its_fonts_are_inside(read: pypdf.PdfReader) -> None:
    found = {}
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            below = font.get_object()["/DescendantFonts"][0].get_object()
            described = below["/FontDescriptor"].get_object()
            found[str(below["/BaseFont"]).partition("+")[2]] = {"/FontFile2", "/FontFile3"} & set(described)
    assert {name.partition("-")[0] for name in found} == {"Inter", "NotoSansCJKjp"}
    assert all(found.values())


def test_every_sheet_says_where_it_comes_from_and_its_place(read: pypdf.PdfReader) -> None:
    count = len(read.pages)
    for number, page in enumerate(read.pages, 1):
        text = bare(page.extract_text())
        assert (
            bare(f"as of 20 Nov 2026 · Alder Works · EUR · version ab12cd34 · R-0042page {number} of {count}") in text
        )


def test_a_sheet_is_of_its_paper() -> None:
    for paper, width, height in (("a4", 595, 842), ("16:9", 960, 540)):
        page = opened(every_block.document(every_block.page([every_block.TILES])), paper).pages[0]  # type: ignore[arg-type]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (width, height)


def test_every_sheet_for_a_client_names_it_and_none_the_version() -> None:
    read = opened(every_block.for_client(every_block.document()))
    for page in read.pages:
        text = bare(page.extract_text())
        assert bare("Confidential — prepared for Oak Medicines") in text
        assert "scenarioTwoshifts" in text
        assert "ab12cd34" not in text


def test_the_heads_of_a_long_table_stand_on_every_sheet() -> None:
    rows = [(f"Client {number}", *every_block.ROWS[0][1:]) for number in range(MOST + 1)]
    read = opened(every_block.document(every_block.page([every_block.contracts(rows)])))
    pages = [bare(page.extract_text()) for page in read.pages]
    holding = [text for text in pages if "Client7" in text or "Client3" in text]
    assert len(holding) > 3
    assert all("Takeorpay" in text for text in holding)
    whole = "".join(pages)
    assert f"Client{MOST - 1}" in whole
    assert f"Client{MOST}" not in whole
    assert bare("First 500 of 501 rows; the workbook has all of them.") in whole


def test_a_pack_has_a_cover_with_its_contents_and_a_figure_in_numbers_once() -> None:
    page = every_block.page()
    sheet = one_sheet("In short", "All in short.", (page, ["tiles", "calendars", "backlog", "contracts"]))
    read = opened(every_block.document(page, sheet), "16:9")
    cover = read.pages[0].extract_text()
    assert "Board of November" in cover
    assert re.search(r"In short[ .]+\d+", cover)
    assert [title for title in read.outline if isinstance(title, dict)]
    assert said(read).count(bare("Contracts: Alder is booked until March")) == 1


def test_what_does_not_fit_on_one_sheet_is_cut_and_said_to_be() -> None:
    rows = [(f"Client {number}", *every_block.ROWS[0][1:]) for number in range(60)]
    sentence = every_block.SENTENCES.sentences[0]
    many = replace(every_block.SENTENCES, sentences=tuple(replace(sentence, text=f"Line {n}.") for n in range(80)))
    page = every_block.page([every_block.contracts(rows), many])
    sheet = one_sheet("In short", "", (page, ["contracts", "exceptions"]))
    read = opened(every_block.document(sheet), "16:9")
    text = said(read)
    assert len(read.pages) == 2
    assert re.search(r"First\d+of60\.", text)
    assert re.search(r"First\d+of80\.", text)
    assert "Line79." not in text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.written(every_block.document()) == pdf.written(every_block.document())


def test_text_is_never_markup() -> None:
    nasty = '#panic("x") $a$ *b* _c_ `d` @e <f> \\ // [g] #sys.inputs = h'
    page = PageContent(every_block.page().id, nasty, nasty, (replace(every_block.SENTENCES, title=nasty),), nasty)
    text = said(opened(replace(every_block.document(page), title=nasty)))
    assert text.count(bare(nasty)) >= 4


@pytest.mark.parametrize("block", [*every_block.EVERY], ids=lambda block: block.key)
def test_a_block_without_anything_in_it_is_written(block: Block) -> None:
    empty: dict[type, dict[str, Any]] = {
        TileBlock: {"tiles": ()},
        TextBlock: {"sentences": ()},
        TableBlock: {"rows": every_block.CONTRACTS.empty()},
        ChartBlock: {"series": (), "categories": ()},
        GanttBlock: {"rows": ()},
        MatrixBlock: {"rows": (), "columns": ()},
        MapBlock: {"places": (), "lanes": (), "shaded": ()},
        TreeBlock: {"nodes": (), "links": (), "bands": ()},
    }
    nothing = replace(block, **empty[type(block)])
    page = every_block.page([nothing])
    assert pdf.written(every_block.document(page, replace(page, layout="one sheet")), "16:9")


@pytest.mark.parametrize("kind", ["columns", "stacked columns", "lines", "bars", "stacked bars"])
def test_values_below_nothing_unknown_and_level_are_drawn(kind: Any) -> None:
    chart = replace(every_block.BARS, kind=kind, series=(Series("Lots", (-3.0, None, 0.0)), Series("More", (1, 1, 1))))
    assert "More" in said(opened(every_block.document(every_block.page([chart]))))


def test_letters_that_no_font_has_are_marked_and_others_stay() -> None:
    assert drawable({"a": ["Zürich ₩1 ≥ ✓", "한글 漢字 かな", "ﬁ\u200b\u202ex", "กข", "a\tb"]}) == {
        "a": ["Zürich ₩1 ≥ ✓", "한글 漢字 かな", "fix", "〓〓", "a b"]
    }


def test_a_scale_ends_at_round_numbers() -> None:
    assert scale([3, 97]).ticks == [0, 20, 40, 60, 80, 100]
    assert scale([0.2, 0.97], (0.0, 1.0)).ticks == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert scale([-4.0, 11.0]).ticks == [-5, 0, 5, 10, 15]
    assert scale([950.0, 980.0], has_zero=False).ticks == [950, 960, 970, 980]
    assert scale([]).at(0.5) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("value", "step", "kind", "text"),
    [
        (0.5, 0.1, "fraction", "50%"),
        (0.985, 0.005, "fraction", "98.5%"),
        (20e6, 10e6, "amount", "€20M"),
        (1500.0, 500, "whole", "1,500"),
        (0.5, 0.5, "ratio", "0.5"),
        (2.5, 0.5, "number", "2.5"),
    ],
)
def test_ticks_have_the_digits_of_their_step(value: float, step: float, kind: Format, text: str) -> None:
    assert told(value, step, kind, "EUR") == text
