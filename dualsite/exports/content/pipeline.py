"""Pipeline: if we win what we bid, can we make it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, MatrixBlock, Series, Shade, Style
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.pipeline import bid_list, bids, capacity, cells, oversell
from dualsite.insights.pipeline.choice import PipelineChoice
from dualsite.palette import INK, SOLID
from dualsite.sitemap import PageId

_TABLES = (*capacity.NEEDS, "products", "routes", "fx_rates", "partners")


def page(view: View, chosen: Chosen) -> PageContent:
    """How likely each stage is oversold by quarter, its days, who breaks the quarter chosen, and the bids."""
    choice = PipelineChoice(chosen.get("ignore_options", "").lower() == "true", chosen.get("cell", ""))
    if capacity.why_not(view) is not None:
        lacking = [blocks.missing(view, capacity.NEEDS)]
        there = tuple(one for one in lacking if one is not None)
        return blocks.page(view, PageId.PIPELINE, oversell.answer(view), there, _TABLES)
    answer = oversell.answer(view, choice.quarters, choice.ignores_options)
    return blocks.page(view, PageId.PIPELINE, answer, tuple(_blocks(view, choice)), _TABLES)


def _blocks(view: View, choice: PipelineChoice) -> Iterator[Block]:
    yield blocks.tiles(view, oversell.TILES)
    rows = cells.drawn(view, choice)
    yield blocks.drawn(_chances(view, choice, rows))
    for stage in dict.fromkeys(rows.stage):
        yield _days(stage, rows[rows.stage == stage], choice.ignores_options)
    yield _breakers(view, choice)
    yield from _tabs(view, choice)


def _chances(view: View, choice: PipelineChoice, rows: pd.DataFrame) -> MatrixBlock:
    """Stages against quarters, each with how likely it is oversold; the quarter shown outlined."""
    period = cells.shown(view, choice)
    shown = cells.name_of(period) if period else ""
    quarters = sorted(set(rows.quarter))
    found = {(row.stage, row.quarter): row for row in rows.itertuples()}
    return MatrixBlock(
        key="oversell",
        title=cells.title(view, choice),
        measures=wording.sentences(
            _("Probability that each stage is oversold, by quarter, at the win probabilities of the bids."),
            cells.known_in_words(view),
            cells.undrawn_in_words(view, choice),
            oversell.all_fit_in_words(cells.answered(view, choice)),
        ),
        alt=cells.in_words(view, choice),
        columns=[formats.quarter(quarter) for quarter in quarters],
        rows=[
            (
                wording.title(wording.stage(stage)),
                [_chance(found.get((stage, quarter)), shown) for quarter in quarters],
            )
            for stage in dict.fromkeys(rows.stage)
        ],
        colour=SOLID,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _chance(row: Any, shown: str) -> Shade:
    """Empty where nothing is needed."""
    if row is None or not row.all_d:
        return Shade("")
    sign: Literal["good", "watch", "bad"] = (
        "good" if row.p_oversell <= oversell.RISKY else "watch" if row.p_oversell <= 0.5 else "bad"
    )
    said = formats.listed([row.in_words, row.chance]) if row.p_oversell else str(row.in_words)
    return Shade(said, float(row.p_oversell), row.cell == shown, float(row.p_oversell), sign)


def _days(stage: str, rows: pd.DataFrame, ignores_options: bool) -> ChartBlock:
    """What is open of a stage and held by options, beside what is won, what is expected, and P50 and P90 of it."""
    name = wording.title(wording.stage(stage))
    listed = list(rows.itertuples())
    free = [float(row.open_d - (row.options_d if ignores_options else 0)) for row in listed]
    columns: tuple[tuple[str, Sequence[float], str, Style], ...] = (
        (_("Open"), free, INK, "outlined"),
        (_("Held by options"), [float(row.options_d) for row in listed], INK, "hatched"),
        (_("Won, not booked"), [float(row.certain_d) for row in listed], SOLID, "solid"),
        (_("Expected"), [float(row.expected_d) for row in listed], SOLID, "lighter"),
    )
    lines = ((_("P50"), "p50_d", False), (_("P90"), "p90_d", True))
    return ChartBlock(
        key=f"days {stage}",
        title=_("{stage}: open capacity and expected demand").format(stage=name),
        measures=_("Suite-days by quarter. Lines: P50 and P90 of demand won."),
        alt=formats.parts(map(cells.quarter_in_words, listed)),
        kind="columns",
        categories=[formats.quarter(row.quarter) for row in listed],
        series=[
            *(Series(label, values, colour, style) for label, values, colour, style in columns),
            *(
                Series(
                    label,
                    [float(getattr(row, column)) if row.all_d else None for row in listed],
                    INK,
                    is_line=True,
                    is_dashed=is_dashed,
                )
                for label, column, is_dashed in lines
            ),
        ],
        format="whole",
        axis=_("suite-days"),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _breakers(view: View, choice: PipelineChoice) -> TextBlock:
    """The bids that break the quarter shown, and what would cure the first."""
    period = cells.shown(view, choice)
    if period is None:
        return blocks.sentence("breaks", _(cells.NOTHING_NEEDED))
    rows = cells.breakers(view, choice)
    said = [_breaker(row) for row in rows.head(cells.MOST_LISTED).itertuples()]
    more = cells.more_in_words(rows)
    return TextBlock("breaks", cells.shown_in_words(period), [*said, *([Sentence(more)] if more else [])])


def _breaker(row: Any) -> Sentence:
    told = wording.sentences(
        _("{bid}: {chances}.").format(bid=row.name, chances=cells.chances_in_words(row)),
        wording.sentence(cells.need_in_words(row)),
        *([wording.sentence(wording.title(like))] if (like := cells.like_in_words(row)) else []),
        row.cure or "",
    )
    return Sentence(told, "watch" if row.cure else "", row.data_class == "ILLUSTRATIVE")


def _tabs(view: View, choice: PipelineChoice) -> Iterator[Block]:
    reason = bids.why_no_bids(view)
    if reason:
        yield blocks.sentence("no bids", reason)
    else:
        rows = bid_list.listed(view)
        spec = bid_list.LISTED_SPEC.hiding_unknown(rows)
        yield blocks.table(view, "bids", _("Open bids"), spec, rows, view.currency)
    breaks = cells.breakers(view, choice)
    yield blocks.table(view, "break rows", _("Bids behind it"), cells.BREAKERS_SPEC, breaks)
    if not reason:
        rows, said = bid_list.funnel(view), bid_list.funnel_in_words()
        yield blocks.table(view, "funnel", _("Funnel"), bid_list.FUNNEL_SPEC, rows, view.currency, said)
    said = bid_list.outcomes_in_words(view)
    if len(ended := bid_list.outcomes(view)):
        yield blocks.table(view, "outcomes", _("Won and lost"), bid_list.OUTCOMES_SPEC, ended, note=said)
    else:
        yield blocks.sentence("outcomes", said)
    by_quarter = cells.quarters(view, choice)
    yield blocks.table(view, "quarter rows", _("Quarters"), cells.QUARTERS_SPEC, by_quarter)
