"""One door to rows: as known at the as-of day, of the site and the partner asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from ibis import _ as row

from dualsite.access import View, Viewer
from dualsite.schema import TABLES
from tests.unit.kpi.tables import look

TWO_PARTNERS = """
    partner_id
    A
    B
"""
BATCHES = """
    batch_id  partner_id  status    planned_start_on  actual_start_on  manufactured_on  disposition_on
    MADE      A           RELEASED  2026-10-01        2026-10-01       2026-10-15       2026-11-20
    NEXT-DAY  A           ABORTED   2026-10-01        2026-10-01       2026-10-15       2026-11-21
    PLANNED   B           PLANNED   2027-01-10        -                -                -
"""
CONTRACTS = """
    contract_id  partner_id  site_id
    C1           A           S1
    C2           B           S2
    C0           A           -
"""


def seen(of: View, table: str, *columns: str) -> list[Any]:
    """The values of the columns, row by row in the order of the first; plain where it is one."""
    rows = sorted(of.table(table).select(*columns).to_pyarrow().to_pylist(), key=lambda one: str(one[columns[0]]))
    return [next(iter(one.values())) if len(one) == 1 else tuple(map(_text, one.values())) for one in rows]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def test_a_day_on_which_something_happened_is_unknown_while_it_lies_ahead():
    asked = look(batches=BATCHES)
    assert seen(asked, "batches", "batch_id", "disposition_on", "planned_start_on", "status") == [
        ("MADE", "2026-11-20", "2026-10-01", "RELEASED"),
        ("NEXT-DAY", None, "2026-10-01", "ABORTED"),
        ("PLANNED", None, "2027-01-10", "PLANNED"),
    ]
    assert seen(look("2026-10-14", batches=BATCHES), "batches", "batch_id", "actual_start_on", "manufactured_on") == [
        ("MADE", "2026-10-01", None),
        ("NEXT-DAY", "2026-10-01", None),
        ("PLANNED", None, None),
    ]


def test_a_row_does_not_exist_before_the_day_that_it_begins_on():
    asked = look(
        actions="""
            action_id  partner_id  text  owner  opened_on   due_on      closed_on
            TODAY      A           Call  CDMO   2026-11-20  2026-11-01  2026-11-21
            TOMORROW   A           Call  CDMO   2026-11-21  2026-12-01  -
        """,
        trial_countries="""
            country  as_of_on
            DE       2026-11-20
            FR       2026-11-21
            IT       -
        """,
        trials="trial_id\nT1",
        approvals="""
            product_id  partner_id  country  event     authority  name   on          is_actual
            P           A           DE       APPROVAL  EMA        today  2026-11-20  true
            P           A           FR       APPROVAL  EMA        later  2026-11-21  true
            P           A           IT       APPROVAL  EMA        aim    2026-11-21  false
        """,
    )
    assert seen(asked, "actions", "action_id", "due_on", "closed_on") == [("TODAY", "2026-11-01", None)]
    assert seen(asked, "trial_countries", "country") == ["DE", "IT"], "a day that is not told says nothing"
    assert seen(asked, "approvals", "name") == ["aim", "today"], "a target is known ahead"


def test_a_plan_is_known_ahead_and_so_is_what_a_status_rests_on():
    asked = look(
        contracts="""
            contract_id  status  signed_on   announced_on  end_on
            LATER        ACTIVE  2026-12-01  2026-12-02    2027-12-01
        """,
        opportunities="""
            opportunity_id  stage  opened_on   closed_on
            WON-LATER       WON    2026-01-01  2026-12-01
        """,
        site_licences="""
            market  status    filed_on    approved_on  valid_to_on
            DE      APPROVED  2026-12-01  2026-12-24   2030-01-01
        """,
        demand="market  month  quantity_kg\nDE  2027-01-01  1",
    )
    assert seen(asked, "contracts", "contract_id", "signed_on", "announced_on", "end_on") == [
        ("LATER", "2026-12-01", "2026-12-02", "2027-12-01")
    ]
    assert seen(asked, "opportunities", "opportunity_id", "closed_on") == [("WON-LATER", "2026-12-01")]
    assert seen(asked, "site_licences", "market", "filed_on", "approved_on") == [("DE", None, "2026-12-24")]
    assert seen(asked, "demand", "market") == ["DE"]


def test_the_site_of_a_row_is_that_of_what_it_belongs_to():
    tables = {
        "partners": TWO_PARTNERS,
        "contracts": CONTRACTS,
        "suites": "suite_id  site_id  stage\nU1  S1  UPSTREAM\nU2  S2  DOWNSTREAM",
        "bookings": """
            booking_id  suite_id  start_on    end_on      partner_id
            B1          U1        2026-01-01  2026-02-01  A
            B2          U2        2026-01-01  2026-02-01  B
        """,
        "order_events": """
            event_id  contract_id  partner_id  on          amount
            E0        C0           A           2026-01-01  1
            E1        C1           A           2026-01-01  1
            E2        C2           B           2026-01-01  1
        """,
        "contract_years": """
            contract_id  partner_id  start_on    end_on      committed_batches
            C1           A           2026-01-01  2027-01-01  1
            C2           B           2026-01-01  2027-01-01  1
        """,
        "products": "product_id\nP",
        "milestones": """
            milestone_id  subject   subject_id  partner_id
            OF-SITE       SITE      S1          -
            OF-CONTRACT   CONTRACT  C1          A
            OF-C2         CONTRACT  C2          B
            OF-PRODUCT    PRODUCT   P           A
        """,
    }
    there = look(site="S1", **tables)
    assert seen(there, "sites", "site_id") == ["S1"]
    assert seen(there, "contracts", "contract_id") == ["C1"], "a contract without site belongs to none"
    assert seen(there, "bookings", "booking_id") == ["B1"]
    assert seen(there, "order_events", "event_id") == ["E1"]
    assert seen(there, "contract_years", "contract_id") == ["C1"]
    assert seen(there, "milestones", "milestone_id") == ["OF-CONTRACT", "OF-SITE"]
    assert seen(there, "products", "product_id") == ["P"], "what a table cannot express leaves it as it is"
    whole = look(**tables)
    placed = whole.located("milestones", "milestone_id", "site_id").order_by("milestone_id").to_pyarrow().to_pylist()
    assert [one["site_id"] for one in placed] == ["S2", "S1", None, "S1"]
    stages = whole.located("bookings", "booking_id", "site_id", "stage").order_by("booking_id").to_pyarrow()
    assert stages["stage"].to_pylist() == ["UPSTREAM", "DOWNSTREAM"]
    both = look(site="S1", partner="B", **tables)
    assert [seen(both, name, *TABLES[name].key[:1]) for name in ("bookings", "milestones", "contracts")] == [[], [], []]


def test_without_the_table_that_places_them_rows_are_left_as_they_are():
    bookings = "booking_id  start_on  end_on\nB1  2026-01-01  2026-02-01"
    assert seen(look(site="S1", bookings=bookings), "bookings", "booking_id") == ["B1"]


def test_rows_of_a_partner_are_theirs_alone_but_for_what_an_authority_inspected():
    asked = look(
        partner="A",
        partners=TWO_PARTNERS,
        batches=BATCHES,
        inspections="""
            inspection_id  authority  ended_on    partner_id
            OF-FDA         FDA        2026-01-01  -
            OF-A           CLIENT     2026-01-01  A
            OF-B           CLIENT     2026-01-01  B
            OF-NOBODY      CLIENT     2026-01-01  -
        """,
    )
    assert seen(asked, "partners", "partner_id") == ["A"]
    assert seen(asked, "batches", "batch_id") == ["MADE", "NEXT-DAY"]
    assert seen(asked, "inspections", "inspection_id") == ["OF-A", "OF-FDA"]
    assert seen(asked, "sites", "site_id") == ["S1", "S2"]


def test_without_its_filters_a_view_has_the_rows_of_all_as_known_on_the_day():
    asked = look("2026-11-20", site="S2", partner="A", partners=TWO_PARTNERS, batches=BATCHES)
    assert seen(asked, "batches", "batch_id") == []
    assert seen(asked.unfiltered, "batches", "batch_id", "disposition_on")[1] == ("NEXT-DAY", None)
    assert seen(asked.of_all_sites, "batches", "batch_id") == ["MADE", "NEXT-DAY"]


@pytest.mark.parametrize("filters", [{}, {"site": "S2"}, {"partner": "A"}])
def test_stored_rows_are_those_of_the_files(filters):
    asked = look("2020-01-01", **filters, partners=TWO_PARTNERS, batches=BATCHES)
    stored = asked.stored("batches").order_by("batch_id").to_pyarrow().to_pylist()
    assert [(one["batch_id"], _text(one["disposition_on"])) for one in stored] == [
        ("MADE", "2026-11-20"),
        ("NEXT-DAY", "2026-11-21"),
        ("PLANNED", None),
    ]
    assert list(asked.table("batches").columns) == list(asked.stored("batches").columns)


def test_how_many_rows_there_are_is_nothing_that_a_client_is_asked_by():
    everyone = look(partners=TWO_PARTNERS, batches=BATCHES)
    client = look(viewer=Viewer("partner", frozenset({"A"})), partners=TWO_PARTNERS, batches=BATCHES)
    assert everyone.stored_rows("batches") == 3
    assert client.stored_rows("batches") == 0
    assert everyone.stored_rows("bookings") == 0


def test_a_table_is_worth_a_thread_by_the_rows_that_may_be_known(monkeypatch: pytest.MonkeyPatch):
    everyone = look(partners=TWO_PARTNERS, batches=BATCHES)
    client = look(viewer=Viewer("partner", frozenset({"A"})), partners=TWO_PARTNERS, batches=BATCHES)
    monkeypatch.setattr(sys.modules[View.__module__], "_QUICK_ROWS", 4)
    assert everyone.is_quickly_asked("batches")
    monkeypatch.setattr(sys.modules[View.__module__], "_QUICK_ROWS", 3)
    assert not everyone.is_quickly_asked("batches")
    assert client.is_quickly_asked("batches"), "how many rows others have"
    monkeypatch.setattr(sys.modules[View.__module__], "_QUICK_ROWS", 1_000_000)
    elsewhere = replace(everyone, connection=SimpleNamespace(name="postgres"))
    assert not elsewhere.is_quickly_asked("batches"), "another engine has its own cores"


def test_conditions_and_further_columns_speak_of_what_is_known():
    open_lots = look(batches=BATCHES).table(
        "batches",
        "batch_id",
        where=[row.manufactured_on.notnull(), row.disposition_on.isnull()],
        age_d=row.as_of.delta(row.manufactured_on, unit="day"),
    )
    assert open_lots.to_pyarrow().to_pylist() == [{"batch_id": "NEXT-DAY", "age_d": 36}]
