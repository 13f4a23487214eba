"""`scenarios` and `compare`: which scenarios lie beside the data, and what they change."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from dualsite import formats
from dualsite.access import View
from dualsite.cli.formats import Format, TableFormat
from dualsite.cli.loading import DATA, Data, seen, usable
from dualsite.errors import DataError, InputError
from dualsite.i18n import _, told
from dualsite.insights.scenarios import comparison, wording
from dualsite.insights.scenarios.comparison import Compared
from dualsite.planning import SlotRequest, saved
from dualsite.scenarios import Scenario, files
from dualsite.scenarios.text import BASE, ReadScenario, ScenarioFault, parsed
from dualsite.store.named_files import NAME


def scenarios(
    data: Data = DATA,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,  # noqa: A002
) -> None:
    """List the scenarios beside the data, what each says, and what is wrong with it.

    An edit whose target is not there is a finding, and so is a file that cannot be understood; the exit status is 1
    when there is any.
    """
    with seen(data) as view:
        found = [_read(data, name) for name in files.names(data)]
        listed = [(one, _faults(view, one)) for one in found]
        if format is Format.JSON:
            rows = [_as_json(view, one, wrong) for one, wrong in listed]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for one, wrong in listed:
                _print(view, one, wrong)
            if not listed:
                typer.echo(told("No scenarios."))
    raise typer.Exit(1 if any(wrong for _one, wrong in listed) else 0)


def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[DATA] BASE NAME…",
            help=f"The scenario that the others are held to, {BASE} for the data as they are, and the others by name.",
            show_default=False,
        ),
    ],
    id: Annotated[list[str] | None, typer.Option("--id", help="A KPI or what a model says; all of them else.")] = None,  # noqa: A002
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="As it stood on this day.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    partner: Annotated[str | None, typer.Option(help="Only this client, by its id.")] = None,
    currency: Annotated[str | None, typer.Option(help="Reporting currency; else as the data set says.")] = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """Put KPIs and what models say under scenarios side by side, each with its difference to the first.

    A data folder may be named before or after them; else it is the usual one. One name alone is held to the data as
    they are.
    """
    data, asked = _told_apart(names)
    question = {"as_of": as_of.date() if as_of else None, "site": site, "partner": partner, "currency": currency}
    chosen = [None if name == BASE else usable(data, name) for name in asked]
    with seen(data, None, None, **question) as view:
        for scenario in chosen:
            for fault in wording.faults(view, scenario) if scenario else ():
                typer.echo(fault.message, err=True)
        found = comparison.compared(view, chosen, id or (), _questions(data))
    columns = comparison.names(chosen)
    if format is TableFormat.JSON:
        typer.echo(json.dumps([_compared_as_json(one, columns) for one in found], ensure_ascii=False, indent=1))
    elif format is TableFormat.CSV:
        _write_csv(found, columns)
    else:
        _print_side_by_side(found, columns)


def _questions(data: Path) -> dict[str, SlotRequest]:
    """The slot questions beside the data, by name; what is wrong with a file is said on standard error."""
    found = {}
    for name in saved.names(data):
        try:
            found[name] = saved.read(data, name).question
        except DataError as error:
            typer.echo(str(error), err=True)
    return found


def _told_apart(words: Sequence[str]) -> tuple[Path, list[str]]:
    """The data folder among the words, else the usual one, and the names of scenarios, the first to be held to."""
    folders = [word for word in words if _is_data_folder(Path(word))]
    if len(folders) > 1:
        raise InputError(f"There are {len(folders)} data folders: {', '.join(folders)}. Name one.")
    asked = list(dict.fromkeys(word for word in words if word not in folders))
    if len(asked) == 1 and asked != [BASE]:
        asked = [BASE, *asked]
    if len(asked) < 2:
        raise InputError(f"There is nothing to compare. Name two scenarios, or one beside {BASE}.")
    return (Path(folders[0]) if folders else DATA), asked


def _is_data_folder(path: Path) -> bool:
    return path.is_dir() and ("/" in str(path) or any(path.glob("sites*")) or str(path) == ".")


def _read(data: Path, name: str) -> ReadScenario:
    """A scenario; of a file that is called as none can be, that as its fault."""
    return files.read(data, name) if NAME.fullmatch(name) else parsed(b"", name)


def _faults(view: View, read: ReadScenario) -> list[ScenarioFault]:
    return [*read.faults, *(wording.faults(view, read.scenario) if read.is_usable else ())]


def _print(view: View, read: ReadScenario, wrong: Sequence[ScenarioFault]) -> None:
    scenario = read.scenario
    typer.echo(f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name)
    for said in wording.said(view, scenario):
        typer.echo(f"   {said.sentence}")
    for fault in wrong:
        typer.echo(f"   {_('error') if fault.is_error else _('warning')}: {fault.message}")


def _as_json(view: View, read: ReadScenario, wrong: Sequence[ScenarioFault]) -> dict[str, Any]:
    scenario: Scenario = read.scenario
    return {
        "name": scenario.name,
        "title": scenario.title,
        "owner": scenario.owner,
        "shared": scenario.is_shared,
        "note": scenario.note,
        "edits": [said.sentence for said in wording.said(view, scenario)],
        "findings": [
            {"file": fault.file, "key": fault.key, "severity": "error" if fault.is_error else "warning",
             "message": fault.message}
            for fault in wrong
        ],
    }  # fmt: skip


def _compared_as_json(one: Compared, names: Sequence[str]) -> dict[str, Any]:
    found = zip(names, one.values, one.differences, one.reasons, strict=True)
    return {
        "id": one.id,
        "label": one.label,
        "unit": one.unit,
        "better": one.better,
        "by": one.by,
        "scenarios": [
            {
                "name": name,
                "value": _plain(value),
                "difference": difference,
                "reason": reason if value is None else None,
            }
            for name, value, difference, reason in found
        ],
        "illustrative": one.illustrative,
    }


def _plain(value: float | date | None) -> float | str | None:
    return value.isoformat() if isinstance(value, date) else value


def _write_csv(found: Sequence[Compared], names: Sequence[str]) -> None:
    """A row per figure: its value under each scenario, and what that is more than under the first."""
    keys = list(dict.fromkeys(key for one in found for key in one.by))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    differences = [f"{name} difference" for name in names[1:]]
    writer.writerow(["id", *keys, "label", "unit", "better", *names, *differences, "illustrative"])
    for one in found:
        by = [one.by.get(key, "") for key in keys]
        cells = [*one.values, *one.differences[1:], one.illustrative]
        writer.writerow([one.id, *by, one.label, one.unit, one.better, *cells])


def _print_side_by_side(found: Sequence[Compared], names: Sequence[str]) -> None:
    widths = [max(22, formats.places(name) + 1) for name in names]
    typer.echo(" " * 52 + _in_columns(names, widths))
    for one in found:
        keys = " ".join(one.by.values())
        cells = [_value(one, place) for place in range(len(names))]
        label = f"{one.label} {keys}".strip()
        typer.echo(formats.in_column(_cut(label, 51), 52) + _in_columns(cells, widths))


def _in_columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(formats.in_column(cell, width, is_right=True) for cell, width in zip(cells, widths, strict=True))


def _cut(text: str, most: int) -> str:
    """As much of the beginning of a text as takes that many places."""
    while formats.places(text) > most:
        text = text[:-1]
    return text


def _value(one: Compared, place: int) -> str:
    is_money = len(one.unit) == 3 and one.unit.isupper()
    unit, currency = ("money", one.unit) if is_money else (one.unit, "USD")
    told, difference = one.values[place], one.differences[place]
    if isinstance(told, date):
        return f"{told} ({difference:+.0f} d)" if place and difference else str(told)
    value = formats.measure(told, unit, currency)
    if not place or not difference:
        return value
    return f"{value} ({'+' if difference > 0 else '−'}{formats.measure(abs(difference), unit, currency)})"
