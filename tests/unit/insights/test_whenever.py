"""What no day changes is read once for all of them, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite.access import View
from dualsite.insights.frames import small
from dualsite.kpi.engine.question import Question, Reader
from dualsite.kpi.windows import trailing
from dualsite.schema import TABLES

OF_EVERY_DAY = {
    "sources", "sites", "suites", "changeovers", "partners", "products", "contracts", "contract_years", "fx_rates",
    "targets", "routes", "bookings", "batch_inputs", "demand", "trials", "trial_ids", "trial_sites",
}  # fmt: skip
"""Tables of which nothing begins or happens that is unknown before; contracts keep their days ahead."""


def test_tables_that_no_day_changes() -> None:
    of_every_day = {name for name, table in TABLES.items() if not table.depends_on_day}
    assert of_every_day == OF_EVERY_DAY


def test_small_tables_that_no_day_changes_are_read_once(works: View) -> None:
    before = replace(works, as_of=date(2026, 1, 1))
    assert small(before, "partners") is small(works, "partners")
    assert small(before, "milestones") is not small(works, "milestones")


def test_a_reading_for_every_day_may_not_rest_on_one(works: View) -> None:
    question = Question(works, trailing(works.as_of))

    def routes(reader: Reader) -> object:
        return reader.rows("routes", "product_id")

    def batches(reader: Reader) -> object:
        return reader.rows("batches", "batch_id")

    assert len(question.read_whenever(routes))
    with pytest.raises(ValueError, match="batches"):
        question.read_whenever(batches)
