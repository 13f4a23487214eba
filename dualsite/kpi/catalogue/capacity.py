"""Capacity: how full the suites are, what binds, and whether the schedule is kept.

The unit of account is one unit of a suite for one day; see `unit_days`.
"""

from __future__ import annotations

from ibis import _ as row

from dualsite.i18n import marked
from dualsite.kpi.computations.facts import IS_OPERATING, STARTED_AS_FROZEN, days, quantile
from dualsite.kpi.computations.unit_days import busiest_stages, ladder, unit_days
from dualsite.kpi.definition import Family, Filter, Kpi, Split

SPLITS: frozenset[Split] = frozenset(("month", "site", "partner", "product", "stage"))
BY_SITE: frozenset[Split] = frozenset(("site",))
SITE_ONLY: frozenset[Filter] = frozenset(("site",))
NOT_READY = marked("no suite had an available day in the window")

SUITE_OCCUPANCY = Kpi(
    id="suite_occupancy",
    label=marked("Suite occupancy"),
    unit="fraction",
    better="neither",
    family=Family.CAPACITY,
    definition=marked("Share of available unit-days taken by process and changeover, firm or internal."),
    formula=marked("(process days + changeover days) ÷ (calendar days − blocked days)"),
    nothing=NOT_READY,
    tables=("bookings", "suites"),
    source=unit_days,
    of=row.calendar_d > 0,
    numerator=(row.process_d + row.changeover_d).sum(),
    denominator=row.available_d.sum(),
    n=row.available_d.sum(),
    needs_everyone=True,
    splits=SPLITS,
    standard="ISO 22400",
)
PRODUCTIVE_UTILISATION = Kpi(
    id="productive_utilisation",
    label=marked("Productive utilisation"),
    unit="fraction",
    better="higher",
    family=Family.CAPACITY,
    definition=marked("Share of available unit-days on which product was made, firm or internal."),
    formula=marked("process days ÷ (calendar days − blocked days)"),
    nothing=NOT_READY,
    tables=("bookings", "suites"),
    source=unit_days,
    of=row.calendar_d > 0,
    numerator=row.process_d.sum(),
    denominator=row.available_d.sum(),
    n=row.available_d.sum(),
    needs_everyone=True,
    splits=SPLITS,
    standard="ISO 22400",
)
CHANGEOVER_BURDEN = Kpi(
    id="changeover_burden",
    label=marked("Changeover burden"),
    unit="fraction",
    better="lower",
    family=Family.CAPACITY,
    definition=marked("Share of the unit-days taken by process and changeover that changeovers took."),
    formula=marked("changeover days ÷ (process days + changeover days)"),
    nothing=marked("no suite was in use in the window"),
    tables=("bookings", "suites"),
    source=unit_days,
    of=row.calendar_d > 0,
    numerator=row.changeover_d.sum(),
    denominator=(row.process_d + row.changeover_d).sum(),
    n=(row.process_d + row.changeover_d).sum(),
    needs_everyone=True,
    splits=SPLITS,
)
BOTTLENECK_UTILISATION = Kpi(
    id="bottleneck_utilisation",
    label=marked("Bottleneck utilisation"),
    unit="fraction",
    better="neither",
    family=Family.CAPACITY,
    definition=marked("Occupancy of the fullest stage of a site, naming the stage."),
    formula=marked("the largest (process days + changeover days) ÷ (calendar days − blocked days) among the stages"),
    nothing=NOT_READY,
    tables=("bookings", "suites"),
    source=busiest_stages,
    numerator=row.taken_d.sum(),
    denominator=row.available_d.sum(),
    n=row.available_d.sum(),
    keys=("site_id",),
    carries={"stage": row.stage.iloc[0]},
    needs_everyone=True,
    is_of_amounts=True,
    splits=SPLITS - {"stage"},
)
BOOKED_LADDER = Kpi(
    id="booked_ladder",
    label=marked("Capacity load"),
    unit="fraction",
    better="neither",
    family=Family.CAPACITY,
    definition=marked("All unit-days of the suites, split into firm, tentative, internal, blocked and open."),
    formula=marked("unit-days of the part ÷ calendar days"),
    nothing=marked("no suite was ready in the window"),
    tables=("bookings", "suites"),
    source=ladder,
    of=row.calendar_d > 0,
    numerator=row.part_d.sum(),
    denominator=row.calendar_d.sum(),
    n=row.calendar_d.sum(),
    keys=("part",),
    needs_everyone=True,
    splits=frozenset(("month", "site", "stage")),
    filters=SITE_ONLY,
)
CHANGEOVER_TIME = Kpi(
    id="changeover_time",
    label=marked("Changeover time"),
    unit="d",
    better="lower",
    family=Family.CAPACITY,
    definition=marked("Median length of the changeovers that ended in the window."),
    formula=marked("median of end − start of the changeover bookings, firm or internal"),
    nothing=marked("no changeover ended in the window"),
    tables=("bookings",),
    placed_by=row.end_on,
    of=(row.kind == "CHANGEOVER") & (row.firmness != "TENTATIVE"),
    value=quantile(days(row.start_on, row.end_on), 0.5),
    splits=SPLITS,
)
SCHEDULE_ADHERENCE = Kpi(
    id="schedule_adherence",
    label=marked("Schedule adherence"),
    unit="fraction",
    better="higher",
    family=Family.CAPACITY,
    definition=marked(
        "Share of the batches due to start under the frozen schedule that started within two days of it."
    ),
    formula=marked(
        "batches with |actual start − frozen start| ≤ 2 d ÷ batches with a frozen start; not started is missed"
    ),
    nothing=marked("the frozen schedule had no batch starting in the window"),
    tables=("batches",),
    placed_by=row.frozen_start_on,
    numerator=STARTED_AS_FROZEN.sum(),
    denominator=row.count(),
    splits=SPLITS,
)
INSTALLED_CAPACITY = Kpi(
    id="installed_capacity",
    label=marked("Installed capacity"),
    unit="L",
    better="neither",
    family=Family.CAPACITY,
    definition=marked("Bioreactor volume of the sites in operation."),
    formula=marked("Σ installed volume of the operating sites"),
    nothing=marked("no site is in operation"),
    tables=("sites",),
    of=IS_OPERATING,
    value=row.capacity_l.sum(),
    over_nothing=0,
    splits=BY_SITE,
    filters=SITE_ONLY,
)
PLANNED_CAPACITY = Kpi(
    id="planned_capacity",
    label=marked("Planned capacity"),
    unit="L",
    better="neither",
    family=Family.CAPACITY,
    definition=marked("Bioreactor volume of all sites once their plans are complete."),
    formula=marked("Σ planned volume of all sites"),
    nothing=marked("no site is planned"),
    tables=("sites",),
    value=row.planned_capacity_l.sum(),
    over_nothing=0,
    splits=BY_SITE,
    filters=SITE_ONLY,
)
