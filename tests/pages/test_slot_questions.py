"""Slot questions under names: saved on the slot finder, asked again, deleted, and compared under scenarios."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.access import Role, Viewer
from dualsite.planning import SlotRequest, saved
from dualsite.planning.saved import SavedQuestion
from dualsite.scenarios import Scenario, files
from dualsite.scenarios.network import SiteOut
from dualsite.sitemap import PAGES, PageId
from dualsite.web import looking
from dualsite.web.people import look
from dualsite.web.signin.admission import LOCAL, Person
from dualsite.web.what_if import slot_questions
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard

ASKED = SlotRequest("OAKMAB", 7, date(2027, 6, 1), sites=("ALDER",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = ("sources", "sites", "suites", "bookings", "partners", "products", "routes", "fx_rates")
    data = DataFolder().keep(*kept).write(tmp_path / "data")
    saved.save(data, SavedQuestion("seven", ASKED))
    saved.save(data, SavedQuestion("theirs", ASKED, "kim at idp"))
    return data


def opened(screen: AppTest) -> AppTest:
    """The page with the card of saved questions open."""
    screen.session_state["below_questions"] = True
    return screen.run()


def test_a_question_is_saved_asked_again_and_deleted(dashboard: Dashboard, folder: Path) -> None:
    screen = opened(dashboard(folder, PAGES[PageId.SLOTS], batches="3"))
    screen.text_input(key="question name").set_value("three")
    screen.button(key="save_question").click().run()
    assert not screen.exception
    assert saved.read(folder, "three").question.batches == 3
    screen.selectbox(key="question chosen").set_value("seven").run()
    screen.button(key="ask_question").click().run()
    assert not screen.exception
    assert screen.number_input(key="batches").value == 7
    assert screen.date_input(key="ready_on").value == date(2027, 6, 1)
    screen.button(key="delete_question").click().run()
    assert not screen.exception
    assert saved.names(folder) == ["theirs", "three"]


def test_its_delivery_stands_in_the_comparison(dashboard: Dashboard, folder: Path) -> None:
    files.save(folder, Scenario("stopped", (SiteOut("ALDER", date(2027, 6, 1), 200),)), "")
    screen = dashboard(folder, PAGES[PageId.SCENARIOS], compare="stopped")
    assert not screen.exception
    rows = on.table(screen, "Measure")
    told = rows[rows["Measure"] == "seven"].iloc[0]
    assert "d later)" in told["stopped"]


def somebody(name: str, role: Role) -> Person:
    return Person(("idp", name), name, Viewer(role, frozenset({"OAK"})))


def test_a_question_is_of_whoever_saved_it() -> None:
    kim, sam = somebody("kim", "account_manager"), somebody("sam", "executive")
    client = somebody("kim", "partner")
    theirs, nobodys = SavedQuestion("theirs", ASKED, "kim at idp"), SavedQuestion("seven", ASKED)
    assert [slot_questions.is_theirs(theirs, one) for one in (kim, sam, client, LOCAL)] == [True, False, False, True]
    assert [slot_questions.is_theirs(nobodys, one) for one in (kim, sam, client, LOCAL)] == [True, True, False, True]


def test_a_faulty_file_hides_no_other_and_is_told_to_whose_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("a-kims", "owner = 'kim at idp'\nproduct = 3"), ("a-nobodys", "product = 3"), ("a-no", "[[")):
        (folder / "slot-questions" / f"{name}.toml").write_text(text)
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    kim, sam = somebody("kim", "account_manager"), somebody("sam", "executive")
    assert offered_to(kim) == (["seven", "theirs"], ["a-kims", "a-nobodys"])
    assert offered_to(sam) == (["seven"], ["a-no", "a-nobodys"])
    assert offered_to(LOCAL) == (["seven", "theirs"], ["a-kims", "a-no", "a-nobodys"])
    assert offered_to(somebody("kim", "partner")) == ([], [])


def offered_to(who: Person) -> tuple[list[str], list[str]]:
    """The names of the questions that somebody has, and of the files that they are told something about."""

    def ask(who: object) -> None:
        import streamlit as st

        from dualsite.web.what_if import slot_questions

        st.text(" ".join(slot_questions.offered(who)))  # type: ignore[arg-type]  # a script of its own

    screen = AppTest.from_function(ask, args=(who,)).run()
    assert not screen.exception
    told = [one.value.replace("\\", "") for one in screen.warning]
    return screen.text[0].value.split(), [one.removeprefix("slot-questions/").split(".toml: ")[0] for one in told]


def test_a_client_has_no_saved_questions(dashboard: Dashboard, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = Viewer("account_manager", frozenset({"OAK"}))
    monkeypatch.setattr(look.Look, "viewer", lambda *_: viewer)
    looking.start("browser ", look.Look("max@example.com"))
    try:
        manager = opened(dashboard(folder, PAGES[PageId.SLOTS]))
        viewer = Viewer("partner", frozenset({"OAK"}))
        client = dashboard(folder, PAGES[PageId.SLOTS])
    finally:
        looking.stop("browser ")
    assert manager.button(key="save_question").disabled, "who looks as somebody else saves nothing"
    assert not client.exception
    assert not any(word in on.sent(client.main) for word in ("seven", "Saved questions"))
