"""The amounts of contracts: the backlog, revenue and orders, and what is committed per contract year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from dualsite import formats, palette
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, burn_down, concentration, revenue, take_or_pay
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
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


def take_or_pay_years(view: View, kept: ContractFilter, chosen: Chosen) -> Iterator[Block]:
    """What is committed, made, scheduled and missing per contract year, and how one year burns down."""
    if (missing := blocks.missing(view, ("contract_years", "batches"))) is not None:
        yield missing
        return
    yield blocks.sentence("take or pay", take_or_pay.sentence(view, kept), title=_("Take-or-pay"))
    running = take_or_pay.running(view, kept)
    yield blocks.drawn(_commitments(view, kept, running))
    by_key = take_or_pay.by_key(running)
    if by_key:
        yield _burn_down(view, by_key.get(chosen.get("burn_down", ""), next(iter(by_key.values()))))
    years = take_or_pay.years(view, kept)
    yield blocks.table(view, "contract years", _("Contract years"), take_or_pay.YEARS_SPEC, years, view.currency)


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


def _commitments(view: View, kept: ContractFilter, running: pd.DataFrame) -> ChartBlock:
    """A bar for each running contract year: what is made, scheduled and missing of what is committed."""
    rows = list(running.head(MOST_DRAWN).itertuples())
    parts: tuple[tuple[str, str, Any], ...] = (
        ("made", _("Made"), "solid"),
        ("scheduled", _("Scheduled"), "outlined"),
        ("gap", _("Shortfall"), "hatched"),
    )
    return ChartBlock(
        key="commitments",
        title=take_or_pay.title(view, kept),
        measures=wording.sentences(
            _("Current contract years. The amount is payable on the shortfall, at the rate of the as-of month."),
            take_or_pay.left_out(view, kept),
        ),
        alt=take_or_pay.in_words(view, kept),
        kind="stacked bars",
        categories=[take_or_pay.year_name(row, 48) for row in rows],
        series=[
            Series(
                name,
                [float(getattr(row, what) or 0) for row in rows],
                INK,
                style,
                labels=[_missing(row) for row in rows] if what == "gap" else (),
            )
            for what, name, style in parts
        ],
        format="whole",
        axis=_("Batches in the current contract year"),
        is_illustrative=provenance.has_illustrative(running),
    )


def _missing(year: Any) -> str:
    return formats.listed([part for part in take_or_pay.missing_in_words(year) if part])


def _burn_down(view: View, year: Any) -> ChartBlock:
    """What is left of a contract year's commitment: made so far, as scheduled, and at an even pace."""
    line = burn_down.burn_down(view, year.contract_id, year.start_on)
    has_happened = line.is_actual.astype(bool)
    actual = line[has_happened]
    ahead = pd.concat([actual.tail(1), line[~has_happened]])
    first, last = line.iloc[0], line.iloc[-1]
    gap = _("short {count}").format(count=last.left) if last.left else _("no shortfall")
    return ChartBlock(
        key="burn down",
        title=burn_down.title(year),
        measures=wording.sentence(take_or_pay.year_sentence(year)),
        alt=take_or_pay.year_sentence(year),
        kind="scatter",
        categories=(),
        series=[
            Series(_("Remaining"), list(map(float, actual.left)), INK, is_line=True, places=list(actual.on)),
            Series(
                _("Remaining, as scheduled"),
                list(map(float, ahead.left)),
                INK,
                is_line=True,
                is_dashed=True,
                places=list(ahead.on),
                labels=[*[""] * (len(ahead) - 1), gap],
            ),
            Series(
                _("Even pace"),
                [float(first.left), 0.0],
                INK,
                "thin",
                is_line=True,
                places=[first.on, last.on],
            ),
        ],
        format="whole",
        axis=_("Batches remaining"),
        is_illustrative=provenance.has_illustrative(line),
    )
