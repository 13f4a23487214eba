"""What every page says to somebody who is alone with a version of the data: what is whole."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from websockets.asyncio.client import connect

from bench.crowd import PAGES, Crowd, Question, Screen, Seen, Session, Whole
from bench.wire import PageError


def screens(speaks: Mapping[str, Any], sites: Sequence[str]) -> Whole:
    """Every page under every filter, each in a session of its own. Raises PageError where a page fails."""
    found = {}
    for page in PAGES:
        for site in ("", *sites):
            (*_, one) = looked(speaks, sites, [(page, ""), (page, site)] if site else [(page, "")])
            found[one.question, one.version] = one.screen
    return found


def looked(speaks: Mapping[str, Any], sites: Sequence[str], asked: Sequence[Question], known: str = "") -> list[Seen]:
    """These screens one after another, in one session. Raises PageError where one is not whole by itself.

    `known` is the id of the filter by site, where the first of them is filtered.
    """
    crowd = Crowd([speaks], sites)

    async def look() -> list[Seen]:
        session = Session(known)
        async with connect(**speaks) as line:
            return [await crowd.see(line, question, session) for question in asked]

    seen = asyncio.run(look())
    if wrong := [*crowd.errors, *crowd.mixed]:
        raise PageError(f"What somebody is shown who is alone is not whole: {'; '.join(wrong)}")
    return seen


def mixed(crowd: Crowd, whole: Whole, speaks: Mapping[str, Any]) -> Iterator[str]:
    """The screens of a version that are not as they are to somebody who is alone with it and has looked at the same."""
    of_sessions: dict[int, list[Seen]] = defaultdict(list)
    for one in crowd.doubtful(whole):
        of_sessions[id(one.session)].append(one)
    for doubtful in of_sessions.values():
        path = [one for one in crowd.seen if one.session is doubtful[0].session]
        path = path[: path.index(doubtful[-1]) + 1]
        # Whoever came back after their socket was lost began with a filter.
        (_page, site), known = path[0].question, path[0].session.filter
        again = looked(speaks, crowd.sites, [one.question for one in path], known if site else "")
        for was, alone in zip(path, again, strict=True):
            if was in doubtful and (different := alone.screen.differs(was.screen)):
                page, site = was.question
                yield f"viewer {was.viewer}, /{page} at {site or 'every site'}, version {was.version}: {different}"


def strangers(crowd: Crowd, whole: Mapping[tuple[Question, str], Screen]) -> Iterator[str]:
    """The versions that were seen and never delivered."""
    for version in sorted({one.version for one in crowd.seen} - {version for _, version in whole}):
        yield f"version {version or '(none)'} was seen and never delivered"
