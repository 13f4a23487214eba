"""Loads of our pages and of the small ones, in turn: cold and again, on loopback and on a slow line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as TooLate

from bench import waits
from bench.peers.running import Peer
from bench.report import Kept, Measured
from dualsite.sitemap import Page
from tools.browser import IN_SIGHT, READY
from tools.server import Server

_OURS = """&& !!document.querySelector('.st-key-title')
    && !document.querySelector('[data-testid="stAlertContentError"], [data-testid="stException"]')"""
"""A page of ours that says it could not be shown is quick, and not ready."""


@dataclass(frozen=True)
class Visited:
    """A page to load, ours or a peer's."""

    name: str
    url: str
    ready: str
    whole: str


def visited(server: Server, entries: Sequence[Page], peers: Sequence[tuple[Peer, str]]) -> list[Visited]:
    """Ours first. The small pages of peers are whole as soon as they are ready."""
    ready, whole = (f"() => ({stands})() {_OURS}" for stands in (IN_SIGHT, READY))
    return [
        *(Visited(entry.title, f"{server.url}/{entry.path or ''}", ready, whole) for entry in entries),
        *(Visited(peer.title, url, peer.ready, peer.ready) for peer, url in peers),
    ]


def measured(
    browser: Browser, pages: Sequence[Visited], profiles: Sequence[str], runs: int, kept: Kept
) -> Iterator[Measured]:
    """Turn by turn, each page of each profile; what is kept already is not measured again.

    Each page is loaded once before, on loopback, so that no server answers for the first time. A load that takes
    longer than anybody waits is said and left out of its turn.
    """
    wanted = [
        (turn, profile, page)
        for turn in range(runs)
        for profile in profiles
        for page in pages
        if kept.times(f"cold, {profile}", page.name) <= turn
    ]
    for page in {page.name: page for _turn, _profile, page in wanted}.values():
        _loaded(browser, page, "loopback")
    for _turn, profile, page in wanted:
        for when, load in zip(("cold", "reload"), _loaded(browser, page, profile), strict=False):
            what = f"{when}, {profile}"
            yield Measured(what, page.name, "ms", (load.ready_ms,))
            yield Measured(f"{what}: whole", page.name, "ms", (load.whole_ms,))
            yield Measured(f"{what}: largest paint", page.name, "ms", (load.largest_paint_ms,))
            yield Measured(f"{what}: fetched", page.name, "kB", (load.fetched_kb,))
            yield Measured(f"{what}: files", page.name, "", (load.files,))
            yield Measured(f"{what}: layout shift", page.name, "", (load.moved,))


def _loaded(browser: Browser, page: Visited, profile: str) -> tuple[waits.Load, ...]:
    """A first load and a reload; none when one of them takes too long."""
    try:
        return waits.cold_and_again(browser, page.url, profile, page.ready, page.whole)
    except TooLate:
        print(f"{page.name} was not ready within {waits.PATIENCE_MS / 1000:.0f} s ({profile}).", file=sys.stderr)
        return ()
