"""What each edit does to the tables: the rows as a view gives them, and what stays as it was."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dualsite import access
from dualsite.access import Scope, View, Viewer
from dualsite.errors import InputError
from dualsite.insights.data.provenance import classes
from dualsite.insights.scenarios import wording
from dualsite.kpi import answers
from dualsite.scenarios import KINDS, Edit, Scenario, concerning
from dualsite.scenarios.commercial import OpportunityLost, OpportunityMoved, OpportunityWon, RateTimes, WinFraction
from dualsite.scenarios.network import SiteOut, SuiteAdded, SuiteReady, SuiteRetired
from dualsite.scenarios.operations import BookingAdded, BookingRemoved, DemandTimes, LicenceApproved
from dualsite.scenarios.text import MOST_EDITS
from dualsite.schema import TABLES
from dualsite.store import Store
from dualsite.store.statements import run

FAR = date(2028, 7, 1)


@pytest.fixture(scope="module")
def told(reference: Store) -> View:
    """The fictional works as they are, told on 2027-03-01."""
    return access.view(reference.version(), reference.connect())


def under(view: View, *edits: Edit) -> View:
    """The same question under a scenario of these edits."""
    return replace(view, scenario=Scenario("what-if", edits))


def rows(view: View, table: str) -> list[dict[str, Any]]:
    """The rows of a table in the view, in order."""
    return sorted(run(view.table(table)).dicts(), key=lambda row: str(list(row.values())))


_BASE: dict[tuple[Hashable, str], list[dict[str, Any]]] = {}
"""Rows that were read with no scenario, by the view's key and table: most tests compare with the same ones."""


def base(view: View, table: str) -> list[dict[str, Any]]:
    """The rows of a table in a view with no scenario, read once. Read only."""
    if (view.key, table) not in _BASE:
        _BASE[view.key, table] = rows(view, table)
    return _BASE[view.key, table]


def changed(view: View, *edits: Edit) -> dict[str, list[tuple[Any, ...]]]:
    """The cells that are others under the edits, by table: key, column, value; a row that is gone or new as such."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in view.version.tables:
        before, after = (
            {tuple(row[key] for key in TABLES[table].key or TABLES[table].columns): row for row in found_in}
            for found_in in (base(view, table), rows(under(view, *edits), table))
        )
        cells: list[tuple[Any, ...]] = [(*key, "gone") for key in before.keys() - after.keys()]
        cells += [(*key, "new") for key in after.keys() - before.keys()]
        for key in before.keys() & after.keys():
            cells += [
                (*key, column, after[key][column])
                for column in before[key]
                if before[key] != after[key] and before[key][column] != after[key][column]
            ]
        if cells:
            found[table] = sorted(cells, key=str)
    return found


def test_a_suite_is_ready_or_retired_on_another_day(told: View) -> None:
    assert changed(told, SuiteReady("BI-UP", FAR)) == {"suites": [("BI-UP", "gmp_ready_on", FAR)]}
    assert changed(told, SuiteRetired("AL-DN", FAR)) == {"suites": [("AL-DN", "retired_on", FAR)]}
    assert changed(told, SuiteRetired("AL-UP")) == {"suites": [("AL-UP", "retired_on", None)]}


def test_a_suite_is_added_where_its_site_is_there(told: View) -> None:
    added = SuiteAdded("BI-DN", "BIRCH", "DOWNSTREAM", FAR, units=2, containment="OEB4", light_protected=True)
    assert changed(told, added) == {"suites": [("BI-DN", "new")]}
    (row,) = [row for row in rows(under(told, added), "suites") if row["suite_id"] == "BI-DN"]
    assert (row["name"], row["units"], row["gmp_ready_on"], row["retired_on"]) == ("BI-DN", 2, FAR, None)
    assert changed(told, replace(added, site="NOWHERE")) == {}


def test_a_bid_is_won_or_lost_on_the_data_s_own_day_or_another(told: View) -> None:
    own, other = date(2027, 3, 1), date(2027, 2, 1)
    won = [("OPP-1", "closed_on", own), ("OPP-1", "stage", "WON")]
    assert changed(told, OpportunityWon("OPP-1")) == {"opportunities": won}
    lost = [("OPP-3", "closed_on", other), ("OPP-3", "stage", "LOST")]
    assert changed(told, OpportunityLost("OPP-3", other)) == {"opportunities": lost}
    won_after_all = [("OPP-2", "closed_on", own), ("OPP-2", "lost_reason", None), ("OPP-2", "stage", "WON")]
    assert changed(told, OpportunityLost("OPP-2"), OpportunityWon("OPP-2")) == {"opportunities": won_after_all}


def test_a_bid_is_likelier_and_needed_later(told: View) -> None:
    assert changed(told, WinFraction("OPP-1", 0.75)) == {"opportunities": [("OPP-1", "win_fraction", 0.75)]}
    later = [("OPP-1", "need_from_on", date(2027, 12, 1)), ("OPP-1", "need_to_on", date(2028, 6, 1))]
    assert changed(told, OpportunityMoved("OPP-1", 5), OpportunityMoved("OPP-1", -2)) == {"opportunities": later}


def test_a_booking_is_taken_out_or_added_for_the_client_of_its_product(told: View) -> None:
    assert changed(told, BookingRemoved("BK-5")) == {"bookings": [("BK-5", "gone")]}
    added = BookingAdded("NEW", "AL-CJ", date(2027, 6, 1), FAR, product="ELMADC", firmness="TENTATIVE")
    assert changed(told, added) == {"bookings": [("NEW", "new")]}
    (row,) = [row for row in rows(under(told, added), "bookings") if row["booking_id"] == "NEW"]
    assert (row["partner_id"], row["kind"], row["end_on"]) == ("ELM", "PROCESS", FAR)
    assert changed(told, replace(added, product=None), BookingRemoved("NEW")) == {}
    assert changed(told, BookingAdded("NEW", "GONE", date(2027, 6, 1), FAR)) == {}


def test_a_licence_is_granted_and_does_not_end_before(told: View) -> None:
    granted = LicenceApproved("OAKMAB", "DOWNSTREAM", "ALDER", "US", FAR)
    assert changed(told, granted) == {
        "site_licences": [
            ("OAKMAB", "DOWNSTREAM", "ALDER", "US", "approved_on", FAR),
            ("OAKMAB", "DOWNSTREAM", "ALDER", "US", "expected_on", FAR),
            ("OAKMAB", "DOWNSTREAM", "ALDER", "US", "status", "APPROVED"),
        ]
    }
    again = LicenceApproved("OAKMAB", "UPSTREAM", "ALDER", "EU", date(2029, 6, 1))
    assert ("OAKMAB", "UPSTREAM", "ALDER", "EU", "valid_to_on", None) in changed(told, again)["site_licences"]


def test_demand_and_rates_are_multiplied(told: View) -> None:
    doubled = {"demand": [("ELMADC", "NA", date(2028, 1, 1), "FORECAST", "quantity_kg", 0.8)]}
    assert changed(told, DemandTimes("ELMADC", 4.0), DemandTimes("ELMADC", 0.5)) == doubled
    assert [row["units_per_usd"] for row in rows(under(told, RateTimes("EUR", 2.0)), "fx_rates")] == [1.82, 1.84, 1.84]


def test_a_site_that_stops_shuts_its_suites_and_what_is_booked_there_in_these_days_is_gone(told: View) -> None:
    """BK-1 maintenance 12-20 to 01-04, BK-4 11-01 to 12-01, BK-5 from 04-01; Alder stops on 2026-12-25 for 10 days."""
    stop = SiteOut("ALDER", date(2026, 12, 25), 10)
    found = changed(told, stop)["bookings"]
    assert ("BK-1", "end_on", date(2026, 12, 25)) in found, "it was running, and ends when the site stops"
    shut = [
        row
        for row in rows(under(told, SiteOut("ALDER", date(2026, 12, 25), 10)), "bookings")
        if row["kind"] == "SHUTDOWN"
    ]
    assert [row["suite_id"] for row in shut] == ["AL-CJ", "AL-DN", "AL-UP"]
    assert {(row["start_on"], row["end_on"]) for row in shut} == {(date(2026, 12, 25), date(2027, 1, 4))}
    assert len(found) == 4, "what was over before stays, and so does what begins afterwards"
    assert ("BK-5", "gone") in changed(told, SiteOut("ALDER", date(2027, 3, 2), 31))["bookings"]
    assert ("BK-5", "gone") not in changed(told, SiteOut("ALDER", date(2027, 3, 1), 31))["bookings"], "it begins after"
    assert changed(told, SiteOut("BIRCH", date(2027, 3, 1), 31)) == {"bookings": [("site-out BI-UP 2027-03-01", "new")]}


def test_a_site_that_stops_shuts_what_the_scenario_adds_as_well(told: View) -> None:
    added = SuiteAdded("AL-FF", "ALDER", "FILL_FINISH", date(2027, 1, 1))
    booked = BookingAdded("NEW", "AL-FF", date(2027, 6, 1), date(2027, 6, 8))
    found = changed(told, SiteOut("ALDER", date(2027, 5, 1), 60), added, booked)["bookings"]
    assert ("NEW", "new") not in found
    assert ("site-out AL-FF 2027-05-01", "new") in found


INVERSES: tuple[tuple[Edit, ...], ...] = (
    (SuiteReady("BI-UP", FAR), SuiteReady("BI-UP", date(2028, 1, 1))),
    (SuiteRetired("AL-DN", FAR), SuiteRetired("AL-DN")),
    (WinFraction("OPP-1", 0.9), WinFraction("OPP-1", 0.4)),
    (OpportunityMoved("OPP-1", 7), OpportunityMoved("OPP-1", -7)),
    (DemandTimes("OAKMAB", 1.25), DemandTimes("OAKMAB", 0.8)),
    (RateTimes("EUR", 1.6), RateTimes("EUR", 0.625)),
    (BookingAdded("NEW", "AL-CJ", date(2027, 6, 1), FAR), BookingRemoved("NEW")),
    (
        BookingRemoved("BK-4"),
        BookingAdded("BK-4", "AL-CJ", date(2026, 11, 1), date(2026, 12, 1), "ELMADC", "ELM-CDO"),
    ),
)


@pytest.mark.parametrize("edits", INVERSES, ids=lambda edits: edits[0].what)
def test_a_scenario_and_its_inverse_give_the_base_back(told: View, edits: tuple[Edit, Edit]) -> None:
    assert changed(told, edits[0]) != {}
    assert changed(told, *edits).get("bookings", []) in ([], [("BK-4", "campaign_id", None)])
    assert set(changed(told, *edits)) <= {"bookings"}


def test_a_scenario_and_its_inverse_give_every_answer_back(told: View) -> None:
    both = [edit for pair in INVERSES for edit in pair]
    assert answers(under(told, *(pair[0] for pair in INVERSES))) != answers(told)
    assert answers(under(told, *both)) == answers(told)


def test_the_empty_scenario_changes_no_answer_and_is_kept_with_the_answers_there_are(told: View) -> None:
    for edits in ((), (OpportunityMoved("OPP-1", 0),), (RateTimes("EUR", 2.0), RateTimes("EUR", 0.5))):
        assert under(told, *edits).key == told.key
        assert under(told, *edits).lasting_key == told.lasting_key
        assert answers(under(told, *edits)) == answers(told)


def test_answers_are_kept_by_what_a_scenario_holds_and_not_by_its_name(told: View) -> None:
    one, other = under(told, WinFraction("OPP-1", 0.75)), under(told, WinFraction("OPP-1", 0.5))
    assert len({told.key, one.key, other.key}) == len({told.lasting_key, one.lasting_key, other.lasting_key}) == 3
    assert replace(told, scenario=Scenario("another name", one.scenario.edits)).key == one.key

    def bids(view: View) -> float:
        (row,) = answers(view, ["weighted_pipeline"])
        return float(row["value"])

    # 0.4 × 12,000,000 USD of OPP-1 is in the base; 8,000,000 EUR are certain.
    assert bids(one) - bids(told) == pytest.approx(0.35 * 12_000_000)
    assert bids(other) - bids(told) == pytest.approx(0.10 * 12_000_000)
    assert bids(told) == bids(under(told))


def test_edits_of_other_tables_make_no_other_statement_of_a_question() -> None:
    bid, out, ready = WinFraction("OPP-1", 0.5), SiteOut("ALDER", FAR, 3), SuiteReady("BI-UP", FAR)
    assert concerning((bid, out, ready), {"opportunities"}) == (bid,)
    assert concerning((bid, out, ready), {"suites"}) == (ready,)
    assert concerning((bid, out, ready), {"bookings"}) == (out, ready), "which suites are shut is read from suites"
    assert concerning((bid, ready), {"bookings", "batches"}) == ()


def test_what_is_not_known_on_a_day_is_not_known_under_a_scenario(told: View) -> None:
    before = replace(told, as_of=date(2026, 9, 1))
    assert [row["opportunity_id"] for row in rows(under(before, OpportunityWon("OPP-1")), "opportunities")] == [
        row["opportunity_id"] for row in rows(before, "opportunities")
    ]


def test_whose_rows_are_seen_is_asked_after_the_edits(reference: Store) -> None:
    manager = access.view(reference.version(), reference.connect(), Viewer("account_manager", frozenset({"OAK"})))
    assert changed(manager, OpportunityWon("OPP-3"), BookingRemoved("BK-5")) == {}
    for_elm = BookingAdded("NEW", "AL-CJ", date(2027, 6, 1), FAR, product="ELMADC")
    assert changed(manager, for_elm) == {}


def test_a_client_has_no_scenario(reference: Store) -> None:
    client = Viewer("partner", frozenset({"OAK"}))
    with pytest.raises(InputError, match="under no scenario"):
        access.view(reference.version(), reference.connect(), client, scenario=Scenario("empty"))


@pytest.mark.parametrize("partner", ["OAK", "ELM"])
def test_what_clients_are_told_of_others_time_depends_on_no_scenario(told: View, partner: str) -> None:
    edits: tuple[Edit, ...] = (
        SiteOut("ALDER", date(2027, 4, 1), 200),
        BookingRemoved("BK-5"),
        BookingAdded("NEW", "AL-DN", date(2027, 4, 1), FAR, product="OAKMAB"),
        SuiteReady("BI-UP", date(2027, 3, 2)),
        SuiteAdded("BI-DN", "BIRCH", "DOWNSTREAM", date(2027, 3, 2)),
    )
    client = told.narrowed(partner)
    assert under(client, *edits).availability() == client.availability()
    assert under(client, *edits).narrowed(partner).availability() == client.availability()


NEW = BookingAdded("NEW", "AL-CJ", date(2027, 6, 1), FAR, product="ELMADC")
FAULTY: tuple[Edit, ...] = (
    replace(NEW, booking="BK-5"),
    replace(NEW, product="GONE"),
    replace(NEW, contract="GONE"),
    replace(NEW, opportunity="GONE"),
    replace(NEW, suite="GONE"),
    replace(NEW, to_=date(2027, 5, 1)),
    replace(NEW, to_=NEW.from_),
    SuiteAdded("AL-CJ", "BIRCH", "SEED", FAR),
    SuiteAdded("NEW", "GONE", "SEED", FAR),
    LicenceApproved("OAKMAB", "SEED", "ALDER", "XX", FAR),
    SiteOut("ALDER", date(9999, 12, 1), 40),
)


@pytest.mark.parametrize("edit", FAULTY, ids=str)
def test_an_edit_with_a_fault_changes_nothing(told: View, edit: Edit) -> None:
    assert wording.faults(told, Scenario("what-if", (edit,)))
    assert changed(told, edit) == {}


def test_what_is_named_by_an_edit_that_adds_something_is_there(told: View) -> None:
    edit = replace(NEW, contract="ELM-CDO", opportunity="OPP-1")
    assert wording.faults(told, Scenario("what-if", (edit,))) == []
    assert changed(told, edit) == {"bookings": [("NEW", "new")]}
    before_its_suite = (replace(NEW, suite="AL-FF"), SuiteAdded("AL-FF", "ALDER", "FILL_FINISH", date(2027, 1, 1)))
    assert wording.faults(told, Scenario("what-if", before_its_suite)) == []
    assert changed(told, *before_its_suite) == {"bookings": [("NEW", "new")], "suites": [("AL-FF", "new")]}


def test_of_two_that_add_one_name_the_first_counts(told: View) -> None:
    second = replace(NEW, suite="AL-DN")
    assert len(wording.faults(told, Scenario("what-if", (NEW, second)))) == 1
    (row,) = [row for row in rows(under(told, NEW, second), "bookings") if row["booking_id"] == "NEW"]
    assert row["suite_id"] == "AL-CJ"


@pytest.mark.parametrize(
    ("stops", "shut"),
    [
        ([(date(2027, 5, 1), 60), (date(2027, 5, 11), 10)], [(date(2027, 5, 1), date(2027, 6, 30))]),
        ([(date(2027, 5, 11), 60), (date(2027, 5, 1), 20)], [(date(2027, 5, 1), date(2027, 7, 10))]),
        ([(date(2027, 5, 1), 10), (date(2027, 5, 1), 20)], [(date(2027, 5, 1), date(2027, 5, 21))]),
        ([(date(2027, 5, 1), 10), (date(2027, 5, 11), 10)], [(date(2027, 5, 1), date(2027, 5, 21))]),
        (
            [(date(2027, 7, 1), 10), (date(2027, 5, 1), 10)],
            [(date(2027, 5, 1), date(2027, 5, 11)), (date(2027, 7, 1), date(2027, 7, 11))],
        ),
    ],
    ids=["nested", "overlapping", "same day", "touching", "apart"],
)
def test_stops_of_one_site_shut_it_on_all_their_days(
    told: View, stops: list[tuple[date, int]], shut: list[tuple[date, date]]
) -> None:
    edits = [SiteOut("ALDER", day, days) for day, days in stops]
    found = [
        row
        for row in rows(under(told, *edits, SiteOut("BIRCH", date(2027, 5, 2), 5)), "bookings")
        if row["suite_id"] == "AL-DN" and row["kind"] == "SHUTDOWN"
    ]
    assert sorted((row["start_on"], row["end_on"]) for row in found) == shut
    assert len({row["booking_id"] for row in found}) == len(shut)


def test_months_and_factors_taken_together_stay_within_what_one_edit_may_say() -> None:
    sooner = Scenario("x", (OpportunityMoved("OPP-1", -120),) * 500)
    assert sooner.net == (OpportunityMoved("OPP-1", -120),)
    more = Scenario("x", (DemandTimes("OAKMAB", 1000.0),) * 250 + (DemandTimes("OAKMAB", 1000.0),) * 250)
    assert more.net == (DemandTimes("OAKMAB", 1000.0),)
    assert Scenario("x", (*more.edits, DemandTimes("OAKMAB", 0.0))).net == (DemandTimes("OAKMAB", 0.0),)
    (less,) = Scenario("x", (RateTimes("EUR", 1e-9),) * 100).net
    assert less.values(FAR)["factor"] > 0
    there_and_back = (OpportunityMoved("OPP-1", 120),) * 2 + (OpportunityMoved("OPP-1", -120),) * 2
    assert Scenario("x", there_and_back).net == ()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_edit_whose_target_is_gone_changes_nothing(told: View, kind: type[Edit]) -> None:
    gone = {
        SiteOut: SiteOut("GONE", FAR, 5),
        SuiteReady: SuiteReady("GONE", FAR),
        SuiteRetired: SuiteRetired("GONE"),
        SuiteAdded: SuiteAdded("NEW", "GONE", "SEED", FAR),
        OpportunityWon: OpportunityWon("GONE"),
        OpportunityLost: OpportunityLost("GONE"),
        WinFraction: WinFraction("GONE", 0.5),
        OpportunityMoved: OpportunityMoved("GONE", 3),
        BookingRemoved: BookingRemoved("GONE"),
        BookingAdded: BookingAdded("NEW", "GONE", FAR, date(2029, 1, 1)),
        LicenceApproved: LicenceApproved("GONE", "SEED", "ALDER", "US", FAR),
        DemandTimes: DemandTimes("GONE", 2.0),
        RateTimes: RateTimes("XXX", 2.0),
    }
    assert changed(told, gone[kind]) == {}


def test_as_many_bookings_as_a_scenario_holds_are_added_at_once(told: View) -> None:
    many = [replace(NEW, booking=f"NEW-{number}") for number in range(MOST_EDITS)]
    gone = replace(NEW, suite="GONE")
    taken = replace(NEW, booking="BK-5")
    removed = (BookingRemoved("BK-4"), replace(NEW, booking="BK-4"))
    before, after = (len(rows(view, "bookings")) for view in (told, under(told, *many[:-4], gone, taken, *removed)))
    assert after == before + MOST_EDITS - 4 - 1 + 1


def test_tables_that_a_scenario_leaves_as_they_are_are_asked_as_told(told: View) -> None:
    edits = (SiteOut("ALDER", FAR, 30), SuiteReady("BI-UP", FAR))
    asked = under(told, *edits)

    def asked_anew(view: View) -> set[str]:
        return {table for table in view.version.tables if view.of_table(table).scenario is not None}

    assert asked_anew(asked) == {"bookings", "suites"} == changed(told, *edits).keys()
    assert asked_anew(told) == set()
    everything = set(told.version.tables)
    assert asked_anew(replace(asked, site="ALDER")) == everything, "which rows are of a site, other tables decide"
    assert asked_anew(replace(asked, scope=Scope(frozenset({"OAK"})))) == everything, "and whose they are"


def test_rows_by_data_class_are_counted_under_the_scenario(told: View) -> None:
    asked = under(told, SuiteAdded("BI-DN", "BIRCH", "DOWNSTREAM", FAR))
    others = (SuiteReady("BI-UP", FAR), WinFraction("OPP-1", 1.0), OpportunityWon("OPP-1"), RateTimes("EUR", 2.0))
    mixed = under(told, *others, BookingRemoved("BK-5"), SiteOut("ALDER", date(2026, 12, 25), 10))
    for view in (told, asked, under(told, *others), mixed):
        counted = classes(view)
        assert list(counted.table) == [table for table in TABLES if table in view.version.tables]
        assert list(counted.rows) == [len(run(view.stored(table)).rows) for table in counted.table]
    assert classes(asked).rows.sum() == classes(told).rows.sum() + 1
