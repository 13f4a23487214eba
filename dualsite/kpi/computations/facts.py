"""What can be said of a row as known at the as-of day, written on `row`: the nouns that the KPIs are stated in."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _ as row

from dualsite.schema.vocabulary import ACTIVE_TRIAL_STATUSES, DECIDED_BATCH_STATUSES, FIRM_CONTRACT_TYPES

CLOSED_WITHIN_D = 30
STARTED_WITHIN_D = 2
SHARE_DELIVERED = 0.95
ROUNDING = 1e-9
DAYS_PER_MONTH = 30.4375


def days(since: Any, until: Any) -> Any:
    """Whole days from one day to another."""
    return until.delta(since, unit="day")


def come(name: str) -> Any:
    """A day that rows keep as it is stored, if it has come; else empty."""
    return ibis.ifelse(row.lies_ahead(name), ibis.null("date"), getattr(row, name))


def quantile(values: Any, share: float) -> Any:
    """The quantile by linear interpolation between the two nearest values, as NumPy's default."""
    return values.cast("float64").quantile(share)


# Any table.
IS_MADE_UP = (row.data_class == "ILLUSTRATIVE").fill_null(False)

# Batches. A disposition after the as-of day is unknown, and so is the status that came with it.
IS_RELEASED = (row.status == "RELEASED") & row.disposition_on.notnull()
IS_TESTED = row.status.isin(("RELEASED", "REJECTED")) & row.disposition_on.notnull()
IS_DECIDED = row.status.isin(DECIDED_BATCH_STATUSES) & row.disposition_on.notnull()
IS_ABORTED = (row.status == "ABORTED") & row.disposition_on.notnull()
IS_OPEN_LOT = row.manufactured_on.notnull() & row.disposition_on.isnull()
IS_ENGINEERING = row.purpose == "ENGINEERING"
IS_EXCUSED = (row.status != "RELEASED") & row.attributable_to.isin(("CLIENT", "SUPPLIER")).fill_null(False)
RELEASE_D = days(row.manufactured_on, row.disposition_on)
OPEN_D = days(row.manufactured_on, row.as_of)
STARTED_AS_FROZEN = days(row.frozen_start_on, row.actual_start_on).abs() <= STARTED_WITHIN_D
STARTS_ON = row.actual_start_on.fill_null(row.planned_start_on)
HARVESTED_KG = row.volume_l * row.titre_g_l / 1000

UNDER_WAY = ("IN_PROCESS", "MADE", "IN_TEST", "IN_REVIEW", "ON_HOLD")
"""Where a batch can be that has started and is not decided."""

BATCH_STEP = ibis.cases(
    (IS_DECIDED, row.status),
    (row.status.isin(DECIDED_BATCH_STATUSES) & row.manufactured_on.notnull(), "MADE"),
    (row.status.isin(DECIDED_BATCH_STATUSES) & row.actual_start_on.notnull(), "IN_PROCESS"),
    (row.status.isin(DECIDED_BATCH_STATUSES) | row.lies_ahead("actual_start_on"), "PLANNED"),
    (row.lies_ahead("manufactured_on"), "IN_PROCESS"),
    (row.status.isin(("PLANNED", "IN_PROCESS")) & row.manufactured_on.notnull(), "MADE"),
    ((row.status == "PLANNED") & row.actual_start_on.notnull(), "IN_PROCESS"),
    else_=row.status,
)
"""Where a batch stands: its stored status, unless a day of it says otherwise. What is decided later is not decided yet,
what is made later is being made, what starts later is planned; what is made is no longer being made, nor planned."""

# Sites and suites.
IS_OPERATING = (row.status == "OPERATING") & (row.operating_from.isnull() | (row.operating_from <= row.as_of))
IS_READY = (row.gmp_ready_on <= row.as_of).fill_null(False) & ~(row.retired_on <= row.as_of).fill_null(False)

# Contracts, bids and licences. The days beside the stored status say whether it counts yet, or still.
IS_SIGNED = row.signed_on.isnull() | (row.signed_on <= row.as_of)
IS_FIRM = (
    row.type.isin(FIRM_CONTRACT_TYPES)
    & (row.status.isin(("SIGNED", "ACTIVE")) | ((row.status == "EXPIRED") & (row.end_on > row.as_of).fill_null(False)))
    & IS_SIGNED
)
IS_KNOWN_CONTRACT = (
    IS_FIRM
    | (row.signed_on.isnull() & row.announced_on.isnull())
    | (row.signed_on <= row.as_of).fill_null(False)
    | (row.announced_on <= row.as_of).fill_null(False)
)
"""A contract is known once it is signed or announced; one without either day, and one that is firm, always."""
IS_OPEN_BID = (row.closed_on > row.as_of).fill_null(False) | (row.closed_on.isnull() & ~row.stage.isin(("WON", "LOST")))
IS_WON_BID = (row.stage == "WON") & (row.closed_on <= row.as_of).fill_null(False)
IS_LICENSED = (
    (row.status == "APPROVED")
    & (row.approved_on.isnull() | (row.approved_on <= row.as_of))
    & (row.valid_to_on.isnull() | (row.valid_to_on > row.as_of))
)

LICENCE_STATE = ibis.cases(
    (IS_LICENSED, "APPROVED"),
    ((row.status == "APPROVED") & ~row.lies_ahead("approved_on").fill_null(False), "EXPIRED"),
    (row.status.isin(("APPROVED", "FILED")) & row.lies_ahead("filed_on"), "PLANNED"),
    (row.status == "APPROVED", "FILED"),
    else_=row.status,
)
"""What a licence is: its stored status, unless a day of it says otherwise; EXPIRED when it holds no longer."""

# Trials.
IS_ACTIVE_TRIAL = row.status.isin(ACTIVE_TRIAL_STATUSES)

# Quality events and actions.
IS_OPEN = row.closed_on.isnull()
IS_OVERDUE = row.due_on < row.as_of
IS_DEVIATION = row.kind == "DEVIATION"
IS_CAPA = row.kind == "CAPA"
IS_OPEN_CAPA = IS_CAPA & IS_OPEN
CLOSURE_D = days(row.opened_on, row.closed_on)

# Milestones and shipments.
SLIP_D = days(row.baseline_on, row.actual_on.fill_null(row.forecast_on).fill_null(row.agreed_on))
IS_IN_FULL = row.quantity >= SHARE_DELIVERED * row.quantity_ordered - ROUNDING
