"""Programmes: the board, what will be missed, the record, and whose clock was running."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dualsite import access
from dualsite.access import Scope, View
from dualsite.insights.programmes import board, gates, genealogy, record, waiting
from dualsite.insights.programmes.dates import dates
from tests.data_folder import DataFolder
from tests.unit.insights.transfers import transfers

Seen = Callable[[DataFolder], View]


def agreed(works: DataFolder, view: View, programme: str, told_with: str, later_d: int) -> DataFolder:
    """The same with the next gate of a programme agreed so many days after the day told for it."""
    gate = next(one for one in dates(view).gates if one.subject_id == programme)
    assert gate.believed is not None
    day: date = getattr(gate.believed, told_with)
    for row in works.tables["milestones"]:
        if row["milestone_id"] == gate.milestone_id:
            row["agreed_on"] = (day + timedelta(days=later_d)).isoformat()
    return works


def test_a_programme_stands_by_where_its_agreed_day_lies(seen: Seen) -> None:
    reached = {"OAK-1": 8, "OAK-2": 8, "ELM-1": 8, "ELM-2": 7}
    works = transfers(reached)
    for number, row in enumerate(works.tables["milestones"]):
        if row["actual_on"] and number % 3 == 0:
            row["actual_on"] = (date.fromisoformat(row["actual_on"]) + timedelta(days=6)).isoformat()
    view = seen(works)
    for programme, told_with, later_d in (
        ("OAK-1", "p50", -1), ("OAK-2", "p50", 0), ("ELM-1", "p80", 0), ("ELM-2", "p50", -40),
    ):  # fmt: skip
        agreed(works, view, programme, told_with, later_d)
    found = board.board(seen(works))
    standing = {row.key: (row.standing, row.missed) for row in found.itertuples()}
    assert {key: one[0] for key, one in standing.items()} == {
        "contract-ELM-2": "likely missed",
        "contract-OAK-1": "likely missed",
        "contract-OAK-2": "at risk",
        "contract-ELM-1": "likely met",
    }
    assert list(found.key) == [
        "contract-ELM-2", "contract-OAK-1", "contract-OAK-2", "contract-ELM-1",
    ], "what is most likely missed stands first"  # fmt: skip
    assert standing["contract-OAK-1"][1] > 0.5 >= standing["contract-OAK-2"][1] > 0.2 >= standing["contract-ELM-1"][1]


def test_the_answer_names_what_will_be_missed_with_its_probability(seen: Seen) -> None:
    reached = {"OAK-1": 8, "ELM-1": 8}
    works = agreed(transfers(reached), seen(transfers(reached)), "OAK-1", "p50", -200)
    view = seen(works)
    row = board.board(view).iloc[0]
    day = row.agreed_on
    assert board.answer(view) == (
        "1 of 1 programmes is likely to miss the agreed date of its next gate: "
        f"Oakumab ({row.gate}, agreed {day.day} {day:%b %Y}, 100% probability of missing it)."
    )


def test_a_row_says_how_far_a_programme_is_and_whose_move_is_next(seen: Seen) -> None:
    row = board.board(seen(transfers({"OAK-1": 8, "ELM-1": 5}))).set_index("key").loc["contract-ELM-1"]
    assert (row.reached, row["of"], row.owner, row.slip_d) == (
        *(5, 9, "Hazel Biologics"), (date(2027, 3, 1) - date(2026, 3, 27)).days,
    ), "the next gate was first committed for 27 Mar 2026"  # fmt: skip


def test_where_no_day_is_agreed_nothing_is_said_to_be_missed(seen: Seen) -> None:
    view = seen(transfers({"OAK-1": 8, "ELM-1": 8}))
    assert set(board.board(view).standing) == {"no forecast"}
    assert board.answer(view) == "Which programmes will meet agreed dates is unknown: no next gate has an agreed date."


def test_a_terminated_contract_and_one_with_all_gates_reached_have_no_next_gate(seen: Seen) -> None:
    works, last = transfers({"OAK-1": 8, "ELM-1": 4}), "OAK-1-COMMERCIAL_SUPPLY"
    works.tables["contracts"][1]["status"] = "TERMINATED"
    works.tables["milestones"] = [row for row in works.tables["milestones"] if row["milestone_id"] != last]
    view = seen(works)
    found = board.board(view)
    assert dict(zip(found.key, found.standing, strict=True)) == {
        "contract-OAK-1": "all gates reached", "contract-ELM-1": "contract terminated",
    }  # fmt: skip
    assert list(found.gate) == [None, None]
    assert board.answer(view) == "No open gates."


def test_under_a_site_its_contracts_alone_are_programmes_and_their_days_stay_the_same(seen: Seen) -> None:
    works = transfers({"OAK-1": 8, "ELM-1": 8})
    works.tables["contracts"][0]["site_id"], works.tables["contracts"][1]["site_id"] = "ALDER", "BIRCH"
    view = replace(seen(works), site="ALDER")
    assert list(board.board(view).key) == ["contract-OAK-1"]
    assert board.board(view).p50_on[0] == board.board(view.unfiltered).set_index("key").p50_on["contract-OAK-1"]


def test_in_a_clients_scope_their_own_gates_alone_teach_and_too_few_are_said_to_be(seen: Seen) -> None:
    view = seen(transfers({"OAK-1": 8, "ELM-1": 8}))
    own = replace(view, scope=Scope(frozenset({"OAK"})))
    assert list(board.board(own).key) == ["contract-OAK-1"]
    assert board.answer(own) == (
        "Which programmes will meet agreed dates is unknown: 8 of 12 reached gates."
    )  # fmt: skip
    assert record.record(own).empty
    assert record.why_too_few(own) == "Too few of these gates to forecast from: 8 of 12 reached gates."
    alone = access.view_of_partner(view.version, view.connection, "OAK")
    for said in (board.board, gates.gates, record.record, waiting.waiting):
        assert said(alone).equals(said(own)), said


def test_the_record_tells_every_chance_with_its_count(seen: Seen) -> None:
    view = seen(transfers({f"{partner}-{number}": 9 for partner in ("OAK", "ELM") for number in (1, 2, 3)}))
    found, told = record.record(view), dates(view).record
    assert list(found.stated) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert set(found.gates) == {told.gates}
    of_80 = found[found.stated == 0.8].iloc[0]
    assert (of_80.held, of_80.share) == (told.within_p80, told.within_p80 / told.gates)
    assert record.title(view) == f"{told.within_p80} of {told.gates} dates stated with 80% probability met"
    assert of_80.low < 0.8 < of_80.high


def test_the_days_of_a_programmes_batches_are_split_and_sum_to_the_whole(works: View) -> None:
    """B-2 was made on 25 Oct and released on 24 Nov, 30 days: to the client from 10 Nov. B-1 has no event."""
    found = waiting.waiting(works).set_index("key")
    oak = found.loc["contract-OAK-CMO"]
    assert (oak.batches, oak.days) == (2, 30 + 4)
    assert (oak.CDMO, oak.CLIENT, oak.SUPPLIER, oak.REGULATOR, oak.UNKNOWN) == (16, 14, 0, 0, 4)
    elm = found.loc["product-ELMADC"]
    assert (elm.days, elm.CDMO, elm.SUPPLIER) == (40, 19, 21)


def test_the_genealogy_says_what_each_batch_was_made_from(works: View) -> None:
    found = genealogy.genealogy(works, "contract-OAK-CMO").set_index("batch_id")
    assert set(found.index) == {"B-0", "B-1", "B-2"}
    assert found.loc["B-2"].made_from == ("B-1",)
    assert (found.loc["B-2"].step_words, found.loc["B-2"].site) == ("released", "Alder Works")
    assert found.loc["B-2"].tree == found.loc["B-1"].tree != found.loc["B-0"].tree
    assert set(genealogy.shown(works, "contract-OAK-CMO", "B-1").batch_id) == {"B-1", "B-2"}
    assert genealogy.title(found) == "3 batches: 2 released, 1 planned"


def test_what_was_said_of_a_gate_is_told_with_its_programme(works: View) -> None:
    found = gates.statements(works)
    assert [(row.key, row.target_text) for row in found.itertuples()] == [("product-ELMADC", "second quarter")]


def test_without_milestones_there_is_no_programme_and_the_reason_is_said(seen: Seen) -> None:
    view = seen(DataFolder().keep("sources", "sites"))
    assert board.board(view).empty
    assert waiting.waiting(view).empty
    assert board.answer(view) == "The table milestones is missing."
