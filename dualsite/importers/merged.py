"""Trials of an import and those that are in the data already, under the same number or another of theirs.

The result is what one import of all the records would have given: a trial is called by the first of its numbers, has
what the record of that number states, and of its other records the countries that one does not name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dualsite.importers.records import said_by, sayer
from dualsite.schema.trial_numbers import are_of_one_trial, identity, others, preference

Rows = list[dict[str, str]]

PLACES = ("trial_countries", "trial_sites")


@dataclass(frozen=True)
class Merge:
    """The rows of the trials that an import touches, by table, and the numbers under which they were or are called."""

    rows: Mapping[str, Rows]
    touched: frozenset[str]


def merged(present: Mapping[str, Rows], imported: Mapping[str, Rows]) -> Merge:
    """The rows of the imported trials put together with those that are there. Owners are not looked at."""
    known, new_trials = _by_trial(present), _by_trial(imported)
    found = same_trials(present, imported)
    touched: set[str] = set()
    changed: dict[str, dict[str, Rows]] = {}
    for trial_id, new in new_trials.items():
        same = [old for old in found[trial_id] if old in known]
        called = min({trial_id, *same}, key=preference)
        touched |= {trial_id, *same}
        changed[called] = _combined(called, trial_id, new, {old: known.pop(old) for old in same})
    names = ("trials", "trial_ids", *PLACES)
    return Merge({name: [row for rows in changed.values() for row in rows[name]] for name in names}, frozenset(touched))


def same_trials(present: Mapping[str, Rows], imported: Mapping[str, Rows]) -> dict[str, list[str]]:
    """For each imported trial those that are there and are the same one, in order of their numbers."""
    known = {old: [row["other_id"] for row in rows["trial_ids"]] for old, rows in _by_trial(present).items()}
    by_number: defaultdict[str, set[str]] = defaultdict(set)
    for old, numbers in known.items():
        for number in (old, *numbers):
            by_number[identity(number)].add(old)
    found: dict[str, list[str]] = {}
    for trial_id, rows in _by_trial(imported).items():
        numbers = [row["other_id"] for row in rows["trial_ids"]]
        near = {old for number in (trial_id, *numbers) for old in by_number[identity(number)]}
        found[trial_id] = sorted(old for old in near if are_of_one_trial(old, known[old], trial_id, numbers))
    return found


def _by_trial(tables: Mapping[str, Rows]) -> dict[str, dict[str, Rows]]:
    """The rows of every trial that has one of its own, by table."""
    trials: dict[str, dict[str, Rows]] = {row["trial_id"]: {name: [] for name in tables} for row in tables["trials"]}
    for name, rows in tables.items():
        for row in rows:
            if row["trial_id"] in trials:
                trials[row["trial_id"]][name].append(row)
    return trials


def _combined(
    called: str, new_id: str, new: Mapping[str, Rows], old: Mapping[str, Mapping[str, Rows]]
) -> dict[str, Rows]:
    """The rows of one trial, `called` so: of its new record and of what was there under these numbers."""
    kept = new if called == new_id else old[called]
    product = next(
        (row["product_id"] for one in (new, *old.values()) for row in one["trials"] if row.get("product_id")), ""
    )
    trial = [row | ({"product_id": row.get("product_id") or product} if product else {}) for row in kept["trials"]]
    numbers = {row["other_id"]: row for one in (*old.values(), new) for row in one["trial_ids"]}
    common = {name: new["trials"][0].get(name, "") for name in ("partner_id", "data_class")}
    named = others(called, [*numbers, new_id, *old])
    ids = [numbers.get(number, common) | {"trial_id": called, "other_id": number} for number in sorted(named)]
    # What the new record says takes the place of all that it, or what came with it, said before.
    superseded = {identity(new_id), *(identity(_origin(row)) for name in PLACES for row in new[name])}
    result = {"trials": trial, "trial_ids": ids}
    for name in PLACES:
        stale = [row for one in old.values() for row in one[name]]
        rows = new[name] + [row for row in stale if identity(_origin(row)) not in superseded]
        result[name] = sorted((_said(called, row) for row in _first_of_each_country(rows)), key=_order)
    return result


def _first_of_each_country(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Of each country the rows of one record: that of the first number by preference, which is the trial's own."""
    by_country: defaultdict[str, dict[str, list[Mapping[str, str]]]] = defaultdict(dict)
    for row in rows:
        by_country[row["country"]].setdefault(_origin(row), []).append(row)
    return [row for origins in by_country.values() for row in origins[min(origins, key=preference)]]


def _order(row: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """As the rows of one import are ordered: see `importers.rows`."""
    texts = tuple(row.get(name, "") for name in ("country", "city", "facility", "status", "note"))
    return texts, tuple(float(row.get(name) or 181) for name in ("latitude", "longitude"))


def _origin(row: Mapping[str, str]) -> str:
    """The number of the record that a row of a country or a site comes from."""
    return sayer(row.get("note", "")) or row["trial_id"]


def _said(called: str, row: Mapping[str, str]) -> dict[str, str]:
    origin, note = _origin(row), row.get("note", "")
    rest = [part for part in note.split("; ") if part and part != said_by(origin)]
    parts = rest if origin == called else [said_by(origin), *rest]
    return {**row, "trial_id": called, "note": "; ".join(parts)}
