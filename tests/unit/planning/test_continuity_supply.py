"""How long supply lasts when a site stops on 1 January 2027, drawn as tables; a market needs a kg a day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.planning.drawn_companies import a_kg_a_day, market, product, stop

DEPOT = """
    location quantity_kg
    DEPOT    40
"""


def test_stock_lasts_until_the_first_day_that_it_falls_short() -> None:
    # January 31 of the 40 kg, 9 more up to 9 February; on 10 February nothing is left
    found = product(stock=DEPOT)
    assert (found.supply_kg, found.survive_d) == (40, 31 + 9)
    assert stop(stock=DEPOT).as_json()["products"][0]["survive_until"] == "2027-02-10"


def test_a_part_of_a_day_is_no_day() -> None:
    assert product(stock=DEPOT.replace("40", "40.9")).survive_d == 40
    assert product(stock=DEPOT.replace("40", "0.9")).survive_d == 0


def test_orders_and_forecast_are_needed_together() -> None:
    demand = """
        product_id market month      quantity_kg kind
        P          US     2027-01-01 15.5        FIRM
        P          US     2027-01-01 31          FORECAST
        P          US     2027-02-01 280         FIRM
    """
    # 46.5 in January are 1.5 a day; February is 10 a day, of which 53.5 - 46.5 = 7 are no whole day
    assert product(demand=demand, stock=DEPOT).survive_d == 26  # 26 * 1.5 = 39
    assert product(demand=demand, stock=DEPOT.replace("40", "53.5")).survive_d == 31


def test_stock_counts_from_the_day_it_may_be_used() -> None:
    stock = """
        location quantity_kg usable_on
        DEPOT    10          2026-05-01
        DEPOT    10          2027-01-11
        DEPOT    10          2027-01-22
    """
    # 10 kg up to day 10, 10 more from day 10 to 20; what comes on day 21 is a day late
    found = product(stock=stock)
    assert (found.supply_kg, found.survive_d) == (10, 10 + 10)


@pytest.mark.parametrize(
    ("location", "status", "survives"),
    [
        ("S1", "RELEASED", 5 + 30),
        ("S1", "QUARANTINE", 5),
        ("S2", "QUARANTINE", 5 + 30),
        ("DEPOT", "QUARANTINE", 5 + 30),
    ],
)
def test_only_quarantine_at_the_site_waits_until_it_runs_again(location: str, status: str, survives: int) -> None:
    stock = f"""
        location quantity_kg status
        DEPOT    5           RELEASED
        {location} 30        {status}
    """
    assert product(stock=stock, days=6).survive_d == survives


def test_quarantine_at_the_site_is_there_on_the_day_it_runs_again() -> None:
    stock = """
        location quantity_kg status
        DEPOT    5           RELEASED
        S1       30          QUARANTINE
    """
    assert product(stock=stock, days=5).survive_d == 5 + 30
    assert product(stock=stock, days=5).supply_kg == 5


def test_what_expires_first_is_used_first_and_the_rest_of_it_is_lost() -> None:
    stock = """
        location quantity_kg expires_on
        DEPOT    15          -
        S2       20          2027-01-11
    """
    # ten days of the 20 kg, of which 10 are lost on 11 January; then 15 of those that keep
    assert product(stock=stock).survive_d == 10 + 15


def test_what_has_expired_before_it_may_be_used_is_nothing() -> None:
    stock = """
        location quantity_kg status     usable_on  expires_on
        DEPOT    15          RELEASED   2027-01-01 2027-01-01
        DEPOT    15          RELEASED   2027-01-20 2027-01-15
        S1       15          QUARANTINE 2027-01-01 2027-01-31
    """
    found = product(stock=stock, days=30)
    assert (found.supply_kg, found.survive_d) == (0, 0)


def test_only_the_newest_count_at_the_last_stage_counts() -> None:
    stock = """
        location stage       quantity_kg as_of_on
        DEPOT    FILL_FINISH 10          2026-12-31
        DEPOT    UPSTREAM    20          2026-12-31
        DEPOT    FILL_FINISH 40          2026-11-30
        DEPOT    FILL_FINISH 80          2027-01-02
    """
    assert product(stock=stock).survive_d == 10


TWO = """
    location quantity_kg
    US       10
    DEPOT    40
"""


def test_a_market_has_its_own_and_its_share_of_what_is_for_all() -> None:
    demand = a_kg_a_day("US") + a_kg_a_day("JP", kg=3).partition("quantity_kg")[2]
    asked = {"demand": demand, "stock": TWO}
    assert market("US", **asked).survive_d == 10 + 40 * 1 / 4
    assert market("JP", **asked).survive_d == (40 * 3 / 4) // 3
    assert product(**asked).survive_d == 50 // 4


def test_the_share_is_by_the_demand_of_a_year_whatever_the_horizon() -> None:
    # of the first 365 days the US need 365, Japan from 1 July on 184
    jp = "\n".join(line for line in a_kg_a_day("JP").splitlines()[1:] if line.split()[2] >= "2027-07")
    asked = {"demand": f"{a_kg_a_day('US')}\n{jp}", "stock": DEPOT, "horizon_d": 100}
    assert market("US", **asked).survive_d == int(40 * 365 / (365 + 184))
    assert market("JP", **asked).survive_d is None


def test_what_lies_in_a_market_without_demand_is_of_the_product_alone() -> None:
    found = product(stock=TWO.replace("US", "FR"))
    assert (found.survive_d, found.markets[0].survive_d) == (50, 40)


def test_demand_that_ends_is_survived_to_no_day_that_is_known() -> None:
    found = product(demand=a_kg_a_day("US", months=2), stock=DEPOT.replace("40", "59"))
    assert (found.survive_d, found.markets[0].survive_d) == (None, None)
    assert found.markets[0].reason == "demand is planned until 1 March 2027"
    assert product(demand=a_kg_a_day("US", months=2), stock=DEPOT.replace("40", "58")).survive_d == 58


def test_supply_that_lasts_to_the_horizon_has_no_day() -> None:
    found = product(stock=DEPOT, horizon_d=40)
    assert (found.survive_d, found.gap_d, found.reason) == (None, 0, "supply lasts for the 40 days looked at")
    assert product(stock=DEPOT, horizon_d=41).survive_d == 40


LOTS = """
    batch_id site_id suite_id stage       status     planned_start_on actual_start_on manufactured_on output_kg
    MADE     S2      F2       FILL_FINISH ON_HOLD    2026-11-01       -               2026-12-27      10
    BEGUN    S2      F2       FILL_FINISH IN_PROCESS 2026-11-01       2026-12-26      -               -
    PLANNED  S2      F2       FILL_FINISH PLANNED    2027-01-03       -               -               1
    THERE    S1      F1       FILL_FINISH MADE       2026-11-01       -               2026-12-20      99
"""


def test_batches_elsewhere_come_when_they_are_made_and_released() -> None:
    # 27 December + 5 is day 0; 26 December + 10 + 5 is day 9 with the 8 kg of the route; 3 January + 15 is day 17
    found = product(batches=LOTS)
    assert (found.supply_kg, found.survive_d) == (10, 10 + 8 + 1)


def test_a_batch_whose_output_nobody_says_is_nothing() -> None:
    routes = """
        product_id step_no stage       duration_d release_d
        P          1       FILL_FINISH 10         5
    """
    assert product(batches=LOTS, routes=routes).survive_d == 10


def test_a_batch_that_is_decided_later_is_undecided() -> None:
    decided = """
        batch_id site_id suite_id stage       status   planned_start_on manufactured_on disposition_on output_kg
        LATER    S2      F2       FILL_FINISH REJECTED 2026-11-01       2026-12-27      2027-01-05     10
        GONE     S2      F2       FILL_FINISH REJECTED 2026-11-01       2026-12-27      2026-12-31     10
    """
    assert product(batches=decided).survive_d == 10


def test_an_engineering_batch_elsewhere_is_supply() -> None:
    lots = LOTS.replace("batch_id", "purpose batch_id").replace("MADE     S2", "ENGINEERING MADE S2")
    lots = (
        lots.replace("BEGUN ", "CLINICAL BEGUN ")
        .replace("PLANNED  S2", "PPQ PLANNED S2")
        .replace("THERE ", "PPQ THERE ")
    )
    assert product(batches=lots).survive_d == 10 + 8 + 1


@pytest.mark.parametrize(
    ("status", "disposition", "survives"),
    [("IN_TEST", "-", 0), ("RELEASED", "2026-12-31", 10), ("RELEASED", "2027-01-02", 0), ("REJECTED", "2026-12-31", 0)],
)
def test_a_batch_made_of_what_is_at_the_site_and_not_released_is_lost(
    status: str, disposition: str, survives: int
) -> None:
    batches = f"""
        batch_id site_id suite_id stage       status     planned_start_on manufactured_on disposition_on output_kg
        CHILD    S2      F2       FILL_FINISH MADE       2026-11-01       2026-12-27      -              10
        MIDDLE   S2      F2       UPSTREAM    RELEASED   2026-10-01       2026-10-27      2026-11-01     10
        FIRST    S1      F1       UPSTREAM    {status}   2026-09-01       2026-09-27      {disposition}  10
    """
    inputs = """
        child_batch_id parent_batch_id
        CHILD          MIDDLE
        MIDDLE         FIRST
    """
    assert product(batches=batches, batch_inputs=inputs).survive_d == survives


def test_days_count_from_the_day_the_site_stops() -> None:
    assert product(stock=DEPOT, after=20).survive_d == 40
    assert stop(stock=DEPOT, after=20).on(40) == date(2027, 3, 2)
