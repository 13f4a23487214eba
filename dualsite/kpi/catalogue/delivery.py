"""Delivery: whether batches succeed, are released in time, arrive as promised, and last."""

from __future__ import annotations

from ibis import _ as row

from dualsite.i18n import marked
from dualsite.kpi.computations.cover import days_of_cover
from dualsite.kpi.computations.facts import (
    HARVESTED_KG,
    IS_DECIDED,
    IS_ENGINEERING,
    IS_EXCUSED,
    IS_IN_FULL,
    IS_OPEN_LOT,
    IS_RELEASED,
    IS_TESTED,
    OPEN_D,
    RELEASE_D,
    SLIP_D,
    quantile,
)
from dualsite.kpi.computations.transfers import transfers
from dualsite.kpi.definition import Family, Filter, Kpi, Split

OF_BATCHES: frozenset[Split] = frozenset(("month", "site", "partner", "product", "stage"))
OF_PROMISES: frozenset[Split] = frozenset(("month", "site", "partner"))
PARTNER_ONLY: frozenset[Filter] = frozenset(("partner",))
NONE_DECIDED = marked("no batch was released or rejected in the window")
NONE_OPEN = marked("no manufactured batch awaits disposition")
NO_BASELINE = marked("no milestone was committed for the window")

BATCH_SUCCESS_RATE = Kpi(
    id="batch_success_rate",
    label=marked("Batch success rate"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked(
        "Share of the batches released, rejected or aborted that were released; engineering batches excluded."
    ),
    formula=marked("released ÷ (released + rejected + aborted)"),
    nothing=marked("no batch was released, rejected or aborted in the window"),
    tables=("batches",),
    placed_by=row.disposition_on,
    of=IS_DECIDED & ~IS_ENGINEERING,
    numerator=IS_RELEASED.sum(),
    denominator=row.count(),
    splits=OF_BATCHES,
)
BATCH_SUCCESS_RATE_OWN = Kpi(
    id="batch_success_rate_own",
    label=marked("Batch success rate, own causes"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Batch success rate without failures attributable to the client or a supplier."),
    formula=marked("released ÷ (released + rejected + aborted, less failures attributable to client or supplier)"),
    nothing=marked("no batch was released, or failed for own causes, in the window"),
    tables=("batches",),
    placed_by=row.disposition_on,
    of=IS_DECIDED & ~IS_ENGINEERING & ~IS_EXCUSED,
    numerator=IS_RELEASED.sum(),
    denominator=row.count(),
    splits=OF_BATCHES,
)
RIGHT_FIRST_TIME = Kpi(
    id="right_first_time",
    label=marked("Right first time"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Share of released batches without rework and without a critical or major deviation."),
    formula=marked("released, not reworked, no critical or major deviation ÷ released; engineering batches excluded"),
    nothing=marked("no batch was released in the window"),
    tables=("batches", "quality_events"),
    placed_by=row.disposition_on,
    of=IS_RELEASED & ~IS_ENGINEERING,
    numerator=(~row.reworked & ~row.has_major_deviation).sum(),
    denominator=row.count(),
    splits=OF_BATCHES,
    standard="ISO 22400",
)
RECORD_RIGHT_FIRST_TIME = Kpi(
    id="record_right_first_time",
    label=marked("Batch record right first time"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Share of batches released or rejected whose record needed no correction."),
    formula=marked("batches without record corrections ÷ (released + rejected)"),
    nothing=NONE_DECIDED,
    tables=("batches",),
    placed_by=row.disposition_on,
    of=IS_TESTED,
    numerator=(row.record_corrections == 0).sum(),
    denominator=row.count(),
    splits=OF_BATCHES,
)
RELEASE_TIME_MEDIAN = Kpi(
    id="release_time_median",
    label=marked("Release time, median"),
    unit="d",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Median time from manufacture to release or rejection."),
    formula=marked("median of disposition − manufactured of the released and rejected batches"),
    nothing=NONE_DECIDED,
    tables=("batches",),
    placed_by=row.disposition_on,
    of=IS_TESTED & RELEASE_D.notnull(),
    value=quantile(RELEASE_D, 0.5),
    splits=OF_BATCHES,
)
RELEASE_TIME_P90 = Kpi(
    id="release_time_p90",
    label=marked("Release time, 90th percentile"),
    unit="d",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Time within which nine in ten batches were released or rejected after manufacture."),
    formula=marked("90th percentile of disposition − manufactured of the released and rejected batches"),
    nothing=NONE_DECIDED,
    tables=("batches",),
    placed_by=row.disposition_on,
    of=IS_TESTED & RELEASE_D.notnull(),
    value=quantile(RELEASE_D, 0.9),
    splits=OF_BATCHES,
)
OPEN_LOTS = Kpi(
    id="open_lots",
    label=marked("Open lots"),
    unit="count",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Manufactured batches awaiting disposition."),
    formula=marked("number of batches manufactured without disposition"),
    nothing=NONE_OPEN,
    tables=("batches",),
    of=IS_OPEN_LOT,
    splits=OF_BATCHES - {"month"},
)
OLDEST_OPEN_LOT = Kpi(
    id="oldest_open_lot",
    label=marked("Oldest open lot"),
    unit="d",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Time since manufacture of the oldest batch awaiting disposition."),
    formula=marked("the largest as-of day − manufactured of the open lots"),
    nothing=NONE_OPEN,
    tables=("batches",),
    of=IS_OPEN_LOT,
    value=OPEN_D.max(),
    splits=OF_BATCHES - {"month"},
)
OTIF_ORIGINAL = Kpi(
    id="otif_original",
    label=marked("On-time in full, original date"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked(
        "Share of promised shipments delivered by the date first promised, at a quantity of at least 95%."
    ),
    formula=marked(
        "delivered by the original commit day and quantity ≥ 0.95 × ordered ÷ lines due; not delivered is missed"
    ),
    nothing=marked("no shipment was promised for the window"),
    tables=("shipments",),
    placed_by=row.original_commit_on,
    numerator=((row.delivered_on <= row.original_commit_on) & IS_IN_FULL).sum(),
    denominator=row.count(),
    splits=OF_PROMISES,
)
OTIF_AGREED = Kpi(
    id="otif_agreed",
    label=marked("On-time in full, agreed date"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Share of agreed shipments delivered by the date last agreed, at a quantity of at least 95%."),
    formula=marked(
        "delivered by the agreed commit day and quantity ≥ 0.95 × ordered ÷ lines due; not delivered is missed"
    ),
    nothing=marked("no shipment was agreed for the window"),
    tables=("shipments",),
    placed_by=row.agreed_commit_on,
    numerator=((row.delivered_on <= row.agreed_commit_on) & IS_IN_FULL).sum(),
    denominator=row.count(),
    splits=OF_PROMISES,
)
MILESTONE_ON_TIME = Kpi(
    id="milestone_on_time",
    label=marked("Milestones on time"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Share of the milestones committed for the window reached by the first committed date."),
    formula=marked("milestones with actual ≤ baseline ÷ milestones with a baseline"),
    nothing=NO_BASELINE,
    tables=("milestones",),
    placed_by=row.baseline_on,
    numerator=(row.actual_on <= row.baseline_on).sum(),
    denominator=row.count(),
    splits=OF_PROMISES,
)
MILESTONE_SLIP = Kpi(
    id="milestone_slip",
    label=marked("Milestone slip"),
    unit="d",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Median delay against the first committed date, using the forecast where not yet reached."),
    formula=marked("median of (actual, else forecast, else agreed) − baseline"),
    nothing=NO_BASELINE,
    tables=("milestones",),
    placed_by=row.baseline_on,
    of=SLIP_D.notnull(),
    value=quantile(SLIP_D, 0.5),
    splits=OF_PROMISES,
)
TECH_TRANSFER_TIME = Kpi(
    id="tech_transfer_time",
    label=marked("Tech transfer time"),
    unit="months",
    better="lower",
    family=Family.DELIVERY,
    definition=marked("Median time from kick-off to the first clinical GMP batch, for completed transfers."),
    formula=marked("median of GMP_CLINICAL − KICK_OFF of one contract or product, in months of 30.4375 days"),
    nothing=marked("no transfer reached its first GMP batch in the window"),
    tables=("milestones",),
    source=transfers,
    value=row.months.median(),
    splits=OF_PROMISES,
)
PROCESS_YIELD = Kpi(
    id="process_yield",
    label=marked("Process yield"),
    unit="fraction",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Product made as a share of product in the harvest, over the batches made in the window."),
    formula=marked("Σ output ÷ Σ (volume × titre) of the batches where all three are known"),
    nothing=marked("no batch with output, volume and titre was made in the window"),
    tables=("batches",),
    placed_by=row.manufactured_on,
    of=row.output_kg.notnull() & HARVESTED_KG.notnull(),
    numerator=row.output_kg.sum(),
    denominator=HARVESTED_KG.sum(),
    is_of_amounts=True,
    splits=OF_BATCHES,
)
DAYS_OF_COVER = Kpi(
    id="days_of_cover",
    label=marked("Days of cover"),
    unit="d",
    better="higher",
    family=Family.DELIVERY,
    definition=marked("Days that released, usable stock lasts at the mean daily demand of the next 90 days."),
    formula=marked(
        "usable stock of the newest count, at the route's last stage ÷ mean daily demand of the next 90 days"
    ),
    nothing=marked("there is no demand in the next 90 days, or the product has no route"),
    tables=("stock", "demand", "routes"),
    source=days_of_cover,
    numerator=row.stock_kg.sum(),
    denominator=row.daily_kg.sum(),
    n=row.product_id.nunique(),
    keys=("product_id", "market"),
    splits=frozenset(("partner", "product")),
    filters=PARTNER_ONLY,
)
