"""What a signal says, in words and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.kpis.signals import Signal, signals
from dualsite.kpi.control_chart import Assurance, Rule, Variation

VARIATIONS: Mapping[Variation, str] = {
    Variation.IMPROVEMENT: marked("improving"),
    Variation.CONCERN: marked("getting worse"),
    Variation.HIGH: marked("higher than before"),
    Variation.LOW: marked("lower than before"),
    Variation.COMMON: marked("within normal variation"),
}
ASSURANCES: Mapping[Assurance, str] = {
    Assurance.PASS: marked("will meet its target"),
    Assurance.FAIL: marked("will miss its target"),
    Assurance.HIT_OR_MISS: marked("may meet or miss its target"),
}
RULES: Mapping[Rule, str] = {
    1: marked("a month beyond the limits"),
    2: marked("seven months or more on one side of the mean"),
    3: marked("seven months or more trending one way"),
    4: marked("two of three months far from the mean"),
}


AHEAD: Mapping[Assurance, str] = {
    Assurance.PASS: marked("will meet it"),
    Assurance.FAIL: marked("will miss it"),
    Assurance.HIT_OR_MISS: marked("may meet or miss it"),
}
"""The same beside the target."""
WHY_AHEAD: Mapping[Assurance, str] = {
    Assurance.PASS: marked(
        "The target lies outside the control limits: every month meets it unless the process changes."
    ),
    Assurance.FAIL: marked("The target lies outside the control limits: no month meets it unless the process changes."),
    Assurance.HIT_OR_MISS: marked("The target lies within the control limits: any month may meet or miss it."),
}

CHANCE = 50
"""Of so many KPIs that are well-behaved, chance alone marks one: `tools.false_alarms`, in docs/signals.md."""


def is_shown(signal: Signal) -> bool:
    """Whether its last month is more than chance."""
    return signal.variation not in (None, Variation.COMMON)


def counted(view: View) -> str:
    """How many of the KPIs show a signal, beside what chance alone would give; empty where none has limits."""
    judged = {one.kpi.id for one in signals(view) if one.variation}
    shown = {one.kpi.id for one in signals(view) if is_shown(one)}
    if not judged:
        return ""
    said = ngettext(
        "{shown} of {judged} KPIs shows a signal; normal variation alone flags about 1 in {chance}.",
        "{shown} of {judged} KPIs show a signal; normal variation alone flags about 1 in {chance}.",
        len(shown),
    )
    return said.format(
        shown=formats.number(len(shown)), judged=formats.number(len(judged)), chance=formats.number(CHANCE)
    )


def short(signal: Signal) -> str:
    """What its last month says in a word or two; why nothing is said where nothing is."""
    if signal.variation:
        return _(VARIATIONS[signal.variation])
    if signal.reason:
        return _("no limits: {reason}").format(reason=signal.reason)
    return _("no value in the last month")


def at_a_glance(signal: Signal) -> str:
    """Whether its last month is a signal, and whether its target will be met, in a few words."""
    return formats.parts([short(signal), *([_(AHEAD[signal.assurance])] if signal.assurance else [])])


def behind(view: View, signal: Signal) -> str:
    """What the word rests on: the rule, and what chance alone gives."""
    rule = _(RULES[signal.rule]) if signal.rule else _("no rule flags the last month")
    shown = [both for both in signal.shown if both[0] is not None]
    if signal.centre is None or not shown:
        return rule
    mean, lower, upper = (formats.measure(one, signal.kpi.unit, view.currency) for one in (signal.centre, *shown[-1]))
    return _("{rule}; mean {mean}, limits {lower} to {upper}").format(rule=rule, mean=mean, lower=lower, upper=upper)


def verdict(signal: Signal) -> str:
    """Whether what is seen is a signal, and by which rule; that a target will be missed, where that is certain."""
    if signal.variation and signal.rule:
        said = _("a signal: {variation}, {rule}").format(
            variation=_(VARIATIONS[signal.variation]), rule=_(RULES[signal.rule])
        )
    else:
        said = _("within normal variation") if signal.variation else short(signal)
    return formats.parts([said, *([_(ASSURANCES[Assurance.FAIL])] if signal.assurance is Assurance.FAIL else [])])


def as_json(signal: Signal) -> dict[str, Any]:
    """The signal as a program reads it; days are ISO 8601 text, unknown is None."""
    return {
        "id": signal.kpi.id,
        "by": {name: key.isoformat() if isinstance(key, date) else key for name, key in signal.by.items()},
        "chart": signal.kpi.chart.value,
        "centre": signal.centre,
        "points": [
            {
                "month": month.first.isoformat(),
                "value": month.figure.value,
                "n": month.figure.n if month.figure.denominator is None else month.figure.denominator,
                "lower": lower,
                "upper": upper,
                "rules": list(month.rules),
            }
            for month, (lower, upper) in zip(signal.months, signal.shown, strict=True)
        ],
        "variation": signal.variation,
        "rule": signal.rule,
        "assurance": signal.assurance,
        "target": signal.target.value if signal.target else None,
        "reason": signal.reason,
        "illustrative": signal.is_illustrative,
    }


def in_words(view: View, signal: Signal) -> str:
    """The signal as a line: the KPI, its last month, what it says, and what it rests on."""
    keys = " ".join(f"{name}={key}" for name, key in signal.by.items())
    name = formats.in_column(f"{_(signal.kpi.label)} {keys}".strip(), 44)
    if signal.reason:
        return _("{kpi} — ({reason})").format(kpi=name, reason=signal.reason)
    last = signal.months[-1]
    told = [_(VARIATIONS[signal.variation]) if signal.variation else _("no value in the last month")]
    if signal.rule:
        told.append(_(RULES[signal.rule]))
    if signal.assurance and signal.target:
        value = formats.measure(signal.target.value, signal.kpi.unit, view.currency)
        told.append(_("{assurance} (target {value})").format(assurance=_(ASSURANCES[signal.assurance]), value=value))
    value = formats.measure(last.figure.value, signal.kpi.unit, view.currency)
    made_up = _(" [illustrative]") if signal.is_illustrative else ""
    return _("{kpi} {value}: {told}{made_up}").format(kpi=name, value=value, told=", ".join(told), made_up=made_up)
