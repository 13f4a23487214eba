"""A page exported says what the page on screen says: every number, to the last digit, and none besides."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dualsite import formats, i18n, sample, sitemap
from dualsite.access import View, Viewer
from dualsite.exports import content, foot
from dualsite.exports.document import Document, PageContent, Sentence, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, GanttBlock
from dualsite.exports.pdf import charts, gantts
from dualsite.exports.receipts import reading, standing
from dualsite.exports.receipts.issuing import KINDS, Kind, written
from dualsite.exports.stated import numbers, stated
from dualsite.i18n import _
from dualsite.insights import cells
from dualsite.insights.continuity import behind
from dualsite.scenarios import Scenario, files
from dualsite.scenarios.network import SiteOut
from dualsite.screens import shared
from dualsite.screens.shared import choices
from dualsite.sitemap import EXECUTIVE, Page, PageId
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import LOCAL
from tests.data_folder import AS_OF, DataFolder
from tests.exports import in_files, on_screen
from tests.exports.on_screen import Cells, OnScreen
from tests.pages.conftest import Dashboard, dashboard
from tests.shared_database import one_database
from tests.unit.exports import every_block
from tests.unit.sample.conftest import write_own

__all__ = ["dashboard", "one_database"]


def exported(pages: Sequence[Page]) -> list[Page]:
    """Those that are exported, but for the page Scenarios, which says nothing before somebody chooses."""
    return [page for page in pages if content.is_exported(page.id) and page.id != PageId.SCENARIOS]


PAGES = exported(EXECUTIVE)

KIM = Viewer("account_manager", frozenset({"OAK"}))
OAK = Viewer("partner", frozenset({"OAK"}))

ROOT = Path("data")

SCENARIO = "alder-stops"

CURRENCY = "USD"
"""In which the fictional works report."""

FILTERS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "reference": {
        "all": {},
        "a site": {"site": "Syracuse Bio Campus"},
        "a client": {"partner": "Bristol Myers Squibb"},
        "an earlier day": {"as_of": "2026-03-31", "currency": "KRW"},
    },
    "sample": {
        "all": {},
        "a site": {"site": "Plant One"},
        "a client": {"partner": 'Acme, "Biologics" Ltd'},
        "an earlier day": {"as_of": "2026-06-30", "currency": "JPY"},
    },
    "fictional": {
        "all": {},
        "a site": {"site": "Alder Works"},
        "a client": {"partner": "Oak Medicines"},
        "an earlier day": {"as_of": "2026-12-10", "currency": "EUR"},
        "a scenario": {"scenario": SCENARIO},
    },
}
"""The parameters of the URL, by folder."""

NOT_EXPORTED: Mapping[PageId, Sequence[str]] = {
    PageId.SCENARIOS: ("Write a scenario", "No edits yet: add what would change."),
}
"""Headings and sentences of what is no part of what a page says: where something is written."""

CARDS = ("card", "agreement", "programme", "country", "month", "behind")
"""The parameters of an address that open a card beside a page."""

LAST = "last"
"""Stands for the last month of the charts of quality, and for the last market that runs out."""

CLOSED = ("import", "versions", "audit")
"""Tabs of Data and definitions in which something is uploaded, kept or noted, and nothing said of the data."""


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path | None]:
    """The data folders by name, each written once; read only. None is the reference data."""
    found: dict[str, Path | None] = {"reference": None}

    def folder(name: str) -> Path | None:
        if name not in found:
            data = tmp_path_factory.mktemp(name) / "data"
            if name == "sample":
                sample.write(write_own(data))
            else:
                DataFolder().write(data)
                files.save(data, Scenario(SCENARIO, (SiteOut("ALDER", AS_OF, 90),), "Alder stops"), "")
            found[name] = data
        return found[name]

    return folder


@dataclass(frozen=True)
class OpenTab:
    """A tab as it is on paper: open."""

    tab: Any
    open: bool = True

    def __enter__(self) -> Any:
        return self.tab.__enter__()

    def __exit__(self, *failed: Any) -> Any:
        return self.tab.__exit__(*failed)


@pytest.fixture(scope="session")
def unchosen() -> dict[Hashable, tuple[OnScreen, PageContent]]:
    """Pages on which nothing is chosen, as they were read: several tests look at them. Read only."""
    return {}


@pytest.fixture
def both(
    dashboard: Dashboard,
    folders: Callable[[str], Path | None],
    unchosen: dict[Hashable, tuple[OnScreen, PageContent]],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., tuple[OnScreen, PageContent]]:
    """A page on screen with every tab and card open, and the same page exported."""
    views: list[View] = []
    tabs, folded, begin = choices.tabs, shared.folded, shared.begin

    def noted(title: str) -> View:
        views.append(begin(title))
        return views[-1]

    def opened(title: str, draw: Callable[..., object], *of: object, key: str) -> None:
        folded(title, draw, *of, key=key, is_asked=True)

    monkeypatch.setattr(shared, "begin", noted)
    monkeypatch.setattr(shared, "folded", opened)
    monkeypatch.setattr(
        choices, "tabs", lambda *of: {id_: tab if id_ in CLOSED else OpenTab(tab) for id_, tab in tabs(*of).items()}
    )

    def run(entry: Page, folder: str, asked: Mapping[str, str], **chosen: str) -> tuple[OnScreen, PageContent]:
        if asked or chosen:
            return run_anew(entry, folder, asked, **chosen)
        # Whoever looks is a lambda of a test, or the one who looks everywhere else.
        of = (entry.id, folder, signin.person)
        if of not in unchosen:
            unchosen[of] = run_anew(entry, folder, asked)
        return unchosen[of]

    def run_anew(entry: Page, folder: str, asked: Mapping[str, str], **chosen: str) -> tuple[OnScreen, PageContent]:
        if entry.id is PageId.DATA:
            # Else two tabs would have the rows of sources, and a key of a download twice.
            chosen = {"table": "sites", **chosen}
        data = folders(folder)
        screen = dashboard(data, entry, **asked, **{key: value.split(",") for key, value in chosen.items()})
        assert not screen.exception
        if any(one.label.endswith(" more") for one in screen.expander):
            screen.session_state["more_exceptions"] = True
            screen.run()
        view = views[-1]
        with i18n.speaking("en"):
            shown = on_screen.read(screen, view.currency)
            # Every figure marks the as-of day, which a document tells on every sheet.
            shown.written = [text for text in shown.written if text not in _as_of(view)]
            named = filter(None, chosen.get("compare", "").split(","))
            compared = [files.read(data or ROOT, name).scenario for name in named]
            return shown, content.page(view, entry.id, chosen, scenarios=compared)

    return run


def _as_of(view: View) -> tuple[str, ...]:
    return formats.day(view.as_of), formats.month(view.as_of)


def cross() -> Iterator[Any]:
    """Every page exported, on every folder, under every filter of it; the formats take turns."""
    for place, (folder, filters) in enumerate(FILTERS.items()):
        for name, asked in filters.items():
            for turn, page in enumerate(PAGES, place):
                kind = tuple(KINDS)[(turn + list(filters).index(name)) % len(KINDS)]
                yield pytest.param(page, folder, asked, kind, id=f"{page.title}-{folder}-{name}-{kind}")


@pytest.mark.parametrize(("entry", "folder", "asked", "kind"), list(cross()))
def test_a_page_exported_says_what_its_screen_says(
    entry: Page,
    folder: str,
    asked: Mapping[str, str],
    kind: Kind,
    both: Callable[..., tuple[OnScreen, PageContent]],
) -> None:
    screen, page = both(entry, folder, asked)
    hold_equal(screen, page)
    hold_file_equal(screen, page, kind)


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_a_file_holds_the_numbers_of_the_screen_and_no_others(
    entry: Page, kind: Kind, both: Callable[..., tuple[OnScreen, PageContent]]
) -> None:
    hold_file_equal(*both(entry, "fictional", {}), kind)


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        (PageId.CAPACITY, {"zoom": "all", "stages": "UPSTREAM,CONJUGATION"}),
        (PageId.TODAY, {"since": "2026-10-05"}),
        (PageId.CONTRACTS, {"partner_country": "DK", "market": "DK,NA", "by": "modality", "burn_down": "OAK-CMO 3"}),
        (PageId.PIPELINE, {"ignore_options": "true", "cell": "CONJUGATION-2028Q1"}),
        (PageId.CONTINUITY, {"stops": "BIRCH", "from_on": "2027-06-01", "days": "365", "licensed_by": "2027-09-01"}),
        (PageId.CONTINUITY, {"what": "release", "days": "30"}),
        (PageId.CONTINUITY, {"what": "tariff", "days": "365", "rate": "25"}),
        (PageId.SCENARIOS, {"compare": SCENARIO}),
        (PageId.TRIALS, {"product": "ELMADC"}),
        (PageId.TRIALS, {"product": "*"}),
        (PageId.CLIENT, {"client": "Elm Therapeutics", "since": "2026-06-01"}),
        (PageId.SLOTS, {"product": "ELMADC", "batches": "3", "need_by": "2028-06-01", "at_risk": "true"}),
        (PageId.DATA, {"table": "batches", "search": "release"}),
        (PageId.SLOTS, {"batches": "2", "ready_on": "2027-06-15", "market": "DK", "sites": "ALDER"}),
        (PageId.TRIALS, {"country": "DK"}),
        (PageId.QUALITY, {"month": "deviation_closure_median.2027-02.ALDER"}),
    ],
)  # fmt: skip
def test_what_is_chosen_on_a_page_is_exported(
    page: PageId, chosen: Mapping[str, str], both: Callable[..., tuple[OnScreen, PageContent]]
) -> None:
    entry = next(one for one in EXECUTIVE if one.id == page)
    hold_equal(*both(entry, "fictional", {}, **chosen))


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        (PageId.TODAY, {"card": "right_first_time"}),
        (PageId.CAPACITY, {"card": "suite_occupancy"}),
        (PageId.CONTRACTS, {"card": "backlog"}),
        (PageId.PROGRAMMES, {"card": "batch_success_rate"}),
        (PageId.CONTRACTS, {"agreement": "OAK-CMO"}),
        (PageId.CONTRACTS, {"agreement": "ELM-CDO"}),
        (PageId.PROGRAMMES, {"programme": "contract-OAK-CMO"}),
        (PageId.PROGRAMMES, {"programme": "product-ELMADC"}),
        (PageId.TRIALS, {"product": "ELMADC", "country": "DK"}),
        (PageId.QUALITY, {"month": LAST}),
        (PageId.CONTINUITY, {"behind": LAST}),
    ],
)  # fmt: skip
def test_a_card_is_exported_with_its_page_and_alone(
    page: PageId, chosen: Mapping[str, str], both: Callable[..., tuple[OnScreen, PageContent]]
) -> None:
    entry = next(one for one in EXECUTIVE if one.id == page)
    _screen, without = both(entry, "fictional", {}, **{key: value for key, value in chosen.items() if key not in CARDS})
    if LAST in chosen.values():
        tables = {one.key: one.rows for one in without.blocks if isinstance(one, TableBlock)}
        if page is PageId.QUALITY:
            chosen = {"month": str(tables["months"].name.iloc[-1])}
        else:
            row = tables["markets"].iloc[-1]
            chosen = {"behind": behind.name_of(row.product_id, row.market)}
    screen, whole = both(entry, "fictional", {}, **chosen)
    hold_equal(screen, whole)
    blocks = whole.blocks[len(without.blocks) :]
    assert blocks, "the address opens no card"
    card = replace(whole, answer="", blocks=blocks)
    for kind in KINDS:
        hold_numbers(card, kind)


@pytest.mark.parametrize(
    ("viewer", "entry", "kind"),
    [
        pytest.param(viewer, page, tuple(KINDS)[place % len(KINDS)], id=f"{viewer.role}-{page.title}")
        for viewer in (KIM, OAK)
        for place, page in enumerate(exported(sitemap.pages(viewer.role)))
    ],
)
def test_account_managers_and_clients_take_away_what_is_on_their_screen(
    viewer: Viewer,
    entry: Page,
    kind: Kind,
    both: Callable[..., tuple[OnScreen, PageContent]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = replace(LOCAL, viewer=viewer)
    monkeypatch.setattr(signin, "person", lambda: theirs)
    screen, page = both(entry, "fictional", {})
    hold_equal(screen, page)
    hold_file_equal(screen, page, kind)


def test_what_is_lost_added_or_changed_is_found(both: Callable[..., tuple[OnScreen, PageContent]]) -> None:
    entry = next(one for one in EXECUTIVE if one.id == PageId.CAPACITY)
    screen, page = both(entry, "fictional", {})
    hold_equal(screen, page)
    for place, block in enumerate(page.blocks):
        with pytest.raises(AssertionError):
            hold_equal(screen, replace(page, blocks=page.blocks[:place] + page.blocks[place + 1 :]))
        if isinstance(block, TableBlock) and len(block.rows):
            fewer = replace(block, rows=block.rows.iloc[1:])
            with pytest.raises(AssertionError, match="rows"):
                hold_equal(screen, replace(page, blocks=(*page.blocks[:place], fewer, *page.blocks[place + 1 :])))
    with pytest.raises(AssertionError):
        hold_equal(screen, replace(page, answer=f"{page.answer} 17 more."))
    besides = TextBlock("besides", "", (Sentence("987 more."),))
    with pytest.raises(AssertionError, match=r"exported alone.*987"):
        hold_equal(screen, replace(page, blocks=(*page.blocks, besides)))


@i18n.speaking("en")
def hold_equal(screen: OnScreen, page: PageContent) -> None:
    """Raises AssertionError, with what is on one side alone."""
    assert page.answer == screen.answer
    titled = {getattr(block, "title", "") for block in page.blocks}
    # Of a card each part is named after what the card is of.
    titled |= {one.rpartition(": ")[2] for one in titled}
    lost = [one for one in screen.headings if one not in titled and one not in NOT_EXPORTED.get(page.id, ())]
    assert not lost, f"on screen alone, headings: {lost}"
    tiles = [
        (_(tile.kpi.label), tile.value) for block in page.blocks if isinstance(block, TileBlock) for tile in block.tiles
    ]
    assert tiles == screen.tiles
    if page.id is PageId.TODAY:
        standings = [one for one in page.blocks if isinstance(one, TextBlock) and one.key in ("standings", "changed")]
        assert [one.is_illustrative for block in standings for one in block.sentences] == screen.are_made_up
    texts = list(sentences(page))
    said = map(without_what_would_be, screen.sentences)
    unsaid = [one for one in said if not any(one.removeprefix("▲ ").strip() in text for text in texts)]
    unsaid = [one for one in unsaid if one not in NOT_EXPORTED.get(page.id, ())]
    assert not unsaid, f"on screen alone, sentences: {unsaid}"
    exported = [table(block) for block in page.blocks if isinstance(block, TableBlock)]
    shown = [one for one in screen.tables if len(one) > 1]
    alone = [unlike(one, exported) for one in shown if one not in exported]
    assert not alone, f"on screen alone, tables: {alone}"
    told = {one for text in (*(one.text for one in stated(page)), *marks(page)) for one in numbers(text)}
    missing = screen.numbers() - told
    assert not missing, f"on screen alone: {where(missing, screen.written)}"
    known = numbers_known(screen, page)
    added = {one.of: one.text for one in stated(page) if not set(numbers(one.text)) <= known}
    assert not added, f"exported alone: {dict(list(added.items())[:20])}"
    alone_here = [
        block.key
        for block, held in zip([one for one in page.blocks if isinstance(one, TableBlock)], exported, strict=True)
        if len(held) > 1 and held not in screen.tables and not is_printed(block, screen)
    ]
    assert not alone_here, f"exported alone, tables: {alone_here}"


@i18n.speaking("en")
def hold_file_equal(screen: OnScreen, page: PageContent, kind: Kind) -> None:
    """Raises AssertionError for a number of the screen that the file has not, and for one that it has alone.

    Of what was cut to fit, which a slide or sheet says, the numbers are in the workbook.
    """
    given = Document(page.title, every_block.IMPRINT, (page,))
    made = written(given, kind)
    found = in_files.read(made.content, kind)
    sheets = reading.sheets(made.content)
    receipt = standing.numbers_in((page,), made.pages, sheets, is_typed=kind == "xlsx")
    there = found.words(screen.currency)
    missing = {one.of: one.text for one in receipt if not there.issuperset(numbers(one.text))}
    assert not missing, f"in the receipt, not in the {kind}: {dict(list(missing.items())[:20])}"
    if len(receipt) == len(stated(page)):
        lost = screen.numbers() - there
        assert not lost, f"on screen, not in the {kind}: {where(lost, screen.written)}"
    known = numbers_known(screen, page) | around(given)
    texts = {
        text: [one for one in in_files.InFile([text]).words(screen.currency) if one not in known]
        for text in found.written
    }
    added = {text: alone for text, alone in texts.items() if any(not is_of_two(one, known) for one in alone)}
    assert not added, f"in the {kind} alone: {dict(list(added.items())[:20])}"
    unknown = [one for one in found.values if known.isdisjoint(in_files.told(one, screen.currency))]
    assert not unknown, f"in the {kind} alone, values: {unknown[:20]}"


@i18n.speaking("en")
def hold_numbers(page: PageContent, kind: Kind) -> None:
    """Raises AssertionError for a number of the page that its file has not, whatever was cut to fit aside."""
    made = written(Document(page.title, every_block.IMPRINT, (page,)), kind)
    found = in_files.read(made.content, kind)
    there = found.words(CURRENCY)
    shown = {one.of: one.text for one in standing.numbers_of(made.pages)}
    missing = {of: text for of, text in shown.items() if not there.issuperset(numbers(text))}
    assert not missing, f"on the card, not in the {kind}: {dict(list(missing.items())[:20])}"


def is_of_two(number: str, known: set[str]) -> bool:
    """Whether it is the end of one cell and the beginning of the next, between which nothing is read."""
    return any(number[:place] in known and number[place:] in known for place in range(1, len(number)))


def around(given: Document) -> set[str]:
    """Numbers that stand around a page: of imprint, definitions and scales, counts of rows, and how long spans last."""
    said = [f"{name} {told}" for name, told in foot.facts(given.imprint)]
    for block in given.pages[0].blocks:
        for tile in block.tiles if isinstance(block, TileBlock) else ():
            said += [_(tile.kpi.label), _(tile.kpi.definition), _(tile.kpi.formula), str(tile.kpi.standard)]
        said += [formats.number(len(rows)) for rows in (getattr(block, "rows", ()), getattr(block, "categories", ()))]
        match block:
            case ChartBlock() if block.categories or block.kind == "scatter":
                scaled = charts.drawn(block)
            case GanttBlock() if block.rows:
                scaled = gantts.gantt(block)
                lengths = [(span.ends_on - span.starts_on).days for row in block.rows for span in row.spans]
                said += map(formats.number, lengths)
            case _:
                scaled = {}
        said += [tick["text"] for part in ("ticks", "across_ticks") for tick in scaled.get(part, ())]
    return {one for text in said for one in numbers(text)}


def numbers_known(screen: OnScreen, page: PageContent) -> set[str]:
    """Every number of the screen, those of its tables as they are read and as they are held."""
    printed = [in_words(block) for block in page.blocks if isinstance(block, TableBlock)]
    of_tables = {one for cells_ in screen.tables for row in cells_ for cell in row for one in numbers(str(cell))}
    return screen.all_numbers() | {one for block in printed for text in block for one in numbers(text)} | of_tables


def without_what_would_be(said: str) -> str:
    """A sentence of the screen; of a table that is missing that it is, without what it would show."""
    return re.sub(r"^The table `(\w+)` is missing\. With it, .*", r"Not in the data: \1.", said)


def sentences(page: PageContent) -> Iterator[str]:
    """What is said on a page in sentences."""
    yield page.answer
    for block in page.blocks:
        match block:
            case TextBlock():
                yield from (block.title, *(one.text for one in block.sentences))
            case TileBlock() | TableBlock():
                yield block.note
            case _:
                yield from (block.title, block.measures)


def table(block: TableBlock) -> Cells:
    """A table as a grid holds it."""
    return on_screen.as_cells(cells.told(block.spec, block.rows, block.currency))


def unlike(one: Cells, others: Sequence[Cells]) -> str:
    """How a table differs from the one with the same headings."""
    same = [other for other in others if other[0] == one[0]]
    if not same:
        return f"none is headed {one[0]}"
    lines = [lines for lines in zip(one, same[0], strict=False) if lines[0] != lines[1]]
    return f"{one[0]}: {len(one) - 1} and {len(same[0]) - 1} rows; first unlike: {lines[:1]}"


def in_words(block: TableBlock) -> list[str]:
    """The cells of a table as they are read."""
    shown = block.spec.shown
    rows: pd.DataFrame = block.rows[[column.name for column in shown]]
    return [
        *block.spec.headings(block.currency).values(),
        *(
            cells.in_words(column, value)
            for row in rows.itertuples(index=False, name=None)
            for column, value in zip(shown, row, strict=True)
        ),
    ]


def is_printed(block: TableBlock, screen: OnScreen) -> bool:
    """Whether the first rows of a table stand on the page as text: a standing with a sign before it, a link as such."""
    printed = in_words(block)[: 41 * len(block.spec.shown)]
    printed = [re.sub(r"https?://\S+", "open", one) for one in printed]
    with_heads, without = (without_signs(" ".join(printed[heads:])) for heads in (0, len(block.spec.shown)))
    return any(with_heads in told or told.endswith(without) for told in map(without_signs, screen.written))


def without_signs(text: str) -> str:
    """The text without the signs of good, watch and bad."""
    return " ".join(text.translate(dict.fromkeys(map(ord, "✓▲✗"))).split())


def marks(page: PageContent) -> Iterator[str]:
    """What stands on a page beside its numbers: names of rows, series and tiles."""
    for block in page.blocks:
        if isinstance(block, ChartBlock):
            yield from map(str, block.categories)
        if isinstance(block, TileBlock):
            yield from (tile.kpi.label for tile in block.tiles)
        if isinstance(block, TextBlock):
            yield block.title


def where(found: set[str], texts: Sequence[str]) -> dict[str, str]:
    """Each number with a text in which it stands."""
    return {one: next(text for text in texts if one in numbers(text))[:200] for one in sorted(found)[:20]}
