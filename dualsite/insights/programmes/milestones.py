"""Milestones: what each stands at, what was said of them, and how far their targets have moved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import contract_names, parties
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column, names_of, small
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.schema.vocabulary import GATES

REACHED, OVERDUE, EXPECTED = marked("reached"), marked("due, unconfirmed"), marked("expected")
UNDATED = marked("date not stated")
"""What a milestone can be, as of a day; marked texts."""

COMMITTED = marked("first committed {day}")
DAYS = {
    REACHED: marked("reached {day}"),
    EXPECTED: marked("expected {day}"),
    OVERDUE: marked("due {day}, unconfirmed"),
}
"""What the day of a milestone is by its state, and its first commitment; marked texts."""


@cached_per_view
def of_sites(view: View) -> pd.DataFrame:
    """The sites' milestones, by site and day; empty when the data have none.

    Besides the table's columns: `site_id`, `site`, `reached_on` (None when after the as-of day), `due_on` (the latest
    word: forecast, else agreed, else baseline), `whose` (the owner by name), `state`, `slip_d` (days from baseline to
    due or reached, None without a baseline) and the source.
    """
    if not view.has("milestones"):
        return OF_SITES_SPEC.empty()
    # What is built at a site concerns every partner.
    known = small(view.of_all_partners, "milestones")
    names = names_of(view, "sites", "site_id")
    rows = [row for row in known.to_dict("records") if row["subject"] == "SITE"]
    for row in rows:
        reached_on, due_on = row["actual_on"], row["forecast_on"] or row["agreed_on"] or row["baseline_on"]
        row |= {
            "site_id": row["subject_id"],
            "site": names[row["subject_id"]],
            "whose": parties.party(view, row["owner"], row["partner_id"]),
            "reached_on": reached_on,
            "due_on": due_on,
            "state": state(reached_on, due_on, view.as_of),
            "slip_d": _slip(row["baseline_on"], reached_on or due_on),
        }
    rows.sort(key=lambda row: (row["site_id"], row["reached_on"] or row["due_on"] or date.max, row["milestone_id"]))
    added = ("site_id", "site", "whose", "reached_on", "due_on", "state", "slip_d")
    return with_sources(view, pd.DataFrame(rows, columns=[*known.columns, *added], dtype=object))


OF_SITES_SPEC = TableSpec(
    "milestones",
    marked("Site milestones"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("name", marked("Milestone")),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("baseline_on", marked("First committed"), "day"),
        ColumnSpec("agreed_on", marked("Latest agreed"), "day"),
        ColumnSpec("forecast_on", marked("Forecast"), "day"),
        ColumnSpec("reached_on", marked("Reached"), "day"),
        ColumnSpec("slip_d", marked("Slip"), "whole", marked("d")),
        ColumnSpec("whose", marked("Owner")),
        *SOURCE,
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("due_on", kind="day"),
    ),
    extends="milestones",
)


def state(reached_on: date | None, due_on: date | None, as_of: date) -> str:
    """What a milestone is, as of a day."""
    if reached_on is not None:
        return REACHED
    if due_on is None:
        return UNDATED
    return OVERDUE if due_on <= as_of else EXPECTED


def mark_next(
    rows: Sequence[dict[str, Any]], ended: Collection[str], *, may_be: Callable[[dict[str, Any]], bool]
) -> None:
    """Write into the milestones, in their order, whether each `is_next`: the first of its `key` that is open.

    Open is one that is not reached, after the last gate that was, and that `may_be`; nothing of what has `ended` is.
    """
    last = {row["key"]: place for place, row in enumerate(rows) if row["kind"] in GATES and row["reached_on"]}
    waiting = set(ended)
    for place, row in enumerate(rows):
        is_open = row["reached_on"] is None and place > last.get(row["key"], -1) and may_be(row)
        row["is_next"] = is_open and row["key"] not in waiting
        if row["is_next"]:
            waiting.add(row["key"])


def _slip(baseline_on: date | None, on: date | None) -> int | None:
    return (on - baseline_on).days if baseline_on is not None and on is not None else None


@cached_per_view
def statements(view: View) -> pd.DataFrame:
    """What was said of the sites' milestones, by milestone and day said; empty when the data have none.

    Besides the table's columns: the milestone's `name`, `site`, `state` and the source. Statements made after the
    as-of day are left out.
    """
    if not view.has("milestone_statements", "milestones"):
        return STATEMENTS_SPEC.empty()
    of = {row["milestone_id"]: row for row in of_sites(view).to_dict("records")}
    found = small(view, "milestone_statements")
    found = found[found.milestone_id.isin(list(of))]
    told = ("name", "site", "site_id", "state")
    return with_sources(
        view, found.assign(**{name: column([of[one][name] for one in found.milestone_id], found) for name in told})
    )


STATEMENTS_SPEC = TableSpec(
    "milestone_statements",
    marked("Statements on the milestones, by date"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("name", marked("Milestone")),
        ColumnSpec("stated_on", marked("Stated on"), "day"),
        ColumnSpec("target_text", marked("As stated")),
        ColumnSpec("target_on", marked("Target"), "day"),
        ColumnSpec("precision", marked("Precision"), "code"),
        *SOURCE,
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("state", kind="word"),
    ),
    extends="milestone_statements",
)


def critical(view: View) -> str | None:
    """A sentence on the milestone to speak of: the first due and unconfirmed, else the next ahead; None without one."""
    open_ones = of_sites(view)
    open_ones = open_ones[open_ones.state.isin([OVERDUE, EXPECTED])]
    if not len(open_ones):
        return None
    first = open_ones.sort_values(["due_on", "milestone_id"]).iloc[0]
    said = statements(view)
    said = said[said.milestone_id == first.milestone_id]
    is_overdue, has_moved = first.state == OVERDUE, len(said) > 1
    if is_overdue and has_moved:
        text = _("{site}, {milestone}: due {due}, unconfirmed; first stated for {target}.")
    elif is_overdue:
        text = _("{site}, {milestone}: due {due}, unconfirmed.")
    elif has_moved:
        text = _("{site}, {milestone}: due {due}; first stated for {target}.")
    else:
        text = _("{site}, {milestone}: due {due}.")
    return text.format(
        site=first.site,
        milestone=first["name"],
        due=formats.month(first.due_on),
        target=said.iloc[0].target_text if has_moved else "",
    )


def slip_sentence(view: View) -> str:
    """How far the target spoken of has moved since it was first stated."""
    said = statements(view).dropna(subset=["target_on"])
    if not len(said):
        return _("No targets stated")
    spoken_of = moved_most(view)
    if spoken_of is None:
        return _("No stated target has slipped")
    group = said[said.milestone_id == spoken_of]
    first, last = group.iloc[0], group.iloc[-1]
    return _("{milestone}: {span} later than first stated").format(
        milestone=last["name"], span=formats.span((last.target_on - first.target_on).days)
    )


def moved_most(view: View) -> str | None:
    """The milestone whose stated target moved later by most: one that is due and unconfirmed before all others."""
    moved = []
    for milestone, group in statements(view).dropna(subset=["target_on"]).groupby("milestone_id", sort=True):
        first, last = group.iloc[0], group.iloc[-1]
        days = (last.target_on - first.target_on).days
        if days > 0 and last.state != REACHED:
            moved.append((last.state == OVERDUE, days, str(milestone)))
    return max(moved)[2] if moved else None


def title(view: View) -> str:
    """The finding of the milestone figure."""
    states = of_sites(view).state.value_counts()
    if states.get(OVERDUE, 0):
        return ngettext(
            "{overdue} milestone due and unconfirmed, {ahead} upcoming",
            "{overdue} milestones due and unconfirmed, {ahead} upcoming",
            int(states[OVERDUE]),
        ).format(overdue=states[OVERDUE], ahead=states.get(EXPECTED, 0))
    return _("{reached} milestones reached, {ahead} upcoming").format(
        reached=states.get(REACHED, 0), ahead=states.get(EXPECTED, 0)
    )


def day_in_words(row: Any) -> str:
    """When a row of `of_sites` that has a day was reached or is due, as it stands beside its mark."""
    on = row.reached_on or row.due_on
    if row.state == REACHED:
        return formats.day(on)
    month = formats.month(on)
    return month if row.state == EXPECTED else _("{month}, unconfirmed").format(month=month)


def in_words(view: View) -> str:
    """The milestone figure as text; empty when there is none."""
    return formats.parts(
        f"{row.site}, {row.name}: {_(row.state)} {formats.day(row.reached_on or row.due_on)}"
        for row in of_sites(view).itertuples()
    )


@cached_per_view
def subject_names(view: View) -> dict[str, str]:
    """What the subjects of milestones are called, by id."""
    named = names_of(view, "sites", "site_id") | names_of(view, "products", "product_id")
    return named | contract_names.by_client(view)
