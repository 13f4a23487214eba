"""KPI tiles: a value with its target, its change, what it rests on, and what its months say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dualsite import formats
from dualsite.access import View
from dualsite.insights.kpis import signals
from dualsite.insights.kpis.signals import Signal
from dualsite.insights.kpis.targets import Target, target
from dualsite.kpi import KPIS, Asked, Figure, Kpi, ask, ask_together
from dualsite.kpi.windows import months_after

FEWEST = 5
"""Under this many items a rate is shown as a count."""


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
    signal: Signal | None
    """What its months say; None for a KPI that has none."""

    @property
    def change(self) -> str | None:
        """The change on the year before; None where either is unknown or too few."""
        if self.is_count or (self.kpi.is_rate and self.before.n < FEWEST):
            return None
        return formats.change(self.figure.value, self.before.value, self.kpi.unit)


def standings(view: View, ids: Sequence[str]) -> list[Standing]:
    """Where each KPI stands, in the order asked for."""
    kpis = [KPIS[kpi_id] for kpi_id in ids]
    now = _first(ask(view, kpis))
    return [Standing(kpi, now[kpi.id], target(view, kpi), view.currency) for kpi in kpis]


def asked(view: View, ids: Sequence[str]) -> tuple[Asked, Asked, Asked]:
    """What tiles ask: where their KPIs stand, where they stood a year before, and their months."""
    kpis = tuple(KPIS[kpi_id] for kpi_id in ids)
    by_month = [kpi for kpi in kpis if signals.has_months(kpi)]
    return Asked(kpis), Asked(kpis, as_of=months_after(view.as_of, -12)), signals.asked(by_month)


def tiles(view: View, ids: Sequence[str]) -> list[Tile]:
    """One tile per KPI, in the order asked for."""
    kpis = [KPIS[kpi_id] for kpi_id in ids]
    stands, stood, _months = ask_together(view, asked(view, ids))
    now, before = _first(stands), _first(stood)
    by_month = [kpi.id for kpi in kpis if signals.has_months(kpi)]
    found = signals.signals(view, by_month) if by_month else []
    return [
        Tile(
            kpi,
            now[kpi.id],
            target(view, kpi),
            view.currency,
            before[kpi.id],
            next((one for one in found if one.kpi is kpi and one.by == now[kpi.id].by), None),
        )
        for kpi in kpis
    ]


def _first(figures: Sequence[Figure]) -> dict[str, Figure]:
    first: dict[str, Figure] = {}
    for figure in figures:
        first.setdefault(figure.kpi.id, figure)
    return first
