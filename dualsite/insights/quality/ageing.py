"""What is open and for how long: deviations, CAPAs and change controls against the days they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import quality_words, wording
from dualsite.insights.frames import column, frame, names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_OPEN, IS_OVERDUE
from dualsite.store.statements import run

KINDS = ("DEVIATION", "CAPA", "CHANGE_CONTROL")
"""What is followed up, in the order it is told."""

LISTED = 300
"""Open events that are listed, those first that are due first."""

SOON = timedelta(days=30)

IS_FOLLOWED = row.kind.isin(KINDS) & IS_OPEN
IS_EXTENDED = (row.due_on > row.original_due_on).fill_null(False)
"""Whether the day it is due was moved out."""

LATE, DUE_SOON, LATER = marked("overdue"), marked("due within 30 days"), marked("due later")


@dataclass(frozen=True)
class Ageing:
    """How many events of a kind are open, how many past their day, and how many with more time than at first."""

    kind: str
    open: int
    overdue: int
    extended: int


@cached_per_view
def ageing(view: View) -> tuple[Ageing, ...]:
    """One per kind of `KINDS`, in that order. Needs quality_events."""
    rows = view.table("quality_events", "kind", where=[IS_FOLLOWED], late=IS_OVERDUE, extended=IS_EXTENDED)
    counted = rows.group_by("kind").aggregate(open=rows.count(), overdue=row.late.sum(), extended=row.extended.sum())
    found = {one["kind"]: one for one in run(counted).dicts()}
    nothing = {"open": 0, "overdue": 0, "extended": 0}
    return tuple(
        Ageing(kind, *(int(found.get(kind, nothing)[name]) for name in ("open", "overdue", "extended")))
        for kind in KINDS
    )


@cached_per_view
def events(view: View, limit: int | None = LISTED) -> pd.DataFrame:
    """The first so many open events by the day they are due, all of them for None, with the columns of `EVENTS_SPEC`.

    None without quality_events.
    """
    if not view.has("quality_events"):
        return EVENTS_SPEC.empty()
    columns = ("event_id", "kind", "severity", "site_id", "partner_id", "batch_id", "process_step", "cause")
    days = ("opened_on", "due_on", "original_due_on", "data_class")
    rows = view.table("quality_events", *columns, *days, where=[IS_FOLLOWED], is_extended=IS_EXTENDED)
    found = frame(rows.order_by("due_on", "opened_on", "event_id").limit(limit))
    sites, clients = names_of(view, "sites", "site_id"), names_of(view, "partners", "partner_id")
    to_go = [(due - view.as_of).days for due in found.due_on]
    return found.assign(
        site=column([sites.get(site, site) for site in found.site_id], found),
        client=column([clients.get(one, one) if one else None for one in found.partner_id], found),
        age_d=column([(view.as_of - opened).days for opened in found.opened_on], found),
        to_go_d=column(to_go, found),
        standing=column([LATE if days < 0 else DUE_SOON if days <= SOON.days else LATER for days in to_go], found),
        extended_d=column(
            [(one.due_on - one.original_due_on).days if one.is_extended else None for one in found.itertuples()], found
        ),
    )[EVENTS_SPEC.names]


EVENTS_SPEC = TableSpec(
    "open-quality-events",
    marked("Open deviations, CAPAs and change controls, earliest due first"),
    (
        ColumnSpec("kind", marked("What"), "code", says=quality_words.kind),
        ColumnSpec("event_id", marked("Event"), "code"),
        ColumnSpec("standing", marked("Standing"), "standing", is_strong=True),
        ColumnSpec("due_on", marked("Due"), "day"),
        ColumnSpec("to_go_d", marked("Days to go"), "whole"),
        ColumnSpec("extended_d", marked("Extended by"), "whole", marked("d")),
        ColumnSpec("age_d", marked("Open for"), "whole", marked("d")),
        ColumnSpec("severity", marked("Severity"), "code", says=quality_words.severity),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("process_step", marked("Step")),
        ColumnSpec("cause", marked("Cause"), "code", says=quality_words.cause),
        ColumnSpec("batch_id", marked("Lot"), "code"),
        ColumnSpec("client", marked("Client")),
        ColumnSpec("opened_on", marked("Opened"), "day"),
        ColumnSpec("original_due_on", marked("Originally due"), "day"),
        DATA_CLASS,
    ),
)


def kind_in_words(kind: str, of_kind: pd.DataFrame) -> str:
    """How many events of a kind are listed, and how many of them are past their day; rows as `events` gives them."""
    late = int((of_kind.standing == LATE).sum())
    return _("{kind}: {open} open, {late} overdue").format(
        kind=wording.title(quality_words.kind(kind)), open=formats.number(len(of_kind)), late=formats.number(late)
    )


def title(view: View) -> str:
    """The finding over what is open."""
    found = ageing(view)
    total, late, extended = (sum(getattr(one, name) for one in found) for name in ("open", "overdue", "extended"))
    if not total:
        return _("Nothing is open")
    return _("{total} open, {late} overdue, {extended} extended").format(
        late=formats.number(late), total=formats.number(total), extended=formats.number(extended)
    )


def in_words(view: View) -> str:
    """Kind by kind: how many are open, overdue and extended."""
    return formats.parts(
        _("{kind}: {open} open, {late} overdue, {extended} extended").format(
            kind=wording.title(quality_words.kind(one.kind)),
            open=formats.number(one.open),
            late=formats.number(one.overdue),
            extended=formats.number(one.extended),
        )
        for one in ageing(view)
    )


def overdue_in_words(view: View) -> str:
    """How many CAPAs are past their day, in a sentence; empty where none is, or none is known."""
    if not view.has("quality_events"):
        return ""
    late = next(one.overdue for one in ageing(view) if one.kind == "CAPA")
    said = ngettext("{count} CAPA is overdue.", "{count} CAPAs are overdue.", late)
    return said.format(count=formats.number(late)) if late else ""
