"""A small network to ask questions of. Days are counted from the as-of day: day 0 is 1 January 2027."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dualsite.planning import SlotRequest, find, network

DAY_0 = date(2027, 1, 1)
DAYS_OF = ("start_on", "end_on", "gmp_ready_on", "retired_on", "option_expires_on")
DAYS_OF += ("expected_on", "approved_on", "valid_to_on")

PRODUCT = {
    "name": "the product",
    "phase": "APPROVED",
    "changeover_class": "K",
    "containment": "NONE",
    "light_protected": False,
}
STEP = {"duration_d": 5, "takt_d": 1, "release_d": 0, "min_hold_d": 0, "max_hold_d": None}
SUITE = {
    "site_id": "east",
    "stage": "UPSTREAM",
    "units": 1,
    "containment": "OEB5",
    "light_protected": True,
    "gmp_ready_on": -365,
    "retired_on": None,
}
BOOKING = {"suite_id": "U-1", "kind": "PROCESS", "firmness": "FIRM", "product_id": "other", "option_expires_on": None}
LICENCE = {"product_id": "mine", "site_id": "east", "market": "KR", "status": "APPROVED"}


@pytest.fixture
def day():
    """A day by its number."""
    return lambda number: DAY_0 + timedelta(number)


@pytest.fixture
def tables():
    """Tables from rows that say only what matters: the rest is one plain suite, step and product."""

    def tables(suites, route=({},), bookings=(), changeovers=(), licences=(), product=None, others=()):
        return {
            "sites": [{"site_id": site_id} for site_id in ("east", "north", "south", "west")],
            "products": [
                PRODUCT | {"product_id": "mine"} | (product or {}),
                PRODUCT | {"product_id": "other", "changeover_class": "L"},
                *(PRODUCT | row for row in others),
            ],
            "routes": [
                STEP | {"product_id": "mine", "step_no": step_no, "stage": "UPSTREAM"} | row
                for step_no, row in enumerate(route, start=1)
            ],
            "suites": [SUITE | {"name": row["suite_id"]} | dated(row, SUITE) for row in suites],
            "bookings": [BOOKING | {"booking_id": f"B{at}"} | dated(row) for at, row in enumerate(bookings, start=1)],
            "changeovers": [
                {"stage": stage, "from_class": before, "to_class": after, "days": days}
                for stage, before, after, days in changeovers
            ],
            "site_licences": [LICENCE | dated(row) for row in licences],
        }

    return tables


@pytest.fixture
def ask(tables):
    """The answer to a question, by default for one batch with its materials on site on day 0."""

    def ask(suites, *, reserved=(), as_of=0, ready_on=0, batches=1, need_by=None, horizon_d=365, **rest):
        asked = {name: rest.pop(name) for name in ("market", "sites", "at_risk", "ignore_tentative") if name in rest}
        question = SlotRequest(
            product_id="mine",
            batches=batches,
            ready_on=DAY_0 + timedelta(ready_on),
            need_by=None if need_by is None else DAY_0 + timedelta(need_by),
            horizon_d=horizon_d,
            **asked,
        )
        return find(
            question, network(tables(suites, **rest), DAY_0 + timedelta(as_of), [dated(row) for row in reserved])
        )

    return ask


@pytest.fixture
def starts():
    """The numbers of the days on which the best option's steps start; None where there is no option."""

    def starts(answer):
        return [(step.start_on - DAY_0).days for step in answer.options[0].steps] if answer.options else None

    return starts


def dated(row, defaults=()):
    """The row, and the defaults' days, with days for the numbers of days."""
    row = {name: defaults[name] for name in DAYS_OF if name in defaults} | row
    return {
        name: DAY_0 + timedelta(value) if name in DAYS_OF and value is not None else value
        for name, value in row.items()
    }
