"""Who may deliver again, and when, when a site stops on 1 January 2027: a batch takes 10 days and 5 to its release."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dualsite.errors import InputError
from dualsite.planning.continuity import MissingLicence, Outage, answered
from tests.unit.planning.drawn_companies import BASE, NEW_YEAR, a_kg_a_day, drawn_company, market, product, stop

BUSY = """
    booking_id suite_id start_on   end_on     product_id
    B1         F1       2026-12-01 2027-02-01 P
    B2         F2       2026-12-20 2027-03-02 P
"""
"""The other site is taken for 60 days."""


@pytest.mark.parametrize(
    ("days", "recover", "by"),
    [(30, 30 + 15, "RESUME"), (59, 59 + 15, "RESUME"), (60, 60 + 15, "ALTERNATE"), (90, 60 + 15, "ALTERNATE")],
)
def test_the_first_delivery_is_by_the_other_site_or_by_the_same_again(days: int, recover: int, by: str) -> None:
    found = product(days=days, bookings=BUSY)
    assert (found.recover_d, found.recover_by, found.recover_sites) == (recover, by, ("S2" if by < "B" else "S1",))


@pytest.mark.parametrize(
    ("start", "recover"), [("2027-01-30", 30 + 15), ("2027-01-31", 61 + 15), ("2027-02-10", 30 + 15)]
)
def test_what_was_booked_at_the_site_to_start_before_it_runs_again_is_gone(start: str, recover: int) -> None:
    # It runs again on 31 January. A maintenance from that day on stands, one from 10 February on leaves ten days free.
    bookings = f"{BUSY}    B3 F1 {start} 2027-03-03 P".replace("B3 F1", "B3         F1")
    found = product(days=30, bookings=bookings.replace("2027-03-02 P", "2027-12-31 P"))
    assert (found.recover_d, found.recover_by) == (recover, "RESUME")


def test_options_count_as_booked_and_lapsed_ones_do_not() -> None:
    held = """
        booking_id suite_id start_on   end_on     product_id firmness  option_expires_on
        B1         F1       2026-12-01 2027-02-01 P          FIRM      -
        B2         F2       2026-12-20 2027-03-02 P          TENTATIVE 2027-01-01
    """
    assert product(days=300, bookings=held).recover_d == 60 + 15
    assert product(days=300, bookings=held.replace("TENTATIVE 2027-01-01", "TENTATIVE 2026-12-31")).recover_d == 15


CHAIN = {
    "routes": """
        product_id step_no stage       duration_d release_d batch_output_kg
        P          1       UPSTREAM    20         3         9
        P          2       FILL_FINISH 10         5         8
    """,
    "suites": """
        suite_id site_id stage
        U1       S1      UPSTREAM
        F1       S1      FILL_FINISH
        U2       S2      UPSTREAM
        F2       S2      FILL_FINISH
    """,
    "site_licences": """
        stage       site_id market status
        UPSTREAM    S2      US     APPROVED
        FILL_FINISH S1      US     FILED
        FILL_FINISH S2      US     PLANNED
    """,
}


def test_a_chain_resumes_where_one_step_is_at_the_site() -> None:
    # Upstream at the other site from the first day on, 23 days; then fill and finish once the site runs again
    found = product(days=30, **CHAIN)
    assert (found.recover_d, found.recover_by, found.recover_sites) == (30 + 15, "RESUME", ("S2", "S1"))
    assert (found.only_here, found.reason) == (("FILL_FINISH",), "no other site knows fill-finish")
    assert product(days=10, **CHAIN).recover_d == 23 + 15


@pytest.mark.parametrize(
    ("status", "disposition", "recover"),
    [("RELEASED", "2026-12-31", 23 + 15), ("RELEASED", "2027-01-02", 90 + 15), ("REJECTED", "2026-12-31", 90 + 15)],
)
def test_a_site_that_released_a_batch_of_a_step_knows_it(status: str, disposition: str, recover: int) -> None:
    batches = f"""
        site_id suite_id stage       status   manufactured_on disposition_on
        S2      F2       FILL_FINISH {status} 2026-12-01      {disposition}
    """
    assert product(days=90, batches=batches, **CHAIN).recover_d == recover


def test_the_site_itself_must_know_its_steps() -> None:
    licences = {"site_licences": CHAIN["site_licences"].replace("FILED", "WITHDRAWN")}
    found = product(days=30, **(CHAIN | licences))
    assert (found.recover_d, found.recover_by, found.recover_sites) == (None, None, ())
    assert found.reason == "no site that knows the product has a suite for fill-finish"
    (us,) = found.markets
    assert (us.recover_d, us.gap_d, us.missing_licences) == (None, 730, ())
    assert us.reason is not None
    assert us.reason.endswith("the gap is counted to the end of the 730 days looked at")


# Markets and licences ---------------------------------------------------------------------------------------------

APPROVED = {"products": "product_id phase\nP APPROVED"}


def licences(*rows: str) -> dict[str, str]:
    """Licences of the one step at the other site, and that the site itself holds."""
    head = "stage site_id market status expected_on approved_on valid_to_on"
    own = "FILL_FINISH S1 US APPROVED - - -"
    return APPROVED | {"site_licences": "\n".join([head, own, *(f"FILL_FINISH S2 {row}" for row in rows)])}


@pytest.mark.parametrize(
    ("row", "recover"),
    [
        ("US APPROVED - - -", 15),
        ("US APPROVED - 2026-05-01 2027-01-17", 15),
        ("US APPROVED - 2026-05-01 2027-01-16", None),
        ("US APPROVED - 2027-03-02 -", 60),
        ("US APPROVED - 2027-03-02 2027-03-02", None),
        ("US FILED 2027-03-02 - -", 60),
        ("US FILED 2027-01-02 - -", 15),
        ("US FILED 2027-01-01 - -", None),
        ("US FILED - - -", None),
        ("US APPROVED 2027-04-01 2026-05-01 2026-12-01", 90),
        ("JP APPROVED - - -", None),
    ],
)
def test_a_market_is_delivered_on_the_first_day_that_every_step_is_licensed(row: str, recover: int | None) -> None:
    # The site itself is out for longer than is looked at.
    found = market(days=1095, **licences(row))
    assert found.recover_d == recover
    assert product(days=1095, **licences(row)).recover_d == 15


@pytest.mark.parametrize("status", ["NOT_FILED", "PLANNED", "WITHDRAWN"])
def test_a_licence_that_is_expected_counts_whatever_its_status(status: str) -> None:
    rows = ("JP FILED - - -", f"US {status} 2027-03-02 - -")
    assert market(days=1095, **licences(*rows)).recover_d == 60


def test_a_product_that_is_not_filed_asks_no_licence() -> None:
    asked = licences("US FILED - - -") | {"products": "product_id phase\nP PHASE3"}
    found = market(days=1095, **asked)
    assert (found.recover_d, found.recover_by, found.missing_licences) == (15, "ALTERNATE", ())


def test_what_is_missing_is_what_does_not_hold_on_the_day_the_plan_could_deliver() -> None:
    found = market(days=1095, **licences("US FILED 2027-03-02 - -"))
    assert found.missing_licences == (MissingLicence("FILL_FINISH", "S2", NEW_YEAR + timedelta(60)),)
    assert market(days=1095, **licences("US APPROVED - - -")).missing_licences == ()


def test_without_recovery_the_plan_that_lacks_fewest_says_what_is_missing() -> None:
    # Upstream at S2 and fill and finish at S1 lacks one licence; both at S2 lack two
    asked = (
        APPROVED
        | CHAIN
        | {
            "site_licences": """
            stage       site_id market status   expected_on
            UPSTREAM    S2      US     APPROVED -
            FILL_FINISH S1      US     FILED    -
            FILL_FINISH S2      US     FILED    2026-12-01
            UPSTREAM    S1      US     FILED    -
        """
        }
    )
    found = market(days=30, **asked)
    assert (found.recover_d, found.missing_licences) == (
        None,
        (MissingLicence("FILL_FINISH", "S2", NEW_YEAR.replace(year=2026, month=12)),),
    )


def test_of_two_plans_on_one_day_the_one_without_the_site_is_taken() -> None:
    # On day 60 the licence of the other site comes, and the site delivers again: 45 + 15
    found = market(days=45, **licences("US FILED 2027-03-02 - -"))
    assert (found.recover_d, found.recover_by) == (60, "ALTERNATE")
    assert market(days=44, **licences("US FILED 2027-03-02 - -")).recover_by == "RESUME"


# Gaps -------------------------------------------------------------------------------------------------------------

STOCK = """
    location quantity_kg usable_on
    DEPOT    5           2026-01-01
    DEPOT    4           2027-01-15
"""


def test_a_gap_lies_between_surviving_and_recovering() -> None:
    # 5 days of stock, recovery on day 15; 10 kg are needed in it and 4 come on day 14
    found = product(days=90, stock=STOCK)
    assert (found.survive_d, found.recover_d, found.gap_d, found.gap_kg) == (5, 15, 15 - 5, 10 - 4)
    assert found.gap_batches == 6 / 8


def test_a_delivery_late_in_the_gap_counts_whole_against_its_kg() -> None:
    found = product(days=90, stock=STOCK.replace("4   ", "40  "))
    assert (found.gap_d, found.gap_kg, found.gap_batches, found.gap_money) == (10, 0, None, None)


def test_without_recovery_the_gap_runs_to_the_horizon() -> None:
    asked = licences("US FILED - - -") | {"stock": STOCK, "horizon_d": 100}
    found = market(days=1095, **asked)
    assert (found.gap_d, found.gap_kg) == (100 - 5, 95 - 4)
    assert found.reason == "no plan is ever licensed for it; the gap is counted to the end of the 100 days looked at"


def test_the_kg_of_a_gap_beyond_the_horizon_are_those_up_to_it() -> None:
    asked = licences("US FILED 2027-07-20 - -") | {"stock": STOCK, "horizon_d": 100}
    found = market(days=1095, **asked)
    assert (found.recover_d, found.gap_d, found.gap_kg) == (200, 200 - 5, 95 - 4)


def test_the_gap_of_a_product_is_its_longest_and_the_kg_of_all() -> None:
    asked = licences("US APPROVED - - -", "JP FILED 2027-03-02 - -") | {"demand": a_kg_a_day("US", "JP")}
    found = product(days=1095, stock=STOCK, **asked)
    # 9 kg for both: 2.5 kg, then 2 on day 14. The US lack 13 days, of which 2 kg come; Japan 58
    assert [(one.market, one.gap_d, one.gap_kg) for one in found.markets] == [("JP", 58, 58 - 2), ("US", 13, 13 - 2)]
    assert (found.gap_d, found.gap_kg) == (58, 56 + 11)


PRICES = (
    ("C1", None, "2026-01-01", "2027-01-01", 1.0),
    ("C1", None, "2027-01-01", "2028-01-01", 100.0),
    ("C2", "S2", "2027-01-01", "2028-01-01", 200.0),
    ("C3", "S1", "2026-01-01", "2027-01-01", 300.0),
    ("C4", "S1", "2027-01-01", "2028-01-01", 400.0),
    ("C5", "S1", "2027-01-01", "2028-01-01", None),
)


@pytest.mark.parametrize(
    ("contracts", "price"), [("C1 C2", 100), ("C1 C2 C3", 100), ("C1 C4", 400), ("C5", None), ("C3", None)]
)
def test_the_price_is_that_of_the_year_of_the_contract_at_the_site_first(contracts: str, price: int | None) -> None:
    names = ("contract_id", "site_id", "start_on", "end_on", "amount")
    prices = [
        {**dict(zip(names, one, strict=True)), "product_id": "P"}
        | {name: NEW_YEAR.fromisoformat(day) for name, day in (("start_on", one[2]), ("end_on", one[3]))}
        for one in PRICES
        if one[0] in contracts.split()
    ]
    found = product(days=90, stock=STOCK, prices=prices)
    assert (found.gap_money, found.currency) == (None if price is None else 6 / 8 * price, "USD")


def test_a_batch_whose_yield_nobody_says_has_no_batches_and_no_money() -> None:
    routes = BASE["routes"].replace("8\n", "-\n")
    found = product(days=90, stock=STOCK, routes=routes)
    assert (found.gap_kg, found.gap_batches, found.gap_money) == (6, None, None)


# Which products ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("booking", "is_touched"),
    [
        ("F1 2026-12-01 2027-01-02 PROCESS FIRM", True),
        ("F1 2026-12-01 2027-01-01 PROCESS FIRM", False),
        ("F1 2028-12-01 2029-01-01 PROCESS INTERNAL", True),
        ("F1 2026-12-01 2027-02-01 PROCESS TENTATIVE", False),
        ("F1 2026-12-01 2027-02-01 MAINTENANCE FIRM", False),
        ("F2 2026-12-01 2027-02-01 PROCESS FIRM", False),
    ],
)
def test_a_product_is_touched_by_what_is_booked_at_the_site(booking: str, is_touched: bool) -> None:
    bookings = f"suite_id start_on end_on kind firmness product_id\n{booking} P"
    found = stop(bookings=bookings)
    assert ([one.product_id for one in found.products], found.untouched) == (["P"], ()) if is_touched else ([], ("P",))


@pytest.mark.parametrize(
    ("batch", "is_touched"),
    [
        ("S1 UPSTREAM PLANNED 2028-01-01 - -", True),
        ("S2 FILL_FINISH PLANNED 2028-01-01 - -", False),
        ("S1 FILL_FINISH REJECTED 2026-01-01 2026-02-01 2026-12-31", False),
        ("S1 FILL_FINISH REJECTED 2026-01-01 2026-02-01 2027-01-02", True),
    ],
)
def test_a_product_is_touched_by_a_batch_that_is_undecided_at_the_site(batch: str, is_touched: bool) -> None:
    batches = f"site_id stage status planned_start_on manufactured_on disposition_on\n{batch}"
    found = stop(bookings="suite_id start_on end_on", batches=batches)
    assert len(found.products) == is_touched


def test_without_route_or_demand_ahead_a_product_is_untouched() -> None:
    assert stop(routes="product_id step_no stage").untouched == ("P",)
    past = "market month quantity_kg\nUS 2026-12-01 9\nUS 2027-03-01 0"
    assert stop(demand=past).untouched == ("P",)


def test_an_outage_of_no_days_touches_nothing() -> None:
    found = stop(days=0)
    assert (found.products, found.untouched) == ((), ("P",))


def test_the_largest_gap_comes_first() -> None:
    two = {
        "products": "product_id phase\nP PHASE3\nQ PHASE3",
        "routes": BASE["routes"] + "        Q          1       FILL_FINISH 10         5         8\n",
        "bookings": BASE["bookings"] + "        B2         F1       2026-12-01 2027-02-01 Q\n",
        "site_licences": BASE["site_licences"].replace("stage ", "product_id stage ").replace("FILL", "P FILL"),
        "demand": a_kg_a_day("US") + a_kg_a_day("US").partition("quantity_kg")[2].replace("P US", "Q US"),
    }
    assert [(one.product_id, one.gap_d) for one in stop(**two).products] == [("Q", 730), ("P", 15)]


@pytest.mark.parametrize(
    "outage",
    [
        Outage("S1", NEW_YEAR - timedelta(1), 30),
        Outage("S9", NEW_YEAR, 30),
        Outage("S1", NEW_YEAR, -1),
        Outage("S1", NEW_YEAR, 30, 0),
        Outage("S1", NEW_YEAR, 3_000_000),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(outage: Outage) -> None:
    with pytest.raises(InputError):
        answered(drawn_company(), outage)
