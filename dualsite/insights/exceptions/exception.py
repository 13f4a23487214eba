"""One thing that needs someone, and the little that all rules which find such things share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ibis.expr import types as ir

from dualsite import formats
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.sitemap import PageId

SOON = timedelta(days=90)
"""How far ahead an exception is raised."""

ILLUSTRATIVE = "ILLUSTRATIVE"

URGENCIES = {3: marked("overdue"), 2: marked("within 30 days"), 1: marked("upcoming")}
"""What each urgency is called beside its day; marked texts."""

LINES = 5
"""Exceptions that a rule of many raises, the gravest; the page that explains them has all."""


@dataclass(frozen=True)
class BusinessException:
    """One thing that needs someone: what, by how much, since or until when, whose move, and where it is explained."""

    what: str
    how_much: str
    due_on: date | None
    owner: str
    """Whose move it is, by name."""
    next_step: str
    page: PageId
    """The page that explains it."""
    impact: int
    """3 a site or a licence, 2 a contract or a client, 1 a lot or an action."""
    table: str
    """The table whose rows it comes from."""
    is_illustrative: bool
    """Whether any of those rows is."""
    site: str | None = None
    at_site: str = ""
    """What, where the name of its site stands above it; empty where `what` says no site."""
    partner: str | None = None
    query: tuple[tuple[str, str], ...] = ()
    """Further parameters of the link, by ids: the tab, table or KPI that explains it on that page."""

    def urgency(self, as_of: date) -> int:
        """3 overdue, 2 within 30 days or true now without a day, 1 later."""
        if self.due_on is None:
            return 2
        days = (self.due_on - as_of).days
        return 3 if days <= 0 else 2 if days <= 30 else 1

    def due(self, as_of: date) -> tuple[str, str]:
        """Its day, empty where it has none, and how urgent that is, in words."""
        if self.due_on is None:
            return "", _("now")
        return formats.day(self.due_on), _(URGENCIES[self.urgency(as_of)])

    def in_words(self, as_of: date) -> str:
        """What, by how much, until when, and whose move is next."""
        due = " ".join(filter(None, self.due(as_of)))
        return wording.sentences(
            _("{what} — {how_much}, {due}.").format(what=self.what, how_much=self.how_much, due=due),
            wording.sentence(f"{self.owner}: {self.next_step}"),
        )


def made_up(rows: ir.Table) -> ir.BooleanScalar:
    """Whether any of the rows is illustrative."""
    return (rows.data_class == ILLUSTRATIVE).fill_null(False).max()
