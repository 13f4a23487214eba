"""A client's lots on their way: made › in test › in review › released, what each waits for and on whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.frames import column, frame, known, names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import BATCH_STEP, IS_OPEN, IS_RELEASED
from dualsite.store.statements import run

AROUND = timedelta(days=90)
"""How far the strip looks: lots released in so many days before the as-of day, lots to start in so many after."""

STEPS = {
    "IN_PROCESS": marked("in manufacture"),
    "MADE": marked("manufactured"),
    "IN_TEST": marked("in test"),
    "IN_REVIEW": marked("in review"),
    "ON_HOLD": marked("on hold"),
}
"""Where a lot can be that has started and is not decided."""

TITLE, NONE = marked("Lots in progress"), marked("No lots in progress")
"""What stands over the strip, and over the lots where there are none."""

_WAITS_FOR = {
    "IN_PROCESS": marked("the end of manufacture"),
    "MADE": marked("the start of testing"),
    "IN_TEST": marked("test results"),
    "IN_REVIEW": marked("review and release"),
    "ON_HOLD": marked("the hold to be lifted"),
}
_ORDER = ("ON_HOLD", "IN_REVIEW", "IN_TEST", "MADE", "IN_PROCESS")


@cached_per_view
def lots(view: View) -> pd.DataFrame:
    """The lots that have started and are not decided: on hold first, then the nearest to release, then the oldest.

    Columns: `batch_id`, `product`, `stage`, `site`, `step` (a key of `STEPS`), `step_words`, `waits_for`, `waits_on`
    (in words) and `waiting_on` (as stored), `started_on`, `made_on`, `age_d` (days since it was made, None before).
    Needs batches.
    """
    found = known(view, "batches", where=[BATCH_STEP.isin(list(STEPS))], step=BATCH_STEP)
    products = names_of(view, "products", "product_id")
    sites = names_of(view, "sites", "site_id")
    is_stored = [row.step == row.status for row in found.itertuples()]
    # Nobody but the maker can end the manufacture of a lot, so that needs no saying.
    waits = [
        row.waiting_on if stored and row.waiting_on else "CDMO" if row.step == "IN_PROCESS" else None
        for row, stored in zip(found.itertuples(), is_stored, strict=True)
    ]
    reasons = _investigations(view) if "ON_HOLD" in set(found.step) else {}
    found = found.assign(
        product=column([products.get(product, product) for product in found.product_id], found),
        stage=column([wording.stage(stage) for stage in found.stage], found),
        site=column([sites.get(site, site) for site in found.site_id], found),
        step_words=column([_(STEPS[step_]) for step_ in found.step], found),
        waits_for=column([reasons.get(row.batch_id) or _(_WAITS_FOR[row.step]) for row in found.itertuples()], found),
        waits_on=column([parties.party(view, one) if one else _(wording.NOT_STATED) for one in waits], found),
        waiting_on=column(waits, found),
        started_on=found.actual_start_on,
        made_on=found.manufactured_on,
        age_d=column([(view.as_of - day).days if day else None for day in found.manufactured_on], found),
        order=[_ORDER.index(step_) for step_ in found.step],
    )
    found["since"] = column([row.made_on or row.started_on or date.max for row in found.itertuples()], found)
    found = found.sort_values(["order", "since", "batch_id"])
    return found[LOTS_SPEC.names].reset_index(drop=True)


LOTS_SPEC = TableSpec(
    "lots",
    marked("Lots in progress, nearest to release first"),
    (
        ColumnSpec("batch_id", marked("Lot"), "code"),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("stage", marked("Stage")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("step_words", marked("Where")),
        ColumnSpec("waits_for", marked("Awaiting")),
        ColumnSpec("waits_on", marked("Action by"), is_strong=True),
        ColumnSpec("started_on", marked("Started"), "day"),
        ColumnSpec("made_on", marked("Made"), "day"),
        ColumnSpec("age_d", marked("Days since"), "whole"),
        ColumnSpec("step", kind="code"),
        ColumnSpec("waiting_on", kind="code"),
        DATA_CLASS,
    ),
)


def _investigations(view: View) -> dict[str, str]:
    """What lots on hold wait for: their open deviations and tests out of specification, the first due named."""
    if not view.has("quality_events"):
        return {}
    is_meant = [row_.batch_id.notnull(), row_.kind.isin(("DEVIATION", "OOS")), IS_OPEN]
    rows = view.unfiltered.table("quality_events", "batch_id", "due_on", where=is_meant)
    held = view.table("batches", "batch_id", where=[BATCH_STEP == "ON_HOLD"])
    found = rows.semi_join(held, "batch_id")
    counted = frame(found.group_by("batch_id").aggregate(events=row_.count(), due_on=row_.due_on.min()))
    return {
        row.batch_id: ngettext(
            "{count} investigation open, due {day}",
            "{count} investigations open, the first due {day}",
            row.events,
        ).format(count=row.events, day=formats.day(row.due_on))
        for row in counted.itertuples()
    }


@dataclass(frozen=True)
class Stop:
    """One stop of the strip: how many lots are there, and what they wait for."""

    name: str
    count: int
    detail: str
    is_held: bool = False


def stop_in_words(stop: Stop) -> str:
    """A stop of the strip with its lots and what waits there."""
    return f"{stop.name}: {formats.number(stop.count)} {stop.detail}".strip()


@cached_per_view
def strip(view: View) -> tuple[Stop, ...]:
    """The way of the client's lots, from those that start in the next 90 days to those released in the last 90.

    Lots on hold stand between, and only when there are any.
    """
    found = lots(view)
    around = _around(view)
    stops = [Stop(_("to start, next 90 days"), around["planned"], _next_start(around["next_on"]))]
    for key in ("IN_PROCESS", "MADE", "IN_TEST", "IN_REVIEW", "ON_HOLD"):
        here = found[found.step == key]
        if key != "ON_HOLD" or len(here):
            stops.append(Stop(_(STEPS[key]), len(here), _detail(here), key == "ON_HOLD"))
    last = around["last_on"]
    stops.append(
        Stop(
            _("released, last 90 days"),
            around["released"],
            _("last {day}").format(day=formats.day(last)) if last else "",
        )
    )
    return tuple(stops)


def _next_start(on: date | None) -> str:
    return _("first {day}").format(day=formats.day(on)) if on else ""


def _detail(here: pd.DataFrame) -> str:
    """On whom the lots of a stop wait, and the oldest of them."""
    if not len(here):
        return ""
    said = [
        _("{count} with {whom}").format(count=formats.number(count), whom=who)
        for who, count in here.waits_on.loc[[one is not None for one in here.waiting_on]]
        .value_counts()
        .sort_index()
        .items()
    ]
    ages = [age for age in here.age_d if age is not None]
    said += [_("oldest {days} d").format(days=formats.number(max(ages)))] if ages else []
    return formats.listed(said)


@cached_per_view
def _around(view: View) -> dict[str, Any]:
    """Lots released in the last 90 days and lots planned to start in the next 90, counted, with their days."""
    soon = row_.planned_start_on.between(view.as_of + timedelta(days=1), view.as_of + AROUND)
    rows = view.table(
        "batches",
        "disposition_on",
        "planned_start_on",
        "data_class",
        was_released=(IS_RELEASED & (row_.disposition_on > view.as_of - AROUND)).fill_null(False),
        is_planned=((BATCH_STEP == "PLANNED") & soon).fill_null(False),
    )
    counted = rows.aggregate(
        released=rows.was_released.sum().fill_null(0),
        last_on=rows.disposition_on.max(where=rows.was_released),
        planned=rows.is_planned.sum().fill_null(0),
        next_on=rows.planned_start_on.min(where=rows.is_planned),
        made_up=((rows.data_class == "ILLUSTRATIVE").fill_null(False) & (rows.was_released | rows.is_planned)).max(),
    )
    return run(counted).dicts()[0]


@cached_per_view
def drawn_from(view: View) -> pd.DataFrame:
    """The data classes of what the strip counts, for its badge. Needs batches."""
    classes = [*lots(view).data_class, *(["ILLUSTRATIVE"] if _around(view)["made_up"] else [])]
    return pd.DataFrame({"data_class": pd.Series(classes, dtype=object)})


DRAWN_FROM_SPEC = TableSpec("lots counted", marked("Lots by status"), (DATA_CLASS,))


@cached_per_view
def sentence(view: View) -> str:
    """Where the client's lots are, in a sentence; what is held or oldest named."""
    if not view.has("batches"):
        return _("Lot status is unknown: the table batches is missing.")
    found = lots(view)
    if not len(found):
        around = _around(view)
        if not around["released"] and not around["planned"]:
            return _("No lots in progress.")
        return _("No lots in progress; {released} released in the last 90 days.").format(
            released=formats.number(around["released"])
        )
    made = found[found.step != "IN_PROCESS"]
    being_made = len(found) - len(made)
    running = ngettext("{count} lot in manufacture.", "{count} lots in manufacture.", being_made)
    if not len(made):
        return running.format(count=formats.number(being_made))
    waiting = ngettext("{count} lot awaiting release.", "{count} lots awaiting release.", len(made))
    oldest = made.sort_values(["made_on", "batch_id"], na_position="last").iloc[0]
    words = {"lot": oldest.batch_id, "what": oldest.waits_for, "whom": oldest.waits_on}
    return wording.sentences(
        running.format(count=formats.number(being_made)) if being_made else "",
        waiting.format(count=formats.number(len(made))),
        _("The oldest, {lot}, awaits {what}; next action: {whom}.").format(**words)
        if oldest.age_d is None
        else _("The oldest, {lot}, manufactured {days} d ago, awaits {what}; next action: {whom}.").format(
            days=formats.number(oldest.age_d), **words
        ),
    )
