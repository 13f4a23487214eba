"""From a bid, suite, milestone, site or booking to the question what would be otherwise, and back under the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.access import Viewer
from dualsite.scenarios import files
from dualsite.scenarios.commercial import OpportunityWon
from dualsite.scenarios.network import SiteOut
from dualsite.sitemap import PAGES, PageId
from dualsite.web import looking
from dualsite.web.people import look
from tests.data_folder import DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

TRIED = "what-if-1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = ("sources", "sites", "suites", "bookings", "partners", "products", "contracts", "opportunities", "fx_rates")
    works = DataFolder().keep(*kept, "milestones")
    # The first bid needs more of a stage than there is.
    works.change("opportunities", 2, suite_days="5000")
    return works.write(tmp_path_factory.mktemp("what-if") / "data")


def asked(link: str) -> dict[str, str]:
    return dict(parse_qsl(link.partition("?")[2]))


def links(screen: AppTest) -> list[str]:
    return [link for link in on.links(screen) if link.startswith("scenarios?")]


def submit(screen: AppTest) -> AppTest:
    return next(one for one in screen.button if one.label.startswith("Try it")).click().run()


def test_a_bid_asks_what_if_we_win_it_and_leads_back_under_the_answer(
    folder: Path, seen: Seen, dashboard: Dashboard
) -> None:
    (link, *_others) = links(seen(folder, PAGES[PageId.PIPELINE], show="funnel"))
    assert asked(link) == {
        "edit": "what=opportunity-won&opportunity=OPP-1",
        "back": "pipeline?show=funnel",
    }
    screen = dashboard(folder, PAGES[PageId.SCENARIOS], **asked(link))
    assert not screen.exception
    assert next(one for one in screen.selectbox if one.label == "Bid").value == "OPP-1"
    submit(screen)
    assert not screen.exception
    assert "The bid Second source is won." in banner(screen)
    assert any("lost bids are not counted by stage" in text for text in on.written(screen.main)), (
        "the tab that was open"
    )
    assert files.read(folder, TRIED).scenario.edits == (OpportunityWon("OPP-1"),)
    assert "Second source" not in (folder / "scenarios" / f"{TRIED}.toml").read_text(), "its name may be shared"


def test_what_is_asked_twice_is_one_scenario_and_more_comes_on_top(folder: Path, dashboard: Dashboard) -> None:
    won = {"edit": "what=opportunity-won&opportunity=OPP-1", "back": "pipeline"}
    submit(dashboard(folder, PAGES[PageId.SCENARIOS], **won))
    submit(dashboard(folder, PAGES[PageId.SCENARIOS], **won))
    assert files.names(folder) == [TRIED]
    stop = {"edit": "what=site-out&site=ALDER&from=2027-03-01&days=90", "back": "network", "scenario": TRIED}
    screen = submit(dashboard(folder, PAGES[PageId.SCENARIOS], **stop))
    assert "is won" in banner(screen)
    assert "is out for 90 days from 1 Mar 2027" in banner(screen)
    stopped = SiteOut("ALDER", date(2027, 3, 1), 90)
    assert files.read(folder, "what-if-2").scenario.edits == (OpportunityWon("OPP-1"), stopped)


def test_a_site_a_suite_a_milestone_and_a_booking_ask_it_too(folder: Path, seen: Seen) -> None:
    network = seen(folder, PAGES[PageId.NETWORK], tab="suites")
    stops = [asked(link)["edit"] for link in links(network)]
    assert stops == [f"what=site-out&site={site}&from=2027-03-01&days=90" for site in ("ALDER", "BIRCH")]
    for page, tab, opener in (
        (PageId.NETWORK, "suites", "What if ready on …"),
        (PageId.NETWORK, "milestones", "What if ready on …"),
        (PageId.CAPACITY, "suites", "What if ready on …"),
        (PageId.CAPACITY, "bookings", "What if removed?"),
        (PageId.PIPELINE, "", "What if won?"),
    ):
        screen = seen(folder, PAGES[page], tab=tab) if tab else seen(folder, PAGES[page])
        assert any(opener in str(one.value) for one in screen.dataframe), (page, tab)


def test_an_address_that_asks_for_nothing_sensible_is_as_none(folder: Path, dashboard: Dashboard) -> None:
    for edit in ("what=no-such", "x" * 5000, "what=site-out&site=NO-SUCH&from=never&days=-1"):
        screen = dashboard(folder, PAGES[PageId.SCENARIOS], edit=edit, back="../etc?x=1")
        assert not screen.exception
    assert [one.value for one in screen.selectbox if one.label == "Site" and one.key.startswith("try")] == [None]
    assert any(one.label == "Try it, and go back to Scenarios" for one in screen.button)
    submit(screen)
    assert any("site: it is missing" in one.value.replace("\\", "") for one in screen.error)


def test_no_client_is_asked_and_nobody_who_looks_as_somebody_else(
    folder: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = Viewer("account_manager", frozenset({"OAK"}))
    monkeypatch.setattr(look.Look, "viewer", lambda *_: looked_at)
    looking.start("browser ", look.Look("max@example.com"))
    try:
        assert links(dashboard(folder, PAGES[PageId.PIPELINE])) == []
        made = dashboard(folder, PAGES[PageId.SCENARIOS], edit="what=opportunity-won&opportunity=OPP-1")
        looked_at = Viewer("partner", frozenset({"OAK"}))
        client = dashboard(folder, PAGES[PageId.AGREEMENTS])
    finally:
        looking.stop("browser ")
    assert not any(one.label.startswith("Try it") for one in made.button)
    assert not client.exception
    assert "What if" not in on.sent(client.main)


def banner(screen: AppTest) -> str:
    return "\n".join(on.written(on.part(screen, "scenario_banner"))).replace("\\", "")
