"""The map of the sites: drawn from this server alone, and a way to a site's suites."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.tab import Tab, new_tab
from tools.server import ROOT, Server


def rows(table: str) -> list[dict[str, str]]:
    """A table of the reference data."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def network(context: BrowserContext, app: Server) -> Iterator[Tab]:
    """Opened once; read only."""
    one = new_tab(context, app).open("network")
    yield one
    complaints = one.complaints()
    one.leave()
    assert complaints == []


def test_countries_sites_and_their_names_are_drawn(network: Tab) -> None:
    drawn = network.keyed("map")
    network.page.wait_for_function("() => document.querySelectorAll('.st-key-map .choroplethlayer path').length > 150")
    assert drawn.locator(".scattergeo path.point").count() == len(rows("sites"))
    labels = " ".join(drawn.locator(".scattergeo text").all_text_contents())
    for site in rows("sites"):
        assert site["name"] in labels


def test_the_map_is_cut_where_no_site_lies(network: Tab) -> None:
    """All marks lie within the figure."""
    frame = network.keyed("map").bounding_box()
    for mark in network.keyed("map").locator(".scattergeo path.point").all():
        box = mark.bounding_box()
        assert frame["x"] < box["x"] < frame["x"] + frame["width"]
        assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_on_a_phone_the_whole_map_lies_in_the_place_it_has(tab: Callable[[Server], Tab], app: Server) -> None:
    opened = tab(app)
    opened.page.set_viewport_size({"width": 390, "height": 844})
    place = opened.open("network").keyed("map")
    drawn = place.locator(".main-svg").first
    assert drawn.bounding_box()["height"] <= place.bounding_box()["height"] < 300


def test_a_click_on_a_site_leaves_its_suites(tab: Callable[[Server], Tab], app: Server) -> None:
    sites, suites = sorted(rows("sites"), key=lambda row: row["site_id"]), rows("suites")
    network = tab(app).open("network", tab="suites")
    download = network.keyed("download suites")
    assert count(download.text_content()) == len(suites)
    box = network.keyed("map").locator(".scattergeo path.point").first.bounding_box()
    network.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    network.page.locator(".st-key-map .hoverlayer .hovertext").wait_for()
    network.page.mouse.down()
    network.page.mouse.up()
    of_site = [row for row in suites if row["site_id"] == sites[0]["site_id"]]
    assert 0 < len(of_site) < len(suites)
    network.page.wait_for_function(
        "n => document.querySelector('.st-key-download-suites').textContent.includes(`Download ${n} row`)",
        arg=len(of_site),
    )
    network.ready()
    assert network.keyed("map").locator(".scattergeo path.point").count() == len(sites)


def count(label: str | None) -> int:
    """The rows that a download says it holds."""
    return int(re.search(r"Download ([\d,]+) row", label or "")[1].replace(",", ""))
