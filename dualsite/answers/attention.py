"""What needs someone's attention: rules over the tables, each finding matters, ranked by impact and urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from gettext import ngettext

from dualsite.access import View
from dualsite.answers import matters_ahead, matters_behind
from dualsite.answers.matter import Matter
from dualsite.memory import remembered
from dualsite.store import Version


@dataclass(frozen=True)
class Rule:
    """A rule and the tables without which it says nothing."""

    id: str
    tables: tuple[str, ...]
    find: Callable[[View], Iterator[Matter]]


RULES = (
    Rule("milestones", ("milestones",), matters_ahead.late_milestones),
    Rule("notices", ("contracts",), matters_ahead.notices),
    Rule("licences", ("site_licences", "demand"), matters_ahead.late_licences),
    Rule("targets", ("targets",), matters_behind.missed_targets),
    Rule("take_or_pay", ("contract_years", "contracts", "batches"), matters_behind.take_or_pay_gaps),
    Rule("capas", ("quality_events",), matters_behind.overdue_capas),
    Rule("lots", ("batches",), matters_behind.old_lots),
    Rule("actions", ("actions",), matters_behind.overdue_actions),
)
"""Every rule. A new one is a function and a line here."""


def matters(view: View, refused: Version | None = None) -> tuple[Matter, ...]:
    """Everything that needs attention, the gravest first: impact × urgency, then the longest due.

    `refused` is a delivery that was not taken, when there is one.
    """
    found = [*_of_rules(view), *([refusal(refused)] if refused else [])]
    return tuple(
        sorted(
            found,
            key=lambda matter: (
                -matter.impact * matter.urgency(view.as_of),
                matter.due_on or date.max,
                matter.what,
            ),
        )
    )


@remembered
def _of_rules(view: View) -> tuple[Matter, ...]:
    return tuple(matter for rule in RULES if view.has(*rule.tables) for matter in rule.find(view))


def refusal(refused: Version) -> Matter:
    """That a delivery was refused: what is shown is older than what lies in the folder."""
    errors = refused.report.errors
    return Matter(
        what=_("The newest delivery was refused"),
        how_much=errors[0].message.rstrip("."),
        due_on=None,
        owner="us",
        next_step=_("Correct the files"),
        page="data",
        impact=3,
        table=errors[0].table,
        is_illustrative=False,
    )


def answer(view: View, found: Sequence[Matter]) -> str:
    """Today in a sentence: how many matters are overdue, and the gravest of them."""
    if not any(view.has(*rule.tables) for rule in RULES):
        return _(
            "The data have none of the tables that could hold what is due: milestones, contracts, actions and others."
        )
    if not found:
        return _("Nothing is overdue and nothing falls due in the next 90 days.")
    overdue = [matter for matter in found if matter.urgency(view.as_of) == 3]
    head = (
        ngettext("{count} matter is overdue", "{count} matters are overdue", len(overdue)).format(count=len(overdue))
        if overdue
        else _("Nothing is overdue")
    )
    ahead = len(found) - len(overdue)
    tail = ngettext("{count} more ahead", "{count} more ahead", ahead).format(count=ahead) if ahead else _("none ahead")
    return _("{head}, {tail}. First: {what}, {how_much}.").format(
        head=head, tail=tail, what=found[0].what, how_much=found[0].how_much
    )
