"""Signals: which KPIs moved by more than chance over their months, and whether their targets will be met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dualsite.access import View
from dualsite.cache import cached_per_item
from dualsite.errors import InputError
from dualsite.i18n import _
from dualsite.insights.frames import names_of, small
from dualsite.insights.kpis.beginnings import beginnings, month
from dualsite.insights.kpis.targets import Target, target
from dualsite.kpi import KPIS, Asked, Figure, Kpi, ask_together
from dualsite.kpi.control_chart import (
    FEWEST_EVENTS,
    FEWEST_POINTS,
    Assurance,
    Chart,
    ControlLimits,
    NoLimits,
    Point,
    Rule,
    Variation,
    assurance,
    limits,
    rules,
    variation,
)
from dualsite.kpi.windows import month_of, months_after

MONTHS = 24
"""How many complete months are looked at unless somebody asks for others."""


@dataclass(frozen=True, slots=True)
class Month:
    """One complete month of a KPI."""

    first: date
    figure: Figure
    is_ripe: bool
    """Whether it takes part in limits and rules: a month whose rows still ripen does not."""
    limits: ControlLimits | None = None
    """What it may be by chance, not cut to what is possible."""
    rules: tuple[Rule, ...] = ()
    variation: Variation | None = None
    """What it says by the first of its rules; None where it takes no part, or without limits."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One KPI, or one of the rows it has by nature, over its months."""

    kpi: Kpi
    by: Mapping[str, str | date]
    months: tuple[Month, ...]
    """Those with a value, oldest first."""
    variation: Variation | None
    rule: Rule | None
    """The rule that the variation is told by."""
    assurance: Assurance | None
    target: Target | None
    reason: str | None
    """Why there are no limits, or no months."""

    @property
    def shown(self) -> list[tuple[float | None, float | None]]:
        """The limits of each month as they are drawn: not below nothing, and not above the whole."""
        return [(None, None) if month.limits is None else _possible(self.kpi, month.limits) for month in self.months]

    @property
    def centre(self) -> float | None:
        """The mean that the limits lie about; None without limits."""
        return next((month.limits.centre for month in self.months if month.limits), None)

    @property
    def is_illustrative(self) -> bool:
        return any(month.figure.is_illustrative for month in self.months)


def signals(view: View, ids: Sequence[str] = (), months: int = MONTHS, *, by_site: bool = False) -> list[Signal]:
    """The signals of these KPIs, of all that have months when none is named, in the order of the catalogue or of `ids`.

    One per KPI and row it has by nature; by site, one per site as well. Raises InputError for an id that is none or
    has no months, and for fewer months than one.
    """
    if months < 1:
        raise InputError(_("A window of {months} months is too short. Use 1 or more.").format(months=months))
    with_months = {kpi_id: kpi for kpi_id, kpi in KPIS.items() if has_months(kpi)}
    for kpi_id in ids:
        if kpi_id not in with_months:
            raise InputError(
                _("There is no KPI {kpi} with months. Use one of {kpis}.").format(
                    kpi=kpi_id, kpis=", ".join(with_months)
                )
            )
    kpis = [KPIS[kpi_id] for kpi_id in dict.fromkeys(ids)] or list(with_months.values())
    if not by_site:
        return [signal for of_one in _signals(view, [(kpi, months) for kpi in kpis]).values() for signal in of_one]
    sites = list(small(view, "sites")["site_id"])
    of_sites = {site: _signals(replace(view, site=site), [(kpi, months) for kpi in kpis]) for site in sites}
    return [
        replace(signal, by={**signal.by, "site_id": site})
        for kpi in kpis
        for site in sites
        for signal in of_sites[site][kpi, months]
    ]


def has_months(kpi: Kpi) -> bool:
    """Whether the KPI has a chart of its months: all that can be split by month, but for parts of a whole."""
    return "month" in kpi.splits and "part" not in kpi.keys


def names(view: View, signal: Signal) -> list[str]:
    """What the row that the signal is of is called, by its keys: the name of a site; empty for a KPI's one value."""
    sites = names_of(view, "sites", "site_id") if "site_id" in signal.by else {}
    return [sites.get(str(key), str(key)) for key in signal.by.values()]


def asked(kpis: Sequence[Kpi], months: int = MONTHS) -> Asked:
    """What signals ask: one month more than is looked at, as the running month takes the place of one."""
    return Asked(tuple(kpis), "month", months + 1)


@cached_per_item
def _signals(view: View, items: Sequence[tuple[Kpi, int]]) -> dict[tuple[Kpi, int], list[Signal]]:
    monthly = ask_together(view, [asked([kpi], months) for kpi, months in items])
    running = month_of(view.as_of + timedelta(days=1))
    found: dict[tuple[Kpi, int], list[Signal]] = {}
    firsts = {months: months_after(running, -months) for _kpi, months in items}
    complete = {
        (kpi, months): [one for one in figures if _is_between(one, firsts[months], running)]
        for (kpi, months), figures in zip(items, monthly, strict=True)
    }
    begins = beginnings(view, {kpi: figures for (kpi, _months), figures in complete.items()})
    for (kpi, months), figures in zip(items, monthly, strict=True):
        by_row: dict[tuple[tuple[str, Any], ...], list[Figure]] = {_row(figure): [] for figure in figures}
        for figure in complete[kpi, months]:
            if month(figure) >= begins[kpi]:
                by_row[_row(figure)].append(figure)
        reasons = {_row(figure): figure.reason for figure in figures if "month" not in figure.by and figure.reason}
        found[kpi, months] = [
            _signal(view, kpi, dict(keys), of_row, reasons.get(keys)) for keys, of_row in by_row.items()
        ]
    return found


def _row(figure: Figure) -> tuple[tuple[str, Any], ...]:
    """Which of the rows that a KPI has by nature the figure is of."""
    return tuple((name, key) for name, key in figure.by.items() if name != "month")


def _is_between(figure: Figure, first: date, running: date) -> bool:
    return "month" in figure.by and first <= month(figure) < running


def _signal(view: View, kpi: Kpi, by: Mapping[str, str | date], months: Sequence[Figure], reason: str | None) -> Signal:
    # A row that is of a site by nature is held to that site's target.
    wanted = target(replace(view, site=str(by["site_id"])) if "site_id" in by else view, kpi)
    last_ripe = _last_ripe(view.as_of, kpi)
    told = [Month(month(one), one, month(one) <= last_ripe) for one in months if one.value is not None]
    ripe = [one for one in told if one.is_ripe]
    found = limits(kpi.chart, [_point(one.figure) for one in ripe], kpi.times) if reason is None else None
    if found is None or isinstance(found, NoLimits):
        reason = reason or _why(found, len(ripe))
        return Signal(kpi, by, tuple(told), None, None, None, wanted, reason)
    marks = rules([float(one.figure.value or 0) for one in ripe], found)
    judged = {
        ripened.first: replace(ripened, limits=one, rules=tuple(mark), variation=variation(mark, kpi.better))
        for ripened, one, mark in zip(ripe, found, marks, strict=True)
    }
    last, mark = ripe[-1], marks[-1]
    is_present = last.first == last_ripe
    holds = wanted is not None and not kpi.is_of_year
    return Signal(
        kpi,
        by,
        tuple(judged.get(one.first, one) for one in told),
        variation(mark, kpi.better) if is_present else None,
        min(mark) if is_present and mark else None,
        assurance(found[-1], wanted.value, wanted.is_least) if wanted is not None and holds else None,
        wanted,
        None,
    )


def _last_ripe(as_of: date, kpi: Kpi) -> date:
    """The first day of the last month that is complete, and whose rows are ripe."""
    return months_after(month_of(as_of - timedelta(days=kpi.mature_d - 1)), -1)


def _point(figure: Figure) -> Point:
    return Point(float(figure.value or 0), figure.numerator or 0.0, figure.denominator or 0.0)


def _why(found: NoLimits | None, months: int) -> str:
    match found:
        case NoLimits.FEW_EVENTS:
            return _("fewer than {fewest} events").format(fewest=FEWEST_EVENTS)
        case NoLimits.NO_VARIATION:
            return _("no variation")
        case _:
            return _("{months} of {fewest} months").format(months=months, fewest=FEWEST_POINTS)


def _possible(kpi: Kpi, one: ControlLimits) -> tuple[float, float]:
    """The limits within what the KPI can be. Money, ratios and slips may be below nothing."""
    is_signed = kpi.is_money or kpi.unit == "ratio" or kpi.id == "milestone_slip"
    lower = one.lower if is_signed else max(0.0, one.lower)
    return lower, min(1.0, one.upper) if kpi.chart is Chart.P else one.upper
