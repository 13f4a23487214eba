"""Every byte that is sent to a locked tab is the same, whatever everyone else's rows are: raw, and in real Chromium.

The data on show change from test to test, so that what holds over the reference alone is tried elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dualsite.screens.client.parts.presenter import SCREENS
from dualsite.sitemap import CLIENT
from tests.browser.tab import new_tab
from tests.wire.line import line, show, without_session
from tests.wire.variants import CLIENT_NAME, VARIANTS, words_of_others
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
    "agreements": [EVERYWHERE, "contract=OAK-CMO"],
}
"""Every filter of every page, off its default."""
TABS = {"trials": ("Trial sites", "Approvals", "Supply", "Licences")}
PRESENTED = {"": [f"present={screen}" for screen in SCREENS]}


def _everything(server: Server, cookies: dict[str, str]) -> dict[str, list[bytes]]:
    """All that a locked tab is sent, by page and query, and its downloads."""
    told: dict[str, list[bytes]] = {}
    for place in PLACES:
        for query in ("", *CHOSEN[place], *(f"tab={tab}" for tab in TABS.get(place, ())), *PRESENTED.get(place, ())):
            with line(server, cookies) as tab:
                came = tab.run(place, query)
                told[f"/{place}?{query}"] = [without_session(message) for message in came]
                for name, file in tab.downloads(came).items():
                    told[f"/{place}?{query} {name}"] = [file]
    return told


def _frames(profile: BrowserContext, server: Server) -> list[bytes]:
    """All that Chromium is sent for the room, another page of it and a filter there."""
    tab, frames = new_tab(profile, server), list[bytes]()
    tab.hear("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(_as_bytes(frame))))
    tab.open().go(CLIENT[1].title).choose("Site", "Alder Works")
    tab.leave()
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
    tab.leave()


def test_no_name_id_or_amount_of_anyone_else_is_sent(reference) -> None:  # type: ignore[no-untyped-def]
    raw, frames = reference
    assert len(raw) > 25
    assert len(frames) > 60
    sent = b"\n".join(part for parts in (*raw.values(), frames) for part in parts)
    assert CLIENT_NAME.encode() in sent
    assert [word for word in words_of_others() if word.encode() in sent] == []


@pytest.fixture(scope="module", params=VARIANTS)
def elsewhere(request: pytest.FixtureRequest, reference, server: Server, folder: Path) -> None:  # type: ignore[no-untyped-def]
    """Everyone else's rows are others. What stands below stands as well over these."""
    show(VARIANTS[request.param](), folder, server, {})


@pytest.mark.usefixtures("elsewhere")
def test_every_byte_is_the_same_when_everyone_else_is(
    reference, profile: BrowserContext, server: Server, cookies: dict[str, str]
) -> None:  # type: ignore[no-untyped-def]
    raw, frames = reference
    found = _everything(server, cookies)
    assert list(found) == list(raw), "the same pages, files and names of files"
    assert [where for where in raw if found[where] != raw[where]] == []
    # How often Chromium asks for a run depends on the time, what it is told does not.
    assert set(_frames(profile, server)) == set(frames)
