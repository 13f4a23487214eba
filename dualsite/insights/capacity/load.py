"""Capacity: where suites are full, where there is room, and which stage binds. In unit-days, never in litres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.frames import column, frame, names_of, small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.unit_days import booked, busiest_stages, calendar, unit_days
from dualsite.kpi.engine.question import Question
from dualsite.kpi.windows import Window, months_after
from dualsite.schema.options import HAS_LAPSED
from dualsite.schema.vocabulary import BLOCKING_KINDS, LADDER_PARTS, STAGES

TILES = ("suite_occupancy", "productive_utilisation", "changeover_burden", "schedule_adherence")
"""The KPIs that the capacity page opens with."""

NEEDS = ("suites", "bookings")
"""The tables without which there is nothing to show."""

WINDOWS_LISTED = 3
"""Free windows listed per stage, the longest first."""


@dataclass(frozen=True)
class Binding:
    """The stage that binds at a site over the next twelve months, and the one after it."""

    site: str
    stage: str
    occupancy: float
    open_d: int
    next_stage: str | None
    next_occupancy: float | None


def ahead(view: View) -> Window:
    """The twelve months after the as-of day."""
    return Window(view.as_of + timedelta(days=1), months_after(view.as_of, 12))


def stage_in_words(stage: str) -> str:
    """Upstream, Fill and finish."""
    return wording.title(wording.stage(stage))


@cached_per_view
def suites(view: View, stages: tuple[str, ...] = ()) -> pd.DataFrame:
    """The suites of the filter with their `site`, by site, stage and id. Needs suites."""
    found = small(view, "suites")
    if stages:
        found = found[found.stage.isin(stages)]
    names = names_of(view, "sites", "site_id")
    found = found.assign(
        site=column([names.get(site, site) for site in found.site_id], found), order=found.stage.map(STAGES.index)
    )
    return found.sort_values(["site_id", "order", "suite_id"]).drop(columns="order").reset_index(drop=True)


SUITES_SPEC = TableSpec("capacity suites", marked("Suites, by site and stage"), (ColumnSpec("site"),), extends="suites")


@cached_per_view
def bookings(view: View, first: date, last: date, stages: tuple[str, ...] = ()) -> pd.DataFrame:
    """The bookings that touch `[first, last]`, by suite and start, each on a `lane` of its suite from 0.

    Besides the table's columns: `shown_as` (`FIRM`, `TENTATIVE`, `INTERNAL`, `BLOCKED`, `CHANGEOVER`), `product` and
    `partner` by name, None for the site's own. Lapsed options are left out. Needs suites and bookings.
    """
    touches = [row_.start_on <= last, row_.end_on > first, row_.end_on > row_.start_on, ~HAS_LAPSED]
    chosen = row_.suite_id.isin(list(suites(view, stages).suite_id))
    touching = view.table("bookings", where=[*touches, chosen])
    found = frame(touching.order_by("suite_id", "start_on", "booking_id"))
    products = names_of(view, "products", "product_id")
    partners = names_of(view, "partners", "partner_id")
    return found.assign(
        shown_as=[
            "BLOCKED" if kind in BLOCKING_KINDS else "CHANGEOVER" if kind == "CHANGEOVER" else firmness
            for kind, firmness in zip(found.kind, found.firmness, strict=True)
        ],
        product=column([products.get(product) for product in found.product_id], found),
        partner=column([partners.get(partner) for partner in found.partner_id], found),
        lane=_lanes(found),
    )


BOOKINGS_SPEC = TableSpec(
    "bookings",
    marked("Bookings, by suite"),
    (
        ColumnSpec("suite_id", marked("Suite"), "code"),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("Up to"), "day"),
        ColumnSpec("shown_as", marked("Shown as"), "code", says=wording.booked_as),
        ColumnSpec("kind", marked("Kind"), "code", says=wording.booking),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("campaign_id", marked("Campaign"), "code"),
        ColumnSpec("option_expires_on", marked("Option until"), "day"),
        ColumnSpec("lane", kind="whole"),
    ),
    extends="bookings",
)


def _lanes(found: pd.DataFrame) -> list[int]:
    """The lowest lane free at its start for each booking of a suite; what blocks all units takes lane 0."""
    lanes: list[int] = []
    ends: dict[str, list[date]] = {}
    for row in found.itertuples():
        if row.kind in BLOCKING_KINDS:
            lanes.append(0)
            continue
        taken = ends.setdefault(row.suite_id, [])
        lane = next((place for place, end in enumerate(taken) if end <= row.start_on), len(taken))
        if lane == len(taken):
            taken.append(row.end_on)
        else:
            taken[lane] = row.end_on
        lanes.append(lane)
    return lanes


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
    marked("The calendar by quarter and what it is booked as"),
    (
        ColumnSpec("quarter", marked("Quarter"), "quarter"),
        ColumnSpec("part", marked("Part"), "code", says=wording.booked_as),
        ColumnSpec("part_d", marked("Of this part"), "number", marked("unit-days")),
        ColumnSpec("calendar_d", marked("Calendar"), "number", marked("unit-days")),
        ColumnSpec("share", marked("Share"), "fraction"),
        DATA_CLASS,
    ),
)


@cached_per_view
def bindings(view: View) -> tuple[Binding, ...]:
    """The stage that binds per site over the next twelve months, by site; none for a site without ready suites."""
    question = Question(view, ahead(view))
    days = question.once(unit_days)
    days = days.assign(taken_d=days.process_d + days.changeover_d)
    names = names_of(view, "sites", "site_id")
    found = []
    for first in busiest_stages(question).sort_values("site_id").itertuples():
        of_site = days[days.site_id == first.site_id]
        by_stage = of_site.groupby("stage")[["taken_d", "available_d", "OPEN"]].sum()
        by_stage = by_stage[by_stage.available_d > 0]
        others = (by_stage.taken_d / by_stage.available_d).drop(first.stage).sort_values(ascending=False)
        found.append(
            Binding(
                names.get(first.site_id, first.site_id),
                first.stage,
                float(first.share),
                int(by_stage.OPEN[first.stage]),
                str(others.index[0]) if len(others) else None,
                float(others.iloc[0]) if len(others) else None,
            )
        )
    return tuple(found)


def answer(view: View) -> str:
    """Which stage binds where, by how much, and what is open on it."""
    if not view.has(*NEEDS):
        return _("Without suites and bookings there is no capacity to speak of.")
    found = bindings(view)
    if not found:
        return _("No suite stands ready in the next 12 months.")
    return wording.sentences(*map(_binds, found))


def _binds(one: Binding) -> str:
    words = {
        "stage": stage_in_words(one.stage),
        "site": one.site,
        "share": formats.percent(one.occupancy, 0),
        "open": formats.number(one.open_d),
    }
    if one.next_stage is None:
        return _("{stage} binds at {site}: {share} booked over the next 12 months, {open} suite-days open.").format(
            **words
        )
    return _(
        "{stage} binds at {site}: {share} booked over the next 12 months against {next_share} {next_stage}, "
        "{open} suite-days open."
    ).format(next_share=formats.percent(one.next_occupancy, 0), next_stage=wording.stage(one.next_stage), **words)


@cached_per_view
def room(view: View) -> pd.DataFrame:
    """Open unit-days of the next twelve months per site and stage, with the longest free windows in words.

    Needs suites and bookings.
    """
    question = Question(view, ahead(view))
    days = question.once(calendar)
    taken = question.once(booked)
    blocks = taken["blocks"].to_numpy(dtype=bool)
    blocked = days.count(taken, blocks) > 0
    free = np.where(blocked, 0, np.maximum(days.ready - days.count(taken, ~blocks), 0))
    names = names_of(view, "sites", "site_id")
    suite_names = names_of(view, "suites", "suite_id")
    listed = []
    for (site_id, stage), group in days.suites.groupby(["site_id", "stage"], sort=True):
        grid = free[group.index]
        windows = [
            (length, start, suite_names[group.suite_id[place]])
            for place, row in zip(group.index, grid, strict=True)
            for start, length in _runs(row > 0)
        ]
        windows.sort(key=lambda one: (-one[0], one[1], one[2]))
        made_up = bool(group["is_illustrative"].any() or taken["is_illustrative"].any())
        listed.append(
            {
                "site": names.get(site_id, site_id),
                "stage": stage,
                "open_d": int(grid.sum()),
                "calendar_d": int(days.ready[group.index].sum()),
                "windows": formats.parts(
                    _("{suite} {first} to {last} ({days} d)").format(
                        suite=suite,
                        first=formats.day(question.window.first + timedelta(days=start)),
                        last=formats.day(question.window.first + timedelta(days=start + length - 1)),
                        days=formats.number(length),
                    )
                    for length, start, suite in windows[:WINDOWS_LISTED]
                )
                or formats.UNKNOWN,
                "data_class": "ILLUSTRATIVE" if made_up else "INTERNAL",
            }
        )
    found = pd.DataFrame(listed, columns=["site", "stage", "open_d", "calendar_d", "windows", "data_class"])
    order = found.stage.map(STAGES.index)
    return found.assign(order=order).sort_values(["site", "order"]).drop(columns="order").reset_index(drop=True)


ROOM_SPEC = TableSpec(
    "open suite-days",
    marked("Open suite-days of the next 12 months, by site and stage"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("stage", marked("Stage"), "code", says=stage_in_words),
        ColumnSpec("open_d", marked("Open"), "whole", marked("unit-days")),
        ColumnSpec("calendar_d", marked("Calendar"), "whole", marked("unit-days")),
        ColumnSpec("windows", marked("Longest free windows")),
        DATA_CLASS,
    ),
)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and length of every unbroken run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.asarray(flags, dtype=np.int8), [0]))))
    return [(int(start), int(end - start)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def litres_warning(view: View) -> str | None:
    """Why litres do not say what can be made, where a stage after upstream binds; None where upstream binds."""
    downstream = [one for one in bindings(view) if one.stage not in ("SEED", "UPSTREAM")]
    if not downstream:
        return None
    return _("Bioreactor litres are no measure of what can be made here: {stages} binds first.").format(
        stages=formats.joined(sorted({wording.stage(one.stage) for one in downstream}))
    )
