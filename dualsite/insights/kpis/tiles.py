"""KPI tiles: a value with its target, its change, what it rests on, and its last twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.frames import small
from dualsite.kpi import KPIS, Asked, Figure, Kpi, ask, ask_together
from dualsite.kpi.windows import months_after

FEWEST = 5
"""Under this many items a rate is shown as a count."""


@dataclass(frozen=True)
class Target:
    """What a KPI is to reach."""

    value: float
    is_least: bool
    """True when at least the value is wanted, False when at most."""

    def is_met(self, value: float) -> bool:
        return value >= self.value if self.is_least else value <= self.value


@dataclass(frozen=True)
class Standing:
    """Where one KPI stands as of a day."""

    kpi: Kpi
    figure: Figure
    target: Target | None
    currency: str

    @property
    def is_count(self) -> bool:
        """Whether it rests on so few items that counts stand in place of the rate."""
        return self.kpi.is_rate and self.figure.value is not None and self.figure.n < FEWEST

    @property
    def value(self) -> str:
        figure = self.figure
        if self.is_count:
            return formats.share(figure.numerator, figure.denominator)
        return formats.measure(figure.value, self.kpi.unit, self.currency)

    @property
    def rests_on(self) -> str:
        """n of N for a rate, n for the rest; why there is no value when there is none."""
        figure = self.figure
        if figure.reason:
            return figure.reason
        if self.kpi.is_rate and not self.is_count and self.kpi.unit == "fraction" and figure.n:
            return formats.share(figure.numerator, figure.denominator)
        return f"n = {formats.number(figure.n)}" if figure.n else ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without a target or a value, or on too few items."""
        if self.target is None or self.figure.value is None or self.is_count:
            return None
        return self.target.is_met(self.figure.value)


@dataclass(frozen=True)
class Tile(Standing):
    """The same with where it comes from."""

    before: Figure
    """The same window a year before, as it stood then."""
    months: tuple[tuple[date, float | None], ...]
    """The last twelve complete months, oldest first; empty for a KPI that is not placed in time."""

    @property
    def change(self) -> str | None:
        """The change on the year before; None where either is unknown or too few."""
        if self.is_count or (self.kpi.is_rate and self.before.n < FEWEST):
            return None
        return formats.change(self.figure.value, self.before.value, self.kpi.unit)

    @property
    def direction(self) -> Literal["better", "worse", "neither"]:
        """Which way the change goes, by the KPI's own polarity."""
        now, before = self.figure.value, self.before.value
        if self.kpi.better == "neither" or now is None or before is None or now == before:
            return "neither"
        return "better" if (now > before) == (self.kpi.better == "higher") else "worse"


def standings(view: View, ids: Sequence[str]) -> list[Standing]:
    """Where each KPI stands, in the order asked for."""
    kpis = [KPIS[kpi_id] for kpi_id in ids]
    now = _first(ask(view, kpis))
    return [Standing(kpi, now[kpi.id], target(view, kpi), view.currency) for kpi in kpis]


def asked(view: View, ids: Sequence[str], *, has_months: bool = True) -> tuple[Asked, Asked, Asked]:
    """What tiles ask: where their KPIs stand, where they stood a year before, and their months."""
    kpis = tuple(KPIS[kpi_id] for kpi_id in ids)
    by_month = tuple(kpi for kpi in kpis if has_months and "month" in kpi.splits)
    return Asked(kpis), Asked(kpis, as_of=months_after(view.as_of, -12)), Asked(by_month, "month", 13)


def tiles(view: View, ids: Sequence[str], *, has_months: bool = True) -> list[Tile]:
    """One tile per KPI, in the order asked for; without its months where nobody looks at them."""
    kpis = [KPIS[kpi_id] for kpi_id in ids]
    stands, stood, monthly = ask_together(view, asked(view, ids, has_months=has_months))
    now, before = _first(stands), _first(stood)
    return [
        Tile(
            kpi,
            now[kpi.id],
            target(view, kpi),
            view.currency,
            before[kpi.id],
            _complete_months(view.as_of, monthly, kpi),
        )
        for kpi in kpis
    ]


def _first(figures: Sequence[Figure]) -> dict[str, Figure]:
    first: dict[str, Figure] = {}
    for figure in figures:
        first.setdefault(figure.kpi.id, figure)
    return first


def _complete_months(as_of: date, monthly: Sequence[Figure], kpi: Kpi) -> tuple[tuple[date, float | None], ...]:
    """The last twelve months that are over; the running one is left off."""
    values = {figure.by.get("month"): figure.value for figure in monthly if figure.kpi.id == kpi.id}
    first_running = (as_of + timedelta(days=1)).replace(day=1)
    months = [months_after(first_running, -back) for back in range(12, 0, -1)]
    return tuple((month, values[month]) for month in months if month in values)


def target(view: View, kpi: Kpi) -> Target | None:
    """The target in force: the site's own under a site filter, else the network's; the latest that has begun."""
    return _targets(view).get(kpi.id)


@cached_per_view
def _targets(view: View) -> dict[str, Target]:
    """The targets in force, by the ids of their KPIs."""
    if not view.has("targets"):
        return {}
    begun = [row for row in small(view, "targets").to_dict("records") if row["valid_from"] <= view.as_of]
    # The network's first, so that the site's own take their place; of each, the latest comes last.
    begun.sort(key=lambda row: (row["site_id"] is not None, row["valid_from"]))
    return {row["kpi_id"]: Target(float(row["target"]), row["comparator"] == "GE") for row in begun}
