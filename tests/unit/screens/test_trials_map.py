"""The map of a product: every country as itself, every status told twice, no name over another."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from dualsite.insights.markets import markets, supply
from dualsite.insights.network import sites as network
from dualsite.insights.trials import places as trial_places
from dualsite.outlines import mainlands, natural_earth, place
from dualsite.palette import site_colours
from dualsite.screens.shared.figures import trial_map
from dualsite.screens.shared.figures.labels import Box, WantedLabel, box_of, fitting
from dualsite.screens.shared.figures.regions import REGIONS, projection
from tests.unit.insights.trial_drawings import opened

COUNTRIES = ("TW", "KR", "JP", "PL", "UA", "US", "BE", "ES")


def drawn(region: str = "pacific") -> dict[str, list[dict[str, object]]]:
    """The traces of the map of a product tried in some countries, by their type and mode."""
    stated = "\n".join(f"T1 {country} ACTIVE" for country in (*COUNTRIES, "GP"))
    view = opened(
        {
            "products": "product_id\nP",
            "trials": "trial_id product_id\nT1 P",
            "trial_countries": f"trial_id country status\n{stated}",
        }
    )
    sites = network.sites(view)
    around = REGIONS[region]
    points = trial_places.points(view, "P", around.box)
    figure = trial_map.trials(
        markets.markets(view, "P"), points, sites, supply.lanes(view, "P"), around, site_colours(sites.site_id)
    )
    traces: dict[str, list[dict[str, object]]] = {}
    for trace in figure.data:
        traces.setdefault(f"{trace['type']} {trace.get('mode', '')}".strip(), []).append(trace)
    return traces


def test_every_country_is_coloured_and_marked_as_itself() -> None:
    traces = drawn()
    (world,) = traces["choropleth"]
    level = dict(zip(world["locations"], world["z"], strict=True))
    symbols = {code for trace in traces["scattergeo markers"] for (code,) in trace["customdata"]}
    for country in COUNTRIES:
        assert level[country] == list(trial_map.STYLES).index("ACTIVE") + 1
        assert country in symbols
    assert level["CN"] == level["KP"] == level["RU"] == 0
    assert "GP" not in level


def test_no_status_hangs_on_colour_alone() -> None:
    styles = trial_map.STYLES.values()
    assert set(trial_map.STYLES) == set(markets.STATUSES)
    for name in ("fill", "symbol", "word"):
        found = [getattr(style, name) for style in styles]
        assert len(set(found)) >= len(found) - (name == "fill"), name


@pytest.mark.parametrize("region", REGIONS)
def test_no_name_stands_over_another(region: str) -> None:
    project, frame = projection(REGIONS[region])
    (names,) = drawn(region)["scattergeo markers+text"]
    rows = zip(names["text"], names["lon"], names["lat"], names["textposition"], strict=True)
    rooms = [box_of(text, project(longitude, latitude), side) for text, longitude, latitude, side in rows]
    assert rooms
    for one, other in itertools.combinations(rooms, 2):
        assert one.overlap(other) <= 12
    for room in rooms:
        assert frame.left <= room.left
        assert room.right <= frame.right


def test_a_name_without_room_is_left_out() -> None:
    frame = Box(0, 0, 100, 20)
    wanted = [
        WantedLabel("first name", [(50, 10, "middle right")]),
        WantedLabel("second name", [(50, 10, "middle right")]),
    ]
    placed = fitting([replace(one, text=one.text[:6]) for one in wanted], [], frame, lambda x, y: (x, y))
    assert [one.text for one in placed] == ["first "]


@pytest.mark.parametrize("country", [*COUNTRIES, "FR", "NO", "ID", "CL", "VN"])
def test_a_country_is_marked_within_its_mainland(country: str) -> None:
    at = mainlands()[country]
    assert at.west <= at.longitude <= at.east
    assert at.south <= at.latitude <= at.north


def test_france_is_in_europe_and_the_union_has_a_place() -> None:
    france = place("FR")
    assert france is not None
    assert 0 < france.longitude < 5
    assert 45 < france.latitude < 48
    assert place("EU") is not None
    assert place("GP") is None


def test_the_projection_is_natural_earth() -> None:
    # The reference values of Šavrič, Jenny, Patterson, Petrovič and Hurni (2011) at the pole and on the equator.
    assert natural_earth(0, 0) == (0, 0)
    assert natural_earth(180 - 1e-9, 0)[0] == pytest.approx(0.8707 * 3.14159265, rel=1e-6)
    assert natural_earth(0, 90)[1] == pytest.approx(1.4224, abs=1e-3)


def test_the_largest_places_hide_little_and_the_smallest_can_be_seen() -> None:
    points = pd.DataFrame({"longitude": range(70), "latitude": 0, "sites": [1, *([500] * 69)]})
    sizes = trial_map._diameters(points)
    assert 4 <= min(sizes.values()) < max(sizes.values()) <= 16
