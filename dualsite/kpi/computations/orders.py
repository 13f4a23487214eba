"""Contracts and the money that moves on them: orders taken, revenue earned, backlog left."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_FIRM
from dualsite.kpi.computations.money import converted, flow, position
from dualsite.kpi.engine.question import Question, Reader
from dualsite.kpi.windows import months_after

NOT_ORDERS = ("LOI", "MOU")
"""Contract types that are never counted as orders."""

AHEAD_MONTHS = 12


def contracts(question: Question) -> pd.DataFrame:
    """The contracts of the question's site and partner, with whether each `is_firm` at the as-of day."""
    return question.read(_contracts)


def _contracts(reader: Reader) -> ir.Table:
    columns = (
        "contract_id",
        "partner_id",
        "product_id",
        "site_id",
        "type",
        "end_on",
        "currency",
        "take_or_pay_fraction",
        "data_class",
    )
    return reader.rows("contracts", *columns, is_firm=IS_FIRM)


def firm_contracts(question: Question) -> pd.DataFrame:
    """Those contracts that are firm at the as-of day."""
    known = question.once(contracts)
    return known[known["is_firm"]]


def ending_contracts(question: Question) -> pd.DataFrame:
    """The firm contracts that end in the 12 months after the as-of day."""
    firm, as_of = question.once(firm_contracts), question.view.as_of
    last = months_after(as_of, AHEAD_MONTHS)
    return firm[firm["end_on"].between(pd.Timestamp(as_of + timedelta(days=1)), pd.Timestamp(last))]


def order_events(question: Question) -> pd.DataFrame:
    """Every order event up to the as-of day, of any site and partner, oldest first.

    `amount` is in the event's currency, negative where it takes away.
    """
    return question.read(_order_events).sort_values(["on", "event_id"], ignore_index=True)


def _order_events(reader: Reader) -> ir.Table:
    signed = row.kind.isin(("SIGNED", "EXPANSION")).ifelse(row.amount, -row.amount)
    columns, month = ("contract_id", "event_id", "on", "currency", "data_class"), row.on.truncate("M")
    return reader.rows("order_events", *columns, door=reader.door.unfiltered, month=month, amount=signed)


def revenue(question: Question) -> pd.DataFrame:
    """Every revenue row up to the as-of day, of any site and partner, in its currency."""
    return _in_order(question.read(_revenue))


def revenue_asked_for(question: Question) -> pd.DataFrame:
    """Those of the question's site and partner."""
    view = question.view
    return question.once(revenue) if view.unfiltered == view else _in_order(question.read(_revenue_asked_for))


def _revenue(reader: Reader) -> ir.Table:
    return reader.rows("revenue", *REVENUE, door=reader.door.unfiltered)


def _revenue_asked_for(reader: Reader) -> ir.Table:
    return reader.rows("revenue", *REVENUE)


REVENUE = ("contract_id", "partner_id", "site_id", "month", "amount", "currency", "data_class")


def _in_order(earned: pd.DataFrame) -> pd.DataFrame:
    return earned.sort_values(["contract_id", "site_id", "month"], ignore_index=True)


def intake_in_window(question: Question) -> pd.DataFrame:
    """The order events of the window on contracts that are not LOI or MOU: `intake` in the reporting currency."""
    window = question.window
    owners = question.once(contracts)
    owners = owners[~owners["type"].isin(NOT_ORDERS)]
    events = question.once(order_events)
    events = events[events["on"].between(pd.Timestamp(window.first), pd.Timestamp(window.last))]
    events = events.merge(owners[["contract_id", "partner_id", "site_id"]], on="contract_id")
    events = flow(question, events)
    return events.assign(intake=events["amount"])


def revenue_in_window(question: Question) -> pd.DataFrame:
    """The revenue rows whose month begins in the window: `revenue` in the reporting currency."""
    window = question.window
    earned = question.once(revenue_asked_for)
    chosen = earned["month"].between(pd.Timestamp(window.first), pd.Timestamp(window.last))
    earned = flow(question, earned[chosen])
    return earned.assign(revenue=earned["amount"])


def intake_and_revenue(question: Question) -> pd.DataFrame:
    """Both together: each row has its `intake` or its `revenue`, the other being 0."""
    intake = question.once(intake_in_window).assign(revenue=0.0)
    earned = question.once(revenue_in_window).assign(intake=0.0)
    columns = ["site_id", "partner_id", "month", "intake", "revenue", "is_illustrative"]
    return pd.concat([intake[columns], earned[columns]], ignore_index=True)


def backlogs(question: Question) -> pd.DataFrame:
    """Per firm contract what was ordered and not yet earned, never below 0: `amount` in the reporting currency.

    Events and revenue are turned into the contract's currency at the rates of their months, the rest is held as a
    position. A contract that names no currency has that of its earliest event.
    """
    firm = question.once(firm_contracts)
    events, earned = question.once(order_events), question.once(revenue)
    earned = earned.assign(amount=-earned["amount"])
    moves = pd.concat([events, earned], ignore_index=True)
    moves = moves[moves["contract_id"].isin(firm["contract_id"])]
    first = moves.drop_duplicates("contract_id").set_index("contract_id")["currency"]
    own = firm.set_index("contract_id")["currency"]
    own = own.fillna(first.reindex(own.index)).fillna(question.view.currency)
    moves = converted(question, moves, moves["contract_id"].map(own), moves["month"])
    net = moves.groupby("contract_id")[["amount", "is_illustrative"]].sum().reindex(own.index, fill_value=0)
    left = firm.assign(
        currency=own.to_numpy(),
        amount=net["amount"].clip(lower=0.0).to_numpy(),
        is_illustrative=firm["is_illustrative"].to_numpy() | (net["is_illustrative"] > 0).to_numpy(),
    )
    return position(question, left)
