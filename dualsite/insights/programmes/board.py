"""All programmes on one board: how far each is, what is next, and whether it will hold what was agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.programmes import gates as programme_gates
from dualsite.insights.programmes.dates import dates
from dualsite.insights.programmes.gates import AT_RISK, LIKELY_HELD, LIKELY_MISSED, NOT_TOLD
from dualsite.insights.programmes.milestones import REACHED
from dualsite.insights.programmes.programmes import Programme, programmes
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec

ABOUT_GATES = ("milestone_on_time", "milestone_slip")
"""The KPIs that this page explains."""

TILES = (*ABOUT_GATES, "batch_success_rate", "release_time_median")
"""The KPIs that the page of programmes shows."""

DONE, ENDED = marked("all gates reached"), marked("contract terminated")
"""What a programme without an open gate is; marked texts, as those of `gates`."""
ORDER = (LIKELY_MISSED, AT_RISK, NOT_TOLD, LIKELY_HELD, DONE, ENDED)
NAMED = 3
"""How many programmes the answer names."""
DRAWN = 30
"""Programmes drawn one by one; what is beyond them stands in the table."""

MARKS: Mapping[str, Literal["good", "watch", "bad"]] = {LIKELY_MISSED: "bad", AT_RISK: "watch", LIKELY_HELD: "good"}
"""The sign that a standing carries; any other carries none."""

MEASURES = marked(
    "Bar: from the 50% to the 80% probability date. ◇ Latest agreed. | First committed. Dotted: as of. "
    "Agreed date before the bar: likely missed; within: at risk; after: likely met."
)
"""What the lines of the board show."""


@cached_per_view
def board(view: View) -> pd.DataFrame:
    """One row per programme, those that will miss what was agreed first; empty without any.

    Columns besides those of its next gate (as `gates.gates` gives them): `key`, `programme`, `client`, `reached` and
    `of` (gates), `gate` (the next one), `slip_d` (of the gate reached last, or of the next one where it is more).
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in programme_gates.gates(view).to_dict("records"):
        if row["is_gate"]:
            found[row["key"]].append(row)
    rows = [_row(one, found[key]) for key, one in programmes(view).items()]
    rows = [row for row in rows if row["of"]]
    rows.sort(key=lambda row: (ORDER.index(row["standing"]), -(row["missed"] or 0), row["programme"], row["key"]))
    return pd.DataFrame(rows, columns=BOARD_SPEC.names, dtype=object)


BOARD_SPEC = TableSpec(
    "programmes",
    marked("Programmes, most likely to miss the agreed date first"),
    (
        ColumnSpec("programme", marked("Programme"), is_strong=True),
        ColumnSpec("client", marked("Client")),
        ColumnSpec("reached", marked("Gates reached"), "whole"),
        ColumnSpec("of", marked("Gates"), "whole"),
        ColumnSpec("gate", marked("Next gate")),
        ColumnSpec("owner", marked("Action by")),
        ColumnSpec("baseline_on", marked("First committed"), "day"),
        ColumnSpec("agreed_on", marked("Latest agreed"), "day"),
        ColumnSpec("p50_on", marked("50% probability by"), "day"),
        ColumnSpec("p80_on", marked("80% probability by"), "day"),
        ColumnSpec("missed", marked("Probability of missing agreed date"), "fraction"),
        ColumnSpec("standing", marked("Standing"), "word"),
        ColumnSpec("slip_d", marked("Slip so far"), "whole", marked("d")),
        ColumnSpec("reason", marked("Why no forecast")),
        ColumnSpec("key", kind="code"),
        DATA_CLASS,
    ),
)

_OF_NEXT = ("owner", "baseline_on", "agreed_on", "p50_on", "p80_on", "missed", "standing", "reason")


def _row(programme: Programme, rows: list[dict[str, Any]]) -> dict[str, Any]:
    reached = [row for row in rows if row["state"] == REACHED]
    ahead = next((row for row in rows if row["is_next"]), None)
    slips = [row["slip_d"] for row in (*reached[-1:], *([ahead] if ahead else [])) if row["slip_d"] is not None]
    made_up = any(row["data_class"] == "ILLUSTRATIVE" for row in rows)
    return {
        "key": programme.key,
        "programme": programme.name,
        "client": programme.client,
        "reached": len(reached),
        "of": len(rows),
        "gate": ahead["name"] if ahead else None,
        **(
            {name: ahead[name] for name in _OF_NEXT}
            if ahead
            else dict.fromkeys(_OF_NEXT) | {"standing": ENDED if programme.is_ended else DONE}
        ),
        "slip_d": max(slips, default=None),
        "data_class": "ILLUSTRATIVE" if made_up else next((row["data_class"] for row in rows), None),
    }


def answer(view: View) -> str:
    """Which programmes will miss the day agreed for their next gate, with the probability."""
    found, told = board(view), dates(view.of_all_sites)
    if told.reason:
        return wording.sentence(wording.title(told.reason))
    if not len(found):
        return _("No programme has a gate on record.")
    judged = found[found.missed.notna()].sort_values("missed", ascending=False, kind="stable")
    if not len(judged):
        waiting = found[found.gate.notna()]
        if not len(waiting):
            return _("No open gates.")
        why = next(iter(waiting.reason.dropna()), None) or _("no next gate has an agreed date")
        return _("Which programmes will meet agreed dates is unknown: {reason}.").format(reason=why)
    missed = judged[judged.standing == LIKELY_MISSED]
    if not len(missed):
        return _(
            "No programme is likely to miss the agreed date of its next gate; closest to it is {programme}."
        ).format(programme=_named(judged.iloc[0]))
    said = ngettext(
        "{count} of {all} programmes is likely to miss the agreed date of its next gate: {programmes}.",
        "{count} of {all} programmes are likely to miss the agreed date of their next gate: {programmes}.",
        len(missed),
    )
    named = [_named(row) for _place, row in missed.iterrows()]
    more = len(named) - NAMED
    if more > 0:
        named = [*named[:NAMED], ngettext("{count} more", "{count} more", more).format(count=formats.number(more))]
    return said.format(
        count=formats.number(len(missed)), all=formats.number(len(judged)), programmes=formats.joined(named)
    )


def _named(row: Any) -> str:
    return _("{programme} ({gate}, agreed {day}, {chance} probability of missing it)").format(
        programme=row.programme, gate=row.gate, day=formats.day(row.agreed_on), chance=wording.chance(row.missed)
    )


def title(view: View) -> str:
    """The finding over the board."""
    counted = board(view).standing.value_counts()
    said = [
        _("{count} {standing}").format(count=formats.number(int(counted[standing])), standing=_(standing))
        for standing in ORDER[:4]
        if counted.get(standing, 0)
    ]
    return _("Next gates: {counts}").format(counts=formats.listed(said)) if said else _("No open gates")


def days(rows: pd.DataFrame, as_of: date) -> tuple[date, date]:
    """The days that the lines of the board lie on.

    From the as-of day, or an earlier day first committed in the year before, to the last day within two years.
    """
    named = ("baseline_on", "agreed_on", "p50_on", "p80_on")
    told = [day for row in rows.to_dict("records") for name in named if (day := row[name]) is not None]
    near = [as_of, *(day for day in told if abs((day - as_of).days) <= 730)]
    return max(date.fromordinal(as_of.toordinal() - 365), min(near)), max(near)


def chance_in_words(row: Any) -> str:
    """How likely the agreed day of the next gate is missed; why that is not known."""
    if row.missed is not None:
        return programme_gates.chance_in_words(row.missed)
    return row.reason or _("no date agreed")


def days_in_words(row: Any) -> list[str]:
    """The days of the next gate: agreed, first committed where that is another, and those that may be believed."""
    is_restated = row.baseline_on is not None and row.baseline_on != row.agreed_on
    return [
        *([agreed_in_words(row)] if row.agreed_on else []),
        *([first_in_words(row)] if is_restated else []),
        *(believed_in_words(row) if row.p50_on else []),
    ]


def agreed_in_words(row: Any) -> str:
    """The day agreed for the next gate."""
    return _("agreed {day}").format(day=formats.day(row.agreed_on))


def first_in_words(row: Any) -> str:
    """The day first committed for the next gate."""
    return _("first {day}").format(day=formats.day(row.baseline_on))


def believed_in_words(row: Any) -> list[str]:
    """By when the next gate may be believed to be reached."""
    return [
        _("50% by {half}").format(half=formats.day(row.p50_on)),
        _("80% by {mostly}").format(mostly=formats.day(row.p80_on)),
    ]


def slip_in_words(slip_d: int | None) -> str:
    """How much later than first committed: +10 d; unknown is "—"."""
    return formats.UNKNOWN if slip_d is None else f"{'+' if slip_d > 0 else ''}{formats.days(slip_d)}"


def more_in_words(rows: pd.DataFrame) -> str:
    """How many programmes with an open gate are not drawn; empty when all are."""
    return wording.more_below(len(rows), DRAWN)


def standing_in_words(row: Any) -> str:
    """How far it is, and how its next gate stands, in a sentence or two."""
    reached = programme_gates.count_in_words(row.reached, row.of)
    said = _("{client}: {reached} reached.").format(
        client=row.client or wording.title(_(wording.NOT_STATED)), reached=reached
    )
    if row.gate is None:
        return wording.sentences(said, wording.sentence(wording.title(_(row.standing))))
    ahead = _("Next gate: {gate}, with {owner}.").format(gate=row.gate, owner=row.owner)
    if row.missed is None:
        return wording.sentences(said, ahead)
    held = _("{standing}: {chance} probability of missing the agreed date.").format(
        standing=wording.title(_(row.standing)), chance=wording.chance(row.missed)
    )
    return wording.sentences(said, ahead, held)
