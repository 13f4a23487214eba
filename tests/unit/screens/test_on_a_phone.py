"""Names and values of a figure stand clear of each other and of its edge, however narrow it is."""

from datetime import date

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
    assert ladder(rows, date(2026, 11, 20)).layout["xaxis"]["ticktext"] == ["Q4", "Q1<br>2027", "Q2"]


def test_equal_rates_of_sites_stand_below_each_other_each_at_its_place() -> None:
    rows = pd.DataFrame(
        [
            {"kpi_id": "k", "label": "Rate", "site_id": site, "site": name, "value": value, "shown": shown, "n": 3}
            for site, name, value, shown in (
                ("A", "Site A", 1.0, "100%"),
                ("B", "Site <b>", 1.0, "100%"),
                ("C", "Site C", None, "no batch"),
            )
        ]
    )
    drawn = rates(rows)
    assert drawn.count('class="row"') == 3
    assert drawn.count("left:100.00%") == 2
    assert "Site <b>" not in drawn
    assert 'title="Site C: no batch">—' in drawn


def test_the_site_of_a_step_stands_below_its_suite_and_leaves_room_for_the_plan() -> None:
    day = date(2027, 1, 4)
    step = {"stage": "UPSTREAM", "suite_id": "s", "suite": "Hall", "site_id": "A", "site": "Site A"}
    steps = pd.DataFrame([{**step, "start_on": day, "end_on": date(2027, 2, 1), "usable_on": date(2027, 2, 9)}])
    around = pd.DataFrame(columns=["shown_as", "suite_id", "start_on", "end_on"])
    drawn = chain(steps, around, date(2027, 3, 1), None, (date(2026, 12, 1), date(2027, 3, 15)))
    assert drawn.layout["yaxis"]["ticktext"] == ["Upstream: Hall,<br>Site A"]
