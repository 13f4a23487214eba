"""`continuity`: a site stops; who runs out when, and who else may make it, as the page says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from dualsite.cli import answers
from dualsite.cli.formats import TableFormat
from dualsite.cli.loading import DATA, AsPartner, Data, UnderScenario, seen
from dualsite.cli.questions import AsOf, OfPartner, day
from dualsite.insights.continuity import outage as asked
from dualsite.insights.continuity import sentences
from dualsite.planning.continuity import USUAL_HORIZON_D, ContinuityAnswer, Outage


def continuity(
    site_out: Annotated[str, typer.Option("--site-out", "--site", metavar="SITE", help="The site that stops.")],
    data: Data = DATA,
    from_on: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="The day it stops; else the as-of day."),
    ] = None,
    days: Annotated[int, typer.Option(help="How many days it is out.")] = asked.USUAL_DAYS,
    horizon: Annotated[int, typer.Option(metavar="DAYS", help="Days of demand that are looked at.")] = USUAL_HORIZON_D,
    as_of: AsOf = None,
    partner: OfPartner = None,
    as_partner: AsPartner = None,
    scenario: UnderScenario = None,
    format: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TEXT,  # noqa: A002
) -> None:
    """If a site stops, who runs out when, and who else may make it? By product and market, the largest gap first."""
    question = {"as_of": day(as_of), "partner": partner}
    with seen(data, as_partner, scenario, **question) as view:
        outage = Outage(site_out, day(from_on) or view.as_of, days, horizon)
        found = asked.answered(view, outage)
        said = sentences.answer(view, outage)
        lines = list(sentences.lines(view, outage)) if format is TableFormat.TEXT else []
    if format is TableFormat.JSON:
        answers.write_json(view, found.as_json())
    elif format is TableFormat.CSV:
        if found.reason:
            typer.echo(found.reason, err=True)
        answers.write_csv(view, _COLUMNS, _as_rows(found))
    else:
        typer.echo(said)
        for line in lines:
            typer.echo(line)


_COLUMNS = (
    "product_id", "supply_kg", "market", "survive_d", "recover_d", "recover_by", "gap_d", "gap_kg", "gap_batches",
    "gap_money", "currency", "missing_licences", "reason",
)  # fmt: skip


def _as_rows(found: ContinuityAnswer) -> Iterator[dict[str, Any]]:
    """A row per product, and below it one per market: each with its days, gap and what is missing."""
    for product in found.as_json()["products"] or ():
        yield product
        for market in product["markets"]:
            missing = (f"{one['stage']} at {one['site_id']}" for one in market["missing_licences"])
            yield {"product_id": product["product_id"], **market, "missing_licences": "; ".join(missing)}
