"""The made-up network of two sites, for a folder that has none: a plant at work and one that opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from dualsite.sample.horizon import Horizon, months_after
from dualsite.sample.tables import Row

NORTH, SOUTH = "NORTH", "SOUTH"

_SUITES = (
    # site, number, stage, title, technology, units, volume, containment, light
    (NORTH, 1, "SEED", "Inoculation suite 1", "STAINLESS", 1, 500.0, "OEB3", True),
    (NORTH, 2, "SEED", "Inoculation suite 2", "STAINLESS", 1, 500.0, "OEB3", True),
    (NORTH, 3, "SEED", "Inoculation suite 3", "STAINLESS", 1, 500.0, "OEB3", True),
    (NORTH, 1, "UPSTREAM", "Bioreactor hall", "STAINLESS", 8, 5_000.0, "OEB3", True),
    (NORTH, 1, "DOWNSTREAM", "Purification suite 1", "STAINLESS", 1, None, "OEB3", True),
    (NORTH, 2, "DOWNSTREAM", "Purification suite 2", "STAINLESS", 1, None, "OEB3", True),
    (NORTH, 1, "CONJUGATION", "ADC suite", "SINGLE_USE", 1, 1_000.0, "OEB5", True),
    (SOUTH, 1, "SEED", "Inoculation suite", "STAINLESS", 3, 1_500.0, "NONE", False),
    (SOUTH, 1, "UPSTREAM", "Bioreactor hall", "STAINLESS", 8, 15_000.0, "NONE", False),
    (SOUTH, 1, "DOWNSTREAM", "Purification suite 1", "STAINLESS", 1, None, "NONE", False),
    (SOUTH, 2, "DOWNSTREAM", "Purification suite 2", "STAINLESS", 1, None, "NONE", False),
)

_MILESTONES = (
    # kind, name, months of the target from as_of at each statement, month reached (None: still ahead)
    ("GROUNDBREAKING", "Groundbreaking", ((-38, -31),), -30),
    ("TOPPING_OUT", "Topping out", ((-30, -16), (-20, -14)), -14),
    ("MECHANICAL_COMPLETION", "Mechanical completion", ((-30, -9), (-18, -6), (-10, -4)), -3),
    ("QUALIFICATION", "Qualification complete", ((-30, -3), (-12, 0), (-4, 1)), None),
    ("GMP_READY", "GMP-ready", ((-30, -1), (-12, 2)), None),
    ("COMMERCIAL_START", "Commercial production", ((-30, 2), (-12, 6), (-3, 7)), None),
)

_RATES = {"KRW": 1_380.0, "JPY": 148.0, "EUR": 0.92}


def sites(horizon: Horizon) -> tuple[dict[str, Any], ...]:
    """Rows of the two sites."""
    return (
        {
            "site_id": NORTH,
            "name": "Illustrative North Campus",
            "name_ko": "예시 북부 캠퍼스",
            "name_ja": "例示北キャンパス",
            "city": "Illustrative North",
            "country": "US",
            "latitude": 42.9,
            "longitude": -75.4,
            "timezone": "America/New_York",
            "status": "OPERATING",
            "operating_from": months_after(horizon.start, -12),
            "capacity_l": 40_000.0,
            "planned_capacity_l": 40_000.0,
        },
        {
            "site_id": SOUTH,
            "name": "Illustrative South Campus",
            "name_ko": "예시 남부 캠퍼스",
            "name_ja": "例示南キャンパス",
            "city": "Illustrative South",
            "country": "KR",
            "latitude": 36.6,
            "longitude": 127.2,
            "timezone": "Asia/Seoul",
            "status": "QUALIFICATION",
            "operating_from": _opening(horizon),
            "capacity_l": None,
            "planned_capacity_l": 120_000.0,
        },
    )


def suites(horizon: Horizon) -> tuple[dict[str, Any], ...]:
    """Rows of their suites; the conjugation suite came eighteen months ago."""
    return tuple(
        {
            "suite_id": f"{site}-{stage.replace('_', '-')}-{number}",
            "site_id": site,
            "name": title,
            "stage": stage,
            "technology": technology,
            "units": units,
            "unit_volume_l": volume,
            "containment": containment,
            "light_protected": light,
            "gmp_ready_on": _ready(site, stage, horizon),
        }
        for site, number, stage, title, technology, units, volume, containment, light in _SUITES
    )


def milestones(horizon: Horizon) -> Iterator[Row]:
    """What the opening site is to reach, each with the first and the latest target."""
    for kind, name, said, reached in _MILESTONES:
        yield {
            "milestone_id": f"{SOUTH}-{kind}",
            "subject": "SITE",
            "subject_id": SOUTH,
            "kind": kind,
            "name": name,
            "baseline_on": horizon.month(said[0][1]),
            "agreed_on": horizon.month(said[-1][1]),
            "forecast_on": None if reached is not None else horizon.month(said[-1][1]),
            "actual_on": None if reached is None else horizon.month(reached),
            "owner": "CDMO",
        }


def statements(horizon: Horizon) -> Iterator[Row]:
    """Every statement of those targets, for the slip chart."""
    for kind, _, said, _ in _MILESTONES:
        for stated, target in said:
            yield {
                "milestone_id": f"{SOUTH}-{kind}",
                "stated_on": horizon.month(stated),
                "target_on": horizon.month(target),
                "precision": "MONTH",
                "target_text": f"{horizon.month(target):%Y-%m}",
            }


def inspections(horizon: Horizon) -> Iterator[Row]:
    """Inspections of the site at work by authorities."""
    for number, (authority, kind, months, outcome, observations) in enumerate(
        (
            ("FDA", "SURVEILLANCE", -31, "VAI", 3),
            ("PMDA", "SURVEILLANCE", -20, "COMPLIANT", 0),
            ("EMA", "SURVEILLANCE", -13, "COMPLIANT", 2),
            ("FDA", "PRE_APPROVAL", -7, "NAI", 0),
        ),
        start=1,
    ):
        yield {
            "inspection_id": f"illustrative-inspection-{number}",
            "site_id": NORTH,
            "authority": authority,
            "kind": kind,
            "ended_on": horizon.month(months),
            "classification": outcome,
            "observations": observations,
        }


def rates(horizon: Horizon, currencies: list[str], random: np.random.Generator) -> Iterator[Row]:
    """Monthly rates of these currencies, a slow walk around their level; one unknown here gets none."""
    months = horizon.months(-48, 0)
    for currency in currencies:
        if currency in _RATES:
            steps = np.exp(0.8 * np.cumsum(random.normal(0, 0.008, len(months))))
            for month, step in zip(months, steps, strict=True):
                yield {"currency": currency, "month": month, "units_per_usd": float(f"{_RATES[currency] * step:.4g}")}


def _opening(horizon: Horizon) -> date:
    return horizon.month(2)


def _ready(site: str, stage: str, horizon: Horizon) -> date:
    if site == SOUTH:
        return _opening(horizon)
    return horizon.month(-19) if stage == "CONJUGATION" else months_after(horizon.start, -12)
