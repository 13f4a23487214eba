"""A document as slides: native, readable, nothing beyond its box, the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Pt

from dualsite import access, i18n, store
from dualsite.errors import InputError
from dualsite.exports import content, pptx
from dualsite.exports.document import Document, PageContent, TextBlock, one_sheet
from dualsite.exports.pptx import measuring
from dualsite.exports.pptx.number_formats import month_ticks, round_ends
from dualsite.exports.pptx.tables import MOST_ROWS
from dualsite.exports.stated import numbers
from dualsite.sitemap import PageId
from tests.unit.exports import long_names, slides
from tests.unit.exports.long_names import IMPRINT, NAMES, columns, contracts, document, gantt

SPOKEN = {"English": "en", "Korean": "ko", "Japanese": "ja"}


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ((0, 1), (0, 1, 0.2)),
        ((-0.4415, 4.06), (-1, 5, 1)),
        ((0.65, 1.0), (0.65, 1, 0.05)),
        ((-14.6, 127.3), (-20, 140, 20)),
        ((5, 5), (5, 10, 1)),
    ],
)
def test_an_axis_ends_at_round_numbers(given: tuple[float, float], drawn: tuple[float, float, float]) -> None:
    assert round_ends(*given) == drawn


@pytest.mark.parametrize(
    ("first", "last", "wide"),
    [
        (date(2026, 8, 20), date(2027, 11, 21), 600),
        (date(2027, 1, 1), date(2027, 6, 30), 900),
        (date(2022, 5, 3), date(2035, 1, 1), 300),
    ],
)
def test_every_tick_stands_in_the_month_that_it_is_named_after(first: date, last: date, wide: float) -> None:
    begin, unit = month_ticks(first, last, wide)
    ticks = [begin + timedelta(days=int(unit * place)) for place in range(int((last - begin).days // unit) + 1)]
    assert len(ticks) <= wide / 60
    assert all(tick.day <= 10 for tick in ticks)
    assert len({(tick.year, tick.month) for tick in ticks}) == len(ticks)


def test_axes_have_ids_that_the_schema_allows() -> None:
    for chart in charts(pptx.written(document(columns(), gantt()))):
        ids = chart._chartSpace.xpath(".//c:axId/@val | .//c:crossAx/@val")  # type: ignore[attr-defined]
        assert all(0 < int(one) < 2**31 for one in ids)


@pytest.mark.parametrize("script", NAMES)
def test_no_text_of_any_block_is_beyond_its_box(script: str) -> None:
    name = NAMES[script]
    with i18n.speaking(SPOKEN[script]):
        file = pptx.written(document(*long_names.every(name), answer=f"{name} binds. {name} is open.", comment=name))
    assert slides.faults(file) == []


@pytest.mark.parametrize("script", NAMES)
def test_no_text_of_any_page_is_beyond_its_box(script: str, tmp_path: Path) -> None:
    with i18n.speaking(SPOKEN[script]), store.open(long_names.works(NAMES[script]).write(tmp_path)) as kept:
        view = access.view(kept.version(), kept.connect())
        pages = tuple(content.page(view, page_id) for page_id in PageId if content.is_exported(page_id))
        file = pptx.written(Document(NAMES[script], IMPRINT, pages))
    assert slides.faults(file) == []


def test_a_text_that_outgrows_its_box_is_found() -> None:
    book = slides.opened(pptx.written(document(columns(), contracts())))
    title = book.slides[0].shapes.title
    title.text_frame.paragraphs[0].runs[0].text = "Two contracts hold all of the value. " * 6
    book.slides[1].shapes[-1].left += Pt(900)
    file = io.BytesIO()
    book.save(file)
    first, second = slides.faults(file.getvalue())
    assert "stands" in first
    assert "lies beyond the slide" in second


def test_the_same_document_is_the_same_file() -> None:
    given = document(columns(), contracts(), gantt())
    assert pptx.written(given) == pptx.written(given)


def test_every_slide_has_a_title_of_its_own_and_it_is_read_first() -> None:
    page = document(contracts(), contracts(), columns(), columns()).pages[0]
    file = pptx.written(Document("Board", IMPRINT, (page, page)))
    titles = slides.titles(file)
    assert len(set(titles)) == len(titles) == 1 + 2 * 4
    assert all(slide.shapes[0] == slide.shapes.title for slide in slides.opened(file).slides)


def test_a_document_of_several_pages_begins_with_what_it_is() -> None:
    page = document(columns()).pages[0]
    imprint = replace(IMPRINT, client="Oak Medicines")
    file = pptx.written(Document("Board of March", imprint, (page, page), "Contracts"))
    first = list(slides.of_slide(slides.opened(file).slides[0]))
    assert first[0] == "Board of March"
    assert "As of 1 March 2027" in first[1]
    assert "Confidential — prepared for Oak Medicines" in first[1]


def test_the_answer_is_the_title_and_what_does_not_fit_there_stands_below_it() -> None:
    answer = "Downstream binds at Alder Works. " + "Upstream is open at Birch Works for most of the coming year. " * 3
    first = list(slides.of_slide(slides.opened(pptx.written(document(columns(), answer=answer))).slides[0]))
    assert first[0] == "Downstream binds at Alder Works."
    assert any(text.startswith("Upstream is open") for text in first)


def test_every_foot_says_where_the_slide_comes_from() -> None:
    imprint = replace(IMPRINT, client="Oak Medicines", scenario="Two shifts")
    given = replace(document(columns(), contracts()), imprint=imprint)
    for slide in slides.opened(pptx.written(given)).slides:
        words = " ".join(slides.of_slide(slide)).replace("\n", " ")
        for told in ("as of 1 Mar 2027", "Alder Works", "version ab12cd34", "receipt R-0042", "bookings"):
            assert told in words
        assert "Confidential — prepared for Oak Medicines" in words
        assert "Scenario: Two shifts. Not the base case." in words


def test_a_comment_stands_on_the_first_slide_of_its_page() -> None:
    file = pptx.written(document(columns(), contracts(), comment="To be decided in May."))
    told = [list(slides.of_slide(slide)) for slide in slides.opened(file).slides]
    assert [any("To be decided in May." in text for text in one) for one in told] == [True, False]


def charts(file: bytes) -> list[object]:
    return [shape.chart for slide in slides.opened(file).slides for shape in slide.shapes if shape.has_chart]


def test_a_chart_holds_its_numbers_in_a_workbook() -> None:
    (chart,) = charts(pptx.written(document(columns())))
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))  # type: ignore[attr-defined]
    assert list(book.active.values)[1:] == [
        ("Oak 2026", 30e6, None, 28e6),
        ("Oak 2027", 21e6, 5e6, 28e6),
        ("Oak 2028", 12e6, 8e6, 28e6),
    ]


def test_a_target_is_a_line_over_the_columns() -> None:
    (chart,) = charts(pptx.written(document(columns())))
    plots = {type(plot).__name__: [series.name for series in plot.series] for plot in chart.plots}  # type: ignore[attr-defined]
    assert plots == {"BarPlot": ["Firm", "Option"], "LinePlot": ["Target"]}


def test_days_of_a_gantt_chart_are_days_in_its_workbook() -> None:
    """Ten days, the mark upon the span, 20 days, a gap of 28, 61 days, and what is left of June."""
    (chart,) = charts(pptx.written(document(gantt())))
    first, *lengths = (series.values[1] for series in chart.plots[0].series)  # type: ignore[attr-defined]
    assert first == (date(2027, 1, 1) - date(1899, 12, 30)).days
    assert lengths == [10, 1, 20, 28, 61]


def test_a_long_table_is_cut_and_says_so() -> None:
    file = pptx.written(document(contracts(count=431)))
    rows = sum(
        len(shape.table.rows) - 1 for slide in slides.opened(file).slides for shape in slide.shapes if shape.has_table
    )
    assert rows == MOST_ROWS
    assert any("First 60 of 431 rows; the workbook has all of them." in text for text in slides.said(file))


def test_a_table_goes_on_with_its_head_repeated() -> None:
    file = pptx.written(document(columns(), contracts(count=40)))
    heads = [
        shape.table.cell(0, 0).text for slide in slides.opened(file).slides for shape in slide.shapes if shape.has_table
    ]
    assert heads == ["Client"] * len(heads)
    assert f"Contracts by client (1 of {len(heads)})" in slides.titles(file)


def test_what_is_made_up_is_marked() -> None:
    file = pptx.written(document(replace(columns(), is_illustrative=True)))
    assert any("illustrative" in text for text in slides.said(file) if "USD by year" in text)


def test_blocks_of_two_pages_stand_on_one_slide() -> None:
    page = document(columns(), contracts(count=40)).pages[0]
    other = replace(document(gantt()).pages[0], id=PageId.CAPACITY, sources=("suites",))
    both = one_sheet("Contracts and capacity", "All is well.", (page, ("contracts",)), (other, ("calendars", "none")))
    assert (both.id, both.sources) == (PageId.CONTRACTS, ("contracts", "bookings", "suites"))
    file = pptx.written(Document("Board", IMPRINT, (both,)))
    (slide,) = slides.opened(file).slides
    assert {(shape.has_table, shape.has_chart) for shape in slide.shapes} >= {(True, False), (False, True)}
    assert any("of 40 rows; the workbook has all of them." in text for text in slides.of_slide(slide))
    assert slides.faults(file) == []


@pytest.mark.parametrize("script", NAMES)
def test_one_slide_holds_what_fits_of_long_names(script: str) -> None:
    name = NAMES[script]
    blocks = long_names.every(name)
    for chosen in (blocks[1:3], blocks[4:7], (*blocks[6:9], blocks[9])):
        page = PageContent(PageId.TODAY, "Today", f"{name} binds.", chosen, layout="one sheet")
        file = pptx.written(Document("Board", IMPRINT, (page,)))
        assert len(slides.opened(file).slides) == 1
        assert slides.faults(file) == []


def test_what_is_measured_stands_in_the_notes() -> None:
    file = pptx.written(document(columns()))
    assert "USD by year of delivery." in slides.opened(file).slides[0].notes_slide.notes_text_frame.text


def test_the_file_says_who_made_it_and_when() -> None:
    told = slides.opened(pptx.written(document(columns()))).core_properties
    assert (told.title, told.author) == ("Board of March", "Hazel Biologics")
    assert told.created.isoformat() == told.modified.isoformat() == "2027-03-02T09:30:00"


def template(*, layouts: tuple[int, ...] = (0, 1)) -> bytes:
    """A template of 4:3 with these layouts of python-pptx's own, and a slide that is to go."""
    book = Presentation()
    for place in reversed(range(len(book.slide_layouts))):
        if place not in layouts:
            book.slide_layouts.remove(book.slide_layouts[place])
    book.slides.add_slide(book.slide_layouts[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_slides_stand_on_the_organisations_own_template() -> None:
    file = pptx.written(document(columns(), contracts(), *long_names.every("Oak")), template())
    book = slides.opened(file)
    assert (book.slide_width, book.slide_height) == (Pt(720), Pt(540))
    assert {slide.slide_layout.name for slide in book.slides} == {"Title and Content"}
    assert slides.faults(file) == []


@pytest.mark.parametrize(
    ("layouts", "missing"),
    [
        ((6,), "has no layout with a title placeholder"),
        ((5,), "has no layout with a text or content placeholder"),
    ],
)
def test_what_a_template_lacks_is_said(layouts: tuple[int, ...], missing: str) -> None:
    with pytest.raises(InputError, match=missing):
        pptx.written(document(columns()), template(layouts=layouts))


def test_what_is_no_template_is_said() -> None:
    with pytest.raises(InputError, match="cannot be read as a PowerPoint template"):
        pptx.written(document(columns()), b"no package")


def test_a_list_begins_below_the_answer_and_goes_on() -> None:
    many = TextBlock("many", "Needs attention", long_names.every("Oak")[1].sentences * 3)  # type: ignore[union-attr]
    titles = slides.titles(pptx.written(document(many, answer="5 exceptions are overdue.")))
    assert titles[0] == "5 exceptions are overdue."
    assert titles[1:] == [f"Needs attention, continued ({one} of {len(titles) - 1})" for one in range(1, len(titles))]


@pytest.mark.parametrize("room", range(30, 200, 7))
def test_a_text_that_is_cut_tells_no_other_number(room: float) -> None:
    said = measuring.shortened("133 days short; 51.8 kg, 3.6 batches, $4.7M, 12,500 L and 47.2%", 12, room)
    assert set(numbers(said)) <= {"133", "51.8", "3.6", "$4.7M", "12,500", "47.2%"}
