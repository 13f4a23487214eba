"""Trial sites on the map: few points, none of them lost."""

from __future__ import annotations

import random

import pytest

from dualsite.insights.trials.places import MOST_POINTS, points, site_count, site_rows, without_position
from tests.unit.insights.trial_drawings import Rows, opened

TRIALS = {"trials": "trial_id product_id\nT1 P\nT2 P", "products": "product_id\nP"}


def site(
    city: str, country: str, latitude: float | str, longitude: float | str, trial: str = "T1", **more: str
) -> dict[str, str]:
    at = {"latitude": str(latitude), "longitude": str(longitude), "location_quality": "CITY"}
    return {"trial_id": trial, "city": city, "country": country} | at | more


def test_the_sites_of_a_city_share_a_point_whatever_centroid_they_were_given() -> None:
    rows = [site("Taipei", "TW", 25.05306, 121.52639), site("Taipei", "TW", 25.04776, 121.53185, "T2")]
    view = opened(TRIALS | {"trial_sites": rows})
    (point,) = points(view, "P").itertuples()
    assert (point.place, point.sites, point.trials, point.is_exact) == ("Taipei", 2, 2, False)
    assert (point.latitude, point.longitude) == (25.05, 121.529)


def test_cities_of_one_name_stay_apart() -> None:
    rows = [site("Springfield", "US", 39.80, -89.64), site("Springfield", "US", 42.10, -72.59)]
    view = opened(TRIALS | {"trial_sites": rows})
    assert len(points(view, "P")) == 2


def test_a_site_without_coordinates_is_counted_and_not_placed() -> None:
    rows = [site("Mumbai", "IN", "", ""), site("Pune", "IN", 18.52, 73.86, location_quality="FACILITY")]
    view = opened(TRIALS | {"trial_sites": rows})
    assert list(points(view, "P").place) == ["Pune"]
    assert points(view, "P").is_exact.all()
    assert without_position(view, "P") == 1
    assert site_count(view, "P") == 2


@pytest.fixture(scope="module")
def many() -> Rows:
    """20,000 sites in 2,000 cities of four countries."""
    chance = random.Random(1)
    corners = {"US": (30, -115), "CN": (25, 100), "FR": (44, -1), "BR": (-25, -55)}
    cities = [
        (f"City-{number}", country, south + chance.random() * 8, west + chance.random() * 8)
        for country, (south, west) in corners.items()
        for number in range(500)
    ]
    return [site(*chance.choice(cities), trial=chance.choice(["T1", "T2"])) for _each in range(20_000)]


def test_many_cities_share_points_and_no_site_is_lost(many: Rows) -> None:
    view = opened(TRIALS | {"trial_sites": many})
    found = points(view, "P")
    assert 0 < len(found) <= MOST_POINTS
    assert found.sites.sum() == 20_000
    by_country = found.groupby("country").sites.sum()
    assert dict(by_country) == {
        country: sum(row["country"] == country for row in many) for country in ("BR", "CN", "FR", "US")
    }
    assert any(place.endswith(" cities") for place in found.place)
    europe = points(view, "P", (-22.0, 35.0, 50.0, 62.0))
    assert len(found) > 0
    assert europe.sites.sum() == by_country["FR"]
    assert len(site_rows(view, "P", limit=500)) == 500
