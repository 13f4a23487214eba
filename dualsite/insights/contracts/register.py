"""Contracts: who has signed what, for how long, and whether it is firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import contract_names, wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import frame, known, small
from dualsite.insights.table_spec import DATA_CLASS, SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_ACTIVE_TRIAL, IS_FIRM, IS_KNOWN_CONTRACT, come
from dualsite.schema.vocabulary import FIRM_CONTRACT_TYPES

FIRM, PAST, NOT_FIRM = GROUPS = (marked("firm"), marked("draft or ended"), marked("not firm"))
"""What a contract is, as of a day. Firm contracts alone have a backlog and a take-or-pay."""

HEADINGS = {FIRM: marked("Firm"), PAST: marked("Draft or ended"), NOT_FIRM: marked("Not firm, excluded from amounts")}
"""What stands over the contracts of each group; marked texts."""

CLINICAL, CLINICAL_TO_COMMERCIAL, COMMERCIAL = (
    marked("clinical"),
    marked("clinical to commercial"),
    marked("commercial"),
)

MOST_DRAWN = 60
"""Rows that a figure of contracts shows; the tables show all."""

CONTRACT_COLUMNS = (
    ColumnSpec("partner", marked("Client")),
    ColumnSpec("country", marked("Country"), "code", says=wording.country),
    ColumnSpec("product", marked("Product")),
    ColumnSpec("modality", marked("Modality"), "code", says=wording.modality),
    ColumnSpec("supply", marked("Supply"), "word"),
    ColumnSpec("site", marked("Site")),
    ColumnSpec("type", marked("Type"), "code", says=wording.agreement),
    ColumnSpec("status", marked("Status"), "code", says=wording.status),
    ColumnSpec("group", marked("Counts as"), "word"),
    ColumnSpec("signed_on", marked("Signed"), "day"),
    ColumnSpec("announced_on", marked("Announced"), "day"),
    ColumnSpec("start_on", marked("From"), "day"),
    ColumnSpec("end_on", marked("To"), "day"),
    ColumnSpec("notice_on", marked("Notice deadline"), "day"),
    ColumnSpec("contract_id", kind="code"),
    ColumnSpec("label"),
    ColumnSpec("partner_id", kind="code"),
    ColumnSpec("product_id", kind="code"),
    ColumnSpec("payload_class", kind="code"),
    ColumnSpec("phase", kind="code"),
    ColumnSpec("site_id", kind="code"),
    ColumnSpec("pricing", kind="code"),
    ColumnSpec("is_firm", kind="flag"),
    ColumnSpec("notice_d", kind="whole"),
    ColumnSpec("value", kind="number"),
    ColumnSpec("currency", kind="code"),
    ColumnSpec("take_or_pay_fraction", kind="fraction"),
    ColumnSpec("known_on", kind="day"),
    DATA_CLASS,
)
"""What is known of a contract, but for where it comes from."""


UNSTATED = "unstated"
"""What a filter keeps of the contracts that do not say."""


@dataclass(frozen=True)
class ContractFilter:
    """What the page's own filters keep, beside the site and partner of the view; an empty one keeps everything."""

    products: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return self != ContractFilter()

    def keeps(self, contract: Any) -> bool:
        """Whether a row of the register passes; what a contract does not state passes as `UNSTATED`."""
        return all(
            not wanted or (stated or UNSTATED) in wanted
            for wanted, stated in (
                (self.products, contract.product_id),
                (self.modalities, contract.modality),
                (self.statuses, contract.status),
                (self.countries, contract.country),
            )
        )


EVERYTHING = ContractFilter()


@cached_per_view
def every_contract(view: View) -> pd.DataFrame:
    """One row per contract known at the as-of day within the site and partner of the view, by `contract_id`.

    A contract is known once it is signed or announced; one without either day always. Besides the table's columns:
    names, `label` (unique), `country` of the partner, the product's `modality`, `payload_class` and `phase`, `supply`
    (None where nothing says it), `group` (see GROUPS), `notice_on` (last day to give notice, None without a term of
    notice or an end), `known_on` (the first of signing and announcement), and the source. Days that lie ahead of as-of
    are not known yet.
    """
    if not view.has("contracts"):
        return EVERY_CONTRACT_SPEC.empty()
    found = known(
        view,
        "contracts",
        where=[IS_KNOWN_CONTRACT],
        signed_on=come("signed_on"),
        announced_on=come("announced_on"),
        is_firm=IS_FIRM,
    )
    partners, products, sites = (_by_id(view, *of) for of in _NAMED)
    supplied = _supply(view)
    rows = []
    for row in found.to_dict("records"):
        partner, product = partners.get(row["partner_id"], {}), products.get(row["product_id"], {})
        rows.append(
            {
                **row,
                "partner": partner.get("name") or row["partner_id"],
                "country": partner.get("country"),
                "product": product.get("name") or row["product_id"],
                **{name: product.get(name) for name in ("modality", "payload_class", "phase")},
                "supply": supplied(row["contract_id"], row["product_id"], product.get("phase")),
                "site": sites.get(row["site_id"], {}).get("name") or row["site_id"],
                "group": FIRM if row["is_firm"] else PAST if row["type"] in FIRM_CONTRACT_TYPES else NOT_FIRM,
                "notice_on": row["end_on"] - timedelta(days=row["notice_d"])
                if row["end_on"] and row["notice_d"]
                else None,
                "known_on": min((day for day in (row["signed_on"], row["announced_on"]) if day), default=None),
            }
        )
    named = [contract_names.called(row["partner"], row["product"], row["type"]) for row in rows]
    for row, label in zip(rows, contract_names.told_apart(named, rows), strict=True):
        row["label"] = label
    listed = pd.DataFrame(rows, columns=[*EVERY_CONTRACT_SPEC.names, "source_id"], dtype=object)
    return with_sources(view, listed)[EVERY_CONTRACT_SPEC.names]


EVERY_CONTRACT_SPEC = TableSpec("contracts", marked("Contracts"), (*CONTRACT_COLUMNS, *SOURCE))


_NAMED = (("partners", "partner_id"), ("products", "product_id"), ("sites", "site_id"))


def _by_id(view: View, table: str, key: str) -> dict[str | None, dict[str, Any]]:
    return {row[key]: row for row in small(view.unfiltered, table).to_dict("records")} if view.has(table) else {}


def names(view: View, table: str, key: str) -> dict[str | None, str]:
    """Names by id; empty when the data have no such table."""
    return {id_: row["name"] for id_, row in _by_id(view, table, key).items()}


def _supply(view: View) -> Any:
    """A function of a contract, its product and the product's phase: clinical, commercial, from one to the other.

    Commercial is a product that is approved, or a contract with a gate of commercial supply. Clinical is a product not
    yet filed, or one with a running trial. None where neither is known.
    """
    trialled, to_be_sold = set(), set()
    if view.has("trials"):
        running = view.unfiltered.table("trials", "product_id", where=[IS_ACTIVE_TRIAL, row_.product_id.notnull()])
        trialled = set(frame(running.distinct()).product_id)
    if view.has("milestones"):
        gates = small(view.unfiltered, "milestones")
        to_be_sold = set(gates[(gates.subject == "CONTRACT") & (gates.kind == "COMMERCIAL_SUPPLY")].subject_id)

    def supply(contract_id: str, product_id: str | None, phase: str | None) -> str | None:
        is_commercial = phase == "APPROVED" or contract_id in to_be_sold
        is_clinical = phase not in (None, "FILED", "APPROVED") or product_id in trialled
        if is_commercial and is_clinical:
            return CLINICAL_TO_COMMERCIAL
        return COMMERCIAL if is_commercial else CLINICAL if is_clinical else None

    return supply


@cached_per_view
def register(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The contracts that the page's filters keep, as `every_contract` gives them."""
    found = every_contract(view)
    return found.loc[[chosen.keeps(row) for row in found.itertuples()]] if chosen.is_on else found


REGISTER_SPEC = EVERY_CONTRACT_SPEC


def options(view: View) -> ContractFilter:
    """What can be chosen: the products, modalities, statuses and countries of the contracts on show, in order.

    `UNSTATED` stands last where a contract does not say.
    """
    found = every_contract(view)

    def stated(name: str) -> tuple[str, ...]:
        values = set(found[name])
        return (*sorted(values - {None}), *((UNSTATED,) if None in values else ()))

    return ContractFilter(stated("product_id"), stated("modality"), stated("status"), stated("country"))


def selection_in_words(view: View, chosen: ContractFilter) -> str:
    """How many of the contracts the page's filters keep."""
    return _("{kept} of {all} contracts match the filters; the tiles above cover all.").format(
        kept=formats.number(len(register(view, chosen))), all=formats.number(len(every_contract(view)))
    )
