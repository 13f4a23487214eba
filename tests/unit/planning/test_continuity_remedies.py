"""What is at risk at outages of every length, and what single remedies take off: the same as asking each anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from dualsite.planning.continuity import Company, Outage, answered
from dualsite.planning.continuity.facts import CountedStock
from dualsite.planning.continuity.remedies import SingleRemedy, curve, remedies
from dualsite.planning.facts import Licence
from tests.unit.planning import random_companies
from tests.unit.planning.drawn_companies import BASE, NEW_YEAR, a_kg_a_day, drawn_company, read
from tests.unit.planning.random_companies import AS_OF

LENGTHS = (1, 7, 8, 20, 33, 34, 60, 90, 150)


def kg_at_risk(company: Company, outage: Outage) -> float:
    return sum(one.gap_kg for one in answered(company, outage).products)


def test_a_curve_is_the_gaps_of_every_length() -> None:
    lengths = 0
    for seed in range(500, 540):
        tables, (site, begin, _days, horizon) = random_companies.company(seed)
        company = read(tables, AS_OF)
        found = curve(company, site, begin, horizon, LENGTHS)
        expected = [kg_at_risk(company, Outage(site, begin, days, horizon)) for days in LENGTHS]
        assert found.kg == pytest.approx(expected, abs=1e-9), seed
        assert [sum(kg) for kg in zip(*found.by_product.values(), strict=True)] == pytest.approx(
            list(found.kg) if found.by_product else [], abs=1e-9
        )
        lengths += len(set(found.kg)) > 1
    assert lengths > 10, "and they are not all the same"


def changed(company: Company, remedy: SingleRemedy, from_on: date) -> Company:
    """The company with the remedy in its rows."""
    if remedy.kind == "STOCK":
        assert remedy.kg is not None
        more = CountedStock("CELLAR", remedy.kg, False, from_on, None)
        return replace(
            company, stock={**company.stock, remedy.product_id: (*company.stock.get(remedy.product_id, ()), more)}
        )
    stages = [remedy.stage] if remedy.stage else [step.stage for step in company.network.routes[remedy.product_id]]
    markets = [remedy.market] if remedy.market else ["EU", "JP", "US"]
    new = [
        Licence(remedy.product_id, stage or "", remedy.site_id or "", market, "APPROVED", None, remedy.by_on, None)
        for stage in stages
        for market in markets
    ]
    return replace(company, network=replace(company.network, licences=(*company.network.licences, *new)))


def test_what_a_remedy_takes_off_is_the_difference_of_two_answers() -> None:
    kinds = set()
    for seed in range(600, 630):
        tables, (_site, begin, days, horizon) = random_companies.company(seed)
        company = read(tables, AS_OF)
        outages = [
            Outage(site, begin, days, horizon) for site in sorted({suite.site_id for suite in company.network.suites})
        ]
        before = {outage.site_id: kg_at_risk(company, outage) for outage in outages}
        found = remedies(company, outages, begin + timedelta(Random(seed).choice((0, 20))))
        assert [one.removes_kg for one in found] == sorted((one.removes_kg for one in found), reverse=True)
        for remedy in found:
            kinds.add(remedy.kind)
            after = changed(company, remedy, begin)
            off = [before[outage.site_id] - kg_at_risk(after, outage) for outage in outages]
            assert remedy.removes_kg == pytest.approx(sum(off), abs=1e-6), (seed, remedy)
    assert kinds == {"LICENCE", "QUALIFIED", "STOCK"}


APPROVED = BASE | {
    "products": "product_id phase\nP APPROVED",
    "demand": a_kg_a_day("US"),
    "site_licences": """
        stage       site_id market status
        FILL_FINISH S1      US     APPROVED
        FILL_FINISH S2      US     FILED
    """,
    "stock": "location quantity_kg\nDEPOT 20",
}


def test_the_licence_that_closes_the_gap_comes_first() -> None:
    # 20 days of stock; S1 delivers again on day 90 + 15, S2 on day 15 with its licence: all 85 kg. Of 30 days of
    # stock 30 are taken off, of 90 all.
    company = drawn_company(**APPROVED)
    found = remedies(company, [Outage("S1", NEW_YEAR, 90), Outage("S2", NEW_YEAR, 90)])
    assert [(one.kind, one.site_id, one.days, one.removes_kg) for one in found] == [
        ("LICENCE", "S2", None, 85),
        ("QUALIFIED", "S2", None, 85),
        ("STOCK", None, 90, 85),
        ("STOCK", None, 60, 60),
        ("STOCK", None, 30, 30),
    ]
    assert found[0].by_site == {"S1": 85}


def test_a_licence_that_comes_later_takes_off_less() -> None:
    company = drawn_company(**APPROVED)
    first = remedies(company, [Outage("S1", NEW_YEAR, 90)], NEW_YEAR + timedelta(50))[0]
    assert (first.kind, first.removes_kg) == ("STOCK", 85)
    assert [
        one.removes_kg
        for one in remedies(company, [Outage("S1", NEW_YEAR, 90)], NEW_YEAR + timedelta(50))
        if one.kind == "LICENCE"
    ] == [105 - 50]


def test_nothing_at_risk_needs_no_remedy() -> None:
    company = drawn_company(**(APPROVED | {"stock": "location quantity_kg\nDEPOT 200"}))
    assert remedies(company, [Outage("S1", NEW_YEAR, 90)]) == []
    assert remedies(company, [Outage("S1", NEW_YEAR, 0)]) == []
    assert remedies(company, []) == []


STAGES = ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")
MARKETS = ("AU", "BR", "CA", "CN", "EU", "JP", "KR", "US")


NAMES = tuple(f"P{number}" for number in range(15))


def booked(random: Random) -> Iterator[tuple[str, str]]:
    """Two suites per site and stage, each booked for two years, with days between."""
    number = 0
    for site, stage, suite in product(("S1", "S2"), STAGES, "12"):
        yield "suites", f"{site}{stage}{suite} {site} {stage}"
        start = NEW_YEAR - timedelta(random.randint(0, 30))
        while start < NEW_YEAR + timedelta(730):
            end, number = start + timedelta(random.randint(10, 60)), number + 1
            yield "bookings", f"B{number} {site}{stage}{suite} {start} {end} {random.choice(NAMES)}"
            start = end + timedelta(random.randint(5, 40))


def made(random: Random, name: str) -> Iterator[tuple[str, str]]:
    """A product of five steps: the second site is licensed for four in five of them, market by market."""
    for step, stage in enumerate(STAGES, 1):
        yield "routes", f"{name} {step} {stage} {random.randint(5, 20)} {random.randint(3, 20)} 8"
        for site, market in product(("S1", "S2"), MARKETS):
            if site == "S1" or random.random() < 0.8:
                status = "APPROVED" if random.random() < 0.95 else "FILED"
                yield "site_licences", f"{name} {stage} {site} {market} {status}"
    for market, month in product(MARKETS, range(24)):
        yield "demand", f"{name} {market} {date(2027 + month // 12, month % 12 + 1, 1)} {random.randint(5, 20)}"
    for place in ("S1", "S2", "DEPOT", *MARKETS[::2]):
        status = "QUARANTINE" if place in ("S1", "S2") else "RELEASED"
        expires = "-" if random.random() < 0.5 else "2027-06-01"
        yield "stock", f"{name} {place} {random.randint(20, 60)} {status} {expires}"


def large() -> Company:
    """15 products of five steps, 8 markets, 2 sites, drawn with seed 1."""
    random = Random(1)
    rows = {
        "routes": ["product_id step_no stage duration_d release_d batch_output_kg"],
        "suites": ["suite_id site_id stage"],
        "bookings": ["booking_id suite_id start_on end_on product_id"],
        "site_licences": ["product_id stage site_id market status"],
        "demand": ["product_id market month quantity_kg"],
        "stock": ["product_id location quantity_kg status expires_on"],
        "products": ["product_id phase", *(f"{name} APPROVED" for name in NAMES)],
    }
    for table, row in [*booked(random), *(row for name in NAMES for row in made(random, name))]:
        rows[table].append(row)
    return drawn_company(**{table: "\n".join(of) for table, of in rows.items()})


@pytest.fixture(scope="module")
def company() -> Company:
    return large()


def test_all_lengths_at_both_sites_and_all_remedies_within_ten_seconds(company: Company) -> None:
    begun = time.process_time()
    curves = [curve(company, site, NEW_YEAR, 730) for site in ("S1", "S2")]
    drawn = time.process_time()
    found = remedies(company, [Outage(site, NEW_YEAR, 90) for site in ("S1", "S2")])
    done = time.process_time()
    assert all(len(one.kg) == 359 and len(one.by_product) == 15 and one.kg[-1] > 0 for one in curves)
    assert len(found) > 100
    assert done - begun < 10, (drawn - begun, done - drawn)
