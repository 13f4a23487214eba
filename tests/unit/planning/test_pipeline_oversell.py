"""Stages by quarter against what is bid for: worked examples with their sums."""

from __future__ import annotations

import random
import time
from datetime import date
from fractions import Fraction

from dualsite.planning.pipeline import BEYOND, Bid, Break, Cure, PipelineAnswer, StageRoom, quarters, weighed

AS_OF = date(2026, 12, 31)


def bid(
    name: str, win: float, days: int, first: str = "2027-01-01", end: str = "2027-04-01", stage: str = "SEED"
) -> Bid:
    return Bid(name, stage, win, Fraction(days), date.fromisoformat(first), date.fromisoformat(end))


def ask(
    bids: list[Bid], open_d: list[int], won: list[Bid] | None = None, shown: int = 1, options: int = 0
) -> PipelineAnswer:
    """The answer for one stage with so many open days in each quarter; the last number goes for all that follow."""
    ahead = quarters(AS_OF, shown, BEYOND)
    rooms = [StageRoom(open_d[min(place, len(open_d) - 1)], options) for place in range(len(ahead))]
    return weighed(ahead, shown, {"SEED": rooms}, bids, won or [])


def test_a_quarter_says_what_is_expected_likely_and_possible() -> None:
    (period,) = ask([bid("A", 0.5, 30), bid("B", 0.25, 20)], [40], [bid("W", 1, 10)]).periods
    # W is certain. Won on top: nothing 0.375, B 20: 0.125, A 30: 0.375, both 50: 0.125
    assert period.certain_d == 10
    assert period.expected_d == 10 + 0.5 * 30 + 0.25 * 20
    assert period.all_d == 10 + 30 + 20
    assert period.p50_d == 10 + 20
    assert period.p90_d == 10 + 50
    assert period.p_oversell == 0.125
    # 30 are left: with A won any B is too much; with B won any A. Of the two, B adds most.
    assert period.breaks == (Break("B", 20, 0.5, 0.0), Break("A", 30, 0.25, 0.0))


def test_bids_that_add_the_same_are_named_by_id() -> None:
    (period,) = ask([bid("b", 0.5, 30), bid("a", 0.5, 30), bid("B", 0.5, 30)], [89]).periods
    assert [one.opportunity_id for one in period.breaks] == ["B", "a", "b"]


def test_what_is_won_beyond_what_is_open_is_oversold_whatever_becomes_of_the_bids() -> None:
    (period,) = ask([bid("A", 0.5, 5)], [9], [bid("W", 1, 10)]).periods
    assert period.p_oversell == 1.0
    assert period.breaks == (Break("A", 5, 1.0, 1.0),)
    # later it has room from the next quarter on, of which 9 days are open for 10 of W only in the first
    assert period.cure == Cure("A", 3, None)


def test_a_cure_is_the_least_number_of_months_that_has_room_everywhere() -> None:
    # 20 in a quarter of 90 days with room for 10, the next has 100: by one month, 31 of its 90 days lie in the next
    # (February to May), so 59 of 89 days are left: 20 × 59 ÷ 89 = 13.3. By two 31 of 92: 20 × 31 ÷ 92 = 6.7 → 7 fit.
    (period, _next) = ask([bid("A", 0.5, 20)], [10, 100], shown=2).periods
    assert period.cure == Cure("A", 2, None)


def test_where_no_month_cures_days_have_to_become_free() -> None:
    # B is won with 0.5: with A won 15 + 30 are needed in half of the cases, so all 45 of them are wanted: 45 − 10
    bids = [bid("A", 0.5, 30, "2027-01-01", "2027-01-01"), bid("B", 0.5, 15, "2027-01-01", "2027-01-01")]
    (period,) = ask(bids, [10], shown=1).periods
    assert period.breaks[0].opportunity_id == "A"
    assert period.cure == Cure("A", None, 15 + 30 - 10)


def test_later_quarters_are_looked_at_for_twelve_months() -> None:
    one = bid("A", 0.5, 30, "2027-01-01", "2027-01-01")
    assert ask([one], [10, 10, 10, 10, 100]).periods[0].cure == Cure("A", 12, None)
    assert ask([one], [10, 10, 10, 10, 10]).periods[0].cure == Cure("A", None, 30 - 10)


def test_up_to_a_fifth_no_cure_is_asked_for() -> None:
    assert ask([bid("A", 0.2, 30)], [10]).periods[0].cure is None
    assert ask([bid("A", 0.21, 30)], [10]).periods[0].cure is not None


def test_a_stage_without_suites_is_there_where_something_is_needed_of_it() -> None:
    ahead = quarters(AS_OF, 1, BEYOND)
    far = bid("Z", 0.5, 10, "2029-01-01", "2029-04-01", "FILL_FINISH")
    found = weighed(ahead, 1, {}, [bid("A", 0.5, 10, stage="CONJUGATION"), far], [])
    assert [(one.stage, one.open_d, one.p_oversell) for one in found.periods] == [("CONJUGATION", 0, 0.5)]
    assert found.open_opportunities == 2


def test_everything_fits_where_every_stage_and_quarter_does() -> None:
    ahead = quarters(AS_OF, 2, BEYOND)
    rooms = {"SEED": [StageRoom(10, 0)] * 6, "UPSTREAM": [StageRoom(10, 0)] * 6}
    long = bid("A", 0.5, 30, "2027-01-01", "2027-07-01")
    found = weighed(ahead, 2, rooms, [long, bid("B", 0.25, 30, stage="UPSTREAM")], [])
    assert [one.p_oversell for one in found.periods] == [0.5, 0.5, 0.25, 0.0]
    assert found.p_all_fit == (1 - 0.5) * (1 - 0.25)


def test_the_order_of_the_bids_never_matters() -> None:
    bids = [bid(f"B{number}", number / 17, 7 + number) for number in range(12)]
    shuffled = list(bids)
    random.Random(3).shuffle(shuffled)
    assert ask(shuffled, [60, 30], shown=3) == ask(bids, [60, 30], shown=3)


def test_sixty_bids_of_six_stages_are_weighed_in_a_third_of_a_second() -> None:
    """Ten bids of each of five stages and ten more of one of them: 60; a stage's bids are enumerated or drawn."""
    dice = random.Random(5)
    ahead = quarters(AS_OF, 8, BEYOND)
    stages = ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")
    bids = []
    for number in range(60):
        first = date(2027, 1, 1).toordinal() + dice.randrange(600)
        needed = Fraction(dice.randrange(40, 300))
        days = (date.fromordinal(first), date.fromordinal(first + dice.randrange(60, 400)))
        bids.append(Bid(f"B{number:02}", stages[number % 6 % 5], dice.random(), needed, *days))
    rooms = {stage: [StageRoom(dice.randrange(60, 200), 10) for _quarter in ahead] for stage in stages}
    spent = []
    for _turn in range(3):
        began = time.process_time()
        weighed(ahead, 8, rooms, bids, [])
        spent.append(time.process_time() - began)
    assert min(spent) < 0.3
