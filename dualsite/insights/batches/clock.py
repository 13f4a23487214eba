"""Whose clock: on whom batches waited between being made and being decided, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _ as row
from ibis.common.deferred import Deferred
from ibis.expr import types as ir

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_item
from dualsite.i18n import _, ngettext, pgettext
from dualsite.insights import parties
from dualsite.kpi.windows import Window, trailing
from dualsite.schema.vocabulary import STAGES, WAITING_ON
from dualsite.store.statements import run

UNKNOWN = "UNKNOWN"
"""Nobody has noted who was waited for."""
WAITED_FOR = (*WAITING_ON, UNKNOWN)
"""Who may be waited for, in the order they are told."""
NOTED_BY_NOBODY = "CDMO"
"""Who is waited for where an event names nobody, and before the first event."""
LONGEST = 20
"""How many decided batches are told one by one."""

NEEDS = ("batches", "batch_events")
"""The tables without which nobody is known to have been waited for."""

Days = Mapping[str, int]
"""Whole days by who was waited for; those without days are left out."""


@dataclass(frozen=True, slots=True)
class BatchClock:
    """One batch: its days from made to decided, or up to now, by who was waited for. The parts sum to the whole."""

    batch_id: str
    partner_id: str
    days: int
    parts: Days
    is_open: bool
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """Who was waited for: the batches decided in the window, summed, and one by one the longest and the open ones."""

    window: Window
    by_stage: Mapping[str, Days]
    by_client: Mapping[str, Days]
    batches: tuple[BatchClock, ...]
    """The longest first, then by id."""
    count: int
    """How many batches were decided in the window."""
    reason: str | None
    is_illustrative: bool = False

    @property
    def parties(self) -> Days:
        """The days of all batches decided in the window."""
        return _sum(self.by_stage.values())

    @property
    def shares(self) -> Mapping[str, float]:
        """The part of each in those days; nothing where there are none."""
        total = sum(self.parties.values())
        return {party: days / total for party, days in self.parties.items()}


def clock(view: View, months: int = 12) -> Clock:
    """The clock of the batches decided in the trailing months, and of those that are open.

    Days are split at every event up to the decision: each belongs to whom the last event before it names. Without
    the table of events, or that of batches, there is the reason.
    """
    return _clocks(view, [trailing(view.as_of, months)])[trailing(view.as_of, months)]


@cached_per_item
def _clocks(view: View, windows: Iterable[Window]) -> dict[Window, Clock]:
    return {window: _clock(view, window) for window in windows}


def why_not(view: View) -> str | None:
    """Why nobody can be said to have been waited for; None where it can."""
    missing = next((table for table in NEEDS if not view.has(table)), None)
    return None if missing is None else _("the table {table} is missing").format(table=missing)


def _clock(view: View, window: Window) -> Clock:
    reason = why_not(view)
    if reason:
        return Clock(window, {}, {}, (), 0, reason)
    found = split(view, row.disposition_on.isnull() | row.disposition_on.between(window.first, window.last))
    closed = found.filter(found.disposition_on.between(window.first, window.last))
    sums = {party: closed[party].sum() for party in WAITED_FOR}
    made_up = (closed.data_class == "ILLUSTRATIVE").any()
    grouped = closed.group_by("stage", "partner_id").aggregate(**sums, n=closed.count(), made_up=made_up)
    groups = run(grouped).dicts()
    longest = closed.order_by(closed.days.desc(), closed.batch_id).limit(LONGEST)
    told = [*run(longest).dicts(), *run(found.filter(found.disposition_on.isnull())).dicts()]
    batches = sorted(map(_batch, told), key=lambda one: (-one.days, one.batch_id))
    stages = [stage for stage in STAGES if any(group["stage"] == stage for group in groups)]
    clients = sorted({group["partner_id"] for group in groups})
    return Clock(
        window,
        {stage: _sum(_parts(group) for group in groups if group["stage"] == stage) for stage in stages},
        {client: _sum(_parts(group) for group in groups if group["partner_id"] == client) for client in clients},
        tuple(batches),
        sum(group["n"] for group in groups),
        None,
        any(group["made_up"] for group in groups) or any(one.is_illustrative for one in batches),
    )


def split(view: View, *where: Deferred) -> ir.Table:
    """One row per batch that was made: its days, and how many of them belong to each party (`WAITED_FOR`).

    `where` says which batches, so that the events of no others are put in order.

    An event holds until the next one; what came before the batch was made holds from that day. So the beginning of
    each is cut to the day made, and of several that begin on one day all but the last have no days.
    """
    columns = (
        *("batch_id", "partner_id", "contract_id", "product_id", "stage"),
        *("manufactured_on", "disposition_on", "data_class"),
    )
    batches = view.table("batches", *columns, where=[row.manufactured_on.notnull(), *where])
    until = batches.disposition_on.fill_null(view.as_of)
    batches = batches.mutate(until=until, days=until.delta(batches.manufactured_on, unit="day"))
    events = view.of_all_sites.table("batch_events", "batch_id", "on", "seq", "waiting_on")
    noted = events.join(batches.select("batch_id", "manufactured_on", "disposition_on", "until"), "batch_id")
    noted = noted.filter(noted.disposition_on.isnull() | (noted.on < noted.disposition_on))
    noted = noted.mutate(
        begins=ibis.greatest(noted.on, noted.manufactured_on), party=noted.waiting_on.fill_null(NOTED_BY_NOBODY)
    )
    in_order = ibis.window(group_by="batch_id", order_by=["on", "seq"])
    noted = noted.mutate(ends=noted.begins.lead().over(in_order).fill_null(noted.until))
    noted = noted.mutate(held=noted.ends.delta(noted.begins, unit="day"))
    per_batch = noted.group_by("batch_id").aggregate(
        first=noted.begins.min(), **{party: noted.held.sum(where=noted.party == party) for party in WAITING_ON}
    )
    joined = batches.left_join(per_batch, "batch_id").drop("batch_id_right")
    before = ibis.coalesce(joined["first"].delta(joined.manufactured_on, unit="day"), 0)
    unknown = ibis.ifelse(joined["first"].isnull(), joined.days, 0)
    held = {party: ibis.coalesce(joined[party], 0) for party in WAITING_ON}
    held[NOTED_BY_NOBODY] += before
    return joined.select(*columns, "days", **held, **{UNKNOWN: unknown})


def _batch(found: Mapping[str, Any]) -> BatchClock:
    return BatchClock(
        found["batch_id"],
        found["partner_id"],
        int(found["days"]),
        _parts(found),
        found["disposition_on"] is None,
        found["data_class"] == "ILLUSTRATIVE",
    )


def _parts(found: Mapping[str, Any]) -> Days:
    return {party: int(found[party]) for party in WAITED_FOR if found[party]}


def _sum(parts: Iterable[Days]) -> Days:
    told = list(parts)
    total = {party: sum(one.get(party, 0) for one in told) for party in WAITED_FOR}
    return {party: days for party, days in total.items() if days}


def as_json(found: Clock) -> dict[str, Any]:
    """The clock as a program reads it."""
    return {
        "parties": [
            {"waiting_on": party, "days": days, "share": found.shares[party]} for party, days in found.parties.items()
        ],
        "by_stage": _rows("stage", found.by_stage),
        "by_client": _rows("partner_id", found.by_client),
        "lots": [
            {
                "batch_id": one.batch_id,
                "days": one.days,
                **{party: one.parts.get(party, 0) for party in WAITED_FOR},
                "open": one.is_open,
            }
            for one in found.batches
        ],
        "reason": found.reason,
    }


def _rows(name: str, groups: Mapping[str, Days]) -> list[dict[str, Any]]:
    return [
        {name: key, "waiting_on": party, "days": days} for key, parts in groups.items() for party, days in parts.items()
    ]


def in_words(view: View, found: Clock) -> Iterator[str]:
    """The clock as lines: how many of all days each party had, then batch by batch."""
    if found.reason:
        yield _("— ({reason})").format(reason=found.reason)
        return
    yield ngettext(
        "{count} batch dispositioned {first} to {last}: {days} from manufacture to disposition",
        "{count} batches dispositioned {first} to {last}: {days} from manufacture to disposition",
        found.count,
    ).format(
        count=formats.number(found.count),
        first=formats.day(found.window.first),
        last=formats.day(found.window.last),
        days=formats.days(sum(found.parties.values())),
    )
    for code, share in found.shares.items():
        days = formats.in_column(formats.days(found.parties[code]), 10, is_right=True)
        yield f"   {formats.in_column(named(view, code), 24)} {days}  {formats.percent(share)}"
    for one in found.batches:
        parts = formats.joined(
            [f"{named(view, code, one.partner_id)} {formats.days(days)}" for code, days in one.parts.items()]
        )
        state = pgettext("a lot", "open") if one.is_open else _("dispositioned")
        days = formats.in_column(formats.days(one.days), 8, is_right=True)
        yield f"{formats.in_column(one.batch_id, 20)} {days}  {state}: {parts}"


def named(view: View, code: str, partner: str | None = None) -> str:
    """Who was waited for, by name; `partner` is the client meant."""
    return _("not recorded") if code == UNKNOWN else parties.party(view, code, partner)
