"""The client room: one client at a time, nothing of another, a picker only for those who have several."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.sitemap import EXECUTIVE
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen
from tests.pages.hostile import HOSTILE, hostile_delivery

PAGE = next(entry for entry in EXECUTIVE if entry.path == "client")


def sent(screen) -> str:
    """Everything of the page below the picker, as it goes over the wire."""
    room = on.part(screen, "room")
    head = on.part(screen, "room_name")
    return on.sent(room) + on.sent(head)


@pytest.mark.parametrize(
    ("client", "other"), [("Oak Medicines", ("Elm", "ELM", "elmo")), ("Elm Therapeutics", ("Oak", "OAK", "oakumab"))]
)
def test_below_the_picker_nothing_of_another_client_is_sent(
    client: str, other: tuple[str, ...], seen: Seen, fictional: Path
) -> None:
    screen = seen(fictional, PAGE, client=client)
    assert not screen.exception
    assert client in " ".join(on.written(on.part(screen, "room_name"))).replace("\\", "")
    for name in other:
        assert name not in sent(screen)


def test_the_client_is_picked_and_the_page_follows(dashboard: Dashboard, fictional: Path) -> None:
    screen = dashboard(fictional, PAGE)
    assert screen.selectbox(key="client").value == "Elm Therapeutics"
    assert "B-4" in on.answer(screen)
    assert "<strong>Elm Therapeutics</strong>" in sent(screen)
    screen.selectbox(key="client").select("Oak Medicines").run()
    assert not screen.exception
    assert "Oak Medicines" in sent(screen)
    assert "Elm" not in on.answer(screen)


def test_every_tab_is_sent_for_paper_and_the_open_one_stands_in_the_url(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, client="Elm Therapeutics", show="scorecard")
    assert screen.session_state["show"] == "Scorecard"
    assert [bool(on.written(tab)) for tab in screen.tabs] == [True] * 6


def test_under_the_partner_filter_there_is_no_picker(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, partner="Oak Medicines", client="Elm Therapeutics")
    assert not [one for one in screen.selectbox if one.key == "client"]
    assert "Elm" not in sent(screen)


def test_a_client_without_rows_has_a_blank_room(dashboard: Dashboard, tmp_path: Path) -> None:
    delivery = DataFolder()
    delivery.add("partners", partner_id="YEW", name="Yew Bio")
    screen = dashboard(delivery.write(tmp_path / "data"), PAGE, client="Yew Bio")
    assert not screen.exception
    assert on.answer(screen).startswith("No data for Yew Bio yet")
    assert not on.figures(screen)


@pytest.mark.parametrize("without", ["batches", "batch_events", "milestones", "demand", "bookings"])
def test_a_room_without_a_table_is_whole_and_says_so(without: str, dashboard: Dashboard, tmp_path: Path) -> None:
    delivery = DataFolder()
    for table in (without, *(("batch_events", "batch_inputs", "quality_events") if without == "batches" else ())):
        delivery.tables.pop(table, None)
    screen = dashboard(delivery.write(tmp_path / "data"), PAGE, client="Oak Medicines")
    assert not screen.exception
    assert sum(f"table `{without}` is missing" in text for text in on.written(screen.main)) == 1


def test_every_printed_page_says_whose_it_is_whatever_they_are_called(dashboard: Dashboard, tmp_path: Path) -> None:
    screen = dashboard(hostile_delivery().write(tmp_path / "data"), PAGE, client=f"{HOSTILE[2]} 0")
    style = next(str(one.proto.body) for one in screen.get("html") if "@page" in str(one.proto.body))
    assert style.count("<") == 2, "a name must not end the style"
    assert "Confidential" in style
    assert "[x]" not in style


def test_the_rooms_changes_begin_at_the_day_in_the_url(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, client="Elm Therapeutics", since="2027-01-01")
    texts = " ".join(on.written(screen.main)).replace("\\", "")
    assert "1 change since 1 Jan 2027" in texts
