"""The single-suite plan of Jankauskas, Papageorgiou and Farid (ESCAPE-27, 2017), campaign by campaign.

doi 10.1016/B978-0-444-63965-3.50219-1. A campaign's first harvest is its upstream days after the start of the plan or,
later, the previous campaign's last stored day plus the changeover; each further batch follows by its downstream days;
stored is harvest plus downstream. So the suite is a purification suite: materials are ready after the upstream days,
and a batch takes, and follows by, its downstream days.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from dualsite.planning import SlotRequest, find, network

DAY_0 = date(2027, 1, 1)
HORIZON_D = 1095
UPSTREAM_D = {"A": 45, "B": 36, "C": 45, "D": 49}
DOWNSTREAM_D = {"A": 7, "B": 11, "C": 7, "D": 7}
CHANGEOVER_D = {  # from, to A, B, C, D
    "A": (0, 10, 16, 20),
    "B": (16, 0, 16, 20),
    "C": (16, 10, 0, 20),
    "D": (18, 10, 18, 0),
}
# product, batches, first stored day, last stored day
PLAN = [
    ("D", 15, 56, 154),
    ("C", 9, 179, 235),
    ("A", 28, 258, 447),
    ("B", 2, 468, 479),
    ("D", 15, 506, 604),
    ("C", 8, 629, 678),
    ("A", 10, 701, 764),
    ("C", 3, 787, 801),
    ("B", 2, 822, 833),
    ("A", 3, 856, 870),
    ("D", 29, 897, 1093),
]


@pytest.fixture(scope="module")
def campaigns():
    """Each campaign in the first slot the finder gives it, with those before it booked: (start, end) in days."""
    booked = []
    for product_id, batches, *_ in PLAN:
        question = SlotRequest(
            product_id=product_id,
            batches=batches,
            ready_on=DAY_0 + timedelta(UPSTREAM_D[product_id]),
            horizon_d=HORIZON_D - UPSTREAM_D[product_id],
        )
        [option] = find(question, network(tables(booked), DAY_0)).options
        [step] = option.steps
        booked.append(
            {
                "booking_id": f"B{len(booked)}",
                "suite_id": "DSP",
                "start_on": step.start_on,
                "end_on": step.end_on,
                "kind": "PROCESS",
                "firmness": "FIRM",
                "product_id": product_id,
            }
        )
    return [((row["start_on"] - DAY_0).days, (row["end_on"] - DAY_0).days) for row in booked]


def tables(booked):
    return {
        "sites": [{"site_id": "plant"}],
        "products": [
            {
                "product_id": product_id,
                "name": product_id,
                "phase": "APPROVED",
                "changeover_class": product_id,
                "containment": "NONE",
                "light_protected": False,
            }
            for product_id in UPSTREAM_D
        ],
        "routes": [
            {
                "product_id": product_id,
                "step_no": 1,
                "stage": "DOWNSTREAM",
                "duration_d": days,
                "takt_d": days,
                "release_d": 0,
                "min_hold_d": 0,
            }
            for product_id, days in DOWNSTREAM_D.items()
        ],
        "suites": [
            {
                "suite_id": "DSP",
                "site_id": "plant",
                "name": "DSP",
                "stage": "DOWNSTREAM",
                "units": 1,
                "containment": "NONE",
                "light_protected": False,
                "gmp_ready_on": DAY_0,
            }
        ],
        "changeovers": [
            {"stage": "DOWNSTREAM", "from_class": before, "to_class": after, "days": days}
            for before, row in CHANGEOVER_D.items()
            for after, days in zip("ABCD", row, strict=True)
        ],
        "bookings": booked,
    }


def test_first_and_last_stored_days_are_the_published_ones(campaigns):
    stored = [
        (product_id, batches, start + DOWNSTREAM_D[product_id], end)
        for (product_id, batches, *_), (start, end) in zip(PLAN, campaigns, strict=True)
    ]
    assert stored == PLAN


def test_purification_and_changeover_days_fill_the_published_shares(campaigns):
    purification = sum(end - start for start, end in campaigns)
    changeovers = sum(start - end for (_, end), (start, _) in pairwise(campaigns))
    assert (purification, changeovers) == (884, 160)
    assert round(100 * purification / HORIZON_D, 2) == 80.73
    assert round(100 * (purification + changeovers) / HORIZON_D, 2) == 95.34
