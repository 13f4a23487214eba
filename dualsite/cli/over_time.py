"""What months, gates and batches say over time: `signals`, `dates` and `clock`, by the same code as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from dualsite.cli import answers
from dualsite.cli.formats import TableFormat
from dualsite.cli.loading import DATA, AsPartner, Data, UnderScenario, seen
from dualsite.cli.questions import AsOf, OfPartner, OfSite, day
from dualsite.insights.batches import clock as whose_clock
from dualsite.insights.kpis import signal_words
from dualsite.insights.kpis import signals as kpi_signals
from dualsite.insights.programmes import dates as believed


class BySite(StrEnum):
    """What signals can be grouped by."""

    SITE = "site"


def signals(
    data: Data = DATA,
    as_of: AsOf = None,
    site: OfSite = None,
    partner: OfPartner = None,
    id: Annotated[list[str] | None, typer.Option("--id", help="A KPI; else all that have months.")] = None,  # noqa: A002
    by: Annotated[BySite | None, typer.Option(help="One row per site.")] = None,
    months: Annotated[int, typer.Option(min=1, help="How many complete months are looked at.")] = kpi_signals.MONTHS,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """Tell which KPIs moved by more than chance, and whether their targets will be met."""
    with seen(data, as_partner, scenario, as_of=day(as_of), site=site, partner=partner) as view:
        found = kpi_signals.signals(view, id or (), months, by_site=by is not None)
        if format is TableFormat.JSON:
            answers.write_json(view, [signal_words.as_json(one) for one in found])
        elif format is TableFormat.CSV:
            answers.write_csv(view, _point_columns(found), _points(found))
        else:
            for one in found:
                typer.echo(signal_words.in_words(view, one))


def dates(
    data: Data = DATA,
    as_of: AsOf = None,
    site: OfSite = None,
    partner: OfPartner = None,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """Tell of every open gate the days by which it is reached with 50 % and with 80 %."""
    with seen(data, as_partner, scenario, as_of=day(as_of), site=site, partner=partner) as view:
        found = believed.dates(view)
    told = believed.as_json(found)
    if format is TableFormat.JSON:
        answers.write_json(view, told)
    elif format is TableFormat.CSV:
        columns = ["milestone_id", "subject_id", "kind", "baseline_on", "agreed_on", "forecast_on", "p50_on", "p80_on",
                   "n", "reason"]  # fmt: skip
        answers.write_csv(view, columns, told["gates"])
    else:
        for line in believed.in_words(found):
            typer.echo(line)


def clock(
    data: Data = DATA,
    as_of: AsOf = None,
    site: OfSite = None,
    partner: OfPartner = None,
    months: Annotated[int, typer.Option(min=1, help="Length of the trailing window.")] = 12,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """Tell on whom batches waited between being made and being decided."""
    with seen(data, as_partner, scenario, as_of=day(as_of), site=site, partner=partner) as view:
        found = whose_clock.clock(view, months)
        lines = list(whose_clock.in_words(view, found))
    if format is TableFormat.JSON:
        answers.write_json(view, whose_clock.as_json(found))
    elif format is TableFormat.CSV:
        columns = ["batch_id", "days", *whose_clock.WAITED_FOR, "open"]
        answers.write_csv(view, columns, whose_clock.as_json(found)["lots"])
    else:
        typer.echo("\n".join(lines))


def _point_columns(found: list[kpi_signals.Signal]) -> list[str]:
    keys = dict.fromkeys(key for one in found for key in one.by)
    return ["id", *keys, "chart", "month", "value", "n", "lower", "centre", "upper", "rules", "variation", "rule",
            "assurance", "target", "reason", "illustrative"]  # fmt: skip


def _points(found: list[kpi_signals.Signal]) -> Iterator[dict[str, Any]]:
    """One row per KPI and month, with its limits."""
    for signal in map(signal_words.as_json, found):
        for point in signal["points"] or [{}]:
            rules = " ".join(str(rule) for rule in point.get("rules", ()))
            yield {**signal, **signal["by"], **point, "rules": rules}
