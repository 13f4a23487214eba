"""Forecast, reserved, used: what a client expects to need, what time is held for them, and what has been made of it."""

from __future__ import annotations

from datetime import date, timedelta
from math import fsum
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.contracts import take_or_pay
from dualsite.insights.frames import frame, small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_ABORTED, STARTS_ON
from dualsite.kpi.windows import months_after, quarter_of
from dualsite.schema.options import HAS_LAPSED, TENTATIVE

BACK, AHEAD = 4, 5
"""Quarters shown before that of the as-of day, and from it on."""

NEEDS = ("demand", "bookings", "batches")
"""The tables of forecast, reserved and used; each stands for itself."""

MEASURES = marked(
    "By calendar quarter. Demand: grey firm, hatched forecast, green mark made in the final step. "
    "Suite-days: filled firm, outlined option. Final-step lots: filled started, outlined planned."
)
"""What the bars of the quarters show."""


@cached_per_view
def quarters(view: View) -> pd.DataFrame:
    """One row per calendar quarter, four before that of the as-of day to four after it, in time.

    Columns: `quarter` (its first day), `is_past` (over at the as-of day), `firm_kg` and `forecast_kg` (demand),
    `made_kg` (output of the last step of the route, or of any step where a product has no route), `firm_d` and
    `option_d` (unit-days of process bookings), `started` and `planned` (lots of the last step) and `data_class`.
    What a missing table holds is None; what a table has no rows of is 0.
    """
    this = quarter_of(view.as_of)
    starts = [months_after(this, 3 * place) for place in range(-BACK, AHEAD)]
    rows: dict[date, dict[str, Any]] = {
        start: dict.fromkeys(QUARTERS_SPEC.names) | {"quarter": start, "is_past": months_after(start, 3) <= view.as_of}
        for start in starts
    }
    end = months_after(starts[-1], 3)
    made_up: set[date] = set()
    if view.has("demand"):
        _add(rows, ("firm_kg", "forecast_kg"), _demand(view, starts[0], end), made_up)
    if view.has("bookings"):
        _add(rows, ("firm_d", "option_d"), _reserved(view, starts[0], end), made_up)
    if view.has("batches"):
        _add(rows, ("made_kg", "started", "planned"), _lots(view, starts[0], end), made_up)
    for start, row in rows.items():
        row["data_class"] = "ILLUSTRATIVE" if start in made_up else "INTERNAL"
    return pd.DataFrame(list(rows.values()), columns=QUARTERS_SPEC.names, dtype=object)


QUARTERS_SPEC = TableSpec(
    "forecast, reserved, used",
    marked("Forecast, reserved and used, by calendar quarter"),
    (
        ColumnSpec("quarter", marked("Quarter"), "quarter"),
        ColumnSpec("firm_kg", marked("Demand, firm"), "number", marked("kg")),
        ColumnSpec("forecast_kg", marked("Demand, forecast"), "number", marked("kg")),
        ColumnSpec("made_kg", marked("Made"), "number", marked("kg")),
        ColumnSpec("firm_d", marked("Reserved, firm"), "number", marked("suite-days")),
        ColumnSpec("option_d", marked("Reserved, option"), "number", marked("suite-days")),
        ColumnSpec("started", marked("Started"), "number", marked("lots")),
        ColumnSpec("planned", marked("Planned"), "number", marked("lots")),
        ColumnSpec("is_past", kind="flag"),
        DATA_CLASS,
    ),
)


Part = tuple[date, str, float, bool]
"""A day, what it adds to, how much, and whether it is made up."""


def _add(rows: dict[date, dict[str, Any]], names: tuple[str, ...], parts: list[Part], made_up: set[date]) -> None:
    """Add the parts up by quarter: the same sums in whatever order they come."""
    amounts: dict[tuple[date, str], list[float]] = {(quarter, name): [] for quarter in rows for name in names}
    for day, name, amount, is_made_up in parts:
        quarter = quarter_of(day)
        if quarter in rows:
            amounts[quarter, name].append(amount)
            if is_made_up:
                made_up.add(quarter)
    for (quarter, name), found in amounts.items():
        rows[quarter][name] = fsum(found)


def _demand(view: View, first: date, end: date) -> list[Part]:
    rows = view.table("demand", where=[row_.month >= first, row_.month < end])
    summed = rows.group_by("month", "kind").aggregate(
        kg=rows.quantity_kg.sum(), made_up=(rows.data_class == "ILLUSTRATIVE").fill_null(False).max()
    )
    names = {"FIRM": "firm_kg", "FORECAST": "forecast_kg"}
    return [(row.month, names[row.kind], row.kg, row.made_up) for row in frame(summed).itertuples()]


def _reserved(view: View, first: date, end: date) -> list[Part]:
    """Process bookings cut at the quarters, in days of one unit; lapsed options left out."""
    touches = [row_.kind == "PROCESS", ~HAS_LAPSED, row_.start_on < end, row_.end_on > first]
    rows = view.table("bookings", where=touches)
    alike = rows.group_by("start_on", "end_on", is_option=rows.firmness == TENTATIVE).aggregate(
        units=rows.count(), made_up=(rows.data_class == "ILLUSTRATIVE").fill_null(False).max()
    )
    parts: list[Part] = []
    for row in frame(alike).itertuples():
        start = max(row.start_on, first)
        while start < min(row.end_on, end):
            until = min(months_after(quarter_of(start), 3), row.end_on)
            parts.append(
                (start, "option_d" if row.is_option else "firm_d", (until - start).days * row.units, row.made_up)
            )
            start = until
    return parts


def _lots(view: View, first: date, end: date) -> list[Part]:
    """Lots of the last step: started up to the as-of day, planned after it, and what was made of them."""
    last = _last_stages(view)
    chosen = view.table(
        "batches",
        "product_id",
        "stage",
        "manufactured_on",
        "output_kg",
        where=[~IS_ABORTED],
        has_started=row_.actual_start_on.notnull(),
        on=STARTS_ON,
        made_up=(row_.data_class == "ILLUSTRATIVE").fill_null(False),
    )
    counted = chosen.group_by("product_id", "stage", "on", "has_started").aggregate(
        count=chosen.count(), made_up=chosen.made_up.max()
    )
    weighed = chosen.filter(chosen.manufactured_on.notnull(), chosen.output_kg.notnull())
    weighed = weighed.group_by("product_id", "stage", "manufactured_on").aggregate(
        kg=weighed.output_kg.sum(), made_up=weighed.made_up.max()
    )
    parts: list[Part] = [
        # What was planned for a day gone by and has not started is still to come.
        (
            max(row["on"], view.as_of + timedelta(days=1)) if not row["has_started"] else row["on"],
            "started" if row["has_started"] else "planned",
            row["count"],
            row["made_up"],
        )
        for row in frame(counted).to_dict("records")
        if last.get(row["product_id"], row["stage"]) == row["stage"] and first <= row["on"] < end
    ]
    parts += [
        (row.manufactured_on, "made_kg", row.kg, row.made_up)
        for row in frame(weighed).itertuples()
        if last.get(row.product_id, row.stage) == row.stage
    ]
    return parts


def _last_stages(view: View) -> dict[str, str]:
    """The last stage of each product's route."""
    if not view.has("routes"):
        return {}
    steps = small(view, "routes").sort_values(["product_id", "step_no"])
    return dict(zip(steps.product_id, steps.stage, strict=True))


def has_any(view: View) -> bool:
    """Whether there is anything to draw."""
    found = quarters(view)
    amounts = [column.name for column in QUARTERS_SPEC.shown if column.is_numeric]
    return any(bool(value) for name in amounts for value in found[name])


def title(view: View) -> str:
    """The finding: what is reserved and planned against what is forecast from here on."""
    found = quarters(view)
    ahead = found[~found.is_past.astype(bool)]

    def total(*names: str) -> float | None:
        values = [value for name in names for value in ahead[name] if value is not None]
        return sum(values) if values else None

    return _("To {quarter}: {kg} kg forecast, {days} suite-days reserved, {lots} lots planned").format(
        quarter=formats.quarter(ahead.quarter.iloc[-1]),
        kg=formats.number(total("firm_kg", "forecast_kg")),
        days=formats.number(total("firm_d", "option_d")),
        lots=formats.number(total("planned")),
    )


def in_words(view: View) -> str:
    """The figure as text."""
    return formats.parts(
        _(
            "{quarter}: forecast {kg} kg, made {made} kg, reserved {days} suite-days, "
            "{started} lots started, {planned} planned"
        ).format(
            quarter=formats.quarter(row.quarter),
            kg=formats.number(_sum(row.firm_kg, row.forecast_kg), 1),
            made=formats.number(row.made_kg, 1),
            days=formats.number(_sum(row.firm_d, row.option_d)),
            started=formats.number(row.started),
            planned=formats.number(row.planned),
        )
        for row in quarters(view).itertuples()
    )


def _sum(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


@cached_per_view
def commitments(view: View) -> pd.DataFrame:
    """What the client's contract years commit to, in batches and without amounts: those begun, then the next.

    Columns: `label`, `year_no`, `start_on`, `end_on`, `committed`, `made`, `scheduled`, `gap`, `contract_id`,
    `data_class`.
    Empty without contracts, contract years or batches.
    """
    if not view.has("contracts", "contract_years", "batches"):
        return COMMITMENTS_SPEC.empty()
    found = take_or_pay.years(view)
    near = [row.end_on > view.as_of and row.start_on < months_after(view.as_of, 12) for row in found.itertuples()]
    return found.loc[near].sort_values(["contract_id", "start_on"])[COMMITMENTS_SPEC.names].reset_index(drop=True)


COMMITMENTS_SPEC = TableSpec(
    "commitments",
    marked("Committed batches per contract year"),
    (
        ColumnSpec("label", marked("Contract")),
        ColumnSpec("year_no", marked("Year"), "whole"),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("Until (exclusive)"), "day"),
        ColumnSpec("committed", marked("Committed"), "whole"),
        ColumnSpec("made", marked("Started"), "whole"),
        ColumnSpec("scheduled", marked("Scheduled"), "whole"),
        ColumnSpec("gap", marked("Shortfall"), "whole"),
        ColumnSpec("contract_id", kind="code"),
        DATA_CLASS,
    ),
)
