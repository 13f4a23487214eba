"""KPIs and models under scenarios, side by side with the data as they are or with another scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.access import View, ids
from dualsite.errors import InputError
from dualsite.i18n import _
from dualsite.insights.capacity import slots
from dualsite.insights.continuity import outlooks
from dualsite.insights.continuity.company import why_not
from dualsite.insights.continuity.outage import usual
from dualsite.insights.data import provenance
from dualsite.insights.pipeline import capacity
from dualsite.kpi import answers
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.scenarios.text import BASE

AT_RISK = "continuity.at_risk_kg"
"""The id that what is at risk when a site stops is asked for by: tomorrow, for as long as goes without saying."""

MODELS = ("pipeline.p_all_fit", "pipeline.p_oversell", "pipeline.expected_d", AT_RISK)
"""What the models answer, by the id that it is asked for by."""

DELIVERY = "slots.delivery_on"
"""The id that the delivery days of slot questions are asked for by."""

DAY = "day"
"""The unit of a value that is a day; differences of it are in days."""

NO_QUESTIONS: Mapping[str, SlotRequest] = {}


@dataclass(frozen=True)
class Compared:
    """One figure under each of several scenarios, the first of which is what the others are held to."""

    id: str
    label: str
    unit: str
    better: str
    by: dict[str, str]
    values: tuple[float | date | None, ...]
    """One for each scenario, in order; None where it is unknown."""
    reasons: tuple[str | None, ...]
    illustrative: bool

    @property
    def differences(self) -> tuple[float | None, ...]:
        """What each value is more than the first, of days in days; None where either is unknown."""
        known = [value.toordinal() if isinstance(value, date) else value for value in self.values]
        base = known[0]
        return tuple(None if base is None or value is None else value - base for value in known)


def compared(
    view: View,
    scenarios: Sequence[Scenario | None],
    ids: Iterable[str] = (),
    questions: Mapping[str, SlotRequest] = NO_QUESTIONS,
) -> list[Compared]:
    """Every KPI, what the models say, and the best delivery day of each of the slot `questions`, by their names, under
    each of the scenarios; None is the data as they are.

    `ids` are KPIs, those of `MODELS` or `DELIVERY`; none are all of them. A figure that is not there under one of the
    scenarios (a quarter without demand) is unknown there. Raises InputError for an id that is none.
    """
    asked = list(dict.fromkeys(ids))
    kpis = [one for one in asked if one not in (*MODELS, DELIVERY)]
    found: list[list[dict[str, Any]]] = []
    for scenario in scenarios:
        under = replace(view, scenario=scenario)
        rows = answers(under, kpis) if kpis or not asked else []
        rows += [row for row in _of_models(under) if row["id"] in asked] if asked else _of_models(under)
        found.append([*rows, *(_deliveries(under, questions) if not asked or DELIVERY in asked else ())])
    return _side_by_side(found)


def names(scenarios: Sequence[Scenario | None]) -> list[str]:
    """What the scenarios are called in a file; the data as they are by `BASE`."""
    return [BASE if scenario is None else scenario.name for scenario in scenarios]


def _of_models(view: View) -> list[dict[str, Any]]:
    """What the pipeline says and what is at risk, in rows like those of KPIs."""
    found = capacity.weighed(view).as_json()
    common = {"better": "neither", "by": {}, "illustrative": found["illustrative"], "reason": found["reason"]}
    fits = {"id": "pipeline.p_all_fit", "label": _("All bids won fit"), "unit": "fraction"}
    rows: list[dict[str, Any]] = [{**common, **fits, "better": "higher", "value": found["p_all_fit"]}]
    for period in found["periods"]:
        by = {"stage": period["stage"], "quarter": period["quarter"]}
        oversell = {"id": "pipeline.p_oversell", "label": _("Oversold"), "unit": "fraction", "better": "lower"}
        expected = {"id": "pipeline.expected_d", "label": _("Expected demand, suite-days"), "unit": "d"}
        rows.append({**common, **oversell, "by": by, "value": period["p_oversell"]})
        rows.append({**common, **expected, "by": by, "value": period["expected_d"]})
    return [*rows, *_at_risk(view)]


def _at_risk(view: View) -> list[dict[str, Any]]:
    """What markets are short of when each site stops, in rows like those of KPIs; none where that is not known."""
    if why_not(view):
        return []
    rows = []
    for site_id in ids(view.unfiltered, "sites", "site_id"):
        outage = usual(view, site_id)
        products = outlooks.products(view, outage)
        label = _("At risk if the site stops for {days}").format(days=formats.span(outage.days))
        rows.append(
            {"id": AT_RISK, "label": label, "unit": "kg", "better": "lower", "by": {"site": site_id},
             "value": float(products.gap_kg.sum()), "reason": None,
             "illustrative": provenance.has_illustrative(products)}
        )  # fmt: skip
    return rows


def _deliveries(view: View, questions: Mapping[str, SlotRequest]) -> list[dict[str, Any]]:
    """The best delivery day of each question, whatever the filters, in rows like those of KPIs."""
    rows = []
    for name, question in questions.items():
        day, reason = _delivery(view, question)
        rows.append(
            {"id": DELIVERY, "label": _("Delivery"), "unit": DAY, "better": "lower", "by": {"question": name},
             "value": day, "reason": reason, "illustrative": False}
        )  # fmt: skip
    return rows


def _delivery(view: View, question: SlotRequest) -> tuple[date | None, str | None]:
    if not view.has(*slots.NEEDS):
        return None, _("the tables products, routes or suites are missing")
    try:
        found = slots.find(view, question)
    except InputError as error:
        return None, str(error)
    if not found.options:
        return None, found.reason.text if found.reason else None
    return found.options[0].delivery_on, None


def _side_by_side(found: Sequence[Sequence[dict[str, Any]]]) -> list[Compared]:
    by_key = [{(row["id"], *row["by"].items()): row for row in rows} for rows in found]
    keys = dict.fromkeys(key for rows in by_key for key in rows)
    compared_ = []
    for key in keys:
        rows = [of_one.get(key) for of_one in by_key]
        known = [row for row in rows if row is not None]
        compared_.append(
            Compared(
                id=known[0]["id"],
                label=known[0]["label"],
                unit=known[0]["unit"],
                better=known[0]["better"],
                by=known[0]["by"],
                values=tuple(None if row is None else row["value"] for row in rows),
                reasons=tuple(_("not available under this scenario") if row is None else row["reason"] for row in rows),
                illustrative=any(row["illustrative"] for row in known),
            )
        )
    return compared_
