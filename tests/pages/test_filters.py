"""The line of filters: what it narrows, where it is kept, and what it refuses."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.sitemap import EXECUTIVE, Page
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen, go_to

CHOSEN = {"site": "Birch Works", "partner": "Elm Therapeutics", "currency": "JPY"}


def page(path: str) -> Page:
    return next(entry for entry in EXECUTIVE if entry.path == path)


def filters(screen: AppTest) -> dict[str, object]:
    return {
        "as_of": screen.date_input(key="as_of").value,
        **{key: screen.selectbox(key=key).value for key in ("site", "partner", "currency")},
    }


def test_nothing_chosen_is_everything_as_the_data_set_says(seen: Seen, plans: Path) -> None:
    screen = seen(plans)
    assert filters(screen) == {
        "as_of": date(2027, 3, 1),
        "site": "All sites",
        "partner": "All clients",
        "currency": tomllib.loads(DataFolder().dataset)["reporting_currency"],
    }
    assert "Reset filters" not in [button.label for button in screen.button]


def test_what_is_chosen_stays_from_page_to_page(dashboard: Dashboard, plans: Path) -> None:
    screen = dashboard(plans)
    screen.date_input(key="as_of").set_value(date(2026, 6, 1))
    for key, label in CHOSEN.items():
        screen.selectbox(key=key).set_value(label)
    screen.run()
    for entry in (*EXECUTIVE, EXECUTIVE[0]):
        go_to(screen, entry)
        assert not screen.exception, entry.title
        assert filters(screen) == {"as_of": date(2026, 6, 1), **CHOSEN}, entry.title
        assert "as of 1 Jun 2026" in on.footer(screen)


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_a_link_reproduces_the_filters(entry: Page, seen: Seen, plans: Path) -> None:
    screen = seen(plans, entry, as_of="2026-06-01", **CHOSEN)
    assert not screen.exception
    assert filters(screen) == {"as_of": date(2026, 6, 1), **CHOSEN}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("site", "Nowhere"),
        ("site", "ALDER"),
        ("partner", ["Oak Medicines", "Nobody"]),
        ("partner", "'; DROP TABLE sites; --"),
        ("currency", "XXX"),
        ("as_of", "yesterday"),
        ("as_of", "2027-02-30"),
        ("as_of", "0001-01-01"),
        ("as_of", "9999-12-31"),
    ],
)
def test_a_value_that_is_none_is_dropped(key: str, value: str, seen: Seen, plans: Path) -> None:
    screen = seen(plans, **{key: value})
    assert not screen.exception
    assert filters(screen) == filters(seen(plans))
    assert key not in screen.query_params


def test_a_site_leaves_only_its_rows(seen: Seen, plans: Path) -> None:
    screen = seen(plans, page("network"), site="Alder Works")
    assert list(on.table(screen, "City").Site) == ["Alder Works"]
    assert "Birch" not in " ".join(on.written(screen.main))
    suites = seen(plans, page("network"), site="Alder Works", tab="suites")
    assert set(on.table(suites, "Suite").Site) == {"Alder Works"}


def test_a_partner_leaves_only_their_matters(seen: Seen, plans: Path) -> None:
    everyone = " ".join(on.written(seen(plans).main))
    assert "Oak Medicines" in everyone
    assert "Elmotug" in everyone
    of_elm = " ".join(on.written(seen(plans, partner="Elm Therapeutics").main))
    assert "Elmotug" in of_elm
    assert "Oak" not in of_elm


def test_an_earlier_day_shows_what_was_known_then(seen: Seen, plans: Path) -> None:
    now = seen(plans, page("network"), tab="statements")
    assert [str(day) for day in on.table(now, "Stated on")["Stated on"]] == ["2024-01-10", "2026-01-12"]
    assert len(on.table(seen(plans, page("network"), tab="inspections"), "Outcome")) == 2
    then = seen(plans, page("network"), as_of="2026-01-01", tab="statements")
    assert [str(day) for day in on.table(then, "Stated on")["Stated on"]] == ["2024-01-10"]
    assert "first stated" not in on.answer(then)
    inspected = seen(plans, page("network"), as_of="2026-01-01", tab="inspections")
    assert len(on.table(inspected, "Outcome")) == 0
    assert not any("Download 0" in label for label in on.buttons(inspected))


def test_before_the_first_site_opens_nothing_operates(seen: Seen, plans: Path) -> None:
    screen = seen(plans, page("network"), as_of="2018-12-31", tab="suites")
    assert not screen.exception
    assert on.answer(screen).startswith("No site is in operation")
    assert not any(on.table(screen, "Suite")["Ready on as-of date"])


def test_a_milestone_reached_later_was_not_reached_then(seen: Seen, plans: Path) -> None:
    """Elm's qualification was reached on 1 August 2026; on 1 July it was due on 1 June and unconfirmed."""
    said = " ".join(on.written(seen(plans, as_of="2026-07-01").main))
    assert "unconfirmed for 30 days" in said
    assert "unconfirmed" not in " ".join(on.written(seen(plans, as_of="2026-08-02").main))


def test_reset_takes_everything_back(dashboard: Dashboard, seen: Seen, plans: Path) -> None:
    screen = dashboard(plans, page("network"), as_of="2026-06-01", **CHOSEN)
    next(button for button in screen.button if button.label == "Reset filters").click().run()
    assert filters(screen) == filters(seen(plans))
    assert "Reset filters" not in [button.label for button in screen.button]


def test_a_matter_links_to_its_page_with_the_filters_kept(seen: Seen, plans: Path) -> None:
    screen = seen(plans, as_of="2027-02-01", currency="JPY")
    links = [link for link in on.links(screen) if not link.startswith("?")]
    assert links
    for link in links:
        assert "as_of=2027-02-01" in link
        assert "currency=JPY" in link
    assert any(link.startswith("network?") and "site=Birch+Works" in link for link in links)


def test_sites_of_one_name_can_be_told_apart(dashboard: Dashboard, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(
        "site_id,name,city,country,latitude,longitude,timezone,status\n"
        "A,Twin,Odense,DK,55.4,10.4,Europe/Copenhagen,PLANNED\n"
        "B,Twin,Aarhus,DK,56.2,10.2,Europe/Copenhagen,PLANNED\n"
    )
    screen = dashboard(tmp_path, page("network"), site="Twin (B)")
    assert list(on.table(screen, "City").City) == ["Aarhus"]
