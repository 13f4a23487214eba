"""From groups to figures: the value of each KPI with its parts, or the reason why there is none."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ibis.expr import types as ir

from dualsite.i18n import _, marked
from dualsite.kpi.definition import Kpi, Metric, Population, Split, name_of
from dualsite.kpi.engine.question import NotAvailableError, Question, Reader
from dualsite.kpi.engine.row_groups import Key
from dualsite.kpi.engine.sums import NOTHING, Group, Groups, TableSums, Wanted, of_frames
from dualsite.kpi.windows import Window
from dualsite.schema.vocabulary import LADDER_PARTS, STAGES
from dualsite.store.statements import meanwhile

KEY_COLUMNS = ("site_id", "partner_id", "product_id", "market", "suite_stage", "stage", "month", "part")
"""Every column that may name a row of a KPI, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one KPI. Without value, `reason` says why in words that fit behind a “—”."""

    kpi: Kpi
    by: Mapping[str, str | date]
    """The key columns of this row; empty for a KPI's one value."""
    window: Window
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    reason: str | None = None
    is_illustrative: bool = False
    carried: Mapping[str, str | float] = field(default_factory=dict)


def figures(asked: Sequence[tuple[Question, Sequence[Kpi]]]) -> list[dict[str, list[Figure]]]:
    """The figures of the KPIs of each question by their ids: one, or one per row it has by nature or by the grouping.

    Rows are in the order of their keys. The questions have been made to be asked together (`Together`). What is counted
    and summed of tables the engine does while the computations of others are made here.
    """
    refused = [{kpi.id: reason for kpi in kpis if (reason := _refusal(question, kpi))} for question, kpis in asked]
    with meanwhile() as begin:
        of_tables = TableSums(_wanted(asked, refused), begin)
        for (question, kpis), not_asked in zip(asked, refused, strict=True):
            for kpi in kpis:
                if kpi.id not in not_asked and (reason := _not_computed(question, kpi)):
                    not_asked[kpi.id] = reason
        found = of_frames(_wanted(asked, refused)) | of_tables.groups()
    return [
        {
            kpi.id: [Figure(kpi, {}, question.window, reason=not_asked[kpi.id])]
            if kpi.id in not_asked
            else list(_of_kpi(question, kpi, found))
            for kpi in kpis
        }
        for (question, kpis), not_asked in zip(asked, refused, strict=True)
    ]


def _wanted(asked: Sequence[tuple[Question, Sequence[Kpi]]], refused: Sequence[Mapping[str, str]]) -> Iterable[Wanted]:
    """What is wanted for the KPIs that are not refused."""
    wanted: dict[Hashable, Wanted] = {}
    for (question, kpis), not_asked in zip(asked, refused, strict=True):
        for kpi in kpis:
            for population, metrics in _parts(kpi) if kpi.id not in not_asked else ():
                one = Wanted(question, population, _keys(question, kpi))
                wanted.setdefault(one.identity, one).add(metrics)
    return wanted.values()


_NOT_BY: Mapping[Split, str] = {
    "month": marked("not available by month"),
    "site": marked("not available by site"),
    "partner": marked("not available by client"),
    "product": marked("not available by product"),
    "stage": marked("not available by stage"),
}


def _refusal(question: Question, kpi: Kpi) -> str | None:
    """Why the KPI cannot be answered at all, or None."""
    view = question.view
    # The suite of a booking says of what site and stage it is.
    behind = ("suites",) if kpi.table == "bookings" and question.asks_for_places else ()
    needed = (*kpi.tables, *behind)
    missing = [table for table in needed if not view.has(table)]
    if missing:
        return _("the table {table} is missing").format(table=missing[0])
    if kpi.needs_everyone and view.scope.is_limited:
        return _("available for the whole network only")
    if view.site is not None and "site" not in kpi.filters:
        return _("not available by site")
    if view.partner is not None and "partner" not in kpi.filters:
        return _("not available by client")
    if question.by is not None and question.by not in kpi.splits:
        return _(_NOT_BY[question.by])
    return None


def _not_computed(question: Question, kpi: Kpi) -> str | None:
    """Why something that the KPI counts cannot be computed, or None."""
    try:
        for population, _metrics in _parts(kpi):
            if population.source is not None:
                question.once(population.source)
    except NotAvailableError as error:
        return str(error)
    return None


def _parts(kpi: Kpi) -> Iterator[tuple[Population, list[Metric]]]:
    """The populations of a KPI with what is wanted of each."""
    own = [kpi.numerator, kpi.value, kpi.n, *kpi.carries.values()]
    if kpi.per is None:
        own.append(kpi.denominator)
    else:
        yield kpi.per, [metric for metric in [kpi.denominator] if metric is not None]
    yield kpi.population, [metric for metric in own if metric is not None]


def _keys(question: Question, kpi: Kpi) -> tuple[str, ...]:
    """The columns that name the KPI's rows: those it has by nature and that of the grouping."""
    added = question.column
    if added is None or added in kpi.keys or (added == "stage" and "suite_stage" in kpi.keys):
        return kpi.keys
    return (*kpi.keys, added)


def _of_kpi(question: Question, kpi: Kpi, found: Mapping[Hashable, Groups]) -> Iterator[Figure]:
    names = _keys(question, kpi)
    own = found[Wanted(question, kpi.population, names).identity]
    per = found[Wanted(question, kpi.per, names).identity] if kpi.per else own
    for key in _all_keys(question, names, [*own, *per]):
        by = {name: value for name, value in zip(names, key, strict=True) if value is not None}
        yield _figure(question, kpi, by, own.get(key, NOTHING), per.get(key, NOTHING))


def _figure(question: Question, kpi: Kpi, by: Mapping[str, str | date], own: Group, per: Group) -> Figure:
    numerator = denominator = None
    n = own.n
    if kpi.denominator is not None and kpi.numerator is not None:
        numerator = _number(own, kpi.numerator) or 0.0
        denominator = _number(per, kpi.denominator) or 0.0
        value = _finite(kpi.times * numerator / denominator) if denominator else None
        n = per.n
    elif kpi.value is not None:
        value = _number(own, kpi.value)
    else:
        value = float(n)
    if kpi.n is not None:
        n = int(_number(own, kpi.n) or 0)
    value = kpi.over_nothing if value is None else value
    return Figure(
        kpi,
        by,
        question.window,
        value,
        numerator,
        denominator,
        n,
        _(kpi.nothing) if value is None else None,
        own.is_illustrative or per.is_illustrative,
        _carried(kpi, own),
    )


def _carried(kpi: Kpi, group: Group) -> dict[str, str | float]:
    """The facts that go with the value; over no rows they are what the value is, or there are none."""
    nothing = {} if kpi.over_nothing is None else dict.fromkeys(kpi.carries, kpi.over_nothing)
    return {name: group.metrics[name_of(metric)] for name, metric in kpi.carries.items()} if group.n else dict(nothing)


def _number(group: Group, metric: Metric) -> float | None:
    number = group.metrics.get(name_of(metric))
    return None if number is None else _finite(float(number))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _all_keys(question: Question, names: tuple[str, ...], found: Iterable[Key]) -> list[Key]:
    """The keys to answer for: those found, for every site, month and part wherever these are among the columns."""
    closed = {name: _universe(question, name) for name in names if name in ("site_id", "month", "part")}
    combined: set[Key] = set()
    for key in found if len(closed) < len(names) else [()]:
        values = [closed.get(name, (key[place],) if key else ()) for place, name in enumerate(names)]
        combined.update(itertools.product(*values))
    return sorted(combined, key=lambda key: tuple(_rank(name, value) for name, value in zip(names, key, strict=True)))


def _universe(question: Question, name: str) -> tuple[Any, ...]:
    if name == "month":
        return question.window.months
    return LADDER_PARTS if name == "part" else question.once(_sites)


def _sites(question: Question) -> tuple[str, ...]:
    """The sites the question is about, in order."""
    return tuple(sorted(question.read_whenever(_known_sites)["site_id"]))


def _known_sites(reader: Reader) -> ir.Table:
    return reader.rows("sites", "site_id")


def _rank(name: str, value: Any) -> tuple[int, Any]:
    order = {"stage": STAGES, "suite_stage": STAGES, "part": LADDER_PARTS}.get(name)
    return (value is not None, "" if value is None else order.index(value) if order else value)
