"""Data that cannot be trusted: said in a sentence above every page, and never shown in place of good ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dualsite.access import LOCAL_EXECUTIVE, Viewer
from dualsite.schema import TABLES, dictionary
from dualsite.screens.shared.text import plain
from dualsite.sitemap import EXECUTIVE, Page
from dualsite.store.engines.address import ENGINE
from dualsite.web import deliveries, session
from dualsite.web.signin.admission import Person
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen, go_to

every_page = pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)


def small() -> DataFolder:
    """A delivery that loads in no time."""
    return DataFolder(dataset='title = "Small"\nas_of = 2027-03-01\n').keep(
        "sources", "sites", "suites", "milestones", "milestone_statements", "partners"
    )


def write_good(folder: Path) -> Path:
    delivery = small()
    delivery.tables["milestones"] = [row for row in delivery.tables["milestones"] if row["subject"] == "SITE"]
    delivery.tables["milestone_statements"].pop()
    return delivery.write(folder)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_good(tmp_path / "data")


@pytest.fixture(scope="module")
def sideways(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a suite of a stage that there is not; read only."""
    folder = write_good(tmp_path_factory.mktemp("sideways") / "data")
    suites = folder / "suites.csv"
    suites.write_text(suites.read_text().replace("UPSTREAM", "SIDEWAYS", 1))
    return folder


def rerun_until(screen: AppTest, holds: Callable[[AppTest], object]) -> AppTest:
    """Run again while the new delivery loads in the background."""
    deadline = time.monotonic() + 30
    while not holds(screen.run()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return screen


def test_the_numbers_stay_when_a_new_delivery_is_refused(dashboard: Dashboard, good: Path) -> None:
    network = next(entry for entry in EXECUTIVE if entry.path == "network")
    screen = dashboard(good, network)
    assert not screen.error
    before = (on.answer(screen), on.footer(screen))

    text = (good / "sites.csv").read_text()
    (good / "sites.csv").write_text(text.replace("OPERATING", "BROKEN"))
    rerun_until(screen, lambda run: run.error)
    assert not screen.exception
    assert "A new data version was refused" in screen.error[0].value
    assert "sites row 2" in screen.error[0].value.replace("\\", "")
    assert (on.answer(screen), on.footer(screen)) == before
    assert "See all findings" in [link.proto.label for link in screen.get("page_link")]
    for entry in EXECUTIVE:
        go_to(screen, entry)
        assert not screen.exception
        assert "A new data version was refused" in screen.error[0].value, entry.title

    (good / "sites.csv").write_text(text.replace("Alder Works", "Alder Mills"))
    rerun_until(screen, lambda run: not run.error)
    go_to(screen, network)
    assert "Alder Mills" in on.answer(screen)
    assert on.footer(screen) != before[1]


def test_a_good_delivery_is_shown_on_the_next_run(dashboard: Dashboard, good: Path) -> None:
    screen = dashboard(good, next(entry for entry in EXECUTIVE if entry.path == "network"))
    assert "20,000 L in operation" in on.answer(screen)
    (good / "sites.csv").write_text((good / "sites.csv").read_text().replace(",20000,", ",26000,"))
    rerun_until(screen, lambda run: "26,000 L in operation" in on.answer(run))
    assert "26,000 L in operation" in on.answer(screen)
    assert not screen.error


@every_page
def test_a_table_with_errors_is_left_out_under_a_banner(entry: Page, seen: Seen, sideways: Path) -> None:
    screen = seen(sideways, entry)
    assert not screen.exception
    banner = screen.error[0].value.replace("\\", "")
    assert "Left out because of errors: suites" in banner
    assert "SIDEWAYS" in banner
    assert on.answer(screen).endswith(".")


def test_the_findings_name_file_row_and_column(seen: Seen, sideways: Path) -> None:
    data = next(entry for entry in EXECUTIVE if entry.path == "data")
    rows = on.table(seen(sideways, data, tab="findings"), "What to do")
    wrong = rows[rows.Value == "SIDEWAYS"].iloc[0]
    assert (wrong.Table, int(wrong["File row"]), wrong.Column) == ("suites", 3, "stage")


UNUSABLE: dict[str, bytes | None] = {
    "empty": b"",
    "columns missing": b"site_id,name\nA,Alder\n",
    "not text": b"\xff\xfe\x00\x01",
    "a web page": b"<html><h1>503</h1></html>",
    "missing": None,
}
"""Files of sites that are none."""


@pytest.fixture(scope="module", params=UNUSABLE)
def unusable(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without usable sites; read only."""
    folder = tmp_path_factory.mktemp("unusable")
    (folder / "dataset.toml").write_text('title = "Nothing"\n')
    sites = UNUSABLE[request.param]
    if sites is not None:
        (folder / "sites.csv").write_bytes(sites)
    return folder


@every_page
def test_without_usable_sites_a_page_says_so_in_a_sentence(entry: Page, unusable: Path, dashboard: Dashboard) -> None:
    screen = dashboard(unusable, entry)
    assert not screen.exception
    said = " ".join(on.written(screen.main)).replace("\\", "")
    assert "sites" in said
    assert "Traceback" not in said
    assert screen.error
    assert screen.error[0].value.replace("\\", "").endswith(".")
    assert not screen.dataframe


def test_sites_without_rows_are_nothing_to_show(dashboard: Dashboard, tmp_path: Path) -> None:
    tmp_path.joinpath("sites.csv").write_text(dictionary.header(TABLES["sites"]))
    for entry in EXECUTIVE:
        screen = dashboard(tmp_path, entry)
        assert not screen.exception, entry.title
    assert "sites" in " ".join(on.written(screen.main))


def button(screen: AppTest, kind: str) -> Button:
    """The button of that kind of decision, about whatever bytes."""
    return next(one for one in screen.button if (one.key or "").startswith(f"{kind} "))


def held_back(dashboard: Dashboard, good: Path) -> AppTest:
    """A page over data of which the suites have come without their last rows."""
    data = next(entry for entry in EXECUTIVE if entry.path == "data")
    screen = dashboard(good, data)
    assert not screen.warning
    rows = (good / "suites.csv").read_text().splitlines(keepends=True)
    (good / "suites.csv").write_text("".join([rows[0], rows[2]]))
    return rerun_until(screen, lambda run: run.warning)


def test_data_that_hold_much_less_are_held_back_until_an_executive_takes_them(dashboard: Dashboard, good: Path) -> None:
    rows = len((good / "suites.csv").read_text().splitlines()) - 1
    screen = held_back(dashboard, good)
    assert not screen.exception
    said = screen.warning[0].value.replace("\\", "")
    assert "New data are held back; the data shown are still version" in said
    assert f"suites: 1 row instead of {rows}" in said
    button(screen, "keep").click().run()
    assert "the old ones kept by local" in screen.warning[0].value.replace("\\", "")
    assert not [one.key for one in screen.button if (one.key or "").startswith("keep ")]
    button(screen, "take").click().run()
    rerun_until(screen, lambda run: not run.warning)
    assert not screen.exception


def test_a_click_on_what_the_page_said_of_other_files_decides_nothing(dashboard: Dashboard, good: Path) -> None:
    screen = held_back(dashboard, good)
    was_shown = button(screen, "take")
    rows = (good / "suites.csv").read_text().splitlines(keepends=True)
    (good / "suites.csv").write_text("".join([rows[0], rows[1].replace("Bioreactors", "Reactors")]))
    before = session.store().contents
    session.store().version()
    assert session.store().contents != before
    was_shown.click().run()
    assert screen.warning
    held = session.store().held
    assert held is not None
    assert held.decision is None
    assert not screen.exception


def test_whoever_looks_as_somebody_else_decides_nothing() -> None:
    executive = Person(("", "ada"), "ada", LOCAL_EXECUTIVE)
    assert deliveries.may_decide(executive)
    assert not deliveries.may_decide(replace(executive, looks_as="Grace"))
    assert not deliveries.may_decide(replace(executive, viewer=Viewer("account_manager", frozenset({"OAK"}))))
    assert not deliveries.may_decide(replace(executive, viewer=Viewer("partner", frozenset({"OAK"}))))


def test_a_folder_that_is_not_there_is_named(dashboard: Dashboard, tmp_path: Path) -> None:
    screen = dashboard(tmp_path / "elsewhere")
    assert not screen.exception
    assert str(tmp_path / "elsewhere") in screen.error[0].value.replace("\\", "")


def test_a_page_recovers_once_the_folder_is_filled(dashboard: Dashboard, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    screen = dashboard(folder)
    assert screen.error
    DataFolder(dataset='title = "Late"\nas_of = 2027-03-01\n').keep("sites", "sources").write(folder)
    rerun_until(screen, lambda run: not run.error)
    assert on.footer(screen).startswith("Late")


def test_where_an_engine_cannot_be_read_nobody_is_sent_to_a_data_folder(
    tmp_path: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENGINE, f"duckdb://{tmp_path}/operations.duckdb")
    screen = dashboard(tmp_path)
    told = plain("The file operations.duckdb cannot be read: No such file or directory.")
    assert [one.value for one in screen.error] == [told]
    assert "sites.csv" not in str(on.written(screen.main))
    session.close()
