"""What is said of the pipeline against capacity, as the command line prints it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from dualsite.planning.pipeline.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Break:
    """An open bid with demand in a quarter, and how likely the stage is oversold if it is won and if it is lost."""

    opportunity_id: str
    demand_d: int
    p_if_won: float
    p_if_lost: float


@dataclass(frozen=True, slots=True)
class Cure:
    """What would make room for the bid that breaks a quarter first: it comes later, or days become free."""

    opportunity_id: str
    months_later: int | None
    free_d: int | None


@dataclass(frozen=True, slots=True)
class StageQuarter:
    """One stage in one quarter: what is open, what may be needed, and how likely that is more. Days are suite-days."""

    quarter: Quarter
    stage: str
    open_d: int
    options_d: int
    certain_d: int
    expected_d: float
    all_d: int
    p50_d: int
    p90_d: int
    p_oversell: float
    breaks: tuple[Break, ...]
    """The one that breaks it most first, then by id."""
    cure: Cure | None

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "quarter": self.quarter.label,
            "from": self.quarter.first.isoformat(),
            "to": self.quarter.to.isoformat(),
            "stage": self.stage,
            "open_d": self.open_d,
            "options_d": self.options_d,
            "certain_d": self.certain_d,
            "expected_d": self.expected_d,
            "all_d": self.all_d,
            "p50_d": self.p50_d,
            "p90_d": self.p90_d,
            "p_oversell": self.p_oversell,
            "breaks": [asdict(one) for one in self.breaks],
            "cure": asdict(self.cure) if self.cure else None,
        }


@dataclass(frozen=True, slots=True)
class PipelineAnswer:
    """All quarters, stage by stage in the order of a route; none, and the `reason`, where it cannot be said."""

    periods: tuple[StageQuarter, ...]
    p_all_fit: float | None
    standard_error: float | None
    open_opportunities: int | None
    reason: str | None
    is_illustrative: bool

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "periods": [period.as_json() for period in self.periods],
            "p_all_fit": self.p_all_fit,
            "standard_error": self.standard_error,
            "open_opportunities": self.open_opportunities,
            "reason": self.reason,
            "illustrative": self.is_illustrative,
        }


def not_available(reason: str) -> PipelineAnswer:
    """Nothing, with the reason."""
    return PipelineAnswer((), None, None, None, reason, is_illustrative=False)
