"""The client room: one client's own rows and nothing else, in the order of its questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import order
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.batches import lots as room_lots
from dualsite.insights.clients import plan as room_plan
from dualsite.insights.exceptions import changes
from dualsite.insights.frames import called_anywhere, frame, names_of, small
from dualsite.insights.kpis import signal_words
from dualsite.insights.kpis.tiles import tiles
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import BATCH_STEP, UNDER_WAY
from dualsite.kpi.windows import months_after

SCORECARD = (
    "batch_success_rate",
    "right_first_time",
    "release_time_median",
    "otif_agreed",
    "schedule_adherence",
    "milestone_on_time",
    "process_yield",
    "deviations_per_100_batches",
    "deviations_closed_in_30_days",
    "capa_overdue",
)
"""The KPIs of the scorecard, in order: those that the client's own lots, shipments, gates and quality events decide.

None that rests on a suite's available days, on laboratory totals or on other clients.
"""

NO_CLIENT = marked("No client room is available.")
NO_MARKET = marked("No trials, approvals or licences in the data")
FILLS = marked("The room fills once one of these tables has a row for this client: {tables}.")

USUAL_MONTHS = 1
"""How far back what has changed since the last meeting reaches when nothing else is said."""

NEEDS = ("batches", "bookings", "milestones", "actions")
"""The tables whose rows a room is about; a client without any of them has an empty room."""

_HELD = (*NEEDS, "products", "contracts", "trials", "approvals", "demand", "shipments")


@cached_per_view
def clients(view: View) -> tuple[str, ...]:
    """The clients whose rooms may be opened: those with most lots on their way first, then by name.

    Empty when the data have no partners, or the viewer none.
    """
    names = names_of(view, "partners", "partner_id")
    busy: dict[str, int] = {}
    if view.has("batches"):
        rows = view.unfiltered.table("batches", "partner_id", where=[BATCH_STEP.isin(UNDER_WAY)])
        counted = frame(rows.group_by("partner_id").aggregate(lots=rows.count()))
        busy = dict(zip(counted.partner_id, counted.lots, strict=True))
    return tuple(sorted(names, key=lambda one: (-busy.get(one, 0), order(names[one]), one)))


def narrowed(view: View, name: str | None = None) -> View | None:
    """The view of the one client whose room it is; None without any.

    That of the partner filter, else the one of that `name` (as `insights.frames.labels` has it), else the one with most
    lots on their way.
    """
    known = clients(view)
    if not known:
        return None
    return view.narrowed(view.partner or called_anywhere(view, "partners", "partner_id").get(name or "", known[0]))


@cached_per_view
def is_empty(view: View) -> bool:
    """Whether there is no row of the client but that it exists."""
    held = [view.stored(table) for table in _HELD if view.has(table)]
    return not any(frame(rows.filter(rows.partner_id.notnull()).limit(1)).shape[0] for rows in held)


def answer(view: View) -> str:
    """Where the lots are, what is next, and who owes what."""
    if is_empty(view):
        return _("No data for {client} yet: no lots, bookings, gates or actions.").format(client=parties.client(view))
    return wording.sentences(room_lots.sentence(view), room_plan.next_in_words(view))


@cached_per_view
def scorecard(view: View) -> pd.DataFrame:
    """The KPIs of the scorecard, one row each: value, target, whether it is met, what it rests on, and the year before.

    Columns: `label`, `value`, `target`, `standing` (`met`, `missed`, `n < 5` or empty), `months` (whether
    the last of them is a signal, and whether the target will be met), `rests_on`, `before`, `definition`,
    `data_class`; all in words. In files: `value_number`, `target_number` and `before_number` in `unit`.
    """
    rows = []
    for tile in tiles(view, SCORECARD):
        target = tile.target
        bound = "" if target is None else "≥" if target.is_least else "≤"
        before = tile.before
        rows.append(
            {
                "label": _(tile.kpi.label),
                "value": tile.value,
                "value_number": None if tile.is_count else tile.figure.value,
                "target_number": target.value if target else None,
                "before_number": before.value if tile.change is not None else None,
                "unit": view.currency if tile.kpi.is_money else tile.kpi.unit,
                "target": f"{bound} {formats.measure(target.value, tile.kpi.unit, view.currency)}" if target else None,
                "standing": {
                    True: marked("met"),
                    False: marked("missed"),
                    None: marked("n < 5") if target and tile.is_count else "",
                }[tile.is_met],
                "months": signal_words.at_a_glance(tile.signal) if tile.signal else None,
                "rests_on": tile.rests_on or None,
                "before": formats.measure(before.value, tile.kpi.unit, view.currency)
                if tile.change is not None
                else None,
                "definition": _(tile.kpi.definition),
                "data_class": "ILLUSTRATIVE" if tile.figure.is_illustrative else "INTERNAL",
            }
        )
    return pd.DataFrame(rows, columns=SCORECARD_SPEC.names, dtype=object)


SCORECARD_SPEC = TableSpec(
    "scorecard",
    marked("Scorecard, trailing 12 months"),
    (
        ColumnSpec("label", marked("KPI")),
        ColumnSpec("value", marked("Value"), is_strong=True),
        ColumnSpec("target", marked("Target")),
        ColumnSpec("standing", marked("Standing"), "standing"),
        ColumnSpec("months", marked("What its months say")),
        ColumnSpec("rests_on", marked("Based on")),
        ColumnSpec("before", marked("A year before")),
        ColumnSpec("definition", marked("What it is")),
        ColumnSpec("value_number", marked("Value as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("target_number", marked("Target as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("before_number", marked("A year before as a number"), "number", digits=3, is_filed=True),
        ColumnSpec("unit", marked("Unit of the numbers"), "code", is_filed=True),
        DATA_CLASS,
    ),
)


def scorecard_title(view: View) -> str:
    """The finding: how many targets are met."""
    found = scorecard(view)
    judged = found[found.standing.isin(["met", "missed"])]
    if not len(judged):
        return _("No KPI has both a target and enough lots to assess")
    met = int((judged.standing == "met").sum())
    return _("{met} of {count} targets met over 12 months").format(
        met=formats.number(met), count=formats.number(len(judged))
    )


def scorecard_note(view: View) -> str:
    """Of which months and rows the scorecard is."""
    return _("Trailing 12 months, {client} only; targets of the sites.").format(client=parties.client(view))


def since(view: View, day: str | None = None) -> date:
    """The day of the last meeting: as given, ISO 8601; else a month back, as of one that is no day or is ahead."""
    usual = months_after(view.as_of, -USUAL_MONTHS)
    try:
        return min(date.fromisoformat(day), view.as_of) if day else usual
    except ValueError:
        return usual


@cached_per_view
def events(view: View, since: date) -> pd.DataFrame:
    """What happened to the client's own after `since` up to the as-of day, the latest first.

    Columns: `on`, `what`, `how`, `data_class`. Lots made, released, rejected and aborted are counted per product and
    day; gates reached, contracts signed, and actions opened and closed are named.
    """
    mine = f"{parties.client(view)} "
    happened = [
        row | {"what": row["what"].removeprefix(mine)} for row in changes.events(view, since).to_dict("records")
    ]
    if view.has("batches"):
        happened += _lots(view, since)
    if view.has("actions"):
        happened += _actions(view, since)
    found = pd.DataFrame(happened, columns=EVENTS_SPEC.names, dtype=object)
    return found.sort_values(["on", "what", "how"], ascending=[False, True, True]).reset_index(drop=True)


EVENTS_SPEC = replace(changes.EVENTS_SPEC, id="changes")


def moved(view: View, since: date) -> pd.DataFrame:
    """The KPIs of the scorecard that moved since, as `changes.kpis` gives them."""
    return changes.kpis(view, since, SCORECARD)


MOVED_SPEC = replace(changes.KPIS_SPEC, id="scorecard moved")


def events_title(view: View, since: date) -> str:
    """The finding: how much has happened since."""
    count = len(events(view, since))
    if not count:
        return _("No changes since {day}").format(day=formats.day(since))
    return ngettext("{count} change since {day}", "{count} changes since {day}", count).format(
        count=formats.number(count), day=formats.day(since)
    )


_BECAME = {
    "MADE": (marked("lot {lot} manufactured"), marked("{count} lots manufactured")),
    "RELEASED": (marked("lot {lot} released"), marked("{count} lots released")),
    "REJECTED": (marked("lot {lot} rejected"), marked("{count} lots rejected")),
    "ABORTED": (marked("lot {lot} aborted"), marked("{count} lots aborted")),
}
"""What has become of one lot, and of several."""


def _lots(view: View, since: date) -> list[dict[str, object]]:
    products = names_of(view, "products", "product_id")
    columns = ("product_id", "batch_id", "status", "manufactured_on", "disposition_on", "data_class")
    rows = view.table("batches", *columns)
    happened: list[dict[str, object]] = []
    for day_of, is_made in (("manufactured_on", True), ("disposition_on", False)):
        recent = rows.filter(rows[day_of] > since)
        counted = recent.group_by("product_id", "status", on=recent[day_of]).aggregate(
            lots=recent.count(),
            first=recent.batch_id.min(),
            made_up=(recent.data_class == "ILLUSTRATIVE").fill_null(False).max(),
        )
        found = frame(counted)
        if is_made:
            found = found.assign(status="MADE")
        for (product, status, on), group in found.groupby(["product_id", "status", "on"], sort=True):
            lots = int(group.lots.sum())
            happened.append(
                {
                    "on": on,
                    "what": products.get(product, product),
                    "how": ngettext(*_BECAME[str(status)], lots).format(
                        lot=min(group["first"]), count=formats.number(lots)
                    ),
                    "data_class": "ILLUSTRATIVE" if any(group.made_up) else "INTERNAL",
                }
            )
    return happened


def _actions(view: View, since: date) -> list[dict[str, object]]:
    happened: list[dict[str, object]] = []
    for row in small(view, "actions").to_dict("records"):
        whose = parties.party(view, row["owner"])
        for day, said in ((row["opened_on"], _("action opened, with {whose}")), (row["closed_on"], _("action closed"))):
            if day is not None and since < day:
                happened.append(
                    {"on": day, "what": row["text"], "how": said.format(whose=whose), "data_class": row["data_class"]}
                )
    return happened
