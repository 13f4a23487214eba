"""What a scenario says to whom: names, and nothing of rows that the reader may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite import access
from dualsite.access import View, Viewer
from dualsite.insights.scenarios import wording
from dualsite.scenarios import Edit, Scenario
from dualsite.scenarios.commercial import OpportunityMoved, OpportunityWon, RateTimes
from dualsite.scenarios.network import SiteOut, SuiteAdded, SuiteReady, SuiteRetired
from dualsite.scenarios.operations import BookingAdded, BookingRemoved, DemandTimes, LicenceApproved
from dualsite.store import Store

DAY, LATER = date(2028, 1, 1), date(2028, 2, 1)
OF_ELM = (OpportunityWon("OPP-3"), BookingRemoved("BK-5"), DemandTimes("ELMADC", 2.0))


@pytest.fixture(scope="module")
def executive(reference: Store) -> View:
    return access.view(reference.version(), reference.connect())


def sentences(view: View, *edits: Edit) -> list[str]:
    return [one.sentence for one in wording.said(view, Scenario("any", edits))]


def problems(view: View, *edits: Edit) -> list[tuple[str, str]]:
    return [(fault.key, fault.problem) for fault in wording.faults(view, Scenario("any", edits))]


def test_edits_are_said_by_name(executive: View) -> None:
    assert sentences(
        executive,
        SiteOut("ALDER", DAY, 1),
        SuiteReady("BI-UP", DAY),
        SuiteRetired("AL-DN"),
        OpportunityWon("OPP-1"),
        OpportunityMoved("OPP-1", -3),
        BookingAdded("NEW", "AL-DN", DAY, LATER, product="OAKMAB"),
        RateTimes("EUR", 1.125),
    ) == [
        "Alder Works is out for 1 day from 1 Jan 2028.",
        "Bioreactors is ready on 1 Jan 2028.",
        "Purification 1 is not retired.",
        "The bid Second source is won.",
        "The bid Second source is needed 3 months earlier.",
        "Purification 1 is booked for Oakumab from 1 Jan 2028 up to 1 Feb 2028.",
        "One US dollar is 1.125 × as many EUR.",
    ]


def test_what_is_not_there_is_told_and_what_an_edit_before_has_added_is(executive: View) -> None:
    added = SuiteAdded("NEW", "ALDER", "SEED", DAY)
    booked = BookingAdded("BK-5", "NEW", LATER, DAY)
    assert problems(executive, SuiteReady("NEW", DAY)) == [("edit 1, suite", "the table suites has no NEW")]
    assert problems(executive, added, SuiteReady("NEW", LATER)) == []
    assert problems(executive, added, added) == [("edit 2, suite", "the table suites already has a row NEW")]
    assert problems(executive, added, booked) == [
        ("edit 2, booking", "the table bookings already has a row BK-5"),
        ("edit 2, to", "it is not after its first day"),
    ]
    assert problems(executive, added, BookingRemoved("BK-5"), replace(booked, to_=date(2028, 3, 1))) == []
    assert [key for key, _ in problems(executive, LicenceApproved("OAKMAB", "SEED", "BIRCH", "US", DAY))] == [
        "edit 1, market"
    ]
    assert problems(executive, LicenceApproved("OAKMAB", "DOWNSTREAM", "ALDER", "US", DAY)) == []
    assert [key for key, _ in problems(executive, RateTimes("XXX", 2.0))] == ["edit 1, currency"]


def test_who_sees_some_clients_reads_nothing_of_others(reference: Store) -> None:
    manager = access.view(reference.version(), reference.connect(), Viewer("account_manager", frozenset({"OAK"})))
    assert sentences(manager, *OF_ELM) == [
        "A bid is won.",
        "A booking is removed.",
        "The demand of a product changes.",
    ]
    told = str(wording.said(manager, Scenario("any", OF_ELM)))
    assert not any(word in told for word in ("OPP-3", "BK-5", "ELM", "Elm"))
    assert sentences(manager, SiteOut("ALDER", DAY, 9)) == ["Alder Works is out for 9 days from 1 Jan 2028."]


def test_under_code_names_no_client_is_named(executive: View) -> None:
    coded = replace(executive, code_key="secret")
    assert sentences(coded, *OF_ELM)[0] == "A bid is won."
    assert problems(coded, *OF_ELM) == []
    assert "NO-SUCH" not in str(wording.said(coded, Scenario("any", (OpportunityWon("NO-SUCH"),))))
