"""A locked session has the client's pages alone while its meeting lasts, and nothing after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from dualsite.scenarios import Scenario, files
from dualsite.scenarios.network import SiteOut, SuiteReady
from dualsite.scenarios.operations import BookingRemoved
from dualsite.screens.client.parts.presenter import SCREENS
from dualsite.screens.shared.links import FOLDER
from dualsite.sitemap import CLIENT, EXECUTIVE, Page
from dualsite.web.meeting import lock, registry
from dualsite.web.server import ROUTER
from dualsite.web.signin.admission import LOCAL
from tests.pages.screen import sent
from tests.wire import variants

Opened = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _errors_in_full() -> Iterator[None]:
    before = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return variants.reference().write(tmp_path_factory.mktemp("reference") / "data")


@pytest.fixture
def locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Open a page in a session that is in a meeting."""

    def opened(entry: Page, held: str | None = None, **query: Any) -> AppTest:
        monkeypatch.setenv("DUALSITE_DATA", str(folder))
        screen = AppTest.from_file(ROUTER, default_timeout=120)
        screen.session_state[lock.INSIDE] = held or begun().id
        screen.query_params.update(query)
        return screen.switch_page(str(FOLDER / entry.file)).run() if entry != CLIENT[0] else screen.run()

    return opened


def begun(partner: str = variants.CLIENT) -> registry.Meeting:
    return registry.begin(partner, "a browser", LOCAL.id, time.time())


@pytest.mark.parametrize("entry", [entry for entry in EXECUTIVE if entry not in CLIENT], ids=lambda entry: entry.title)
def test_a_locked_session_has_no_other_page(entry: Page, locked: Opened) -> None:
    screen = locked(entry)
    assert screen.caption[0].value == CLIENT[0].title
    with pytest.raises(ValueError, match="page"):
        screen.switch_page(str(FOLDER / entry.file))


@pytest.mark.parametrize("held", ["", "nonsense", "../../etc", "x" * 5000])
def test_a_meeting_that_is_not_under_way_shows_nothing(held: str, locked: Opened) -> None:
    if not held:
        over = begun()
        registry.end(over.id)
        held = over.id
    screen = locked(CLIENT[0], held)
    assert not screen.exception
    said = " ".join(one.value for one in (*screen.markdown, *screen.caption))
    assert "Nothing is shown" in said
    assert "Oak" not in said
    assert [button.label for button in screen.button] == ["End meeting"]
    assert not screen.selectbox


def test_a_meeting_that_lasts_too_long_shows_nothing(locked: Opened) -> None:
    old = registry.begin(variants.CLIENT, "a browser", LOCAL.id, time.time() - registry.LONGEST_S - 1)
    screen = locked(CLIENT[0], old.id)
    assert "Nothing is shown" in " ".join(one.value for one in screen.markdown)


def test_a_meeting_of_somebody_else_shows_nothing(locked: Opened) -> None:
    theirs = registry.begin(variants.CLIENT, "a browser", "sam@example.org", time.time())
    screen = locked(CLIENT[0], theirs.id)
    assert "Nothing is shown" in " ".join(one.value for one in screen.markdown)


def test_a_session_that_was_locked_stays_so_when_its_meeting_ends(locked: Opened) -> None:
    held = begun()
    screen = locked(CLIENT[0], held.id)
    assert variants.CLIENT_NAME in " ".join(one.value for one in screen.markdown).replace("\\", "")
    registry.end(held.id)
    assert "Nothing is shown" in " ".join(one.value for one in screen.run().markdown)


@pytest.mark.parametrize("value", ["Elm Therapeutics", "ELM", "executive", "' OR 1=1 --"])
def test_no_parameter_unlocks(value: str, locked: Opened) -> None:
    keys = ("as_of", "site", "partner", "currency", "view of this run", "product", "role", "viewer")
    screen = locked(CLIENT[0], **dict.fromkeys(keys, value))
    assert not screen.exception
    assert screen.caption[-1].value.replace("\\", "").endswith("prepared for Oak Medicines")
    assert "Elm" not in sent(screen.main)
    assert "Elm" not in sent(screen.sidebar)


@pytest.mark.parametrize("asked", [*SCREENS, "nonsense", "Elm Therapeutics"])
def test_the_presenter_view_of_a_locked_session_shows_its_client_alone(asked: str, locked: Opened) -> None:
    screen = locked(CLIENT[0], present=asked)
    assert not screen.exception
    assert variants.CLIENT_NAME in sent(screen.main)
    assert "Elm" not in sent(screen.main)
    assert [button.label for button in screen.button] == []


@pytest.fixture
def planned(folder: Path) -> Iterator[Scenario]:
    """A shared scenario beside the data that changes everything a client sees."""
    edits = (SiteOut("ALDER", date(2027, 3, 2), 400), SuiteReady("BI-UP", date(2027, 3, 2)), BookingRemoved("BK-2"))
    yield (saved := files.save(folder, Scenario("secret-plan", edits, "Secret plan", is_shared=True), ""))
    files.delete(folder, saved.name, saved.digest)


@pytest.mark.parametrize("entry", CLIENT, ids=lambda entry: entry.title)
def test_no_scenario_changes_or_is_told_to_a_locked_session(entry: Page, locked: Opened, planned: Scenario) -> None:
    without = locked(entry)
    asked = locked(entry, scenario=planned.name)
    (said,) = [one.value for one in asked.info if "scenario" in one.value]
    assert said == "This link asks for a scenario. Clients see the actual data only."
    told = sent(without.main) + sent(asked.main)
    assert not any(word in told for word in (planned.name, planned.title))
    shown = [[one.value for one in screen.markdown] for screen in (without, asked)]
    tables = [[one.value.to_csv() for one in screen.dataframe] for screen in (without, asked)]
    assert shown[0] == shown[1]
    assert tables[0] == tables[1]
