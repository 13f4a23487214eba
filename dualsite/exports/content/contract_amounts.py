"""The amounts of contracts: the backlog, revenue and orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from dualsite import formats, palette
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, concentration, revenue
from dualsite.insights.contracts.register import ContractFilter
from dualsite.insights.data import provenance
from dualsite.palette import INK


def overview(view: View, kept: ContractFilter) -> Iterator[Block]:
    """The backlog by year, and on whom revenue rests; nothing where the page says why there are no amounts."""
    if (missing := blocks.missing(view, ("order_events",))) is not None:
        yield missing
    elif backlog.is_known(view):
        yield blocks.drawn(_backlog(view, kept))
    if (missing := blocks.missing(view, ("revenue",))) is not None:
        yield missing
    elif not money.why_no_amounts(view):
        yield blocks.drawn(_shares(view, kept))


def amounts(view: View, kept: ContractFilter) -> Iterator[Block]:
    """Order intake against revenue, revenue by client and site, and the rows behind the backlog."""
    if not view.has("order_events", "revenue") or money.why_no_amounts(view):
        return
    yield blocks.tiles(view, revenue.TILES)
    by_client = revenue.by_client_and_site(view, kept)
    yield blocks.drawn(_ratio(view, kept))
    yield blocks.drawn(_orders(view, kept))
    yield blocks.drawn(_revenue(view, kept, by_client))
    if backlog.is_known(view):
        held = backlog.backlog(view, kept)
        yield blocks.table(view, "backlog rows", _("Backlog by contract"), backlog.BACKLOG_SPEC, held, view.currency)
        spec = revenue.BY_CLIENT_AND_SITE_SPEC
        yield blocks.table(view, "revenue rows", _("Revenue by client and site"), spec, by_client, view.currency)


def _short(amount: float, view: View) -> str:
    return formats.money_short(amount, view.currency)


def _in_all(amounts: Sequence[float], view: View) -> Series:
    """What stands over stacked columns: their sums."""
    return Series(_("Total"), amounts, INK, "thin", is_line=True, labels=[_short(one, view) for one in amounts])


def _backlog(view: View, kept: ContractFilter) -> ChartBlock:
    """A column for each year, a colour for each site."""
    rows = backlog.by_year(view, kept)
    rows = rows.assign(
        named=backlog.years_named(rows), key=[one if isinstance(one, str) else "" for one in rows.site_id]
    )
    years = list(dict.fromkeys(rows.named))
    sites = sorted(set(zip(rows.key, rows.site, strict=True)))
    colours = palette.site_colours(money.site_ids(view))
    sums = rows.groupby(["key", "named"]).amount.sum().to_dict()
    series = [
        Series(str(name), [float(sums.get((site, year), 0.0)) for year in years], colours.get(site, INK), "outlined")
        for site, name in sites
    ]
    totals = rows.groupby("named").amount.sum()
    return ChartBlock(
        key="backlog",
        title=backlog.title(view, kept),
        measures=wording.sentences(
            _("By calendar year, phased by contract-year commitments, otherwise evenly over the term."),
            backlog.left_out(view, kept),
        ),
        alt=backlog.in_words(view, kept),
        kind="stacked columns",
        categories=years,
        series=[*series, _in_all([float(totals[year]) for year in years], view)],
        format="amount",
        currency=view.currency,
        axis=_("Backlog, {currency}").format(currency=view.currency),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _shares(view: View, kept: ContractFilter) -> ChartBlock:
    """A bar for each client, the largest first."""
    rows = concentration.clients(view, kept)
    listed = concentration.largest(rows)
    return ChartBlock(
        key="shares",
        title=concentration.title(view, kept),
        measures=wording.sentences(concentration.at_risk(view, kept), concentration.meaning(view, kept)),
        alt=concentration.in_words(view, kept),
        kind="bars",
        categories=[name for name, _id, _share, _amount in listed],
        series=[
            Series(
                _("Share of revenue"),
                [float(share) for _name, _id, share, _amount in listed],
                INK,
                labels=[f"{formats.percent(share, 0)} {_short(amount, view)}" for _name, _id, share, amount in listed],
            )
        ],
        format="fraction",
        axis=_("Share of revenue, 12 months"),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _ratio(view: View, kept: ContractFilter) -> ChartBlock:
    """Orders for each unit of revenue, at each month's end."""
    rows = revenue.book_to_bill(view, kept)
    ratios = [None if value is None or value != value else float(value) for value in rows.book_to_bill]
    labels = [""] * len(ratios)
    if ratios and ratios[-1] is not None:
        labels[-1] = formats.number(ratios[-1], 2)
    return ChartBlock(
        key="book to bill",
        title=revenue.book_to_bill_title(view, kept),
        measures=revenue.book_to_bill_measures(view, kept),
        alt=revenue.book_to_bill_in_words(view, kept),
        kind="lines",
        categories=list(rows.on),
        series=[
            Series(_("Book to bill"), ratios, INK, is_line=True, labels=labels),
            Series(_("Book-to-bill of 1"), [1.0] * len(ratios), INK, "thin", is_line=True, is_dashed=True),
        ],
        format="ratio",
        axis=_("Ratio"),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _orders(view: View, kept: ContractFilter) -> ChartBlock:
    """The orders and the revenue that the ratio is of."""
    rows = revenue.book_to_bill(view, kept)
    return ChartBlock(
        key="orders and revenue",
        title=_("Orders and revenue over the trailing 12 months"),
        measures="",
        alt=revenue.book_to_bill_in_words(view, kept),
        kind="lines",
        categories=list(rows.on),
        series=[
            Series(
                name,
                [float(value) for value in rows[column]],
                INK,
                is_line=True,
                is_dashed=is_dashed,
                labels=[
                    _short(float(value), view) if on == rows.on.iloc[-1] else "" for on, value in _pairs(rows, column)
                ],
            )
            for column, name, is_dashed in (("intake", _("Order intake"), False), ("revenue", _("Revenue"), True))
        ],
        format="amount",
        currency=view.currency,
        axis=_("12 months, {currency}").format(currency=view.currency),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _pairs(rows: pd.DataFrame, column: str) -> list[tuple[Any, Any]]:
    return list(zip(rows.on, rows[column], strict=True))


def _revenue(view: View, kept: ContractFilter, rows: pd.DataFrame) -> ChartBlock:
    """A column for each client, a colour for each site, and a line at the 12 months before."""
    keyed, names = revenue.by_bar(rows)
    sites = sorted(set(zip(rows.site_id, rows.site, strict=True)))
    colours = palette.site_colours(money.site_ids(view))
    parts = keyed.groupby(["site_id", "key"]).revenue.sum().to_dict()
    sums = keyed.groupby("key")[["revenue", "before"]].sum()
    series = [
        Series(str(name), [float(parts.get((site, key), 0.0)) for key in names], colours.get(site, INK))
        for site, name in sites
    ]
    before = [float(sums.before[key]) for key in names]
    return ChartBlock(
        key="revenue",
        title=revenue.title(view, kept),
        measures=wording.sentences(
            _("Trailing 12 months by client and site; dashed: the prior 12 months."), revenue.left_out(view, kept)
        ),
        alt=revenue.in_words(view, kept),
        kind="stacked columns",
        categories=list(names.values()),
        series=[
            *series,
            _in_all([float(sums.revenue[key]) for key in names], view),
            Series(_("Prior 12 months"), before, INK, "thin", is_line=True, is_dashed=True),
        ],
        format="amount",
        currency=view.currency,
        axis=_("Revenue, 12 months, {currency}").format(currency=view.currency),
        is_illustrative=provenance.has_illustrative(rows),
    )
