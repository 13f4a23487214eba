"""The slot finder as the page and the command line say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dualsite.access import View
from dualsite.insights.capacity import slot_question, slot_summary, slots
from dualsite.planning import SlotRequest


def question(**changes: object) -> SlotRequest:
    asked = {"product_id": "OAKMAB", "batches": 2, "ready_on": date(2027, 4, 1)} | changes
    return SlotRequest(**asked)  # type: ignore[arg-type]


def test_the_plan_is_told_with_its_day_and_slack(works: View) -> None:
    # Upstream 14 d + 7 d takt from 1 April: batch 2 out on 22 April. Downstream 7 d + 7 d from 15 April, out on
    # 29 April; released 30 d later.
    asked = question(need_by=date(2027, 6, 10))
    found = slots.find(works, asked)
    assert found.options[0].delivery_on == date(2027, 5, 29)
    assert slots.answer(works, asked, found) == (
        "2 batches of Oakumab: delivered 29 May 2027 at Alder Works, 12 days to spare."
    )


def test_a_missing_licence_is_counted_and_explained(works: View) -> None:
    asked = question(market="US")
    found = slots.find(works, asked)
    assert "2 licences missing" in slots.answer(works, asked, found)
    assert slots.missing_in_words(works, found.options[0])[-1] == (
        "Downstream at Alder Works for United States: licence expected 1 Oct 2027"
    )


def test_no_plan_says_why(works: View) -> None:
    asked = question(product_id="OAKTWO")
    found = slots.find(works, asked)
    assert not found.options
    assert slots.answer(works, asked, found).startswith("2 batches of OAKTWO: no feasible slot. ")


def test_only_products_with_a_route_are_offered(works: View) -> None:
    assert slots.products(works) == {"ELMADC": "Elmotug", "OAKMAB": "Oakumab"}


def test_the_summary_is_one_document_that_shows_names_as_text(works: View) -> None:
    asked = question()
    page = slot_summary.summary(works, asked, slots.find(works, asked).options[0])
    assert page.startswith("<!doctype html>")
    assert "Bioreactors, unit 1" in page
    assert page.count("<tr>") == 1 + 2


def test_what_is_prepared_is_what_the_page_asks_first_under_a_site_too(works: View) -> None:
    for view in (works, replace(works, site="ALDER")):
        assert slots.first_question(view) == slot_question.asked(view, {})
