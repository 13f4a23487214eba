"""Answers as JSON and CSV, each of which names the scenario that it was computed under."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from dualsite.access import View

_SCENARIO = "scenario"


def write_json(view: View | None, told: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """One object or a list of them; under a scenario that edits anything each ends with its name as `scenario`."""
    under = _under(view)
    named = {**told, **under} if isinstance(told, Mapping) else [{**one, **under} for one in told]
    typer.echo(json.dumps(named, ensure_ascii=False, indent=1))


def write_csv(view: View | None, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """These columns of the rows; under a scenario that edits anything, a last one `scenario` with its name."""
    under = _under(view)
    writer = csv.DictWriter(sys.stdout, [*columns, *under], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **under} for row in rows)


def _under(view: View | None) -> dict[str, str]:
    """Nothing without edits, so that the empty scenario changes not one byte."""
    scenario = view.scenario if view else None
    return {_SCENARIO: scenario.name} if scenario and scenario.edits else {}
