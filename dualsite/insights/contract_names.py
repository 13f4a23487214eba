"""What contracts are called: by what they are of, told apart by their year and, where that is not enough, their id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.frames import names_of, small


def told_apart(names: Sequence[str], contracts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the contracts; one that stands twice with the year of its start, then with its id."""
    named = list(names)
    for part in (_since, _id):
        often = Counter(named)
        named = [
            f"{name} · {part(contract)}" if often[name] > 1 else name
            for name, contract in zip(named, contracts, strict=True)
        ]
    return named


def by_client(view: View) -> dict[str, str]:
    """What each contract is called beside those of other clients, by id: by client and product or kind."""
    if not view.has("contracts"):
        return {}
    contracts = small(view.unfiltered, "contracts").to_dict("records")
    partners, products = names_of(view, "partners", "partner_id"), names_of(view, "products", "product_id")
    names = [
        called(
            partners.get(row["partner_id"], row["partner_id"]),
            products.get(row["product_id"] or "", row["product_id"]),
            row["type"],
        )
        for row in contracts
    ]
    return dict(zip((row["contract_id"] for row in contracts), told_apart(names, contracts), strict=True))


def called(partner: str, product: str | None, type_: str) -> str:
    """One contract by its client, and its product or else its kind."""
    return f"{partner} · {product or wording.agreement(type_)}"


def _since(contract: Mapping[str, Any]) -> str:
    days = [contract["start_on"]] if contract["start_on"] else [contract["signed_on"], contract["announced_on"]]
    known = [day for day in days if day]
    return str(min(known).year) if known else _("undated")


def _id(contract: Mapping[str, Any]) -> str:
    return str(contract["contract_id"])
