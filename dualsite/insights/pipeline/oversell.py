"""The pipeline against capacity in words: which stage is oversold when, who makes it so, and what would cure it."""

from __future__ import annotations

from collections.abc import Sequence

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.pipeline.capacity import USUAL_QUARTERS, weighed
from dualsite.insights.pipeline.stated import stated
from dualsite.planning.pipeline import Cure, PipelineAnswer, Quarter, StageQuarter

TILES = ("weighted_pipeline", "win_rate", "lost_for_capacity_share")
"""The KPIs that the pipeline page opens with."""

RISKY = 0.2
"""From here on a quarter asks for a cure."""

_IN_WORDS = (
    (0.0, marked("room for all")),
    (RISKY, marked("unlikely")),
    (0.5, marked("possible")),
    (0.8, marked("likely")),
    (1.0, marked("very likely")),
)
"""What a probability up to this is called; of 1, "certain"."""

_CLOSE = 1e-12

BEST_CASE = marked(
    "Best case: open days need not be consecutive, and wins from one client are more correlated than assumed here."
)


def chance_in_words(probability: float) -> str:
    """How likely it is that a quarter is oversold: "possible", "certain"."""
    if probability >= 1 - _CLOSE:
        return _("certain")
    return next(_(words) for most, words in _IN_WORDS if probability <= most + _CLOSE)


def quarter_in_words(quarter: Quarter) -> str:
    """2027 Q3."""
    return formats.quarter(quarter.first)


def worst(found: PipelineAnswer) -> StageQuarter | None:
    """The stage and quarter most likely oversold, the earliest of those; None where none can be."""
    risky = [one for one in found.periods if one.p_oversell > 0]
    return max(risky, key=lambda one: (one.p_oversell, -one.quarter.first.toordinal()), default=None)


def answer(view: View, quarters: int = USUAL_QUARTERS, ignores_options: bool = False) -> str:
    """What becomes of the suites if the bids go as weighted, in sentences."""
    found = weighed(view, quarters, ignores_options)
    if found.reason:
        return found.reason
    return wording.sentences(_outlook(view, found), _(BEST_CASE), back_dated(view) or "")


def back_dated(view: View) -> str | None:
    """What a day before the data's own does not know of bids; None on that day and after it."""
    if view.as_of >= view.dataset.as_of:
        return None
    return _("As of {day}; bid stages and win probabilities are current.").format(day=formats.day(view.as_of))


def _outlook(view: View, found: PipelineAnswer) -> str:
    one = worst(found)
    if not found.open_opportunities and one is None:
        return _("No open bids; all won work fits.")
    if one is None:
        return ngettext(
            "If the one open bid is won, every stage has capacity in every quarter.",
            "If all {count} open bids are won, every stage has capacity in every quarter.",
            found.open_opportunities or 0,
        ).format(count=formats.number(found.open_opportunities))
    words = {
        "stage": wording.stage(one.stage),
        "quarter": quarter_in_words(one.quarter),
        "chance": wording.chance(one.p_oversell),
    }
    if not one.breaks or one.p_oversell >= 1 - _CLOSE:
        said = _("{stage} is oversold in {quarter} whatever the bids bring: work won exceeds open capacity.")
        if one.breaks and one.certain_d <= one.open_d:
            said = _("At current win probabilities, {stage} is certain to be oversold in {quarter}.")
        return said.format(**words)
    first = one.breaks[0]
    return _(
        "At current win probabilities, the risk that {stage} is oversold in {quarter} is {chance}; winning "
        "{bid} makes it {if_won}."
    ).format(bid=bid_names(view)[first.opportunity_id], if_won=wording.chance(first.p_if_won), **words)


def bid_names(view: View) -> dict[str, str]:
    """What the bids of the view are called, by id."""
    return {bid["opportunity_id"]: bid["name"] for bid in stated(view)}


def cure_in_words(cure: Cure, names: dict[str, str]) -> str:
    """What would make room for a bid: that it comes later, or that days become free."""
    bid = names.get(cure.opportunity_id, cure.opportunity_id)
    if cure.months_later is not None:
        return ngettext(
            "{bid} fits if moved one month later.", "{bid} fits if moved {count} months later.", cure.months_later
        ).format(bid=bid, count=formats.number(cure.months_later))
    return ngettext(
        "{bid} does not fit later within a year: one suite-day would have to be freed.",
        "{bid} does not fit later within a year: {count} suite-days would have to be freed.",
        cure.free_d or 0,
    ).format(bid=bid, count=formats.number(cure.free_d))


def all_fit_in_words(found: PipelineAnswer) -> str:
    """How likely everything that is won fits everywhere."""
    if found.p_all_fit is None:
        return formats.UNKNOWN
    if found.standard_error is None:
        return _("Probability that all work won fits: {chance}.").format(chance=wording.chance(found.p_all_fit))
    return _("Probability that all work won fits: {chance} (simulated, ± {error}).").format(
        chance=wording.chance(found.p_all_fit), error=formats.percent(found.standard_error, 2)
    )


def risky(periods: Sequence[StageQuarter]) -> list[StageQuarter]:
    """Those that ask for a cure, in their order."""
    return [one for one in periods if one.cure is not None]
