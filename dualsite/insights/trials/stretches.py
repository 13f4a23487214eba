"""Trials along time: from start to completion in stretches, each as sure as its days are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import pandas as pd

from dualsite import formats
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.sight import sight
from dualsite.insights.trials.trials import DRAWN, is_month

MEASURES = marked(
    "Solid: elapsed. Outlined: planned. Light or hatched: known to the month. Faint: end not stated. Line: "
    "primary completion."
)
"""What the bars of trials show."""

Kind = Literal["run", "run month", "planned", "planned month", "open"]
"""What a stretch is: run or planned, both to the day or to the month; or without a stated end."""


class Stretch(NamedTuple):
    """A part of a trial's time, from its first day to the day after its last."""

    kind: Kind
    first: date
    after: date


def stretches(row: Any, as_of: date, last: date) -> Iterator[Stretch]:
    """The time of a trial in order; none of one without dates.

    `row` as `insights.trials.trials.trials` gives them. What has no stated end goes on to `last` where it runs.
    """
    begins, ends = row.start_on, row.completion_on
    if begins is None:
        if ends is not None:
            yield Stretch("planned month" if ends > as_of else "run month", ends, _after(ends, row))
        return
    solid_from = _after(begins, row) if is_month(begins, row.date_precision) else begins
    if solid_from > begins:
        yield Stretch("run month" if begins <= as_of else "planned month", begins, solid_from)
    if ends is None:
        if begins <= as_of and row.is_active:
            yield from _cut(solid_from, as_of, as_of)
            yield Stretch("open", as_of, last)
        else:
            yield Stretch("open", solid_from, solid_from + (last - begins) / 40)
        return
    yield from _cut(solid_from, max(ends, solid_from), as_of)
    if is_month(ends, row.date_precision):
        yield Stretch("run month" if ends <= as_of else "planned month", max(ends, solid_from), _after(ends, row))


def _cut(first: date, after: date, as_of: date) -> Iterator[Stretch]:
    """A stretch cut at the as-of day into what has run and what is planned."""
    if first < min(after, as_of):
        yield Stretch("run", first, min(after, as_of))
    if max(first, as_of) < after:
        yield Stretch("planned", max(first, as_of), after)


def _after(on: date, row: Any) -> date:
    """The day after a date: of a month, the first of the next."""
    is_of_month = is_month(on, row.date_precision)
    return (on + timedelta(days=31)).replace(day=1) if is_of_month else on + timedelta(days=1)


def span(shown: pd.DataFrame, as_of: date) -> tuple[date, date]:
    """The time in which trials are drawn, with room before and after it."""
    days = [day for name in ("start_on", "completion_on") for day in shown[name] if day is not None]
    first, last = sight(days, as_of)
    room = max((last - first) // 30, timedelta(days=60))
    return first - room, last + room


def measures(listed: pd.DataFrame) -> str:
    """What the bars show, and how many there are where they are not all."""
    cut = _("First {most}.").format(most=DRAWN) if len(listed) > DRAWN else ""
    return wording.sentences(_(MEASURES), cut)


def said(row: Any) -> str:
    """What stands below a trial's name: its status, its participants, and that it has no dates."""
    told = [row.status_words]
    if row.enrollment is not None:
        told.append(_("n = {count}").format(count=row.enrolled))
    if row.start_on is None and row.completion_on is None:
        told.append(_("no dates stated"))
    return formats.listed(told)


def short(name: str, most: int = 22) -> str:
    """A trial's name as far as there is room for it."""
    return name if len(name) <= most else f"{name[: most - 1]}…"
