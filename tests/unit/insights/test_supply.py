"""Which site may supply which market, drawn as tables."""

from __future__ import annotations

import random
from datetime import date

import pytest

from dualsite.insights.markets.licences import licences
from dualsite.insights.markets.supply import lanes, routes, supply, supply_title
from dualsite.kpi import KPIS, measure
from tests.unit.insights.trial_drawings import opened

TABLES = {
    "partners": "partner_id name country tier disclosure\nA Alder US KEY PUBLIC_NAME",
    "products": "product_id name\nP Prod",
    "routes": """
        product_id step_no stage
        P          1       UPSTREAM
        P          2       DOWNSTREAM
        """,
}


def licensed(rows: str) -> dict[str, str]:
    header = "market stage site_id status filed_on expected_on approved_on valid_to_on"
    return TABLES | {"site_licences": f"{header}\n{rows.strip()}"}


def verdicts(rows: str, as_of: date = date(2026, 11, 20), site: str | None = None) -> dict[str, tuple[str, str]]:
    view = opened(licensed(rows), as_of, site=site)
    return {row.market: (row.state, row.words) for row in supply(view, "P").itertuples()}


def test_each_market_says_since_when_from_when_or_what_blocks_it() -> None:
    said = verdicts("""
        US UPSTREAM   S1 APPROVED - - 2020-01-01 -
        US DOWNSTREAM S2 APPROVED - - 2023-01-01 2029-01-01
        JP UPSTREAM   S1 APPROVED - - 2020-01-01 -
        JP DOWNSTREAM S1 FILED 2026-01-01 2027-04-01 - -
        KR UPSTREAM   S1 APPROVED - - 2020-01-01 -
        KR DOWNSTREAM S1 NOT_FILED - - - -
        TW UPSTREAM   S1 APPROVED - - 2020-01-01 -
    """)
    assert said == {
        "US": ("yes", "supply-ready since 1 Jan 2023, until 1 Jan 2029"),
        "JP": ("expected", "from 1 Apr 2027, awaiting downstream"),
        "KR": ("blocked", "blocked by downstream (not filed, date not stated)"),
        "TW": ("blocked", "blocked by downstream (no licence stated)"),
    }


def test_a_day_that_has_passed_without_word_is_overdue() -> None:
    rows = "US UPSTREAM S1 APPROVED - - - -\nUS DOWNSTREAM S1 FILED 2025-01-01 2026-05-01 - -"
    assert verdicts(rows)["US"] == ("overdue", "due 1 May 2026, unconfirmed: awaiting downstream")


def test_a_grant_after_the_day_is_not_known_on_it() -> None:
    rows = "US UPSTREAM S1 APPROVED - - 2020-01-01 -\nUS DOWNSTREAM S1 APPROVED 2022-01-01 2023-01-01 2023-03-01 -"
    assert verdicts(rows, date(2023, 3, 1))["US"] == ("yes", "supply-ready since 1 Mar 2023")
    assert verdicts(rows, date(2022, 12, 31))["US"] == ("expected", "from 1 Jan 2023, awaiting downstream")


def test_a_site_alone_needs_every_step_itself() -> None:
    rows = "US UPSTREAM S1 APPROVED - - - -\nUS DOWNSTREAM S2 APPROVED - - - -"
    assert verdicts(rows)["US"][0] == "yes"
    assert verdicts(rows, site="S2")["US"] == ("blocked", "blocked by upstream (no licence stated)")


def test_a_product_without_a_route_is_not_known_to_supply_anything() -> None:
    tables = licensed("US UPSTREAM S1 APPROVED - - - -") | {
        "routes": [{"product_id": "Q", "step_no": "1", "stage": "SEED"}]
    }
    tables["products"] = "product_id name\nP Prod\nQ Qrod"
    view = opened(tables)
    assert list(supply(view, "P").state) == ["no route"]
    assert not len(lanes(view, "P"))


def test_the_one_site_licensed_for_a_step_is_marked_whatever_the_site_filter() -> None:
    rows = """
        US UPSTREAM   S1 APPROVED - - - -
        US UPSTREAM   S2 APPROVED - - - -
        US DOWNSTREAM S1 APPROVED - - - -
        US DOWNSTREAM S2 FILED - 2027-01-01 - -
    """
    view = opened(licensed(rows))
    alone = licences(view, "P").query("is_only_site")
    assert list(zip(alone.stage, alone.site_id, strict=True)) == [("DOWNSTREAM", "S1")]
    assert supply_title(view, "P") == "1 of 1 markets supply-ready, 1 single-site step"
    view = opened(licensed(rows), site="S2")
    assert not licences(view, "P").is_only_site.any()


def test_lanes_start_where_the_last_step_is_done() -> None:
    rows = """
        US UPSTREAM   S1 APPROVED - - 2020-01-01 -
        US DOWNSTREAM S1 APPROVED - - 2021-01-01 -
        US DOWNSTREAM S2 PLANNED - 2028-01-01 - -
        JP UPSTREAM   S1 FILED - 2028-06-01 - -
        JP DOWNSTREAM S2 APPROVED - - 2021-01-01 -
        KR UPSTREAM   S1 APPROVED - - 2020-01-01 -
    """
    view = opened(licensed(rows))
    drawn = [(row.market, row.site_id, row.is_now, row.on) for row in lanes(view, "P").itertuples()]
    assert drawn == [
        ("JP", "S2", False, date(2028, 6, 1)),
        ("US", "S1", True, date(2021, 1, 1)),
        ("US", "S2", False, date(2028, 1, 1)),
    ]


@pytest.mark.parametrize("site", [None, "S1"])
def test_the_page_counts_as_the_kpis_do(site: str | None) -> None:
    chance = random.Random(4)
    products, rows = [f"P{number}" for number in range(12)], []
    for product in products:
        for market in ("US", "EU", "JP"):
            for stage in ("UPSTREAM", "DOWNSTREAM", "FILL_FINISH"):
                for place in ("S1", "S2"):
                    if chance.random() < 0.9:
                        status = chance.choice([*["APPROVED"] * 6, "FILED", "WITHDRAWN"])
                        day = chance.choice(["", "", "2020-01-01", "2020-01-01", "2027-01-01"])
                        end = chance.choice(["", "", "", "2026-11-20", "2030-01-01"])
                        key = {"product_id": product, "market": market, "stage": stage, "site_id": place}
                        granted = {"approved_on": day, "valid_to_on": end} if status == "APPROVED" else {}
                        rows.append(key | {"status": status} | granted)
    steps = [("UPSTREAM", "1"), ("DOWNSTREAM", "2"), ("FILL_FINISH", "3")]
    tables = {
        "products": [{"product_id": product} for product in products],
        "routes": [
            {"product_id": one, "stage": stage, "step_no": step} for one in products[1:] for stage, step in steps
        ],
        "site_licences": rows,
    }
    view = opened(tables, site=site)
    counted = measure(view, [KPIS["markets_supplyable"], KPIS["single_site_steps"]]).set_index("kpi").value
    assert len(routes(view)) == 11
    assert (supply(view).state == "yes").sum() == counted.markets_supplyable > 0
    assert licences(view).is_only_site.sum() == counted.single_site_steps > 0
