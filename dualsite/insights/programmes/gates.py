"""The gates of the programmes: what was committed and agreed, what may be believed, and whose move it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.frames import small
from dualsite.insights.programmes.dates import GateDates, dates
from dualsite.insights.programmes.milestones import REACHED, mark_next, state
from dualsite.insights.programmes.programmes import Programme, key_of, of_milestones, programmes
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.schema.vocabulary import GATES

LIKELY_MISSED, AT_RISK, LIKELY_HELD = marked("likely missed"), marked("at risk"), marked("likely met")
"""Where the agreed day lies: before the P50 day, from it on, from the P80 day on; marked texts."""
NOT_TOLD = marked("no forecast")
"""No day is agreed, or none can be believed."""

MEASURES = marked(
    "● Reached. ◇ Latest agreed. | First committed. × Restated. Bar: from the 50% to the 80% probability "
    "date. In brackets: days behind first committed."
)
"""What the line of each gate of a programme shows."""


@cached_per_view
def gates(view: View) -> pd.DataFrame:
    """The milestones of the programmes, by programme and in their order; empty without any.

    Columns: `key` and `programme`, `kind`, `is_gate` (others are payments and the like), `name`, `state`, the days
    (`p50_on` and `p80_on` None where none is told, `due_on` forecast, else agreed, else first committed), `missed`
    (the chance that the agreed day is missed), `standing` (see `LIKELY_MISSED`), `reason` (why no day is told),
    `slip_d` (from first committed to reached, or to now where it is longer overdue), `owner` by name, `is_next` (the
    first gate after the last one reached).
    """
    known = programmes(view)
    told = {gate.milestone_id: gate for gate in dates(view.of_all_sites).gates}
    rows = [
        _row(view, row, known[key], told.get(row["milestone_id"]))
        for row in (of_milestones(view) if known else ())
        if (key := key_of(row["subject"], row["subject_id"])) in known
    ]
    rows.sort(key=lambda row: (row["programme"], row["key"], row["place"], row["placed_on"], row["milestone_id"]))
    mark_next(rows, [key for key, one in known.items() if one.is_ended], may_be=lambda row: bool(row["is_gate"]))
    return pd.DataFrame(rows, columns=GATES_SPEC.names, dtype=object)


GATES_SPEC = TableSpec(
    "gates",
    marked("Gates by programme, in sequence"),
    (
        ColumnSpec("programme", marked("Programme")),
        ColumnSpec("name", marked("Gate")),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("baseline_on", marked("First committed"), "day"),
        ColumnSpec("agreed_on", marked("Latest agreed"), "day"),
        ColumnSpec("forecast_on", marked("Forecast"), "day"),
        ColumnSpec("p50_on", marked("50% probability by"), "day"),
        ColumnSpec("p80_on", marked("80% probability by"), "day"),
        ColumnSpec("missed", marked("Probability of missing agreed date"), "fraction"),
        ColumnSpec("reached_on", marked("Reached"), "day"),
        ColumnSpec("slip_d", marked("Slip"), "whole", marked("d")),
        ColumnSpec("owner", marked("Action by")),
        ColumnSpec("reason", marked("Why no forecast")),
        ColumnSpec("key", kind="code"),
        ColumnSpec("kind", kind="code"),
        ColumnSpec("is_gate", kind="flag"),
        ColumnSpec("is_next", kind="flag"),
        ColumnSpec("due_on", kind="day"),
        ColumnSpec("standing", kind="word"),
        ColumnSpec("milestone_id", kind="code"),
        DATA_CLASS,
    ),
)


def _row(view: View, row: dict[str, Any], programme: Programme, told: GateDates | None) -> dict[str, Any]:
    is_gate = row["kind"] in GATES
    reached_on, baseline_on = row["actual_on"], row["baseline_on"]
    due_on = row["forecast_on"] or row["agreed_on"] or baseline_on
    believed = told.believed if told else None
    return row | {
        "key": programme.key,
        "programme": programme.name,
        "is_gate": is_gate,
        "place": GATES.index(row["kind"]) if is_gate else len(GATES),
        "placed_on": baseline_on or due_on or date.max,
        "state": state(reached_on, due_on, view.as_of),
        "reached_on": reached_on,
        "due_on": due_on,
        "p50_on": believed.p50 if believed else None,
        "p80_on": believed.p80 if believed else None,
        "missed": None if told is None or told.held is None else 1 - told.held,
        "standing": _standing(told),
        "reason": told.reason if told else None,
        "slip_d": _slip(baseline_on, reached_on, view.as_of),
        "owner": parties.party(view, row["owner"], row["partner_id"]),
        "data_class": "ILLUSTRATIVE" if told is not None and told.is_illustrative else row["data_class"],
    }


def _standing(told: GateDates | None) -> str:
    if told is None or told.believed is None or told.agreed_on is None:
        return NOT_TOLD
    if told.agreed_on < told.believed.p50:
        return LIKELY_MISSED
    return AT_RISK if told.agreed_on < told.believed.p80 else LIKELY_HELD


def day_in_words(row: Mapping[str, Any]) -> str:
    """The day a gate stands at: reached, with its slip in days; else agreed, where its chance is told; else due."""
    if row["state"] == REACHED:
        return formats.day(row["reached_on"]) + (f" ({row['slip_d']:+d})" if row["slip_d"] else "")
    return formats.day(row["agreed_on"] if row["missed"] is not None else row["due_on"])


def _slip(baseline_on: date | None, reached_on: date | None, as_of: date) -> int | None:
    """Days later than first committed; of an open gate those it is overdue by now, None while it is not."""
    if baseline_on is None or (reached_on is None and baseline_on > as_of):
        return None
    return ((reached_on or as_of) - baseline_on).days


def of_programme(view: View, key: str) -> pd.DataFrame:
    """The milestones of one programme, as `gates` gives them."""
    found = gates(view)
    return found[found.key == key].reset_index(drop=True)


OF_PROGRAMME_SPEC = GATES_SPEC.hiding("programme")


def title(view: View, key: str) -> str:
    """The finding over the timeline of one programme: the day of its next gate."""
    found = of_programme(view, key)
    ahead = found[found.is_next.astype(bool)]
    if not len(ahead):
        return _("No open gates")
    row = ahead.iloc[0]
    if row.p50_on is None:
        return _("Next: {gate}, agreed {day}").format(gate=row["name"], day=formats.day(row.agreed_on))
    return _("Next: {gate}, 50% by {half}, 80% by {mostly}").format(
        gate=row["name"], half=formats.day(row.p50_on), mostly=formats.day(row.p80_on)
    )


def in_words(view: View, key: str) -> str:
    """The timeline of one programme as text."""
    return formats.parts(
        formats.listed(
            [
                f"{row['name']}: {_(row['state'])} {formats.day(row['reached_on'] or row['due_on'])}",
                *([chance_in_words(row["missed"])] if row["missed"] is not None else []),
            ]
        )
        for row in of_programme(view, key).to_dict("records")
    )


def chance_in_words(missed: float) -> str:
    """How likely it is that an agreed day is missed."""
    return _("{chance} probability of missing it").format(chance=wording.chance(missed))


def stated_in_words(said: Any) -> str:
    """One target as it was stated, and when."""
    return _("stated {day}: {text}").format(day=formats.day(said.stated_on), text=said.target_text)


def count_in_words(reached: int, of: int) -> str:
    """How many gates are behind: "5 of 8 gates"."""
    return ngettext("{reached} of {count} gate", "{reached} of {count} gates", of).format(
        reached=formats.number(reached), count=formats.number(of)
    )


@cached_per_view
def statements(view: View) -> pd.DataFrame:
    """What was said of the programmes' milestones by the as-of day, by milestone and day said; empty without any."""
    if not view.has("milestone_statements", "milestones"):
        return STATEMENTS_SPEC.empty()
    known = {row["milestone_id"]: row for row in gates(view).to_dict("records")}
    rows = [
        row | {name: known[row["milestone_id"]][name] for name in ("key", "programme", "name")}
        for row in small(view, "milestone_statements").to_dict("records")
        if row["milestone_id"] in known
    ]
    return pd.DataFrame(rows, columns=STATEMENTS_SPEC.names, dtype=object)


STATEMENTS_SPEC = TableSpec(
    "stated_targets",
    marked("Statements on the gates, by date"),
    (
        ColumnSpec("programme", marked("Programme")),
        ColumnSpec("name", marked("Gate")),
        ColumnSpec("stated_on", marked("Stated on"), "day"),
        ColumnSpec("target_text", marked("As stated")),
        ColumnSpec("target_on", marked("Target"), "day"),
        ColumnSpec("milestone_id", kind="code"),
        ColumnSpec("key", kind="code"),
        DATA_CLASS,
    ),
)
