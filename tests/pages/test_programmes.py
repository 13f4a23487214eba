"""The programmes page: its answer, the board, the card of a programme, and who has it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.sitemap import CLIENT, MANAGER, PAGES, PageId
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Seen
from tests.unit.insights.transfers import transfers

PROGRAMMES = PAGES[PageId.PROGRAMMES]
KEY = "contract-OAK-1"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two contracts with eight gates reached each; the next gate of one is agreed for a day that has passed.

    With thirty trains of batches of the same one, a month apart, the seed and the harvest of each.
    """
    works = transfers({"OAK-1": 8, "ELM-1": 8})
    for row in works.tables["milestones"]:
        if row["milestone_id"] == "OAK-1-COMMERCIAL_SUPPLY":
            row["agreed_on"], row["name"] = "2027-02-01", "Supply <b>now"
    whole = DataFolder()
    for name in ("suites", "batches", "batch_events", "batch_inputs", "trials"):
        works.tables[name] = whole.tables[name]
    like, used = whole.tables["batches"][2], whole.tables["batch_inputs"][0]
    works.tables["batches"], works.tables["batch_inputs"] = [], []
    works.tables["batch_events"], works.tables["trials"] = [], [
        row for row in works.tables["trials"] if row["partner_id"] == "OAK"
    ]  # fmt: skip
    for number in range(30):
        on = date(2024, 6, 1) + timedelta(days=30 * number)
        days = {"planned_start_on": on, "frozen_start_on": on, "actual_start_on": on}
        days |= {"manufactured_on": on + timedelta(days=8), "disposition_on": on + timedelta(days=30)}
        said = {name: day.isoformat() for name, day in days.items()}
        for stage, suite, contract in (("UPSTREAM", "AL-UP", ""), ("DOWNSTREAM", "AL-DN", "OAK-1")):
            works.tables["batches"].append(
                {**like, **said, "batch_id": f"{stage[0]}-{number:02}", "stage": stage, "suite_id": suite,
                 "contract_id": contract, "campaign_id": ""}
            )  # fmt: skip
        works.tables["batch_inputs"].append(
            {**used, "child_batch_id": f"D-{number:02}", "parent_batch_id": f"U-{number:02}"}
        )
        works.tables["batch_events"].append(
            {**whole.tables["batch_events"][2], "batch_id": f"D-{number:02}", "seq": "1",
             "on": (on + timedelta(days=20)).isoformat()}
        )  # fmt: skip
    return works.write(tmp_path_factory.mktemp("late") / "data")


def said(screen: AppTest) -> str:
    """Everything written as a person reads it, a side dialog included."""
    blocks = screen._tree.children.values()
    return " ".join(text for block in blocks for text in on.written(block)).replace("\\", "")


def ways(screen: AppTest) -> list[str]:
    """Where links lead, those of a side dialog included."""
    every = [on.parsed(one) for one in screen.get("html")]
    return [told["href"] or "" for one in every for tag, told in one.tags if tag == "a"]


def test_the_first_line_says_which_programme_will_miss_what_was_agreed_and_how_likely(late: Path, seen: Seen) -> None:
    assert on.answer(seen(late, PROGRAMMES)) == (
        "1 of 1 programmes is likely to miss the agreed date of its next gate: "
        "Oakumab (Supply <b>now, agreed 1 Feb 2027, 100% probability of missing it)."
    )


def test_a_line_of_the_board_says_where_the_programme_is_and_whose_move_is_next(late: Path, seen: Seen) -> None:
    written = said(seen(late, PROGRAMMES))
    for part in (
        "✗ likely missed",
        "8 of 9 gates",
        "Supply <b>now",
        "next action: Hazel Biologics",
        "agreed 1 Feb 2027",
    ):
        assert part in written
    assert f"?programme={KEY}" in on.links(seen(late, PROGRAMMES))


def test_the_record_of_dates_is_drawn_or_said_to_be_missing(late: Path, seen: Seen) -> None:
    written = on.written(seen(late, PROGRAMMES).main)
    assert any("dates stated with 80% probability met" in text or "No earlier forecast" in text for text in written)


def test_the_card_tells_the_gates_the_genealogy_and_the_ways_on(late: Path, seen: Seen) -> None:
    screen = seen(late, PROGRAMMES, programme=KEY)
    assert not screen.exception
    written = said(screen)
    assert "60 batches: 60 released" in written
    assert "with Hazel Biologics" in written
    assert "Waiting time by party, last 12 months" in written
    assert {"contracts?agreement=OAK-1", "trials?product=OAKMAB"} <= set(ways(screen))


def test_a_batch_is_traced_by_a_link(late: Path, seen: Seen) -> None:
    screen = seen(late, PROGRAMMES, programme=KEY, batches="D-07")
    (tree,) = [figure for figure in on.figures(screen) if "D-07" in str(figure)]
    assert "U-07" in str(tree)
    assert "D-08" not in str(tree)


def test_the_card_of_the_contract_opens_by_a_link(late: Path, seen: Seen) -> None:
    screen = seen(late, PAGES[PageId.CONTRACTS], agreement="OAK-1")
    assert not screen.exception
    assert "Batches so far" in said(screen)
    assert f"programmes?programme={KEY}" in ways(screen), "and leads back to the programme"


def test_a_programme_that_is_not_there_opens_no_card(late: Path, seen: Seen) -> None:
    screen = seen(late, PROGRAMMES, programme="contract-NOBODY")
    assert not screen.exception
    assert "Waiting time by party, last 12 months" not in said(screen)


def test_without_milestones_the_page_says_so(only_sites: Path, seen: Seen) -> None:
    screen = seen(only_sites, PROGRAMMES)
    assert on.answer(screen) == "The table milestones is missing."
    assert "Empty template of milestones" in on.buttons(screen)


def test_no_client_has_the_page_and_an_account_manager_does() -> None:
    assert PROGRAMMES not in CLIENT
    assert PROGRAMMES in MANAGER
