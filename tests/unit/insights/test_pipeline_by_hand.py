"""The pipeline answers what counting every day and every way of winning answers, on companies drawn by chance."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dualsite import access, sample, store
from dualsite.insights.pipeline import capacity
from tests.unit.kpi.tables import look
from tests.unit.planning.pipeline_by_hand import pipeline

AS_OF = date(2026, 11, 20)
STAGES = ("UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")


def same(found: Any, expected: Any) -> bool:
    """Whether two answers are equal, numbers to nine digits."""
    if isinstance(expected, dict):
        return set(found) == set(expected) and all(same(found[name], expected[name]) for name in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, abs=1e-9))
    return bool(found == expected)


def company(seed: int) -> dict[str, list[dict[str, str]]]:
    """A small company: suites that open and close, bookings of every kind and firmness, bids at every stage."""
    dice = random.Random(seed)

    def on(least: int, most: int) -> str:
        return (AS_OF + timedelta(days=dice.randint(least, most))).isoformat()

    suites = [
        {
            "suite_id": f"U{number}",
            "stage": dice.choice(STAGES[:3]),
            "units": str(dice.choice((1, 2, 3))),
            "gmp_ready_on": dice.choice(("2020-01-01", "2020-01-01", on(-20, 200), "")),
            "retired_on": dice.choice(("", "", on(250, 600))),
        }
        for number in range(5)
    ]
    bids = []
    for number in range(9):
        first = on(-120, 500)
        stage = dice.choice(("LEAD", "PROPOSAL", "NEGOTIATION", "WON", "LOST"))
        closed = on(-100, -1) if stage in ("WON", "LOST") and dice.random() < 0.7 else dice.choice(("", on(2, 40)))
        bids.append(
            {
                "opportunity_id": f"B{number}",
                "partner_id": dice.choice(("A", "B")),
                "stage": stage,
                "win_fraction": str(dice.choice((0, 0.1, 0.25, 0.5, 0.5, 0.8, 1))),
                "suite_days": str(dice.choice((0, 30, 45, 60.5, 90, 120, 180, 250))),
                "suite_stage": dice.choice(("DOWNSTREAM", *STAGES)),
                "need_from_on": first,
                "need_to_on": (date.fromisoformat(first) + timedelta(days=dice.choice((0, 31, 60, 200)))).isoformat(),
                "opened_on": "2025-01-01" if closed else dice.choice(("2025-01-01", "2025-01-01", on(1, 2))),
                "closed_on": closed,
            }
        )
    bookings = []
    for number in range(30):
        firmness = dice.choice(("FIRM", "TENTATIVE", "TENTATIVE", "INTERNAL"))
        first = on(-60, 650)
        bookings.append(
            {
                "booking_id": f"K{number}",
                "suite_id": f"U{number % 5}",
                "start_on": first,
                "end_on": (date.fromisoformat(first) + timedelta(days=dice.choice((0, 7, 30, 60)))).isoformat(),
                "kind": dice.choice(("PROCESS", "PROCESS", "CHANGEOVER", "MAINTENANCE", "QUALIFICATION")),
                "firmness": firmness,
                "option_expires_on": dice.choice(("", on(-30, 90))) if firmness == "TENTATIVE" else "",
                "opportunity_id": dice.choice(("", f"B{dice.randrange(9)}")),
                "partner_id": dice.choice(("", "A", "B")),
            }
        )
    # E09 refuses more processes than units: of those that overlap on a suite only the first stays
    kept: list[dict[str, str]] = []
    for one in bookings:
        is_alone = all(
            one["suite_id"] != other["suite_id"]
            or other["kind"] != "PROCESS"
            or one["start_on"] >= other["end_on"]
            or other["start_on"] >= one["end_on"]
            for other in kept
        )
        if one["kind"] != "PROCESS" or is_alone:
            kept.append(one)
    return {"suites": suites, "opportunities": bids, "bookings": kept}


def drawing(rows: list[dict[str, str]]) -> str:
    lines = [" ".join(rows[0])] + [" ".join(value or "-" for value in row.values()) for row in rows]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(9))
def test_a_company_drawn_by_chance_is_weighed_as_by_hand(seed: int) -> None:
    tables = company(seed)
    ignores, partner, count = seed % 3 == 1, ("A" if seed % 4 == 2 else None), (8, 1, 5)[seed % 3]
    drawn = {name: drawing(rows) for name, rows in tables.items()}
    view = look(AS_OF, partner=partner, partners="partner_id\nA\nB", **drawn)
    answer = capacity.weighed(view, count, ignores).as_json()
    expected = pipeline(tables, AS_OF, count, ignores, partner)
    assert answer.pop("illustrative") is False
    for found, meant in zip(answer["periods"], expected["periods"], strict=True):
        assert same(found, meant)
    assert same(answer, expected)


def test_the_companies_are_oversold_here_and_there_and_cured_both_ways() -> None:
    answers = [pipeline(company(seed), AS_OF) for seed in range(9)]
    cures = [period["cure"] for answer in answers for period in answer["periods"] if period["cure"]]
    assert any(cure["months_later"] for cure in cures)
    assert any(cure["free_d"] for cure in cures)
    assert any(0 < period["p_oversell"] < 1 for answer in answers for period in answer["periods"])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_sample_is_weighed_as_by_hand(seed: int, tmp_path: Path) -> None:
    sample.write(tmp_path, seed=seed)
    tables = {}
    for name in ("suites", "opportunities", "bookings"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            tables[name] = list(csv.DictReader(lines))
    data = store.open(tmp_path)
    version = data.version()
    assert version is not None
    as_of = date(2026, 11, 20) - timedelta(days=100 * (seed - 1))
    answer = capacity.weighed(access.view(version, data.connect(), as_of=as_of), 8).as_json()
    assert answer.pop("illustrative") is True
    assert same(answer, pipeline(tables, as_of))
