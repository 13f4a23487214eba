"""No plan: which step fails, and why."""

from __future__ import annotations

U1 = {"suite_id": "U-1"}
D1 = {"suite_id": "D-1", "stage": "DOWNSTREAM"}
TWO_STEPS = [{"stage": "UPSTREAM"}, {"stage": "DOWNSTREAM"}]


def reason(answer):
    assert answer.options == ()
    return answer.reason.kind, answer.reason.step_no, answer.reason.stage


def test_a_product_without_steps_has_no_route(ask):
    answer = ask([U1], route=[])
    assert reason(answer) == ("NO_ROUTE", None, None)
    assert answer.reason.text == "the product has no route; add its steps to the table routes"


def test_a_step_without_a_suite_says_what_the_suites_lack(ask):
    suites = [
        U1,
        D1 | {"containment": "OEB3"},
        D1 | {"suite_id": "D-2", "containment": "OEB3"},
        D1 | {"suite_id": "D-3", "light_protected": False},
        D1 | {"suite_id": "D-4", "gmp_ready_on": 366},
        D1 | {"suite_id": "D-5", "gmp_ready_on": 100, "retired_on": 104},
        D1 | {"suite_id": "D-6", "site_id": "west"},
    ]
    demanding = {"containment": "OEB4", "light_protected": True}
    answer = ask(suites, route=TWO_STEPS, product=demanding, sites=("east",))
    assert reason(answer) == ("NO_SUITE", 2, "DOWNSTREAM")
    assert answer.reason.text == (
        "Step 2 (downstream) has no suite up to 1 January 2028: 2 below containment OEB4, "
        "1 without light protection, 1 not GMP-ready, 1 retired too soon"
    )


def test_a_stage_that_is_not_there_is_said_so(ask):
    answer = ask([U1], route=TWO_STEPS)
    assert answer.reason.text == "Step 2 (downstream) has no suite up to 1 January 2028: no suite of that stage"


def test_holds_that_cross_leave_no_start(ask):
    route = [{"stage": "UPSTREAM", "min_hold_d": 4, "max_hold_d": 3}, {"stage": "DOWNSTREAM"}]
    answer = ask([U1, D1], route=route)
    assert reason(answer) == ("HOLD", 2, "DOWNSTREAM")
    assert answer.reason.text == (
        "Step 2 (downstream) can start no sooner than 9 days after step 1 starts and no later than 8: "
        "the holds leave no start for all batches"
    )


def test_a_missing_suite_is_said_before_a_hold(ask):
    route = [{"stage": "UPSTREAM", "min_hold_d": 4, "max_hold_d": 3}, {"stage": "DOWNSTREAM"}]
    assert reason(ask([U1], route=route)) == ("NO_SUITE", 2, "DOWNSTREAM")


def test_a_full_suite_has_no_gap(ask):
    bookings = [{"suite_id": "D-1", "start_on": 0, "end_on": 362}]
    answer = ask([U1, D1], route=TWO_STEPS, bookings=bookings)
    assert reason(answer) == ("NO_GAP", 2, "DOWNSTREAM")
    assert answer.reason.text == (
        "Step 2 (downstream) finds no gap of 5 days that makes its last batch usable by 1 January 2028"
    )


def test_the_first_step_that_fails_is_named(ask):
    bookings = [{"suite_id": "U-1", "start_on": 0, "end_on": 362}]
    assert reason(ask([U1], route=TWO_STEPS, bookings=bookings)) == ("NO_GAP", 1, "UPSTREAM")


def test_a_suite_ready_within_the_horizon_but_too_late_is_a_missing_gap(ask):
    assert reason(ask([U1 | {"gmp_ready_on": 363}])) == ("NO_GAP", 1, "UPSTREAM")


def test_at_risk_a_release_after_the_horizon_is_named_at_its_step(ask):
    route = [{"stage": "UPSTREAM"}, {"stage": "DOWNSTREAM", "release_d": 400}, {"stage": "FILL_FINISH"}]
    answer = ask([U1, D1, {"suite_id": "F-1", "stage": "FILL_FINISH"}], route=route, at_risk=True)
    assert reason(answer) == ("NO_GAP", 2, "DOWNSTREAM")
    assert answer.reason.text == ("Step 2 (downstream) is released after 1 January 2028, the end of the horizon")
