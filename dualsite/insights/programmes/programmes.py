"""Programmes: what is transferred and brought to market, gate by gate, a contract or a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import order
from dualsite.insights import contract_names, parties
from dualsite.insights.frames import names_of, small


@dataclass(frozen=True, slots=True)
class Programme:
    """A contract or a product that has milestones."""

    key: str
    """By what it is named in a link."""
    name: str
    partner_id: str | None
    client: str | None
    contract_id: str | None
    product_id: str | None
    is_ended: bool
    """Whether its contract was terminated."""


def key_of(subject: str, subject_id: str) -> str:
    """By what the programme of a milestone's subject is named in a link."""
    return f"{subject.lower()}-{subject_id}"


@cached_per_view
def programmes(view: View) -> dict[str, Programme]:
    """The programmes in the view by their keys, in the order of their names; none without milestones.

    A contract of another site than the view's is none of its programmes; a product is of every site.
    """
    if not view.has("milestones"):
        return {}
    contracts = small(view, "contracts").to_dict("records") if view.has("contracts") else []
    by_id = {contract["contract_id"]: contract for contract in contracts}
    named = names(view)
    found: dict[str, Programme] = {}
    for row in of_milestones(view):
        key, id_ = key_of(row["subject"], row["subject_id"]), row["subject_id"]
        contract = by_id.get(id_) if row["subject"] == "CONTRACT" else None
        is_elsewhere = row["subject"] == "CONTRACT" and view.has("contracts") and contract is None
        if is_elsewhere or key in found:
            continue
        found[key] = Programme(
            key,
            named.get(id_, id_),
            row["partner_id"],
            parties.client(view, row["partner_id"]) if row["partner_id"] else None,
            id_ if row["subject"] == "CONTRACT" else None,
            id_ if row["subject"] == "PRODUCT" else contract["product_id"] if contract else None,
            contract is not None and contract["status"] == "TERMINATED",
        )
    return dict(sorted(found.items(), key=lambda one: (order(one[1].name), one[0])))


def of_milestones(view: View) -> list[dict[str, Any]]:
    """The milestones of contracts and products, as the table has them; they are of no site."""
    rows = small(view.of_all_sites, "milestones").to_dict("records")
    return [row for row in rows if row["subject"] != "SITE"]


def names(view: View) -> dict[str, str]:
    """What contracts and products are called in front of their client.

    A contract goes by its product, with the year of its start, or its id, where several have the same.
    """
    products = names_of(view, "products", "product_id")
    named = dict(names_of(view, "sites", "site_id") | products)
    contracts = small(view.unfiltered, "contracts").to_dict("records") if view.has("contracts") else []
    called = [products.get(row["product_id"] or "", row["contract_id"]) for row in contracts]
    told = contract_names.told_apart(called, contracts)
    return named | dict(zip((row["contract_id"] for row in contracts), told, strict=True))
