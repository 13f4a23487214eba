"""Release: how old lots without a decision are, against the limit of their class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.batches import lots
from dualsite.insights.batches.clock import WAITED_FOR, clock
from dualsite.insights.batches.waits import HEADINGS, PARTS
from dualsite.insights.frames import column, known, names_of
from dualsite.insights.kpis.tiles import FEWEST
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import BATCH_STEP, IS_OPEN_LOT, IS_TESTED, RELEASE_D, quantile
from dualsite.kpi.windows import trailing
from dualsite.store.statements import run

PAST, WITHIN, NO_LIMIT = marked("past the limit"), marked("within the limit"), marked("no class limit")

DRAWN = 20
"""Open lots that are drawn; the table has all."""


@cached_per_view
def limits(view: View) -> Mapping[str, float]:
    """The limit of each class, in days from made to decided: nine in ten lots of the stage took no longer.

    A class is a stage; its limit is that of lots released or rejected in the last 12 months, of all sites of the view.
    A stage with under `FEWEST` of them has none.
    """
    window = trailing(view.as_of, 12)
    decided = [IS_TESTED, row.manufactured_on.notnull(), row.disposition_on.between(window.first, window.last)]
    rows = view.table("batches", "stage", where=decided, took_d=RELEASE_D)
    found = run(rows.group_by("stage").aggregate(n=row.count(), limit_d=quantile(row.took_d, 0.9))).dicts()
    return {one["stage"]: float(one["limit_d"]) for one in found if one["n"] >= FEWEST}


@cached_per_view
def open_lots(view: View) -> pd.DataFrame:
    """Lots made and not decided, the furthest past their limit first, with the columns of `OPEN_LOTS_SPEC`.

    The days by party sum to `age_d`; None where the data have no batch_events. None without batches.
    """
    if not view.has("batches"):
        return OPEN_LOTS_SPEC.empty()
    found = known(view, "batches", where=[IS_OPEN_LOT], step=BATCH_STEP)
    limit = limits(view)
    whose = {one.batch_id: one for one in clock(view).batches if one.is_open}
    sites, products = names_of(view, "sites", "site_id"), names_of(view, "products", "product_id")
    age = [(view.as_of - made).days for made in found.manufactured_on]
    past = [days - limit[stage] if stage in limit else None for days, stage in zip(age, found.stage, strict=True)]
    parts = {
        name: column([whose[one].parts.get(party, 0) if one in whose else None for one in found.batch_id], found)
        for name, party in zip(PARTS, WAITED_FOR, strict=True)
    }
    found = found.assign(
        site=column([sites.get(site, site) for site in found.site_id], found),
        product=column([products.get(one, one) for one in found.product_id], found),
        step_words=column(
            [_(lots.STEPS[step]) if step in lots.STEPS else wording.status(step) for step in found.step], found
        ),
        age_d=column(age, found),
        limit_d=column([limit.get(stage) for stage in found.stage], found),
        standing=column([NO_LIMIT if one is None else PAST if one > 0 else WITHIN for one in past], found),
        past=[-1.0e9 if one is None else one for one in past],
        **parts,
    )
    ordered = found.sort_values(["past", "age_d", "batch_id"], ascending=[False, False, True])
    return ordered[OPEN_LOTS_SPEC.names].reset_index(drop=True)


OPEN_LOTS_SPEC = TableSpec(
    "open-lots",
    marked("Lots awaiting disposition, furthest past the class limit first"),
    (
        ColumnSpec("batch_id", marked("Lot"), "code"),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("stage", marked("Stage"), "code", says=wording.stage),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("step_words", marked("Where")),
        ColumnSpec("age_d", marked("Since manufacture"), "whole", marked("d"), is_strong=True),
        ColumnSpec("limit_d", marked("Class limit"), "number", marked("d")),
        ColumnSpec("standing", marked("Standing"), "standing"),
        *(ColumnSpec(name, heading, "whole", marked("d")) for name, heading in zip(PARTS, HEADINGS, strict=True)),
        ColumnSpec("manufactured_on", marked("Made"), "day"),
        DATA_CLASS,
    ),
)


def title(view: View) -> str:
    """The finding over the lots that are open."""
    rows = open_lots(view)
    if not len(rows):
        return _("No lots awaiting disposition")
    past = int((rows.standing == PAST).sum())
    return _("{past} of {count} open lots past the class limit").format(
        past=formats.number(past), count=formats.number(len(rows))
    )


def open_in_words(view: View) -> str:
    """The open lots as text."""
    return formats.parts(
        _("{lot}: {days}, {standing}").format(lot=one.batch_id, days=formats.days(one.age_d), standing=_(one.standing))
        for one in open_lots(view).itertuples()
    ) or title(view)


def named(lot: Any) -> str:
    """A row of `open_lots` by its lot and stage."""
    return f"{lot.batch_id}, {wording.stage(lot.stage)}"


def age_in_words(lot: Any) -> str:
    """The days of a row of `open_lots`, with a sign where they are past the limit."""
    said = formats.days(lot.age_d)
    return f"▲ {said}" if lot.standing == PAST else said


def is_told_apart(rows: pd.DataFrame) -> bool:
    """Whether it is known of every one of the lots on whom it waited."""
    return bool(len(rows)) and not rows[list(PARTS)].isna().any(axis=None)
