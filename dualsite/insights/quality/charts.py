"""What is in control: a chart of the months of each KPI of quality, per site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import names_of
from dualsite.insights.kpis.months import NAMES
from dualsite.insights.kpis.signal_words import ASSURANCES, RULES, VARIATIONS
from dualsite.insights.kpis.signals import Month, Signal, signals
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi import KPIS, Kpi
from dualsite.kpi.control_chart import Variation
from dualsite.kpi.windows import Window, months_after

CHARTS = (
    "right_first_time",
    "deviations_per_100_batches",
    "invalidated_oos_per_1000_tests",
    "deviation_closure_median",
    "release_time_median",
)
"""The KPIs that are charted, in the order of the charts."""


@cached_per_view
def charted(view: View) -> tuple[Signal, ...]:
    """One signal per KPI of `CHARTS` and site of the view; the sites in the order of their ids."""
    return tuple(signals(view, CHARTS, by_site=True))


def site_of(signal: Signal) -> str:
    """The site that a signal is of, by id."""
    return str(signal.by["site_id"])


def told(view: View) -> list[Signal]:
    """Those with limits."""
    return [one for one in charted(view) if one.centre is not None]


def is_signal(signal: Signal) -> bool:
    """Whether its last month is more than chance."""
    return signal.variation not in (None, Variation.COMMON)


@cached_per_view
def points(view: View) -> pd.DataFrame:
    """A row per KPI, site and month with a value, in the order of the charts and of time; columns of `POINTS_SPEC`."""
    names = names_of(view, "sites", "site_id")
    rows = [
        {
            "kpi": _(signal.kpi.label),
            "site": names.get(site_of(signal), site_of(signal)),
            "month": month.first,
            "value": month.figure.value,
            "in_words": formats.measure(month.figure.value, signal.kpi.unit, view.currency),
            "n": month.figure.denominator if signal.kpi.is_rate else month.figure.n,
            "lower": lower,
            "centre": month.limits.centre if month.limits else None,
            "upper": upper,
            "target": signal.target.value if signal.target else None,
            "rules": rules_in_words(month),
            "name": name_of(signal, month),
            "takes_part": month.limits is not None,
            "variation": month.variation.value if month.variation else None,
            "named": NAMES[month.rules[0]] if month.rules else None,
            "kpi_id": signal.kpi.id,
            "unit": signal.kpi.unit,
            "site_id": site_of(signal),
            "data_class": ILLUSTRATIVE if month.figure.is_illustrative else None,
        }
        for signal in charted(view)
        for month, (lower, upper) in zip(signal.months, signal.shown, strict=True)
    ]
    return pd.DataFrame(rows, columns=POINTS_SPEC.names, dtype=object)


POINTS_SPEC = TableSpec(
    "quality-months",
    marked("Quality KPIs by month and site, with control limits"),
    (
        ColumnSpec("kpi", marked("KPI")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("month", marked("Month"), "month"),
        ColumnSpec("in_words", marked("Value")),
        ColumnSpec("n", marked("Of how many"), "whole"),
        ColumnSpec("lower", marked("Lower limit"), "number", digits=3),
        ColumnSpec("centre", marked("Mean"), "number", digits=3),
        ColumnSpec("upper", marked("Upper limit"), "number", digits=3),
        ColumnSpec("target", marked("Target"), "number", digits=3),
        ColumnSpec("rules", marked("Signal rule")),
        ColumnSpec("value", marked("Value as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("name"),
        ColumnSpec("takes_part", kind="flag"),
        ColumnSpec("variation", kind="code"),
        ColumnSpec("named", kind="word"),
        ColumnSpec("kpi_id", kind="code"),
        ColumnSpec("unit", kind="code"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def name_of(signal: Signal, month: Month) -> str:
    """What a month of a chart is called in the URL."""
    return ChartMonth(signal.kpi, site_of(signal), month.first).name


def rules_in_words(month: Month) -> str | None:
    """The rules that a month takes part in; None where it takes part in none."""
    return formats.listed([_(RULES[rule]) for rule in month.rules]) or None


def standing(signal: Signal) -> str:
    """What a chart says under its name: the last month, its variation and its assurance, or why there are no limits."""
    if not signal.months:
        return signal.reason or formats.UNKNOWN
    last = formats.measure(signal.months[-1].figure.value, signal.kpi.unit)
    if signal.reason:
        return _("{value}, no limits ({reason})").format(value=last, reason=signal.reason)
    said = [last, _(VARIATIONS[signal.variation])] if signal.variation else [_("no value in the last month")]
    if signal.assurance and signal.target:
        bound = "≥" if signal.target.is_least else "≤"
        value = formats.measure(signal.target.value, signal.kpi.unit)
        said.append(
            _("{assurance} {bound} {value}").format(assurance=_(ASSURANCES[signal.assurance]), bound=bound, value=value)
        )
    return formats.listed(said)


def signals_in_words(view: View) -> str:
    """Whether quality is in control, in a sentence or two: which KPI at which site is not, and by which rule."""
    limited = told(view)
    if not limited:
        return _("Control status unknown: no quality KPI has enough months.")
    names = names_of(view, "sites", "site_id")
    shown = [one for one in limited if is_signal(one)]
    if shown:
        return wording.sentences(*(_signal_in_words(one, names) for one in _gravest(shown)[:3]), _others(shown))
    counted = ngettext(
        "In control: no signal on the one chart with limits{without}.",
        "In control: no signal on {count} charts with limits{without}.",
        len(limited),
    )
    return counted.format(count=formats.number(len(limited)), without=_without(view, names))


def _gravest(shown: list[Signal]) -> list[Signal]:
    """What gets worse first, what gets better last."""
    order = (Variation.CONCERN, Variation.HIGH, Variation.LOW, Variation.IMPROVEMENT)
    return sorted(shown, key=lambda one: order.index(one.variation or Variation.IMPROVEMENT))


def _signal_in_words(signal: Signal, names: Mapping[str, str]) -> str:
    return _("{site}: {kpi} is {variation}, {rule}.").format(
        site=names.get(site_of(signal), site_of(signal)),
        kpi=_(signal.kpi.label),
        variation=_(VARIATIONS[signal.variation]) if signal.variation else "",
        rule=_(RULES[signal.rule]) if signal.rule else "",
    )


def _others(shown: list[Signal]) -> str:
    if len(shown) <= 3:
        return ""
    count = len(shown) - 3
    return ngettext("{count} more signal below.", "{count} more signals below.", count).format(
        count=formats.number(count)
    )


def _without(view: View, names: Mapping[str, str]) -> str:
    """The sites of which no chart has limits, as the end of a sentence."""
    with_limits = {site_of(one) for one in told(view)}
    without = list(dict.fromkeys(site_of(one) for one in charted(view) if site_of(one) not in with_limits))
    if not without:
        return ""
    named = formats.names([names.get(site, site) for site in without])
    return ngettext("; {sites} has too few months", "; {sites} have too few months", len(without)).format(sites=named)


def title(view: View) -> str:
    """The finding over the charts."""
    limited = told(view)
    shown = sum(map(is_signal, limited))
    if not limited:
        return _("No chart has enough months for limits")
    return _("Signals on {shown} of {count} charts with limits").format(
        shown=formats.number(shown), count=formats.number(len(limited))
    )


def in_words(view: View) -> str:
    """The charts as text, one after the other."""
    names = names_of(view, "sites", "site_id")
    return formats.parts(
        _("{kpi}, {site}: {standing}").format(
            kpi=_(one.kpi.label), site=names.get(site_of(one), site_of(one)), standing=standing(one)
        )
        for one in charted(view)
    )


def headed(signal: Signal) -> str:
    """What a chart is headed with: its KPI, and the unit where the name does not say it."""
    label = _(signal.kpi.label)
    return _("{kpi}, {unit}").format(kpi=label, unit=_(signal.kpi.unit)) if signal.kpi.unit == "d" else label


def site_names(view: View) -> dict[str, str]:
    """The names of the sites that have a month on a chart, by id, those with limits first; of all where none has."""
    names = names_of(view, "sites", "site_id")
    every = list(dict.fromkeys(map(site_of, charted(view))))
    with_months = {site_of(one) for one in charted(view) if one.months}
    with_limits = {site_of(one) for one in told(view)}
    shown = sorted([site for site in every if site in with_months] or every, key=lambda site: site not in with_limits)
    return {site: names.get(site, site) for site in shown}


def without_months(view: View) -> str:
    """Which sites have no month on any chart, in a sentence; empty where all have one."""
    names = names_of(view, "sites", "site_id")
    every, shown = list(dict.fromkeys(map(site_of, charted(view)))), site_names(view)
    missing = [names.get(site, site) for site in every if site not in shown]
    return _("{sites}: no month yet.").format(sites=formats.names(missing)) if missing else ""


def chance_in_words() -> str:
    """What chance alone would give, as docs/signals.md found it."""
    return _(
        "Normal variation alone flags the last month of about 2 in 100 charts: a signal is a prompt "
        "to investigate, not a verdict."
    )


@dataclass(frozen=True)
class ChartMonth:
    """One month of a chart."""

    kpi: Kpi
    site_id: str
    first: date

    @property
    def name(self) -> str:
        """What it is called in the URL."""
        return f"{self.kpi.id}.{self.first:%Y-%m}.{self.site_id}"

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.first, months_after(self.first, 1) - timedelta(days=1))


def month_named(view: View, name: str) -> ChartMonth | None:
    """The month of a chart by its name; None for one that no chart has."""
    found = points(view)
    row = next((one for one in found.itertuples() if one.name == name), None)
    return None if row is None else ChartMonth(KPIS[row.kpi_id], row.site_id, row.month)


def at_site(view: View, month: ChartMonth) -> View:
    """The same question of the site of a month."""
    return replace(view, site=month.site_id)


def month_in_words(view: View, month: ChartMonth) -> str:
    """The KPI, its site and the month."""
    sites = names_of(view, "sites", "site_id")
    return _("{kpi}, {site}, {month}").format(
        kpi=_(month.kpi.label), site=sites.get(month.site_id, month.site_id), month=formats.month(month.first)
    )


def month_standing(view: View, month: ChartMonth) -> str:
    """The value of a month, of how many, within which limits, and by which rules it is more than chance."""
    row = next(one for one in points(view).itertuples() if one.name == month.name)
    said = _("{value}, n = {n}.").format(value=row.in_words, n=formats.number(row.n))
    if not row.takes_part:
        return said
    lower, upper = (formats.measure(one, month.kpi.unit) for one in (row.lower, row.upper))
    within = _("Control limits {lower} to {upper}.").format(lower=lower, upper=upper)
    more = _("Signal: {rules}.").format(rules=row.rules) if row.rules else ""
    return wording.sentences(said, within, more)
