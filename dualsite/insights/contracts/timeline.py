"""The timeline of contracts: signing, announcement, term, notice and options, and each as text."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import question
from dualsite.insights.contracts.register import (
    CLINICAL,
    CLINICAL_TO_COMMERCIAL,
    COMMERCIAL,
    CONTRACT_COLUMNS,
    EVERYTHING,
    FIRM,
    GROUPS,
    MOST_DRAWN,
    NOT_FIRM,
    ContractFilter,
    register,
)
from dualsite.insights.frames import frame
from dualsite.insights.sight import sight
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import NotAvailableError
from dualsite.schema.options import HAS_LAPSED, TENTATIVE

Term = tuple[Any, date, date]
"""A row of the timeline, and a stretch of its term."""


@cached_per_view
def timeline(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The register in the order it is drawn: firm, draft or past, not firm; partners by the start of the relation,
    each partner's contracts from clinical to commercial.

    Besides its columns: `begins_on` (start of the term, else the first day known), `worth` (the value in the reporting
    currency, in words; `undisclosed` without one), the same as a number `worth_amount` of `worth_currency`,
    `drawn_dates` (signing and announcement where they differ), and of the options not yet lapsed `options` (bookings
    held), `option_on` (the first day one lapses), `option_from` and `option_to`.
    """
    found = register(view, chosen)
    held, worths = open_options(view), _worths(view, found)
    since = found.groupby("partner_id").known_on.agg(lambda days: min((day for day in days if day), default=date.max))
    order = (None, CLINICAL, CLINICAL_TO_COMMERCIAL, COMMERCIAL)
    rows = []
    for row in found.to_dict("records"):
        option = held.get(row["contract_id"], {})
        amount, currency = worths.get(row["contract_id"], (None, None))
        rows.append(
            {
                **row,
                "begins_on": row["start_on"] or row["known_on"],
                "worth": formats.money_short(amount, currency) if currency else _(wording.UNDISCLOSED),
                "worth_amount": None if amount is None else round(amount),
                "worth_currency": currency,
                "drawn_dates": _two_dates(row["signed_on"], row["announced_on"]),
                **{name: option.get(name) for name in ("options", "option_on", "option_from", "option_to")},
                "place": (
                    GROUPS.index(row["group"]),
                    since[row["partner_id"]],
                    row["partner"],
                    order.index(row["supply"]),
                    row["known_on"] or row["start_on"] or date.max,
                    row["contract_id"],
                ),
            }
        )
    rows.sort(key=lambda row: row["place"])
    return pd.DataFrame(rows, columns=TIMELINE_SPEC.names, dtype=object)


TIMELINE_SPEC = TableSpec(
    "timeline",
    marked("Contracts, firm first"),
    (
        *CONTRACT_COLUMNS,
        # In its own currency where that has no rate, or undisclosed, so each cell says its own.
        ColumnSpec("worth", marked("Contract value")),
        ColumnSpec("worth_amount", marked("Value as a number"), "number", digits=0, is_filed=True),
        ColumnSpec("worth_currency", marked("Currency of the value"), "code", is_filed=True),
        *SOURCE,
        ColumnSpec("begins_on", kind="day"),
        ColumnSpec("drawn_dates"),
        ColumnSpec("options", kind="whole"),
        ColumnSpec("option_on", kind="day"),
        ColumnSpec("option_from", kind="day"),
        ColumnSpec("option_to", kind="day"),
    ),
)
CONTRACTS_SPEC = replace(TIMELINE_SPEC, id="contracts")
"""The same as a table beside the figure, under a name of its own."""


@cached_per_view
def open_options(view: View) -> dict[str, dict[str, Any]]:
    """Per contract its options: tentative bookings that have not lapsed at the as-of day; none without bookings."""
    if not view.has("bookings"):
        return {}
    stands = [row_.firmness == TENTATIVE, ~HAS_LAPSED, row_.contract_id.notnull(), row_.end_on > view.as_of]
    rows = view.unfiltered.table("bookings", where=stands)
    held = rows.group_by("contract_id").aggregate(
        options=rows.count(),
        option_on=rows.option_expires_on.min(),
        option_from=rows.start_on.min(),
        option_to=rows.end_on.max(),
    )
    return {row["contract_id"]: row for row in frame(held.order_by("contract_id")).to_dict("records")}


def drawn(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The first rows of the timeline, as many as a figure holds."""
    return timeline(view, chosen).head(MOST_DRAWN)


DRAWN_SPEC = TIMELINE_SPEC


def left_undrawn(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """That rows stand in the table alone; empty when all are drawn."""
    count = len(timeline(view, chosen)) - MOST_DRAWN
    if count <= 0:
        return ""
    return _("First {drawn} shown, {count} more in the table.").format(drawn=MOST_DRAWN, count=formats.number(count))


MARKS = (
    ("signed_on", marked("signed {day}")),
    ("announced_on", marked("announced {day}")),
    ("notice_on", marked("notice deadline {day}")),
    ("option_on", marked("first option expires {day}")),
)
"""The columns of days that are marked on a contract's line, and what each says; marked texts."""

YEARS_AHEAD = 5
"""How far ahead the timeline reaches at most."""


def reach(rows: Sequence[Any], as_of: date) -> tuple[date, date]:
    """The first and the last day of the timeline of these rows."""
    days = [day for row in rows for day in (row.begins_on, row.known_on) if day is not None]
    ends = [day for row in rows for day in (row.end_on, row.notice_on, row.option_on) if day is not None]
    last = min(max([*ends, as_of + timedelta(days=365)]), as_of + timedelta(days=366 * YEARS_AHEAD))
    return sight(days, as_of)[0] - timedelta(days=100), last + timedelta(days=60)


def terms(rows: Sequence[Any], as_of: date) -> tuple[list[Term], list[Term]]:
    """The parts of the terms that have gone by, and those ahead: contract, first day, day after the last."""
    gone: list[Term] = []
    ahead: list[Term] = []
    for row in rows:
        if row.end_on is None:
            if row.start_on and row.start_on < as_of:
                gone.append((row, row.start_on, as_of))
            continue
        start = row.begins_on or row.end_on
        if start < as_of:
            gone.append((row, start, min(row.end_on, as_of)))
        if row.end_on > as_of:
            ahead.append((row, max(start, as_of), row.end_on))
    return gone, ahead


def open_since(row: Any, as_of: date) -> date | None:
    """From when on a firm contract runs without a stated end; None of any other."""
    if row.end_on is not None or row.group != FIRM or not row.begins_on:
        return None
    begins: date = row.begins_on
    return max(begins, as_of) if row.start_on else begins


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding of the timeline."""
    groups = register(view, chosen).group.value_counts()
    firm = int(groups.get(FIRM, 0))
    return ngettext(
        "{count} firm contract, {others} excluded from amounts",
        "{count} firm contracts, {others} excluded from amounts",
        firm,
    ).format(count=formats.number(firm), others=formats.number(groups.get(NOT_FIRM, 0)))


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The timeline as text."""
    rows = drawn(view, chosen)
    if not len(rows):
        return _("No contract matches the filters.")
    return formats.parts(
        _("{label}: {group}, {dates}, term {term}, value {value}").format(
            label=row.label,
            group=_(row.group),
            dates=dates_in_words(row),
            term=term_in_words(row),
            value=row.worth,
        )
        for row in rows.itertuples()
    )


def _worths(view: View, contracts: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """Stated values by contract, in the reporting currency at the rates of the as-of month, and that currency.

    In their own currencies where one has no rate; a contract without a value is left out.
    """
    stated = contracts.loc[[has_value(row) for row in contracts.itertuples()]]
    amounts = pd.DataFrame(
        {
            "amount": stated.value.astype(float),
            "currency": stated.currency.astype("str"),
            "is_illustrative": False,
        }
    )
    with contextlib.suppress(NotAvailableError):
        amounts = position(question(view), amounts)
    return {
        contract: (float(amount), str(currency))
        for contract, amount, currency in zip(stated.contract_id, amounts.amount, amounts.currency, strict=True)
    }


def _two_dates(signed_on: date | None, announced_on: date | None) -> str | None:
    if signed_on is None or announced_on is None or signed_on == announced_on:
        return None
    first = formats.day_of_year(signed_on) if signed_on.year == announced_on.year else formats.day(signed_on)
    return _("signed {signed}, announced {announced}").format(signed=first, announced=formats.day(announced_on))


def has_value(contract: Any) -> bool:
    """Whether a contract's value has been disclosed."""
    return contract.value is not None and contract.currency is not None


def dates_in_words(contract: Any) -> str:
    """Signing and announcement, both where they differ."""
    signed, announced = contract.signed_on, contract.announced_on
    both = _two_dates(signed, announced)
    if both:
        return both
    if signed:
        return _("signed {day}").format(day=formats.day(signed))
    if announced:
        return _("announced {day}").format(day=formats.day(announced))
    return _("neither signed nor announced")


def term_in_words(contract: Any) -> str:
    """From when to when it runs, as far as that is stated."""
    start, end = contract.start_on, contract.end_on
    if start and end:
        return _("{start} to {end}").format(start=formats.day(start), end=formats.day(end))
    if start:
        return _("from {start}, end not stated").format(start=formats.day(start))
    return _("until {end}").format(end=formats.day(end)) if end else _(wording.NOT_STATED)
