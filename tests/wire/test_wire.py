"""Nothing unlocks a locked tab: no message, part, widget, cookie or address, and no other way through a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dualsite.sitemap import CLIENT, EXECUTIVE
from dualsite.web.meeting.cookies import BROWSER, MEETING
from tests.browser import meeting
from tests.figures import readable
from tests.wire.line import Line, line
from tests.wire.variants import CLIENT_NAME, words_of_others
from tools.browser import wait_until_ready
from tools.server import Server

PAGE = {"accept": "text/html"}
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
    sent = b"\n".join(readable(message) for message in tab.sent)
    return [word for word in words_of_others() if word.encode() in sent and word not in but.replace("+", " ")]


@pytest.mark.parametrize(
    "forged",
    [{MEETING: "nonsense"}, {MEETING: ""}, {MEETING: "nonsense", BROWSER: ""}, {BROWSER: ""}],
    ids=["meeting", "empty meeting", "both", "browser"],
)
def test_no_forged_cookie_unlocks(forged: dict[str, str], server: Server, cookies: dict[str, str]) -> None:
    with line(server, {**cookies, **forged}) as tab:
        sent = b"".join(readable(message) for message in tab.run())
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
