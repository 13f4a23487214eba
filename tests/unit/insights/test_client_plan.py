"""What is next for a client: bookings, gates and the owner of the next move, actions of both sides."""

from __future__ import annotations

from datetime import date

import pytest

from dualsite import access, formats
from dualsite.errors import InputError
from dualsite.insights.batches import waits
from dualsite.insights.clients import own_gates as room_gates
from dualsite.insights.clients import plan as room_plan
from dualsite.insights.clients import room
from dualsite.insights.clients import volume as room_volume
from dualsite.kpi import KPIS
from tests.data_folder import OPERATOR, DataFolder
from tests.unit.insights.transfers import transfers


def test_the_next_move_is_the_owners_of_the_first_gate_not_reached(works):
    gates = room_gates.gates(works.narrowed("OAK"))
    told = [(row.subject, row.state, row.due_on, row.owner, row.is_next) for row in gates.itertuples()]
    assert told == [
        ("Oakumab", "reached", date(2025, 2, 1), f"{OPERATOR} and Oak Medicines", False),
        ("Oakumab", "expected", date(2027, 5, 1), OPERATOR, True),
    ]
    assert list(gates.baseline_on) == [date(2025, 2, 1), date(2026, 6, 1)]
    assert list(gates.agreed_on) == [date(2025, 2, 1), date(2026, 9, 1)]
    assert list(gates.slip_d) == [2, 334]
    assert room_gates.title(works.narrowed("OAK")) == (
        "Next gate: Qualification campaign, 1 May 2027, with Hazel Biologics"
    )


def test_a_gate_that_is_the_clients_names_the_client_and_an_overdue_one_says_so(seen):
    delivery = DataFolder()
    delivery.change("milestones", 4, forecast_on="2027-02-01", owner="CLIENT")
    view = seen(delivery).narrowed("OAK")
    assert room_gates.title(view) == (
        "Next gate: Qualification campaign, 1 Feb 2027, with Oak Medicines; 1 gate overdue"
    )


def test_the_milestones_of_the_sites_are_nobodys_gates(works):
    assert list(room_gates.gates(works.narrowed("ELM")).milestone_id) == ["ELM-PPQ"]


def test_bookings_of_one_campaign_in_a_suite_are_one_row_and_changeovers_none(seen):
    delivery = DataFolder()
    own = {"suite_id": "AL-UP", "partner_id": "OAK", "product_id": "OAKMAB", "contract_id": "OAK-CMO"}
    own |= {"kind": "PROCESS", "firmness": "FIRM", "campaign_id": "CMP-9"}
    delivery.add("bookings", **own, start_on="2027-03-10", end_on="2027-03-20")
    delivery.add("bookings", **own, start_on="2027-03-12", end_on="2027-03-25")
    delivery.add("bookings", **own | {"kind": "CHANGEOVER"}, start_on="2027-03-05", end_on="2027-03-10")
    delivery.add("bookings", **own | {"campaign_id": "CMP-10"}, start_on="2027-06-10", end_on="2027-06-20")
    delivery.add(
        "bookings",
        **own | {"firmness": "TENTATIVE", "campaign_id": "CMP-11"},
        start_on="2027-04-10",
        end_on="2027-04-20",
        option_expires_on="2027-02-01",
    )
    view = seen(delivery).narrowed("OAK")
    rows = [
        (row.suite, row.product, row.start_on, row.end_on, row.units) for row in room_plan.bookings(view).itertuples()
    ]
    assert rows == [("Bioreactors", "Oakumab", date(2027, 3, 10), date(2027, 3, 25), 2)]
    assert room_plan.bookings_title(view) == "Next to start: Oakumab, Bioreactors, 10 Mar 2027"


def test_open_actions_stand_on_both_sides_with_their_age(seen):
    delivery = DataFolder()
    delivery.add(
        "actions",
        partner_id="ELM",
        text="Name the plasmid",
        owner="CLIENT",
        opened_on="2027-01-30",
        due_on="2027-02-27",
        closed_on="",
    )
    delivery.add(
        "actions", partner_id="ELM", text="Not yet asked", opened_on="2027-03-02", due_on="2027-04-01", closed_on=""
    )
    view = seen(delivery).narrowed("ELM")
    rows = [(row.owner, row.text, row.age_d, row.late_d, row.standing) for row in room_plan.actions(view).itertuples()]
    assert rows == [
        ("Elm Therapeutics", "Name the plasmid", 30, 2, "overdue"),
        (OPERATOR, "Agree the resin", 28, 0, ""),
    ]
    assert room_plan.actions_title(view) == "Open actions: Hazel Biologics 1, Elm Therapeutics 1; 1 overdue"


def test_quarters_add_up_demand_time_and_lots_of_the_last_step(works):
    rows = room_volume.quarters(works.narrowed("OAK")).set_index("quarter")
    assert rows.index[0] == date(2026, 1, 1)
    autumn, this, spring = (rows.loc[date(*day)] for day in ((2026, 10, 1), (2027, 1, 1), (2027, 4, 1)))
    assert (spring.firm_kg, spring.forecast_kg) == (12, 3.5)
    assert autumn.firm_d == 45 + 45
    assert (autumn.started, autumn.made_kg) == (1, 16.4)
    assert (this.started, this.firm_d) == (0, 0)
    assert rows.loc[date(2027, 7, 1)].planned == 1


def test_a_quarters_unknown_is_not_nothing(seen):
    rows = room_volume.quarters(seen(DataFolder().keep("sites", "partners", "products", "demand")).narrowed("OAK"))
    assert set(rows.firm_d) == {None}
    assert sum(rows.firm_kg) == 12


def test_commitments_tell_batches_and_no_amounts(works):
    found = room_volume.commitments(works.narrowed("OAK"))
    assert [(row.year_no, row.committed, row.made, row.scheduled, row.gap) for row in found.itertuples()] == [
        (3, 12, 0, 1, 11)
    ]
    assert not {"gap_money", "price_per_batch", "currency"} & set(found)


def test_the_scorecard_rests_on_the_clients_own_tables():
    shared = {"suites", "bookings", "lab_tests", "sites", "revenue", "order_events", "opportunities"}
    for kpi_id in room.SCORECARD:
        assert "partner" in KPIS[kpi_id].filters
        assert not shared & set(KPIS[kpi_id].tables), kpi_id


def test_a_scorecard_row_has_value_target_and_what_it_rests_on(works):
    rows = room.scorecard(works.narrowed("OAK")).set_index("label")
    right = rows.loc["Right first time"]
    assert (right.value, right.target, right.standing) == ("2 of 2", "≥ 95.0%", "n < 5")
    assert rows.loc["Batch success rate"].target is None


def test_changes_are_those_of_the_client_since_the_day(works):
    found = room.events(works.narrowed("ELM"), date(2027, 1, 1))
    assert [(row.on, row.what, row.how) for row in found.itertuples()] == [
        (date(2027, 2, 1), "Agree the resin", "action opened, with Hazel Biologics")
    ]


def test_a_client_without_rows_has_an_empty_room(seen):
    delivery = DataFolder()
    delivery.add("partners", partner_id="YEW", name="Yew Bio")
    view = seen(delivery).narrowed("YEW")
    assert room.is_empty(view)
    assert room.answer(view) == "No data for Yew Bio yet: no lots, bookings, gates or actions."


def test_a_view_narrows_to_a_client_of_its_scope_alone(works):
    alone = works.narrowed("ELM")
    assert alone.scope.partners == {"ELM"}
    assert alone.narrowed("ELM") == alone
    with pytest.raises(InputError) as foreign:
        alone.narrowed("OAK")
    with pytest.raises(InputError) as unknown:
        alone.narrowed("YEW")
    assert str(foreign.value).replace("OAK", "YEW") == str(unknown.value)
    with pytest.raises(InputError):
        works.narrowed("YEW")
    assert alone.key != works.key


def test_a_partners_own_session_and_a_narrowed_one_ask_the_same(works):
    own = access.view(works.version, works.connection, access.Viewer("partner", frozenset({"ELM"})))
    assert own.narrowed("ELM") == works.narrowed("ELM")
    assert room.clients(own) == ("ELM",)


def test_the_next_gate_is_told_with_the_days_that_their_own_gates_teach(seen):
    view = seen(transfers({"OAK-1": 8, "OAK-2": 7, "ELM-1": 3}))
    oak, elm = view.narrowed("OAK"), view.narrowed("ELM")
    row = room_gates.gates(oak).query("is_next").sort_values("due_on").iloc[0]
    assert row.p50_on <= row.p80_on
    assert room_gates.next_in_words(oak).startswith(
        f"Reached by {formats.day(row.p50_on)} with 50% probability, "
        f"by {formats.day(row.p80_on)} with 80%, based on 15 "
    )
    assert room_gates.next_in_words(elm) == ("Too few of these gates to forecast from: 3 of 12 reached gates.")
    without = seen(transfers({"OAK-1": 8, "OAK-2": 7})).narrowed("OAK")
    assert room_gates.next_in_words(without) == room_gates.next_in_words(oak)


def test_a_gate_passed_over_is_not_next_and_no_gate_of_a_terminated_contract_is(seen):
    works = transfers({"OAK-1": 8, "OAK-2": 3})
    for row in works.tables["milestones"]:
        if row["milestone_id"] == "OAK-1-FILING":
            row["actual_on"] = ""
    works.tables["contracts"][1]["status"] = "TERMINATED"
    gates = room_gates.gates(seen(works).narrowed("OAK"))
    assert list(gates.query("is_next").milestone_id) == ["OAK-1-COMMERCIAL_SUPPLY"]


def test_where_the_day_is_agreed_the_chance_that_it_is_held_is_told(seen):
    works = transfers({"OAK-1": 8, "OAK-2": 7})
    for row in works.tables["milestones"]:
        row["agreed_on"] = row["baseline_on"]
    assert " Probability of meeting the agreed date, " in room_gates.next_in_words(seen(works).narrowed("OAK"))


def test_the_clock_of_a_client_is_told_lot_by_lot_and_names_them(works):
    oak = works.narrowed("OAK")
    found = waits.per_lot(oak)
    assert len(found)
    assert (found[list(waits.PARTS)].sum(axis="columns") == found.days).all()
    assert "Oak Medicines 14 d" in waits.in_words(oak, "Oak Medicines")
