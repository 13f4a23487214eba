"""Which of a registry's coordinates not to believe.

ClinicalTrials.gov puts a site at the centre of its city, found by name alone, and sometimes finds another place of
that name. A point outside its country is caught by the country's box; one inside is only known by being told.
"""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from dualsite.i18n import tellable
from dualsite.importers.records import Place
from dualsite.schema.vocabulary import countries


class WrongPoint(NamedTuple):
    """A point the registry gives to a city that is elsewhere. `zip` limits it to postcodes that begin so."""

    country: str
    city: str
    latitude: float
    longitude: float
    zip: str
    truth: str


KNOWN_WRONG = (
    WrongPoint("JP", "aichi", 32.51879, 130.62158, "", "on Kyushu; Aichi prefecture is 600 km to the north-east"),
    WrongPoint("ES", "las palmas", 28.58232, -16.16555, "", "on Tenerife; Las Palmas is on Gran Canaria"),
    WrongPoint("TR", "kocaeli", 39.62497, 27.51145, "", "near Balıkesir; Kocaeli is 240 km to the north-east"),
    WrongPoint("FR", "saint-pierre", 43.29282, 5.40682, "974", "in Marseille; the postcode is of La Réunion"),
)
"""Seen in real records of 2024 to 2026."""


def point_doubt(place: Place, country: str) -> str:
    """Why the coordinates of a place in `country` (ISO alpha-2) are not to be used; "" when they are, or are absent."""
    latitude, longitude = place.latitude, place.longitude
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return "one of latitude and longitude is missing"
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return "it is not a point on Earth"
    box = countries()[country].box
    if box and not _is_inside(latitude, longitude, box):
        return tellable("it lies outside the country")
    city = place.city.casefold()
    for wrong in KNOWN_WRONG:
        if (
            (wrong.country, wrong.city) == (country, city)
            and place.zip.startswith(wrong.zip)
            and abs(wrong.latitude - latitude) < 0.001
            and abs(wrong.longitude - longitude) < 0.001
        ):
            return tellable(f"a known wrong geocode of the registry: it lies {wrong.truth}")
    return ""


def _is_inside(latitude: float, longitude: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and across
