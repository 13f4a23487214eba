"""Small companies drawn at random, as rows of text that pass the data check. What is rare in a file is often here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

Tables = dict[str, list[dict[str, str]]]
Outage = tuple[str, date, int, int]

AS_OF = date(2027, 1, 11)
SITES = ("EAST", "NORTH", "WEST")
STAGES = ("UPSTREAM", "CONJUGATION", "FILL_FINISH")
MARKETS = ("EU", "JP", "US")
PRODUCTS = ("P", "Q")


def company(seed: int) -> tuple[Tables, Outage]:
    """Tables told on `AS_OF`, and an outage of them: site, first day, days, horizon."""
    random = Random(seed)
    stages = {name: random.sample(STAGES, random.choice((1, 2, 2, 3))) for name in PRODUCTS}
    suites = [
        {
            "suite_id": f"{site}-{stage[:1]}{number}",
            "site_id": site,
            "name": "one",
            "stage": stage,
            "technology": "HYBRID",
            "units": random.choice("1112"),
            "containment": random.choice(("OEB5", "OEB5", "OEB5", "NONE")),
            "light_protected": random.choice(("true", "true", "false")),
            "gmp_ready_on": random.choice(("2020-01-01", "2020-01-01", "2020-01-01", on(random, 0, 90), "")),
            "retired_on": random.choice(("", "", "", "", on(random, 100, 160))),
        }
        for site in random.sample(SITES, random.choice((2, 2, 3)))
        for stage in STAGES
        for number in range(random.choice((1, 1, 2)))
    ]
    batches = list(_batches(random, stages, suites))
    tables: Tables = {
        "sites": [_site(site) for site in SITES],
        "partners": [{"partner_id": "A", "name": "A", "country": "US", "tier": "KEY", "disclosure": "CONFIDENTIAL"}],
        "products": [_product(random, name) for name in PRODUCTS],
        "routes": [row for name in PRODUCTS for row in _route(random, name, stages[name])],
        "suites": suites,
        "bookings": list(_bookings(random, suites)),
        "changeovers": _changeovers(random),
        "batches": batches,
        "batch_inputs": _inputs(random, batches),
        "demand": [row for name in PRODUCTS for row in _demand(random, name)],
        "stock": [row for name in PRODUCTS for row in _stock(random, name, stages[name])],
        "site_licences": list(_licences(random, stages)),
        "contracts": list(_contracts(random)),
        "contract_years": [],
        "fx_rates": [{"currency": "EUR", "month": random.choice(("2026-11-01", "2027-03-01")), "units_per_usd": "0.8"}],
    }
    tables["contract_years"] = list(_years(random, tables["contracts"]))
    length = random.choice((1, 7, 30, 45, 60, 90))
    horizon = random.choice((730, 730, 365, 200, 40))
    return tables, (random.choice(SITES[:2]), AS_OF + timedelta(random.choice((0, 0, 5, 20))), length, horizon)


def on(random: Random, least: int, most: int) -> str:
    return (AS_OF + timedelta(random.randint(least, most))).isoformat()


def _site(site: str) -> dict[str, str]:
    return {
        **{"site_id": site, "name": site, "city": "Town", "country": "US", "latitude": "40", "longitude": "-100"},
        **{"timezone": "America/New_York", "status": "OPERATING"},
    }


def _product(random: Random, name: str) -> dict[str, str]:
    return {
        "product_id": name,
        "partner_id": "A",
        "name": name,
        "modality": "MAB",
        "payload_class": "NONE",
        "phase": random.choice(("PHASE3", "FILED", "APPROVED", "APPROVED")),
        "changeover_class": random.choice(("K1", "K2")),
        "containment": random.choice(("NONE", "NONE", "OEB4")),
        "light_protected": random.choice(("true", "false", "false")),
    }


def _route(random: Random, name: str, stages: list[str]) -> Iterator[dict[str, str]]:
    for step_no, stage in enumerate(stages, 1):
        yield {
            "product_id": name,
            "partner_id": "A",
            "step_no": str(step_no * 10),
            "stage": stage,
            "duration_d": str(random.randint(1, 9)),
            "takt_d": "2",
            "release_d": str(random.randint(0, 12)),
            "min_hold_d": str(random.randint(0, 2)),
            "max_hold_d": random.choice(("", "", "13", "20")),
            "batch_output_kg": random.choice(("2.5", "4", "10", "")),
        }


def _bookings(random: Random, suites: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    number = 0
    for suite in suites:
        for _unit in range(int(suite["units"])):
            start = AS_OF + timedelta(random.randint(-40, 20))
            for _booking in range(random.randint(0, 5)):
                start += timedelta(random.choice((0, 1, 4, 8, 15)))
                end = start + timedelta(random.choice((1, 4, 7, 20, 45)))
                number += 1
                yield {
                    "booking_id": f"B{number}",
                    "suite_id": suite["suite_id"],
                    "start_on": start.isoformat(),
                    "end_on": end.isoformat(),
                    "kind": random.choice(("PROCESS", "PROCESS", "PROCESS", "CHANGEOVER", "MAINTENANCE", "SHUTDOWN")),
                    "firmness": random.choice(("FIRM", "INTERNAL", "TENTATIVE")),
                    "partner_id": "A",
                    "product_id": random.choice(PRODUCTS),
                    "option_expires_on": random.choice(("", "2027-01-10", "2027-02-01")),
                }
                start = end


def _changeovers(random: Random) -> list[dict[str, str]]:
    ends = ("P", "Q", "K1", "K2", "*")
    keys = {(random.choice((*STAGES, "*")), random.choice(ends), random.choice(ends)) for _ in range(5)}
    return [
        {"stage": stage, "from_class": one, "to_class": other, "days": str(random.randint(0, 6))}
        for stage, one, other in sorted(keys)
    ]


def _batches(random: Random, stages: dict[str, list[str]], suites: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number in range(random.randint(4, 14)):
        name = random.choice(PRODUCTS)
        suite = random.choice([suite for suite in suites if suite["stage"] in stages[name]])
        status = random.choice(("PLANNED", "IN_PROCESS", "MADE", "RELEASED", "RELEASED", "REJECTED", "ON_HOLD"))
        made = on(random, -40, -5) if status not in ("PLANNED", "IN_PROCESS") else ""
        is_decided = status in ("RELEASED", "REJECTED")
        yield {
            "batch_id": f"L{number}",
            "product_id": name,
            "partner_id": "A",
            "site_id": suite["site_id"],
            "suite_id": suite["suite_id"],
            "stage": suite["stage"],
            "purpose": random.choice(("COMMERCIAL", "ENGINEERING")),
            "status": status,
            "planned_start_on": on(random, -60, 60) if status == "PLANNED" else on(random, -60, -41),
            "actual_start_on": "" if status == "PLANNED" else random.choice(("", on(random, -60, -41))),
            "manufactured_on": made,
            "disposition_on": random.choice((on(random, -4, 0), on(random, -4, 0), on(random, 1, 9)))
            if is_decided
            else "",
            "output_kg": random.choice(("", "1.5", "6")),
            "reworked": "false",
            "record_corrections": "0",
        }


def _inputs(random: Random, batches: list[dict[str, str]]) -> list[dict[str, str]]:
    pairs = {tuple(random.sample([row["batch_id"] for row in batches], 2)) for _ in range(random.randint(0, 5))}
    return [
        {"child_batch_id": child, "parent_batch_id": parent, "partner_id": "A", "kg_used": "1"}
        for child, parent in sorted(pairs)
    ]


def _demand(random: Random, name: str) -> Iterator[dict[str, str]]:
    for market in random.sample(MARKETS, random.choice((0, 1, 2, 2, 3))):
        first, months = random.choice((0, 0, 0, 2, 13)), random.choice((4, 9, 26))
        for month in range(first, first + months):
            for kind in ("FIRM", "FORECAST"):
                if random.random() < 0.8:
                    yield {
                        "product_id": name,
                        "partner_id": "A",
                        "market": market,
                        "month": date(2027 + month // 12, month % 12 + 1, 1).isoformat(),
                        "quantity_kg": random.choice(("0", "0.31", "1", "2.8", "7.3")),
                        "kind": kind,
                    }


def _stock(random: Random, name: str, stages: list[str]) -> Iterator[dict[str, str]]:
    keys = set()
    for _row in range(random.randint(0, 7)):
        row = {
            "product_id": name,
            "partner_id": "A",
            "stage": random.choice((stages[-1], stages[-1], stages[-1], stages[0])),
            "location": random.choice((*MARKETS, *SITES, *SITES[:2], "DEPOT", "FR")),
            "as_of_on": random.choice(("2027-01-10", "2027-01-10", "2027-01-10", "2026-12-01", "2027-02-01")),
            "quantity_kg": random.choice(("0", "0.62", "2.5", "4", "12")),
            "status": random.choice(("RELEASED", "RELEASED", "QUARANTINE")),
            "usable_on": on(random, -30, 40),
            "expires_on": random.choice(("", on(random, -5, 30), on(random, 30, 300))),
        }
        key = tuple(row[name] for name in ("stage", "location", "as_of_on", "status", "usable_on"))
        if key not in keys:
            keys.add(key)
            yield row


def _licences(random: Random, stages: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    for name in PRODUCTS:
        for stage in stages[name]:
            for site in SITES:
                for market in MARKETS:
                    if random.random() < 0.75:
                        yield {
                            "product_id": name,
                            "partner_id": "A",
                            "stage": stage,
                            "site_id": site,
                            "market": market,
                            "authority": "FDA",
                            "status": random.choice(("APPROVED",) * 6 + ("FILED",) * 4 + ("PLANNED", "WITHDRAWN")),
                            "expected_on": random.choice(
                                ("", on(random, -20, 0), on(random, 1, 90), on(random, 1, 200))
                            ),
                            "approved_on": random.choice(("", "", on(random, -300, 0), on(random, 1, 90))),
                            "valid_to_on": random.choice(("", "", "", on(random, 0, 120))),
                        }


def _contracts(random: Random) -> Iterator[dict[str, str]]:
    for number in range(random.randint(0, 5)):
        yield {
            "contract_id": f"C{number}",
            "partner_id": "A",
            "product_id": random.choice(PRODUCTS),
            "site_id": random.choice(("", *SITES)),
            "type": random.choice(("CMO", "CMO", "SUPPLY", "LOI")),
            "status": random.choice(("SIGNED", "ACTIVE", "ACTIVE", "TERMINATED", "DRAFT")),
            "signed_on": random.choice(("", "2026-01-01", "2026-06-01", "2027-02-01")),
        }


def _years(random: Random, contracts: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for contract in contracts:
        start = date(2026, 1, 1)
        for year_no in range(1, random.randint(1, 4)):
            end = start + timedelta(random.choice((200, 380, 390)))
            yield {
                "contract_id": contract["contract_id"],
                "partner_id": "A",
                "year_no": str(year_no),
                "start_on": start.isoformat(),
                "end_on": end.isoformat(),
                "committed_batches": "3",
                "price_per_batch": random.choice(("100", "250.5", "0")),
                "currency": random.choice(("USD", "EUR")),
            }
            start = end
