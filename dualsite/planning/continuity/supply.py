"""What a product's markets can be given without the site that stops: stock, and batches under way elsewhere.

Days count from the day the site stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dualsite.planning.continuity.facts import CountedStock, OpenBatches, Outage
from dualsite.planning.facts import Step
from dualsite.schema.vocabulary import markets

FOR_EVER = 10**9
"""The day on which what does not expire does."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Some kg that may be used on the days `[begin, end)`; `market` None: in any market."""

    begin: int
    end: int
    kg: float
    market: str | None = None


def supply(
    outage: Outage,
    last: Step,
    stock: Iterable[CountedStock],
    batches: Iterable[OpenBatches],
    batch_output_kg: float | None,
) -> tuple[Supply, ...]:
    """The stock, and the batches of the last step at other sites that wait for nothing at the site that stops.

    A batch of which nobody says how much it yields counts as nothing, and so does what is over before it begins.
    """
    found = [_of_stock(outage, one) for one in stock]
    for batch in batches:
        is_elsewhere = batch.site_id != outage.site_id and outage.site_id not in batch.waits_for_sites
        kg = _times(batch.count, batch_output_kg) if batch.output_kg is None else batch.output_kg
        if batch.stage == last.stage and is_elsewhere and kg is not None:
            begin = _days(outage, batch.manufactured_on or batch.starts_on) + last.release_d
            begin += 0 if batch.manufactured_on else last.duration_d
            found.append(Supply(max(0, begin), FOR_EVER, kg))
    return tuple(one for one in found if one.begin < one.end and one.kg > 0)


def share(supplies: Iterable[Supply], market: str, part: float) -> tuple[Supply, ...]:
    """What a market has of it: its own, and its part of what is for all."""
    own = (one if one.market else replace(one, kg=one.kg * part) for one in supplies if one.market in (market, None))
    return tuple(one for one in own if one.kg > 0)


def at_hand(supplies: Sequence[Supply]) -> float:
    """What of it may be used on the day the site stops."""
    return sum(one.kg for one in supplies if one.begin <= 0)


def coming(supplies: Sequence[Supply], begin: int, end: int) -> float:
    """What of it comes on the days `[begin, end)`."""
    return sum(one.kg for one in supplies if begin <= one.begin < end)


def _of_stock(outage: Outage, one: CountedStock) -> Supply:
    """What lies in quarantine at the site that stops is released by nobody before it runs again."""
    is_held = one.is_quarantined and one.location == outage.site_id
    return Supply(
        max(outage.days if is_held else 0, _days(outage, one.usable_on)),
        FOR_EVER if one.expires_on is None else _days(outage, one.expires_on),
        one.kg,
        one.location if one.location in markets() else None,
    )


def _times(count: int, kg: float | None) -> float | None:
    return None if kg is None else count * kg


def _days(outage: Outage, day: date) -> int:
    return (day - outage.from_on).days
