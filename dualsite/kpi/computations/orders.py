"""Contracts and the money that moves on them: orders taken, revenue earned, backlog left."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
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
    return question.read(_order_events, "on", "event_id")


def _order_events(reader: Reader) -> ir.Table:
    signed = row.kind.isin(("SIGNED", "EXPANSION")).ifelse(row.amount, -row.amount)
    columns, month = ("contract_id", "event_id", "on", "currency", "data_class"), row.on.truncate("M")
    return reader.rows("order_events", *columns, door=reader.door.unfiltered, month=month, amount=signed)


def revenue(question: Question) -> pd.DataFrame:
    """Every revenue row up to the as-of day, of any site and partner, in its currency."""
    return question.read(_revenue, *_IN_ORDER)


def revenue_asked_for(question: Question) -> pd.DataFrame:
    """Those of the question's site and partner."""
    view = question.view
    return question.once(revenue) if view.unfiltered == view else question.read(_revenue_asked_for, *_IN_ORDER)


def _revenue(reader: Reader) -> ir.Table:
    return reader.rows("revenue", *REVENUE, door=reader.door.unfiltered)


def _revenue_asked_for(reader: Reader) -> ir.Table:
    return reader.rows("revenue", *REVENUE)


REVENUE = ("contract_id", "partner_id", "site_id", "month", "amount", "currency", "data_class")
_IN_ORDER = ("contract_id", "site_id", "month")


def intake_in_window(question: Question) -> pd.DataFrame:
    """The order events of the window on contracts that are not LOI or MOU: `intake` in the reporting currency."""
    window = question.window
    owners = question.once(contracts)
    owners = owners[~owners["type"].isin(NOT_ORDERS)]
    events = question.once(order_events)
    events = events[events["on"].between(pd.Timestamp(window.first), pd.Timestamp(window.last))]
    at = pd.Index(owners["contract_id"]).get_indexer(events["contract_id"])
    whose = {name: owners[name].array.take(at[at >= 0]) for name in ("partner_id", "site_id")}
    events = flow(question, events[at >= 0].assign(**whose))
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
    moves = pd.concat([events, earned.assign(amount=-earned["amount"])], ignore_index=True)
    at = pd.Index(firm["contract_id"]).get_indexer(moves["contract_id"])
    moves, at = moves[at >= 0], at[at >= 0]
    own = firm["currency"].to_numpy(dtype=object)
    first = np.full(len(firm), question.view.currency, dtype=object)
    first[at[::-1]] = moves["currency"].to_numpy(dtype=object)[::-1]
    own = np.where(pd.isna(own), first, own)
    moves = converted(question, moves, own[at], moves["month"])
    net, made_up = (np.bincount(at, moves[name], len(firm)) for name in ("amount", "is_illustrative"))
    left = firm.assign(
        currency=pd.array(own, dtype="str"),
        amount=net.clip(min=0.0),
        is_illustrative=firm["is_illustrative"] | (made_up > 0),
    )
    return position(question, left)
