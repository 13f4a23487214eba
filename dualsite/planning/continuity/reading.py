"""Rows of the data dictionary, as known at the as-of day → `Company`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from dualsite.planning.continuity.facts import BatchPrice, Company, CountedStock, MarketNeed, OpenBatches
from dualsite.planning.facts import Network

Rows: TypeAlias = Sequence[Mapping[str, Any]]
"""Rows with the dictionary's column names; days are `date`, None is null."""


def company(network: Network, tables: Mapping[str, Rows], product_ids: Iterable[str], currency: str) -> Company:
    """The company as an outage is asked of it; a table that is not given is empty.

    Reads `routes`, `stock` (counts up to the as-of day), `demand`, and three tables made for it. `undecided`: batches
    that are neither released, rejected nor aborted, those that are alike as one row, with product_id and what stands in
    `OpenBatches`. `released`: each product_id, stage and site_id of which a batch was. `prices`: the years of firm
    contracts with product_id, contract_id, site_id, start_on, end_on and the `amount` of a batch in the reporting
    currency.
    """
    return Company(
        network=network,
        product_ids=tuple(sorted(product_ids)),
        stock=_stock(network, tables.get("stock", ())),
        needs=_needs(tables.get("demand", ())),
        batches=_open_batches(tables.get("undecided", ())),
        known_at=frozenset((row["product_id"], row["stage"], row["site_id"]) for row in tables.get("released", ())),
        output_kg=_output_kg(tables.get("routes", ())),
        prices=_prices(tables.get("prices", ())),
        currency=currency,
    )


def _stock(network: Network, rows: Rows) -> dict[str, tuple[CountedStock, ...]]:
    """The newest count of each product, of it what lies at the last stage of its route."""
    newest: dict[str, Any] = {}
    for row in rows:
        newest[row["product_id"]] = max(newest.get(row["product_id"], row["as_of_on"]), row["as_of_on"])
    found: defaultdict[str, list[CountedStock]] = defaultdict(list)
    for row in rows:
        route = network.routes.get(row["product_id"])
        if route and row["stage"] == route[-1].stage and row["as_of_on"] == newest[row["product_id"]]:
            is_quarantined = row["status"] == "QUARANTINE"
            kg = float(row["quantity_kg"])
            found[row["product_id"]].append(
                CountedStock(row["location"], kg, is_quarantined, row["usable_on"], row["expires_on"])
            )
    return {product_id: tuple(counted) for product_id, counted in found.items()}


def _needs(rows: Rows) -> dict[str, tuple[MarketNeed, ...]]:
    found: defaultdict[str, list[MarketNeed]] = defaultdict(list)
    for row in rows:
        found[row["product_id"]].append(MarketNeed(row["market"], row["month"], float(row["quantity_kg"])))
    return {product_id: tuple(needs) for product_id, needs in found.items()}


def _open_batches(undecided: Rows) -> dict[str, tuple[OpenBatches, ...]]:
    found: defaultdict[str, list[OpenBatches]] = defaultdict(list)
    for row in undecided:
        found[row["product_id"]].append(
            OpenBatches(
                stage=row["stage"],
                site_id=row["site_id"],
                count=row["count"],
                output_kg=None if row["output_kg"] is None else float(row["output_kg"]),
                manufactured_on=row["manufactured_on"],
                starts_on=row["starts_on"],
                waits_for_sites=row["waits_for_sites"],
            )
        )
    return {product_id: tuple(rows) for product_id, rows in found.items()}


def _output_kg(routes: Rows) -> dict[str, float | None]:
    """What one batch of each product's last step yields."""
    last: dict[str, Mapping[str, Any]] = {}
    for row in routes:
        if row["product_id"] not in last or row["step_no"] > last[row["product_id"]]["step_no"]:
            last[row["product_id"]] = row
    return {
        product_id: None if row["batch_output_kg"] is None else float(row["batch_output_kg"])
        for product_id, row in last.items()
    }


def _prices(rows: Rows) -> dict[str, tuple[BatchPrice, ...]]:
    found: defaultdict[str, list[BatchPrice]] = defaultdict(list)
    for row in rows:
        found[row["product_id"]].append(
            BatchPrice(row["contract_id"], row["site_id"], row["start_on"], row["end_on"], row["amount"])
        )
    return {product_id: tuple(prices) for product_id, prices in found.items()}
