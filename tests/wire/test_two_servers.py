"""Two processes of the app behind the shipped nginx: one that is killed takes nothing along but a moment."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from websockets.exceptions import ConnectionClosed

from bench.crowd import Crowd, Screen
from bench.viewers import sites_of, speaks
from dualsite.audit import What, reading
from dualsite.audit.verification import verify
from dualsite.web.tabs import ASK_ANEW, MEETING_OVER
from tests.browser import meeting
from tests.browser.provider import ACCESS, provider, secrets, sign_in
from tests.wire import variants
from tests.wire.line import Line, line
from tests.wire.variants import CLIENT_NAME
from tools.browser import wait_until_ready
from tools.nginx import nginx
from tools.server import Server, free_port, serve

PATIENCE_S = 60.0
VIEWERS, LOOKING_S = 6, 4.0


@dataclass
class Pair:
    """The servers, by their ports, and where nginx serves them."""

    work: Path
    tls: int
    running: dict[int, Server] = field(default_factory=dict)
    dead: int = 0
    """The port of the one that was killed last."""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.tls}"

    def tabs(self) -> dict[int, int]:
        """The open tabs of each."""
        return {port: health(server)["tabs"] for port, server in self.running.items()}

    def kill(self, port: int) -> None:
        server, self.dead = self.running.pop(port), port
        server.process.kill()
        server.process.wait()


def health(server: Server) -> dict[str, int]:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=30) as answer:
        return dict(json.load(answer))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both, over one data folder and one audit trail."""
    work = tmp_path_factory.mktemp("pair")
    data = variants.reference().write(work / "data")
    first, second, tls, plain = (free_port(range(first, first + 100)) for first in (9600, 9700, 9800, 9900))
    with ExitStack() as held:
        at = held.enter_context(provider(work))
        (work / "secrets.toml").write_text(secrets(at, f"https://localhost:{tls}/oauth2callback"))
        (work / "access.toml").write_text(ACCESS)
        found = Pair(work, tls)
        for port in (first, second):
            found.running[port] = held.enter_context(serve(work, data, port=port))
        held.enter_context(nginx(work, (first, second), tls, plain))
        yield found


@pytest.fixture(scope="module")
def profile(pair: Pair, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which somebody has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US", ignore_https_errors=True)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{pair.url}/meeting")
    sign_in(page, "ada")
    wait_until_ready(page)
    yield context
    context.close()


def cookies_of(context: BrowserContext) -> dict[str, str]:
    return {str(one["name"]): str(one["value"]) for one in context.cookies()}


def said(tab: Line) -> str:
    """The text that was sent to a tab."""
    elements = (message.delta.new_element for message in tab.sent)
    told = " ".join(f"{one.markdown.body} {one.html.body} {one.alert.body}" for one in elements)
    return told.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")


def wait_for_tabs(pair: Pair, port: int, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while pair.tabs()[port] < count:
        assert time.monotonic() < deadline, pair.tabs()
        time.sleep(0.1)


def is_room(page: Page) -> bool:
    return page.get_by_text("Confidential — prepared for").count() > 0


def test_a_lock_outlives_the_process_in_which_it_was_made(pair: Pair, profile: BrowserContext) -> None:
    host = profile.pages[0]
    host.goto(f"{pair.url}/meeting")
    wait_until_ready(host)
    room = meeting.begin(host, CLIENT_NAME)
    assert is_room(room)
    tabs = pair.tabs()
    mine = max(tabs, key=lambda port: tabs[port])
    assert tabs == {**dict.fromkeys(tabs, 0), mine: 2}, "every tab of a browser belongs to one process"
    other = next(port for port in tabs if port != mine)

    pair.kill(mine)
    # The first thing that the other one is asked by this browser, by whatever address.
    for page in ("contracts", "", "client"):
        with line(pair.running[other], cookies_of(profile), origin=pair.url) as tab:
            tab.run(page)
            assert CLIENT_NAME in said(tab)
            assert "Elm" not in said(tab)

    # The tabs that were open come by themselves, and a reload brings everything back.
    wait_for_tabs(pair, other, 2)
    room.reload()
    wait_until_ready(room)
    assert is_room(room)
    anew = profile.new_page()
    anew.goto(f"{pair.url}/contracts")
    wait_until_ready(anew)
    assert is_room(anew)
    anew.close()


def test_what_ends_in_one_is_over_in_the_other(pair: Pair, profile: BrowserContext) -> None:
    """A meeting, and with it the sign-in of its browser; the tab in the other process is closed at once."""
    before, room = cookies_of(profile), profile.pages[-1]
    (there,) = pair.running
    with serve(pair.work, pair.work / "data", port=free_port(range(9500, 9600))) as another:
        with line(another, before, origin=pair.url) as tab:
            tab.run("client")
            assert CLIENT_NAME in said(tab)
            meeting.end(room)
            with suppress(ConnectionClosed):
                while True:
                    tab.connection.recv(timeout=PATIENCE_S)
            assert tab.connection.close_code in (MEETING_OVER, ASK_ANEW)
        for server in (another, pair.running[there]):
            with line(server, before, origin=pair.url) as tab, pytest.raises(ConnectionClosed):
                tab.run("client")


def test_whoever_looks_comes_back_by_themselves_when_their_process_is_killed(pair: Pair) -> None:
    """To the page and the filter that stood there, and as whole as in the other process."""
    viewers = [f"viewer{number:03}@example.com" for number in range(VIEWERS)]
    entries = (f'[[people]]\nemail = "{email}"\nrole = "executive"\n' for email in viewers)
    (pair.work / "access.toml").write_text("\n".join((ACCESS, *entries)))
    crowd = Crowd(speaks(pair.url, viewers), sites_of(pair.work / "data"))

    async def look() -> None:
        looking = asyncio.create_task(crowd.look(LOOKING_S, LOOKING_S / 4))
        await asyncio.sleep(LOOKING_S / 2)
        tabs = await asyncio.to_thread(pair.tabs)
        await asyncio.to_thread(pair.kill, max(tabs, key=lambda port: tabs[port]))
        await looking

    with serve(pair.work, pair.work / "data", port=pair.dead) as again:
        pair.running[again.port] = again
        # Playwright has a loop of its own in this thread.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, look()).result()
    assert crowd.errors == []
    assert crowd.mixed == []
    assert len(crowd.without) >= VIEWERS / 2, "the process with most tabs was killed"
    assert all(len(times) == 1 and times[0] < PATIENCE_S / 2 for times in crowd.without.values())
    shown: dict[object, Screen] = {}
    for one in crowd.seen:
        assert shown.setdefault((one.question, one.version), one.screen).differs(one.screen) == ""


def test_the_audit_trail_of_both_is_one_chain(pair: Pair, profile: BrowserContext) -> None:
    trail = pair.work / "audit.jsonl"
    verdict = verify(trail)
    assert verdict.faults == []
    assert verdict.torn == []
    told = [entry.what for entry in reading.entries(trail)]
    assert told.count(What.START) >= 2
    assert What.ALARM not in told
    assert {What.MEETING_BEGIN, What.MEETING_END} <= set(told)
