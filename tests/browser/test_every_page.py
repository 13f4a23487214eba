"""What holds for each page of the sitemap in a browser: it opens, stands still, fits, reads well and stays at home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import TimeoutError as TooLate

from dualsite.sitemap import EXECUTIVE, Page, PageId
from dualsite.web.headers import HEADERS
from tests.browser.accessibility import findings
from tests.browser.tab import Tab, new_tab
from tools.server import Server

STEADY = 0.1
"""Web Vitals call a layout shift up to this good: https://web.dev/articles/cls."""

IN_CLOSED_TAB = """one => one.closest('[data-testid="stTabPanel"]')?.checkVisibility() === false"""

DRAWN_ANEW = """() => [...document.querySelectorAll('.figure.js-plotly-plot')].filter(one => {
    const {margin} = one.layout, size = one._fullLayout._size;
    return ['l', 'r', 't', 'b'].some(side => margin[side] !== size[side]);
}).map(one => one.getAttribute('aria-label'))"""
"""The figures that plotly found too little room in, and drew a second time with more."""

DRAWN_TWICE = (PageId.PIPELINE, PageId.QUALITY, PageId.PROGRAMMES)
"""Pages with a figure of which that is still so."""

WIDTHS = """[document.documentElement, document.querySelector('[data-testid="stMain"]')]
    .map(one => [one.scrollWidth, one.clientWidth])"""
"""Of the document and of the part that scrolls: how wide they are in all, and how much of that is seen."""

CUT = """() => {
    const around = one => one ? [one, ...around(one.parentElement)] : [];
    const isOwn = one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const isSeen = one => !one.closest('svg, canvas') && one.checkVisibility({visibilityProperty: true});
    const isShown = one => one.checkVisibility();
    const cut = [];
    for (const one of [...document.querySelectorAll('[data-testid="stMain"] *')].filter(isOwn).filter(isSeen)) {
        const range = document.createRange();
        range.selectNodeContents(one);
        const text = range.getBoundingClientRect();
        const holder = around(one).find(part => getComputedStyle(part).overflowX !== 'visible');
        const isScrolled = ['auto', 'scroll'].includes(getComputedStyle(holder).overflowX)
            && holder.dataset.testid !== 'stMain';
        // An ellipsis says that there is more, which the widget itself tells in full.
        const isShort = around(one).slice(0, 4).some(part => getComputedStyle(part).textOverflow === 'ellipsis');
        const {left, right} = holder.getBoundingClientRect();
        const isCut = text.width > 2 && (text.right > right + 2 || text.left < left - 2);
        if (isCut && !isScrolled && !isShort) cut.push(one.textContent.trim().slice(0, 60));
    }
    const inFigures = '.figure :is(.annotation-text, .xtick text, .ytick text, .legendtext, .xtitle, .ytitle)';
    for (const one of [...document.querySelectorAll(inFigures)].filter(() => innerWidth > 1000).filter(isShown)) {
        const text = one.getBoundingClientRect(), figure = one.closest('.figure').getBoundingClientRect();
        const isCut = text.width && (text.right > figure.right + 1 || text.left < figure.left - 1);
        if (isCut) cut.push(one.textContent.trim().slice(0, 60));
    }
    return cut;
}"""
"""Texts that go beyond what holds them and that nothing scrolls to; on a desk those of figures too."""

Scheme = Literal["dark", "light"]

SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
"""The look that a page has first, by turns."""

TRANSLATED = ("ko", "ja")
"""The languages that a page is seen in besides English: the first on a phone too, by turns."""


@pytest.fixture(scope="module", params=EXECUTIVE, ids=lambda entry: entry.title)
def opened(request: Any, context: BrowserContext, app: Server) -> Iterator[Tab]:
    """Each page once, opened as a bookmark, in the light or in the dark by turns."""
    tab = new_tab(context, app)
    tab.page.emulate_media(color_scheme=_schemes(request.param)[0])
    tab.open(request.param.path)
    assert tab.page.locator(".st-key-title p").first.inner_text().lower() == request.param.title.lower()
    yield tab
    tab.leave()


def test_a_page_opens_by_its_own_address(opened: Tab) -> None:
    assert len(opened.answer) > 20
    assert opened.page.get_by_test_id("stException").count() == 0
    assert opened.page.get_by_role("dialog").count() == 0


def test_nothing_jumps_while_a_page_is_drawn(opened: Tab) -> None:
    shifts = opened.shifts()
    assert round(sum(value for value, _moved in shifts), 3) <= STEADY, "\n".join(
        f"{value:.3f} {part}" for value, moved in shifts if value > STEADY / 10 for part in moved
    )


def test_every_figure_is_drawn_and_told_in_words(opened: Tab) -> None:
    for figure in opened.page.locator(".figure").all():
        # Where tabs are sent for paper, the figures of closed ones are drawn when they open.
        if not figure.evaluate(IN_CLOSED_TAB):
            assert figure.locator("svg.main-svg").first.bounding_box()["height"] > 100
        assert figure.get_attribute("role") == "figure"
        assert figure.get_attribute("aria-label")


def test_a_figure_has_room_for_its_names_before_it_is_drawn(opened: Tab) -> None:
    if opened.path.strip("/") not in DRAWN_TWICE:
        assert opened.page.evaluate(DRAWN_ANEW) == []


def test_every_figure_is_a_table_too_by_keyboard(opened: Tab) -> None:
    for figure in opened.page.locator(".figure.js-plotly-plot").all():
        if figure.evaluate(IN_CLOSED_TAB):
            continue
        button = figure.locator("xpath=following-sibling::button")
        button.focus()
        opened.page.keyboard.press("Enter")
        table = opened.page.locator("dialog.rows")
        in_words = str(figure.get_attribute("aria-label"))
        assert in_words in table.inner_text() or len(in_words) >= 300, "a long one repeats the rows"
        assert table.locator("tr").count() > 0
        opened.page.keyboard.press("Escape")
        table.wait_for(state="detached")
        assert button.evaluate("one => one === document.activeElement"), "back where it was"


def test_no_request_leaves_the_machine_and_nothing_is_stopped_or_goes_wrong(opened: Tab) -> None:
    assert opened.complaints() == []


def test_every_response_carries_the_security_headers(opened: Tab) -> None:
    ours = [response for response in opened.responses if response.url.startswith(opened.server.url)]
    assert len(ours) > 5
    for response in ours:
        said = response.headers
        assert {name: said.get(name) for name in HEADERS} == HEADERS, response.url


def _schemes(entry: Page) -> tuple[Scheme, Scheme]:
    """The look in which a page is opened, and the other one."""
    return SCHEMES if EXECUTIVE.index(entry) % 2 == 0 else (SCHEMES[1], SCHEMES[0])


def _languages(entry: Page) -> tuple[str, str]:
    """The two other languages in the order in which a page is seen in them."""
    return TRANSLATED if EXECUTIVE.index(entry) % 4 < 2 else (TRANSLATED[1], TRANSLATED[0])


@dataclass(frozen=True)
class Seen:
    """A page at a width: how wide it is there (`WIDTHS`), and its texts that are cut (`CUT`)."""

    widths: list[tuple[int, int]]
    cut: list[str]


@dataclass(frozen=True)
class Looks:
    """A page as it was opened, then in the other look and another language, last in the other one.

    `at`: by look and width. `found`: what not everyone can use in either look and all languages, on a desk and on a
    phone.
    """

    at: dict[tuple[str, int], Seen]
    found: list[str]


@pytest.fixture(scope="module")
def looks(opened: Tab) -> Looks:
    """A page as everyone sees it. The order is the one in which it is opened and drawn anew least often.

    What a look changes is colours: in each language the page is seen in one look whole, in the other for its contrast.
    """
    entry = next(one for one in EXECUTIVE if (one.path or "") == opened.path.strip("/"))
    schemes, languages = _schemes(entry), _languages(entry)
    at, found = {("first", 1440): _seen(opened)}, findings(opened.page)
    for width in (720, 320, 390):
        _fit(opened, width)
        at["first", width] = _seen(opened)
    found += findings(opened.page)
    _turn(opened, schemes[1])
    found += _findings_at_last(opened, "color-contrast")
    _speak(opened, entry, languages[0])
    for width in (390, 1280):
        _fit(opened, width)
        at["other", width] = _seen(opened)
    found += _findings_at_last(opened)
    _turn(opened, schemes[0])
    found += _findings_at_last(opened, "color-contrast")
    _speak(opened, entry, languages[1])
    at["last", 1280] = _seen(opened)
    found += _findings_at_last(opened)
    _turn(opened, schemes[1])
    found += _findings_at_last(opened, "color-contrast")
    return Looks(at, found)


def _turn(tab: Tab, scheme: Scheme) -> None:
    """The page in a look."""
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.wait_for_function(
        "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme", arg=scheme
    )
    tab.ready()


def _speak(tab: Tab, entry: Page, language: str) -> None:
    """The page in a language."""
    tab.open(entry.path, lang=language)
    assert tab.page.locator("html").get_attribute("lang") == language
    tab.ready()


def _findings_at_last(tab: Tab, only: str | None = None) -> list[str]:
    found = findings(tab.page, only)
    for _again in range(8):  # A map is drawn anew in its own time.
        if found:
            tab.page.wait_for_timeout(500)
            found = findings(tab.page)
    return found


def _seen(tab: Tab) -> Seen:
    return Seen(tab.page.evaluate(WIDTHS), tab.page.evaluate(CUT))


def _fit(tab: Tab, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.ready()
    # Tables measure themselves anew a moment after the window has changed.
    with suppress(TooLate):
        tab.page.wait_for_function(f"() => {WIDTHS}.every(([whole, seen]) => whole <= seen)", timeout=5000)


def test_everyone_can_use_a_page_in_light_and_dark_in_each_language(looks: Looks) -> None:
    assert looks.found == []


@pytest.mark.parametrize(
    ("look", "width"),
    [("first", 1440), ("first", 720), ("first", 390), ("first", 320), ("other", 1280), ("other", 390), ("last", 1280)],
)
def test_a_page_fits_without_a_text_that_is_cut(looks: Looks, look: str, width: int) -> None:
    """As on a phone, and as where 1440 px are zoomed to 200 %, or 1280 px to 400 %: WCAG 2.2, 1.4.4 and 1.4.10."""
    seen = looks.at[look, width]
    assert all(whole <= shown for whole, shown in seen.widths), seen.widths
    assert seen.cut == []


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ('<svg><text y="20" fill="#aaaaaa">Drawn</text></svg>', "color-contrast: 2.3:1 Drawn"),
        ('<p style="color: #aaaaaa">Written</p>', "color-contrast: "),
        ('<p style="color: #aaaaaa">▲</p>', "color-contrast: 2.3:1 ▲"),
        ('<img src="data:,">', "image-alt: "),
        ('<button style="width: 60px; height: 30px"></button>', "button-name: "),
        ('<a href="/network"></a>', "link-name: "),
        ('<meta name="viewport" content="user-scalable=no">', "meta-viewport: "),
    ],
)
def test_the_look_at_a_page_sees_what_not_everyone_can_use(browser: Browser, part: str, found: str) -> None:
    page = browser.new_page()
    page.set_content(f'<!doctype html><html lang="en"><title>A page</title><main>{part}</main></html>')
    said = findings(page)
    page.close()
    assert [one[: len(found)] for one in said] == [found], said


@pytest.mark.parametrize(
    ("part", "cut"),
    [
        ('<p style="width: 60px; overflow: hidden; white-space: nowrap">Cut by what holds it</p>', True),
        ('<p style="width: 60px; overflow: auto; white-space: nowrap">Scrolled to where it lies</p>', False),
        ('<p style="width: 60px; overflow: hidden">Wraps where it ends</p>', False),
    ],
)
def test_the_look_at_a_page_sees_a_text_that_is_cut(browser: Browser, part: str, cut: bool) -> None:
    page = browser.new_page()
    page.set_content(f'<!doctype html><main data-testid="stMain" style="overflow: auto">{part}</main>')
    said = page.evaluate(CUT)
    page.close()
    assert said == (["Cut by what holds it"] if cut else [])


def test_keys_lead_through_the_pages_and_never_where_something_is_typed(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open("capacity")
    keyboard = tab.page.keyboard
    keyboard.press("?")
    listed = tab.page.locator("dialog.keys")
    assert "Capacity" in listed.inner_text()
    keyboard.press("Escape")
    listed.wait_for(state="detached")
    keyboard.press("g")
    keyboard.press("n")
    tab.arrived("Network")
    keyboard.press("/")
    tab.arrived("Data and definitions")
    tab.page.wait_for_function("() => document.activeElement.closest('.st-key-search')")
    keyboard.type("gt?")
    assert tab.page.locator("dialog.keys").count() == 0
    assert tab.path == "/data"
    assert tab.page.locator(".st-key-search input").input_value() == "gt?"
    tab.leave()


def test_the_first_link_of_a_page_passes_over_its_navigation(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open("network")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.dataset.testid") == "stMain"
    tab.leave()


def test_the_verdict_of_today_is_above_the_fold(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open()
    verdict = [tab.keyed("answer"), *tab.page.locator(".exceptions li").all()]
    assert len(verdict) > 3
    lowest = max(box["y"] + box["height"] for part in verdict if (box := part.bounding_box()))
    tab.leave()
    assert lowest <= 900
