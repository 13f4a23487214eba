"""Which site may supply which market, since when or from when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.frames import frame
from dualsite.insights.markets.coverage import Coverage, HeldLicence, coverage
from dualsite.insights.markets.licences import (
    EXPIRED,
    NOT_YET,
    STATE_WORDS,
    asked,
    licence_words,
    licences,
)
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec

TABLES = ("site_licences", "routes")
"""What it takes to say which market may be supplied."""

DRAWN = 24
"""Markets that a figure shows; the table has them all."""

MEASURES = marked(
    "Filled: granted, month below. Dotted: filed. Open: planned, month expected in brackets. Crossed: "
    "lapsed. Ringed: sole licensed site for the step."
)
"""What the marks of licences show."""


@cached_per_view
def routes(view: View, product: str | None = None) -> dict[str, tuple[str, ...]]:
    """The stages of each product in the order of its route; empty without the table."""
    if not view.has("routes"):
        return {}
    steps = frame(asked(view, "routes", product).order_by("product_id", "step_no"))
    return {str(name): tuple(group.stage) for name, group in steps.groupby("product_id", sort=True)}


@cached_per_view
def supply(view: View, product: str | None = None) -> pd.DataFrame:
    """Whether each market may be supplied with each product: one row per pair that has a licence row.

    Columns: `product_id`, `product`, `market`, `state` (`yes`, `expected`, `overdue`, `blocked`, or `no route`), `on`
    (since or from when, None where not stated), `until_on`, `sites` (names, of those licensed for the last step),
    `single` (stages that rest on one site), `words` and `data_class`. With a site asked for it is what that site may
    do alone.
    """
    found = licences(view, product)
    stages = routes(view, product)
    rows = []
    for (product_id, market), group in found.groupby(["product_id", "market"], sort=False):
        route = stages.get(str(product_id))
        answer = coverage(route, _holdings(group, view.as_of), view.as_of) if route else None
        own = group[group.stage == route[-1]] if route else group
        single = tuple(dict.fromkeys(group.stage[group.is_only_site]))
        rows.append(
            {
                "product_id": product_id,
                "product": group["product"].iloc[0],
                "market": market,
                "market_name": formats.country(str(market)),
                "state": answer.state if answer else "no route",
                "on": answer and answer.on,
                "until_on": answer and answer.until_on,
                "sites": formats.listed(list(dict.fromkeys(own.site[own.state == "APPROVED"]))),
                "single": single,
                "single_words": formats.listed([wording.stage(stage) for stage in single]),
                "words": supply_words(answer, group),
                "data_class": class_of(group),
            }
        )
    return pd.DataFrame(rows, columns=SUPPLY_SPEC.names, dtype=object)


SUPPLY_SPEC = TableSpec(
    "supply",
    marked("Supply readiness by product and market"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market_name", marked("Market")),
        ColumnSpec("words", marked("Supply")),
        ColumnSpec("sites", marked("Final-step sites")),
        ColumnSpec("single_words", marked("Single-site steps")),
        ColumnSpec("product_id", kind="code"),
        ColumnSpec("market", kind="code"),
        ColumnSpec("state", kind="code"),
        ColumnSpec("on", kind="day"),
        ColumnSpec("until_on", kind="day"),
        ColumnSpec("single", kind="texts"),
        DATA_CLASS,
    ),
)


def _holdings(group: pd.DataFrame, as_of: date) -> Iterator[HeldLicence]:
    for row in group.itertuples():
        if row.state in ("APPROVED", EXPIRED):
            yield HeldLicence(row.stage, row.site_id, row.approved_on or date.min, row.valid_to_on or date.max, True)
        elif row.state in NOT_YET and row.expected_on is not None:
            yield HeldLicence(row.stage, row.site_id, row.expected_on, row.valid_to_on or date.max, False)


def supply_words(answer: Coverage | None, group: pd.DataFrame) -> str:
    """Since when, from when, or blocked by what, in words."""
    if answer is None:
        return _("not known: the product has no route")
    if answer.state == "yes":
        since = formats.day(answer.on) if answer.on else _("a date not stated")
        if answer.until_on:
            return _("supply-ready since {day}, until {end}").format(day=since, end=formats.day(answer.until_on))
        return _("supply-ready since {day}").format(day=since)
    waits = formats.names([wording.stage(stage) for stage in answer.waits_for])
    if answer.state == "expected":
        return _("from {day}, awaiting {stages}").format(day=formats.day(answer.on), stages=waits)
    if answer.state == "overdue":
        return _("due {day}, unconfirmed: awaiting {stages}").format(day=formats.day(answer.on), stages=waits)
    whys = [
        _("{stage} ({why})").format(stage=wording.stage(stage), why=_why(group[group.stage == stage]))
        for stage in answer.waits_for
    ]
    return _("blocked by {stages}").format(stages=formats.names(whys))


def _why(of_stage: pd.DataFrame) -> str:
    """What stands against a stage: its best licence, or that there is none."""
    if not len(of_stage):
        return _("no licence stated")
    best = min(of_stage.itertuples(), key=lambda row: list(STATE_WORDS).index(row.state))
    return licence_words(best)


@cached_per_view
def lanes(view: View, product: str | None = None) -> pd.DataFrame:
    """From which site each market may be supplied: one row per market and site that does the last step, by both.

    Columns: `site_id`, `site`, `market`, `is_now`, `on` (since or from when, the earliest of all products, None where
    not stated), `products` (how many) and `data_class`. A market that is blocked has no lane.
    """
    found, stages = licences(view, product), routes(view, product)
    answers = {(row.product_id, row.market): row for row in supply(view, product).itertuples()}
    rows: list[dict[str, Any]] = []
    for licence in found.itertuples():
        market, route = answers[licence.product_id, licence.market], stages.get(licence.product_id)
        if not route or licence.stage != route[-1] or market.state not in ("yes", "expected"):
            continue
        if licence.state == "APPROVED":
            is_now, on = market.state == "yes", market.on
        elif licence.state in NOT_YET and licence.expected_on is not None and not licence.is_overdue:
            is_now, on = False, max(licence.expected_on, market.on or date.min)
        else:
            continue
        names = ("site_id", "site", "market", "product_id", "data_class")
        rows.append({name: getattr(licence, name) for name in names} | {"is_now": is_now, "on": on})
    drawn = []
    for key, group in pd.DataFrame(rows, dtype=object).groupby(["market", "site_id"]) if rows else ():
        now = group[group.is_now.astype(bool)]
        days = list((now if len(now) else group).on)
        drawn.append(
            {
                "market": key[0],
                "site_id": key[1],
                "site": group.site.iloc[0],
                "is_now": len(now) > 0,
                "on": None if None in days else min(days),
                "products": int(group.product_id.nunique()),
                "data_class": class_of(group),
            }
        )
    return pd.DataFrame(drawn, columns=LANES_SPEC.names, dtype=object)


LANES_SPEC = TableSpec(
    "lanes",
    marked("Licensed supply by site and market"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("market", marked("Market"), "code", says=wording.country),
        ColumnSpec("is_now", marked("Now"), "flag"),
        ColumnSpec("on", marked("Since or from"), "day"),
        ColumnSpec("products", marked("Products"), "whole"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def class_of(rows: pd.DataFrame) -> str:
    """The data class of what is computed from several rows: illustrative as soon as one of them is."""
    return "ILLUSTRATIVE" if provenance.has_illustrative(rows) else "INTERNAL"


def supply_title(view: View, product: str | None = None) -> str:
    """The finding of the licence figure."""
    found = supply(view, product)
    if not len(found):
        return _("No site licences stated")
    states = found.state.value_counts()
    single = int(sum(len(stages) for stages in found.single))
    overdue = int(states.get("overdue", 0))
    said = [_("{yes} of {all} markets supply-ready").format(yes=int(states.get("yes", 0)), all=len(found))]
    if overdue:
        said.append(ngettext("{count} overdue", "{count} overdue", overdue).format(count=overdue))
    if single:
        resting = ngettext("{count} single-site step", "{count} single-site steps", single)
        said.append(resting.format(count=formats.number(single)))
    return formats.listed(said)


def supply_in_words(view: View, product: str | None = None) -> str:
    """The licence figure as text."""
    return formats.parts(
        (
            _("{product}, {market}: {words}; single site for {stages}")
            if row.single
            else _("{product}, {market}: {words}")
        ).format(product=row.product, market=row.market_name, words=row.words, stages=row.single_words)
        for row in supply(view, product).itertuples()
    )
