"""What of the tables the pipeline is weighed by, and what is said of it."""

from __future__ import annotations

from datetime import date

from dualsite.access import Viewer
from dualsite.insights.pipeline import bid_list, capacity, cells, oversell
from dualsite.planning.pipeline import StageQuarter
from tests.unit.kpi.tables import look

AS_OF = "2026-12-31"
CLIENTS = "partner_id\nA\nB"
SUITES = """
    suite_id stage
    D1       DOWNSTREAM
"""
BIDS = """
    opportunity_id partner_id stage    win_fraction suite_stage suite_days need_from_on need_to_on closed_on
    A1             A          PROPOSAL 0.5          DOWNSTREAM  60         2027-01-01   2027-04-01 -
    B1             B          PROPOSAL 0.4          DOWNSTREAM  50         2027-01-01   2027-04-01 -
    W1             A          WON      1            DOWNSTREAM  40         2027-01-01   2027-04-01 2026-12-31
    W2             A          WON      1            DOWNSTREAM  99         2027-01-01   2027-04-01 -
"""
BOOKINGS = """
    suite_id start_on   end_on     kind        firmness  partner_id option_expires_on opportunity_id
    D1       2027-01-01 2027-01-11 PROCESS     FIRM      B          -                 -
    D1       2027-01-11 2027-01-16 MAINTENANCE INTERNAL  -          -                 -
    D1       2027-01-16 2027-02-05 PROCESS     TENTATIVE B          -                 -
    D1       2027-02-05 2027-02-15 PROCESS     TENTATIVE A          -                 A1
    D1       2027-02-15 2027-02-25 PROCESS     TENTATIVE B          2026-12-30        -
    D1       2026-12-01 2026-12-16 PROCESS     FIRM      A          -                 W1
"""


def first(quarters: int = 1, ignores: bool = False, **asked: object) -> StageQuarter:
    view = look(AS_OF, partners=CLIENTS, suites=SUITES, opportunities=BIDS, bookings=BOOKINGS, **asked)  # type: ignore[arg-type]
    return capacity.weighed(view, quarters, ignores).periods[0]


def test_open_is_what_the_ladder_leaves_and_the_bids_own_options() -> None:
    # 90 days less 10 firm, 5 blocked and an option of 20; the option of A1 is its own, the lapsed one is gone
    period = first()
    assert (period.open_d, period.options_d) == (90 - 10 - 5 - 20, 20)


def test_ignored_options_are_open_and_still_told() -> None:
    period = first(ignores=True)
    assert (period.open_d, period.options_d) == (90 - 10 - 5, 20)


def test_what_is_won_is_certain_but_for_what_is_booked_for_it() -> None:
    # W1 has 15 of its 40 days booked, in the past; W2 was won on no day that is known, so it counts nowhere
    period = first()
    assert period.certain_d == 40 - 15
    assert period.expected_d == 25 + 0.5 * 60 + 0.4 * 50
    # 55 open less 25 leave 30: either bid is too much
    assert abs(period.p_oversell - (1 - 0.5 * 0.6)) < 1e-12


def test_the_bids_of_a_client_are_weighed_against_everyones_bookings() -> None:
    # B's option is held for nobody's bid; that of A1, who is not asked for, stands in the way of B1
    period = first(partner="B")
    assert [one.opportunity_id for one in period.breaks] == ["B1"]
    assert (period.open_d, period.options_d, period.certain_d) == (90 - 10 - 5 - 20 - 10, 20 + 10, 0)


def test_an_account_manager_knows_of_others_time_whole_weeks_alone() -> None:
    # On 2026-11-20. Of B's bookings and the maintenance the weeks from Monday, December 28 to February 8 are known to
    # be taken, 38 days of 2027, and those from February 15 to March 1, 14 days. A's own option is its bid's.
    manager = Viewer("account_manager", frozenset("A"))
    tables = {"partners": CLIENTS, "suites": SUITES, "opportunities": BIDS, "bookings": BOOKINGS}
    _cut, period = capacity.weighed(look("2026-11-20", viewer=manager, **tables), 2).periods
    assert {one.opportunity_id for one in period.breaks} == {"A1", "W1"}
    assert period.open_d == 90 - 38 - 14


def test_an_account_manager_reads_of_their_clients_bids_alone() -> None:
    manager = Viewer("account_manager", frozenset("B"))
    view = look("2026-11-20", viewer=manager, partners=CLIENTS, suites=SUITES, opportunities=BIDS, bookings=BOOKINGS)
    assert set(cells.breakers(view).opportunity_id) == {"B1"}
    assert set(bid_list.listed(view).opportunity_id) == {"B1"}
    assert bid_list.funnel(view).open.sum() == 1
    assert capacity.weighed(view).open_opportunities == 1


def test_by_site_it_is_not_known_and_says_why() -> None:
    by_site = capacity.weighed(
        look(AS_OF, site="S1", partners=CLIENTS, suites=SUITES, opportunities=BIDS, bookings=BOOKINGS)
    )
    assert (by_site.periods, by_site.p_all_fit, by_site.open_opportunities) == ((), None, None)
    assert by_site.reason == "Bids are not tied to a site, so this is not available by site."


def test_without_a_table_it_is_not_known_and_says_which() -> None:
    found = capacity.weighed(look(AS_OF, suites=SUITES))
    assert (found.periods, found.reason) == ((), "The table opportunities is missing.")
    bids = BIDS.replace("A          ", "-          ").replace("B          ", "-          ")
    assert capacity.weighed(look(AS_OF, opportunities=bids)).reason == "The table suites is missing."


def test_the_answer_names_the_worst_quarter_and_the_bid_that_makes_it_so() -> None:
    view = look(AS_OF, partners=CLIENTS, suites=SUITES, opportunities=BIDS, bookings=BOOKINGS)
    # p_oversell 70 %; with A1 (or B1) won it is certain; A1 adds 1 − 0.4, B1 1 − 0.5
    assert oversell.answer(view, 1) == (
        "At current win probabilities, the risk that downstream is oversold in Q1 2027 is 70%; "
        "winning Bid makes it 100%. "
        "Best case: open days need not be consecutive, and wins from one client are more correlated than assumed here."
    )


def test_a_day_before_the_datas_own_says_that_bids_are_as_today() -> None:
    view = look(date(2026, 10, 1), partners=CLIENTS, suites=SUITES, opportunities=BIDS, bookings=BOOKINGS)
    assert "bid stages and win probabilities are current" in oversell.answer(view)


def test_a_bid_of_more_days_than_suites_have_is_named_instead_of_weighed() -> None:
    slipped = BIDS.replace("60         2027", "300000     2027")
    found = capacity.weighed(look(AS_OF, partners=CLIENTS, suites=SUITES, opportunities=slipped, bookings=BOOKINGS))
    assert (found.periods, found.reason) == (
        (), "A1 states 300,000 suite-days, more than all suites have. Correct it."
    )  # fmt: skip
