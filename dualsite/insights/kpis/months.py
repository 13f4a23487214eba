"""The months of a KPI with what they may be by chance: the rows of its control chart, and what it says in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights.kpis.signal_words import ASSURANCES, RULES, VARIATIONS
from dualsite.insights.kpis.signals import Signal
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, Kind, TableSpec
from dualsite.kpi import Kpi
from dualsite.kpi.control_chart import Rule

NAMES: Mapping[Rule, str] = {
    1: marked("beyond a limit"),
    2: marked("run on one side of the mean"),
    3: marked("trend"),
    4: marked("two of three near a limit"),
}
"""What a rule is called beside the months that it marks."""

_KINDS: Mapping[str, Kind] = {"fraction": "fraction", "money": "amount"}
_WITHOUT_UNIT = ("count", "ratio", *_KINDS)


def months(view: View, signal: Signal) -> pd.DataFrame:
    """The months of a signal, oldest first, with what each may be by chance and the rules that it takes part in.

    `variation` says what the first of its rules says of it, `named` what that is called, `shown` the value in its
    unit. Limits and centre are None where there are none.
    """
    rows = [
        {
            "month": month.first,
            "value": month.figure.value,
            "n": month.figure.n if month.figure.denominator is None else round(month.figure.denominator),
            "lower": lower,
            "centre": month.limits.centre if month.limits else None,
            "upper": upper,
            "target": signal.target.value if signal.target and not signal.kpi.is_of_year else None,
            "rules": tuple(_(RULES[rule]) for rule in month.rules),
            "takes_part": month.is_ripe,
            "variation": month.variation.value if month.variation else None,
            "named": NAMES[month.rules[0]] if month.rules else None,
            "shown": formats.measure(month.figure.value, signal.kpi.unit, view.currency),
            "data_class": "ILLUSTRATIVE" if month.figure.is_illustrative else "INTERNAL",
        }
        for month, (lower, upper) in zip(signal.months, signal.shown, strict=True)
    ]
    return pd.DataFrame(rows, columns=months_spec(signal.kpi).names, dtype=object)


def months_spec(kpi: Kpi) -> TableSpec:
    """The months of a KPI, its value and limits in its own unit."""
    kind = _KINDS.get(kpi.unit, "number")
    unit = None if kpi.unit in _WITHOUT_UNIT else kpi.unit
    digits = 2 if kpi.unit == "ratio" else None
    return TableSpec(
        "months",
        kpi.label,
        (
            ColumnSpec("month", marked("Month"), "month"),
            ColumnSpec("value", kpi.label, kind, unit, digits=digits),
            ColumnSpec("n", marked("Based on"), "whole", marked("n")),
            ColumnSpec("lower", marked("Lower limit"), kind, unit, digits=digits),
            ColumnSpec("centre", marked("Mean"), kind, unit, digits=digits),
            ColumnSpec("upper", marked("Upper limit"), kind, unit, digits=digits),
            ColumnSpec("target", marked("Target"), kind, unit, digits=digits),
            ColumnSpec("rules", marked("Rules"), "texts"),
            ColumnSpec("takes_part", marked("Included"), "flag"),
            ColumnSpec("variation", kind="code"),
            ColumnSpec("named", kind="word"),
            ColumnSpec("shown"),
            DATA_CLASS,
        ),
    )


def title(signal: Signal) -> str:
    """What the chart says: `Getting worse: a month beyond the limits. It may meet or miss its target.`"""
    if signal.reason:
        return _("No limits ({reason})").format(reason=signal.reason)
    said = _(VARIATIONS[signal.variation]) if signal.variation else _("no value in the last month")
    said = said[:1].upper() + said[1:]
    if signal.rule:
        said = _("{variation}: {rule}").format(variation=said, rule=_(RULES[signal.rule]))
    if signal.assurance:
        return _("{variation}; {assurance}").format(variation=said, assurance=_(ASSURANCES[signal.assurance]))
    return said


def in_words(view: View, signal: Signal) -> str:
    """The chart as text: what it says, the limits, and the months that are more than chance."""
    kpi = signal.kpi
    told = [_("{kpi} by month").format(kpi=_(kpi.label)), title(signal)]
    if signal.centre is not None:
        lower, upper = next(one for one in reversed(signal.shown) if one[0] is not None)
        mean, low, high = (formats.measure(one, kpi.unit, view.currency) for one in (signal.centre, lower, upper))
        told.append(_("mean {mean}, limits {lower} to {upper}").format(mean=mean, lower=low, upper=high))
    for month in signal.months:
        if month.rules:
            value = formats.measure(month.figure.value, kpi.unit, view.currency)
            rules = formats.joined([_(NAMES[rule]) for rule in month.rules])
            told.append(
                _("{month}: {value}, {rules}").format(month=formats.month(month.first), value=value, rules=rules)
            )
    return formats.parts(told)
