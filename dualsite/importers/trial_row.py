"""The study's own row of `trials`, and what is said about the parts of it that could not be taken as they are."""

from __future__ import annotations

from typing import Any

from dualsite.importers.records import ImportFinding, Record, finding_of
from dualsite.importers.vocabulary import (
    RegistryDay,
    enrollment_type,
    registry_day,
    status_code,
    trial_phase,
    trial_status,
)

NOT_STATED = "Not stated"
Row = dict[str, Any]


def trial_row(record: Record, findings: list[ImportFinding]) -> Row:
    """All but whose it is. Where the registry lacks what the contract needs, a finding says what stands there."""

    def stated(field: str, value: str, instead: str) -> str:
        if not value and field not in record.absent:
            findings.append(
                finding_of(record, field, "", f"{record.trial_id} has no {field}: it has {instead} for it.")
            )
        return value or instead

    phase, status = trial_phase(record.phases), trial_status(record.status)
    if phase is None:
        text = "|".join(record.phases)
        findings.append(
            finding_of(record, "phase", text, f"{text!r} is no phase of our vocabulary: {record.trial_id} has NA.")
        )
    if status is None and record.status:
        message = f"{record.status!r} is no status of our vocabulary: {record.trial_id} has UNKNOWN."
        findings.append(finding_of(record, "status", record.status, message))
    return {
        "title": stated("title", record.title, record.trial_id),
        "acronym": record.acronym or None,
        "phase": phase or "NA",
        "status": status if status else stated("status", record.status and "UNKNOWN", "UNKNOWN"),
        "sponsor": stated("sponsor", record.sponsor, NOT_STATED),
        "enrollment": _enrollment(record, findings),
        "enrollment_type": enrollment_type(record.enrollment_type),
        **_days(record, findings),
        "note": _origin(record),
    }


def _enrollment(record: Record, findings: list[ImportFinding]) -> int | None:
    text = record.enrollment.removesuffix(".0")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if text:
        findings.append(
            finding_of(record, "enrollment", text, f"{text!r} is no number of participants: it was left empty.")
        )
    return None


def _days(record: Record, findings: list[ImportFinding]) -> Row:
    """Start, primary completion and completion, and how exact they are.

    A month is stored as its first day, and one date known to the month makes the whole row MONTH. An end known to the
    month of the start is stored as the start's day, since it cannot be before it. An end before the start is left out.
    """
    stated = {name: _day(record, name, findings) for name in ("start", "primary_completion", "completion")}
    days: Row = {f"{name}_on": day and day.on for name, day in stated.items()}
    start = days["start_on"]
    for name in ("primary_completion", "completion"):
        end = stated[name]
        if start and end and end.on < start:
            if end.is_month and (end.on.year, end.on.month) == (start.year, start.month):
                days[f"{name}_on"] = start
            elif name == "completion":
                text = record.completion
                message = f"{record.trial_id} ends ({text}) before it starts ({record.start}): its end was left empty."
                findings.append(finding_of(record, "completion", text, message))
                days["completion_on"] = None
    known = [day for day in stated.values() if day]
    precision = ("MONTH" if any(day.is_month for day in known) else "DAY") if known else None
    return days | {"date_precision": precision}


def _day(record: Record, name: str, findings: list[ImportFinding]) -> RegistryDay | None:
    text = str(getattr(record, name))
    found = registry_day(text)
    if text and not found:
        findings.append(finding_of(record, name, text, f"{text!r} is no date: {record.trial_id} has none for {name}."))
    return found


def _origin(record: Record) -> str:
    """Which copy of the record this is: it changes only when the record does."""
    updated, snapshot = registry_day(record.updated), registry_day(record.snapshot)
    parts = [
        f"{record.registry} record",
        f"updated {updated.on}" if updated else "",
        f"copied {snapshot.on}" if snapshot else "",
        f"last known status {status_code(record.last_known_status)}" if record.last_known_status else "",
    ]
    return ", ".join(filter(None, parts))
