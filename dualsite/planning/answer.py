"""What the slot finder answers, and the shape in which it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dualsite.planning.approvals import MissingApproval


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step's campaign: `[start_on, end_on)` on a unit of a suite; batch N is usable on `usable_on`."""

    step_no: int
    stage: str
    site_id: str
    suite_id: str
    unit: int
    start_on: date
    end_on: date
    usable_on: date


@dataclass(frozen=True, slots=True)
class Constraint:
    """What holds an option back, and by how many days delivery comes earlier without it.

    `kind`: BOOKING (ref booking_id), RESERVED, READY_ON, GMP_READY (ref suite_id), CHANGEOVER; and, gaining 0,
    PROCESS_TIME or SEVERAL. `suite_id`: the suite it is about, if it is about one;
    `until_on`: the first day after the booking or the reserved time it is about.
    """

    kind: str
    ref: str | None
    days_gained: int
    text: str
    suite_id: str | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One plan. `binding`: what holds it back most; `relaxations`: every single thing that would bring delivery
    forward, most days first, for the page's switches; empty when none alone does."""

    rank: int
    delivery_on: date
    slack_d: int | None
    sites: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    missing_approvals: tuple[MissingApproval, ...]
    binding: Constraint
    relaxations: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no plan: NO_ROUTE (without step), NO_SUITE, HOLD or NO_GAP."""

    kind: str
    step_no: int | None
    stage: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Up to three options by rank, or the reason why there is none."""

    options: tuple[Option, ...]
    reason: Reason | None

    def as_json(self) -> dict[str, Any]:
        """The printed shape: plain lists and dicts, days as ISO text."""
        return {
            "options": [_option(option) for option in self.options],
            "reason": None
            if self.reason is None
            else {
                "kind": self.reason.kind,
                "step_no": self.reason.step_no,
                "stage": self.reason.stage,
                "text": self.reason.text,
            },
        }


def _option(option: Option) -> dict[str, Any]:
    binding = option.binding
    return {
        "rank": option.rank,
        "delivery_on": option.delivery_on.isoformat(),
        "slack_d": option.slack_d,
        "sites": list(option.sites),
        "steps": [_step(step) for step in option.steps],
        "missing_approvals": [_missing(missing) for missing in option.missing_approvals],
        "binding": {
            "kind": binding.kind,
            "ref": binding.ref,
            "days_gained": binding.days_gained,
            "text": binding.text,
        },
    }


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "step_no": step.step_no,
        "stage": step.stage,
        "suite_id": step.suite_id,
        "unit": step.unit,
        "start_on": step.start_on.isoformat(),
        "end_on": step.end_on.isoformat(),
        "usable_on": step.usable_on.isoformat(),
    }


def _missing(missing: MissingApproval) -> dict[str, Any]:
    return {
        "stage": missing.stage,
        "site_id": missing.site_id,
        "market": missing.market,
        "expected_on": None if missing.expected_on is None else missing.expected_on.isoformat(),
    }
