"""Every byte that is sent to a locked tab is the same, whatever everyone else's rows are: raw, and in real Chromium."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dualsite.sitemap import CLIENT, EXECUTIVE
from dualsite.web.meeting.cookies import BROWSER, MEETING
from tests.browser import meeting
from tests.browser.tab import new_tab
from tests.wire import variants
from tests.wire.line import Line, line, show, without_session
from tests.wire.variants import CLIENT_NAME, VARIANTS, words_of_others
from tools.browser import wait_until_ready
from tools.server import Server

PLACES = ["", *(entry.path or "" for entry in CLIENT[1:])]
EVERYWHERE = "site=Alder+Works&currency=EUR"
CHOSEN = {
    "": [f"{EVERYWHERE}&since=2026-06-30"],
    "trials": [f"{EVERYWHERE}&region=europe&country=DK", "product=OAKTWO"],
    "slots": [
        f"{EVERYWHERE}&product=OAKMAB&batches=9&ready_on=2027-02-01&need_by=2028-06-30&market=EU&sites=ALDER"
        "&at_risk=true&ignore_tentative=true"
    ],
    "agreements": [EVERYWHERE, "contract=Oak+Medicines+·+memorandum+of+understanding"],
}
"""Every filter of every page, off its default."""
PAGE = {"accept": "text/html"}
TABS = {"trials": ("Trial sites", "Approvals", "Supply", "Licences")}


@pytest.fixture(scope="module")
def cookies(profile: BrowserContext) -> dict[str, str]:
    """What the browser in the meeting sends along."""
    return {one["name"]: one["value"] for one in profile.cookies()}


def _everything(server: Server, cookies: dict[str, str]) -> dict[str, list[bytes]]:
    """All that a locked tab is sent, by page and query, and its downloads."""
    told: dict[str, list[bytes]] = {}
    for place in PLACES:
        for query in ("", *CHOSEN[place], *(f"tab={tab}" for tab in TABS.get(place, ()))):
            with line(server, cookies) as tab:
                came = tab.run(place, query)
                told[f"/{place}?{query}"] = [without_session(message) for message in came]
                for name, file in tab.downloads(came).items():
                    told[f"/{place}?{query} {name}"] = [file]
    return told


def _frames(profile: BrowserContext, server: Server) -> list[bytes]:
    """All that Chromium is sent for the room, another page of it and a filter there."""
    tab, frames = new_tab(profile, server), list[bytes]()
    tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(_as_bytes(frame))))
    tab.open().go(CLIENT[1].title).choose("Site", "Alder Works")
    tab.page.close()
    told = [ForwardMsg.FromString(frame) for frame in frames]
    # A message that the browser still holds from its last run is sent by its number alone.
    return [without_session(message) for message in told if message.WhichOneof("type") != "ref_hash"]


def _as_bytes(frame: bytes | str) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


@pytest.fixture(scope="module")
def reference(
    profile: BrowserContext, server: Server, cookies: dict[str, str]
) -> tuple[dict[str, list[bytes]], list[bytes]]:
    """What is sent over the reference: raw, and to Chromium."""
    _everything(server, cookies)  # So that nothing below is the first of its kind.
    return _everything(server, cookies), _frames(profile, server)


@pytest.mark.parametrize(("place", "query"), [(place, query) for place in PLACES for query in CHOSEN[place]])
def test_every_filter_compared_is_taken(place: str, query: str, profile: BrowserContext, server: Server) -> None:
    """A value that a page does not know, or that it has anyway, goes from the address."""
    asked = parse_qs(query)
    tab = new_tab(profile, server).open(place, **{name: values[0] for name, values in asked.items()})
    assert tab.query == asked
    tab.page.close()


def test_no_name_id_or_amount_of_anyone_else_is_sent(reference) -> None:  # type: ignore[no-untyped-def]
    raw, frames = reference
    assert len(raw) > 25
    assert len(frames) > 60
    sent = b"\n".join(part for parts in (*raw.values(), frames) for part in parts)
    assert CLIENT_NAME.encode() in sent
    assert [word for word in words_of_others() if word.encode() in sent] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_byte_is_the_same_when_everyone_else_is(
    variant: str, reference, profile: BrowserContext, server: Server, folder: Path, cookies: dict[str, str]
) -> None:  # type: ignore[no-untyped-def]
    raw, frames = reference
    show(VARIANTS[variant](), folder, server, {})
    try:
        found = _everything(server, cookies)
        assert list(found) == list(raw), "the same pages, files and names of files"
        assert [where for where in raw if found[where] != raw[where]] == []
        # How often Chromium asks for a run depends on the time, what it is told does not.
        assert set(_frames(profile, server)) == set(frames)
    finally:
        show(variants.reference(), folder, server, {})


ELSEWHERE = "partner=Elm+Therapeutics&product=Elmotug&contract=ELM-CDO&country=Namibia"
FORGED = [
    {"page_script_hash": "0" * 32},
    {"is_auto_rerun": True},
    {"page_name": "../data"},
    {"query_string": "view of this run=1&embed=true&role=executive&partner=ELM"},
    {"query_string": ELSEWHERE},
]
KEYS = ("partner", "product", "contract", "meeting of this session", "view of this run", "$$ID-0-partner", "role")


@pytest.mark.parametrize("asked", FORGED, ids=str)
def test_no_message_unlocks(asked: dict[str, object], server: Server, cookies: dict[str, str]) -> None:
    with line(server, cookies) as tab:
        for entry in EXECUTIVE:
            tab.run(entry.path or "", **asked)
        # What the tab itself has said, it is told again.
        assert _names_of_others(tab, but=ELSEWHERE) == []
        titles = {page.page_name for message in tab.sent for page in message.navigation.app_pages}
        assert titles == {entry.title.replace(" ", "_") for entry in CLIENT} or titles == {e.title for e in CLIENT}


def test_no_forged_part_or_widget_unlocks(server: Server, cookies: dict[str, str]) -> None:
    with line(server, cookies) as tab:
        part = BackMsg()
        part.rerun_script.fragment_id = "f" * 32
        tab.connection.send(part.SerializeToString())
        ids = [
            getattr(message.delta.new_element, message.delta.new_element.WhichOneof("type")).id
            for message in tab.run("trials")
            if message.delta.new_element.WhichOneof("type") in ("selectbox", "button", "button_group", "date_input")
        ]
        assert len(ids) > 3
        said = "Elm Therapeutics ELMADC Elmotug"
        for value in ("Elm Therapeutics", "ELMADC", "Elmotug"):
            message = BackMsg()
            states = [WidgetState(id=one, string_value=value) for one in (*ids, *KEYS)]
            message.rerun_script.widget_states.widgets.extend(states)
            message.rerun_script.page_name = "trials"
            tab.say(message)
        assert _names_of_others(tab, but=said) == []


def _names_of_others(tab: Line, but: str) -> list[str]:
    sent = b"\n".join(message.SerializeToString() for message in tab.sent)
    return [word for word in words_of_others() if word.encode() in sent and word not in but.replace("+", " ")]


@pytest.mark.parametrize(
    "forged",
    [{MEETING: "nonsense"}, {MEETING: ""}, {MEETING: "nonsense", BROWSER: ""}, {BROWSER: ""}],
    ids=["meeting", "empty meeting", "both", "browser"],
)
def test_no_forged_cookie_unlocks(forged: dict[str, str], server: Server, cookies: dict[str, str]) -> None:
    with line(server, {**cookies, **forged}) as tab:
        sent = b"".join(message.SerializeToString() for message in tab.run())
    assert not any(word.encode() in sent for word in words_of_others())


def test_no_address_back_button_tab_or_reload_unlocks(profile: BrowserContext, server: Server) -> None:
    for entry in EXECUTIVE:
        if entry not in CLIENT:
            led = profile.request.get(f"{server.url}/{entry.path or ''}", headers=PAGE, max_redirects=0)
            assert not entry.path or (led.status, led.headers["location"]) == (303, "/")
    page = profile.new_page()
    asked = "?partner=Elm+Therapeutics&embed=true"
    for address in ("/", f"/{asked}", "/meeting/open", f"/data{asked}", *(f"/{entry.path}" for entry in CLIENT[1:])):
        page.goto(server.url + address)
        wait_until_ready(page)
        _assert_locked(page)
    page.go_back()
    wait_until_ready(page)
    _assert_locked(page)
    page.reload()
    wait_until_ready(page)
    _assert_locked(page)
    page.close()


def _assert_locked(page: Page) -> None:
    titles = page.get_by_test_id("stTopNavLink").all_inner_texts()
    assert set(titles) == {entry.title for entry in CLIENT}
    assert "prepared for" in page.locator("[data-testid=stCaptionContainer]").last.inner_text()
    assert "Elmo" not in page.content()
    assert "ELM" not in page.content()


def test_the_other_tabs_of_the_browser_hold_the_link_alone(profile: BrowserContext) -> None:
    host = profile.pages[0]
    assert host.get_by_role("link", name="Open the client room").count() == 1
    assert host.get_by_test_id("stTopNavLink").count() == 0
    assert "Elm" not in host.content()


def test_a_foreign_page_cannot_end_the_meeting(profile: BrowserContext, server: Server) -> None:
    for form in ({}, {"meeting": ""}, {"meeting": "nonsense"}, {"meeting": "x" * 100_000}):
        told = profile.request.post(f"{server.url}/meeting/end", form=form, max_redirects=0)
        assert told.status == 303
        assert "set-cookie" not in {name for name in told.headers if "meeting" in told.headers[name]}
    assert MEETING in {one["name"] for one in profile.cookies()}


def test_ending_the_meeting_asks_and_then_ends_it_in_every_tab(profile: BrowserContext, server: Server) -> None:
    """The last test: nothing is locked after it."""
    page, other = profile.new_page(), profile.new_page()
    for tab in (page, other):
        tab.goto(server.url)
        wait_until_ready(tab)
    meeting.end(page)
    page.wait_for_url("**/meeting/over")
    assert "The meeting has ended." in page.content()
    assert MEETING not in {one["name"] for one in profile.cookies()}
    # Nobody has touched the other tab.
    other.wait_for_url("**/meeting/over")
    assert CLIENT_NAME not in other.inner_text("body")
    page.goto(server.url)
    wait_until_ready(page)
    page.get_by_test_id("stTopNavLink").filter(has_text=EXECUTIVE[-1].title).wait_for()
