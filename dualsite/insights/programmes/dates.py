"""Dates one can believe: of every open gate the days by which it is reached with 50 % and with 80 %."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights import frames
from dualsite.planning import dates as planning
from dualsite.planning.dates import Believed, GateDays, TrackRecord
from dualsite.schema.vocabulary import GATES


@dataclass(frozen=True, slots=True)
class GateDates:
    """An open gate: what was first committed, agreed and forecast, and what may be believed, or why nothing is."""

    milestone_id: str
    subject_id: str
    kind: str
    baseline_on: date
    agreed_on: date | None
    forecast_on: date | None
    believed: Believed | None
    held: float | None
    """The chance that it is reached by the day agreed; None where no day is agreed or believed."""
    n: int
    """From how many reached gates the days were learnt."""
    reason: str | None
    is_illustrative: bool
    """Whether it is made up, or a gate that the days were learnt from."""


@dataclass(frozen=True, slots=True)
class BelievedDates:
    """The open gates, by subject and order, and what came of the days that were told before."""

    gates: tuple[GateDates, ...]
    record: TrackRecord
    reason: str | None
    """Why there are no gates at all."""


@cached_per_view
def dates(view: View) -> BelievedDates:
    """The days of the open gates in the view: learnt from every gate in scope, whatever the filters.

    Open is a gate with a baseline that has not been reached, nor a later one of its subject, and whose contract was
    not terminated.
    """
    if not view.has("milestones"):
        return BelievedDates((), TrackRecord(), _("the table {table} is missing").format(table="milestones"))
    every = view.unfiltered
    rows = {row["milestone_id"]: row for row in frames.small(every, "milestones").to_dict("records")}
    gates = list(_gates(every, rows.values()))
    found = planning.dates(gates, view.as_of)
    wanted = set(frames.small(view, "milestones")["milestone_id"])
    waiting = [gate for gate in planning.open_gates(gates, view.as_of) if gate.id in wanted]
    learnt_made_up = any(_is_made_up(rows[gate.id]) for gate in gates if gate.actual is not None)
    reason = None
    if found.n < planning.FEWEST:
        reason = _("{n} of {fewest} reached gates").format(n=found.n, fewest=planning.FEWEST)
    return BelievedDates(
        tuple(
            _told(rows[gate.id], found, reason, learnt_made_up)
            for gate in sorted(waiting, key=lambda gate: (gate.subject, gate.kind, gate.id))
        ),
        found.record,
        None,
    )


def _gates(view: View, rows: Iterable[dict[str, Any]]) -> Iterator[GateDays]:
    contracts = frames.small(view, "contracts").to_dict("records") if view.has("contracts") else []
    ended = {contract["contract_id"] for contract in contracts if contract["status"] == "TERMINATED"}
    for row in rows:
        if row["subject"] != "SITE" and row["kind"] in GATES and row["baseline_on"] is not None:
            is_ended = row["subject"] == "CONTRACT" and row["subject_id"] in ended
            subject = f"{row['subject']} {row['subject_id']}"
            place = GATES.index(row["kind"])
            yield GateDays(
                row["milestone_id"],
                subject,
                place,
                row["baseline_on"],
                row["actual_on"],
                not is_ended,
                row["agreed_on"],
            )


def _told(row: dict[str, Any], found: planning.Dates, reason: str | None, learnt_made_up: bool) -> GateDates:
    return GateDates(
        row["milestone_id"],
        row["subject_id"],
        row["kind"],
        row["baseline_on"],
        row["agreed_on"],
        row["forecast_on"],
        found.days.get(row["milestone_id"]),
        found.held.get(row["milestone_id"]),
        found.n,
        reason,
        learnt_made_up or _is_made_up(row),
    )


def _is_made_up(row: dict[str, Any]) -> bool:
    return bool(row["data_class"] == "ILLUSTRATIVE")


def as_json(found: BelievedDates) -> dict[str, Any]:
    """The days as a program reads them: ISO 8601 text, unknown is None."""
    return {
        "gates": [
            {
                "milestone_id": gate.milestone_id,
                "subject_id": gate.subject_id,
                "kind": gate.kind,
                "baseline_on": _iso(gate.baseline_on),
                "agreed_on": _iso(gate.agreed_on),
                "forecast_on": _iso(gate.forecast_on),
                "p50_on": _iso(gate.believed.p50 if gate.believed else None),
                "p80_on": _iso(gate.believed.p80 if gate.believed else None),
                "n": gate.n,
                "reason": gate.reason,
            }
            for gate in found.gates
        ],
        "record": {
            "gates": found.record.gates,
            "within_p50": found.record.within_p50,
            "within_p80": found.record.within_p80,
        },
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def in_words(found: BelievedDates) -> Iterator[str]:
    """The days as lines, and what came of those told before."""
    if found.reason:
        yield _("— ({reason})").format(reason=found.reason)
        return
    for gate in found.gates:
        name = formats.in_column(f"{gate.subject_id} {gate.kind}", 44)
        if gate.believed is None:
            yield _("{gate} — ({reason})").format(gate=name, reason=gate.reason)
            continue
        made_up = _(" [illustrative]") if gate.is_illustrative else ""
        yield _("{gate} agreed {agreed}  50% by {half}  80% by {mostly}{made_up}").format(
            gate=name,
            agreed=formats.in_column(formats.day(gate.agreed_on), 12, is_right=True),
            half=formats.in_column(formats.day(gate.believed.p50), 12, is_right=True),
            mostly=formats.in_column(formats.day(gate.believed.p80), 12, is_right=True),
            made_up=made_up,
        )
    record = found.record
    if record.gates:
        yield _(
            "{within} of {gates} dates stated with 80% probability were met, {half} of {gates} of those with 50%."
        ).format(within=record.within_p80, gates=record.gates, half=record.within_p50)
