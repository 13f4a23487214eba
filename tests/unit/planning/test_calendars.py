"""One step: on which days may its campaign start?"""

from __future__ import annotations

import pytest

U1 = {"suite_id": "U-1"}
BUSY_TO_10 = {"start_on": -20, "end_on": 10}


def test_a_free_suite_starts_on_the_day_the_materials_are_there(ask, starts):
    assert starts(ask([U1], ready_on=3)) == [3]


def test_materials_ready_before_the_as_of_day_count_as_ready_on_it(ask, starts, day):
    answer = ask([U1], ready_on=-40, as_of=2, horizon_d=5)
    assert starts(answer) == [2]
    assert answer.options[0].delivery_on == day(2 + 5)


def test_a_booking_is_over_on_its_end_day(ask, starts):
    assert starts(ask([U1], bookings=[BUSY_TO_10])) == [10]


@pytest.mark.parametrize("before", ["PROCESS", "SHUTDOWN"])
@pytest.mark.parametrize("after", ["PROCESS", "MAINTENANCE"])
@pytest.mark.parametrize(("free_days", "start"), [(4, 30), (5, 10), (6, 10)])
def test_a_gap_must_hold_the_whole_campaign_and_may_hold_it_exactly(ask, starts, before, after, free_days, start):
    bookings = [BUSY_TO_10 | {"kind": before}, {"kind": after, "start_on": 10 + free_days, "end_on": 30}]
    assert starts(ask([U1], bookings=bookings)) == [start]


def test_a_one_day_gap_holds_a_one_day_campaign(ask, starts):
    bookings = [BUSY_TO_10, {"start_on": 11, "end_on": 30}]
    assert starts(ask([U1], bookings=bookings, route=[{"duration_d": 1}])) == [10]


def test_a_booking_of_no_days_is_ignored(ask, starts):
    assert starts(ask([U1], bookings=[{"start_on": 2, "end_on": 2, "kind": "SHUTDOWN"}])) == [0]


@pytest.mark.parametrize(
    ("kind", "start"), [("PROCESS", 0), ("MAINTENANCE", 10), ("SHUTDOWN", 10), ("QUALIFICATION", 10), ("CHANGEOVER", 0)]
)
def test_only_a_campaign_leaves_the_other_unit_free_and_a_booked_changeover_is_no_obstacle(ask, starts, kind, start):
    assert starts(ask([U1 | {"units": 2}], bookings=[BUSY_TO_10 | {"kind": kind}])) == [start]


def test_the_lowest_free_unit_is_taken(ask):
    answer = ask([U1 | {"units": 3}], bookings=[BUSY_TO_10, BUSY_TO_10 | {"end_on": 4}], ready_on=4)
    assert answer.options[0].steps[0].unit == 2


def test_campaigns_are_laid_on_units_by_start_then_booking_id(ask):
    bookings = [
        {"booking_id": "B9", "start_on": 0, "end_on": 20},
        {"booking_id": "B10", "start_on": 0, "end_on": 8},  # as text, B10 comes first: unit 1
        {"booking_id": "B8", "start_on": -5, "end_on": 0},  # over when the others start
    ]
    step = ask([U1 | {"units": 2}], bookings=bookings).options[0].steps[0]
    assert (step.unit, step.start_on.day) == (1, 9)  # day 8 is 9 January


@pytest.mark.parametrize(("expires", "start"), [(-1, 0), (0, 10), (None, 10)])
def test_an_option_has_lapsed_the_day_after_it_expired(ask, starts, expires, start):
    option = BUSY_TO_10 | {"firmness": "TENTATIVE", "option_expires_on": expires}
    assert starts(ask([U1], bookings=[option])) == [start]


def test_only_a_tentative_booking_lapses(ask, starts):
    assert starts(ask([U1], bookings=[BUSY_TO_10 | {"option_expires_on": -1}])) == [10]


def test_a_lapsed_option_is_not_laid_on_a_unit_and_an_ignored_one_keeps_its_place_free(ask, day):
    option = {"start_on": -9, "end_on": 50, "firmness": "TENTATIVE"}
    firm = {"start_on": -8, "end_on": 50}
    two_units = [U1 | {"units": 2}]
    lapsed = ask(two_units, bookings=[option | {"option_expires_on": -1}, firm])
    ignored = ask(two_units, bookings=[option, firm], ignore_tentative=True)
    assert [(step.unit, step.start_on) for step in lapsed.options[0].steps] == [(2, day(0))]
    assert [(step.unit, step.start_on) for step in ignored.options[0].steps] == [(1, day(0))]


def test_an_internal_campaign_always_counts_and_a_tentative_shutdown_can_be_ignored(ask, starts):
    tentative = BUSY_TO_10 | {"firmness": "TENTATIVE", "kind": "SHUTDOWN"}
    assert starts(ask([U1], bookings=[BUSY_TO_10 | {"firmness": "INTERNAL"}], ignore_tentative=True)) == [10]
    assert starts(ask([U1], bookings=[tentative])) == [10]
    assert starts(ask([U1], bookings=[tentative], ignore_tentative=True)) == [0]


def test_more_campaigns_than_units_do_not_stop_the_finder(ask, starts):
    assert starts(ask([U1], bookings=[BUSY_TO_10, BUSY_TO_10 | {"end_on": 15}])) == [15]
    assert starts(ask([U1], bookings=[BUSY_TO_10 | {"end_on": 15}, BUSY_TO_10])) == [15]


def test_a_suite_is_open_from_its_gmp_day_until_it_retires(ask, starts):
    assert starts(ask([U1 | {"gmp_ready_on": 12}])) == [12]
    assert starts(ask([U1 | {"gmp_ready_on": 12, "retired_on": 17}])) == [12]
    assert starts(ask([U1 | {"gmp_ready_on": 12, "retired_on": 16}])) is None
    assert starts(ask([U1 | {"gmp_ready_on": None}])) is None


def test_containment_must_reach_the_products_band(ask, starts):
    suites = [U1 | {"containment": "OEB3"}, {"suite_id": "U-2", "containment": "OEB4", "gmp_ready_on": 7}]
    assert starts(ask(suites, product={"containment": "OEB3"})) == [0]
    assert starts(ask(suites, product={"containment": "OEB4"})) == [7]
    assert starts(ask(suites, product={"containment": "OEB5"})) is None


def test_a_light_sensitive_product_needs_a_light_protected_suite(ask, starts):
    assert starts(ask([U1 | {"light_protected": False}], product={"light_protected": True})) is None
    assert starts(ask([U1], product={"light_protected": True})) == [0]


@pytest.mark.parametrize(
    ("changeovers", "start"),
    [
        ([], 10),
        ([("*", "*", "*", 3)], 13),
        ([("*", "L", "*", 4), ("*", "*", "K", 9)], 14),  # `from` is compared first
        ([("*", "other", "*", 5), ("UPSTREAM", "L", "mine", 9)], 15),  # a product id before a class, whatever `to` is
        ([("*", "L", "mine", 6), ("UPSTREAM", "L", "K", 9)], 16),  # then `to`: a product id before a class
        ([("UPSTREAM", "L", "K", 7), ("*", "L", "K", 9)], 17),  # the stage decides between equals
        ([("DOWNSTREAM", "L", "K", 9)], 10),
        ([("*", "K", "L", 9)], 10),
    ],
)
def test_the_most_specific_changeover_row_counts(ask, starts, changeovers, start):
    assert starts(ask([U1], bookings=[BUSY_TO_10], changeovers=changeovers)) == [start]


@pytest.mark.parametrize(
    ("changeovers", "start"),
    [
        ([("*", "*", "*", 9), ("UPSTREAM", "K", "K", 9), ("*", "mine", "*", 9), ("*", "K", "mine", 9)], 10),
        ([("*", "mine", "mine", 2)], 12),
        ([("*", "mine", "mine", 2), ("UPSTREAM", "mine", "mine", 1)], 11),
    ],
)
def test_within_one_product_only_its_own_row_counts(ask, starts, changeovers, start):
    own = [BUSY_TO_10 | {"product_id": "mine"}]
    assert starts(ask([U1], bookings=own, changeovers=changeovers)) == [start]


def test_a_campaign_without_product_is_any_product(ask, starts):
    changeovers = [("*", "*", "*", 3), ("*", "L", "*", 9), ("*", "K", "*", 9)]
    assert starts(ask([U1], bookings=[BUSY_TO_10 | {"product_id": None}], changeovers=changeovers)) == [13]


def test_the_changeover_into_the_next_campaign_must_fit_too(ask, starts):
    bookings = [BUSY_TO_10, {"start_on": 20, "end_on": 40}]
    changeovers = [("*", "L", "K", 2), ("*", "K", "L", 3)]
    assert starts(ask([U1], bookings=bookings, changeovers=changeovers)) == [12]  # 10 + 2 + 5 + 3 == 20
    assert starts(ask([U1], bookings=bookings, changeovers=[*changeovers, ("UPSTREAM", "K", "L", 4)])) == [42]


def test_only_the_nearest_campaign_asks_for_its_changeover(ask, starts):
    bookings = [BUSY_TO_10 | {"product_id": "slow"}, {"start_on": 10, "end_on": 12}]
    slow = {"product_id": "slow", "changeover_class": "S"}
    assert starts(ask([U1], bookings=bookings, changeovers=[("*", "S", "K", 90)], others=[slow])) == [12]


def test_changeover_days_may_fall_on_a_shutdown_but_a_campaign_may_not(ask, starts):
    bookings = [BUSY_TO_10, {"kind": "SHUTDOWN", "start_on": 11, "end_on": 14}]
    assert starts(ask([U1], bookings=bookings, changeovers=[("*", "L", "K", 4)])) == [14]
    assert starts(ask([U1], bookings=bookings, changeovers=[("*", "L", "K", 1)])) == [14]
    assert starts(ask([U1], bookings=bookings, changeovers=[("*", "L", "K", 6)])) == [16]


def test_changeover_days_may_lie_before_the_suite_is_gmp_ready(ask, starts):
    suite = U1 | {"gmp_ready_on": 12}
    assert starts(ask([suite], bookings=[BUSY_TO_10], changeovers=[("*", "L", "K", 2)])) == [12]
