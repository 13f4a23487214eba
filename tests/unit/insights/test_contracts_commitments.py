"""Take-or-pay, what ends, gates and new business, on drawn tables."""

from __future__ import annotations

from datetime import date

import pytest

from dualsite.insights.contracts import burn_down, endings, gates, take_or_pay
from dualsite.insights.pipeline import agreements, bids, new_business
from tests.unit.kpi.tables import look

SUITES = """
    suite_id
    U1
"""
COMMITTED = {
    "suites": SUITES,
    "contracts": """
        contract_id signed_on  end_on     currency take_or_pay_fraction
        K           2025-01-01 2028-01-01 USD      0.5
    """,
    "contract_years": """
        contract_id year_no start_on   end_on     committed_batches price_per_batch
        K           1       2025-01-01 2026-01-01 2                 100
        K           2       2026-01-01 2027-01-01 5                 100
        K           3       2027-01-01 2028-01-01 4                 100
    """,
    "batches": """
        batch_id contract_id status   planned_start_on actual_start_on manufactured_on disposition_on
        B0       K           RELEASED 2025-05-01       2025-05-01      2025-05-09      2025-06-01
        B1       K           MADE     2026-02-01       2026-02-01      2026-02-09      -
        B2       K           MADE     2026-03-01       2026-03-01      2026-03-09      -
        B3       K           ABORTED  2026-04-01       2026-04-01      -               2026-04-09
        B4       K           PLANNED  2026-12-01       -               -               -
        B5       K           PLANNED  2026-10-01       -               -               -
    """,
}


def test_a_contract_year_is_committed_made_scheduled_and_missing() -> None:
    """Of 5, two are made and two scheduled, one of them late; the aborted one counts nowhere. 1 × 100 × 0.5 is due."""
    view = look(**COMMITTED)
    year = take_or_pay.running(view).iloc[0]
    assert (year.committed, year.made, year.scheduled, year.gap, year.gap_money) == (5, 2, 2, 1, 50)
    assert take_or_pay.title(view) == "1 committed batch neither made nor scheduled"
    assert "1 of 5 by 1 Jan 2027." in take_or_pay.sentence(view)


def test_years_gone_by_have_a_gap_and_years_ahead_have_none_yet() -> None:
    view = look(**COMMITTED)
    found = take_or_pay.years(view).set_index("year_no")
    assert (found.gap[1], found.gap[3]) == (2 - 1, None)
    assert list(found.is_running[[1, 2, 3]]) == [False, True, False]


def test_the_burn_down_ends_at_the_gap() -> None:
    view = look(**COMMITTED)
    line = burn_down.burn_down(view, "K", date(2026, 1, 1))
    assert [(row.on, row.left, row.is_actual) for row in line.itertuples()] == [
        (date(2026, 1, 1), 5, True),
        (date(2026, 2, 1), 4, True),
        (date(2026, 3, 1), 3, True),
        (date(2026, 11, 20), 3, True),
        (date(2026, 11, 21), 2, False),
        (date(2026, 12, 1), 1, False),
        (date(2027, 1, 1), 1, False),
    ]


def test_a_year_that_there_is_not_burns_nothing_down() -> None:
    view = look(**COMMITTED)
    assert len(burn_down.burn_down(view, "K", date(1999, 1, 1))) == 0


def test_what_ends_is_firm_and_within_24_months_by_its_next_day() -> None:
    """As of 20 November 2026 the window closes on 20 November 2028, that day included."""
    tables = {
        "contracts": """
            contract_id status type signed_on  end_on     notice_d
            NOTICE      ACTIVE CMO  2025-01-01 2027-06-01 90
            GONE        ACTIVE CMO  2025-01-01 2027-01-01 90
            LAST        ACTIVE CMO  2025-01-01 2028-11-20 -
            AFTER       ACTIVE CMO  2025-01-01 2028-11-21 -
            EARLY       ACTIVE CMO  2025-01-01 2029-06-01 365
            LETTER      SIGNED LOI  2025-01-01 2027-01-01 -
        """
    }
    view = look(**tables)
    found = endings.ending(view)
    assert list(zip(found.contract_id, found.next_is, found.next_on, strict=True)) == [
        ("GONE", "end", date(2027, 1, 1)),
        ("NOTICE", "notice", date(2027, 3, 3)),
        ("EARLY", "notice", date(2028, 6, 1)),
        ("LAST", "end", date(2028, 11, 20)),
    ]
    assert endings.ending_title(view) == "3 contracts end within 24 months"
    assert list(found.backlog) == [None] * 4


GATES = {
    "contracts": "contract_id signed_on\nK 2025-01-01",
    "milestones": """
        milestone_id subject  subject_id partner_id kind      baseline_on agreed_on  forecast_on actual_on  owner
        G1           CONTRACT K          A          KICK_OFF  2025-02-01  2025-02-01 -           2025-02-11 JOINT
        G2           CONTRACT K          A          PPQ       2026-08-01  2026-10-01 2026-11-01  -          CDMO
        G3           CONTRACT K          A          FILING    2027-01-01  2027-02-01 2027-02-20  -          CLIENT
        G4           SITE     S1         -          GMP_READY 2027-01-01  -          -           -          CDMO
    """,
}


def test_gates_stand_against_baseline_and_agreed_day_with_the_owner_of_the_next_move() -> None:
    view = look(**GATES)
    found = gates.gates(view).set_index("milestone_id")
    assert list(found.index) == ["G1", "G2", "G3"]
    assert list(found.state) == ["reached", "due, unconfirmed", "expected"]
    assert list(found.on_baseline_d) == [10, 92, 50]
    assert list(found.on_agreed_d) == [10, 31, 19]
    assert list(found.owner) == ["We and A", "We", "A"]
    assert list(found.is_next) == [False, True, False]
    assert gates.gates_title(view) == "Next actions: We 1; 1 overdue"


def test_a_gate_reached_later_was_not_reached_then() -> None:
    view = look(date(2025, 2, 10), **GATES)
    assert gates.next_moves(view).milestone_id.tolist() == ["G1"]


@pytest.mark.parametrize(("days", "said"), [(7, "+7 d"), (-4, "−4 d"), (0, "on time"), (None, "—")])
def test_a_slip_is_said_with_its_sign(days: int | None, said: str) -> None:
    assert gates.slip(days) == said


BIDS = {
    "partners": "partner_id name country tier disclosure\nA Ash US KEY PUBLIC_NAME\nB Beech JP KEY PUBLIC_NAME",
    "contracts": """
        contract_id partner_id type signed_on  announced_on
        K           A          CMO  2026-03-01 2026-03-02
        L           B          LOI  -          2025-01-01
    """,
    "opportunities": """
        opportunity_id country modality stage    win_fraction value opened_on  closed_on
        O1             US      MAB      LEAD     0.25         100   2026-01-01 -
        O2             JP      ADC      PROPOSAL 0.5          40    2026-01-01 -
        O3             JP      ADC      WON      1            10    2026-01-01 2026-06-01
        O4             JP      ADC      LOST     0            10    2024-01-01 2025-01-01
        O5             JP      ADC      LEAD     0.5          10    2027-01-01 -
        O6             JP      ADC      WON      1            10    2026-01-01 2026-12-01
    """,
}


def test_open_bids_are_those_opened_and_not_decided_on_the_day() -> None:
    """O5 is opened later; O6 is won only on 1 December, so it is still open."""
    view = look(**BIDS)
    found = bids.open_bids(view)
    assert dict(zip(found.opportunity_id, found.weighted, strict=True)) == {"O1": 25, "O2": 20, "O6": 10}


def test_target_markets_leave_out_the_others() -> None:
    view = look(**BIDS)
    assert set(bids.open_bids(view, markets=("US",)).opportunity_id) == {"O1"}
    assert list(agreements.agreements(view, markets=("JP",)).contract_id) == ["L"]
    (row,) = new_business.by_market(view, markets=("JP",)).to_dict("records")
    assert (row["open"], row["weighted"], row["won"], row["lost"], row["agreements"]) == (2, 30, 1, 0, 0)


def test_bids_name_no_site() -> None:
    view = look(site="S1", **BIDS)
    assert bids.why_no_bids(view) == "Bids are not tied to a site. Choose all sites to see them."
