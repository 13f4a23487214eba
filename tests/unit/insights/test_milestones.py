"""What milestones stand at as of a day, and how far their stated targets moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dualsite.access import View
from dualsite.insights.programmes import milestones
from tests.data_folder import DataFolder


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(date(2027, 9, 29), milestones.EXPECTED), (date(2027, 9, 30), milestones.OVERDUE)],
    ids=["the day before", "on time"],
)
def test_a_milestone_without_an_actual_day_is_due_and_unconfirmed_from_its_day_on(
    works: View, as_of: date, state: str
) -> None:
    row = milestones.of_sites(replace(works, as_of=as_of)).set_index("milestone_id").loc["BIRCH-MC"]
    assert (row.due_on, row.state) == (date(2027, 9, 30), state)
    assert row.slip_d == (date(2027, 9, 30) - date(2026, 12, 31)).days


def test_an_actual_day_after_the_as_of_day_is_not_known_yet(seen: Callable[[DataFolder], View]) -> None:
    delivery = DataFolder()
    delivery.change("milestones", 2, actual_on="2027-02-01")
    whole = seen(delivery)
    known = milestones.of_sites(whole).set_index("milestone_id")
    before = milestones.of_sites(replace(whole, as_of=date(2027, 1, 31))).set_index("milestone_id")
    assert known.loc["BIRCH-MC"].state == milestones.REACHED
    assert before.loc["BIRCH-MC"].state == milestones.EXPECTED


def test_the_slip_is_told_between_the_first_and_the_latest_statement(works: View) -> None:
    # From the end of 2026 to the middle of 2027: 181 days.
    assert milestones.moved_most(works) == "BIRCH-MC"
    assert milestones.slip_sentence(works) == "Birch mechanically complete: 6 months later than first stated"
    earlier = replace(works, as_of=date(2025, 1, 1))
    assert milestones.moved_most(earlier) is None
    assert milestones.slip_sentence(earlier) == "No stated target has slipped"
