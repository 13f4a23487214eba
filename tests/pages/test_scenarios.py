"""A scenario on every page: the banner that names it, the way out, and that clients have none."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dualsite import audit
from dualsite.access import Viewer
from dualsite.audit import What, reading
from dualsite.scenarios import Scenario, files
from dualsite.scenarios.commercial import OpportunityWon, WinFraction
from dualsite.scenarios.network import SiteOut, SuiteReady
from dualsite.scenarios.text import parsed
from dualsite.schema.vocabulary import STAGES
from dualsite.sitemap import EXECUTIVE, Page, PageId
from dualsite.web import looking
from dualsite.web.people import look
from dualsite.web.signin.admission import LOCAL, Person
from dualsite.web.what_if import scenarios
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, go_to


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plans with scenarios beside them."""
    kept = ("sources", "sites", "suites", "bookings", "partners", "products", "contracts", "opportunities", "fx_rates")
    works = DataFolder().keep(*kept)
    # The first bid needs more of a stage than there is.
    works.change("opportunities", 2, suite_days="5000")
    data = works.write(tmp_path_factory.mktemp("scenarios") / "data")
    late = SuiteReady("BI-UP", date(2028, 7, 1))
    files.save(data, Scenario("late", (late, OpportunityWon("NO-SUCH")), "Birch *half* a year late"), "")
    files.save(data, Scenario("mine", (WinFraction("OPP-1", 1.0),), owner="kim at idp"), "")
    (data / "scenarios" / "broken.toml").write_text("title = 3\n")
    return data


def banner(screen: Any) -> str:
    return "\n".join(on.written(on.part(screen, "scenario_banner")))


def has_banner(screen: Any) -> bool:
    return "leave_scenario" in [button.key for button in screen.button]


def test_a_page_under_a_scenario_names_it_its_edits_and_what_is_wrong(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, scenario="late")
    assert not screen.exception
    said = banner(screen)
    assert "is ready on 1 Jul 2028" in said
    assert "opportunities" in said, "an edit whose target is gone is told"
    assert "is won" not in said, "and is not said to be in force"
    assert "*half*" not in said, "what a person wrote is no markup"
    assert "scenario" in on.footer(screen)


def test_it_stays_from_page_to_page_until_it_is_left(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, scenario="late")
    for entry in EXECUTIVE[1:4]:
        go_to(screen, entry)
        assert not screen.exception
        assert has_banner(screen), entry.title
    screen.button(key="leave_scenario").click().run()
    assert not has_banner(screen)
    go_to(screen, EXECUTIVE[0])
    assert not has_banner(screen)


def test_one_that_is_not_there_or_cannot_be_read_is_said_and_changes_nothing(
    dashboard: Dashboard, folder: Path
) -> None:
    screen = dashboard(folder, scenario="no-such")
    assert not has_banner(screen)
    assert any("no scenario" in one.value for one in screen.warning)
    screen = dashboard(folder, scenario="broken")
    assert not has_banner(screen)
    assert any("title" in one.value for one in screen.error)


def test_without_scenarios_there_is_nothing_to_choose(dashboard: Dashboard, only_sites: Path) -> None:
    screen = dashboard(only_sites)
    assert "scenario" not in [one.key for one in screen.selectbox]


def somebody(role: Any, subject: str) -> Person:
    return Person(("idp", subject), subject, Viewer(role, frozenset({"OAK"})))


def test_scenarios_of_one_person_are_theirs_until_they_are_shared() -> None:
    kim, sam = somebody("account_manager", "kim"), somebody("executive", "sam")
    mine = Scenario("mine", owner=scenarios.owner_of(kim))
    shared = Scenario("ours", owner=scenarios.owner_of(kim), is_shared=True)
    assert [scenarios.is_seen_by(mine, one) for one in (kim, sam, LOCAL)] == [True, False, True]
    assert [scenarios.is_seen_by(shared, one) for one in (kim, sam, LOCAL)] == [True, True, True]
    assert [scenarios.is_changed_by(shared, one) for one in (kim, sam, LOCAL)] == [True, False, True]
    assert scenarios.is_seen_by(Scenario("nobody's"), sam)


def test_a_client_has_none_not_even_what_is_shared() -> None:
    client = somebody("partner", "kim")
    for one in (Scenario("nobody's"), Scenario("ours", is_shared=True), Scenario("mine", owner="kim at idp")):
        assert not scenarios.is_seen_by(one, client)
        assert not scenarios.is_changed_by(one, client)
    assert scenarios.offered(client) == {}


def page() -> Page:
    return next(entry for entry in EXECUTIVE if entry.id is PageId.SCENARIOS)


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a test may write to."""
    return Path(shutil.copytree(folder, tmp_path / "data"))


def test_a_scenario_is_written_saved_duplicated_and_deleted(dashboard: Dashboard, own: Path) -> None:
    screen = dashboard(own, page())
    screen.selectbox(key="kind of edit").set_value("opportunity-win-fraction").run()
    screen.selectbox(key="opportunity-win-fraction opportunity").set_value("OPP-1")
    screen.number_input(key="opportunity-win-fraction win_fraction").set_value(0.75)
    next(one for one in screen.button if one.label == "Add to the scenario").click().run()
    assert not screen.exception
    assert "The bid Second source has a win probability of 75%." in " ".join(
        one.value for one in screen.markdown
    ).replace("\\", "")
    screen.text_input(key="scenario name ").set_value("likelier")
    screen.button(key="save_scenario").click().run()
    assert not screen.exception
    assert files.read(own, "likelier").scenario.edits == (WinFraction("OPP-1", 0.75),)
    screen.button(key="duplicate").click().run()
    assert files.read(own, "likelier-copy").scenario.edits == (WinFraction("OPP-1", 0.75),)
    assert {"likelier", "likelier-copy"} <= set(screen.selectbox(key="scenario").options)
    screen.button(key="delete").click().run()
    assert not screen.exception
    assert "likelier-copy" not in files.names(own)


def test_who_saves_second_is_told_and_nothing_is_lost(dashboard: Dashboard, own: Path) -> None:
    screen = dashboard(own, page(), open="late")
    theirs = files.save(own, Scenario("late", title="theirs"), files.read(own, "late").scenario.digest)
    screen.text_input(key="scenario title late").set_value("mine")
    screen.button(key="save_scenario").click().run()
    assert any("meanwhile" in one.value for one in screen.error)
    assert files.read(own, "late").scenario == theirs


def test_more_edits_than_a_scenario_holds_are_not_saved_and_none_is_lost(dashboard: Dashboard, own: Path) -> None:
    stops = tuple(SiteOut("ALDER", date(2027, 1 + n % 12, 1 + n // 12), 3) for n in range(20))
    files.save(own, Scenario("stops", stops), "")
    screen = dashboard(own, page(), open="stops")
    screen.selectbox(key="kind of edit").set_value("site-out").run()
    screen.selectbox(key="site-out site").set_value("ALDER")
    screen.date_input(key="site-out from").set_value(date(2028, 1, 1))
    screen.number_input(key="site-out days").set_value(3)
    next(one for one in screen.button if one.label == "Add to the scenario").click().run()
    screen.button(key="save_scenario").click().run()
    assert not screen.exception
    assert any("stops is not saved" in one.value and "more than 20" in one.value for one in screen.error)
    assert files.read(own, "stops").scenario.edits == stops
    screen.button(key="take_out_20").click().run()
    screen.button(key="save_scenario").click().run()
    assert files.read(own, "stops").scenario.edits == stops
    assert not screen.error


def test_an_edit_that_lacks_something_is_not_added(dashboard: Dashboard, own: Path) -> None:
    screen = dashboard(own, page())
    next(one for one in screen.button if one.label == "Add to the scenario").click().run()
    assert any("missing" in one.value for one in screen.error)
    assert not screen.exception


def test_edits_hidden_from_an_account_manager_leave_by_no_file_and_no_copy(
    dashboard: Dashboard, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look.Look, "viewer", lambda *_: Viewer("account_manager", frozenset({"OAK"})))
    files.save(own, Scenario("theirs", (WinFraction("OPP-3", 0.125),), is_shared=True), "")
    files.save(own, Scenario("for-oak", (WinFraction("OPP-2", 0.125),), is_shared=True), "")
    looking.start("browser ", look.Look("max@example.com"))
    try:
        hidden = dashboard(own, page(), open="theirs")
        seen = dashboard(own, page(), open="for-oak")
    finally:
        looking.stop("browser ")
    assert not hidden.exception
    assert any("rows outside your access" in one.value for one in hidden.info)
    assert "duplicate" not in [one.key for one in hidden.button]
    assert hidden.button(key="save_scenario").disabled
    assert "toml" not in [one.key for one in hidden.get("download_button")]
    assert "OPP-3" not in " ".join(on.written(hidden.main))
    assert "duplicate" in [one.key for one in seen.button]


def test_a_link_that_compares_more_than_fit_compares_the_first(dashboard: Dashboard, own: Path) -> None:
    for number in range(5):
        files.save(own, Scenario(f"no-{number}"), "")
    screen = dashboard(own, page(), compare=[f"no-{number}" for number in range(5)])
    assert not screen.exception
    assert screen.multiselect(key="compare").value == [f"no-{number}" for number in range(4)]


def test_a_file_with_what_is_not_understood_is_not_saved_over(dashboard: Dashboard, own: Path) -> None:
    screen = dashboard(own, page(), open="broken")
    screen.button(key="save_scenario").click().run()
    assert any("would drop them" in one.value for one in screen.error)
    assert (own / "scenarios" / "broken.toml").read_text() == "title = 3\n"


def test_the_trail_says_that_a_refused_deletion_did_nothing(dashboard: Dashboard, own: Path) -> None:
    screen = dashboard(own, page(), open="late")
    files.save(own, Scenario("late", title="theirs"), files.read(own, "late").scenario.digest)
    screen.button(key="delete").click().run()
    assert any("meanwhile" in one.value for one in screen.error)
    entry = reading.newest(audit.path(), What.SCENARIO)
    assert entry is not None
    assert (entry.name, entry.details["did"]) == ("late", "nothing: it was refused")


def test_a_file_of_which_nobody_can_tell_whose_it_is_is_for_executives() -> None:
    no_toml, theirs = parsed(b"[[edit", "x"), parsed(b"owner = 'kim at idp'\ntitle = 3", "x")
    assert not scenarios.is_whose_known(no_toml)
    assert scenarios.is_whose_known(theirs)
    assert scenarios.is_whose_known(parsed(b"", "x"))


def test_what_scenarios_change_stands_side_by_side(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, page(), compare=["mine", "late"])
    assert not screen.exception
    assert "figures" in on.answer(screen)
    (table,) = [one.value for one in screen.dataframe]
    assert any("mine" in str(column) for column in table.columns)
    told = set(table["Measure"]) - {""}
    assert told, "stages and quarters are named"
    assert not any(stage in of for of in told for stage in STAGES), "and not by their codes"
