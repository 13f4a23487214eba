"""The register of contracts, its timeline and the card of one contract, on drawn tables."""

from __future__ import annotations

from datetime import date

from dualsite.insights.contracts import batches as batches_so_far
from dualsite.insights.contracts import card as contract_card
from dualsite.insights.contracts import register as contracts
from dualsite.insights.contracts import timeline
from dualsite.insights.contracts.register import ContractFilter
from tests.unit.kpi.tables import look

PRODUCTS = """
    product_id partner_id name     modality               payload_class       phase
    MAB-1      A          Antibody MAB                    NONE                PHASE1
    DYE-1      B          Dye      ANTIBODY_DYE_CONJUGATE PHOTOSENSITISER_DYE APPROVED
    ADC-1      B          Drug     ADC                    CYTOTOXIC           APPROVED
"""
PARTNERS = """
    partner_id name  country tier disclosure
    A          Ash   US      KEY  PUBLIC_NAME
    B          Beech JP      KEY  PUBLIC_NAME
"""
TRIALS = """
    trial_id partner_id product_id status
    T1       B          DYE-1      RECRUITING
    T2       B          ADC-1      COMPLETED
"""
CONTRACTS = """
    contract_id partner_id product_id site_id type status  signed_on  announced_on start_on   end_on     notice_d value   currency
    FIRM        A          MAB-1      S1      CMO  ACTIVE  2024-03-01 -            2024-05-01 2027-05-01 365      5000000 USD
    DYE         B          DYE-1      S1      CMO  SIGNED  2026-01-12 2026-01-13   -          -          -        -       -
    ADC         B          ADC-1      S2      CMO  SIGNED  2026-02-01 2026-02-01   -          -          -        -       -
    LETTER      B          -          -       LOI  SIGNED  -          2025-10-10   -          -          -        9000000 USD
    LATER       A          MAB-1      S1      CMO  SIGNED  2026-12-01 -            -          -          -        -       -
    DRAFT       A          MAB-1      S1      CMO  DRAFT   -          -            2027-01-01 2029-01-01 -        -       -
    GONE        A          MAB-1      S1      CMO  EXPIRED 2020-01-01 -            2020-02-01 2023-02-01 -        -       -
"""  # noqa: E501  a line of a table is a row
TABLES = {"contracts": CONTRACTS, "products": PRODUCTS, "partners": PARTNERS, "trials": TRIALS}


def test_what_is_firm_drafted_past_or_never_firm_stands_apart() -> None:
    view = look(**TABLES)
    found = contracts.every_contract(view).set_index("contract_id").group
    assert dict(found) == {
        "ADC": "firm",
        "DRAFT": "draft or ended",
        "DYE": "firm",
        "FIRM": "firm",
        "GONE": "draft or ended",
        "LETTER": "not firm",
    }


def test_a_contract_signed_later_is_not_known_yet() -> None:
    view = look(date(2026, 11, 30), **TABLES)
    assert "LATER" not in set(contracts.every_contract(view).contract_id)
    view = look(date(2026, 12, 1), **TABLES)
    assert "LATER" in set(contracts.every_contract(view).contract_id)


def test_between_signing_and_announcement_only_the_signing_is_known() -> None:
    view = look(date(2026, 1, 12), **TABLES)
    found = contracts.every_contract(view).set_index("contract_id").loc["DYE"]
    assert (found.signed_on, found.announced_on) == (date(2026, 1, 12), None)


def test_supply_goes_by_phase_and_running_trials() -> None:
    """An approved product with a running trial is supplied for both; its completed trial does not make it clinical."""
    view = look(**TABLES)
    found = contracts.every_contract(view).set_index("contract_id").supply
    assert (found["FIRM"], found["DYE"], found["ADC"], found["LETTER"]) == (
        "clinical",
        "clinical to commercial",
        "commercial",
        None,
    )


def test_the_last_day_for_notice_is_the_end_less_the_term_of_notice() -> None:
    view = look(**TABLES)
    found = contracts.every_contract(view).set_index("contract_id").notice_on
    assert found["FIRM"] == date(2026, 5, 1)  # 365 days before 2027-05-01
    assert found["DYE"] is None


def test_an_undisclosed_value_says_so_and_is_never_nought() -> None:
    view = look(**TABLES)
    found = timeline.timeline(view).set_index("contract_id").worth
    assert found["FIRM"] == "$5M"
    assert found["DYE"] == "undisclosed"
    assert "value undisclosed" in timeline.in_words(view)


def test_both_days_are_shown_where_they_differ_and_only_there() -> None:
    view = look(**TABLES)
    found = timeline.timeline(view).set_index("contract_id").drawn_dates
    assert found["DYE"] == "signed 12 Jan, announced 13 Jan 2026"
    assert found["ADC"] is None
    assert found["LETTER"] is None


def test_options_are_the_tentative_bookings_that_have_not_lapsed() -> None:
    bookings = """
        booking_id partner_id product_id contract_id firmness  start_on   end_on     option_expires_on
        B1         A          MAB-1      FIRM        TENTATIVE 2027-01-10 2027-01-20 2026-12-01
        B2         A          MAB-1      FIRM        TENTATIVE 2027-02-10 2027-02-20 2026-12-15
        B3         A          MAB-1      FIRM        TENTATIVE 2027-03-10 2027-03-20 2026-11-19
        B4         A          MAB-1      FIRM        FIRM      2027-04-10 2027-04-20 -
    """
    suites = """
        suite_id
        U1
    """
    view = look(**{**TABLES, "bookings": bookings, "suites": suites})
    held = timeline.open_options(view)
    assert set(held) == {"FIRM"}
    assert held["FIRM"]["options"] == 2
    assert held["FIRM"]["option_on"] == date(2026, 12, 1)


def test_contracts_of_one_partner_and_product_can_be_told_apart() -> None:
    view = look(**TABLES)
    found = contracts.every_contract(view).set_index("contract_id").label
    assert found.is_unique
    assert found["FIRM"] == "Ash · Antibody · 2024"
    assert found["DYE"] == "Beech · Dye"


def test_filters_keep_what_states_one_of_the_values_chosen() -> None:
    view = look(**TABLES)

    def kept(chosen: ContractFilter) -> set[str]:
        return set(contracts.register(view, chosen).contract_id)

    assert kept(ContractFilter(modalities=("ADC",))) == {"ADC"}
    assert kept(ContractFilter(modalities=(contracts.UNSTATED,))) == {"LETTER"}
    assert kept(ContractFilter(products=("DYE-1", "ADC-1"))) == {"DYE", "ADC"}
    assert kept(ContractFilter(countries=("JP",), statuses=("SIGNED",))) == {"DYE", "ADC", "LETTER"}
    assert contracts.options(view).modalities == ("ADC", "ANTIBODY_DYE_CONJUGATE", "MAB", contracts.UNSTATED)


def test_a_conjugate_of_a_dye_is_not_called_cytotoxic() -> None:
    view = look(**TABLES)
    dye, adc = (contract_card.card(view, contract) for contract in ("DYE", "ADC"))
    assert dye is not None
    assert adc is not None
    assert dict(dye.facts)["Modality"] == "Antibody-dye conjugate; photosensitiser dye, not cytotoxic"
    assert dict(adc.facts)["Modality"] == "Antibody-drug conjugate; cytotoxic payload"


def test_a_card_says_undisclosed_and_not_stated_rather_than_nothing() -> None:
    view = look(**TABLES)
    card = contract_card.card(view, "DYE")
    assert card is not None
    facts = dict(card.facts)
    assert facts["Signing"] == "Signed 12 Jan, announced 13 Jan 2026"
    assert facts["Scope"] == "Clinical to commercial"
    assert (facts["Contract term"], facts["Contract value"], facts["Orders"]) == (
        "Not stated",
        "Undisclosed",
        "Undisclosed",
    )
    assert batches_so_far.batches_in_words(card.batches) == "No batches yet."


def test_batches_so_far_are_told_as_they_stood_on_the_day() -> None:
    batches = """
        batch_id product_id contract_id status     planned_start_on actual_start_on manufactured_on disposition_on
        B1       MAB-1      FIRM        RELEASED   2026-01-01       2026-01-01      2026-01-10      2026-03-01
        B2       MAB-1      FIRM        RELEASED   2026-08-01       2026-08-01      2026-08-10      2026-12-01
        B3       MAB-1      FIRM        REJECTED   2026-02-01       2026-02-01      2026-02-10      2026-04-01
        B4       MAB-1      FIRM        IN_PROCESS 2026-11-10       2026-11-10      -               -
        B5       MAB-1      FIRM        PLANNED    2027-02-01       -               -               -
    """
    suites = """
        suite_id
        U1
    """
    view = look(**{**TABLES, "batches": batches, "suites": suites})
    said = batches_so_far.batches_in_words(batches_so_far.batches(view, "FIRM"))
    # B2 is released only on 1 December, after the day.
    assert said == "1 scheduled, 1 in process, 1 waiting for release, 1 released, 1 rejected."


def test_a_contract_the_view_does_not_know_has_no_card() -> None:
    view = look(site="S2", **TABLES)
    assert contract_card.card(view, "FIRM") is None
    assert contract_card.card(view, "ADC") is not None


def test_without_the_table_nothing_is_known() -> None:
    view = look(**{})
    assert len(contracts.every_contract(view)) == 0
    assert len(timeline.timeline(view)) == 0
