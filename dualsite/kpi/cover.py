"""Days of cover: how long the stock lasts at the demand of the next 90 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from ibis import _

from dualsite.kpi.question import Question, frame
from dualsite.kpi.rows import rows
from dualsite.kpi.supply import routes
from dualsite.kpi.windows import Window, month_of, months_after
from dualsite.schema.vocabulary import markets

AHEAD_D = 90


def days_of_cover(question: Question) -> pd.DataFrame:
    """One row per product, over all places and markets, and one per product and market in which its stock lies.

    `stock_kg`: what is usable at the as-of day, of the newest count and at the last stage of the route. `daily_kg`:
    mean demand per day. Both are 0 for a product without route. `market` is empty on a product's own row.
    """
    stock, demand = question.once(usable_stock), question.once(daily_demand)
    products = _products(question, stock, demand)
    placed = stock[stock["location"].isin(markets()) & stock["is_last_stage"]].rename(columns={"location": "market"})
    covers = pd.concat([_covers(products, stock, demand, []), _covers(placed, placed, demand, ["market"])])
    has_route = covers["product_id"].isin(question.once(routes)["product_id"])
    return covers.assign(**{name: covers[name].where(has_route, 0.0) for name in ("stock_kg", "daily_kg")})


def _covers(asked: pd.DataFrame, stock: pd.DataFrame, demand: pd.DataFrame, place: list[str]) -> pd.DataFrame:
    keys = ["product_id", *place]
    covers = asked[[*keys, "partner_id"]].drop_duplicates(keys)
    usable = (
        stock[stock["is_last_stage"]]
        .groupby(keys, as_index=False)
        .agg(stock_kg=("quantity_kg", "sum"), made_up_stock=("is_illustrative", "any"))
    )
    needed = demand.groupby(keys, as_index=False).agg(
        daily_kg=("daily_kg", "sum"), made_up_demand=("is_illustrative", "any")
    )
    covers = covers.merge(usable, "left", on=keys).merge(needed, "left", on=keys)
    filled = covers.fillna({"stock_kg": 0.0, "daily_kg": 0.0})
    made_up = covers["made_up_stock"].eq(True) | covers["made_up_demand"].eq(True)
    return filled.assign(is_illustrative=made_up)


def _products(question: Question, stock: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    known_of = [stock, demand]
    if question.view.has("products"):
        known_of.insert(0, frame(rows(question, "products", "product_id", "partner_id")))
    return pd.concat([known[["product_id", "partner_id"]] for known in known_of]).drop_duplicates("product_id")


def usable_stock(question: Question) -> pd.DataFrame:
    """What of each product's newest count up to the as-of day is released, usable and not expired, row by row.

    `is_last_stage`: at the stage of the last step of the product's route.
    """
    as_of = question.view.as_of
    columns = ("product_id", "partner_id", "stage", "location", "quantity_kg", "data_class")
    counts = rows(question, "stock", *columns, "as_of_on", "status", "usable_on", "expires_on")
    newest = counts.filter(_.as_of_on == _.as_of_on.max().over(group_by="product_id"))
    usable = newest.filter(_.status == "RELEASED", _.usable_on <= as_of, _.expires_on.isnull() | (_.expires_on > as_of))
    stock = frame(usable.select(*columns))
    last = question.once(routes).drop_duplicates("product_id", keep="last").set_index("product_id")["stage"]
    return stock.assign(is_last_stage=stock["stage"] == stock["product_id"].map(last))


def daily_demand(question: Question) -> pd.DataFrame:
    """The mean daily demand of the next 90 days by product and market; a month's demand is spread over its days."""
    shares = shares_of_months(question.view.as_of)
    planned = rows(question, "demand", "product_id", "partner_id", "market", "month", "quantity_kg", "data_class")
    demand = frame(planned.filter(_.month >= min(shares), _.month <= max(shares)))
    share = demand["month"].dt.date.map(shares).astype(float)
    return demand.assign(daily_kg=demand["quantity_kg"] * share / AHEAD_D)


def shares_of_months(as_of: date) -> Mapping[date, float]:
    """Of each month that the next 90 days touch, by its first day, the share of its days that are among them."""
    ahead = Window(as_of + timedelta(days=1), as_of + timedelta(days=AHEAD_D))
    shares = {}
    for month in ahead.months:
        after = months_after(month, 1)
        inside = min(after, ahead.last + timedelta(days=1)) - max(month_of(month), ahead.first)
        shares[month] = inside.days / (after - month).days
    return shares
