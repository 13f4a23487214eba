"""Which options are shown, in which order, and what they lack."""

from __future__ import annotations

import random

import pytest

from dualsite.errors import InputError

U_EAST = {"suite_id": "U-E", "site_id": "east"}
U_WEST = {"suite_id": "U-W", "site_id": "west"}
D_EAST = {"suite_id": "D-E", "site_id": "east", "stage": "DOWNSTREAM"}
D_WEST = {"suite_id": "D-W", "site_id": "west", "stage": "DOWNSTREAM"}
TWO_STEPS = [{"stage": "UPSTREAM"}, {"stage": "DOWNSTREAM"}]


def sites(answer):
    return [option.sites for option in answer.options]


def test_sooner_is_better_and_every_site_is_an_option(ask):
    assert sites(ask([U_EAST | {"gmp_ready_on": 3}, U_WEST])) == [("west",), ("east",)]


def test_of_equal_days_fewer_site_changes_then_site_ids_decide_and_three_are_shown(ask):
    answer = ask([U_EAST, U_WEST, D_EAST, D_WEST], route=TWO_STEPS)
    assert sites(answer) == [("east", "east"), ("west", "west"), ("east", "west")]
    assert [option.rank for option in answer.options] == [1, 2, 3]


def test_an_approved_site_comes_before_a_sooner_one(ask, day):
    licences = [{"stage": "UPSTREAM", "site_id": "east"}, {"stage": "UPSTREAM", "site_id": "west", "status": "FILED"}]
    licences[1]["expected_on"] = 90
    answer = ask([U_EAST | {"gmp_ready_on": 50}, U_WEST], licences=licences, market="KR")
    assert sites(answer) == [("east",), ("west",)]
    assert answer.options[0].missing_approvals == ()
    assert answer.as_json()["options"][1]["missing_approvals"] == [
        {"stage": "UPSTREAM", "site_id": "west", "market": "KR", "expected_on": day(90).isoformat()}
    ]


@pytest.mark.parametrize(
    ("licence", "is_missing"),
    [
        ({}, False),
        ({"approved_on": 5}, False),  # delivery is on day 5
        ({"approved_on": 6}, True),
        ({"valid_to_on": 6}, False),
        ({"valid_to_on": 5}, True),
        ({"status": "FILED"}, True),
        ({"status": "WITHDRAWN"}, True),
        ({"market": "EU"}, True),
        ({"stage": "DOWNSTREAM"}, True),
        ({"site_id": "west"}, True),
        ({"product_id": "other"}, True),
    ],
)
def test_an_approval_must_be_good_on_the_day_of_delivery(ask, licence, is_missing):
    answer = ask([U_EAST], licences=[{"stage": "UPSTREAM"} | licence], market="KR")
    assert bool(answer.options[0].missing_approvals) == is_missing


def test_approvals_are_asked_for_only_with_a_market_and_once_filed(ask):
    assert ask([U_EAST]).options[0].missing_approvals == ()
    assert ask([U_EAST], market="KR", product={"phase": "PHASE3"}).options[0].missing_approvals == ()
    [missing] = ask([U_EAST], market="KR", product={"phase": "FILED"}).options[0].missing_approvals
    assert missing.expected_on is None


def test_a_licence_that_only_a_later_delivery_meets_does_not_hide_a_better_option(ask):
    # East delivers on day 5, before its approval; west delivers later but with one.
    licences = [{"stage": "UPSTREAM", "approved_on": 200}, {"stage": "UPSTREAM", "site_id": "west"}]
    answer = ask([U_EAST, U_WEST | {"gmp_ready_on": 100}], licences=licences, market="KR")
    assert sites(answer) == [("west",), ("east",)]


def test_a_choice_is_judged_by_the_day_it_delivers_not_by_the_first_day_it_might(ask):
    # East may do the first step from day 100 on; with the second in the west it delivers after that.
    licences = [
        {"stage": "UPSTREAM", "approved_on": 100},
        {"stage": "UPSTREAM", "site_id": "west"},
        {"stage": "DOWNSTREAM"},
        {"stage": "DOWNSTREAM", "site_id": "west"},
    ]
    suites = [U_EAST, U_WEST | {"gmp_ready_on": 300}, D_EAST, D_WEST | {"gmp_ready_on": 200}]
    answer = ask(suites, route=TWO_STEPS, licences=licences, market="KR")
    assert sites(answer) == [("east", "west"), ("west", "west"), ("west", "east")]


def test_only_allowed_sites_are_used(ask):
    assert sites(ask([U_EAST, U_WEST], sites=("west",))) == [("west",)]


def test_slack_is_days_to_the_need_and_may_be_negative(ask):
    assert ask([U_EAST], need_by=8).options[0].slack_d == 8 - 5
    assert ask([U_EAST], need_by=1).options[0].slack_d == 1 - 5
    assert ask([U_EAST]).options[0].slack_d is None


def test_the_answer_is_printed_in_the_agreed_shape(ask):
    assert ask([U_EAST], need_by=8).as_json() == {
        "options": [
            {
                "rank": 1,
                "delivery_on": "2027-01-06",
                "slack_d": 3,
                "sites": ["east"],
                "steps": [
                    {
                        "step_no": 1,
                        "stage": "UPSTREAM",
                        "suite_id": "U-E",
                        "unit": 1,
                        "start_on": "2027-01-01",
                        "end_on": "2027-01-06",
                        "usable_on": "2027-01-06",
                    }
                ],
                "missing_approvals": [],
                "binding": {
                    "kind": "READY_ON",
                    "ref": None,
                    "days_gained": 30,
                    "text": "No start is possible before 1 January 2027; "
                    "with materials 30 days earlier, delivery is 30 days earlier",
                },
            }
        ],
        "reason": None,
    }


def test_the_order_of_rows_changes_nothing(ask):
    suites = [U_EAST | {"units": 2}, U_WEST, D_EAST, D_WEST]
    bookings = [
        {"booking_id": f"B{at}", "suite_id": suite_id, "start_on": 9 * at - 20, "end_on": 9 * at - 12}
        for suite_id in ("U-E", "U-W", "D-E", "D-W")
        for at in range(1, 9)
    ]
    first = ask(suites, route=TWO_STEPS, bookings=bookings)
    for seed in range(5):
        shuffled = random.Random(seed).sample(bookings, len(bookings))
        assert ask(suites[::-1], route=TWO_STEPS, bookings=shuffled) == first


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sites": ("nowhere",)}, "There is no site 'nowhere'; the sites are: east, north, south, west."),
        ({"market": "XX"}, "There is no market 'XX'; give an ISO 3166-1 alpha-2 country code, or EU."),
        ({"batches": 0}, "The number of batches is 0; ask for at least one."),
        ({"horizon_d": 0}, "The horizon is 0 days; give at least one."),
        ({"horizon_d": 10**7}, "The horizon of 10000000 days ends after the year 9999; give a shorter one."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(ask, asked, said):
    with pytest.raises(InputError) as refused:
        ask([U_EAST], **asked)
    assert str(refused.value) == said
