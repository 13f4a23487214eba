"""The card of a KPI: what it means, the numbers put into its formula, its months, and what it was computed from."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, Format, Series
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.data import tables as data_version
from dualsite.insights.kpis import card_words, evidence, months, signals
from dualsite.insights.kpis.signals import Signal
from dualsite.insights.kpis.tiles import Tile
from dualsite.palette import INK

_FORMATS: dict[str, Format] = {"fraction": "fraction", "money": "amount", "ratio": "ratio"}


def card(view: View, tile: Tile) -> Iterator[Block]:
    """The card as it opens, over no month of its chart."""
    kpi, figure = tile.kpi, tile.figure
    name = _(kpi.label)
    yield blocks.sentence("kpi", _(kpi.definition), title=name)
    window = card_words.window(view, tile)
    yield TextBlock("kpi computed", card_words.computed(tile), [Sentence(window, "", figure.is_illustrative)])
    if signals.has_months(kpi):
        for number, signal in enumerate(signals.signals(view, [kpi.id]), 1):
            yield blocks.drawn(_months(view, signal, number))
    if figure.reason is None:
        count, rows = evidence.count(view, kpi), evidence.evidence(view, kpi, evidence.LISTED)
        note = wording.first_rows(len(rows), count) if count > len(rows) else ""
        title = f"{name}: {_('Rows behind it')}"
        spec = evidence.evidence_spec(view, kpi).hiding_unknown(rows)
        yield blocks.table(view, "kpi rows", title, spec, rows, note=note)
    if "site" in kpi.splits:
        by_site = evidence.by_site(view, kpi)
        spec = evidence.by_site_spec(kpi)
        yield blocks.table(view, "kpi by site", f"{name}: {_('By site')}", spec, by_site, view.currency)
    # How many rows a table has, and when it came, is everyone's.
    if not view.scope.is_limited:
        listed = data_version.tables(view)
        used = listed[listed.table.isin(kpi.tables)]
        yield blocks.table(view, "kpi tables", f"{name}: {_('Computed from')}", data_version.USED_SPEC, used)


def _months(view: View, signal: Signal, number: int) -> ChartBlock:
    """The months of a signal with limits, mean and target as lines."""
    kpi, rows = signal.kpi, list(months.months(view, signal).itertuples())
    of = formats.parts(signals.names(view, signal))
    said = months.title(signal)
    return ChartBlock(
        key=f"kpi months {number}",
        title=_("{row}: {said}").format(row=of, said=said) if of else said,
        measures=_("By month. Dashed: control limits and target. Coloured: better or worse than normal variation."),
        alt=months.in_words(view, signal),
        kind="lines",
        categories=[formats.month(row.month) for row in rows],
        series=[
            Series(
                _(kpi.label),
                [row.value for row in rows],
                INK,
                colours=[blocks.VARIATION_COLOURS.get(row.variation or "", INK) if row.named else INK for row in rows],
                n=[row.n for row in rows],
            ),
            *blocks.limit_lines(rows, [row.target for row in rows]),
        ],
        format=_FORMATS.get(kpi.unit, "number"),
        currency=view.currency if kpi.unit == "money" else "",
        axis=_(kpi.label),
        is_illustrative=provenance.has_illustrative(months.months(view, signal)),
    )
