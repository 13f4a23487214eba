"""What needs someone: rules over the tables, each finding exceptions, ranked by impact and urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.exceptions import ahead, behind
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.sitemap import PageId
from dualsite.store import Version


@dataclass(frozen=True)
class ExceptionRule:
    """A rule and the tables without which it says nothing."""

    id: str
    tables: tuple[str, ...]
    find: Callable[[View], Iterator[BusinessException]]


RULES = (
    ExceptionRule("milestones", ("milestones",), ahead.late_milestones),
    ExceptionRule("notices", ("contracts",), ahead.notices),
    ExceptionRule("licences", ("site_licences", "demand"), ahead.late_licences),
    ExceptionRule("targets", ("targets",), behind.missed_targets),
    ExceptionRule("take_or_pay", ("contract_years", "contracts", "batches"), behind.take_or_pay_gaps),
    ExceptionRule("capas", ("quality_events",), behind.overdue_capas),
    ExceptionRule("lots", ("batches",), behind.old_lots),
    ExceptionRule("actions", ("actions",), behind.overdue_actions),
)
"""Every rule. A new one is a function and a line here."""


def exceptions(view: View, refused: Version | None = None) -> tuple[BusinessException, ...]:
    """Everything that needs someone, the gravest first: impact × urgency, then the longest due, then by its rule.

    The order is the same in every language.

    `refused` is a data version that was not taken, when there is one.
    """
    found = [*_of_rules(view), *([refusal(view, refused)] if refused else [])]
    return tuple(
        sorted(
            found,
            key=lambda exception: (
                -exception.impact * exception.urgency(view.as_of),
                exception.due_on or date.max,
            ),
        )
    )


@cached_per_view
def _of_rules(view: View) -> tuple[BusinessException, ...]:
    return tuple(exception for rule in RULES if view.has(*rule.tables) for exception in rule.find(view))


def refusal(view: View, refused: Version) -> BusinessException:
    """That a data version was refused: what is shown is older than what lies in the folder."""
    errors = refused.report.errors
    return BusinessException(
        what=_("The latest data version was refused"),
        how_much=errors[0].message.rstrip("."),
        due_on=None,
        owner=parties.operator(view),
        next_step=_("Correct the files"),
        page=PageId.DATA,
        query=(("tab", "findings"),),
        impact=3,
        table=errors[0].table,
        is_illustrative=False,
    )


def answer(view: View, found: Sequence[BusinessException]) -> str:
    """Today in words: how many exceptions are overdue, how many lie ahead, and the gravest of them."""
    if not any(view.has(*rule.tables) for rule in RULES):
        return _("Nothing to rank: milestones, contracts, actions and related tables are missing.")
    if not found:
        return _("Nothing overdue, nothing due in the next 90 days.")
    overdue = sum(exception.urgency(view.as_of) == 3 for exception in found)
    first = _("First: {what}, {how_much}.").format(what=found[0].what, how_much=found[0].how_much)
    return wording.sentences(_counted(overdue, len(found) - overdue), first)


def _counted(overdue: int, ahead_: int) -> str:
    """How many exceptions are overdue, and how many are ahead."""
    if not overdue:
        said = ngettext("Nothing overdue, {ahead} upcoming.", "Nothing overdue, {ahead} upcoming.", ahead_)
    elif ahead_:
        said = ngettext(
            "{overdue} exception overdue, {ahead} upcoming.",
            "{overdue} exceptions overdue, {ahead} upcoming.",
            overdue,
        )
    else:
        said = ngettext(
            "{overdue} exception overdue, none upcoming.", "{overdue} exceptions overdue, none upcoming.", overdue
        )
    return said.format(overdue=formats.number(overdue), ahead=formats.number(ahead_))
