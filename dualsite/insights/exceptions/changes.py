"""What changed between an earlier as-of day and the one on show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.exceptions.contracts import contracts
from dualsite.insights.frames import names_of, small
from dualsite.insights.kpis import signal_words, signals
from dualsite.insights.kpis.signal_words import RULES, VARIATIONS
from dualsite.insights.programmes import milestones
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi import KPIS, Asked, Figure, ask_together
from dualsite.kpi.windows import months_after

USUAL_MONTHS = 3
"""How far back changes are told from, when nobody says since when."""


def usual(as_of: date) -> date:
    """The day from which changes are told at first."""
    return months_after(as_of, -USUAL_MONTHS)


def since(text: str, as_of: date) -> date:
    """The day that an address says, `as_of` where that is later; the usual one where it says none."""
    try:
        return min(date.fromisoformat(text), as_of)
    except ValueError:
        return usual(as_of)


@cached_per_view
def events(view: View, since: date) -> pd.DataFrame:
    """What happened after `since` up to the as-of day, the latest first: `on`, `what`, `how`, `data_class`.

    Milestones reached, targets stated anew, and contracts signed or announced.
    """
    happened = [*_milestones(view, since), *_contracts(view, since)]
    found = pd.DataFrame(happened, columns=["on", "what", "how", "data_class"])
    return found.sort_values(["on", "what"], ascending=[False, True], kind="stable").reset_index(drop=True)


EVENTS_SPEC = TableSpec(
    "events",
    marked("Events, latest first"),
    (
        ColumnSpec("on", marked("Day"), "day"),
        ColumnSpec("what", marked("What")),
        ColumnSpec("how", marked("How")),
        DATA_CLASS,
    ),
)

Event = dict[str, object]


def _milestones(view: View, since: date) -> Iterator[Event]:
    """Milestones reached and targets stated anew."""
    subjects = milestones.subject_names(view)
    for row in small(view, "milestones").to_dict("records") if view.has("milestones") else ():
        reached_on = row["actual_on"]
        if reached_on is not None and since < reached_on:
            subject = subjects.get(row["subject_id"], row["subject_id"])
            yield _event(row, reached_on, f"{subject}: {row['name']}", _("reached"))
    for row in milestones.statements(view).to_dict("records"):
        if row["stated_on"] > since:
            said = _("target stated: {target}").format(target=row["target_text"])
            yield _event(row, row["stated_on"], f"{row['site']}: {row['name']}", said)


def _contracts(view: View, since: date) -> Iterator[Event]:
    """Contracts and agreements signed and announced."""
    if not view.has("contracts"):
        return
    partners = names_of(view, "partners", "partner_id")
    for row in contracts(view):
        for day, word in ((row["signed_on"], _("{type} signed")), (row["announced_on"], _("{type} announced"))):
            if day is not None and since < day:
                partner = partners.get(row["partner_id"], row["partner_id"])
                yield _event(row, day, partner, word.format(type=wording.agreement(row["type"])))


def _event(row: Event, on: date, what: str, how: str) -> Event:
    return {"on": on, "what": what, "how": how, "data_class": row["data_class"]}


def asked(as_of: date, ids: tuple[str, ...] = ()) -> Asked:
    """The KPIs that may have moved, as they stood on a day; all that have one value when no `ids` are given."""
    return Asked(tuple(kpi for kpi in KPIS.values() if not kpi.keys and (not ids or kpi.id in ids)), as_of=as_of)


@cached_per_view
def kpis(view: View, since: date, ids: tuple[str, ...] = ()) -> pd.DataFrame:
    """The KPIs that show a signal, as they stood then and stand now, those that moved most first.

    `label`, `then`, `now`, `change`, `variation` and `rule`; `then_value` and `now_value` are numbers of `unit`, which
    of money is its currency. Rates are compared in points, everything else in per cent.
    A KPI whose last month is no more than chance is left out, and so is one without months or limits. `ids` are the
    KPIs looked at, all of them when none are given.
    """
    stood, stands = ask_together(view, [asked(since, ids), asked(view.as_of, ids)])
    then = {figure.kpi.id: figure for figure in stood}
    now = {figure.kpi.id: figure for figure in stands}
    looked_at = [kpi_id for kpi_id in now if signals.has_months(KPIS[kpi_id])]
    moved = []
    for signal in signals.signals(view, looked_at) if looked_at else ():
        if not signal_words.is_shown(signal):
            continue
        kpi, before, figure = signal.kpi, then[signal.kpi.id], now[signal.kpi.id]
        moved.append(
            {
                "label": _(kpi.label),
                "then_value": before.value,
                "now_value": figure.value,
                "unit": view.currency if kpi.is_money else kpi.unit,
                "then": formats.measure(before.value, kpi.unit, view.currency),
                "now": formats.measure(figure.value, kpi.unit, view.currency),
                "change": formats.change(figure.value, before.value, kpi.unit),
                "variation": VARIATIONS[signal.variation] if signal.variation else None,
                "rule": RULES[signal.rule] if signal.rule else None,
                "size": _size(figure, before),
                "data_class": "ILLUSTRATIVE" if figure.is_illustrative or before.is_illustrative else "INTERNAL",
            }
        )
    found = pd.DataFrame(moved, columns=KPIS_SPEC.names, dtype=object)
    return found.sort_values(["size", "label"], ascending=[False, True]).reset_index(drop=True)


def _size(now: Figure, before: Figure) -> float:
    """How far it moved, in points or as a part of what it was; 0 where that is not known."""
    if now.value is None or before.value is None:
        return 0.0
    if now.kpi.unit == "fraction":
        return abs(now.value - before.value)
    return abs(now.value / before.value - 1) if before.value else 0.0


KPIS_SPEC = TableSpec(
    "kpis moved",
    marked("KPIs that moved beyond normal variation"),
    (
        ColumnSpec("label", marked("KPI")),
        ColumnSpec("then", marked("Then")),
        ColumnSpec("now", marked("Now")),
        ColumnSpec("then_value", marked("Then as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("now_value", marked("Now as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("unit", marked("Unit of the numbers"), "code", is_filed=True),
        ColumnSpec("change", marked("Change")),
        ColumnSpec("variation", marked("Last month"), "standing"),
        ColumnSpec("rule", marked("Rule"), "word"),
        ColumnSpec("size", kind="number"),
        DATA_CLASS,
    ),
)


def events_in_words(view: View, since: date) -> str:
    """That nothing happened, where nothing did; else empty."""
    if len(events(view, since)):
        return ""
    return _("No milestone reached, target stated or contract signed in this period.")


def kpis_in_words(view: View, since: date) -> str:
    """That no KPI moved by more than chance, where none did, or that none has months enough to say so; else empty."""
    if len(kpis(view, since)):
        return ""
    if not signal_words.counted(view):
        return _("No KPI has enough months to tell a move from normal variation.")
    return _("No KPI shows a signal: all moves since {day} are within normal variation.").format(day=formats.day(since))
