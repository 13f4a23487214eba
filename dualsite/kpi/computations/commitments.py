"""Take-or-pay: the batches committed for the running contract year and not planned or made."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_ABORTED, STARTS_ON
from dualsite.kpi.computations.money import position
from dualsite.kpi.computations.orders import firm_contracts
from dualsite.kpi.engine.question import ASKED, Question, Reader


def gaps(question: Question) -> pd.DataFrame:
    """Per firm contract and contract year that contains the as-of day: the `gap` in batches, never below 0.

    A batch counts for the year in which it started, or is planned to start while it has not, unless it was aborted.
    All batches of the contract count, wherever they were made.
    """
    years, today = question.read_whenever(_years), pd.Timestamp(question.view.as_of)
    running = years[(years["start_on"] <= today) & (years["end_on"] > today)]
    running = running.rename(columns={"is_illustrative": "made_up_year"})
    firm = question.once(firm_contracts).drop(columns=["end_on", "currency"])
    running = firm.merge(running, on="contract_id").sort_values(["contract_id", "start_on"], ignore_index=True)
    paired = running.reset_index(names="year").merge(question.read(_starts), on="contract_id")
    paired = paired[paired["day_on"].between(paired["start_on"], paired["end_on"], inclusive="left")]
    counted = paired.groupby("year")[["batches", "made_up_batch"]].sum().reindex(running.index, fill_value=0)
    return running.assign(
        gap=(running["committed_batches"] - counted["batches"]).clip(lower=0),
        is_illustrative=running["is_illustrative"] | running["made_up_year"] | (counted["made_up_batch"] > 0),
    )


def gaps_in_money(question: Question) -> pd.DataFrame:
    """The same gaps at their price and the share that is to be paid: `amount` in the reporting currency."""
    owed = question.once(gaps)
    amount = owed["gap"] * owed["price_per_batch"] * owed["take_or_pay_fraction"].fillna(0.0)
    return position(question, owed.assign(amount=amount))


def _years(reader: Reader) -> ir.Table:
    """All contract years, of any site and partner."""
    columns = ("contract_id", "start_on", "end_on", "committed_batches", "price_per_batch", "currency", "data_class")
    return reader.rows("contract_years", *columns, door=reader.door.unfiltered)


def _running_years(reader: Reader) -> ir.Table:
    """The contracts with a year that contains the as-of day."""
    contains = [row.start_on <= row.as_of, row.end_on > row.as_of]
    return reader.rows("contract_years", "contract_id", where=contains, door=reader.door.unfiltered)


def _starts(reader: Reader) -> ir.Table:
    """How many batches of each contract started, or are planned to, on each day; those aborted by now left out."""
    columns, everyones = ("contract_id", "data_class"), reader.door.unfiltered
    batches = reader.rows("batches", *columns, where=[~IS_ABORTED], door=everyones, day_on=STARTS_ON)
    batches = batches.semi_join(_running_years(reader), [ASKED, "contract_id"])
    return batches.group_by(ASKED, "contract_id", "day_on").aggregate(
        batches=row.count(),
        made_up_batch=(row.data_class == "ILLUSTRATIVE").any().fill_null(False),
    )
