"""Rows of `actions` and `targets`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dualsite.sample.horizon import Horizon
from dualsite.sample.portfolio import Portfolio
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

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
