"""The presenter view: one screen of the room at a time, kept in the URL, and nothing that the room does not show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.screens.client.parts.presenter import SCREENS
from dualsite.screens.shared import presenting
from dualsite.sitemap import EXECUTIVE
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen
from tests.pages.test_budgets import everything

PAGE = next(entry for entry in EXECUTIVE if entry.path == "client")
CLIENT = "Oak Medicines"
MOST_ELEMENTS = 25
"""Less than half of what the room may have."""


@pytest.mark.parametrize("id_", SCREENS)
def test_a_screen_shows_a_part_of_the_room_and_nothing_else(id_: str, seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, client=CLIENT, present=id_)
    assert not screen.exception
    said = on.written(on.part(screen, "room"))
    assert said
    assert set(said) <= set(on.written(on.part(seen(fictional, PAGE, client=CLIENT), "room")))


@pytest.mark.parametrize("id_", SCREENS)
def test_a_screen_is_far_smaller_than_the_room(id_: str, seen: Seen) -> None:
    drawn = everything(seen(None, PAGE, present=id_)._tree)
    assert sum(not hasattr(one, "children") for one in drawn) <= MOST_ELEMENTS


def ways(screen) -> dict[str, str]:
    """Where the links of the bar lead, by what they are for."""
    (bar,) = [one for one in on.htmls(screen) if any(tag == "nav" for tag, _said in one.tags)]
    return {said["class"].removeprefix("inside "): said["href"] for tag, said in bar.tags if tag == "a"}


def walked(screen_of: Callable[[str], AppTest]) -> list[str]:
    """The screens that lead to one another, from the first to the last."""
    seen = [presenting.FIRST]
    while led := ways(screen_of(seen[-1])).get("next"):
        seen.append(led.split("present=")[1])
    return seen


def test_screens_lead_to_one_another_and_back_to_the_room(seen: Seen, fictional: Path) -> None:
    def screen_of(id_: str) -> AppTest:
        return seen(fictional, PAGE, client=CLIENT, present=id_)

    shown = walked(screen_of)
    assert len(shown) > 7
    assert shown == [id_ for id_ in SCREENS if id_ in shown]
    asked = "?client=Oak+Medicines"
    assert ways(screen_of(shown[0])) == {"next": f"{asked}&present={shown[1]}", "leave": asked}
    assert ways(screen_of(shown[2]))["previous"] == f"{asked}&present={shown[1]}"
    assert list(ways(screen_of(shown[-1]))) == ["previous", "leave"]
    assert f"{asked}&present={presenting.FIRST}" in on.links(seen(fictional, PAGE, client=CLIENT))


def test_no_filter_and_no_menu_stand_beside_a_screen(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, client=CLIENT, present="lots")
    keys = {one.key for one in on.elements(screen.main) if hasattr(one, "children")}
    assert not keys & {"filters", "export", "show"}
    assert not screen.tabs


def test_a_screen_that_nobody_knows_is_the_first_one(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, client=CLIENT, present="nonsense")
    assert on.answer(screen) == on.answer(seen(fictional, PAGE, client=CLIENT))
    assert "previous" not in ways(screen)


def test_a_screen_of_which_the_client_has_nothing_is_left_out(dashboard: Dashboard, tmp_path: Path) -> None:
    delivery = DataFolder()
    delivery.tables.pop("actions")
    folder = delivery.write(tmp_path / "data")
    shown = walked(lambda id_: dashboard(folder, PAGE, client=CLIENT, present=id_))
    assert "actions" not in shown
    bar = on.part(dashboard(folder, PAGE, client=CLIENT, present=shown[1]), "presenter")
    assert f"2 of {len(shown)}" in " ".join(on.written(bar))


def test_a_client_without_rows_has_one_screen(dashboard: Dashboard, tmp_path: Path) -> None:
    delivery = DataFolder()
    delivery.add("partners", partner_id="YEW", name="Yew Bio")
    screen = dashboard(delivery.write(tmp_path / "data"), PAGE, client="Yew Bio", present="lots")
    assert not screen.exception
    assert list(ways(screen)) == ["leave"]
    assert on.answer(screen).startswith("No data for Yew Bio yet")


def test_other_pages_are_never_presented(seen: Seen, fictional: Path) -> None:
    other = next(entry for entry in EXECUTIVE if entry.path == "network")
    screen = seen(fictional, other, present="lots")
    assert "filters" in {one.key for one in on.elements(screen.main) if hasattr(one, "children")}
