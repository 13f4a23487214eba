"""`pipeline`: what is bid for against what is open, as the page says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from dualsite import formats
from dualsite.cli import answers
from dualsite.cli.formats import TableFormat
from dualsite.cli.loading import DATA, AsPartner, Data, UnderScenario, seen
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.pipeline import capacity, oversell
from dualsite.planning.pipeline import PipelineAnswer, StageQuarter, not_available


def pipeline(
    data: Data = DATA,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="As it stood on this day.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Not available: a bid has no site.")] = None,
    partner: Annotated[
        str | None, typer.Option(help="The bids of this client, by its id, against everyone's bookings.")
    ] = None,
    quarters: Annotated[int, typer.Option(help="How many quarters, from that of tomorrow on.")] = (
        capacity.USUAL_QUARTERS
    ),
    ignore_options: Annotated[bool, typer.Option("--ignore-options", help="What options hold counts as open.")] = False,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """If what is bid for is won, can it be made? By stage and quarter, with the bids that break it."""
    question = {"as_of": as_of.date() if as_of else None, "site": site, "partner": partner}
    if as_partner is not None:
        with seen(data, as_partner, scenario) as view:
            found, said = not_available(_("The pipeline is not available in a client session.")), ""
    else:
        with seen(data, None, scenario, **question) as view:
            found = capacity.weighed(view, quarters, ignore_options)
            said = oversell.answer(view, quarters, ignore_options)
            note = oversell.back_dated(view)
            if note and format is not TableFormat.TEXT:
                typer.echo(note, err=True)
    if format is TableFormat.JSON:
        answers.write_json(view, found.as_json())
    elif format is TableFormat.CSV:
        answers.write_csv(view, _COLUMNS, _as_rows(found))
    else:
        typer.echo(found.reason or said)
        for period in found.periods:
            typer.echo(_in_words(period))


def _in_words(period: StageQuarter) -> str:
    """A stage in a quarter as a line, and the bids that break it below."""

    def days(value: float, digits: int = 0) -> str:
        return formats.in_column(formats.number(value, digits), 7, is_right=True)

    line = _(
        "{quarter} {stage} open {open} d, options {options} d, certain {certain} d, expected {expected} d, "
        "P50 {p50} d, P90 {p90} d, all {all} d: oversold with {probability}"
    )
    lines = [
        line.format(
            quarter=period.quarter.label,
            stage=formats.in_column(wording.stage(period.stage), 16),
            open=days(period.open_d),
            options=days(period.options_d),
            certain=days(period.certain_d),
            expected=days(period.expected_d, 1),
            p50=days(period.p50_d),
            p90=days(period.p90_d),
            all=days(period.all_d),
            probability=formats.percent(period.p_oversell, 1),
        )
    ]
    if period.p_oversell > 0:
        lines += [
            _("   {bid}: {needs} d, {won} if won, {lost} if lost").format(
                bid=one.opportunity_id,
                needs=formats.number(one.demand_d),
                won=formats.percent(one.p_if_won, 1),
                lost=formats.percent(one.p_if_lost, 1),
            )
            for one in period.breaks
        ]
    if period.cure:
        cured = (
            _("   {bid}: {months} months later cures it")
            if period.cure.months_later
            else _("   {bid}: {days} suite-days to be freed cure it")
        )
        months, freed = period.cure.months_later, formats.number(period.cure.free_d)
        lines.append(cured.format(bid=period.cure.opportunity_id, months=months, days=freed))
    return "\n".join(lines)


_COLUMNS = (
    "quarter", "from", "to", "stage", "open_d", "options_d", "certain_d", "expected_d", "all_d", "p50_d", "p90_d",
    "p_oversell", "opportunity_id", "demand_d", "p_if_won", "p_if_lost", "months_later", "free_d",
)  # fmt: skip


def _as_rows(found: PipelineAnswer) -> Iterator[dict[str, Any]]:
    """A row per stage, quarter and bid with demand in it; one without a bid where there is none."""
    for period in (one.as_json() for one in found.periods):
        cure = period["cure"] or {"opportunity_id": None}
        for one in period["breaks"] or [{}]:
            is_cured = one.get("opportunity_id") == cure["opportunity_id"]
            yield {**period, **(cure if is_cured else {}), **one}
