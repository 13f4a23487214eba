"""One trial known by several numbers is read once, whatever the tables hold of each number.

The table `trial_ids` says which numbers are one trial's. Where more than one of them stands in `trials`, the trial is
called by the first of them (`schema.trial_numbers.preference`, then one that names the others), and has what is stated
of that one; of the others it has the countries that are not stated of it. Two numbers of one registry are two trials
(`schema.trial_numbers.are_two_trials`), also where a third number is both theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import ibis
from ibis.expr import types as ir

from dualsite.schema.trial_numbers import are_two_trials, preference, registry_of
from dualsite.store.statements import run

Numbers = tuple[tuple[str, str], ...]
"""Trials that are another one again: their number, and the number of that one; ascending."""

_Number: TypeAlias = tuple[str, str]
"""A client, and a number of one of its trials."""

_BY_COUNTRY = frozenset(("trial_countries", "trial_sites"))
OF_TRIALS = _BY_COUNTRY | {"trials", "trial_ids"}
"""The tables in which a trial may stand under several numbers."""


def other_numbers(trials: ir.Table, trial_ids: ir.Table) -> Numbers:
    """The rows of `trials` that are another one again, as `trial_ids` has them; none where every trial stands once."""
    named = run(trial_ids.select("partner_id", "trial_id", "other_id").distinct()).rows
    if not named:
        return ()
    owners: dict[str, str] = dict(run(trials.select("trial_id", "partner_id")).rows)
    # Numbers of two clients are never put together: what one of them has would be seen at the other's. Nor does it
    # matter whether the other has a number, too, which not everybody may know.
    links = [((partner, trial_id), (partner, other_id)) for partner, trial_id, other_id in named]
    is_other = {number for _, number in links}
    found: dict[str, str] = {}
    for present in _trials(links, owners):
        first, *again = sorted(present, key=lambda number: _standing(number in is_other, number[1]))
        found |= {number: first[1] for _, number in again}
    return tuple(sorted(found.items()))


def _standing(is_other: bool, trial_id: str) -> tuple[int, bool, str]:
    """By this the number stands first by which the trial is called."""
    place, number = preference(trial_id)
    return place, is_other, number


def _trials(links: Sequence[tuple[_Number, _Number]], owners: Mapping[str, str]) -> list[list[_Number]]:
    """The rows of each trial that links put together, by their numbers.

    Those that name another row go before those that name the same further number, as in `importers.joined`; and what
    would make one of two trials of a registry puts nothing together.
    """
    names: defaultdict[_Number, set[str]] = defaultdict(set)
    for one, (_, other_id) in links:
        names[one].add(other_id)

    def present(*numbers: _Number) -> list[_Number]:
        return [number for number in numbers if owners.get(number[1]) == number[0]]

    numbers_of: dict[_Number, list[_Number]] = {number: [number] for link in links for number in link}
    registered_of = {number: [one for one in present(number) if registry_of(one[1])] for number in numbers_of}
    group_of = {number: number for number in numbers_of}
    for one, other in sorted(links, key=lambda link: (len(present(*link)) < len(link), link[1], link[0])):
        left, right = group_of[one], group_of[other]
        if left == right or any(
            are_two_trials(first[1], names[first], second[1], names[second])
            for first in registered_of[left]
            for second in registered_of[right]
        ):
            continue
        if len(numbers_of[left]) < len(numbers_of[right]):
            left, right = right, left
        group_of |= dict.fromkeys(numbers_of[right], left)
        numbers_of[left] += numbers_of.pop(right)
        registered_of[left] += registered_of.pop(right)
    return [rows for numbers in numbers_of.values() if (rows := present(*numbers))]


def once(name: str, rows: ir.Table, numbers: Numbers) -> ir.Table:
    """The rows of one of these tables with each trial under one number."""
    if not numbers:
        return rows
    again: Mapping[str, str] = dict(numbers)
    if name == "trials":
        return rows.filter(rows.trial_id.notin(list(again)))
    called = rows.trial_id.substitute(again)
    if name not in _BY_COUNTRY:
        return rows.mutate(trial_id=called).filter(called != rows.other_id).distinct()
    # Of each country the rows of one number: the trial's own sorts before the others.
    order = ibis.ifelse(called == rows.trial_id, "", rows.trial_id)
    ranked = rows.mutate(_order=order, _called=called)
    first = ranked._order.min().over(ibis.window(group_by=[ranked._called, ranked.country]))
    ranked = ranked.mutate(_first=first)
    kept = ranked.filter(ranked._order == ranked._first)
    return kept.mutate(trial_id=kept._called).drop("_order", "_called", "_first")
