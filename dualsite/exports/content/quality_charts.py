"""The control charts of quality: one per KPI and site, those of a KPI on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.frames import small
from dualsite.insights.kpis.signals import Signal
from dualsite.insights.quality import charts, scale
from dualsite.palette import site_colours


def drawn(view: View) -> Iterator[Block]:
    """The finding over the charts, then the charts; those without a month are told under the finding."""
    points, names = charts.points(view), charts.site_names(view)
    if not len(points):
        yield blocks.nothing("control charts", charts.title(view))
        return
    shown = [one for one in charts.charted(view) if charts.site_of(one) in names]
    told = [charts.chance_in_words(), charts.without_months(view)]
    told += [_titled(one, names[charts.site_of(one)]) for one in shown if not one.months]
    yield TextBlock("control charts", charts.title(view), [Sentence(one) for one in told if one])
    colours = site_colours(small(view.unfiltered, "sites").site_id)
    for one in shown:
        if one.months:
            site = charts.site_of(one)
            of_kpi = points[points.kpi_id == one.kpi.id]
            yield _chart(one, of_kpi[of_kpi.site_id == site], of_kpi, names[site], colours[site])


def _titled(signal: Signal, site: str) -> str:
    sign = "▲ " if charts.is_signal(signal) else ""
    return f"{charts.headed(signal)}, {site}: {sign}{charts.standing(signal)}"


def _chart(signal: Signal, here: pd.DataFrame, of_kpi: pd.DataFrame, site: str, colour: str) -> ChartBlock:
    rows = list(here.itertuples())
    target = None if pd.isna(rows[-1].target) else float(rows[-1].target)
    return ChartBlock(
        key=f"control chart {signal.kpi.id} {charts.site_of(signal)}",
        title=_titled(signal, site),
        measures=_("By month. Dashed: control limits and target. Coloured: better or worse than normal variation."),
        alt=_titled(signal, site),
        kind="lines",
        categories=[formats.month(row.month) for row in rows],
        series=[
            Series(
                charts.headed(signal),
                [row.value for row in rows],
                colour,
                labels=_rules(rows),
                colours=[blocks.VARIATION_COLOURS.get(row.variation, colour) if row.named else colour for row in rows],
                n=[None if row.n is None else round(row.n) for row in rows],
            ),
            *blocks.limit_lines(rows, [target] * len(rows)),
        ],
        format="fraction" if signal.kpi.unit == "fraction" else "number",
        axis=charts.headed(signal),
        ends=scale.ends(of_kpi),
        is_illustrative=provenance.has_illustrative(here),
    )


def _rules(rows: Sequence[Any]) -> list[str]:
    """The name of its rule at the last of the months in a row that one marks the same way."""
    following = [*((row.named, row.variation) for row in rows[1:]), None]
    return [
        _(row.named) if row.named is not None and (row.named, row.variation) != follows else ""
        for row, follows in zip(rows, following, strict=True)
    ]
