"""What needs someone: rules over the tables, each finding exceptions, ranked by impact and urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, ngettext
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
    """Everything that needs someone, the gravest first: impact × urgency, then the longest due.

    `refused` is a delivery that was not taken, when there is one.
    """
    found = [*_of_rules(view), *([refusal(refused)] if refused else [])]
    return tuple(
        sorted(
            found,
            key=lambda exception: (
                -exception.impact * exception.urgency(view.as_of),
                exception.due_on or date.max,
                exception.what,
            ),
        )
    )


@cached_per_view
def _of_rules(view: View) -> tuple[BusinessException, ...]:
    return tuple(exception for rule in RULES if view.has(*rule.tables) for exception in rule.find(view))


def refusal(refused: Version) -> BusinessException:
    """That a delivery was refused: what is shown is older than what lies in the folder."""
    errors = refused.report.errors
    return BusinessException(
        what=_("The newest delivery was refused"),
        how_much=errors[0].message.rstrip("."),
        due_on=None,
        owner="us",
        next_step=_("Correct the files"),
        page=PageId.DATA,
        query=(("tab", _("Findings")),),
        impact=3,
        table=errors[0].table,
        is_illustrative=False,
    )


def answer(view: View, found: Sequence[BusinessException]) -> str:
    """Today in a sentence: how many matters are overdue, and the gravest of them."""
    if not any(view.has(*rule.tables) for rule in RULES):
        return _(
            "The data have none of the tables that could hold what is due: milestones, contracts, actions and others."
        )
    if not found:
        return _("Nothing is overdue and nothing falls due in the next 90 days.")
    overdue = [exception for exception in found if exception.urgency(view.as_of) == 3]
    head = (
        ngettext("{count} exception is overdue", "{count} exceptions are overdue", len(overdue)).format(
            count=len(overdue)
        )
        if overdue
        else _("Nothing is overdue")
    )
    further = len(found) - len(overdue)
    tail = (
        ngettext("{count} more ahead", "{count} more ahead", further).format(count=further)
        if further
        else _("none ahead")
    )
    return _("{head}, {tail}. First: {what}, {how_much}.").format(
        head=head, tail=tail, what=found[0].what, how_much=found[0].how_much
    )
