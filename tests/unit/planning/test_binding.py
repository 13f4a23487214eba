"""What holds an option back, in kind, in days and in words."""

from __future__ import annotations

import pytest

CJ1 = {"suite_id": "CJ-1", "stage": "CONJUGATION"}
CONJUGATION = [{"stage": "CONJUGATION"}]
FROM_BEFORE = {"suite_id": "CJ-1", "start_on": -60}
TWO_STEPS = [{"stage": "UPSTREAM"}, {"stage": "DOWNSTREAM"}]


def binding(answer):
    found = answer.options[0].binding
    return found.kind, found.ref, found.days_gained


def test_a_tentative_block_is_named_with_its_suite_and_its_first_free_day(ask):
    answer = ask(
        [CJ1], route=CONJUGATION, bookings=[FROM_BEFORE | {"end_on": 72, "firmness": "TENTATIVE"}], ready_on=49
    )
    assert binding(answer) == ("BOOKING", "B1", 72 - 49)
    assert answer.options[0].binding.text == (
        "Conjugation suite CJ-1 has an option until 14 March 2027; without it, delivery is 23 days earlier"
    )


@pytest.mark.parametrize(
    ("booking", "held_by"),
    [
        ({}, "has a firm booking"),
        ({"firmness": "INTERNAL"}, "has an internal campaign"),
        ({"kind": "MAINTENANCE"}, "is in maintenance"),
        ({"kind": "SHUTDOWN"}, "is shut down"),
        ({"kind": "SHUTDOWN", "firmness": "TENTATIVE"}, "has a tentative shutdown"),
        ({"kind": "QUALIFICATION", "firmness": "TENTATIVE"}, "has tentative qualification"),
    ],
)
def test_what_holds_a_suite_is_said_in_words(ask, booking, held_by):
    named = CJ1 | {"name": "Suite 4"}
    answer = ask([named], route=CONJUGATION, bookings=[FROM_BEFORE | {"end_on": 1} | booking])
    assert answer.options[0].binding.text == (
        f"Suite 4 {held_by} until 2 January 2027; without it, delivery is 1 day earlier"
    )


def test_a_booking_after_the_gap_may_bind_too(ask):
    # Free 10–14, too short for 5 days with the campaign of 14–40 there.
    bookings = [FROM_BEFORE | {"end_on": 10}, {"suite_id": "CJ-1", "start_on": 14, "end_on": 40}]
    answer = ask([CJ1], route=CONJUGATION, bookings=bookings)
    assert [(one.ref, one.days_gained) for one in answer.options[0].relaxations] == [("B1", 40), ("B2", 30)]


def test_the_relaxations_are_all_that_would_help_the_most_first(ask):
    answer = ask(
        [CJ1 | {"gmp_ready_on": 20}],
        route=CONJUGATION,
        bookings=[FROM_BEFORE | {"end_on": 10}, {"suite_id": "CJ-1", "start_on": 20, "end_on": 25}],
        changeovers=[("*", "*", "*", 2)],
    )
    # Start on 27. Without B2 on 20; ready from the first day on 12, as 12 + 5 + 2 ≤ 20; without changeovers on 25.
    assert [(one.kind, one.ref, one.days_gained) for one in answer.options[0].relaxations] == [
        ("GMP_READY", "CJ-1", 15),
        ("BOOKING", "B2", 7),
        ("CHANGEOVER", None, 2),
    ]


def test_ties_go_by_kind_then_by_ref_as_text(ask):
    both = [
        {"booking_id": "B9", "suite_id": "CJ-1", "start_on": 10, "end_on": 40},
        {"booking_id": "B10", "suite_id": "CJ-2", "start_on": 10, "end_on": 40},
    ]
    rest = [FROM_BEFORE | {"suite_id": suite_id, "end_on": 6} for suite_id in ("CJ-1", "CJ-2")]
    answer = ask([CJ1, CJ1 | {"suite_id": "CJ-2"}], route=CONJUGATION, bookings=[*both, *rest])
    # 6–10 is a day too short at either: without B9 or B10 on 6; without B1 or B2 on 0, five days before 10.
    gained = [(one.ref, one.days_gained) for one in answer.options[0].relaxations]
    assert gained == [("B3", 40), ("B4", 40), ("B10", 34), ("B9", 34)]


def test_a_removed_campaign_moves_no_other_to_its_unit(ask):
    bookings = [
        {"suite_id": "CJ-1", "start_on": -60, "end_on": 20},  # unit 1
        {"suite_id": "CJ-1", "start_on": -59, "end_on": 50},  # unit 2, and not 1 when B1 goes
        {"suite_id": "CJ-1", "start_on": 22, "end_on": 60},  # unit 1
    ]
    answer = ask([CJ1 | {"units": 2}], route=CONJUGATION, bookings=bookings)
    assert [(one.ref, one.days_gained) for one in answer.options[0].relaxations] == [("B1", 50), ("B2", 50), ("B3", 30)]


def test_a_removal_that_delivers_later_gains_nothing(ask):
    # Start on 4. Without B2, B1 is the nearest and its changeover asks for 2 + 50; without B1 nothing changes.
    bookings = [
        FROM_BEFORE | {"end_on": 2, "product_id": "slow"},
        {"suite_id": "CJ-1", "start_on": 2, "end_on": 4},
    ]
    slow = {"product_id": "slow", "changeover_class": "S"}
    answer = ask([CJ1], route=CONJUGATION, bookings=bookings, changeovers=[("*", "S", "K", 50)], others=[slow])
    assert answer.options[0].relaxations == ()
    assert binding(answer) == ("SEVERAL", None, 0)


def test_without_a_shutdown_a_campaign_may_start_before_it(ask):
    shutdown = {"suite_id": "CJ-1", "kind": "SHUTDOWN", "start_on": 3, "end_on": 4}
    before = FROM_BEFORE | {"end_on": 1}
    answer = ask([CJ1], route=CONJUGATION, bookings=[before, shutdown])
    # Start on 4; without the shutdown on 1.
    assert [(one.ref, one.days_gained) for one in answer.options[0].relaxations] == [("B2", 3)]


def test_a_suite_ready_sooner_still_retires_when_it_does(ask):
    suites = [CJ1 | {"gmp_ready_on": 20, "retired_on": 22}, CJ1 | {"suite_id": "CJ-2", "gmp_ready_on": 40}]
    answer = ask(suites, route=CONJUGATION, ready_on=18)  # 18 + 5 is after 22
    assert [(one.ref, one.days_gained) for one in answer.options[0].relaxations] == [("CJ-2", 40 - 18)]


def test_a_suite_that_is_not_ready_yet_is_named_with_its_day(ask):
    answer = ask([CJ1 | {"gmp_ready_on": 45}], route=CONJUGATION)
    assert binding(answer) == ("GMP_READY", "CJ-1", 45)
    assert answer.options[0].binding.text == (
        "Conjugation suite CJ-1 is GMP-ready only from 15 February 2027; if ready at once, delivery is 45 days earlier"
    )


def test_materials_sooner_may_start_before_the_as_of_day_and_do_not_move_the_horizon(ask):
    assert binding(ask([CJ1], route=CONJUGATION, horizon_d=5)) == ("READY_ON", None, 30)
    busy = [FROM_BEFORE | {"end_on": -12}]
    assert binding(ask([CJ1], route=CONJUGATION, bookings=busy)) == ("READY_ON", None, 12)


def test_changeovers_bind_where_together_they_cost_most(ask):
    bookings = [
        {"suite_id": "U-1", "start_on": -60, "end_on": 0},
        {"suite_id": "D-1", "start_on": -60, "end_on": 5},
    ]
    suites = [{"suite_id": "U-1"}, {"suite_id": "D-1", "stage": "DOWNSTREAM"}]
    answer = ask(suites, route=TWO_STEPS, bookings=bookings, changeovers=[("*", "*", "*", 8)])
    assert binding(answer) == ("CHANGEOVER", None, 8)
    assert "8 days earlier" in answer.options[0].binding.text


def test_process_time_binds_when_nothing_else_does(ask):
    # The suite was taken up to the day itself: materials sooner would not help, nor would the booking's going.
    answer = ask([CJ1], route=CONJUGATION, bookings=[FROM_BEFORE | {"end_on": 0}])
    assert binding(answer) == ("PROCESS_TIME", None, 0)


def test_several_bind_when_only_together_they_hold(ask):
    bookings = [
        {"suite_id": "CJ-1", "kind": kind, "start_on": -60, "end_on": 10} for kind in ("MAINTENANCE", "QUALIFICATION")
    ]
    answer = ask([CJ1], route=CONJUGATION, bookings=bookings)
    assert binding(answer) == ("SEVERAL", None, 0)
    assert (
        "Several constraints set this date together; lifting any one alone gains nothing"
        in answer.options[0].binding.text
    )


def test_reserved_time_binds_without_saying_whose(ask):
    own = [FROM_BEFORE | {"end_on": 3}]
    weeks = [{"suite_id": "CJ-1", "start_on": start, "end_on": start + 7} for start in (3, 10, 17)]
    option = ask([CJ1], route=CONJUGATION, bookings=own, reserved=weeks, changeovers=[("*", "*", "*", 4)]).options[0]
    # Weeks that touch are one block, and no changeover is counted around it: it is already in.
    assert (option.steps[0].start_on.isoformat(), option.binding.kind) == ("2027-01-25", "RESERVED")
    assert (option.binding.ref, option.binding.days_gained) == (None, 24 - (3 + 4))
    assert option.binding.text == (
        "Conjugation suite CJ-1 has reserved time until 25 January 2027; without it, delivery is 17 days earlier"
    )


def test_reserved_time_takes_all_units_and_not_the_own_bookings_place(ask):
    own = [FROM_BEFORE | {"end_on": 30}]
    weeks = [{"suite_id": "CJ-1", "start_on": 0, "end_on": 7}]
    step = ask([CJ1 | {"units": 2}], route=CONJUGATION, bookings=own, reserved=weeks).options[0].steps[0]
    assert (step.unit, step.start_on.isoformat()) == (2, "2027-01-08")
