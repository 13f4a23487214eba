"""The comparison of a few scenarios as the page Scenarios shows it: the tiles of Today and what the models say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.frames import names_of
from dualsite.insights.kpis.today import TILES
from dualsite.insights.scenarios.comparison import AT_RISK, DELIVERY, NO_QUESTIONS, Compared, compared
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning import SlotRequest
from dualsite.planning.pipeline import first_day
from dualsite.scenarios import Scenario

MOST = 4
"""Scenarios beside the data as they are."""

IDS = (*TILES, "pipeline.p_all_fit", "pipeline.p_oversell", AT_RISK, DELIVERY)
"""What is compared."""


def side_by_side(
    view: View, scenarios: Sequence[Scenario], questions: Mapping[str, SlotRequest] = NO_QUESTIONS
) -> pd.DataFrame:
    """One row per figure: `label`, of what (`of`), a text per scenario (`shown_0` is the base), `data_class`; and
    `value_0` … as numbers of `told_in`, `unit` and `is_changed`. Without stages that are not bid for."""
    return _side_by_side(view.as_told, tuple(scenarios), tuple(questions.items()))


@cached_per_view
def _side_by_side(
    view: View, scenarios: tuple[Scenario, ...], questions: tuple[tuple[str, SlotRequest], ...]
) -> pd.DataFrame:
    found = compared(view, [None, *scenarios], IDS, dict(questions))
    models = ("pipeline.", "continuity.")
    rows = [_row(view, one) for one in found if any(one.values) or not one.id.startswith(models)]
    return pd.DataFrame(rows, columns=[column.name for column in side_by_side_spec(scenarios).columns])


def side_by_side_spec(scenarios: Sequence[Scenario]) -> TableSpec:
    """What the comparison holds: a column per scenario, each with its difference to the data as they are."""
    called = (_("Base case"), *(scenario.called for scenario in scenarios))
    return TableSpec(
        "scenarios",
        marked("Scenario comparison"),
        (
            ColumnSpec("label", marked("Figure"), is_strong=True),
            ColumnSpec("of", marked("Measure")),
            *(ColumnSpec(f"shown_{place}", heading) for place, heading in enumerate(called)),
            *(
                ColumnSpec(
                    f"value_{place}",
                    _("{scenario}, as a number").format(scenario=name),
                    "number",
                    digits=3,
                    is_filed=True,
                )
                for place, name in enumerate(called)
            ),
            ColumnSpec("told_in", marked("Unit of the numbers"), "code", is_filed=True),
            ColumnSpec("unit", kind="code"),
            ColumnSpec("is_changed", kind="flag"),
            DATA_CLASS,
        ),
    )


def answer(view: View, scenarios: Sequence[Scenario], questions: Mapping[str, SlotRequest] = NO_QUESTIONS) -> str:
    """What the scenarios change most, in a sentence; that there is nothing to compare without any."""
    if not scenarios:
        return _("Choose up to four scenarios to see what each of them changes.")
    rows = side_by_side(view, scenarios, questions)
    changed = list(rows[rows.is_changed].itertuples())
    if not changed:
        return _("None of the figures below changes: {count} figures, {scenarios}.").format(
            count=formats.number(len(rows)), scenarios=formats.listed([one.called for one in scenarios])
        )
    first = changed[0]
    place = next(place for place in range(1, len(scenarios) + 1) if getattr(first, f"shown_{place}") != first.shown_0)
    return _("{changed} of {count} figures change. {figure}: {now} under {scenario}, {base} in the base case.").format(
        changed=formats.number(len(changed)),
        count=formats.number(len(rows)),
        figure=formats.parts([text for text in (first.label, first.of) if text]),
        now=getattr(first, f"shown_{place}"),
        scenario=scenarios[place - 1].called,
        base=first.shown_0,
    )


def shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of the rows that are shares from 0 to 1 and change, for the figure; all shares where none does."""
    of_one_scale = rows[rows.unit == "fraction"]
    changed = of_one_scale[of_one_scale.is_changed]
    return changed if len(changed) else of_one_scale


TITLE = marked("Shares by scenario")
MEASURES = marked("KPIs over the trailing 12 months, and probability that each stage is oversold, per cent.")
"""The figure of the shares and what it measures; marked texts."""


def in_words(rows: pd.DataFrame, scenarios: Sequence[Scenario]) -> str:
    """The comparison as text."""
    called = (_("Base case"), *(scenario.called for scenario in scenarios))
    return formats.parts(
        _("{figure}, {scenario}: {value}").format(
            figure=formats.parts([text for text in (row.label, row.of) if text]),
            scenario=name,
            value=getattr(row, f"shown_{place}"),
        )
        for row in rows.itertuples()
        for place, name in enumerate(called)
    )


def _row(view: View, one: Compared) -> dict[str, object]:
    is_money = len(one.unit) == 3 and one.unit.isupper()
    unit, currency = ("money", one.unit) if is_money else (one.unit, "USD")
    shown: dict[str, object] = {}
    for place, (value, difference) in enumerate(zip(one.values, one.differences, strict=True)):
        told = _told(value, unit, currency)
        changed = _changed(one, place, unit) if place and difference else None
        shown[f"shown_{place}"] = f"{told} ({changed})" if changed else told
        shown[f"value_{place}"] = None if isinstance(value, date) else value
    known = [value for value in one.values if value is not None]
    return {
        "label": one.label,
        "of": formats.listed([_called(view, name, key) for name, key in one.by.items() if key]),
        "unit": unit,
        "told_in": one.unit,
        "is_changed": len(set(known)) > 1 or len(known) not in (0, len(one.values)),
        "data_class": "ILLUSTRATIVE" if one.illustrative else "INTERNAL",
        **shown,
    }


def _told(value: float | date | None, unit: str, currency: str) -> str:
    return formats.day(value) if isinstance(value, date) else formats.measure(value, unit, currency)


def _changed(one: Compared, place: int, unit: str) -> str | None:
    """By how much a value differs from that of the data as they are, in words; of days how many later or sooner."""
    value, base, difference = one.values[place], one.values[0], one.differences[place]
    if isinstance(value, date) or isinstance(base, date):
        days = formats.number(abs(difference or 0))
        return (_("{days} d later") if (difference or 0) > 0 else _("{days} d earlier")).format(days=days)
    return formats.change(value, base, unit) if base else None


def _called(view: View, name: str, key: str) -> str:
    """What a figure is of, in words: its stage and its quarter, or its site."""
    if name == "site":
        return names_of(view, "sites", "site_id").get(key, key)
    if name == "stage":
        return wording.stage(key)
    return formats.quarter(first_day(key)) if name == "quarter" else key
