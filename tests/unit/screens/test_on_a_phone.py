"""Names and values of a figure stand clear of each other and of its edge, however narrow it is."""

from datetime import date
from itertools import pairwise

import pandas as pd

from dualsite.screens.capacity.figures.ladder import ladder
from dualsite.screens.slots.figures import chain
from dualsite.screens.today.figures import rates


def test_a_year_stands_under_its_first_quarter_alone() -> None:
    quarters = [date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)]
    rows = pd.DataFrame(
        [
            {"quarter": quarter, "part": part, "share": 0.2, "part_d": 18.0, "calendar_d": 90.0}
            for quarter in quarters
            for part in ("FIRM", "INTERNAL", "TENTATIVE", "BLOCKED", "OPEN")
        ]
    )
    assert ladder(rows, date(2026, 11, 20)).layout.xaxis.ticktext == ("Q4", "Q1<br>2027", "Q2")


def test_names_of_sites_stand_below_each_other_and_values_have_room() -> None:
    rows = pd.DataFrame(
        [
            {
                "kpi_id": "k",
                "label": "Rate",
                "site_id": site,
                "site": f"Site {site}",
                "value": 1.0,
                "shown": "1",
                "n": 3,
            }
            for site in ("A", "B", "C")
        ]
    )
    drawn = rates(rows)
    assert [one.yshift for one in drawn.layout.annotations] == [32, 16, 0]
    assert drawn.layout.margin.t >= 3 * 16
    assert drawn.layout.margin.r >= 48
    heights = sorted(y for trace in drawn.data for y in trace.y)
    pixels = (drawn.layout.height - drawn.layout.margin.t - drawn.layout.margin.b) / 1.2
    assert min(high - low for low, high in pairwise(heights)) * pixels >= 8


def test_the_site_of_a_step_stands_below_its_suite_and_leaves_room_for_the_plan() -> None:
    day = date(2027, 1, 4)
    step = {"stage": "UPSTREAM", "suite_id": "s", "suite": "Hall", "site_id": "A", "site": "Site A"}
    steps = pd.DataFrame([{**step, "start_on": day, "end_on": date(2027, 2, 1), "usable_on": date(2027, 2, 9)}])
    around = pd.DataFrame(columns=["shown_as", "suite_id", "start_on", "end_on"])
    assert chain(steps, around, date(2027, 3, 1), None).layout.yaxis.ticktext == ("Upstream: Hall,<br>Site A",)
