"""How full stages are by month, and what the calendar is booked as by quarter. In unit-days."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights import wording
from dualsite.insights.capacity.load import stage_in_words
from dualsite.insights.frames import column, names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.unit_days import unit_days
from dualsite.kpi.engine.question import Question
from dualsite.kpi.windows import Window
from dualsite.schema.vocabulary import LADDER_PARTS, STAGES


@cached_per_view
def occupancy(view: View, first: date, last: date, stages: tuple[str, ...] = ()) -> pd.DataFrame:
    """Occupancy per site, stage and month: `taken_d` of `available_d`, `share` (None without available days).

    Firm and internal bookings only. `is_ahead` marks months that begin after the as-of day; `is_illustrative` rows
    rest on made-up bookings. Needs suites and bookings.
    """
    days = unit_days(Question(view, Window(first, last), "month"))
    days = days[days.stage.isin(stages)] if stages else days
    days = days.assign(taken_d=days.process_d + days.changeover_d, month=days.month.dt.date)
    summed = days.groupby(["site_id", "stage", "month"], as_index=False, sort=True).agg(
        taken_d=("taken_d", "sum"), available_d=("available_d", "sum"), is_illustrative=("is_illustrative", "any")
    )
    names = names_of(view, "sites", "site_id")
    summed = summed.assign(order=summed.stage.map(STAGES.index)).sort_values(["site_id", "order", "month"])
    return summed.drop(columns="order").assign(
        site=[names.get(site, site) for site in summed.site_id],
        share=column(
            [taken / available if available else None for taken, available in _pairs(summed)],
            summed,
        ),
        is_ahead=summed.month > view.as_of,
        data_class=["ILLUSTRATIVE" if made_up else "INTERNAL" for made_up in summed.is_illustrative],
    )


OCCUPANCY_SPEC = TableSpec(
    "occupancy",
    marked("Occupancy by site, stage and month"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("stage", marked("Stage"), "code", says=stage_in_words),
        ColumnSpec("month", marked("Month"), "month"),
        ColumnSpec("taken_d", marked("Taken"), "number", marked("unit-days")),
        ColumnSpec("available_d", marked("Available"), "number", marked("unit-days")),
        ColumnSpec("share", marked("Occupancy"), "fraction"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("is_ahead", kind="flag"),
        ColumnSpec("is_illustrative", kind="flag"),
        DATA_CLASS,
    ),
)


def _pairs(days: pd.DataFrame) -> list[tuple[float, float]]:
    return list(zip(days.taken_d, days.available_d, strict=True))


@cached_per_view
def ladder(view: View, first: date, last: date) -> pd.DataFrame:
    """The booked ladder by quarter: one row per quarter and part, `part_d` of `calendar_d`; the parts sum to all.

    `first` and `last` are the ends of quarters; a quarter without ready suites has no row. Needs suites and bookings.
    """
    days = unit_days(Question(view, Window(first, last), "month"))
    quarter = pd.PeriodIndex(days.month, freq="Q")
    days = days.assign(quarter=quarter.start_time.date)
    made_up = bool((days.is_illustrative | days.has_made_up_option).any())
    summed = days.groupby("quarter", as_index=False)[["calendar_d", *LADDER_PARTS]].sum()
    summed = summed[summed.calendar_d > 0]
    long = summed.melt(["quarter", "calendar_d"], list(LADDER_PARTS), "part", "part_d")
    return long.assign(share=long.part_d / long.calendar_d, data_class="ILLUSTRATIVE" if made_up else "INTERNAL")


LADDER_SPEC = TableSpec(
    "ladder",
    marked("Capacity by quarter and booking type"),
    (
        ColumnSpec("quarter", marked("Quarter"), "quarter"),
        ColumnSpec("part", marked("Part"), "code", says=wording.booked_as),
        ColumnSpec("part_d", marked("Of this part"), "number", marked("unit-days")),
        ColumnSpec("calendar_d", marked("Calendar"), "number", marked("unit-days")),
        ColumnSpec("share", marked("Share"), "fraction"),
        DATA_CLASS,
    ),
)
