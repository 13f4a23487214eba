"""What changed between an earlier as-of day and the one on show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.frames import known, names_of, small
from dualsite.insights.programmes import milestones
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi import KPIS, Asked, ask_together
from dualsite.kpi.computations.facts import come

USUAL_MONTHS = 3
"""How far back changes are told from, when nobody says since when."""

MOVED_MOST = 8
"""KPIs listed, those that moved most."""


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
    marked("What happened, the latest first"),
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
    found = known(view, "contracts", signed_on=come("signed_on"), announced_on=come("announced_on"))
    for row in found.to_dict("records"):
        for day, word in ((row["signed_on"], _("{type} signed")), (row["announced_on"], _("{type} announced"))):
            if day is not None and since < day:
                partner = partners.get(row["partner_id"], row["partner_id"])
                yield _event(row, day, partner, word.format(type=row["type"]))


def _event(row: Event, on: date, what: str, how: str) -> Event:
    return {"on": on, "what": what, "how": how, "data_class": row["data_class"]}


def asked(as_of: date, ids: tuple[str, ...] = ()) -> Asked:
    """The KPIs that may have moved, as they stood on a day; all that have one value when no `ids` are given."""
    return Asked(tuple(kpi for kpi in KPIS.values() if not kpi.keys and (not ids or kpi.id in ids)), as_of=as_of)


@cached_per_view
def kpis(view: View, since: date, ids: tuple[str, ...] = ()) -> pd.DataFrame:
    """The KPIs that moved most, as they stood then and stand now: `label`, `then`, `now`, `change`, `direction`.

    Rates are compared in points, everything else in per cent; what is unknown on either day is left out.
    `ids` are the KPIs looked at, all of them when none are given.
    """
    stood, stands = ask_together(view, [asked(since, ids), asked(view.as_of, ids)])
    then = {figure.kpi.id: figure for figure in stood}
    moved = []
    for figure in stands:
        kpi, before = figure.kpi, then[figure.kpi.id]
        if figure.value is None or before.value is None or figure.value == before.value:
            continue
        change = formats.change(figure.value, before.value, kpi.unit)
        if change is None:
            continue
        is_fraction = kpi.unit == "fraction"
        moved.append(
            {
                "label": _(kpi.label),
                "then": formats.measure(before.value, kpi.unit, view.currency),
                "now": formats.measure(figure.value, kpi.unit, view.currency),
                "change": change,
                "direction": ""
                if kpi.better == "neither"
                else _("better")
                if (figure.value > before.value) == (kpi.better == "higher")
                else _("worse"),
                "size": abs(figure.value - before.value) if is_fraction else abs(figure.value / before.value - 1),
                "data_class": "ILLUSTRATIVE" if figure.is_illustrative or before.is_illustrative else "INTERNAL",
            }
        )
    found = pd.DataFrame(moved, columns=["label", "then", "now", "change", "direction", "size", "data_class"])
    return found.sort_values(["size", "label"], ascending=[False, True]).head(MOVED_MOST).reset_index(drop=True)


KPIS_SPEC = TableSpec(
    "kpis moved",
    marked("The KPIs that moved most"),
    (
        ColumnSpec("label", marked("KPI")),
        ColumnSpec("then", marked("Then")),
        ColumnSpec("now", marked("Now")),
        ColumnSpec("change", marked("Change")),
        ColumnSpec("direction", marked("Better or worse")),
        ColumnSpec("size", kind="number"),
        DATA_CLASS,
    ),
)
