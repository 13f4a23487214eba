"""The drawn world laid flat: every country on one side of the seam or cut by it."""

from __future__ import annotations

import pytest

from dualsite.outlines import CENTRES, NORTH, SOUTH, centre, flat, projected


@pytest.mark.parametrize("middle", CENTRES)
def test_every_outline_lies_on_the_map(middle: int) -> None:
    (left, _), (right, _) = projected(middle - 179.99, 0, middle), projected(middle + 179.99, 0, middle)
    top, bottom = projected(0, NORTH, middle)[1], projected(0, SOUTH, middle)[1]
    points = [point for rings in flat(middle).values() for ring in rings for point in ring]
    assert all(left <= x <= right and top - 1e-9 <= y <= bottom + 1e-9 for x, y in points)
    assert 4000 < len(points) < 8000


def test_asia_and_america_stand_side_by_side() -> None:
    songdo, syracuse = projected(126.6, 37.4, 150), projected(-76.1, 43.0, 150)
    assert -1 < songdo[0] < 0 < syracuse[0] < 2


def test_a_country_that_the_seam_cuts_lies_on_both_sides_of_the_map() -> None:
    """The seam of a map around the Pacific is at 30° west, which cuts Greenland alone of what is large."""
    lefts = [min(point[0] for point in ring) for ring in flat(150)["GL"]]
    assert min(lefts) < -1.5
    assert max(lefts) > 1


def test_a_country_on_the_date_line_is_whole_around_the_pacific() -> None:
    largest = max(flat(150)["RU"], key=len)
    assert max(x for x, _ in largest) - min(x for x, _ in largest) > 1


def test_a_map_is_centred_where_its_places_are_closest() -> None:
    assert centre([126.6, -76.1]) == 150
    assert centre([10.4, -76.1]) == 11
    assert centre([]) == 150
