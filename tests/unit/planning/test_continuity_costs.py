"""What waits for its release, what other markets import, and how much more stock closes a gap: drawn and added up."""

from __future__ import annotations

from datetime import timedelta

from dualsite.planning.continuity import Outage
from dualsite.planning.continuity.costs import PricedBatches, at_rate, imported, waiting
from dualsite.planning.continuity.safety_stock import MOST_WEEKS, least_stock, stocked
from dualsite.planning.continuity.stopped import stopped, survives
from tests.unit.planning.drawn_companies import NEW_YEAR, a_kg_a_day, drawn_company
from tests.unit.planning.test_continuity_remedies import APPROVED

LOTS = """
    batch_id site_id suite_id stage       status     planned_start_on actual_start_on manufactured_on output_kg
    OVERDUE  S1      F1       FILL_FINISH ON_HOLD    2026-10-01       -               2026-10-20      6
    MADE     S1      F1       FILL_FINISH MADE       2026-11-01       -               2026-12-29      -
    PLANNED  S1      F1       FILL_FINISH PLANNED    2027-01-14       -               -               9
    LATER    S1      F1       FILL_FINISH PLANNED    2027-01-16       -               -               9
    THERE    S2      F2       FILL_FINISH MADE       2026-11-01       -               2026-12-29      9
"""
PRICE = {
    "product_id": "P",
    "contract_id": "C1",
    "site_id": "S1",
    "start_on": NEW_YEAR,
    "end_on": NEW_YEAR + timedelta(365),
    "amount": 100.0,
}


def test_what_would_be_released_while_nothing_is_waits() -> None:
    # Released on day 30 or later they would not wait: 14 January + 10 + 5 is day 28, 16 January + 15 day 30
    found = waiting(drawn_company(prices=[PRICE], batches=LOTS), Outage("S1", NEW_YEAR, 30))
    assert found == [PricedBatches("P", None, 6 + 8 + 9, 3, 3 * 100)]
    assert waiting(drawn_company(batches=LOTS), Outage("S1", NEW_YEAR, 30))[0].money is None
    assert waiting(drawn_company(prices=[PRICE]), Outage("S1", NEW_YEAR, 30)) == []


def test_what_nobody_has_weighed_makes_the_weight_unknown_and_not_the_count() -> None:
    routes = """
        product_id step_no stage       duration_d release_d
        P          1       FILL_FINISH 10         5
    """
    found = waiting(drawn_company(prices=[PRICE], batches=LOTS, routes=routes), Outage("S1", NEW_YEAR, 30))
    assert found == [PricedBatches("P", None, None, 3, 300)]


def test_other_markets_import_all_that_they_need_of_what_is_made_there() -> None:
    company = drawn_company(prices=[PRICE], demand=a_kg_a_day("US", "JP", "KR"))
    outages = [Outage(site, NEW_YEAR, 40) for site in ("S1", "S2")]
    # 40 kg in a market are 5 batches of 8 kg; in Japan nothing is imported
    found = imported(company, outages, frozenset({"JP"}))
    assert found == [PricedBatches("P", "KR", 40, 5, 500), PricedBatches("P", "US", 40, 5, 500)]
    assert at_rate(found[0], 0.15).money == 500 * 0.15
    # S2 makes nothing of it
    assert imported(company, outages[1:], frozenset()) == []


def test_the_least_stock_closes_the_gap_and_a_week_less_does_not() -> None:
    company, outage = drawn_company(**APPROVED), Outage("S1", NEW_YEAR, 90)
    found = least_stock(company, "P", outage)
    # 20 of 105 days are there: 85 more are 13 weeks
    assert found is not None
    assert (found.weeks, found.kg) == (13, 13 * 7)
    of = stopped(company, "P", outage)
    assert survives(stocked(of, 13 * 7, outage)[0], outage, "US") == 20 + 13 * 7
    assert survives(stocked(of, 12 * 7, outage)[0], outage, "US") == 20 + 12 * 7 < 105


def test_where_nobody_supplies_again_stock_must_last_to_the_horizon() -> None:
    nobody = APPROVED | {"site_licences": "stage site_id market status\nFILL_FINISH S1 JP APPROVED"}
    outage = Outage("S1", NEW_YEAR, 90, horizon_d=400)
    found = least_stock(drawn_company(**nobody), "P", outage)
    assert found is not None
    assert 20 + 7 * (found.weeks - 1) < 400 <= 20 + 7 * found.weeks
    endless = Outage("S1", NEW_YEAR, 90, horizon_d=730)
    fewer = APPROVED | {"site_licences": "stage site_id market status\nFILL_FINISH S1 JP APPROVED"}
    assert 7 * MOST_WEEKS > 730
    assert least_stock(drawn_company(**fewer), "P", endless) is not None
