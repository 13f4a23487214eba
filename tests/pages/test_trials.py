"""Trials and markets on screen: the product in the URL, the card of a country, and what is not stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.sitemap import EXECUTIVE
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen, go_to

PAGE = next(entry for entry in EXECUTIVE if entry.path == "trials")


def test_the_page_opens_on_the_product_there_is_most_to_show_of(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE)
    opened = screen.selectbox(key="product").value
    assert opened in ("ELMADC", "OAKMAB")
    assert on.answer(screen).startswith({"ELMADC": "Elmotug", "OAKMAB": "Oakumab"}[opened])


def test_the_product_in_the_url_is_the_one_shown(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, product="OAKMAB")
    assert on.answer(screen).startswith("Oakumab: approved in European Union.")
    assert "from 1 Oct 2027" not in on.answer(screen)
    countries = on.table(screen, "Trial sites").set_index("Country")
    assert countries.Status["Denmark"] == "approved (EU)"


def test_all_products_show_trials_of_none(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, product="*")
    numbers = set(on.table(screen, "Enrolment").Number)
    assert numbers == {"NCT90000001", "NCT90000002"}


def test_a_country_without_a_count_says_so(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, product="ELMADC")
    countries = on.table(screen, "Trial sites").set_index("Country")
    assert countries["Trial sites"]["Denmark"] == "count not stated"
    assert countries["Trial sites"]["Namibia"] == "2"
    (alt,) = [words for words, _figure in on.figures(screen) if "Denmark" in words and "Namibia" in words]
    assert "Denmark: trial planned; trials 1 planned; sites count not stated" in alt


def test_a_link_opens_the_card_of_a_country(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, product="ELMADC", country="NA")
    assert not screen.exception
    (card,) = [block for block in on.elements(screen._tree) if block.type == "dialog"]
    said = " ".join(on.written(card)).replace("\\", "")
    assert "Trial active. Trials 1 active. Trial sites: 2." in said
    assert "From 1 Feb 2028, awaiting conjugation" in said


def test_the_map_turns_to_another_part_of_the_world(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, product="OAKMAB", region="europe")
    (geo,) = [figure["layout"]["geo"] for _words, figure in on.figures(screen) if "geo" in figure["layout"]]
    assert geo["lonaxis"]["range"] == [-22, 50]
    assert geo["fitbounds"] is False


@pytest.mark.parametrize("partner", ["Oak Medicines", "Elm Therapeutics"])
def test_a_partner_filter_leaves_that_partners_products(seen: Seen, fictional: Path, partner: str) -> None:
    screen = seen(fictional, PAGE, partner=partner)
    others = {"Oak Medicines": "Elmotug", "Elm Therapeutics": "Oakumab"}
    assert others[partner] not in screen.selectbox(key="product").options
    assert others[partner] not in " ".join(on.written(screen.main))


def test_an_approved_product_without_a_licence_is_said_not_to_have_one(dashboard: Dashboard, tmp_path: Path) -> None:
    kept = ("sources", "sites", "partners", "products", "approvals")
    screen = dashboard(DataFolder().keep(*kept).write(tmp_path / "data"), PAGE, product="OAKMAB")
    assert "No site licences stated" in on.answer(screen)
    assert not screen.exception


def test_another_product_keeps_the_page_in_the_same_session(dashboard: Dashboard, fictional: Path) -> None:
    screen = go_to(dashboard(fictional), PAGE)
    screen.selectbox(key="product").select("OAKTWO").run()
    assert on.answer(screen) == "Oaktwomab: no trials, approvals or licences in the data."
    assert not screen.exception
