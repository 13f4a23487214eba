"""What holds of every outage: of more stock, of longer outages, of further licences. On companies drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from dualsite.planning.continuity import Company, ContinuityAnswer, Outage, answered
from tests.unit.planning import random_companies
from tests.unit.planning.drawn_companies import product, read
from tests.unit.planning.random_companies import AS_OF, MARKETS, SITES, Tables
from tests.unit.planning.random_companies import Outage as Asked

SEEDS = range(300, 340)


def companies() -> Iterator[tuple[Tables, Asked, Random]]:
    for seed in SEEDS:
        yield *random_companies.company(seed), Random(seed)


def company(tables: Tables, table: str, *rows: dict[str, str]) -> Company:
    return read(tables | {table: [*tables[table], *rows]}, AS_OF)


def by_market(found: ContinuityAnswer) -> dict[tuple[str, str], tuple[int, float, int]]:
    """Days survived and until recovery (without end where there is none), and the gap."""
    return {
        (one.product_id, market.market): (
            10**6 if market.survive_d is None else market.survive_d,
            10**6 if market.recover_d is None else market.recover_d,
            market.gap_d,
        )
        for one in found.products
        for market in one.markets
    }


def survivals(found: ContinuityAnswer) -> dict[str, int]:
    return {one.product_id: 10**6 if one.survive_d is None else one.survive_d for one in found.products}


def test_more_stock_never_shortens_survival() -> None:
    for tables, asked, random in companies():
        outage = Outage(*asked)
        before = answered(read(tables, AS_OF), outage)
        for name in survivals(before):
            last = max(
                (row for row in tables["routes"] if row["product_id"] == name), key=lambda row: int(row["step_no"])
            )
            more = {
                "product_id": name,
                "partner_id": "A",
                "stage": last["stage"],
                "location": random.choice((*MARKETS, *SITES, "CELLAR")),
                "as_of_on": max(
                    (
                        row["as_of_on"]
                        for row in tables["stock"]
                        if row["product_id"] == name and row["as_of_on"] <= AS_OF.isoformat()
                    ),
                    default="2027-01-10",
                ),
                "quantity_kg": "3",
                "status": random.choice(("RELEASED", "QUARANTINE")),
                "usable_on": random_companies.on(random, -30, 60),
                "expires_on": random.choice(("", random_companies.on(random, 10, 90))),
            }
            after = answered(company(tables, "stock", more), outage)
            assert survivals(after)[name] >= survivals(before)[name]
            for key, (days, _recover, _gap) in by_market(before).items():
                assert by_market(after)[key][0] >= days


def test_a_longer_outage_never_brings_recovery_forward() -> None:
    """Where nothing is booked at the site to start after it stops; see the next test."""
    for tables, (site, begin, days, horizon), random in companies():
        there = {suite["suite_id"] for suite in tables["suites"] if suite["site_id"] == site}
        tables["bookings"] = [
            row for row in tables["bookings"] if row["suite_id"] not in there or row["start_on"] < begin.isoformat()
        ]
        facts = read(tables, AS_OF)
        before = by_market(answered(facts, Outage(site, begin, days, horizon)))
        after = by_market(answered(facts, Outage(site, begin, days + random.randint(1, 40), horizon)))
        for key, (survives, recovers, _gap) in before.items():
            assert after[key][1] >= recovers
            assert after[key][0] <= survives


def test_a_longer_outage_may_free_the_site_of_what_was_booked_there() -> None:
    # Taken from 6 February to May; a stop of 30 days leaves five days before that, which are too few, one of 36 days
    # sees the booking gone.
    bookings = """
        booking_id suite_id start_on   end_on     product_id
        B1         F1       2027-02-05 2027-05-01 P
        B2         F2       2026-12-01 2028-01-01 P
    """
    assert product(days=30, bookings=bookings).recover_d == 120 + 15
    assert product(days=36, bookings=bookings).recover_d == 36 + 15


def test_an_added_licence_never_widens_a_gap() -> None:
    for tables, asked, random in companies():
        outage = Outage(*asked)
        before = answered(read(tables, AS_OF), outage)
        keys = {
            tuple(row[name] for name in ("product_id", "stage", "site_id", "market")) for row in tables["site_licences"]
        }
        for route in tables["routes"]:
            more = {
                **{"product_id": route["product_id"], "stage": route["stage"], "partner_id": "A", "authority": "FDA"},
                **{"site_id": random.choice(SITES), "market": random.choice(MARKETS), "status": "APPROVED"},
                **{"expected_on": "", "approved_on": random_companies.on(random, -9, 60), "valid_to_on": ""},
            }
            if tuple(more[name] for name in ("product_id", "stage", "site_id", "market")) not in keys:
                after = answered(company(tables, "site_licences", more), outage)
                for key, (_survives, recovers, gap) in by_market(before).items():
                    assert by_market(after)[key][1] <= recovers
                    assert by_market(after)[key][2] <= gap


def test_an_outage_of_no_days_changes_nothing() -> None:
    for tables, (site, begin, _days, horizon), _random in companies():
        found = answered(read(tables, AS_OF), Outage(site, begin, 0, horizon))
        assert (found.products, found.untouched) == ((), ("P", "Q"))
