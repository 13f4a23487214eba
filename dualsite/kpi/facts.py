"""What can be said of a row as known at the as-of day, written on `_`: the nouns that the KPIs are stated in."""

from __future__ import annotations

from typing import Any

from ibis import _

from dualsite.schema.vocabulary import DECIDED_BATCH_STATUSES

CLOSED_WITHIN_D = 30
STARTED_WITHIN_D = 2
SHARE_DELIVERED = 0.95
ROUNDING = 1e-9
DAYS_PER_MONTH = 30.4375


def days(since: Any, until: Any) -> Any:
    """Whole days from one day to another."""
    return until.delta(since, unit="day")


def quantile(values: Any, share: float) -> Any:
    """The quantile by linear interpolation between the two nearest values, as NumPy's default."""
    return values.cast("float64").quantile(share)


# Batches. A disposition after the as-of day is unknown, and so is the status that came with it.
IS_RELEASED = (_.status == "RELEASED") & _.disposition_on.notnull()
IS_TESTED = _.status.isin(("RELEASED", "REJECTED")) & _.disposition_on.notnull()
IS_DECIDED = _.status.isin(DECIDED_BATCH_STATUSES) & _.disposition_on.notnull()
IS_OPEN_LOT = _.manufactured_on.notnull() & _.disposition_on.isnull()
IS_ENGINEERING = _.purpose == "ENGINEERING"
IS_EXCUSED = (_.status != "RELEASED") & _.attributable_to.isin(("CLIENT", "SUPPLIER")).fill_null(False)
RELEASE_D = days(_.manufactured_on, _.disposition_on)
OPEN_D = days(_.manufactured_on, _.as_of)
STARTED_AS_FROZEN = days(_.frozen_start_on, _.actual_start_on).abs() <= STARTED_WITHIN_D
HARVESTED_KG = _.volume_l * _.titre_g_l / 1000

# Quality events.
IS_DEVIATION = _.kind == "DEVIATION"
IS_CAPA = _.kind == "CAPA"
CLOSURE_D = days(_.opened_on, _.closed_on)

# Milestones and shipments.
SLIP_D = days(_.baseline_on, _.actual_on.fill_null(_.forecast_on).fill_null(_.agreed_on))
IS_IN_FULL = _.quantity >= SHARE_DELIVERED * _.quantity_ordered - ROUNDING
