"""How a deviation came back: each time it was opened, how soon after the last time, and the CAPA that followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import quality_words
from dualsite.insights.frames import frame
from dualsite.insights.quality.recurrence import groups
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_CAPA, IS_DEVIATION
from dualsite.kpi.computations.recurrence import LOOK_BACK_D
from dualsite.kpi.windows import trailing

TIMES_DRAWN = 16
"""Times that something came back that are drawn, the last ones; the table has all."""

MEASURES = marked("Solid: deviation from opened to closed, latest on top. Outlined below: the CAPA it led to.")
"""What the lines of a chain show."""

_SIGNS = {"EFFECTIVE": "✓", "NOT_EFFECTIVE": "✗"}


@dataclass(frozen=True)
class RecurrenceChain:
    """One site, step and cause: its deviations that came back, and those that they came back after."""

    process_step: str
    cause: str
    site: str
    rows: pd.DataFrame
    """One per deviation and CAPA, the oldest first, with the columns of `CHAIN_SPEC`."""


def chain(view: View, group: str) -> RecurrenceChain | None:
    """The chain of a row of `groups`, by its name; None for one that is not among them."""
    of = next((one for one in groups(view).itertuples() if one.group == group), None)
    if of is None:
        return None
    rows = _chains(view, of.site_id, of.process_step, of.cause)
    return RecurrenceChain(of.process_step, of.cause, of.site, rows)


@cached_per_view
def _chains(view: View, site_id: str, process_step: str, cause: str) -> pd.DataFrame:
    is_meant = [IS_DEVIATION, row.site_id == site_id, row.process_step == process_step, row.cause == cause]
    columns = ("event_id", "severity", "batch_id", "opened_on", "due_on", "closed_on", "data_class")
    rows = view.table("quality_events", *columns, where=is_meant)
    found = frame(rows.order_by("opened_on", "event_id")).to_dict("records")
    kept = _linked(found, trailing(view.as_of, 12).first)
    capas = _capas(view, tuple(one["event_id"] for one in kept))
    told = [one | capa for one in kept for capa in capas.get(one["event_id"], [{}])]
    return pd.DataFrame(told, columns=CHAIN_SPEC.names, dtype=object).where(lambda cells: cells.notna(), None)


def _linked(found: list[dict[str, Any]], since: date) -> list[dict[str, Any]]:
    """Those opened since a day and the forerunners of those that came back, in their order, with `after_d`.

    `after_d`: days from the closing of the last one before to its opening; None where it did not come back.
    """
    kept: dict[str, dict[str, Any]] = {}
    is_wanted: set[str] = set()
    for one in reversed(found):
        if one["opened_on"] < since and one["event_id"] not in is_wanted:
            continue
        before = [other for other in found if other["closed_on"] and other["closed_on"] < one["opened_on"]]
        last = max(before, key=lambda other: (other["closed_on"], other["event_id"]), default=None)
        after = (one["opened_on"] - last["closed_on"]).days if last else None
        came_back = last is not None and after is not None and after <= LOOK_BACK_D
        if came_back and last is not None:
            is_wanted.add(last["event_id"])
        kept[one["event_id"]] = one | {"after_d": after if came_back else None}
    return [kept[one["event_id"]] for one in found if one["event_id"] in kept]


def _capas(view: View, events: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """The CAPAs that these events led to, by the event, the first opened first."""
    rows = view.table(
        "quality_events",
        "parent_event_id",
        where=[IS_CAPA, row.parent_event_id.isin(events)],
        capa_id=row.event_id,
        capa_opened_on=row.opened_on,
        capa_due_on=row.due_on,
        capa_closed_on=row.closed_on,
        effect=row.effectiveness,
    )
    by_event: dict[str, list[dict[str, Any]]] = {}
    for one in frame(rows.order_by("capa_opened_on", "capa_id")).to_dict("records"):
        by_event.setdefault(one.pop("parent_event_id"), []).append(one)
    return by_event


CHAIN_SPEC = TableSpec(
    "chain",
    marked("Recurrence history: each deviation and the CAPA that followed"),
    (
        ColumnSpec("event_id", marked("Deviation"), "code"),
        ColumnSpec("opened_on", marked("Opened"), "day"),
        ColumnSpec("closed_on", marked("Closed"), "day"),
        ColumnSpec("after_d", marked("After previous closure"), "whole", marked("d"), is_strong=True),
        ColumnSpec("severity", marked("Severity"), "code", says=quality_words.severity),
        ColumnSpec("batch_id", marked("Lot"), "code"),
        ColumnSpec("capa_id", marked("CAPA"), "code"),
        ColumnSpec("capa_opened_on", marked("CAPA opened"), "day"),
        ColumnSpec("capa_closed_on", marked("CAPA closed"), "day"),
        ColumnSpec("effect", marked("CAPA outcome"), "code", says=quality_words.effect),
        ColumnSpec("due_on", kind="day"),
        ColumnSpec("capa_due_on", kind="day"),
        DATA_CLASS,
    ),
)


def chain_title(found: RecurrenceChain) -> str:
    """The step, the cause and the site."""
    return _("{step} at {site}, by {cause}").format(
        step=found.process_step, site=found.site, cause=quality_words.cause(found.cause)
    )


def chain_in_words(found: RecurrenceChain) -> str:
    """What became of the CAPAs, and how soon it came back."""
    times = found.rows.drop_duplicates("event_id").after_d.dropna()
    capas = found.rows.capa_id.dropna()
    came_back = ngettext(
        "It recurred {count} time, {days} after the previous closure.",
        "It recurred {count} times, at a median of {days} after the previous closure.",
        len(times),
    ).format(count=formats.number(len(times)), days=formats.days(float(times.astype(float).median())))
    if not len(capas):
        return f"{came_back} {_('None of them led to a CAPA.')}"
    failed = int((found.rows.effect == "NOT_EFFECTIVE").sum())
    held = int((found.rows.effect == "EFFECTIVE").sum())
    led = ngettext(
        "{count} CAPA followed: {held} judged effective, {failed} not effective.",
        "{count} CAPAs followed: {held} judged effective, {failed} not effective.",
        len(capas),
    ).format(count=formats.number(len(capas)), held=formats.number(held), failed=formats.number(failed))
    return f"{came_back} {led}"


def opened_in_words(row: Any) -> str:
    """When a deviation of a chain was opened, and how long after the one before was closed."""
    if row.after_d is None:
        return formats.day(row.opened_on)
    return _("{day}, {days} after").format(day=formats.day(row.opened_on), days=formats.days(row.after_d))


def became_in_words(row: Any) -> str:
    """Whether the CAPA of a row of a chain worked, with the sign that says it at a glance."""
    if row.capa_closed_on is None:
        return _("CAPA open")
    return f"{_SIGNS.get(row.effect, '')} {_('CAPA {effect}').format(effect=quality_words.effect(row.effect))}".strip()
