"""The quality page: its answer, its charts, what comes back and how, and the rows two clicks away."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.sitemap import CLIENT, MANAGER, PAGES, PageId
from tests.data_folder import AS_OF, DataFolder
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

QUALITY = PAGES[PageId.QUALITY]

CHAIN = "ALDER.MATERIAL.Filter <b>test"


@pytest.fixture(scope="module")
def recurring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deviation a month at Alder, each closed after 10 or 12 days, the last after 40; each like the one before."""
    kept = ("sources", "sites", "suites", "partners", "products", "contracts", "batches", "batch_events",
            "quality_events", "inspections", "targets", "fx_rates")  # fmt: skip
    delivery = DataFolder().keep(*kept)
    plain = {**delivery.tables["quality_events"][1], "partner_id": "OAK", "batch_id": "", "effectiveness": "",
             "process_step": "Filter <b>test", "due_on": "2027-04-01", "original_due_on": ""}  # fmt: skip
    for number, took in enumerate([10, 12] * 11 + [10, 40]):
        closed = date(2025 + (number + 2) // 12, (number + 2) % 12 + 1, 1)
        days = {"opened_on": (closed - timedelta(days=took)).isoformat(), "closed_on": closed.isoformat()}
        delivery.tables["quality_events"].append({**plain, "event_id": f"DEV-{number}", **days})
    capa = {**plain, "kind": "CAPA", "parent_event_id": "DEV-20", "closed_on": "2027-01-20", "opened_on": "2027-01-02"}
    delivery.tables["quality_events"] += [
        {**capa, "event_id": "CAPA-1", "effectiveness": "NOT_EFFECTIVE"},
        {**capa, "event_id": "CAPA-2", "closed_on": "", "due_on": (AS_OF - timedelta(days=9)).isoformat(),
         "original_due_on": "2027-01-20"},
    ]  # fmt: skip
    return delivery.write(tmp_path_factory.mktemp("recurring") / "data")


def in_dialog(screen: AppTest) -> list[str]:
    """Everything written, a side dialog included."""
    return [text.replace("\\", "") for part in screen._tree.children.values() for text in on.written(part)]


def test_the_first_line_says_what_shows_a_signal_and_what_comes_back(recurring: Path, seen: Seen) -> None:
    assert on.answer(seen(recurring, QUALITY)) == (
        "Alder Works: Deviation closure, median is getting worse, a month beyond the limits. "
        "11 of 12 deviations of the last 12 months were recurrences, most often Filter <b>test at Alder Works "
        "(material, 11 times). 1 CAPA is overdue."
    )


def test_a_chart_marks_the_month_by_its_rule_and_names_limits_and_target(recurring: Path, seen: Seen) -> None:
    charts = next(drawn for told, drawn in on.figures(seen(recurring, QUALITY)) if "Right first time" in told)
    texts = [one["text"] for one in charts["layout"]["annotations"]]
    assert "beyond a limit" in texts
    assert any("Deviation closure, median, d" in text and "▲ 40 d, getting worse" in text for text in texts)
    signs = [sign for trace in charts["data"] for sign in trace.get("marker", {}).get("symbol", [])]
    # December, with two deviations, is another one.
    assert signs.count("triangle-up") == 2


def test_what_comes_back_leads_to_how_it_did(recurring: Path, seen: Seen) -> None:
    (link,) = [one for one in on.links(seen(recurring, QUALITY)) if "chain=" in one]
    assert link == "?chain=ALDER.MATERIAL.Filter+%3Cb%3Etest"
    card = seen(recurring, QUALITY, chain=CHAIN)
    said = in_dialog(card)
    assert any("recurred 23 times" in text for text in said)
    assert any("2 CAPAs followed: 0 judged effective, 1 not effective" in text for text in said)
    (shown,) = [rows for rows in on.listings(card) if rows and "After previous closure, d" in rows[0]]
    assert [row["CAPA outcome"] for row in shown if row["CAPA"] == "CAPA-1"] == ["not effective"]


def test_a_month_leads_to_its_rows(recurring: Path, seen: Seen) -> None:
    card = seen(recurring, QUALITY, month="deviation_closure_median.2027-02.ALDER")
    (shown,) = [rows for rows in on.listings(card) if rows and "Event" in rows[0]]
    assert [(row["Event"], row["Site"]) for row in shown] == [("DEV-23", "Alder Works")]
    assert any("Signal: " in text for text in in_dialog(card))
    assert not seen(recurring, QUALITY, month="deviation_closure_median.1999-01.ALDER").exception


def test_only_one_card_is_open_at_a_time(recurring: Path, seen: Seen) -> None:
    both = seen(recurring, QUALITY, chain=CHAIN, card="capa_overdue", month="deviation_closure_median.2027-02.ALDER")
    assert not both.exception


def test_only_the_open_tab_is_sent(recurring: Path, seen: Seen) -> None:
    first = " ".join(told for told, _drawn in on.figures(seen(recurring, QUALITY)))
    assert "Change control: 1 open" in first
    assert "from manufacture to disposition" not in first
    release = " ".join(told for told, _drawn in on.figures(seen(recurring, QUALITY, show="release")))
    assert "Change control: 1 open" not in release
    assert "3 lots dispositioned in the last 12 months took 74 d from manufacture to disposition" in release
    inspected = [
        text for text in on.written(seen(recurring, QUALITY, show="inspections").main) if "Alder Works" in text
    ]
    assert any("FDA last inspected Alder Works" in text for text in inspected)


def test_of_one_client_only_its_rows_are_shown(recurring: Path, dashboard: Dashboard) -> None:
    elm = dashboard(recurring, QUALITY, partner="Elm Therapeutics")
    assert not elm.exception
    assert "Filter" not in on.sent(elm.main)
    assert on.answer(elm).endswith("The one deviation of the last 12 months was not a recurrence.")


def test_no_client_has_the_page_and_an_account_manager_does() -> None:
    assert QUALITY not in CLIENT
    assert QUALITY in MANAGER
