"""Rows of `opportunities`, `actions` and `targets`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dualsite.sample.horizon import Horizon
from dualsite.sample.portfolio import Portfolio
from dualsite.sample.routes import PURIFICATION_TAKT_D
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

_OPEN = (
    # client (None: not one yet), country, modality, stage, win, batches, months to and of the need, M USD a batch
    (0, "US", "MAB", "NEGOTIATION", 0.7, 24, 7, 12, 1.3),
    (1, "JP", "ADC", "NEGOTIATION", 0.6, 12, 8, 10, 2.2),
    (3, "US", "MAB", "PROPOSAL", 0.5, 18, 8, 12, 1.2),
    (None, "US", "BISPECIFIC", "PROPOSAL", 0.4, 14, 9, 9, 1.5),
    (None, "JP", "MAB", "PROPOSAL", 0.35, 20, 12, 12, 1.25),
    (8, "JP", "ADC", "PROPOSAL", 0.45, 10, 10, 8, 2.3),
    (4, "US", "ADC", "QUALIFIED", 0.3, 16, 13, 10, 2.2),
    (None, "US", "FUSION", "QUALIFIED", 0.25, 8, 11, 6, 1.4),
    (None, "JP", "BISPECIFIC", "QUALIFIED", 0.2, 12, 14, 9, 1.5),
    (9, "US", "MAB", "QUALIFIED", 0.25, 30, 15, 12, 1.2),
    (None, "US", "ADC", "LEAD", 0.1, 12, 16, 9, 2.4),
    (None, "JP", "MAB", "LEAD", 0.1, 40, 15, 14, 1.1),
    (7, "JP", "MAB", "LEAD", 0.15, 22, 14, 12, 1.1),
)
_CLOSED = (
    # client, country, modality, months since closed, lost for (None: won), batches, M USD a batch
    (4, "US", "ADC", 11, None, 8, 2.0),
    (2, "US", "MAB", 10, None, 10, 1.3),
    (7, "JP", "MAB", 3, None, 60, 2.4),
    (0, "US", "MAB", 2, None, 80, 2.6),
    (1, "JP", "ADC", 18, None, 30, 2.1),
    (None, "US", "ADC", 2, "CAPACITY", 14, 2.3),
    (None, "JP", "MAB", 4, "CAPACITY", 20, 1.2),
    (None, "US", "BISPECIFIC", 5, "TIMING", 10, 1.5),
    (None, "US", "MAB", 7, "PRICE", 26, 1.1),
    (None, "JP", "FUSION", 8, "TECHNICAL_FIT", 6, 1.4),
    (None, "US", "MAB", 9, "NO_DECISION", 12, 1.2),
    (None, "JP", "ADC", 14, "CAPACITY", 12, 2.2),
    (None, "US", "MAB", 20, "QUALITY", 16, 1.2),
)
_DAYS_PER_BATCH = {"DOWNSTREAM": PURIFICATION_TAKT_D, "CONJUGATION": 5}

_ACTIONS = (
    # text, owner, months ago, days to do it, days it took (None: still open)
    ("Send the revised forecast for the next eighteen months", "CLIENT", 2, 30, None),
    ("Confirm the release specification for aggregates", "CLIENT", 3, 45, None),
    ("Share the draft validation protocol", "CDMO", 1, 30, None),
    ("Answer the comments on the last batch record", "CDMO", 2, 40, None),
    ("Approve the change to the chromatography resin", "CLIENT", 4, 60, 52),
    ("Agree the delivery window of the next campaign", "CDMO", 5, 30, 41),
    ("Provide the reference standard", "CLIENT", 6, 45, 30),
    ("Close the observations of the last audit", "CDMO", 4, 90, None),
)

_TARGETS = (
    # KPI, target, comparator
    ("bottleneck_utilisation", 0.90, "LE"),
    ("productive_utilisation", 0.70, "GE"),
    ("changeover_burden", 0.15, "LE"),
    ("schedule_adherence", 0.92, "GE"),
    ("batch_success_rate", 0.97, "GE"),
    ("batch_success_rate_own", 0.98, "GE"),
    ("right_first_time", 0.90, "GE"),
    ("record_right_first_time", 0.80, "GE"),
    ("release_time_median", 18.0, "LE"),
    ("release_time_p90", 30.0, "LE"),
    ("otif_original", 0.90, "GE"),
    ("otif_agreed", 0.95, "GE"),
    ("milestone_on_time", 0.80, "GE"),
    ("process_yield", 0.85, "GE"),
    ("deviations_per_100_batches", 60.0, "LE"),
    ("recurring_deviation_rate", 0.25, "LE"),
    ("deviations_closed_in_30_days", 0.90, "GE"),
    ("capa_overdue", 0.05, "LE"),
    ("capa_effectiveness", 0.90, "GE"),
    ("no_root_cause_share", 0.10, "LE"),
    ("invalidated_oos_rate", 0.30, "LE"),
    ("complaints_per_100_lots", 3.0, "LE"),
    ("book_to_bill", 1.1, "GE"),
    ("win_rate", 0.40, "GE"),
    ("top_client_share", 0.30, "LE"),
)


def opportunity_rows(portfolio: Portfolio, horizon: Horizon, seed: int) -> Iterator[Row]:
    """Work bid for: open, won and lost. Values are in US dollars."""
    random = stream(seed, "opportunities")
    for number, (client, country, modality, stage, win, batches, ahead, lasts, price) in enumerate(_OPEN, start=1):
        opened_on = horizon.day(-int(random.integers(20, 260)))
        yield {
            **_bid(portfolio, number, client, country, modality, batches, price),
            "stage": stage,
            "win_fraction": win,
            "need_from_on": horizon.month(ahead),
            "need_to_on": horizon.month(ahead + lasts),
            "opened_on": opened_on,
        }
    for number, (client, country, modality, ago, lost_for, batches, price) in enumerate(_CLOSED, start=len(_OPEN) + 1):
        closed_on = horizon.month(-ago) + timedelta(days=int(random.integers(0, 20)))
        yield {
            **_bid(portfolio, number, client, country, modality, batches, price),
            "stage": "LOST" if lost_for else "WON",
            "win_fraction": 0.0 if lost_for else 1.0,
            "need_from_on": horizon.month(6 - ago),
            "need_to_on": horizon.month(18 - ago),
            "opened_on": closed_on - timedelta(days=int(random.integers(90, 300))),
            "closed_on": closed_on,
            "lost_reason": lost_for,
        }


def _bid(
    portfolio: Portfolio, number: int, client: int | None, country: str, modality: str, batches: int, price: float
) -> Row:
    suite_stage = "CONJUGATION" if modality == "ADC" else "DOWNSTREAM"
    owner = None if client is None else portfolio.clients[client]
    name = f"Prospect {number}" if owner is None else f"Client {owner.letters}"
    return {
        "opportunity_id": f"illustrative-opportunity-{number:02d}",
        "name": f"Illustrative {name}: {modality.lower()} for the {country} market",
        "partner_id": None if owner is None else owner.partner_id,
        "country": country,
        "modality": modality,
        "value": float(round(batches * price * 1e6)),
        "currency": "USD",
        "batches": batches,
        "suite_stage": suite_stage,
        "suite_days": float(batches * _DAYS_PER_BATCH[suite_stage] + 8),
    }


def action_rows(portfolio: Portfolio, horizon: Horizon, seed: int) -> Iterator[Row]:
    """Three or four actions with each client, on both sides; some of the open ones are overdue."""
    random = stream(seed, "actions")
    for place, client in enumerate(portfolio.clients):
        for offset in range(3 + place % 2):
            text, owner, ago, term, took = _ACTIONS[(place * 3 + offset) % len(_ACTIONS)]
            opened_on = horizon.month(-ago) + timedelta(days=int(random.integers(0, 15)))
            due_on = opened_on + timedelta(days=term + int(random.integers(0, 25)))
            closed_on = None if took is None else opened_on + timedelta(days=took)
            yield {
                "action_id": f"illustrative-action-{client.letters.lower()}-{offset + 1}",
                "partner_id": client.partner_id,
                "text": text,
                "owner": owner,
                "opened_on": opened_on,
                "due_on": due_on,
                "closed_on": closed_on,
            }


def target_rows(horizon: Horizon) -> Iterator[Row]:
    """Targets of the network for the year of `as_of` and the year before."""
    for year in (horizon.as_of.year - 1, horizon.as_of.year):
        for kpi_id, target, comparator in _TARGETS:
            yield {"kpi_id": kpi_id, "valid_from": date(year, 1, 1), "target": target, "comparator": comparator}
