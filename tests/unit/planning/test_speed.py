"""The slot finder is quick enough to answer while someone talks: bounds on a network as full as one gets."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from time import perf_counter

import pytest

from dualsite.planning import SlotRequest, find, network

AS_OF = date(2027, 1, 1)
STAGES = ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")


def full_network(suites, seed):
    """Two sites, three years of bookings back to back on every unit, five steps that must not wait long."""
    random = Random(seed)
    products = [f"P{number}" for number in range(20)]
    tables = {
        "sites": [{"site_id": "east"}, {"site_id": "west"}],
        "products": [
            {
                "product_id": product_id,
                "name": product_id,
                "phase": "APPROVED",
                "changeover_class": random.choice("ABC"),
                "containment": "NONE",
                "light_protected": False,
            }
            for product_id in products
        ],
        "routes": [
            {
                "product_id": "P0",
                "step_no": step_no,
                "stage": stage,
                "duration_d": 14,
                "takt_d": 3,
                "release_d": 7,
                "min_hold_d": 1,
                "max_hold_d": 60,
            }
            for step_no, stage in enumerate(STAGES, start=1)
        ],
        "suites": [
            {
                "suite_id": f"S{number:03}",
                "site_id": ("east", "west")[number // len(STAGES) % 2],
                "name": f"S{number:03}",
                "stage": STAGES[number % len(STAGES)],
                "units": 1,
                "containment": "OEB4",
                "light_protected": True,
                "gmp_ready_on": AS_OF + timedelta(random.choice((-400, 100))),
                "retired_on": None,
            }
            for number in range(suites)
        ],
        "changeovers": [
            {"stage": "*", "from_class": before, "to_class": after, "days": random.randint(0, 10)}
            for before in "ABC*"
            for after in "ABC*"
        ],
        "bookings": [],
        "site_licences": [],
    }
    for suite in tables["suites"]:
        day = AS_OF - timedelta(30)
        while day < AS_OF + timedelta(1095):
            length = random.randint(5, 30)
            tables["bookings"].append(
                {
                    "booking_id": f"B{len(tables['bookings']):05}",
                    "suite_id": suite["suite_id"],
                    "start_on": day,
                    "end_on": day + timedelta(length),
                    "kind": random.choice(("PROCESS", "PROCESS", "PROCESS", "MAINTENANCE")),
                    "firmness": random.choice(("FIRM", "TENTATIVE", "INTERNAL")),
                    "product_id": random.choice(products),
                    "option_expires_on": None,
                }
            )
            day += timedelta(length + random.choice((0, 0, 2, 10, 10, 40)))
    return network(tables, AS_OF)


@pytest.mark.parametrize(("suites", "seconds"), [(10, 0.3), (100, 3.0)])
def test_a_full_network_is_answered_in_time_with_every_relaxation(suites, seconds):
    booked = full_network(suites, seed=suites)
    question = SlotRequest("P0", batches=5, ready_on=AS_OF, market="EU", horizon_d=1095)
    taken = []
    for _ in range(3):
        started = perf_counter()
        answer = find(question, booked)
        taken.append(perf_counter() - started)
    assert answer.options
    assert min(taken) < seconds
