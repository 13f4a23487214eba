"""The calendars of suites: what each is booked for, each booking on a lane of its own."""

from __future__ import annotations

from datetime import date

import pandas as pd
from ibis import _ as row_

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights import wording
from dualsite.insights.frames import column, frame, names_of, small
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.schema.options import HAS_LAPSED
from dualsite.schema.vocabulary import BLOCKING_KINDS, STAGES


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
