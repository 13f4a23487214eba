"""What is true of a product in each country, drawn as tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dualsite.insights.markets import country, markets
from dualsite.insights.trials import trials
from dualsite.insights.trials.places import presence, sites_words
from dualsite.schema.vocabulary import EUROPEAN_UNION
from tests.unit.insights.trial_drawings import Rows, opened
from tests.unit.kpi.tables import drawn

APPROVAL = {"partner_id": "A", "product_id": "P", "authority": "FDA", "name": "Drug"}
TABLES: dict[str, Any] = {
    "products": "product_id name\nP Prod\nQ Qrod",
    "trials": "trial_id product_id\nT1 P\nT2 P\nT3 Q\nT4 -",
}


def decided(rows: str) -> Rows:
    return [{**APPROVAL, **row} for row in drawn(f"country event on is_actual\n{rows.strip()}")]


def statuses(as_of: date = date(2026, 11, 20), **tables: Any) -> dict[str, str]:
    view = opened(TABLES | tables, as_of)
    return {row.country: row.status for row in markets.markets(view, "P").itertuples()}


def test_the_furthest_of_all_that_is_true_counts() -> None:
    found = statuses(
        approvals=decided("""
            JP FILING               2020-03-01 true
            JP CONDITIONAL_APPROVAL 2020-09-25 true
            JP LAUNCH               2021-01-01 true
            US DESIGNATION          2018-08-23 true
            US FILING               2028-12-31 false
            GB LAUNCH               2021-01-01 true
            CH FILING               2026-01-01 true
            KR FILING               2027-01-01 false
        """),
        trial_countries="""
            trial_id country status
            T1       JP      ACTIVE
            T1       US      ACTIVE
            T2       US      CLOSED
            T1       PL      PLANNED
            T2       ES      CLOSED
            """,
    )
    assert found == {
        "GB": "APPROVED",
        "JP": "CONDITIONAL",
        "CH": "FILED",
        "US": "ACTIVE",
        "PL": "PLANNED",
        "ES": "CLOSED",
        "KR": "KNOWN",
    }


def test_an_approval_of_the_union_holds_in_its_members_and_says_so() -> None:
    view = opened(TABLES | {"approvals": decided("EU APPROVAL 2024-06-01 true\nDE LAUNCH 2024-07-01 true")})
    found = markets.markets(view, "P").set_index("country")
    assert set(found.index) == {"EU", *EUROPEAN_UNION}
    assert set(found.status) == {"APPROVED"}
    assert found.status_words["FR"] == "approved (EU)"
    assert found.through["DE"] is None
    assert len(country.approvals_in(view, "FR", "P")) == 1
    assert len(country.approvals_in(view, "DE", "P")) == 2


@pytest.mark.parametrize(("as_of", "status"), [(date(2020, 9, 24), "FILED"), (date(2020, 9, 25), "APPROVED")])
def test_an_approval_is_not_known_before_its_day(as_of: date, status: str) -> None:
    rows = decided("JP FILING 2020-03-01 true\nJP APPROVAL 2020-09-25 true")
    assert statuses(as_of, approvals=rows) == {"JP": status}


def test_a_planned_filing_whose_day_has_come_is_due_and_unconfirmed() -> None:
    rows = decided("TW FILING 2026-11-20 false\nUS FILING 2026-11-21 false")
    view = opened(TABLES | {"approvals": rows})
    assert dict(trials.approvals(view, "P").set_index("country").state) == {
        "TW": trials.OVERDUE,
        "US": trials.AHEAD,
    }
    assert markets.markets(view, "P").status.tolist() == ["KNOWN", "KNOWN"]


def test_a_count_that_is_not_stated_is_never_one_or_nothing() -> None:
    assert sites_words(None, 1, 0) == "count not stated"
    assert sites_words(None, 1, 3) == "count not stated (3 listed)"
    assert sites_words(15, 0, 0) == "15"
    assert sites_words(0, 0, 0) == "0"
    assert sites_words(5, 2, 1) == "5; not stated for 2 trials (1 listed)"


def test_sites_are_as_stated_and_else_as_listed() -> None:
    tables = {
        "trial_countries": """
            trial_id country status  sites as_of_on
            T1       JP      ACTIVE  5     2026-01-01
            T2       JP      ACTIVE  -     2026-03-01
            T1       US      ACTIVE  -     2026-01-01
            T1       TW      ACTIVE  9     2026-12-01
            T3       JP      ACTIVE  70    -
            """,
        "trial_sites": "trial_id country\nT1 JP\nT2 JP\nT1 KR\nT3 JP",
    }
    view = opened(TABLES | tables)
    found = {row.country: row for row in presence(view, "P").itertuples()}
    said = {row.country: row.sites_words for row in markets.markets(view, "P").itertuples()}
    assert (found["JP"].stated_sites, found["JP"].not_stated, found["JP"].listed) == (5, 1, 1)
    assert found["JP"].as_of_on == date(2026, 3, 1)
    assert found["KR"].unstated == 1
    # What is stated for Taiwan after the day is not known on it.
    assert said == {
        "JP": "5; not stated for 1 trial (1 listed)",
        "KR": "count not stated (1 listed)",
        "US": "count not stated",
    }


def test_all_products_include_trials_of_none() -> None:
    tables = TABLES | {"trial_countries": "trial_id country status\nT1 JP ACTIVE\nT4 UA ACTIVE"}
    view = opened(tables)
    assert list(markets.markets(view).country) == ["JP", "UA"]
    assert list(markets.markets(view, "P").country) == ["JP"]


def test_a_country_without_an_outline_is_in_the_table_alone() -> None:
    view = opened(TABLES | {"trial_countries": "trial_id country status\nT1 GP ACTIVE\nT1 FR ACTIVE"})
    assert dict(markets.markets(view, "P").set_index("country").has_outline) == {"FR": True, "GP": False}


def test_the_answer_is_told_in_sentences() -> None:
    tables = TABLES | {
        "approvals": decided("JP CONDITIONAL_APPROVAL 2020-09-25 true"),
        "trial_countries": "trial_id country status\nT1 JP ACTIVE\nT1 US ACTIVE\nT1 PL PLANNED\nT1 UA PLANNED",
    }
    view = opened(tables)
    assert trials.leading_product(view) == "P"
    assert markets.answer(view, "P") == (
        "Prod: conditionally approved in Japan. 2 trials active in 2 countries, planned in Poland and Ukraine. "
        "No site licences stated."
    )
    assert markets.answer(view, "Q") == "Qrod: no trials, approvals or licences in the data."
    assert "Poland: trial planned; trials 1 planned; sites count not stated" in markets.map_in_words(view, "P")
    assert country.standing(view, "JP", "P").startswith("Conditionally approved (FDA, 25 Sep 2020). Trials 1 active")
    assert country.standing(view, "FR", "P") == "No data for this country."


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        ("2024-12-24", "2028-09-01", "DAY", ("24 Dec 2024", "1 Sep 2028")),
        ("2015-06-01", "2019-02-25", "MONTH", ("Jun 2015", "25 Feb 2019")),
        ("2015-06-01", "-", "MONTH", ("Jun 2015", "—")),
    ],
)
def test_dates_are_as_exact_as_they_are_known(start: str, end: str, precision: str, said: tuple[str, str]) -> None:
    row = f"trial_id product_id start_on completion_on date_precision\nT1 P {start} {end} {precision}"
    view = opened(TABLES | {"trials": row})
    (trial,) = trials.trials(view, "P").itertuples()
    assert (trial.starts, trial.ends) == said


def test_enrolment_says_whether_it_is_an_estimate() -> None:
    rows = """
        trial_id product_id status     enrollment enrollment_type
        T1       P          RECRUITING 1400       ESTIMATED
        T2       P          COMPLETED  39         ACTUAL
        T3       P          COMPLETED  -          -
        """
    view = opened(TABLES | {"trials": rows})
    assert list(trials.trials(view, "P").enrolled) == ["1,400 estimated", "39 actual", "—"]
    assert trials.trials_title(view, "P") == "1 of 3 trials active"


def test_only_products_of_the_partner_are_offered() -> None:
    tables = {
        "partners": [
            {"partner_id": one, "name": one, "country": "US", "tier": "KEY", "disclosure": "PUBLIC_NAME"}
            for one in "AB"
        ],
        "products": "product_id partner_id name\nP A Same\nQ A Same\nR B Other",
    }
    view = opened(tables)
    assert trials.products(view) == {"R": "Other", "P": "Same (P)", "Q": "Same (Q)"}
    view = opened(tables, partner="B")
    assert trials.products(view) == {"R": "Other"}
