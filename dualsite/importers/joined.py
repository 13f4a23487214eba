"""One trial known by several numbers: its records, of one registry or several, put together.

Registries name each other's numbers of a trial. A record is joined with those that name it, that it names, or that name
the same number as it does; but never two that one registry has given different numbers, since an extension names the
number of the trial it extends. The trial is called by the first of its numbers (`schema.trial_numbers.preference`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dualsite.importers.countries import country_stated
from dualsite.importers.records import (
    CountryStatement,
    ImportFinding,
    Place,
    Record,
    finding_of,
    said_by,
    sites_in_words,
)
from dualsite.importers.registry_words import overall_status
from dualsite.importers.vocabulary import registry_day
from dualsite.schema.trial_numbers import are_two_trials, identity, others, preference

FILLED = ("title", "acronym", "status", "sponsor", "enrollment", "start", "primary_completion", "completion")
"""What a trial has of its other records where its own does not state it."""


def joined(records: Iterable[Record]) -> tuple[list[Record], list[ImportFinding]]:
    """One record of each trial, ascending by its number, and what of the others is not in it."""
    latest, findings = _latest(records)
    trials = []
    for group in _groups(latest, findings):
        first, *more = sorted(group, key=_standing)
        trials.append(_together(first, more, findings) if more else first)
    return sorted(trials, key=lambda record: record.trial_id), findings


def _standing(record: Record) -> tuple[int, str, int, int, str]:
    """By this the record stands first from which a trial is told, of those of its number the fullest."""
    said = sum(bool(getattr(record, name)) for name in FILLED)
    return *preference(record.trial_id), -record.detail, -said, record.part


def _latest(records: Iterable[Record]) -> tuple[list[Record], list[ImportFinding]]:
    """One record of each number: the last updated, then last copied, then most detailed, then last given."""
    copies: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        copies[identity(record.trial_id), record.part].append(record)
    latest: list[Record] = []
    findings: list[ImportFinding] = []
    for _, found in sorted(copies.items()):
        *older, kept = sorted(found, key=_recency)
        latest.append(replace(kept, other_ids=others(kept.trial_id, (id_ for one in found for id_ in one.other_ids))))
        for record in older:
            message = (
                f"{record.trial_id} is in the sources more than once: the copy in {kept.file} is used, "
                f"the one in {record.file} with {sites_in_words(len(record.places))} is not."
            )
            findings.append(finding_of(record, "", record.updated, message, sites=len(record.places)))
    return latest, findings


def _recency(record: Record) -> tuple[date, date, int]:
    updated, snapshot = registry_day(record.updated), registry_day(record.snapshot)
    return updated.on if updated else date.min, snapshot.on if snapshot else date.min, record.detail


def _groups(records: Sequence[Record], findings: list[ImportFinding]) -> list[list[Record]]:
    """The records of each trial. Those that name another's own number go before those that name the same third one."""
    own: defaultdict[str, list[int]] = defaultdict(list)
    naming: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        own[identity(record.trial_id)].append(place)
        for number in record.other_ids:
            naming[identity(number)].append(place)
    groups = _Groups(records, list(range(len(records))), {place: [place] for place in range(len(records))})
    pairs = [(places[0], place, number) for number, places in own.items() for place in places[1:]]
    pairs += [(own[number][0], place, number) for number in sorted(naming) if number in own for place in naming[number]]
    pairs += [(places[0], place, number) for number, places in sorted(naming.items()) for place in places[1:]]
    findings += [finding for pair in pairs if (finding := groups.join(*pair))]
    return [[records[place] for place in places] for places in groups.members.values()]


@dataclass
class _Groups:
    """Which records are of one trial so far, by their places in `records`."""

    records: Sequence[Record]
    group_of: list[int]
    members: dict[int, list[int]]

    def join(self, one: int, other: int, number: str) -> ImportFinding | None:
        """Put two groups together, unless that would make one trial of two; then a finding says so."""
        left, right = self.group_of[one], self.group_of[other]
        if left == right:
            return None
        clash = _clash(*([self.records[place] for place in self.members[group]] for group in (left, right)))
        if clash:
            first, second = sorted(record.trial_id for record in clash)
            message = (
                f"{first} and {second} both go with {number}, and their registry has given them two numbers: they were "
                "left two trials."
            )
            return finding_of(clash[0], "trial_id", number, message)
        for place in self.members.pop(right):
            self.group_of[place] = left
            self.members[left].append(place)
        return None


def _clash(left: Sequence[Record], right: Sequence[Record]) -> tuple[Record, Record] | None:
    """Two records to which one registry gave different numbers, unless one of them names the other's."""
    return next(
        (
            (first, second)
            for first in left
            for second in right
            if are_two_trials(first.trial_id, first.other_ids, second.trial_id, second.other_ids)
        ),
        None,
    )


def _together(first: Record, more: Sequence[Record], findings: list[ImportFinding]) -> Record:
    """The trial of `first`, with what the others alone state: fields, countries, and the sites of such countries."""
    named = _countries(first)
    statements, places = list(first.countries), list(first.places)
    for record in more:
        is_part = identity(record.trial_id) == identity(first.trial_id)
        new = [place for place in record.places if country_stated(place.country) not in named]
        if not is_part:
            new = [
                replace(place, remark="; ".join(filter(None, (said_by(record.trial_id), place.remark))))
                for place in new
            ]
        statements += [one for one in _statements(record, new, is_part) if country_stated(one.country) not in named]
        named |= _countries(record)
        places += new
        left = len(record.places) - len(new)
        if not is_part:
            message = (
                f"{record.trial_id} is {first.trial_id} in another registry: they are one trial, and of the record in "
                f"{record.file} only what {first.trial_id} does not state was taken."
            )
            findings.append(finding_of(record, "trial_id", first.trial_id, message, sites=left))
    parts = [one for one in more if identity(one.trial_id) == identity(first.trial_id)]
    filled = {
        name: next((text for one in more if (text := str(getattr(one, name)))), "")
        for name in FILLED
        if not getattr(first, name)
    }
    if parts:
        filled["status"] = overall_status([first.status, *(one.status for one in parts)])
        filled["start"] = min(filter(None, (one.start for one in (first, *parts))), default="")
    if "enrollment" in filled:
        filled["enrollment_type"] = next((one.enrollment_type for one in more if one.enrollment), "")
    numbers = [number for one in (first, *more) for number in (one.trial_id, *one.other_ids)]
    return replace(
        first,
        **filled,  # type: ignore[arg-type]
        phases=first.phases if any(first.phases) else next((one.phases for one in more if any(one.phases)), ()),
        places=tuple(places),
        countries=tuple(statements),
        other_ids=others(first.trial_id, numbers),
    )


def _countries(record: Record) -> set[str | None]:
    """The codes of the countries that a record names, with or without sites."""
    names = [*(place.country for place in record.places), *(said.country for said in record.countries)]
    return {country_stated(name) for name in names} - {None}


def _statements(record: Record, places: Sequence[Place], is_part: bool) -> list[CountryStatement]:
    """What another record says of countries, with its own status where it states none for them."""
    stated = {country_stated(one.country): one for one in record.countries}
    named = [*record.countries, *(CountryStatement(one.country) for one in places)]
    return [
        replace(
            one,
            status=stated.get(country_stated(one.country), one).status or record.status,
            as_of=record.updated or record.snapshot,
            said_by="" if is_part else record.trial_id,
        )
        for one in named
    ]
