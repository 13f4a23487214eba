"""A scenario as text: TOML, as a person and the app write it, and what is wrong in it.

```toml
title = "Birch half a year late"

[[edit]]
what = "suite-ready"
suite = "BI-UP"
on = 2028-07-01
```

`title`, `owner`, `shared` and `note` may be left out. A scenario without an owner is everyone's.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dualsite.errors import why
from dualsite.i18n import tellable, told
from dualsite.scenarios.edit import MISSING, TEXT, TRUE_OR_FALSE, Edit, FieldRule, fields_told, rules
from dualsite.scenarios.network import SiteOut
from dualsite.scenarios.operations import BookingAdded
from dualsite.scenarios.scenario import KINDS, Scenario
from dualsite.store.entries import SCENARIOS
from dualsite.store.named_files import NAME, digest, toml_value

ENDING = ".toml"
LARGEST = 1_000_000
"""Bytes of a file of a scenario."""
MOST_EDITS = 300
"""In a scenario; added bookings are one union, however many, and 300 of them take a few seconds."""
MOST_NESTED = 50
"""Edits besides added bookings: each is a query around the one before, and of a hundred none can be compiled."""
MOST_STOPS = 20
"""Of these, sites that stop: each of them is several queries around the one before."""

BASE = "base"
"""What stands for the data as they are, and is no scenario."""


@dataclass(frozen=True)
class ScenarioFault:
    """One thing wrong in the file of a scenario."""

    file: str
    key: str
    """Where in the file: a key, or an edit by its number, the first being 1, and a key of it; empty: the whole."""
    problem: str
    """A clause that says what is wrong."""
    advice: str
    """A sentence that says what to do."""
    is_error: bool = True
    """Whether the scenario cannot be used for it. What is wrong with one edit leaves the others in force."""

    @property
    def message(self) -> str:
        """Where, what is wrong, what to do."""
        place = f"{self.file}, {self.key}" if self.key else self.file
        return told(f"{place}: {self.problem}. {self.advice}")


@dataclass(frozen=True)
class ReadScenario:
    """A file of a scenario as far as it could be read."""

    scenario: Scenario
    faults: tuple[ScenarioFault, ...]

    @property
    def is_usable(self) -> bool:
        return not any(fault.is_error for fault in self.faults)


def parsed(content: bytes, name: str) -> ReadScenario:
    """A scenario from the bytes of a file, with what is wrong in them."""
    file = file_of(name)
    if not NAME.fullmatch(name) or name == BASE:
        advice = "Rename it: up to 60 small letters, digits, - and _, and not base."
        return ReadScenario(Scenario(name), (ScenarioFault(file, "", "no scenario can be called so", advice),))
    if len(content) > LARGEST:
        return ReadScenario(Scenario(name), (ScenarioFault(file, "", "it has more than 1 MB", "Make it smaller."),))
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        # A number of too many digits, too, is a ValueError.
        fault = ScenarioFault(file, "", f"it is not TOML: {why(error)}", "Correct it there.")
        return ReadScenario(Scenario(name), (fault,))
    head, faults = _head(told, file)
    edits, wrong = _edits(told.get(_EDITS, []), file)
    return ReadScenario(Scenario(name, edits, **head, digest=digest(content)), (*faults, *wrong))


def _head(told: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[ScenarioFault]]:
    """What the file says of the scenario as a whole, and what is wrong with that."""
    faults = []
    head = {}
    for key, (field, kind, words) in _HEAD.items():
        if key in told and type(told[key]) is not kind:
            faults.append(ScenarioFault(file, key, f"it must be {words}", "Correct it there."))
        elif key in told:
            head[field] = told[key]
    advice = tellable(f"Use {', '.join((*_HEAD, f'[[{_EDITS}]]'))}.")
    unknown = told.keys() - _HEAD.keys() - {_EDITS}
    return head, faults + [ScenarioFault(file, key, "there is no such key", advice) for key in sorted(unknown)]


def _edits(rows: Any, file: str) -> tuple[tuple[Edit, ...], list[ScenarioFault]]:
    """The edits of a file that can be understood, and what is wrong with the others."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        advice = tellable(f"Begin each edit by [[{_EDITS}]].")
        return (), [ScenarioFault(file, _EDITS, "it must be a list of tables", advice)]
    if problem := _too_many([row.get("what") for row in rows]):
        return (), [ScenarioFault(file, _EDITS, problem, "Leave some out.")]
    faults = [
        ScenarioFault(file, _place(place, key), problem, advice)
        for place, row in enumerate(rows, start=1)
        for key, problem, advice in _wrong_in(row)
    ]
    return tuple(_edit(row) for row in rows if not any(_wrong_in(row))), faults


def _too_many(kinds: Sequence[Any]) -> str:
    """Of which kind there are too many, as a clause; empty when there are not."""
    if len(kinds) > MOST_EDITS:
        return tellable(f"there are more than {MOST_EDITS}")
    if len(kinds) - kinds.count(BookingAdded.what) > MOST_NESTED:
        return tellable(f"there are more than {MOST_NESTED} besides those that add a booking")
    if kinds.count(SiteOut.what) > MOST_STOPS:
        return tellable(f"there are more than {MOST_STOPS} by which a site stops")
    return ""


def written(scenario: Scenario) -> str:
    """The scenario as the text of its file, which reads as the same scenario again."""
    head = {key: getattr(scenario, field) for key, (field, _kind, _words) in _HEAD.items()}
    lines = [f"{key} = {toml_value(value)}" for key, value in head.items() if value]
    for edit in scenario.edits:
        fields = {"what": edit.what, **fields_told(edit)}
        lines += ["", f"[[{_EDITS}]]", *(f"{key} = {toml_value(value)}" for key, value in fields.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def name_from(file: str) -> str:
    """What a scenario from a file of any name may be called: `Birch late (scenario x) (1).toml` gives `birch-late`."""
    stem = re.sub(r"(\s*\([^()]*\))+$", "", file.removesuffix(ENDING))
    name = re.sub(r"[^a-z0-9_-]+", "-", stem.casefold())[:60].strip("-_")
    return name if name and name != BASE else "scenario"


def place_of(key: str) -> int | None:
    """The place of the edit, the first being 0, that a fault's key names; None where it names none."""
    found = re.match(rf"{_EDITS} (\d+)", key)
    return int(found[1]) - 1 if found else None


def fault_of(scenario: Scenario, place: int, key: str, problem: str, advice: str) -> ScenarioFault:
    """What is wrong with one edit, by its place, the first being 0; the others stay in force."""
    return ScenarioFault(file_of(scenario.name), _place(place + 1, key), problem, advice, is_error=False)


_EDITS = "edit"
_HEAD: Mapping[str, tuple[str, type, str]] = {
    "title": ("title", str, TEXT),
    "owner": ("owner", str, TEXT),
    "shared": ("is_shared", bool, TRUE_OR_FALSE),
    "note": ("note", str, TEXT),
}


def file_of(name: str) -> str:
    """The place of the file of a scenario within the data folder."""
    return f"{SCENARIOS}/{name}{ENDING}"


def _place(number: int, key: str) -> str:
    return f"{_EDITS} {number}, {key}" if key else f"{_EDITS} {number}"


def _wrong_in(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong in an edit as it stands in a file: the key, what, and what to do."""
    what = row.get("what")
    if not isinstance(what, str) or what not in KINDS:
        name = what[:80] if isinstance(what, str) else ""
        near = difflib.get_close_matches(name, KINDS, 1)
        hint = tellable(f"Did you mean {near[0]}?") if near else tellable(f"Use one of {', '.join(KINDS)}.")
        wrong = tellable(f"there is no edit {name!r}") if isinstance(what, str) else f"it must be {TEXT}"
        yield "what", MISSING if what is None else wrong, hint
        return
    known = {rule.key: rule for rule in rules(KINDS[what])}
    for key in row.keys() - known.keys() - {"what"}:
        yield key, tellable(f"an edit {what} has no such key"), tellable(f"Use {', '.join(known)}.")
    for key, rule in known.items():
        if key not in row:
            if rule.is_needed:
                yield key, MISSING, tellable(f"Say {_example(rule)}.")
        elif problem := rule.problem(row[key]):
            yield key, problem, tellable("Correct it there.")


def _example(rule: FieldRule) -> str:
    kinds = {str: f'{rule.key} = "…"', date: f"{rule.key} = 2027-03-01", bool: f"{rule.key} = true"}
    return kinds.get(rule.kind, f"{rule.key} = 1")


def _edit(row: Mapping[str, Any]) -> Edit:
    kind = KINDS[row["what"]]
    fields = {rule.name: row[rule.key] for rule in rules(kind) if rule.key in row}
    numbers = {rule.name for rule in rules(kind) if rule.kind is float}
    return kind(**{name: float(value) if name in numbers else value for name, value in fields.items()})
