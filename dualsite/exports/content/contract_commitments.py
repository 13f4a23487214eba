"""What is committed, made, scheduled and missing per contract year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import burn_down, take_or_pay
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.insights.data import provenance
from dualsite.palette import INK


def take_or_pay_years(view: View, kept: ContractFilter, chosen: Chosen) -> Iterator[Block]:
    """What is committed, made, scheduled and missing per contract year, and how one year burns down."""
    if (missing := blocks.missing(view, ("contract_years", "batches"))) is not None:
        yield missing
        return
    yield blocks.sentence("take or pay", take_or_pay.sentence(view, kept), title=_("Take-or-pay"))
    running = take_or_pay.running(view, kept)
    yield blocks.drawn(_commitments(view, kept, running))
    by_key = take_or_pay.by_key(running)
    if by_key:
        yield _burn_down(view, by_key.get(chosen.get("burn_down", ""), next(iter(by_key.values()))))
    years = take_or_pay.years(view, kept)
    yield blocks.table(view, "contract years", _("Contract years"), take_or_pay.YEARS_SPEC, years, view.currency)


def _commitments(view: View, kept: ContractFilter, running: pd.DataFrame) -> ChartBlock:
    """A bar for each running contract year: what is made, scheduled and missing of what is committed."""
    rows = list(running.head(MOST_DRAWN).itertuples())
    parts: tuple[tuple[str, str, Any], ...] = (
        ("made", _("Made"), "solid"),
        ("scheduled", _("Scheduled"), "outlined"),
        ("gap", _("Shortfall"), "hatched"),
    )
    return ChartBlock(
        key="commitments",
        title=take_or_pay.title(view, kept),
        measures=wording.sentences(
            _("Current contract years. The amount is payable on the shortfall, at the rate of the as-of month."),
            take_or_pay.left_out(view, kept),
        ),
        alt=take_or_pay.in_words(view, kept),
        kind="stacked bars",
        categories=[take_or_pay.year_name(row, 48) for row in rows],
        series=[
            Series(
                name,
                [float(getattr(row, what) or 0) for row in rows],
                INK,
                style,
                labels=[_missing(row) for row in rows] if what == "gap" else (),
            )
            for what, name, style in parts
        ],
        format="whole",
        axis=_("Batches in the current contract year"),
        is_illustrative=provenance.has_illustrative(running),
    )


def _missing(year: Any) -> str:
    return formats.listed([part for part in take_or_pay.missing_in_words(year) if part])


def _burn_down(view: View, year: Any) -> ChartBlock:
    """What is left of a contract year's commitment: made so far, as scheduled, and at an even pace."""
    line = burn_down.burn_down(view, year.contract_id, year.start_on)
    has_happened = line.is_actual.astype(bool)
    actual = line[has_happened]
    ahead = pd.concat([actual.tail(1), line[~has_happened]])
    first, last = line.iloc[0], line.iloc[-1]
    gap = _("short {count}").format(count=last.left) if last.left else _("no shortfall")
    return ChartBlock(
        key="burn down",
        title=burn_down.title(year),
        measures=wording.sentence(take_or_pay.year_sentence(year)),
        alt=take_or_pay.year_sentence(year),
        kind="scatter",
        categories=(),
        series=[
            Series(_("Remaining"), list(map(float, actual.left)), INK, is_line=True, places=list(actual.on)),
            Series(
                _("Remaining, as scheduled"),
                list(map(float, ahead.left)),
                INK,
                is_line=True,
                is_dashed=True,
                places=list(ahead.on),
                labels=[*[""] * (len(ahead) - 1), gap],
            ),
            Series(
                _("Even pace"),
                [float(first.left), 0.0],
                INK,
                "thin",
                is_line=True,
                places=[first.on, last.on],
            ),
        ],
        format="whole",
        axis=_("Batches remaining"),
        is_illustrative=provenance.has_illustrative(line),
    )
