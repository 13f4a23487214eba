"""One trial known by several numbers is read once, whatever the tables hold of each number.

The table `trial_ids` says which numbers are one trial's. Where more than one of them stands in `trials`, the trial is
called by the first of them (`schema.trial_numbers.preference`, then one that names the others), and has what is stated
of that one; of the others it has the countries that are not stated of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis
from ibis.expr import types as ir

from dualsite.schema.trial_numbers import preference

Numbers = tuple[tuple[str, str], ...]
"""Trials that are another one again: their number, and the number of that one; ascending."""

_BY_COUNTRY = frozenset(("trial_countries", "trial_sites"))
OF_TRIALS = _BY_COUNTRY | {"trials", "trial_ids"}
"""The tables in which a trial may stand under several numbers."""


def other_numbers(trials: ir.Table, trial_ids: ir.Table) -> Numbers:
    """The rows of `trials` that are another one again, as `trial_ids` has them; none where every trial stands once."""
    named = trial_ids.select("partner_id", "trial_id", "other_id").distinct().to_pyarrow().to_pylist()
    if not named:
        return ()
    owners = dict(zip(*(trials.to_pyarrow()[name].to_pylist() for name in ("trial_id", "partner_id")), strict=True))
    # Numbers of two clients are never put together: what one of them has would be seen at the other's.
    links = [
        ((row["partner_id"], row["trial_id"]), (row["partner_id"], row["other_id"]))
        for row in named
        if owners.get(row["other_id"], row["partner_id"]) == row["partner_id"]
    ]
    is_other = {number for _, number in links}
    found: dict[str, str] = {}
    for group in _connected(links):
        present = [number for number in group if number[1] in owners]
        first, *again = [id_ for _, id_ in sorted(present, key=lambda number: _standing(number in is_other, number[1]))]
        found |= dict.fromkeys(again, first)
    return tuple(sorted(found.items()))


def _standing(is_other: bool, trial_id: str) -> tuple[int, bool, str]:
    """By this the number stands first by which the trial is called."""
    place, number = preference(trial_id)
    return place, is_other, number


def _connected(links: Iterable[tuple[tuple[str, str], tuple[str, str]]]) -> list[set[tuple[str, str]]]:
    """The numbers that hang together by links."""
    group_of: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one, other in links:
        together = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(together, together)
    return list({id(group): group for group in group_of.values()}.values())


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
