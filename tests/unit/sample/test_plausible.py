"""What is written looks like a plant at work and one that opens."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Table = Callable[[str], pd.DataFrame]

AS_OF = pd.Timestamp("2026-11-20")


def occupancy(table: Table, stage: str, site_id: str) -> float:
    """Share of the unit-days of the last twelve months that are booked, of those on which nothing is blocked."""
    days = pd.date_range(AS_OF - pd.DateOffset(months=12), AS_OF, inclusive="right")
    taken = available = 0
    suites = table("suites").query(f"stage == '{stage}' and site_id == '{site_id}'")
    bookings = table("bookings")
    for suite in suites.itertuples():
        own = bookings[bookings["suite_id"] == suite.suite_id]
        busy, blocked = pd.Series(0, days), pd.Series(False, days)
        for row in own.itertuples():
            within = (days >= row.start_on) & (days < row.end_on)
            if row.kind in ("PROCESS", "CHANGEOVER"):
                busy[within] += 1
            else:
                blocked |= within
        open_days = ~blocked & (days >= suite.gmp_ready_on)
        taken += int(busy[open_days].sum())
        available += suite.units * int(open_days.sum())
    return taken / available


def test_purification_or_conjugation_binds_at_seventy_to_ninety_percent(table: Table) -> None:
    site_id = table("sites").query("status == 'OPERATING'")["site_id"].iloc[0]
    filled = {stage: occupancy(table, stage, site_id) for stage in ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION")}
    bottleneck = max(filled, key=lambda stage: filled[stage])
    assert bottleneck in ("DOWNSTREAM", "CONJUGATION")
    assert 0.70 <= filled[bottleneck] <= 0.90


def test_a_plant_that_opens_is_qualified_first_and_then_ramps_up(table: Table) -> None:
    site_id = table("sites").query("status != 'OPERATING'")["site_id"].iloc[0]
    suites = table("suites").query(f"site_id == '{site_id}'")
    bookings = table("bookings").merge(suites[["suite_id", "gmp_ready_on", "stage"]], on="suite_id")
    qualified = bookings[bookings["kind"] == "QUALIFICATION"]
    assert set(qualified["suite_id"]) == set(suites["suite_id"])
    assert (qualified["end_on"] == qualified["gmp_ready_on"]).all()
    starts = table("batches").query(f"site_id == '{site_id}' and stage == 'DOWNSTREAM'")["planned_start_on"]
    opens = suites["gmp_ready_on"].min()
    half = [starts.between(opens + pd.DateOffset(months=m), opens + pd.DateOffset(months=m + 6)).sum() for m in (0, 6)]
    assert 0 < half[0] < half[1]
    assert table("batches").query(f"site_id == '{site_id}'")["purpose"].iloc[0] == "ENGINEERING"


def test_history_goes_back_three_years_and_plans_eighteen_months_ahead(table: Table) -> None:
    planned = table("batches")["planned_start_on"]
    assert planned.min() < AS_OF - pd.DateOffset(months=34)
    assert AS_OF + pd.DateOffset(months=15) < planned.max() < AS_OF + pd.DateOffset(months=22)
    assert table("demand")["month"].max() == pd.Timestamp("2028-11-01")


def test_every_story_of_a_page_is_there(table: Table) -> None:
    assert {"FIRM", "TENTATIVE", "INTERNAL"} <= set(table("bookings")["firmness"])
    options = table("bookings").query("firmness == 'TENTATIVE'")["option_expires_on"]
    assert options.notna().all()
    assert (options < AS_OF).any()
    assert {"CMO", "CDO", "LOI", "MOU"} <= set(table("contracts")["type"])
    assert {"PLANNED", "FILED", "APPROVED"} <= set(table("site_licences")["status"])
    assert {"WON", "LOST", "LEAD", "NEGOTIATION"} <= set(table("opportunities")["stage"])
    assert {"USD", "KRW", "JPY", "EUR"} <= set(table("revenue")["currency"])
    assert {"MAB", "BISPECIFIC", "FUSION", "ADC"} <= set(table("products")["modality"])
    ends = table("contracts").query("status == 'ACTIVE'")["end_on"]
    assert ((ends > AS_OF) & (ends <= AS_OF + pd.DateOffset(months=24))).sum() >= 3
    assert table("targets")["kpi_id"].nunique() >= 20


def test_every_route_can_be_made_by_some_suite_of_the_network(table: Table) -> None:
    bands = ["NONE", "OEB3", "OEB4", "OEB5"]
    suites = table("suites")
    needs = table("routes").merge(table("products"), on="product_id")
    for step in needs.itertuples():
        able = suites[(suites["stage"] == step.stage) & suites["gmp_ready_on"].notna()]
        assert (able["containment"].map(bands.index) >= bands.index(step.containment)).any(), step.product_id
