"""Illustrative operations for a network: everything a page needs to show how it works, marked as made up.

On a folder that has sites, they are laid on its sites and suites, and every row that is not ILLUSTRATIVE stays as it
is; otherwise a network of two sites is made up as well. Clients are made up too: nothing is ever said of a client
that the folder names. The same seed and folder give the same bytes, and so does a second run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dualsite.errors import InputError
from dualsite.sample import bids, clinical, fiction, gates, money, pipeline, portfolio, routes, shipments, supply
from dualsite.sample.batches import batch_table, input_table
from dualsite.sample.bookings import booking_rows
from dualsite.sample.campaigns import Campaign, planned_campaigns
from dualsite.sample.chunk import Facts, facts_of
from dualsite.sample.dataset import SampleDataset, dataset_of, write_dataset
from dualsite.sample.history import chunks
from dualsite.sample.horizon import Horizon
from dualsite.sample.kept import kept_records
from dualsite.sample.ledger import Ledger, ledger_of
from dualsite.sample.network import SampleNetwork, network_of
from dualsite.sample.quality import batch_events
from dualsite.sample.site_quality import audit_rows, client_audits, laboratory_rows, site_events
from dualsite.sample.streams import stream
from dualsite.sample.tables import Tables, tables_in
from dualsite.sample.waits import event_table

__all__ = ["write"]

Progress = Callable[[str, float], None]

GROWING = ("batches", "batch_events", "batch_inputs", "shipments", "quality_events")
"""The tables whose rows grow with the scale."""


def write(
    folder: Path,
    *,
    scale: int = 1,
    seed: int = 0,
    as_of: date | None = None,
    is_by_month: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write illustrative rows into `folder`; the number of them by table.

    `scale` multiplies batches, their events and inputs, shipments and quality events. `as_of` counts only where
    `dataset.toml` states none; 2026-11-20 without either. `is_by_month`: tables of more rows than CSV is written for
    are folders of Parquet files, one for each month of their first day. `progress` gets a table's name and the
    fraction done. Raises InputError for a scale or seed out of range, another day than the folder's own, or a network
    on which nothing can be made, and DataError for a file that cannot be used; the folder is then as it was.
    """
    if scale < 1 or seed < 0:
        raise InputError("The scale must be 1 or more and the seed 0 or more.")
    report = progress or (lambda _table, _fraction: None)
    folder.mkdir(parents=True, exist_ok=True)
    dataset = dataset_of(folder, as_of)
    horizon = Horizon(dataset.as_of)
    network = network_of(folder, horizon)
    plans = portfolio.portfolio_of(network, horizon, scale)
    changeovers = routes.SampleChangeovers.of(folder)
    campaigns = planned_campaigns(network, plans, changeovers, horizon, stream(seed, "campaigns"))
    facts = facts_of(network, plans, campaigns, horizon, scale, seed)
    with tables_in(folder, is_by_month=is_by_month) as tables:
        _add_network(tables, network, horizon, dataset, seed)
        offers = bids.bids_of(plans, horizon, seed)
        _add_commercial(tables, plans, horizon, seed)
        tables.add_rows("opportunities", map(bids.bid_row, offers))
        tables.add_rows("changeovers", routes.changeover_rows())
        tables.add_rows("routes", routes.route_rows(plans, network))
        own, held = stream(seed, "bookings"), bids.held_for(offers, campaigns)
        tables.add_rows("bookings", booking_rows(network, campaigns, changeovers, horizon, own, held))
        ledger = _add_batches(tables, facts, report)
        _add_sums(tables, facts, ledger)
        _add_regulatory(tables, plans, network, campaigns, facts)
    write_dataset(folder, dataset)
    written = {name: writer.ours for name, writer in tables.writers.items()}
    for name in written:
        report(name, 1.0)
    return written


def _add_network(tables: Tables, network: SampleNetwork, horizon: Horizon, dataset: SampleDataset, seed: int) -> None:
    tables.add_rows("sites", network.site_rows)
    tables.add_rows("suites", network.suite_rows)
    if network.site_rows:
        tables.add_rows("milestone_statements", fiction.statements(horizon))
    rated = {row["currency"] for row in kept_records(tables.folder, "fx_rates")}
    used = {"KRW", "JPY", "EUR", dataset.reporting_currency}
    missing = sorted(code for code in used if code not in rated)
    tables.add_rows("fx_rates", fiction.rates(horizon, missing, stream(seed, "fx-rates")))


def _add_commercial(tables: Tables, plans: portfolio.Portfolio, horizon: Horizon, seed: int) -> None:
    tables.add_rows("partners", portfolio.partner_rows(plans))
    tables.add_rows("products", portfolio.product_rows(plans))
    tables.add_rows("actions", pipeline.action_rows(plans, horizon, seed))
    tables.add_rows("targets", pipeline.target_rows(horizon))


def _add_batches(tables: Tables, facts: Facts, report: Progress) -> Ledger:
    """The tables that grow, in one pass over the batches, and what they add up to."""
    ledger, numbers, done = ledger_of(facts), Counter[str](), 0
    for chunk in chunks(facts):
        ledger.add(facts, chunk)
        tables.add("batches", batch_table(facts, chunk))
        tables.add("batch_events", event_table(facts, chunk))
        tables.add("batch_inputs", input_table(facts, chunk))
        tables.add("shipments", shipments.shipment_table(facts, chunk))
        for events in batch_events(facts, chunk, ledger, numbers):
            tables.add("quality_events", events)
        done = max(done, int(chunk.number.max()))
        for name in GROWING:
            # the last hundredth is left to the writing of the files
            report(name, min(0.99, done / (len(facts.chains) * facts.scale)))
    return ledger


def _add_sums(tables: Tables, facts: Facts, ledger: Ledger) -> None:
    years = money.contract_years(facts)
    tables.add_rows("contracts", money.contract_rows(facts, years))
    tables.add_rows("contract_years", money.year_rows(years))
    tables.add_rows("order_events", money.order_rows(facts, years))
    tables.add_rows("revenue", money.revenue_rows(facts, years, ledger))
    tables.add_rows("lab_tests", laboratory_rows(facts, ledger))
    tables.add_rows("demand", supply.demand_rows(facts))
    tables.add_rows("stock", supply.stock_rows(facts))


def _add_regulatory(
    tables: Tables, plans: portfolio.Portfolio, network: SampleNetwork, campaigns: list[Campaign], facts: Facts
) -> None:
    horizon, is_fiction = facts.horizon, bool(network.site_rows)
    audits = client_audits(plans, facts)
    tables.add_rows("inspections", [*(fiction.inspections(horizon) if is_fiction else ()), *audit_rows(audits)])
    for events in site_events(facts, audits):
        tables.add("quality_events", events)
    tables.add_rows("milestones", [*(fiction.milestones(horizon) if is_fiction else ()), *gates.gate_rows(facts)])
    tables.add_rows("approvals", clinical.approval_rows(plans, horizon))
    tables.add_rows("site_licences", clinical.licence_rows(plans, network, campaigns, horizon))
