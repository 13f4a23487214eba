"""Many viewers at once, each a session of its own over a real websocket, who open pages and set filters.

Every screen is held to what it says of itself: it names one data version and the filter that was asked for. And it is
in every part the same as the same page, under the same filter, of the same version, is to somebody who is alone with
that version (`alone`). One in which two versions are mixed differs from that, even where all who looked at once were
shown the same.

What a viewer did before is no part of a screen: that a choice is set anew, and which choices a link carries along.
Where a page goes on with what was chosen on it before, somebody alone looks at all that the viewer has looked at.

Who loses their socket connects anew and asks for the same screen, as Streamlit's page does in a browser.
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
from websockets.exceptions import ConnectionClosed, WebSocketException

from bench.wire import PATIENCE_S, PageError, asked, heard, is_finished
from dualsite.sitemap import EXECUTIVE, PageId

PAGES = tuple(
    page.path
    for page in EXECUTIVE
    if page.id not in (PageId.MEETING, PageId.ACCESS, PageId.DATA, PageId.BOARD, PageId.SCENARIOS)
)
"""Pages that say the same to everybody: not those about who is here, what was delivered when, or what is one's own."""

EVERY_SITE = "All sites"

FIRST_WAIT_S, LONGEST_WAIT_S = (0.25, 0.5), 4.0
"""How long Streamlit's page waits before it connects anew, by chance between the two; each time twice as long, up to
the longest. Source: nextReconnectDelayMs in the script of Streamlit 1.67."""

SHOWN = 60
"""Characters of a part that are told of it."""

FOOTER = re.compile(r"version ([0-9a-f]{6,})\b")

OWN = re.compile(r'viewer\d{3}|(?<=token=)[0-9a-f]{64}|(?<=href="\?)(?:[^"&]*&amp;)+(?=[^"&]*")')
"""What names the viewer in the footer and signs them out there, and which choices a link carries along."""

CHOICE = ("set_value", "raw_value", "raw_values", "value")
"""How a part says what is chosen in it, where that is not what the browser knows."""

TEXTS = frozenset({"body", "html"})
"""Where a part holds text."""

FILTERS = (0, 0)
"""Where the filters of every page stand; a page may ask for a site of its own below."""

Question = tuple[str, str]
"""A page and a site, empty for all."""

Whole = Mapping[tuple[Question, str], "Screen"]
"""Screens by their questions and versions."""


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
    viewer: int
    session: Session
    screen: Screen


@dataclass
class Crowd:
    """What so many viewers have seen, and what went wrong."""

    speaks: Sequence[Mapping[str, Any]]
    """How each viewer opens their socket."""
    sites: Sequence[str]
    seen: list[Seen] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    known: set[tuple[Question, str]] = field(default_factory=set)
    """Which questions have been asked of which versions."""
    without: dict[int, list[float]] = field(default_factory=dict)
    """For how many seconds each viewer who lost their socket was without an answer, each time: until the screen that
    was asked for, or stood there, was whole again."""

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
            line = await connect(**self.speaks[number])
            try:
                for _turn in range(most):
                    if (began := time.time()) >= until:
                        break
                    if chance.random() < 0.5 or not session.filter:
                        page = chance.choice([one for one in PAGES if one != page])
                    else:
                        site = chance.choice([one for one in ("", *self.sites) if one != site])
                    try:
                        self.seen.append(await self.see(line, (page, site), session, number))
                        await _rest(line, min(began + every_s, until) - time.time())
                    except ConnectionClosed:
                        session = Session(session.filter, session.kept)
                        line = await self._anew(number, (page, site), session, chance)
            finally:
                await line.close()
        except (OSError, TimeoutError, WebSocketException, PageError) as error:
            self.errors.append(f"viewer {number}: {type(error).__name__} {error}")

    async def _anew(self, number: int, question: Question, session: Session, chance: random.Random) -> ClientConnection:
        """Connect anew and see what stood there once more. Raises what the last of many attempts has raised."""
        lost_at, (least, most) = time.time(), FIRST_WAIT_S
        while True:
            await asyncio.sleep(chance.uniform(least, most))
            least, most = most, min(2 * most, LONGEST_WAIT_S)
            try:
                line = await connect(**self.speaks[number])
                self.seen.append(await self.see(line, question, session, number))
            except (OSError, TimeoutError, WebSocketException):
                if time.time() - lost_at > PATIENCE_S:
                    raise
            else:
                self.without.setdefault(number, []).append(time.time() - lost_at)
                return line

    async def see(self, line: ClientConnection, question: Question, session: Session, number: int = 0) -> Seen:
        """Ask for a screen and wait until all of it is there. Raises PageError and what a socket raises."""
        page, site = question
        began, sent, screen = time.time(), 0, Screen()
        chosen = {session.filter: site or EVERY_SITE} if session.filter else {}
        await line.send(asked(page, kept=session.kept, chosen=chosen))
        while True:
            message = await asyncio.wait_for(line.recv(decode=False), PATIENCE_S)
            sent += len(message)
            said = heard(page, message)
            if said.HasField("new_session"):
                screen = Screen()
            screen.add(said, session.kept)
            choice = said.delta.new_element.selectbox
            if choice.label == "Site" and tuple(said.metadata.delta_path[:2]) == FILTERS:
                session.filter = choice.id
            if is_finished(said):
                break
        took = time.time() - began
        version = self._checked(question, screen)
        is_first = (question, version) not in self.known
        self.known.add((question, version))
        return Seen(question, began, took, sent, version, is_first, number, session, screen)

    def doubtful(self, whole: Whole) -> list[Seen]:
        """The screens of these versions that are not as they are to somebody who asks for nothing else."""
        asked = [(one, whole.get((one.question, one.version))) for one in self.seen]
        return [one for one, alone in asked if alone is not None and alone.differs(one.screen)]

    def _checked(self, question: Question, screen: Screen) -> str:
        """The version that the screen names; what it should say and does not is an error."""
        page, site = question
        versions = {one for text in screen.texts.values() for one in FOOTER.findall(text)}
        if len(versions) != 1:
            self.mixed.append(f"/{page} names {len(versions)} versions: {', '.join(sorted(versions))}")
        if site and not any(FOOTER.search(text) and site in text for text in screen.texts.values()):
            self.errors.append(f"/{page} is not filtered to {site}")
        return min(versions, default="")


async def _rest(line: ClientConnection, seconds: float) -> None:
    """Look at the screen for so long. Raises ConnectionClosed as soon as the socket is lost."""
    closed = asyncio.ensure_future(line.wait_closed())
    done, _ = await asyncio.wait((closed,), timeout=max(0.0, seconds))
    closed.cancel()
    if done:
        await line.send(b"")


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
    """How the text of each begins, or the whole of one that names a version."""
    notices: set[int] = field(default_factory=set)
    """The places, among the parts of the page, of what is said of the data folder and not of the version on show: that
    files are arriving, for instance."""

    def add(self, said: ForwardMsg, kept: dict[str, str]) -> None:
        """Put what the server says onto it. `kept`: digests of what it need not send again, by its name for it."""
        place = tuple(said.metadata.delta_path)
        if said.delta.new_element.HasField("alert") and len(place) == len(FILTERS):
            self.notices.add(place[1])
            return
        if len(place) == len(FILTERS):
            self.notices.discard(place[1])
        if said.HasField("ref_hash"):
            self.parts[place] = kept[said.ref_hash]
        elif said.HasField("delta"):
            self.parts[place] = digest(said)
            text = said.delta.new_element.markdown.body
            self.texts[place] = text if FOOTER.search(text) else text[:SHOWN]
            if said.metadata.cacheable:
                kept[said.hash] = self.parts[place]

    def differs(self, other: Screen) -> str:
        """Where another screen is not the same; empty when it is."""
        own, others = self._without_notices(), other._without_notices()
        found = [place for place in sorted(own.keys() | others.keys()) if own.get(place) != others.get(place)]
        texts = {self._moved(place): text for place, text in self.texts.items()}
        return ", ".join(f"{place}: {texts.get(place, '')[:SHOWN]!r}" for place in found[:3])

    def _without_notices(self) -> dict[tuple[int, ...], str]:
        return {self._moved(place): part for place, part in self.parts.items()}

    def _moved(self, place: tuple[int, ...]) -> tuple[int, ...]:
        """Where a part would be if nothing were said of the data folder."""
        return (place[0], place[1] - sum(notice < place[1] for notice in self.notices), *place[2:])


def digest(said: ForwardMsg) -> str:
    """What tells a part of a screen from another one, but for what is its session's own or names its person."""
    copy = ForwardMsg()
    copy.delta.CopyFrom(said.delta)
    element = copy.delta.new_element
    element.has_one_shot_effect = False
    if (kind := element.WhichOneof("type")) is not None:
        own = getattr(element, kind)
        fields = own.DESCRIPTOR.fields_by_name
        for name in CHOICE if CHOICE[0] in fields else ():
            if name in fields:
                own.ClearField(name)
        for name in TEXTS.intersection(fields):
            setattr(own, name, OWN.sub("", getattr(own, name)))
        if kind == "download_button":
            own.deferred_file_id = ""
    return hashlib.sha256(copy.SerializeToString(deterministic=True)).hexdigest()
