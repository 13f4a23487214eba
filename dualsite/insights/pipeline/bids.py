"""The bids that are open, and those won or lost of late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import question, rows_of
from dualsite.insights.contracts.register import EVERYTHING, MOST_DRAWN, ContractFilter, names
from dualsite.insights.pipeline.agreements import Countries
from dualsite.insights.pipeline.stated import stated
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.bids import weighted_bids
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import NotAvailableError
from dualsite.kpi.windows import trailing

STAGES = ("NEGOTIATION", "PROPOSAL", "QUALIFIED", "LEAD")
"""Stages of an open bid, the furthest first."""

BIDS_DRAWN = 30
"""Bids that a figure shows; the tables show all."""


@cached_per_view
def why_no_bids(view: View) -> str | None:
    """Why bids cannot be shown under the view's filters; None when they can."""
    if not view.expresses("opportunities"):
        return _("Bids are not tied to a site. Choose all sites to see them.")
    try:
        rows_of(view, weighted_bids)
    except NotAvailableError as error:
        return _("Bids cannot be shown in {currency}: {reason}.").format(currency=view.currency, reason=error)
    return None


@cached_per_view
def open_bids(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> pd.DataFrame:
    """The opportunities open at the as-of day, the furthest stage and most weighted value first.

    Columns: the table's, `value` and `weighted` in the reporting currency, names of country, modality and partner. Of
    the page's filters modality and country apply; `markets` keeps these countries, none keeps all. Needs opportunities.
    """
    weighted = rows_of(view, weighted_bids)
    amount = dict(zip(weighted["opportunity_id"], weighted["amount"], strict=True))
    in_full = _values(view)
    partners = names(view, "partners", "partner_id")
    rows = []
    for row in stated(view):
        if row["opportunity_id"] not in amount or not passes(row, chosen, markets):
            continue
        rows.append(
            {
                **{name: row[name] for name in _KEPT},
                "partner": partners.get(row["partner_id"]),
                "country_name": wording.country(row["country"]),
                "modality_name": wording.modality(row["modality"]),
                "value": in_full[row["opportunity_id"]],
                "weighted": float(amount[row["opportunity_id"]]),
                "currency": view.currency,
            }
        )
    rows.sort(key=lambda row: (STAGES.index(row["stage"]) if row["stage"] in STAGES else 0, -row["weighted"]))
    return pd.DataFrame(rows, columns=OPEN_BIDS_SPEC.names, dtype=object)


OPEN_BIDS_SPEC = TableSpec(
    "bids",
    marked("Open bids, most advanced stage first"),
    (
        ColumnSpec("name", marked("Bid")),
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("country_name", marked("Country")),
        ColumnSpec("modality_name", marked("Modality")),
        ColumnSpec("stage", marked("Sales stage"), "code", says=wording.status),
        ColumnSpec("win_fraction", marked("Win probability"), "fraction"),
        ColumnSpec("value", marked("Value if won"), "amount"),
        ColumnSpec("weighted", marked("Weighted"), "amount"),
        ColumnSpec("batches", marked("Batches"), "whole"),
        ColumnSpec("need_from_on", marked("Needed from"), "day"),
        ColumnSpec("need_to_on", marked("Needed to"), "day"),
        ColumnSpec("opened_on", marked("Opened"), "day"),
        ColumnSpec("note", marked("Note")),
        ColumnSpec("opportunity_id", kind="code"),
        ColumnSpec("partner_id", kind="code"),
        ColumnSpec("country", kind="code"),
        ColumnSpec("modality", kind="code"),
        ColumnSpec("suite_stage", kind="code"),
        ColumnSpec("suite_days", kind="number"),
        ColumnSpec("currency", kind="code"),
        DATA_CLASS,
    ),
)


_KEPT = [
    "opportunity_id",
    "name",
    "partner_id",
    "country",
    "modality",
    "stage",
    "win_fraction",
    "batches",
    "suite_stage",
    "suite_days",
    "need_from_on",
    "need_to_on",
    "opened_on",
    "data_class",
    "note",
]


def passes(bid: dict[str, Any], chosen: ContractFilter, markets: Countries) -> bool:
    return (
        (not chosen.modalities or bid["modality"] in chosen.modalities)
        and (not chosen.countries or bid["country"] in chosen.countries)
        and (not markets or bid["country"] in markets)
    )


def _values(view: View) -> dict[str, float]:
    """The value of every bid if won, in the reporting currency."""
    found = stated(view)
    amounts = pd.DataFrame(
        {
            "amount": pd.Series([bid["value"] for bid in found], dtype=float),
            "currency": pd.Series([bid["currency"] for bid in found], dtype="str"),
            "is_illustrative": False,
        }
    )
    in_full = position(question(view), amounts)["amount"]
    return {bid["opportunity_id"]: amount for bid, amount in zip(found, in_full, strict=True)}


def standing(bid: Mapping[str, Any]) -> str:
    """Where an open bid is, how far it is and how likely to be won, in a few words."""
    return (
        f"{wording.country(bid['country'])} · {wording.status(bid['stage'])} {formats.percent(bid['win_fraction'], 0)}"
    )


def countries(view: View) -> Countries:
    """The countries of all bids, those with most first: what can be a target market."""
    count: dict[str, int] = {}
    if view.has("opportunities"):
        for bid in stated(view.unfiltered):
            count[bid["country"]] = count.get(bid["country"], 0) + 1
    return tuple(sorted(count, key=lambda code: (-count[code], code)))


def title(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> str:
    """The finding."""
    rows = open_bids(view, chosen, markets)
    if not len(rows):
        return _("No open bids")
    return ngettext(
        "{count} open bid, {weighted} weighted", "{count} open bids, {weighted} weighted", len(rows)
    ).format(count=len(rows), weighted=formats.money_short(float(rows.weighted.sum()), view.currency))


def in_words(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> str:
    """The bids as text."""
    rows = open_bids(view, chosen, markets).head(MOST_DRAWN)
    return formats.parts(
        [
            title(view, chosen, markets),
            *(
                _("{bid}: {stage}, {value} at {chance}").format(
                    bid=row.name,
                    stage=wording.status(row.stage),
                    value=formats.money_short(row.value, view.currency),
                    chance=formats.percent(row.win_fraction, 0),
                )
                for row in rows[["name", "stage", "value", "win_fraction"]].itertuples(index=False)
            ),
        ]
    )


def closed_bids(view: View) -> list[dict[str, Any]]:
    """The bids won or lost in the trailing 12 months, as the win rate places them."""
    window = trailing(view.as_of)
    return [
        bid
        for bid in stated(view)
        if bid["stage"] in ("WON", "LOST")
        and bid["closed_on"] is not None
        and window.first <= bid["closed_on"] <= window.last
    ]
