"""Questions to the data: `kpi` and `slots`, answered by the same code as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from dualsite import formats
from dualsite.cli import answers
from dualsite.cli.formats import Format, TableFormat
from dualsite.cli.loading import DATA, AsPartner, Data, UnderScenario, seen
from dualsite.i18n import _, told
from dualsite.insights import wording
from dualsite.insights.capacity import slots as finder
from dualsite.kpi import answers as kpi_answers
from dualsite.planning import SlotRequest


class By(StrEnum):
    """What KPIs can be grouped by."""

    MONTH = "month"
    SITE = "site"
    PARTNER = "partner"
    PRODUCT = "product"
    STAGE = "stage"


AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="As it stood on this day.")]
OfSite = Annotated[str | None, typer.Option(help="Only this site.")]
OfPartner = Annotated[str | None, typer.Option(help="Only this client, by its id.")]


def kpi(
    data: Data = DATA,
    as_of: AsOf = None,
    site: OfSite = None,
    partner: OfPartner = None,
    currency: Annotated[str | None, typer.Option(help="Reporting currency; else as the data set says.")] = None,
    id: Annotated[list[str] | None, typer.Option("--id", help="A KPI; all of them when none is named.")] = None,  # noqa: A002
    by: Annotated[By | None, typer.Option(help="One row per month, site, client (partner), product or stage.")] = None,
    months: Annotated[int, typer.Option(min=1, help="Length of the trailing window.")] = 12,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """Compute KPIs as the pages show them, with numerator, denominator and window."""
    question = {"as_of": day(as_of), "site": site, "partner": partner, "currency": currency}
    with seen(data, as_partner, scenario, **question) as view:
        found = kpi_answers(view, id or (), by.value if by else None, months)
    if format is TableFormat.JSON:
        answers.write_json(view, found)
    elif format is TableFormat.CSV:
        answers.write_csv(view, _columns(found), _as_rows(found))
    else:
        for row in found:
            typer.echo(_in_words(row))


def slots(
    product: Annotated[str, typer.Option(help="The product to be made.")],
    batches: Annotated[int, typer.Option(help="How many batches.")],
    ready_on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day materials are on site.")
    ],
    data: Data = DATA,
    need_by: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day they are needed.")
    ] = None,
    market: Annotated[str | None, typer.Option(help="The market they are for: a country code or EU.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="A site that may be used; all when none is named.")] = None,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="Start on material made but not yet released.")] = False,
    ignore_tentative: Annotated[
        bool, typer.Option("--ignore-tentative", help="As if no option were taken up.")
    ] = False,
    horizon: Annotated[int, typer.Option(metavar="DAYS", help="Days after materials by which to deliver.")] = 1095,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,  # noqa: A002
) -> None:
    """Find up to three ways to make batches of a product: where, by when, and what binds."""
    question = SlotRequest(
        product_id=product,
        batches=batches,
        ready_on=ready_on.date(),
        need_by=day(need_by),
        market=market,
        sites=tuple(dict.fromkeys(site or ())),
        at_risk=at_risk,
        ignore_tentative=ignore_tentative,
        horizon_d=horizon,
    )
    with seen(data, as_partner, scenario) as view:
        answer = finder.find(view, question)
    if format is Format.JSON:
        answers.write_json(view, answer.as_json())
        return
    for option in answer.options:
        slack = "" if option.slack_d is None else f", slack {option.slack_d} d"
        typer.echo(told(f"{option.rank}. delivery {option.delivery_on}{slack}, at {' → '.join(option.sites)}"))
        for step in option.steps:
            stage = formats.in_column(wording.stage(step.stage), 16)
            typer.echo(told(f"   {stage} {step.suite_id} unit {step.unit}: {step.start_on} to {step.end_on}"))
        for missing in option.missing_approvals:
            stage = wording.stage(missing.stage)
            typer.echo(told(f"   no licence yet: {stage} at {missing.site_id} for {missing.market}"))
        typer.echo(f"   {option.binding.text}")
    if answer.reason:
        typer.echo(answer.reason.text)


def day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _in_words(row: dict[str, Any]) -> str:
    """One KPI as a line: label, its keys, value with unit, what it rests on, or why it is unknown."""
    keys = " ".join(f"{name}={value}" for name, value in row["by"].items())
    unit = row["unit"]
    is_money = len(unit) == 3 and unit.isupper()
    value = formats.measure(row["value"], "money" if is_money else unit, unit if is_money else "USD")
    parts = ""
    if row["value"] is None:
        parts = f" ({row['reason']})"
    elif row["denominator"] is not None:
        told_of = _("{part} of {whole}").format(part=f"{row['numerator']:g}", whole=f"{row['denominator']:g}")
        parts = f" ({told_of})"
    made_up = _(" [illustrative]") if row["illustrative"] else ""
    label = formats.in_column(_(row["label"]) + (f" {keys}" if keys else ""), 60)
    return f"{label} {value}{parts}{made_up}"


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    """One column per key, in the order the keys first come, among the others."""
    keys = list(dict.fromkeys(key for row in rows for key in row["by"]))
    return ["id", *keys, "label", "unit", "better", "value", "numerator", "denominator", "as_of", "window_from",
               "window_to", "illustrative"]  # fmt: skip


def _as_rows(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {**row, **row["by"], "window_from": row["window"][0], "window_to": row["window"][1]}
