"""Deviations that come back: by site, step and cause, and how each of them came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ibis
import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import quality_words
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import column, frame, names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_DEVIATION
from dualsite.kpi.computations.recurrence import IS_RECURRING, LOOK_BACK_D, with_forerunner
from dualsite.kpi.windows import trailing

KEYS = ("site_id", "process_step", "cause")
"""What two deviations have in common when the later one is the earlier come back."""

DRAWN = 9
"""Sites, steps and causes that are drawn; the table has all."""

MEASURES = marked("Deviations opened within a year of the closure of one with the same site, step and cause.")
"""What the bars of what comes back count."""

ALIKE = [IS_DEVIATION, row.process_step.notnull(), row.cause.notnull()]


@dataclass(frozen=True)
class Recurrence:
    """How many deviations were opened in the last 12 months, and how many of them had come before."""

    deviations: int
    recurring: int


@cached_per_view
def _counted(view: View) -> pd.DataFrame:
    """A row per site, step and cause with a deviation opened in the last 12 months."""
    window = trailing(view.as_of, 12)
    since = window.first - timedelta(days=LOOK_BACK_D)
    opened_in = [*ALIKE, row.opened_on.between(window.first, window.last)]
    opened = view.table("quality_events", *KEYS, "opened_on", "data_class", where=opened_in)
    closed = view.table("quality_events", *KEYS, "closed_on", where=[*ALIKE, row.closed_on >= since])
    made_up = (row.data_class == ILLUSTRATIVE).fill_null(False).max()
    days_opened = opened.group_by(*KEYS, "opened_on").aggregate(deviations=row.count(), made_up=made_up)
    counted = (
        with_forerunner(days_opened, closed, KEYS)
        .group_by(*KEYS)
        .aggregate(
            recurring=ibis.coalesce(row.deviations.sum(where=IS_RECURRING), 0).cast("int64"),
            deviations=row.deviations.sum().cast("int64"),
            last_on=row.opened_on.max(),
            made_up=row.made_up.max(),
        )
    )
    found = frame(counted.order_by(row.recurring.desc(), row.deviations.desc(), *KEYS))
    return found.assign(data_class=column([ILLUSTRATIVE if one else None for one in found.made_up], found))


def recurrence(view: View) -> Recurrence:
    """The two numbers of the KPI recurring_deviation_rate. Needs quality_events."""
    found = _counted(view)
    return Recurrence(int(found.deviations.sum()), int(found.recurring.sum()))


def name_of(site_id: str, process_step: str, cause: str) -> str:
    """What a site, step and cause is called in the URL."""
    return f"{site_id}.{cause}.{process_step}"


@cached_per_view
def groups(view: View) -> pd.DataFrame:
    """Sites, steps and causes whose deviations came back in the last 12 months, the most frequent first.

    With the columns of `GROUPS_SPEC`; `until_here` is the share of all that came back, of this row and those above.
    """
    if not view.has("quality_events"):
        return GROUPS_SPEC.empty()
    found = _counted(view)
    found = found[found.recurring > 0].reset_index(drop=True)
    sites = names_of(view, "sites", "site_id")
    total = int(found.recurring.sum())
    so_far = found.recurring.cumsum()
    return found.assign(
        group=column([name_of(*of) for of in found[list(KEYS)].itertuples(index=False)], found),
        site=column([sites.get(site, site) for site in found.site_id], found),
        until_here=column([int(one) / total for one in so_far], found),
    )[GROUPS_SPEC.names]


GROUPS_SPEC = TableSpec(
    "recurring-deviations",
    marked("Recurring deviations in the last 12 months, by site, step and cause"),
    (
        ColumnSpec("process_step", marked("Step"), is_strong=True),
        ColumnSpec("cause", marked("Cause"), "code", says=quality_words.cause),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("recurring", marked("Recurred"), "whole"),
        ColumnSpec("deviations", marked("Deviations"), "whole"),
        ColumnSpec("until_here", marked("Cumulative share"), "fraction"),
        ColumnSpec("last_on", marked("Last opened"), "day"),
        ColumnSpec("group"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def in_words(view: View) -> str:
    """What comes back, in a sentence or two."""
    if not view.has("quality_events"):
        return _("Recurrence is unknown: the table quality_events is missing.")
    found = recurrence(view)
    if not found.deviations:
        return _("No deviation with a step and a cause was opened in the last 12 months.")
    if not found.recurring:
        return ngettext(
            "The one deviation of the last 12 months was not a recurrence.",
            "None of {count} deviations of the last 12 months was a recurrence.",
            found.deviations,
        ).format(count=formats.number(found.deviations))
    first = groups(view).iloc[0]
    if first.recurring < 2:
        said = _("{recurring} of {count} deviations of the last 12 months were recurrences.")
    else:
        said = _(
            "{recurring} of {count} deviations of the last 12 months were recurrences, most often {step} "
            "at {site} ({cause}, {most} times)."
        )
    return said.format(
        recurring=formats.number(found.recurring),
        count=formats.number(found.deviations),
        step=first.process_step,
        site=first.site,
        cause=quality_words.cause(first.cause),
        most=formats.number(first.recurring),
    )


def title(view: View) -> str:
    """The finding of the Pareto: how few sites, steps and causes make half of what comes back."""
    rows = groups(view)
    if not len(rows):
        return _("No recurrences in the last 12 months")
    half = int((rows.until_here < 0.5).sum()) + 1
    return _("Half of all recurrences: {count} of {all} steps and causes").format(
        count=formats.number(half), all=formats.number(len(rows))
    )


def times_in_words(row: Any) -> str:
    """How many times it came back, of a row of `groups`."""
    said = ngettext("{count} time", "{count} times", row.recurring)
    return said.format(count=formats.number(row.recurring))


def so_far_in_words(row: Any) -> str:
    """The share of all that came back, of a row of `groups` and those above it."""
    return _("{share} cumulative").format(share=formats.percent(row.until_here, 0))
