"""The pipeline against capacity a second time, day by day and win by win, from the rules' text and nothing of ours.

Slow and plain: a suite-day is a pair of a suite and a day, a probability is a sum over every way in which bids are won.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

Row = Mapping[str, str]
STAGES = ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")
DAY = timedelta(days=1)
CLOSE = 1e-12


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def later(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def quarters(as_of: date, count: int) -> list[tuple[date, date]]:
    found, first = [], as_of + DAY
    for _ in range(count):
        end = first + DAY
        while not (end.day == 1 and end.month in (1, 4, 7, 10)):
            end += DAY
        found.append((first, end))
        first = end
    return found


def is_open(bid: Row, as_of: date) -> bool:
    if day(bid["opened_on"]) > as_of:  # type: ignore[operator]
        return False
    closed = day(bid["closed_on"])
    return closed > as_of if closed else bid["stage"] not in ("WON", "LOST")


def is_won(bid: Row, as_of: date) -> bool:
    closed = day(bid["closed_on"])
    return bid["stage"] == "WON" and closed is not None and closed <= as_of and day(bid["opened_on"]) <= as_of  # type: ignore[operator]


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def demand(total: Fraction, first: date, end: date, as_of: date, periods: Sequence[tuple[date, date]]) -> list[int]:
    """Suite-days by period: one day after the other gets its share, and what has come so far is rounded."""
    tomorrow = as_of + DAY
    days = [first + DAY * n for n in range((end - first).days)] or [first]
    days = [on for on in days if on >= tomorrow] or [tomorrow]
    found, so_far = [], Fraction(0)
    for since, until in periods:
        before = half_up(so_far)
        so_far += total * sum(since <= on < until for on in days) / len(days)
        found.append(half_up(so_far) - before)
    return found


def counts(booking: Row, live: Set[str], as_of: date) -> bool:
    """Neither an option that has lapsed nor one that is an open bid's own."""
    expires = day(booking["option_expires_on"])
    is_gone = (expires is not None and expires < as_of) or booking["opportunity_id"] in live
    return booking["firmness"] != "TENTATIVE" or not is_gone


def ladder(suite: Row, bookings: Sequence[Row], on: date) -> tuple[int, int]:
    """Units of a suite that are open on a day, and those that options hold."""
    ready, retired = day(suite["gmp_ready_on"]), day(suite["retired_on"])
    if ready is None or on < ready or (retired is not None and on >= retired):
        return 0, 0
    units = int(suite["units"])
    there = [one for one in bookings if day(one["start_on"]) <= on < day(one["end_on"])]  # type: ignore[operator]
    blocking = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
    if any(one["kind"] in blocking and one["firmness"] != "TENTATIVE" for one in there):
        return 0, 0
    firm = min(units, sum(one["firmness"] == "FIRM" for one in there if one["kind"] not in blocking))
    internal = min(units - firm, sum(one["firmness"] == "INTERNAL" for one in there if one["kind"] not in blocking))
    wanted = sum(one["firmness"] == "TENTATIVE" for one in there if one["kind"] not in blocking)
    wanted += units * any(one["kind"] in blocking for one in there)
    options = min(units - firm - internal, wanted)
    return units - firm - internal - options, options


def ways(wins: Sequence[float]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every way in which bids are won and lost, with its probability."""
    for way in product((0, 1), repeat=len(wins)):
        probability = 1.0
        for is_in, win in zip(way, wins, strict=True):
            probability *= win if is_in else 1 - win
        yield way, probability


def sums(days: Sequence[int], wins: Sequence[float]) -> dict[int, float]:
    chances: dict[int, float] = defaultdict(float)
    for way, probability in ways(wins):
        chances[sum(own for own, is_in in zip(days, way, strict=True) if is_in)] += probability
    return chances


def above(chances: Mapping[int, float], limit: int) -> float:
    return sum(probability for total, probability in chances.items() if total > limit)


def least(chances: Mapping[int, float], wanted: float) -> int:
    total = 0
    while sum(probability for days, probability in chances.items() if days <= total) < wanted - CLOSE:
        total += 1
    return total


def pipeline(
    tables: Mapping[str, Sequence[Row]],
    as_of: date,
    count: int = 8,
    ignore_options: bool = False,
    partner: str | None = None,
) -> dict[str, Any]:
    """The answer as the command prints it, without `illustrative`."""
    shown, everything = quarters(as_of, count), quarters(as_of, count + 4)
    bids = [one for one in tables["opportunities"] if partner in (None, one["partner_id"])]
    live = sorted((one for one in bids if is_open(one, as_of)), key=lambda one: one["opportunity_id"])
    won = [one for one in bids if is_won(one, as_of)]
    live_ids = {one["opportunity_id"] for one in live}
    standing = [one for one in tables["bookings"] if counts(one, live_ids, as_of)]
    need: dict[str, list[int]] = {}
    for bid in live:
        total = Fraction(Decimal(bid["suite_days"]))
        need[bid["opportunity_id"]] = demand(total, *_interval(bid), as_of, everything)
    certain_of: dict[str, list[int]] = {stage: [0] * len(everything) for stage in STAGES}
    for bid in won:
        held = sum(
            (day(one["end_on"]) - day(one["start_on"])).days  # type: ignore[operator]
            for one in tables["bookings"]
            if one["opportunity_id"] == bid["opportunity_id"] and one["firmness"] in ("FIRM", "INTERNAL")
        )
        rest = max(Fraction(Decimal(bid["suite_days"])) - held, Fraction(0))
        for place, days in enumerate(demand(rest, *_interval(bid), as_of, everything)):
            certain_of[bid["suite_stage"]][place] += days
    periods, all_fit = [], 1.0
    for stage in STAGES:
        suites = [one for one in tables["suites"] if one["stage"] == stage]
        of_stage = [bid for bid in live if bid["suite_stage"] == stage]
        certain = certain_of[stage]
        needed = any(any(need[bid["opportunity_id"]][:count]) for bid in of_stage) or any(certain[:count])
        if not suites and not needed:
            continue
        room = [_room(suites, standing, period, ignore_options) for period in everything]
        wins = [float(bid["win_fraction"]) for bid in of_stage]
        days_of = [need[bid["opportunity_id"]] for bid in of_stage]
        all_fit *= sum(
            probability
            for way, probability in ways(wins)
            if all(
                certain[place] + sum(own[place] for own, is_in in zip(days_of, way, strict=True) if is_in)
                <= room[place][0]
                for place in range(count)
            )
        )
        for place, (since, until) in enumerate(shown):
            limit = room[place][0] - certain[place]
            within = [n for n in range(len(of_stage)) if days_of[n][place]]
            chances = sums([days_of[n][place] for n in within], [wins[n] for n in within])
            breaks = []
            for n in within:
                others = sums([days_of[m][place] for m in within if m != n], [wins[m] for m in within if m != n])
                breaks.append((n, above(others, limit - days_of[n][place]), above(others, limit)))
            breaks.sort(key=lambda one: (-round(one[1] - one[2], 9), of_stage[one[0]]["opportunity_id"]))
            p_oversell = above(chances, limit)
            cure = None
            if breaks and p_oversell > 0.2 + CLOSE:
                cure = _cure(of_stage, breaks[0][0], place, days_of, wins, certain, room, as_of, everything)
            periods.append(
                {
                    "quarter": f"{since.year}Q{(since.month + 2) // 3}",
                    "from": since.isoformat(),
                    "to": until.isoformat(),
                    "stage": stage,
                    "open_d": room[place][0],
                    "options_d": room[place][1],
                    "certain_d": certain[place],
                    "expected_d": certain[place] + sum(days_of[n][place] * wins[n] for n in within),
                    "all_d": certain[place] + sum(days_of[n][place] for n in within),
                    "p50_d": certain[place] + least(chances, 0.5),
                    "p90_d": certain[place] + least(chances, 0.9),
                    "p_oversell": p_oversell,
                    "breaks": [
                        {
                            "opportunity_id": of_stage[n]["opportunity_id"],
                            "demand_d": days_of[n][place],
                            "p_if_won": p_won,
                            "p_if_lost": p_lost,
                        }
                        for n, p_won, p_lost in breaks
                    ],
                    "cure": cure,
                }
            )
    return {
        "periods": periods,
        "p_all_fit": all_fit,
        "standard_error": None,
        "open_opportunities": len(live),
        "reason": None,
    }


def _interval(bid: Row) -> tuple[date, date]:
    first, end = day(bid["need_from_on"]), day(bid["need_to_on"])
    assert first is not None
    assert end is not None
    return first, end


def _room(
    suites: Sequence[Row], bookings: Sequence[Row], period: tuple[date, date], ignore_options: bool
) -> tuple[int, int]:
    open_d = options_d = 0
    for suite in suites:
        own = [one for one in bookings if one["suite_id"] == suite["suite_id"]]
        for number in range((period[1] - period[0]).days):
            units, held = ladder(suite, own, period[0] + DAY * number)
            open_d, options_d = open_d + units, options_d + held
    return open_d + (options_d if ignore_options else 0), options_d


def _cure(
    bids: Sequence[Row],
    first: int,
    place: int,
    days_of: Sequence[Sequence[int]],
    wins: Sequence[float],
    certain: Sequence[int],
    room: Sequence[tuple[int, int]],
    as_of: date,
    periods: Sequence[tuple[date, date]],
) -> dict[str, Any]:
    others = [n for n in range(len(bids)) if n != first]
    bid = bids[first]

    def p_won(at: int, own: int, more: int = 0) -> float:
        chances = sums([days_of[n][at] for n in others], [wins[n] for n in others])
        return above(chances, room[at][0] + more - certain[at] - own)

    since, until = _interval(bid)
    for months in range(1, 13):
        moved = demand(Fraction(Decimal(bid["suite_days"])), later(since, months), later(until, months), as_of, periods)
        if all(p_won(at, own) <= 0.2 + CLOSE for at, own in enumerate(moved) if own):
            return {"opportunity_id": bid["opportunity_id"], "months_later": months, "free_d": None}
    free_d = 0
    while p_won(place, days_of[first][place], free_d) > 0.2 + CLOSE:
        free_d += 1
    return {"opportunity_id": bid["opportunity_id"], "months_later": None, "free_d": free_d}
