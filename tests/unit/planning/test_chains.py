"""Several steps: when does each start, and when is it delivered?"""

from __future__ import annotations

import pytest

U1 = {"suite_id": "U-1"}
D1 = {"suite_id": "D-1", "stage": "DOWNSTREAM"}


def two_steps(first=None, second=None):
    return [{"stage": "UPSTREAM"} | (first or {}), {"stage": "DOWNSTREAM"} | (second or {})]


def test_a_step_waits_for_release_and_hold(ask, starts, day):
    answer = ask([U1, D1], route=two_steps({"release_d": 7, "min_hold_d": 2}, {"release_d": 4}))
    assert starts(answer) == [0, 5 + 7 + 2]
    assert answer.options[0].steps[0].usable_on == day(5 + 7)
    assert answer.options[0].delivery_on == day(14 + 5 + 4)


def test_at_risk_a_step_starts_on_what_is_made_and_nothing_is_delivered_before_its_release(ask, starts, day):
    answer = ask([U1, D1], route=two_steps({"release_d": 30}, {"release_d": 4}), at_risk=True)
    assert starts(answer) == [0, 5]
    assert [step.usable_on for step in answer.options[0].steps] == [day(5), day(5 + 5 + 4)]
    assert answer.options[0].delivery_on == day(5 + 30)


@pytest.mark.parametrize(
    ("takt", "next_takt", "second"),
    [
        (1, 1, 5),
        (3, 1, 5 + 3 * (3 - 1)),  # the last batch comes late: 5 + 9 = 8 + 6
        (1, 3, 5),  # the first batch decides
    ],
)
def test_every_batch_must_be_there_when_the_next_step_takes_it_in(ask, starts, takt, next_takt, second):
    answer = ask([U1, D1], route=two_steps({"takt_d": takt}, {"takt_d": next_takt}), batches=4)
    assert starts(answer) == [0, second]


def test_a_campaign_of_n_batches_holds_its_suite_for_n_minus_one_takts_more(ask, day):
    step = ask([U1], route=[{"takt_d": 3}], batches=4).options[0].steps[0]
    assert (step.start_on, step.end_on) == (day(0), day(5 + 3 * 3))


def test_max_hold_pushes_the_step_before_later(ask, starts):
    busy = [{"suite_id": "D-1", "start_on": 0, "end_on": 40}]
    assert starts(ask([U1, D1], route=two_steps(), bookings=busy)) == [0, 40]
    assert starts(ask([U1, D1], route=two_steps({"max_hold_d": 3}), bookings=busy)) == [40 - 3 - 5, 40]


def test_a_push_may_push_on_through_the_calendar_and_back(ask, starts):
    route = two_steps({"max_hold_d": 0})
    bookings = [
        {"suite_id": "D-1", "start_on": 0, "end_on": 20},
        {"suite_id": "U-1", "start_on": 12, "end_on": 30},
    ]
    # D-1 is free on 20, which asks U-1 for 15; U-1 is free on 30, which asks D-1 for 35.
    assert starts(ask([U1, D1], route=route, bookings=bookings)) == [30, 35]


def test_max_hold_is_about_every_batch(ask, starts):
    # Batch 3 is out on 0 + 5 + 2 and goes in on s + 2 · 3: s + 6 ≤ 7 + 5 and s ≥ 5.
    assert starts(ask([U1, D1], route=two_steps({"max_hold_d": 5}, {"takt_d": 3}), batches=3)) == [0, 5]
    answer = ask([U1, D1], route=two_steps({"max_hold_d": 3}, {"takt_d": 3}), batches=3)
    assert (answer.reason.kind, answer.reason.step_no) == ("HOLD", 2)


def test_max_hold_is_kept_by_the_first_batch_when_the_last_comes_late(ask, starts):
    # Batch 3 is out on 5 + 2 · 3 and goes in on s + 2 · 1, so s ≥ 9; batch 1 is out on 5: it waits 4 days.
    assert starts(ask([U1, D1], route=two_steps({"takt_d": 3, "max_hold_d": 4}), batches=3)) == [0, 9]
    answer = ask([U1, D1], route=two_steps({"takt_d": 3, "max_hold_d": 3}), batches=3)
    assert answer.reason.kind == "HOLD"


def test_max_hold_counts_from_the_day_a_batch_is_made_not_released(ask):
    answer = ask([U1, D1], route=two_steps({"release_d": 6, "max_hold_d": 5}))
    assert answer.reason.kind == "HOLD"


def test_the_end_of_the_horizon_is_a_day_of_delivery(ask, starts):
    assert starts(ask([U1], route=[{"release_d": 2}], horizon_d=7)) == [0]
    assert starts(ask([U1], route=[{"release_d": 2}], horizon_d=6)) is None


def test_the_first_suite_free_is_taken_and_ids_compare_as_text(ask):
    suites = [{"suite_id": "U-9"}, {"suite_id": "U-10"}]
    assert ask(suites).options[0].steps[0].suite_id == "U-10"
    assert (
        ask(suites, bookings=[{"suite_id": "U-10", "start_on": 0, "end_on": 9}]).options[0].steps[0].suite_id == "U-9"
    )
