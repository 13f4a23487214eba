"""The gates of a client: the days agreed and those that may be believed, what was reached, and whose move it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.frames import small
from dualsite.insights.programmes import milestones, programmes, record
from dualsite.insights.programmes.dates import GateDates, dates
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.schema.vocabulary import GATES

MEASURES = marked(
    "Bar: first committed. Diamond: latest agreed. Filled: reached. Outlined: expected. Triangle: overdue. "
    "Bold: next action."
)
"""What the lines of the gates show."""


@cached_per_view
def gates(view: View) -> pd.DataFrame:
    """The client's gates, by subject and in their order: the dates agreed, what was reached, and whose move it is.

    Columns: `milestone_id`, `subject` (a contract or product by name), `name`, `state` (as `answers.network` has it),
    `baseline_on`, `agreed_on`, `forecast_on`, `reached_on`, `due_on` (forecast, else agreed, else baseline), `owner`
    (by name, one or both), `is_next` (the first gate of its subject after the last one reached, unless its contract
    was terminated: the owner's move is due), `slip_d` (baseline to reached or due), `p50_on` and `p80_on` (by when it
    is reached with 50 % and with 80 %, learnt from this client's gates alone; None where these are too few).
    Needs milestones.
    """
    found = small(view, "milestones")
    found = found[found.partner_id.notna()]
    names, told = programmes.names(view), _told(view)
    rows: list[dict[str, Any]] = []
    for row in found.to_dict("records"):
        reached_on = row["actual_on"]
        due_on = row["forecast_on"] or row["agreed_on"] or row["baseline_on"]
        end = reached_on or due_on
        believed = told[row["milestone_id"]].believed if row["milestone_id"] in told else None
        rows.append(
            row
            | {
                "key": programmes.key_of(row["subject"], row["subject_id"]),
                "subject": names.get(row["subject_id"], row["subject_id"]),
                "state": milestones.state(reached_on, due_on, view.as_of),
                "reached_on": reached_on,
                "due_on": due_on,
                "p50_on": believed.p50 if believed else None,
                "p80_on": believed.p80 if believed else None,
                "owner": parties.party(view, row["owner"]),
                "slip_d": (end - row["baseline_on"]).days if end and row["baseline_on"] else None,
                "place": GATES.index(row["kind"]) if row["kind"] in GATES else len(GATES),
            }
        )
    rows.sort(key=lambda row: (row["subject"], row["subject_id"], row["place"], row["due_on"] or date.max))
    ended = {key for key, one in programmes.programmes(view.of_all_sites).items() if one.is_ended}
    milestones.mark_next(rows, ended, may_be=lambda _row: True)
    return pd.DataFrame(rows, columns=GATES_SPEC.names, dtype=object)


GATES_SPEC = TableSpec(
    "gates",
    marked("Gates by contract or product"),
    (
        ColumnSpec("subject", marked("Of")),
        ColumnSpec("name", marked("Gate")),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("baseline_on", marked("First committed"), "day"),
        ColumnSpec("agreed_on", marked("Latest agreed"), "day"),
        ColumnSpec("forecast_on", marked("Forecast"), "day"),
        ColumnSpec("p50_on", marked("50% probability by"), "day"),
        ColumnSpec("p80_on", marked("80% probability by"), "day"),
        ColumnSpec("reached_on", marked("Reached"), "day"),
        ColumnSpec("slip_d", marked("Slip"), "whole", marked("d")),
        ColumnSpec("owner", marked("Action by"), is_strong=True),
        ColumnSpec("milestone_id", kind="code"),
        ColumnSpec("due_on", kind="day"),
        ColumnSpec("is_next", kind="flag"),
        DATA_CLASS,
    ),
)


def end_in_words(row: dict[str, Any]) -> str:
    """The day on which a gate was reached or is due, with a sign where that is past."""
    day = formats.day(row["reached_on"] or row["due_on"])
    return _("{day} ▲ overdue").format(day=day) if row["state"] == milestones.OVERDUE else day


def _told(view: View) -> dict[str, GateDates]:
    """The open gates by their ids, with the days that may be believed."""
    return {gate.milestone_id: gate for gate in dates(view.of_all_sites).gates}


@cached_per_view
def _next(view: View) -> Any | None:
    """The row of the next gate: of those whose owner's move is due the first due. None when every one is reached."""
    found = gates(view)
    open_ones = found[found.is_next.astype(bool)]
    if not len(open_ones):
        return None
    return open_ones.assign(on=[day or date.max for day in open_ones.due_on]).sort_values("on").iloc[0]


@cached_per_view
def next_in_words(view: View) -> str:
    """By when the next gate may be believed to be reached; why nothing is, where too few of theirs were reached."""
    first = _next(view)
    told = None if first is None else _told(view).get(first.milestone_id)
    if told is None:
        return ""
    if told.believed is None:
        return record.why_too_few(view)
    words = {
        "agreed": formats.day(told.agreed_on) if told.agreed_on else "",
        "p50": formats.day(told.believed.p50),
        "p80": formats.day(told.believed.p80),
        "n": formats.number(told.n),
        "held": formats.percent(told.held, 0) if told.held is not None else "",
    }
    said = _("Reached by {p50} with 50% probability, by {p80} with 80%, based on {n} gates reached.").format(**words)
    if told.agreed_on is None or told.held is None:
        return said
    return wording.sentences(said, _("Probability of meeting the agreed date, {agreed}: {held}.").format(**words))


@cached_per_view
def title(view: View) -> str:
    """The finding: whose moves the next gates are."""
    found, first = gates(view), _next(view)
    if not len(found):
        return _("No gates agreed")
    if first is None:
        return _("All agreed gates reached")
    overdue = int((found.state == milestones.OVERDUE).sum())
    if overdue:
        said = ngettext(
            "Next gate: {gate}, {day}, with {owner}; {count} gate overdue",
            "Next gate: {gate}, {day}, with {owner}; {count} gates overdue",
            overdue,
        )
    else:
        said = _("Next gate: {gate}, {day}, with {owner}")
    return said.format(
        gate=first["name"],
        day=formats.day(first.due_on),
        owner=first.owner,
        count=formats.number(overdue),
    )


def in_words(view: View) -> str:
    """The figure as text."""
    return formats.parts(
        _("{subject}, {name}: {state} {day}, with {owner}").format(
            subject=row["subject"],
            name=row["name"],
            state=_(row["state"]),
            day=formats.day(row["reached_on"] or row["due_on"]),
            owner=row["owner"],
        )
        for row in gates(view).to_dict("records")
    ) or title(view)
