"""The timeline of contracts: signing, announcement, term, notice and options, and each as text."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
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
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import NotAvailableError
from dualsite.schema.options import HAS_LAPSED, TENTATIVE


@cached_per_view
def timeline(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The register in the order it is drawn: firm, draft or past, not firm; partners by the start of the relation,
    each partner's contracts from clinical to commercial.

    Besides its columns: `begins_on` (start of the term, else the first day known), `worth` (the value in the reporting
    currency, in words; `undisclosed` without one), `drawn_dates` (signing and announcement where they differ), and of
    the options not yet lapsed `options` (bookings held), `option_on` (the first day one lapses), `option_from` and
    `option_to`.
    """
    found = register(view, chosen)
    held, worths = open_options(view), _worths(view, found)
    since = found.groupby("partner_id").known_on.agg(lambda days: min((day for day in days if day), default=date.max))
    order = (None, CLINICAL, CLINICAL_TO_COMMERCIAL, COMMERCIAL)
    rows = []
    for row in found.to_dict("records"):
        option = held.get(row["contract_id"], {})
        rows.append(
            {
                **row,
                "begins_on": row["start_on"] or row["known_on"],
                "worth": worths.get(row["contract_id"], _(wording.UNDISCLOSED)),
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
    marked("Contracts, firm ones first"),
    (
        *CONTRACT_COLUMNS,
        # In its own currency where that has no rate, or undisclosed, so each cell says its own.
        ColumnSpec("worth", marked("Value")),
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
    return _("The first {drawn} are drawn, {count} more stand in the table.").format(
        drawn=MOST_DRAWN, count=formats.number(count)
    )


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding of the timeline."""
    groups = register(view, chosen).group.value_counts()
    firm = int(groups.get(FIRM, 0))
    return ngettext(
        "{count} firm contract, {others} that never enter an amount",
        "{count} firm contracts, {others} that never enter an amount",
        firm,
    ).format(count=formats.number(firm), others=formats.number(groups.get(NOT_FIRM, 0)))


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The timeline as text."""
    rows = drawn(view, chosen)
    if not len(rows):
        return _("No contract passes the filters.")
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


def _worths(view: View, contracts: pd.DataFrame) -> dict[str, str]:
    """Stated values by contract, in the reporting currency at the rates of the as-of month, in words.

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
        contract: formats.money_short(amount, currency)
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
