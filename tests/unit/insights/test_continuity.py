"""What of the tables an outage is asked of, and what is said of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dualsite import access, store
from dualsite.access import Viewer
from dualsite.errors import InputError
from dualsite.insights.continuity import cover, matrix, outlooks, sentences, worth
from dualsite.insights.continuity import outage as continuity
from dualsite.insights.scenarios.comparison import AT_RISK, compared
from dualsite.planning.continuity import Outage
from dualsite.scenarios import Scenario
from dualsite.scenarios.operations import LicenceApproved
from dualsite.schema import TABLES
from tests.unit.kpi.tables import look
from tests.unit.planning import random_companies
from tests.unit.planning.continuity_by_hand import ByHand
from tests.unit.planning.drawn_companies import BASE, NEW_YEAR, a_kg_a_day
from tests.unit.planning.random_companies import AS_OF, Tables
from tests.unit.planning.test_continuity_by_hand import same, without

AS_TOLD = "2027-01-01"
HALF = Outage("S1", NEW_YEAR, 180)
COMPANY = {
    **BASE,
    "products": "product_id name partner_id phase\nP Pine A APPROVED",
    "partners": "partner_id\nA\nB",
    "sites": "site_id name\nS1 Alder\nS2 Birch",
    "site_licences": """
        stage       site_id market status   expected_on
        FILL_FINISH S1      US     APPROVED -
        FILL_FINISH S2      US     FILED    2027-03-01
    """,
    "demand": a_kg_a_day("US"),
    "stock": "location stage quantity_kg\nDEPOT FILL_FINISH 20",
    "bookings": """
        booking_id suite_id start_on   end_on     product_id partner_id
        B1         F1       2026-12-01 2027-02-01 P          A
    """,
    "contracts": "contract_id product_id signed_on\nC1 P -\nC0 P 2027-02-01",
    "contract_years": """
        contract_id start_on   end_on     committed_batches price_per_batch currency
        C0          2027-01-01 2028-01-01 1                 999             USD
        C1          2027-01-01 2028-01-01 1                 80              EUR
    """,
    "fx_rates": "currency month units_per_usd\nEUR 2026-12-01 0.8\nEUR 2027-02-01 0.5",
}
"""P at Alder, which Birch knows too, with a licence expected on 1 March. A kg a day is needed, 20 kg are there."""


def write(tables: Tables, folder: Path) -> Path:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(TABLES[name].columns), restval="")
            lines.writeheader()
            lines.writerows(rows)
    (folder / "dataset.toml").write_text(f'title = "Drawn"\nas_of = {AS_OF}\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_a_company_drawn_by_chance_is_answered_as_by_hand(seed: int, tmp_path: Path) -> None:
    tables, asked = random_companies.company(seed)
    with store.open(write(tables, tmp_path)) as kept:
        version = kept.version()
        assert version is not None
        assert not version.report.refused, [found.message for found in version.report.errors]
        found = continuity.answered(access.view(version, kept.connect()), Outage(*asked)).as_json()
    same(without(found, "reason"), ByHand(tables, AS_OF, asked).answer(), f"seed {seed}")


def test_the_first_to_run_out_is_named_with_the_licence_that_is_missing() -> None:
    view = look(AS_TOLD, **COMPANY)
    # 20 days of stock; Birch could deliver on day 15 and may from 1 March on, day 59: 39 kg are short
    assert sentences.answer(view, HALF) == (
        "If Alder stops for 180 days from 1 Jan 2027, one product runs out before anyone may supply it again; first "
        "Pine in United States on 21 Jan 2027, 39 days short, because Birch holds no licence for its fill and finish "
        "until 1 Mar 2027."
    )
    (market,) = outlooks.markets(view, HALF).to_dict("records")
    assert (market["survive_d"], market["recover_d"], market["gap_d"], market["gap_kg"]) == (20, 59, 39, 39)
    assert market["missing"] == "fill and finish at Birch: expected 1 Mar 2027"
    assert list(sentences.lines(view, HALF)) == [
        "Pine: 20.0 kg at hand, lasts until 21 Jan 2027, supplied again 16 Jan 2027 by another site, "
        "gap 39 days, 39.0 kg",
        "   United States: lasts until 21 Jan 2027, supplied again 1 Mar 2027 by another site, gap 39 days, 39.0 kg; "
        "missing fill and finish at Birch: expected 1 Mar 2027",
    ]


def test_a_gap_is_priced_by_the_contract_that_is_firm_at_the_rate_of_the_as_of_day() -> None:
    (product,) = outlooks.products(look(AS_TOLD, **COMPANY), HALF).to_dict("records")
    # C0 is signed later; a batch of C1 is 80 euros, 100 dollars at the last rate before
    assert (product["gap_batches"], product["gap_money"]) == (39 / 8, pytest.approx(39 / 8 * 80 / 0.8))
    (product,) = outlooks.products(look(AS_TOLD, currency="CHF", **COMPANY), HALF).to_dict("records")
    assert (product["gap_batches"], product["gap_money"]) == (39 / 8, None)


def test_without_a_gap_the_first_line_says_so() -> None:
    plenty = {**COMPANY, "stock": "location stage quantity_kg\nDEPOT FILL_FINISH 60"}
    assert sentences.answer(look(AS_TOLD, **plenty), HALF) == (
        "If Alder stops for 180 days from 1 Jan 2027, every product lasts until a licensed site can supply it again."
    )
    assert sentences.answer(look(AS_TOLD, **COMPANY), Outage("S2", NEW_YEAR, 30)) == (
        "If Birch stops for 30 days from 1 Jan 2027, no product is touched."
    )


@pytest.mark.parametrize("table", ["products", "routes", "suites", "demand", "stock"])
def test_without_a_table_it_is_not_known_and_says_which(table: str) -> None:
    few = {
        name: text for name, text in COMPANY.items() if name in ("sites", "suites", "partners", "products", "routes")
    }
    lacking = few if table in ("demand", "stock") else {"sites": COMPANY["sites"]}
    lacking |= {"demand": COMPANY["demand"]} if table == "stock" else {}
    lacking |= (
        {"partners": COMPANY["partners"], "products": COMPANY["products"]} if table in ("routes", "suites") else {}
    )
    lacking |= {"routes": COMPANY["routes"]} if table == "suites" else {}
    found = continuity.answered(look(AS_TOLD, **lacking), HALF)
    assert found.as_json() == {
        **{"site": "S1", "from": "2027-01-01", "to": "2027-06-30", "products": None, "untouched": None},
        "reason": f"The table {table} is missing.",
    }


def test_a_day_before_the_as_of_day_cannot_be_asked() -> None:
    with pytest.raises(InputError, match="before 2027-01-01"):
        continuity.answered(look(AS_TOLD, **COMPANY), Outage("S1", NEW_YEAR.replace(year=2026), 30))


BOTH = {
    **COMPANY,
    "products": "product_id name partner_id phase\nP Pine A APPROVED\nQ Quince B PHASE3",
    "bookings": """
        booking_id suite_id start_on   end_on     product_id partner_id
        B1         F1       2026-12-01 2027-02-01 P          A
        B2         F2       2026-12-28 2027-01-08 Q          B
    """,
}


def test_a_client_knows_of_others_time_whole_weeks_alone() -> None:
    client = Viewer("partner", frozenset("A"))
    found = continuity.answered(look(viewer=client, **BOTH), HALF)
    # What B has booked of Birch until 8 January is known to be taken until Monday, the 11th, day 10
    assert [(one.product_id, one.recover_d) for one in found.products] == [("P", 10 + 15)]
    assert found.untouched == ()
    assert [one.recover_d for one in continuity.answered(look(**BOTH), HALF).products] == [7 + 15]


def test_of_a_client_their_products_alone_are_answered() -> None:
    found = continuity.answered(look(AS_TOLD, partner="B", **BOTH), HALF)
    assert (found.products, found.untouched) == ((), ("Q",))


def test_the_remedy_that_takes_most_off_comes_first() -> None:
    view = look(AS_TOLD, **COMPANY)
    rows = worth.ranked(view, HALF)
    # 39 kg are short until Birch's licence comes; licensed on the day Alder stops it delivers before stock is out, and
    # 60 days of stock last beyond the licence that is expected
    assert list(zip(rows.remedy, rows.removes_kg, strict=True)) == [
        ("Birch licensed for fill and finish of Pine in United States by 1 Jan 2027", 39),
        ("Pine qualified and licensed at Birch by 1 Jan 2027", 39),
        ("60 days more of Pine in stock: 60.0 kg", 39),
        ("90 days more of Pine in stock: 90.0 kg", 39),
        ("30 days more of Pine in stock: 30.0 kg", 30),
    ]


def test_a_curve_goes_from_a_week_to_a_year_at_every_site() -> None:
    rows = worth.curves(look(AS_TOLD, **COMPANY), HALF)
    at = {(row.site, row.days): row.kg for row in rows.itertuples()}
    assert len(rows) == 2 * len(range(7, 366))
    # Alder delivers again 15 days after it runs again: 5 days of stock are left then, until Birch may from day 59 on
    assert [at["Alder", days] for days in (7, 10, 30, 44, 45, 365)] == [2, 5, 25, 39, 39, 39]
    assert {kg for (site, _days), kg in at.items() if site == "Birch"} == {0}


def test_a_step_that_rests_on_one_site_is_a_single_point_of_failure() -> None:
    rows = matrix.steps(look(AS_TOLD, **COMPANY), HALF)
    assert list(zip(rows.site, rows.says, rows.is_single, strict=True)) == [
        ("Alder", "may supply", True),
        ("Birch", "licence to come", False),
    ]


def test_without_a_table_there_are_no_rows() -> None:
    view = look(AS_TOLD, sites=COMPANY["sites"])
    for frame in (outlooks.products, outlooks.markets, worth.curves, worth.ranked, matrix.steps):
        assert len(frame(view)) == 0


def test_a_client_is_told_for_how_long_they_are_covered_and_who_may_supply_them_else() -> None:
    client = Viewer("partner", frozenset("A"))
    # On 20 November, the stock of that month is 20 kg; nothing is needed until New Year
    assert cover.covers_in_words(look(viewer=client, **BOTH)) == [
        "If Alder stops, Pine in United States is covered for 61 days; Birch may supply it from 1 Mar 2027."
    ]
    unlicensed = {**BOTH, "site_licences": COMPANY["site_licences"].replace("2027-03-01", "-")}
    assert cover.covers_in_words(look(viewer=client, **unlicensed)) == [
        "If Alder stops, Pine in United States is covered for 61 days; no second site may supply it."
    ]


def test_what_a_client_is_told_does_not_depend_on_the_rows_of_others() -> None:
    client = Viewer("partner", frozenset("A"))
    more = {
        **BOTH,
        "demand": f"{_owned(COMPANY['demand'], 'A')}\nB Q US 2027-01-01 99",
        "stock": "partner_id product_id location stage quantity_kg\nA P DEPOT FILL_FINISH 20\nB Q US FILL_FINISH 7",
        "batches": """
            product_id partner_id site_id suite_id stage       status planned_start_on output_kg
            Q          B          S2      F2       FILL_FINISH MADE   2026-11-01       50
        """,
        "batch_inputs": "child_batch_id parent_batch_id partner_id",
    }
    before, after = (continuity.answered(look(viewer=client, **tables), HALF).as_json() for tables in (BOTH, more))
    assert before == after


def _owned(demand: str, partner: str) -> str:
    head, *rows = demand.splitlines()
    return "\n".join([f"partner_id {head}", *(f"{partner} {row}" for row in rows)])


def test_what_is_at_risk_stands_beside_that_of_a_scenario_site_by_site() -> None:
    view = look(AS_TOLD, **{**COMPANY, "stock": "location stage quantity_kg\nDEPOT FILL_FINISH 20"})
    licensed = Scenario("now", (LicenceApproved("P", "FILL_FINISH", "S2", "US", NEW_YEAR),))
    found = compared(view, [None, licensed], [AT_RISK])
    # From 2 January on the 20 kg last 20 days; Birch may supply from 1 March on, day 58, or delivers on day 15
    assert [(one.by, one.values) for one in found] == [
        ({"site": "S1"}, (58 - 20, 0)),
        ({"site": "S2"}, (0, 0)),
    ]
    assert {one.unit for one in found} == {"kg"}
