"""Dates of gates as the data tell them: which are open, who teaches, and why there are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dualsite import access
from dualsite.access import Scope, View
from dualsite.insights.programmes.dates import as_json, dates, in_words
from tests.data_folder import DataFolder
from tests.unit.insights.transfers import transfers

Seen = Callable[[DataFolder], View]


def test_slips_that_add_up_are_told_on(seen: Seen) -> None:
    view = seen(transfers({"OAK-1": 8, "OAK-2": 8, "ELM-1": 7}))
    found = dates(view)
    assert [(gate.subject_id, gate.kind) for gate in found.gates] == [
        ("ELM-1", "APPROVAL"), ("ELM-1", "COMMERCIAL_SUPPLY"),
        ("OAK-1", "COMMERCIAL_SUPPLY"), ("OAK-2", "COMMERCIAL_SUPPLY"),
    ]  # fmt: skip
    assert {gate.n for gate in found.gates} == {8 + 8 + 7}
    last = found.gates[-1]
    assert last.believed is not None
    # Every gate added ten days to the slip of the one before, seventy by then: 2026-12-22 and eighty days.
    assert last.baseline_on == date(2026, 12, 22)
    assert abs((last.believed.p50 - date(2027, 3, 12)).days) <= 5
    assert last.believed.p80 >= last.believed.p50


def test_eleven_reached_gates_are_too_few(seen: Seen) -> None:
    found = dates(seen(transfers({"OAK-1": 6, "ELM-1": 5})))
    assert {gate.reason for gate in found.gates} == {"11 of 12 reached gates"}
    assert {gate["p50_on"] for gate in as_json(found)["gates"]} == {None}


def test_in_a_clients_session_only_their_own_gates_teach(seen: Seen) -> None:
    view = seen(transfers({"OAK-1": 8, "ELM-1": 8}))
    own = replace(view, scope=Scope(frozenset({"OAK"})))
    assert {gate.reason for gate in dates(own).gates} == {"8 of 12 reached gates"}
    alone = access.view_of_partner(view.version, view.connection, "OAK")
    assert dates(alone) == dates(own)


def test_under_a_filter_all_that_may_be_seen_teach(seen: Seen) -> None:
    view = seen(transfers({"OAK-1": 8, "ELM-1": 8}))
    of_one = dates(replace(view, partner="OAK"))
    assert {gate.subject_id for gate in of_one.gates} == {"OAK-1"}
    assert [gate.believed for gate in of_one.gates] == [
        gate.believed for gate in dates(view).gates if gate.subject_id == "OAK-1"
    ]


def test_a_terminated_contract_has_no_open_gates(seen: Seen) -> None:
    works = transfers({"OAK-1": 8, "ELM-1": 7})
    works.tables["contracts"][1]["status"] = "TERMINATED"
    assert {gate.subject_id for gate in dates(seen(works)).gates} == {"OAK-1"}


def test_without_milestones_the_reason_is_told(seen: Seen) -> None:
    found = dates(seen(DataFolder().keep("sources", "sites")))
    assert (found.gates, found.reason) == ((), "the table milestones is missing")
    assert list(in_words(found)) == ["— (the table milestones is missing)"]


def test_a_program_and_a_person_read_the_same_days(seen: Seen) -> None:
    found = dates(seen(transfers({"OAK-1": 8, "ELM-1": 8})))
    told = json.loads(json.dumps(as_json(found)))
    assert list(told["gates"][0]) == [
        "milestone_id", "subject_id", "kind", "baseline_on", "agreed_on", "forecast_on", "p50_on", "p80_on", "n",
        "reason",
    ]  # fmt: skip
    assert set(told["record"]) == {"gates", "within_p50", "within_p80"}
    assert len(list(in_words(found))) == len(found.gates) + bool(found.record.gates)
