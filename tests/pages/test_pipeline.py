"""The pipeline page: its answer, whose bids it shows, and the way to the slot finder and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.sitemap import CLIENT, MANAGER, PAGES, PageId
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

PIPELINE = PAGES[PageId.PIPELINE]


@pytest.fixture(scope="module")
def oversold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional works with a bid for 120 days of a suite that has 91 in the quarter."""
    kept = ("sites", "suites", "partners", "products", "bookings", "opportunities", "contracts", "fx_rates", "sources")
    delivery = DataFolder().keep(*kept, "routes")
    need = {"need_from_on": "2027-04-01", "need_to_on": "2027-07-01", "suite_days": "120"}
    delivery.change("opportunities", 2, name="Big <b>bid", **need)
    return delivery.write(tmp_path_factory.mktemp("oversold") / "data")


def test_the_first_line_says_what_is_oversold_and_who_makes_it_so(oversold: Path, seen: Seen) -> None:
    screen = seen(oversold, PIPELINE)
    assert on.answer(screen).startswith(
        "At current win probabilities, the risk that downstream is oversold in Q2 2027 is 40%; "
        "winning Big <b>bid makes it 100%."
    )
    assert "open days need not be consecutive" in on.answer(screen)


def test_the_bids_that_break_the_worst_quarter_stand_beside_it_with_their_cure(oversold: Path, seen: Seen) -> None:
    said = " ".join(part for block in on.htmls(seen(oversold, PIPELINE)) for part in block.texts)
    assert "Big <b>bid" in said
    assert "100% if won, 0% if lost" in said
    assert "Big <b>bid fits if moved one month later." in said


def test_a_bid_leads_to_the_slot_finder_filled_in_and_back(oversold: Path, seen: Seen, dashboard: Dashboard) -> None:
    (link,) = [one for one in on.links(seen(oversold, PIPELINE)) if one.startswith("slots?")]
    # OPP-1 names no product: OAKMAB is an antibody that is purified, too
    assert link == "slots?product=OAKMAB&batches=8&ready_on=2027-04-01&need_by=2027-07-01&bid=OPP-1"
    query = dict(part.split("=") for part in link.partition("?")[2].split("&"))
    slots = dashboard(oversold, PAGES[PageId.SLOTS], **query)
    assert not slots.exception
    assert "pipeline?" in on.links(slots)
    assert [one.value for one in slots.number_input] == [8]
    assert [str(one.value) for one in slots.date_input][-2:] == ["2027-04-01", "2027-07-01"]


def test_another_quarter_can_be_chosen_by_a_link(oversold: Path, seen: Seen) -> None:
    screen = seen(oversold, PIPELINE, cell="CONJUGATION-2028Q1")
    assert any("Conjugation in Q1 2028" in text for text in on.written(screen.main))


def test_a_day_before_says_that_bids_are_as_today(oversold: Path, seen: Seen) -> None:
    said = on.answer(seen(oversold, PIPELINE, as_of="2027-02-01"))
    assert "As of 1 Feb 2027; bid stages and win probabilities are current." in said


def test_without_a_table_the_page_says_which(only_sites: Path, seen: Seen) -> None:
    screen = seen(only_sites, PIPELINE)
    assert on.answer(screen) == "The table opportunities is missing."
    assert "Empty template of opportunities" in on.buttons(screen)


def test_no_open_bid_is_no_risk(tmp_path: Path, dashboard: Dashboard) -> None:
    delivery = DataFolder().keep("sites", "suites", "bookings", "partners", "products", "contracts", "opportunities",
                                 "fx_rates", "sources")  # fmt: skip
    delivery.tables["opportunities"] = delivery.tables["opportunities"][1:2]
    delivery.change("bookings", 6, opportunity_id="")
    screen = dashboard(delivery.write(tmp_path / "data"), PIPELINE)
    assert not screen.exception
    assert on.answer(screen).startswith("No open bids; all won work fits.")


def test_by_site_it_says_why_not(oversold: Path, seen: Seen) -> None:
    screen = seen(oversold, PIPELINE, site="Alder Works")
    assert on.answer(screen) == "Bids are not tied to a site, so this is not available by site."
    assert not on.figures(screen)


def test_no_client_has_the_page_and_an_account_manager_does() -> None:
    assert PIPELINE not in CLIENT
    assert PIPELINE in MANAGER
