"""The rules of the contract hold for what is written, on a made-up network and on someone's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from dualsite import store
from dualsite.sample import write
from dualsite.schema import TABLES

Table = Callable[[str], pd.DataFrame]

AS_OF = pd.Timestamp("2026-11-20")


def test_the_check_of_a_written_folder_finds_nothing(written: Path) -> None:
    version = store.open(written, date(2026, 11, 20)).version()
    assert version is not None
    assert [found.message for found in version.report.findings] == []


def test_the_check_finds_nothing_for_other_seeds_days_and_scales(tmp_path: Path) -> None:
    write(tmp_path, scale=3, seed=11, as_of=date(2024, 2, 29))
    version = store.open(tmp_path, date(2024, 2, 29)).version()
    assert version is not None
    assert [found.message for found in version.report.findings] == []


def test_keys_are_unique(table: Table) -> None:
    for name, contract in TABLES.items():
        rows = table(name)
        if contract.key and len(rows):
            assert not rows.duplicated(list(contract.key)).any(), name


def test_references_lead_somewhere(table: Table) -> None:
    for name, contract in TABLES.items():
        rows = table(name)
        for column in contract.columns.values():
            if column.references and column.name in rows and rows[column.name].notna().any():
                known = table(column.references)[TABLES[column.references].key[0]]
                assert rows[column.name].dropna().isin(known).all(), (name, column.name)


def test_no_suite_runs_more_campaigns_than_it_has_units(table: Table) -> None:
    bookings = table("bookings")
    process = bookings[bookings["kind"] == "PROCESS"]
    units = table("suites").set_index("suite_id")["units"]
    for suite_id, own in process.groupby("suite_id"):
        days = pd.date_range(own["start_on"].min(), own["end_on"].max())
        at_work = sum(((days >= row.start_on) & (days < row.end_on)).astype(int) for row in own.itertuples())
        assert np.max(at_work) <= units[suite_id], suite_id


def test_no_campaign_stands_on_a_blocked_day_or_before_its_suite_is_ready(table: Table) -> None:
    bookings = table("bookings").merge(table("suites")[["suite_id", "gmp_ready_on"]], on="suite_id")
    process = bookings[bookings["kind"] == "PROCESS"]
    assert (process["start_on"] >= process["gmp_ready_on"]).all()
    blocked = bookings[bookings["kind"].isin(["SHUTDOWN", "MAINTENANCE", "QUALIFICATION"])]
    pairs = process.merge(blocked, on="suite_id")
    assert not ((pairs["start_on_x"] < pairs["end_on_y"]) & (pairs["end_on_x"] > pairs["start_on_y"])).any()


def test_campaigns_on_a_purification_suite_leave_room_for_the_changeover(table: Table) -> None:
    process = table("bookings").query("kind == 'PROCESS'").merge(table("products"), on="product_id")
    rows = table("changeovers").set_index(["stage", "from_class", "to_class"])["days"]
    suites = table("suites").query("stage == 'DOWNSTREAM' and units == 1")["suite_id"]
    seen = 0
    for suite_id in suites:
        own = process[process["suite_id"] == suite_id].sort_values("start_on")
        for before, after in pairwise(own.itertuples()):
            is_mab = before.changeover_class == after.changeover_class == "MAB"
            days = rows["DOWNSTREAM", "MAB", "MAB"] if is_mab else rows["DOWNSTREAM", "*", "*"]
            if before.product_id != after.product_id:
                seen += 1
                assert (after.start_on - before.end_on).days >= days
    assert seen > 30


def test_batches_start_within_the_booking_of_their_campaign(table: Table) -> None:
    booked = table("bookings").query("kind == 'PROCESS'")[["suite_id", "campaign_id", "start_on", "end_on"]]
    batches = table("batches")
    pairs = batches.merge(booked, on=["suite_id", "campaign_id"])
    for column in ("planned_start_on", "actual_start_on"):
        day = pairs[column]
        within = day.isna() | ((day >= pairs["start_on"]) & (day < pairs["end_on"]))
        assert set(pairs[within].groupby("batch_id").size().index) == set(batches["batch_id"]), column


def test_days_of_a_batch_are_in_order_and_none_is_after_as_of(table: Table) -> None:
    batches = table("batches")
    for first, last in (("actual_start_on", "manufactured_on"), ("manufactured_on", "disposition_on")):
        known = batches.dropna(subset=[first, last])
        assert (known[first] <= known[last]).all()
    happened = batches[["actual_start_on", "manufactured_on", "disposition_on"]]
    assert not (happened > AS_OF).any(axis=None)


def test_status_says_what_the_days_say(table: Table) -> None:
    batches = table("batches").set_index("status")
    for status, started, made, decided in (
        ("PLANNED", False, False, False),
        ("IN_PROCESS", True, False, False),
        ("IN_TEST", True, True, False),
        ("ON_HOLD", True, True, False),
        ("RELEASED", True, True, True),
        ("REJECTED", True, True, True),
        ("ABORTED", True, False, True),
    ):
        rows = batches.loc[[status]]
        assert (rows["actual_start_on"].notna() == started).all(), status
        assert (rows["manufactured_on"].notna() == made).all(), status
        assert (rows["disposition_on"].notna() == decided).all(), status
    assert batches.loc[["REJECTED", "ABORTED"], "attributable_to"].notna().all()
    assert batches["attributable_to"].count() == len(batches.loc[["REJECTED", "ABORTED"]])


def test_a_child_starts_after_its_parent_was_made_and_uses_no_more_than_it_yielded(table: Table) -> None:
    inputs, batches = table("batch_inputs"), table("batches").set_index("batch_id")
    children, parents = batches.loc[inputs["child_batch_id"]], batches.loc[inputs["parent_batch_id"]]
    assert (children["actual_start_on"].to_numpy() >= parents["manufactured_on"].to_numpy()).all()
    yielded = parents["output_kg"].to_numpy()
    assert (~np.isnan(yielded)).sum() > 300
    assert ((inputs["kg_used"].to_numpy() <= yielded) | np.isnan(yielded)).all()
    assert not inputs["parent_batch_id"].duplicated().any()


def test_mass_goes_from_step_to_step_without_being_made_up(table: Table) -> None:
    inputs = table("batch_inputs")[["child_batch_id", "kg_used"]]
    fed = inputs.merge(table("batches"), left_on="child_batch_id", right_on="batch_id")
    taken = fed[(fed["stage"] != "UPSTREAM") & fed["volume_l"].notna()]
    # what a purification takes in is volume × titre, in kg
    assert np.allclose(taken["kg_used"], taken["volume_l"] * taken["titre_g_l"] / 1_000, rtol=1e-3)


def test_output_is_volume_times_titre_times_yield(table: Table) -> None:
    made = table("batches").dropna(subset=["output_kg"])
    expected = made["volume_l"] * made["titre_g_l"] / 1_000 * made["yield_fraction"]
    assert (abs(made["output_kg"] - expected) <= 0.001 * expected).all()


def test_failed_batches_have_no_children(table: Table) -> None:
    batches = table("batches")
    failed = batches[batches["status"].isin(["REJECTED", "ABORTED"])]["batch_id"]
    assert len(failed) > 5
    assert not table("batch_inputs")["parent_batch_id"].isin(failed).any()


def test_gates_are_in_order_and_what_is_forecast_lies_ahead(table: Table) -> None:
    milestones = table("milestones")
    gates = milestones[milestones["subject"] == "CONTRACT"]
    for contract_id, own in gates.groupby("subject_id", sort=False):
        for column in ("baseline_on", "agreed_on", "actual_on", "forecast_on"):
            assert own[column].dropna().is_monotonic_increasing, (contract_id, column)
    assert (gates["actual_on"].isna() == gates["forecast_on"].notna()).all()
    assert (gates["forecast_on"].dropna() > AS_OF).all()
    assert (gates["actual_on"].dropna() <= AS_OF).all()


def test_contract_years_tile_the_term(table: Table) -> None:
    contracts = table("contracts").set_index("contract_id")
    for contract_id, own in table("contract_years").groupby("contract_id"):
        assert own["start_on"].iloc[0] == contracts.loc[contract_id, "start_on"]
        assert own["end_on"].iloc[-1] == contracts.loc[contract_id, "end_on"]
        assert (own["end_on"].to_numpy()[:-1] == own["start_on"].to_numpy()[1:]).all()


def test_orders_cover_the_revenue_of_every_contract(table: Table) -> None:
    orders = table("order_events")
    sign = orders["kind"].map({"SIGNED": 1, "EXPANSION": 1, "REDUCTION": -1, "CANCELLATION": -1})
    ordered = (orders["amount"] * sign).groupby(orders["contract_id"]).sum()
    active = table("contracts").query("status == 'ACTIVE'")["contract_id"]
    earned = table("revenue").groupby("contract_id")["amount"].sum().reindex(active).fillna(0)
    assert (ordered.reindex(active).to_numpy() >= earned.to_numpy()).all()


def test_commercial_product_goes_only_where_every_step_is_licensed(table: Table) -> None:
    licences = table("site_licences").query("status == 'APPROVED'")
    held = set(zip(licences["product_id"], licences["stage"], licences["site_id"], licences["market"], strict=True))
    batches = table("batches").set_index("batch_id")
    shipments = table("shipments").join(batches["purpose"], on="batch_id")
    parents = table("batch_inputs").set_index("child_batch_id")["parent_batch_id"]
    commercial = shipments[(shipments["purpose"] == "COMMERCIAL") & shipments["shipped_on"].notna()]
    assert len(commercial) > 50
    for row in commercial.itertuples():
        market = "EU" if row.destination_country in ("DE", "NL", "IE") else row.destination_country
        batch_id = row.batch_id
        while batch_id is not None:
            batch = batches.loc[batch_id]
            assert (batch["product_id"], batch["stage"], batch["site_id"], market) in held
            batch_id = parents.get(batch_id)


def test_quality_events_close_after_they_open_and_not_in_the_future(table: Table) -> None:
    events = table("quality_events")
    closed = events.dropna(subset=["closed_on"])
    assert (closed["closed_on"] >= closed["opened_on"]).all()
    assert (closed["closed_on"] <= AS_OF).all()
    assert (events["opened_on"] <= AS_OF).all()
    assert set(events["kind"]) == {"DEVIATION", "OOS", "CAPA", "COMPLAINT", "CHANGE_CONTROL", "AUDIT_OBSERVATION"}
    is_overdue = events["closed_on"].isna() & (events["due_on"] < AS_OF)
    assert 0 < is_overdue.sum() < 60


def test_what_a_released_batch_had_open_was_closed_by_its_release(table: Table) -> None:
    events = table("quality_events").query("kind in ['DEVIATION', 'OOS']").dropna(subset=["batch_id"])
    batches = table("batches").query("status == 'RELEASED'").set_index("batch_id")
    own = events.join(batches["disposition_on"], on="batch_id", how="inner")
    assert (own["closed_on"] <= own["disposition_on"]).all()
