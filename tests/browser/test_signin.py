"""Signing in at a real provider, in a real browser: who comes in, as what, and when they are out again."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dualsite import sitemap
from dualsite.audit import What, reading
from dualsite.scenarios import files
from dualsite.web.meeting.cookies import MEETING
from tests.browser import meeting
from tests.browser.provider import (
    ACCESS,
    COOKIE_SECRET,
    Provider,
    audited,
    changed,
    provider,
    put_in_force,
    secrets,
    sign_in,
    status,
    wait_for_sign_in_page,
)
from tests.browser.tab import PROBES, Tab, new_tab
from tests.data_folder import DataFolder
from tools.browser import wait_until_ready
from tools.forks import serve
from tools.server import Server, begun

USER = "_streamlit_user"

TABLES = ("sources", "sites", "suites", "partners", "products", "routes", "bookings", "opportunities", "fx_rates")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small delivery that is quick to draw, with an open bid of a client."""
    works = DataFolder().keep(*TABLES)
    works.change("opportunities", 2, partner_id="OAK", product_id="OAKMAB")
    return works.write(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The provider."""
    with provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture(scope="module")
def work(at: Provider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the app's secrets and of its access file."""
    folder = tmp_path_factory.mktemp("signin")
    (folder / "secrets.toml").write_text(secrets(at))
    (folder / "access.toml").write_text(ACCESS)
    return folder


@pytest.fixture(scope="module")
def server(work: Path, data: Path) -> Iterator[Server]:
    """The app, with sign-in."""
    with serve(work, data) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, so that the sign-in cookies of these tests meet no other test."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    made.set_default_timeout(120_000)
    yield made
    made.close()


@pytest.fixture
def tab(profile: BrowserContext, server: Server, work: Path) -> Iterator[Callable[[], Tab]]:
    """Make a tab; nobody is signed in at first, and everybody of ACCESS may come in."""
    (work / "access.toml").write_text(ACCESS)
    profile.clear_cookies()
    before, made = set(profile.pages), list[Tab]()

    def make() -> Tab:
        made.append(new_tab(profile, server))
        return made[-1]

    yield make
    for page in set(profile.pages) - before - {one.page for one in made}:
        page.close()
    for one in made:
        one.leave()


def cookie(server: Server, secret: str = COOKIE_SECRET, **claims: Any) -> dict[str, Any]:
    """The cookie that the app sets after a sign-in with these claims."""
    told = {
        "sub": claims.get("email", "ada"), "email": "ada@example.com", "email_verified": True, "nonce": "n",
        "iat": int(time.time()), "exp": int(time.time()) + 3600, "provider": "default",
        "origin": server.url, "is_logged_in": True,
    }  # fmt: skip
    value = create_signed_value(secret, USER, json.dumps({**told, **claims})).decode()
    return {"name": USER, "value": value, "url": server.url, "httpOnly": True, "sameSite": "Lax"}


def titles(page: Page) -> list[str]:
    """The pages in the navigation."""
    return [one.strip() for one in page.get_by_test_id("stTopNavLink").all_inner_texts()]


def as_typed(text: str) -> str:
    """The text without the characters of no width that keep an address from becoming a link."""
    return text.replace("\u2060", "")


def denied(page: Page) -> str:
    """What somebody without access is told."""
    page.locator("main.denied, .st-key-denied").wait_for()
    page.get_by_role("button", name="Sign out").wait_for()
    page.locator(".st-key-title").wait_for(state="detached")
    return as_typed(page.locator("main.denied, .st-key-denied").inner_text())


@pytest.mark.parametrize(
    ("name", "role", "pages"),
    [
        ("ada", "Ada@Example.com, executive", sitemap.EXECUTIVE),
        ("gus", "gus@example.com, executive", sitemap.EXECUTIVE),
        ("max", "max@example.com, account manager", sitemap.MANAGER),
        ("kim", "kim@client.example, client", sitemap.CLIENT),
    ],
)
def test_everyone_comes_in_as_the_access_file_says(
    name: str, role: str, pages: Sequence[sitemap.Page], tab: Callable[[], Tab], server: Server
) -> None:
    """Case does not matter in an e-mail; a claim may be one of a list."""
    one = tab()
    one.page.goto(server.url)
    wait_for_sign_in_page(one.page)
    sign_in(one.page, name)
    one.ready()
    assert role in as_typed(one.page.locator(".st-key-footer").inner_text())
    assert titles(one.page) == [entry.title for entry in pages]
    seen = [(one.what, one.page, one.scope) for one in audited(server)][-2:]
    assert seen == [("sign-in", "", ""), ("page", "/", "everyone" if pages == sitemap.EXECUTIVE else "OAK")]
    assert {cookie["sameSite"] for cookie in one.page.context.cookies() if cookie["httpOnly"]} == {"Lax"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("zed", "You have no access."),
        ("eve", "You have no access: your provider has not verified your e-mail address."),
        ("tim", "There is nothing to show you: the data do not know your client."),
    ],
)
def test_whoever_may_not_come_in_is_told_whom_to_ask(
    name: str, why: str, tab: Callable[[], Tab], server: Server
) -> None:
    one = tab()
    one.page.goto(f"{server.url}/contracts")
    wait_for_sign_in_page(one.page)
    sign_in(one.page, name)
    told = denied(one.page)
    assert why in told
    assert "Ask Dana Whitfield, dana@example.com." in told
    assert ("eve at default" if name == "eve" else f"{name}@") in told.split("signed in as")[1]
    assert one.page.locator(".st-key-answer, [data-testid=stDataFrame]").count() == 0
    assert one.page.get_by_role("button", name="Sign out").count() == 1
    assert audited(server)[-1].what == "refused"


def test_one_lands_on_the_page_one_came_for(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.goto(f"{server.url}/trials?as_of=2026-01-31")
    wait_for_sign_in_page(one.page)
    sign_in(one.page, "max")
    one.ready()
    assert (one.path, one.query) == ("/trials", {"as_of": ["2026-01-31"]})
    assert one.page.locator(".st-key-title p").first.inner_text().lower() == "trials and markets"


def test_a_sign_in_is_written_once_however_often_its_pages_are_loaded(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server, email="kim@client.example")])
    before = len(audited(server))
    one.open("slots")
    one.open("trials")
    assert [entry.what for entry in audited(server)[before:] if entry.what != "choice"] == ["sign-in", "page", "page"]


def test_a_page_of_another_role_does_not_exist(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server, email="kim@client.example")])
    one.open("contracts")
    assert one.page.get_by_text("Page not found").count() == 1
    assert one.page.locator(".st-key-title p").first.inner_text().lower() == "client room"


def test_the_first_page_is_found_where_others_have_it_too(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server, email="kim@client.example")])
    one.open("client", site="Alder Works")
    check_client_room(one)
    assert (one.path, one.query) == ("/client", {"site": ["Alder Works"]})
    one.go("Trials and markets")
    with one.rerun():
        one.page.go_back()
    check_client_room(one)


def check_client_room(one: Tab) -> None:
    assert one.page.get_by_text("Page not found").count() == 0
    assert one.page.locator(".st-key-title p").first.inner_text().lower() == "client room"
    assert one.page.locator("[data-testid=stTopNavLink][aria-current=page]").all_inner_texts() == ["Client room"]
    site = one.page.get_by_test_id("stSelectbox").filter(has_text="Site")
    assert site.locator("input").input_value() == "Alder Works"


def test_the_audit_trail_is_for_executives_alone(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server, email="max@example.com")])
    one.open("data", tab="audit")
    assert one.page.get_by_text("Page not found").count() == 1
    assert "Audit" not in [name.strip() for name in one.page.get_by_role("tab").all_inner_texts()]


def test_whoever_is_taken_out_is_out_without_a_click(tab: Callable[[], Tab], server: Server, work: Path) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server)])
    one.open("slots")
    (work / "access.toml").write_text(ACCESS.replace("ada@example.com", "other@example.com"))
    assert "You have no access." in denied(one.page)


def test_a_download_is_written_down_and_nobody_elses(tab: Callable[[], Tab], server: Server, work: Path) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server)])
    one.open("data")
    with one.page.expect_download() as taken:
        one.page.get_by_role("button", name="rows as CSV").first.click()
    name = taken.value.suggested_filename
    assert re.fullmatch(r"tables \(as of 2027-03-01, USD, version \w+\)\.csv", name)
    line = audited(server)[-1]
    assert (line.email, line.what, line.name) == ("ada@example.com", "export", name)
    assert (line.page, line.scope, line.as_of) == ("/data", "everyone", "2027-03-01")
    address = taken.value.url
    (work / "access.toml").write_text(ACCESS.replace("ada@example.com", "other@example.com"))
    assert "You have no access." in denied(one.page)
    assert one.page.context.request.get(address).status == 403
    assert "refused" in [one.what for one in audited(server)][-2:]


def test_a_broken_access_file_lets_nobody_in_and_says_so(tab: Callable[[], Tab], server: Server, work: Path) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server)])
    one.open("slots")
    (work / "access.toml").write_text(ACCESS.replace('role = "executive"', 'role = "boss"'))
    assert "Sign-in is unavailable: the access file cannot be read." in denied(one.page)
    assert "entry 1 has the role 'boss'. Use one of executive, account_manager, partner." in server.log.read_text()


def test_an_expired_sign_in_is_none(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    one.page.context.add_cookies([cookie(server, exp=int(time.time()) - 1)])
    one.page.goto(f"{server.url}/slots")
    wait_for_sign_in_page(one.page)
    assert "Your sign-in has expired." in one.page.locator("main.signin").inner_text()


def test_a_tab_is_closed_when_its_sign_in_expires(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    until = int(time.time()) + 5
    one.page.context.add_cookies([cookie(server, exp=until)])
    one.page.goto(f"{server.url}/slots", wait_until="commit")
    wait_for_sign_in_page(one.page)
    assert time.time() > until


def test_a_forged_cookie_is_none(tab: Callable[[], Tab], server: Server) -> None:
    one = tab()
    real = cookie(server, email="kim@client.example")
    forged = [
        cookie(server, secret="another secret, as long as the real one is"),
        cookie(server, origin="http://elsewhere.example"),
        {**real, "value": ".".join([cookie(server)["value"].rsplit(".", 2)[0], *real["value"].rsplit(".", 2)[1:]])},
    ]
    for made in forged:
        one.page.context.clear_cookies()
        one.page.context.add_cookies([made])
        one.page.goto(f"{server.url}/slots", wait_until="commit")
        wait_for_sign_in_page(one.page)
    assert "Your sign-in" not in one.page.locator("main.signin").inner_text()


def test_signing_out_in_one_tab_ends_the_others(tab: Callable[[], Tab], server: Server) -> None:
    one, other = tab(), tab()
    one.page.goto(server.url)
    wait_for_sign_in_page(one.page)
    sign_in(one.page, "ada")
    other.open("slots")
    copied = [kept for kept in one.page.context.cookies() if kept["name"] == USER]
    one.ready().page.get_by_role("button", name="Sign out").click()
    # The provider asks once more, and sends the browser back.
    one.page.locator("form button").first.click()
    wait_for_sign_in_page(one.page)
    # Nobody has touched the other one.
    wait_for_sign_in_page(other.page)
    # A copy of the cookie is worth nothing either.
    one.page.context.add_cookies(copied)  # type: ignore[arg-type]
    one.page.goto(f"{server.url}/slots")
    wait_for_sign_in_page(one.page)
    assert "You have signed out." in one.page.locator("main.signin").inner_text()
    assert "sign-out" in [one.what for one in audited(server)]


def test_an_executive_ends_a_session_of_somebody_else(tab: Callable[[], Tab], server: Server, browser: Browser) -> None:
    """It asks first; then every tab of that browser is closed, and a copy of the cookie is worth nothing."""
    elsewhere = browser.new_context()
    elsewhere.set_default_timeout(120_000)
    theirs = cookie(server, email="max@example.com")
    elsewhere.add_cookies([theirs])  # type: ignore[list-item]
    first, second = elsewhere.new_page(), elsewhere.new_page()
    for page in (first, second):
        page.goto(f"{server.url}/slots")
        wait_until_ready(page)
    one = tab()
    one.page.context.add_cookies([cookie(server)])
    one.open("access")
    grid = one.page.get_by_test_id("stDataFrame")
    # Its own session stands above, the one in which something was done last.
    grid.locator("[role=gridcell]").filter(has_text="max@example.com").first.wait_for(state="attached")
    place = grid.bounding_box()
    assert place is not None
    one.page.mouse.click(place["x"] + 40, place["y"] + 35 + 35 + 17)
    question = one.page.get_by_role("dialog")
    question.get_by_text("is signed out at once, in 2 open tabs.").wait_for()
    assert first.locator(".st-key-title").count() == 1
    question.get_by_role("button", name="End the session").click()
    for page in (first, second):
        wait_for_sign_in_page(page)
        assert "An executive has ended this session." in page.locator("main.signin").inner_text()
    elsewhere.close()
    one.page.context.clear_cookies()
    one.page.context.add_cookies([theirs])
    one.page.goto(server.url)
    wait_for_sign_in_page(one.page)
    written = [line for line in audited(server) if line.what == "session-ended"]
    assert [(line.email, line.name.split()[0]) for line in written] == [("ada@example.com", "max@example.com")]


def test_ending_a_meeting_signs_out(tab: Callable[[], Tab], server: Server, work: Path) -> None:
    """A meeting belongs to whoever started it, and nothing of theirs is left in the browser after it.

    It goes on when the cookie secret changes.
    """
    host = tab()
    host.page.context.add_cookies([cookie(server, email="max@example.com")])
    host.open("meeting")
    room = meeting.begin(host.page, "Oak Medicines")
    before = (work / "secrets.toml").read_text()
    put_in_force(server, work / "secrets.toml", changed(before))
    room.reload()
    wait_until_ready(room)
    assert titles(room) == [entry.title for entry in sitemap.CLIENT]
    assert room.get_by_role("button", name="Sign out").count() == 0
    put_in_force(server, work / "secrets.toml", before)
    room.context.add_cookies([cookie(server)])
    room.reload()
    room.get_by_text("Nothing is shown until you end it.").wait_for()
    room.context.add_cookies([cookie(server, email="max@example.com")])
    room.reload()
    wait_until_ready(room)
    meeting.end(room)
    # The provider asks whether to sign out there, and sends the browser back.
    room.locator("form button").first.click()
    wait_for_sign_in_page(room)
    assert {kept["name"] for kept in room.context.cookies()} & {USER, MEETING} == set()
    assert host.page.url.endswith("/meeting/over")
    host.page.goto(server.url)
    wait_for_sign_in_page(host.page)
    assert audited(server)[-1].what == "sign-out"
    told = [(one.what, one.name, one.email) for one in audited(server) if one.what.startswith("meeting")][-2:]
    assert told == [("meeting-begin", "OAK", "max@example.com"), ("meeting-end", "OAK", "max@example.com")]
    keys = list(reading.entries(server.log.with_name("audit.jsonl"), reading.Search(what=What.KEY)))
    assert [one.name for one in keys][:2] == ["cookies", "cookies"]
    assert keys[0].details == {"from": keys[1].details["to"], "to": keys[1].details["from"]}


def test_code_names_stay_on_after_a_reload_and_in_other_tabs_but_are_one_persons(
    tab: Callable[[], Tab], server: Server
) -> None:
    """A reload in front of others showed the names."""

    def footer(of: Tab) -> str:
        return of.page.locator(".st-key-footer").inner_text()

    one = tab()
    one.page.context.add_cookies([cookie(server)])
    one.open("network", partner="Oak Medicines")
    assert "code names" not in footer(one)
    with one.rerun():
        one.page.locator("label").filter(has_text="Code names").click()
    one.page.locator(".st-key-footer").filter(has_text="code names").wait_for()
    one.page.wait_for_url("**/network?partner=Client*")
    one.page.reload()
    assert "code names" in footer(one.ready())
    assert one.query["partner"][0].startswith("Client ")
    other = tab()
    other.page.goto(f"{server.url}/network?partner=Oak+Medicines")
    assert "code names" in footer(other.ready())
    other.page.wait_for_url("**/network?partner=Client*")
    one.page.context.add_cookies([cookie(server, email="gus@example.com", sub="gus", groups=["executives"])])
    assert "code names" not in footer(one.open("network"))


def test_a_bookmark_opened_right_after_a_restart_asks_to_sign_in(
    profile: BrowserContext, work: Path, data: Path, tmp_path: Path
) -> None:
    for name in ("secrets.toml", "access.toml"):
        (tmp_path / name).write_text((work / name).read_text())
    with serve(tmp_path, data, begin=begun) as restarted:
        profile.clear_cookies()
        one = new_tab(profile, restarted)
        one.page.goto(f"{restarted.url}/contracts")
        wait_for_sign_in_page(one.page)
        profile.add_cookies([cookie(restarted)])
        one.open("contracts")
        assert one.page.locator(".st-key-title p").first.inner_text().lower() == "contracts"
        assert [error for error in one.errors if not PROBES.search(error)] == []
        one.leave()


@pytest.mark.parametrize(
    "path",
    [
        "/oauth2callback?next=https://evil.example",
        "/oauth2callback?redirect_uri=https://evil.example&state=x&code=y",
        "/oauth2callback?error=x&error_description=https://evil.example",
        "/oauth2callback//evil.example",
        "/auth/login?provider=default&redirect_uri=https://evil.example",
        "/auth/login?next=//evil.example",
        "/auth/logout?post_logout_redirect_uri=https://evil.example&next=//evil.example",
        "//evil.example/oauth2callback",
        "//evil.example/%2e%2e",
        "/\\evil.example",
    ],
)
def test_no_link_leads_elsewhere(path: str, server: Server) -> None:
    """Neither the callback nor the other addresses of the sign-in send a browser where a link says."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.request("GET", path)
    answer = line.getresponse()
    assert answer.getheader("Location", "/") == "/"
    assert "evil" not in str(answer.getheader("Refresh", ""))
    line.close()


def test_the_provider_is_told_our_own_address(tab: Callable[[], Tab], server: Server, at: Provider) -> None:
    """Whatever Host the browser or a proxy names."""
    one = tab()
    one.page.goto(f"{server.url}/?redirect_uri=https://evil.example")
    wait_for_sign_in_page(one.page)
    with one.page.expect_request(lambda asked: asked.url.startswith(f"{at.url}/oauth2/authorize")) as asked:
        one.page.get_by_role("button", name="Sign in").click()
    assert f"redirect_uri=http%3A%2F%2F127.0.0.1%3A{server.port}%2Foauth2callback&" in asked.value.url
    assert "evil" not in asked.value.url
    assert "state=" in asked.value.url
    assert "nonce=" in asked.value.url


def test_files_and_uploads_are_for_people_alone(server: Server) -> None:
    assert status(f"{server.url}/media/anything.csv") == 403
    assert status(f"{server.url}/_stcore/upload_file/session/file") == 403
    assert status(f"{server.url}/_stcore/health") == 200


def test_an_account_manager_goes_from_a_bid_to_a_slot_and_back_and_tries_what_if_it_is_won(
    tab: Callable[[], Tab], data: Path
) -> None:
    one = tab()
    one.page.goto(f"{one.server.url}/")
    sign_in(one.page, "max")
    one.open("pipeline")
    one.page.get_by_text("Find a slot").first.click()
    one.page.get_by_text("Back to the pipeline").click()
    one.page.get_by_text("What if we win this?").first.click()
    one.page.get_by_role("button", name="Try it, and go back to Pipeline").click()
    banner = one.page.locator(".st-key-scenario_banner")
    banner.get_by_text("The bid Second source is won.").wait_for()
    one.ready()
    assert one.page.url.endswith("/pipeline?scenario=what-if-1")
    tried = files.read(data, "what-if-1").scenario
    assert (tried.owner.split()[0], tried.is_shared) == ("max", False)
