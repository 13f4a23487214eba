"""The continuity page: its answer, its form in the address, the rows behind it, and every page under the stop."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.insights import wording
from dualsite.scenarios import files
from dualsite.scenarios.network import SiteOut
from dualsite.sitemap import CLIENT, MANAGER, PAGES, PageId
from tests.data_folder import AS_OF, DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

CONTINUITY = PAGES[PageId.CONTINUITY]

KEPT = (
    *("sites", "suites", "partners", "products", "routes", "bookings", "batches", "batch_inputs", "demand", "stock"),
    *("site_licences", "contracts", "contract_years", "fx_rates", "sources", "changeovers"),
)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional works, as far as continuity rests on them; read only."""
    return DataFolder().keep(*KEPT).write(tmp_path_factory.mktemp("works") / "data")


def listed(screen: AppTest) -> list[str]:
    """Where the rows of the figure lead."""
    return [link for link in on.links(screen) if "behind=" in link]


def test_the_first_line_answers_for_the_first_site_that_operates(works: Path, seen: Seen) -> None:
    assert on.answer(seen(works, CONTINUITY)).startswith("If Alder Works stops for 90 days from 2 Mar 2027, ")


def test_what_is_asked_stands_in_the_address(works: Path, seen: Seen) -> None:
    screen = seen(works, CONTINUITY, stops="BIRCH", from_on="2027-06-01", days="365")
    assert on.answer(screen).startswith("If Birch Works stops for 365 days from 1 Jun 2027, ")
    assert seen(works, CONTINUITY, site="Birch Works").selectbox(key="stops").value == "BIRCH"


def test_a_length_is_one_click_away(works: Path, dashboard: Dashboard) -> None:
    screen = dashboard(works, CONTINUITY)
    lengths = next(one for one in screen.get("button_group") if one.label == "How long")
    lengths.set_value(7).run()
    assert screen.number_input(key="days").value == 7
    assert on.answer(screen).startswith("If Alder Works stops for 7 days ")


def test_an_address_that_asks_for_nothing_sensible_is_as_none(works: Path, seen: Seen) -> None:
    screen = seen(works, CONTINUITY, stops="NOWHERE", from_on="2020-01-01", days="-3", what="flood", behind="x:y")
    assert not screen.exception
    assert on.answer(screen).startswith("If Alder Works stops for 90 days from ")


def test_every_product_and_market_leads_to_the_rows_behind_it(works: Path, seen: Seen) -> None:
    screen = seen(works, CONTINUITY)
    (first, *_others) = listed(screen)
    name = dict(parse_qsl(first.lstrip("?")))["behind"]
    card = seen(works, CONTINUITY, behind=name)
    said = on.written(card.main) + [text for one in card.get("dialog") for text in on.written(one)]
    assert any(text.startswith("Lasts until") for text in said)
    assert any("Demand there" in text for text in said)
    (market,) = {row["Market"] for rows in on.listings(card) for row in rows if "Market" in row}
    assert market == wording.country(name.partition(":")[2])


@pytest.mark.parametrize(
    ("what", "begins", "holds"),
    [
        ("release", "If Alder Works releases nothing for 90 days from 2 Mar 2027, ", "late, not lost"),
        ("tariff", "A tariff of 15% on imports from ", "the most it can be"),
    ],
)
def test_what_stops_no_step_is_asked_for_its_money_alone(
    works: Path, seen: Seen, what: str, begins: str, holds: str
) -> None:
    screen = seen(works, CONTINUITY, what=what)
    assert on.answer(screen).startswith(begins)
    assert not any(text.startswith("**Single") for text in on.written(screen.main))
    assert not listed(screen)


def test_the_other_way_round_stands_in_a_tab_with_its_curve_and_its_remedies(works: Path, seen: Seen) -> None:
    screen = seen(works, CONTINUITY, show="worth")
    ((alt, figure),) = on.figures(screen)
    assert "Alder Works, 90 days: " in alt
    assert {len(trace["x"]) for trace in figure["data"]} == {len(range(7, 366))}
    assert not [one for one in on.elements(screen.main) if one.type == "progress"], "it has gone"


def test_every_page_can_be_seen_as_if_the_site_stopped(works: Path, tmp_path: Path, dashboard: Dashboard) -> None:
    folder = DataFolder().keep(*KEPT).write(tmp_path / "data")
    screen = dashboard(folder, CONTINUITY, days="30")
    screen.button(key="as_if").click().run()
    assert not screen.exception
    assert "Alder Works is out for 30 days from 2 Mar 2027." in "\n".join(
        on.written(on.part(screen, "scenario_banner"))
    ).replace("\\", "")
    assert files.read(folder, "what-if-1").scenario.edits == (SiteOut("ALDER", AS_OF.replace(day=2), 30),)


def test_without_a_table_the_page_says_which(only_sites: Path, seen: Seen) -> None:
    screen = seen(only_sites, CONTINUITY)
    assert on.answer(screen) == "The table products is missing."
    assert "Empty template of stock" in on.buttons(screen)


def test_no_client_has_the_page_and_an_account_manager_does() -> None:
    assert CONTINUITY not in CLIENT
    assert CONTINUITY in MANAGER
