"""Many viewers at once, each a session of its own over a real websocket, who open pages and set filters.

Every screen is held to what it says of itself: it names one data version and the filter that was asked for, and is in
every part the same as the same page, under the same filter, of the same version, is to everybody else. One in which two
versions are mixed differs from one that is whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.wire import PATIENCE_S, PageError, asked, heard, is_finished
from dualsite.sitemap import EXECUTIVE, PageId

PAGES = tuple(
    page.path
    for page in EXECUTIVE
    if page.id not in (PageId.MEETING, PageId.ACCESS, PageId.DATA, PageId.BOARD, PageId.SCENARIOS)
)
"""Pages that say the same to everybody: not those about who is here, what was delivered when, or what is one's own."""

EVERY_SITE = "All sites"

FOOTER = re.compile(r"version ([0-9a-f]{6,})\b")

OWN = re.compile(rb"viewer\d{3}|(?<=token=)[0-9a-f]{64}")
"""What names the viewer in the footer, and signs them out there."""

Question = tuple[str, str]
"""A page and a site, empty for all."""


@dataclass(frozen=True)
class Seen:
    """One screen. Moments are in seconds of the clock."""

    question: Question
    asked_at: float
    seconds: float
    sent: int
    """Bytes."""
    version: str
    is_first: bool
    """Whether nobody has been shown this before."""


@dataclass
class Crowd:
    """What so many viewers have seen, and what went wrong."""

    speaks: Sequence[Mapping[str, Any]]
    """How each viewer opens their socket."""
    sites: Sequence[str]
    seen: list[Seen] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    whole: dict[tuple[Question, str], Screen] = field(default_factory=dict)
    """The first screen of each question and version."""

    async def look(self, seconds: float, every_s: float) -> None:
        """All of them, for so long, each with another screen every so many seconds; then they leave."""
        until = time.time() + seconds
        await asyncio.gather(*(self._watch(number, until, every_s) for number in range(len(self.speaks))))

    async def pass_by(self, screens: int) -> None:
        """All of them look at so many screens, one after another, and leave."""
        until = time.time() + screens * PATIENCE_S
        await asyncio.gather(*(self._watch(number, until, 0, screens) for number in range(len(self.speaks))))

    async def _watch(self, number: int, until: float, every_s: float, most: int = 10**9) -> None:
        chance = random.Random(number)
        page, site, session = "", "", Session()
        await asyncio.sleep(chance.random() * every_s)
        try:
            async with connect(**self.speaks[number]) as line:
                for _turn in range(most):
                    if (began := time.time()) >= until:
                        break
                    if chance.random() < 0.5 or not session.filter:
                        page = chance.choice([one for one in PAGES if one != page])
                    else:
                        site = chance.choice([one for one in ("", *self.sites) if one != site])
                    await self._see(line, (page, site), session)
                    await asyncio.sleep(max(0.0, min(began + every_s, until) - time.time()))
        except (OSError, TimeoutError, WebSocketException, PageError) as error:
            self.errors.append(f"viewer {number}: {type(error).__name__} {error}")

    async def _see(self, line: ClientConnection, question: Question, session: Session) -> None:
        page, site = question
        began, sent, screen = time.time(), 0, Screen()
        chosen = {session.filter: site or EVERY_SITE} if session.filter else {}
        await line.send(asked(page, kept=session.kept, chosen=chosen))
        while True:
            message = await asyncio.wait_for(line.recv(decode=False), PATIENCE_S)
            sent += len(message)
            said = heard(page, message)
            screen.add(said, session.kept)
            if said.delta.new_element.selectbox.label == "Site":
                session.filter = said.delta.new_element.selectbox.id
            if is_finished(said):
                break
        took = time.time() - began
        version = self._checked(question, screen)
        is_first = (question, version) not in self.whole
        self.seen.append(Seen(question, began, took, sent, version, is_first))
        whole = self.whole.setdefault((question, version), screen)
        if different := whole.differs(screen):
            self.mixed.append(f"/{page} at {site or 'every site'}, version {version}: {different}")

    def _checked(self, question: Question, screen: Screen) -> str:
        """The version that the screen names; what it should say and does not is an error."""
        page, site = question
        versions = {one for text in screen.texts.values() for one in FOOTER.findall(text)}
        if len(versions) != 1:
            self.mixed.append(f"/{page} names {len(versions)} versions: {', '.join(sorted(versions))}")
        if site and not any(FOOTER.search(text) and site in text for text in screen.texts.values()):
            self.errors.append(f"/{page} is not filtered to {site}")
        return min(versions, default="")


@dataclass
class Session:
    """What the tab of one viewer keeps."""

    filter: str = ""
    """The id of the filter by site, once it has been seen."""
    kept: dict[str, str] = field(default_factory=dict)
    """Digests of what need not be sent again, by the server's names for it."""


@dataclass
class Screen:
    """What stands on a screen, by its place."""

    parts: dict[tuple[int, ...], str] = field(default_factory=dict)
    """A digest of each part."""
    texts: dict[tuple[int, ...], str] = field(default_factory=dict)

    def add(self, said: ForwardMsg, kept: dict[str, str]) -> None:
        """Put what the server says onto it. `kept`: digests of what it need not send again, by its name for it."""
        place = tuple(said.metadata.delta_path)
        if said.HasField("ref_hash"):
            self.parts[place] = kept[said.ref_hash]
        elif said.HasField("delta"):
            self.parts[place] = digest(said)
            self.texts[place] = said.delta.new_element.markdown.body
            if said.metadata.cacheable:
                kept[said.hash] = self.parts[place]

    def differs(self, other: Screen) -> str:
        """Where another screen is not the same; empty when it is."""
        places = sorted(self.parts.keys() | other.parts.keys())
        found = [place for place in places if self.parts.get(place) != other.parts.get(place)]
        return ", ".join(f"{place}: {self.texts.get(place, '')[:60]!r}" for place in found[:3])


def digest(said: ForwardMsg) -> str:
    """What tells a part of a screen from another one, but for what is its session's own or names its person."""
    copy = ForwardMsg()
    copy.delta.CopyFrom(said.delta)
    if copy.delta.new_element.HasField("download_button"):
        copy.delta.new_element.download_button.deferred_file_id = ""
    return hashlib.sha256(OWN.sub(b"", copy.SerializeToString(deterministic=True))).hexdigest()
