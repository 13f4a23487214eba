"""A browser tab that remembers what went wrong in it, and reads the page as a person does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Response, ViewportSize

from tools.browser import wait_until_ready
from tools.server import Server

WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(
        [one.value, one.sources.map(({node, previousRect: from, currentRect: to}) =>
            `${node?.className ?? node?.nodeName}: ${from.y}+${from.height} to ${to.y}+${to.height}`)]);
}).observe({type: 'layout-shift', buffered: true});
window.sent = 0;
window.heard = Infinity;
window.trail = [];
const note = told => window.trail = [...window.trail.slice(-30), `${Math.round(performance.now())} ms ${told}`];
addEventListener('click', ({target}) => note(`click on ${target.nodeName} ${target.textContent.slice(0, 40)}`), true);
addEventListener('popstate', () => note(`led to ${location.href}`));
window.WebSocket = class extends WebSocket {
    constructor(...told) {
        super(...told);
        this.addEventListener('message', () => { window.heard = performance.now(); });
        this.addEventListener('open', () => note('socket open'));
        this.addEventListener('close', ({code}) => note(`socket closed ${code}`));
    }
    send(message) {
        note(`sent ${message.byteLength ?? message.length} bytes`);
        window.sent += 1;
        window.heard = Infinity;
        super.send(message);
    }
};
window.runs = 0;
new MutationObserver(list => {
    for (const {target} of list) {
        note(target.dataset.testScriptState);
        if (target.dataset.testScriptState === 'running') window.runs += 1;
    }
}).observe(document, {subtree: true, attributeFilter: ['data-test-script-state']});
window.violations = [];
addEventListener('securitypolicyviolation',
    one => window.violations.push(`${one.violatedDirective} ${one.blockedURI}`));
"""

TRAIL = (
    """() => [location.href, document.querySelector('.st-key-title')?.innerText, ...(window.trail ?? [])].join('\\n')"""
)

SOON_MS = 5_000
"""How long a tab may take to be empty. One that does not is closed."""

EMPTIED = "() => { sessionStorage.clear(); location.replace('about:blank'); }"

# A quick run may be over before the browser has shown that it runs: then it is known by what was asked and answered.
RAN = """([runs, sent]) => window.runs > runs || (window.sent > sent && performance.now() - window.heard > 500)"""

# Streamlit asks for these beside the page's own path first, then at the root: https://github.com/streamlit/streamlit
# frontend/connection/src/utils.ts, getPossibleBaseUris.
PROBES = re.compile(r"/[\w-]+/_stcore/(health|host-config)$")


# protobuf.js tries whether WebAssembly may be used for long numbers, and does without it:
# https://github.com/dcodeIO/long.js/blob/main/index.js
DONE_WITHOUT = "script-src wasm-eval"


@dataclass
class Tab:
    """A page of the app in the browser."""

    page: Page
    server: Server
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list, repr=False)
    listening: list[tuple[Any, Callable[[Any], object]]] = field(default_factory=list, repr=False)
    """What is heard of the browser for this tab: the names of events, and who hears them."""
    has_scripts: bool = False
    """Whether it does more with a page than a new one."""

    def begin_with(self, script: str) -> None:
        """Run a script before each page of the tab, which stays in it: nobody gets it after this test."""
        self.page.add_init_script(script)
        self.has_scripts = True

    def hear(self, event: Any, listener: Callable[[Any], object]) -> None:
        """Hear of an event of the browser until the tab is left."""
        self.page.on(event, listener)
        self.listening.append((event, listener))

    def leave(self) -> None:
        """Give the browser's tab back as a new one is: empty, of its first size and look, nothing remembered."""
        if self.has_scripts:
            self.page.close()
            return
        for event, listener in self.listening:
            self.page.remove_listener(event, listener)
        try:
            self.page.evaluate(EMPTIED)
            self.page.wait_for_url("about:blank", wait_until="commit", timeout=SOON_MS)
            self.page.set_viewport_size(_SIZES[self.page])
            self.page.emulate_media(media="null", color_scheme="light")
            _LEFT.setdefault(self.page.context, []).append(self.page)
        except Error:  # It is gone, or shows nothing of ours.
            self.page.close()

    def open(self, path: str | None = None, **query: str) -> Tab:
        """Go there as a bookmark does, and wait until it is ready."""
        asked = f"?{urlencode(query)}" if query else ""
        self.page.goto(f"{self.server.url}/{path or ''}{asked}", wait_until="commit")
        return self.ready()

    def ready(self) -> Tab:
        """Wait until the page is drawn."""
        # Chromium draws the tab in front alone, and one that was left may stand there.
        self.page.bring_to_front()
        wait_until_ready(self.page)
        return self

    def go(self, title: str) -> Tab:
        """Go to another page through the navigation."""
        # A quick page may be there before the browser shows that it runs: its title says that it came.
        named = re.compile(f"^{re.escape(title)}$")
        link = self.page.locator("[data-testid=stTopNavLink]:not([inert] *)").filter(has_text=named)
        if not link.count():
            # What the width has no place for stands behind the last one.
            self.page.get_by_test_id("stTopNavSection").filter(has_text="more").click()
            link = self.page.get_by_test_id("stTopNavPopoverBody").locator("a").filter(has_text=named)
        link.click()
        return self.arrived(title)

    def arrived(self, title: str) -> Tab:
        """Wait until the page of that title is drawn."""
        self.page.locator(".st-key-title p", has_text=re.compile(f"^{re.escape(title)}$", re.IGNORECASE)).wait_for()
        return self.ready()

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """Wait for the page that follows from what is done meanwhile."""
        before = self.page.evaluate("[window.runs, window.sent]")
        yield
        self.page.wait_for_function(RAN, arg=before)
        self.ready()

    def dismiss(self) -> None:
        """Close the card that is open, and wait for what the page makes of it."""
        cards = ["agreement", "card", "chain", "country", "month", "programme"]
        self.page.keyboard.press("Escape")
        self.page.get_by_role("dialog").first.wait_for(state="detached")
        self.page.wait_for_function(
            "cards => !cards.some(card => new URLSearchParams(location.search).has(card))", arg=cards
        )
        self.ready()

    def choose(self, label: str, option: str, key: str = "") -> Tab:
        """Choose an option of one of the filters and wait for the page that follows from it.

        `key` is the filter's parameter in the URL, where that is not its label.
        """
        box = self.page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input")
        box.click()
        with self.rerun():
            self.page.get_by_role("option", name=option, exact=True).click()
            self.chosen(key or label, option)
        return self

    def chosen(self, label: str, option: str) -> None:
        """Wait until a filter says so, in the page and in the URL."""
        self.page.wait_for_function(
            "([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[label.lower(), option]
        )

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters in the address bar."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def answer(self) -> str:
        return self.page.locator(".st-key-answer").inner_text()

    def keyed(self, key: str) -> Locator:
        """The part of the page of that key."""
        return self.page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}")

    def shifts(self) -> list[tuple[float, list[str]]]:
        """How much of the page has jumped since it was opened: each jump with the largest parts that moved in it."""
        return [(value, moved) for value, moved in self.page.evaluate("window.shifts")]

    def complaints(self) -> list[str]:
        """Errors in the console, requests to elsewhere, and what the content security policy stopped."""
        violations = self.page.evaluate("window.violations ?? []")
        stopped = [f"stopped {one}" for one in violations if one != DONE_WITHOUT]
        return [*self.errors, *(f"asked {url}" for url in self.outside), *stopped]


_LEFT: dict[BrowserContext, list[Page]] = {}
"""Tabs of the browser that were left: a page opened in one of them costs half of what it costs in a new one, for which
Chromium starts a process and makes a window."""

_SIZES: dict[Page, ViewportSize] = {}
"""How large each of them was at first."""


def new_tab(context: BrowserContext, server: Server) -> Tab:
    """An empty tab, watched from now on."""
    left = _LEFT.get(context)
    tab = Tab(left.pop() if left else _watched(context), server)
    tab.hear("console", lambda message: _note(tab, message))
    tab.hear("pageerror", lambda error: tab.errors.append(str(error)))
    tab.hear("dialog", lambda dialog: (tab.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.hear("response", lambda response: tab.responses.append(response))
    for event in ("request", "websocket"):
        tab.hear(event, lambda asked: _note_outside(tab, asked.url))
    return tab


def _watched(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(WATCH)
    size = page.viewport_size
    assert size is not None
    _SIZES[page] = size
    return page


def last_seen(page: Page) -> str:
    """Where a tab is, the title that it shows, and what happened in it last, a line each."""
    return str(page.evaluate(TRAIL))


def _note(tab: Tab, message: ConsoleMessage) -> None:
    is_probe = message.text.startswith("Failed to load resource") and PROBES.search(message.location["url"])
    if message.type == "error" and not is_probe:
        tab.errors.append(f"{message.text} ({message.location['url']})")


def _note_outside(tab: Tab, url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
        tab.outside.append(url)
