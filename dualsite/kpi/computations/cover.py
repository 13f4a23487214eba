"""Days of cover: how long the stock lasts at the demand of the next 90 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import days
from dualsite.kpi.computations.supply import routes
from dualsite.kpi.engine.question import ASKED, Question, Reader
from dualsite.kpi.windows import Window, month_of, months_after
from dualsite.schema.vocabulary import markets

AHEAD_D = 90


def days_of_cover(question: Question) -> pd.DataFrame:
    """What there is of every product and what is needed, over all markets and in each market where its stock lies.

    `stock_kg`: what is usable at the as-of day, of the newest count and at the last stage of the route. `daily_kg`:
    mean demand per day. Each row adds to one of them, or says only that the product is there; a product without route
    has neither. `market` is empty over all markets. A market where all that lies there is not usable has its rows.
    """
    counted, demand = question.once(newest_count), question.once(daily_demand)
    partners = _partners(question, counted, demand)
    products = pd.DataFrame({"product_id": list(partners), "is_illustrative": False})
    counted = counted[counted["is_last_stage"]].rename(columns={"usable_kg": "stock_kg", "location": "market"})
    placed = counted[counted["market"].isin(markets())]
    places = set(zip(placed["product_id"], placed["market"], strict=True))
    asked_there = [place in places for place in zip(demand["product_id"], demand["market"], strict=True)]
    everywhere = pd.concat([products, counted[counted["is_usable"]], demand]).assign(market=None)
    covers = pd.concat([everywhere, placed, demand[asked_there]], ignore_index=True)
    has_route = covers["product_id"].isin(question.once(routes)["product_id"])
    amounts = {name: covers[name].where(has_route, 0.0).fillna(0.0) for name in ("stock_kg", "daily_kg")}
    return covers.assign(**amounts, partner_id=covers["product_id"].map(partners))


def _partners(question: Question, counted: pd.DataFrame, demand: pd.DataFrame) -> dict[str, str]:
    """The partner of each product, as the products say it, else its stock, else its demand."""
    known_of = [demand, counted]
    if question.view.has("products"):
        known_of.append(question.read_whenever(_products))
    partners: dict[str, str] = {}
    for known in known_of:
        partners.update(zip(known["product_id"], known["partner_id"], strict=True))
    return partners


def newest_count(question: Question) -> pd.DataFrame:
    """Each product's newest count of its stock up to the as-of day, row by row, whatever its status.

    `is_usable`: released, usable and not expired; of it `usable_kg`, which is 0 else. `is_last_stage`: at the stage of
    the last step of the product's route.
    """
    stock = question.read(_newest_count)
    last = question.once(routes).drop_duplicates("product_id", keep="last").set_index("product_id")["stage"]
    return stock.assign(is_last_stage=stock["stage"] == stock["product_id"].map(last))


def _newest_count(reader: Reader) -> ir.Table:
    columns = ("product_id", "partner_id", "stage", "location", "data_class")
    lasts = row.expires_on.isnull() | (row.expires_on > row.as_of)
    is_usable = (row.status == "RELEASED") & (row.usable_on <= row.as_of) & lasts
    usable_kg = is_usable.ifelse(row.quantity_kg, 0.0)
    counts = reader.rows("stock", *columns, "as_of_on", is_usable=is_usable, usable_kg=usable_kg)
    newest = counts.filter(row.as_of_on == row.as_of_on.max().over(group_by=(ASKED, "product_id")))
    return newest.drop("as_of_on")


def _products(reader: Reader) -> ir.Table:
    return reader.rows("products", "product_id", "partner_id")


def daily_demand(question: Question) -> pd.DataFrame:
    """The mean daily demand of the next 90 days by product and market; a month's demand is spread over its days."""
    shares = shares_of_months(question.view.as_of)
    demand = question.read(_demand_around)
    demand = demand[demand["month"].between(pd.Timestamp(min(shares)), pd.Timestamp(max(shares)))]
    share = demand["month"].dt.date.map(shares).astype(float)
    return demand.assign(daily_kg=demand["quantity_kg"] * share / AHEAD_D)


def _demand_around(reader: Reader) -> ir.Table:
    """The demand of the months that begin at most a month before the as-of day and at most 90 days after it."""
    columns = ("product_id", "partner_id", "market", "month", "quantity_kg", "data_class")
    return reader.rows("demand", *columns, where=[days(row.as_of, row.month).between(-31, AHEAD_D)])


def shares_of_months(as_of: date) -> Mapping[date, float]:
    """Of each month that the next 90 days touch, by its first day, the share of its days that are among them."""
    ahead = Window(as_of + timedelta(days=1), as_of + timedelta(days=AHEAD_D))
    shares = {}
    for month in ahead.months:
        after = months_after(month, 1)
        inside = min(after, ahead.last + timedelta(days=1)) - max(month_of(month), ahead.first)
        shares[month] = inside.days / (after - month).days
    return shares
