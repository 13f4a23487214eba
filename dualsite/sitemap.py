"""The pages, in the order of the navigation, and who has which. A new page is a room, a file and a line here.

A page is named by its `PageId` everywhere: in links between pages, by what an exception opens, and as its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase

from dualsite.access import Role
from dualsite.i18n import marked


class PageId(StrEnum):
    """A page, by its place in the URL and the name of its file."""

    TODAY = "today"
    NETWORK = "network"
    CAPACITY = "capacity"
    SLOTS = "slots"
    CONTRACTS = "contracts"
    PIPELINE = "pipeline"
    QUALITY = "quality"
    TRIALS = "trials"
    PROGRAMMES = "programmes"
    CONTINUITY = "continuity"
    SCENARIOS = "scenarios"
    BOARD = "board"
    CLIENT = "client"
    MEETING = "meeting"
    DATA = "data"
    ACCESS = "access"
    AGREEMENTS = "agreements"


@dataclass(frozen=True)
class Page:
    """One page: what it is called, and what it answers. Both are marked texts."""

    id: PageId
    title: str
    question: str

    @property
    def path(self) -> str:
        """Its place in the URL after the slash; the first page of an executive stands at the root."""
        return "" if self.id is PageId.TODAY else self.id

    @property
    def file(self) -> str:
        """Its file in `pages/`."""
        return f"{self.id}.py"


PAGES = {
    page.id: page
    for page in (
        Page(PageId.TODAY, marked("Today"), marked("What needs me, what changed?")),
        Page(
            PageId.NETWORK,
            marked("Network"),
            marked("What capacity do the sites have, and when is the next one ready?"),
        ),
        Page(
            PageId.CAPACITY,
            marked("Capacity"),
            marked("Where are we full, where is there room, what is the bottleneck?"),
        ),
        Page(PageId.SLOTS, marked("Slot finder"), marked("Can we make this, where, by when, for which market?")),
        Page(PageId.CONTRACTS, marked("Contracts"), marked("What is contracted, what is at risk, what ends?")),
        Page(PageId.PIPELINE, marked("Pipeline"), marked("If we win what we bid, can we make it?")),
        Page(PageId.QUALITY, marked("Quality"), marked("Are we in control, and what recurs?")),
        Page(
            PageId.TRIALS,
            marked("Trials and markets"),
            marked("Where are the trials and approvals, and who may supply?"),
        ),
        Page(
            PageId.PROGRAMMES,
            marked("Programmes"),
            marked("Which programmes will miss agreed dates, and who acts next?"),
        ),
        Page(PageId.CONTINUITY, marked("Continuity"), marked("If a site stops, who runs out when?")),
        Page(PageId.SCENARIOS, marked("Scenarios"), marked("What if?")),
        Page(PageId.BOARD, marked("Board pack"), marked("What do I present?")),
        Page(PageId.CLIENT, marked("Client room"), marked("Where are the lots, what is next, who acts?")),
        Page(PageId.MEETING, marked("Meeting"), marked("Who am I sharing this screen with?")),
        Page(PageId.DATA, marked("Data and definitions"), marked("Can I trust this number?")),
        Page(PageId.ACCESS, marked("Access"), marked("Who is signed in, and who has access?")),
        Page(PageId.AGREEMENTS, marked("Contract card"), marked("What is agreed, and on which terms?")),
    )
}
"""Every page there is."""


def _letters() -> dict[PageId, str]:
    found: dict[PageId, str] = {}
    for page in PAGES:
        found[page] = next(letter for letter in page + ascii_lowercase if letter not in found.values())
    return found


LETTERS = _letters()
"""The key that leads to each page after `g`: the first letter of its name that no page before it has, else any."""

UNFILTERED = (PageId.MEETING, PageId.ACCESS)
"""Pages on which no filter changes anything."""

EXECUTIVE = tuple(page for page in PAGES.values() if page.id is not PageId.AGREEMENTS)
"""The pages of an executive, who has the card of a contract beside the contracts."""

CLIENT = tuple(PAGES[id_] for id_ in (PageId.CLIENT, PageId.TRIALS, PageId.SLOTS, PageId.AGREEMENTS))
"""All that one client has: signed in on their own, or in a meeting. The first one opens first."""

_OF_SOME_CLIENTS = (
    *(PageId.PIPELINE, PageId.QUALITY, PageId.PROGRAMMES, PageId.CONTINUITY, PageId.SCENARIOS, PageId.BOARD),
)

MANAGER = (
    PAGES[PageId.MEETING],
    *CLIENT,
    *(PAGES[id_] for id_ in _OF_SOME_CLIENTS),
)
"""All that an account manager has: pages that mean something over the rows of some clients."""

IN_CLEAR = frozenset((PageId.SCENARIOS, PageId.BOARD, PageId.CLIENT, PageId.MEETING, PageId.DATA, PageId.ACCESS))
"""Pages that speak in names, and that are not there while code names stand in their place."""


def pages(role: Role, has_code_names: bool = False) -> tuple[Page, ...]:
    """The pages of a role, the one that opens first before the others. No other one can be run in its sessions."""
    listed = {"executive": EXECUTIVE, "account_manager": MANAGER, "partner": CLIENT}[role]
    return tuple(page for page in listed if not (has_code_names and page.id in IN_CLEAR))


def page_at(role: Role, place: str) -> Page | None:
    """The page of a role at a place in the URL: the first one at the root, too. None where there is none."""
    first, *_others = pages(role)
    return first if place.strip("/") == "" else next((one for one in pages(role) if one.id == place.strip("/")), None)


def places(listed: tuple[Page, ...]) -> frozenset[str]:
    """Where these pages stand in the URL: the first at the root."""
    return frozenset(("/", *(f"/{page.id}" for page in listed[1:])))
