"""Take-or-pay: the batches committed for the running contract year and not planned or made."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_ABORTED, IS_FIRM, IS_MADE_UP, STARTS_ON
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import ASKED, Question, Reader


def gaps(question: Question) -> pd.DataFrame:
    """Per firm contract and contract year that contains the as-of day: the `gap` in batches, never below 0.

    A batch counts for the year in which it started, or is planned to start while it has not, unless it was aborted.
    All batches of the contract count, wherever they were made.
    """
    owed = question.read(_running_years, "contract_id", "year_no")
    return owed.assign(gap=(owed["committed_batches"] - owed["batches"]).clip(lower=0))


def gaps_in_money(question: Question) -> pd.DataFrame:
    """The same gaps at their price and the share that is to be paid: `amount` in the reporting currency."""
    owed = question.once(gaps)
    amount = owed["gap"] * owed["price_per_batch"] * owed["take_or_pay_fraction"].fillna(0.0)
    return position(question, owed.assign(amount=amount))


def _running_years(reader: Reader) -> ir.Table:
    """The years of firm contracts that contain the as-of day, each with the `batches` that count for it."""
    everyones = reader.door.unfiltered
    of_contract = ("partner_id", "product_id", "site_id", "take_or_pay_fraction")
    of_year = ("year_no", "start_on", "end_on", "committed_batches", "price_per_batch", "currency")
    runs = [row.start_on <= row.as_of, row.end_on > row.as_of]
    made = {"day_on": STARTS_ON, "made_up_batch": IS_MADE_UP}
    contracts = reader.rows("contracts", "contract_id", *of_contract, where=[IS_FIRM], made_up=IS_MADE_UP)
    years = reader.rows("contract_years", "contract_id", *of_year, where=runs, door=everyones, made_up_year=IS_MADE_UP)
    batches = reader.rows("batches", "contract_id", where=[~IS_ABORTED], door=everyones, **made)

    contract = [ASKED, "contract_id"]
    year = [*contract, "year_no"]
    spans = years.select(*year, "start_on", "end_on")
    is_in_span = [batches.day_on >= spans.start_on, batches.day_on < spans.end_on]
    counted = (
        spans.join(batches, [*contract, *is_in_span])
        .group_by(*year)
        .aggregate(counted=row.count(), made_up_batch=row.made_up_batch.any())
    )
    owed = years.join(contracts, contract).left_join(counted, year)
    return owed.select(
        *(*contract, *of_contract, *of_year),
        batches=owed.counted.fill_null(0),
        is_illustrative=owed.made_up | owed.made_up_year | owed.made_up_batch.fill_null(False),
    )
