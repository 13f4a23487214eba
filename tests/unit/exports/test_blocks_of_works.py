"""What the pages of money and time say of the fictional works, as blocks, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from dualsite import access, store
from dualsite.access import View, Viewer
from dualsite.exports import content
from dualsite.exports.document import PageContent, TableBlock, TextBlock
from dualsite.exports.figures import ChartBlock, GanttBlock, MapBlock, MatrixBlock, Series
from dualsite.scenarios import Scenario
from dualsite.scenarios.network import SiteOut
from dualsite.sitemap import PageId
from tests.data_folder import AS_OF, DataFolder
from tests.unit.insights.conftest import seen

__all__ = ["seen"]


Kind = TypeVar("Kind", ChartBlock, GanttBlock, MapBlock, MatrixBlock, TableBlock, TextBlock)


@pytest.fixture(scope="module")
def works(reference: store.Store) -> View:
    """The whole of the fictional works on 2027-03-01."""
    version = reference.version()
    assert version is not None
    return access.view(version, reference.connect())


def block(page: PageContent, key: str, kind: type[Kind]) -> Kind:
    """The block of that key. Raises StopIteration when the page has none of that kind."""
    return next(one for one in page.blocks if isinstance(one, kind) and one.key == key)


def series(chart: ChartBlock) -> dict[str, Series]:
    return {one.name: one for one in chart.series}


def test_exceptions_are_sentences_with_their_sign_and_whose_move_it_is(works: View) -> None:
    said = block(content.page(works, PageId.TODAY), "exceptions", TextBlock).sentences
    birch = next(one for one in said if "Birch mechanically complete" in one.text)
    assert "Hazel Biologics: " in birch.text
    assert {one.sign for one in said} <= {"good", "watch", "bad", ""}


@pytest.mark.parametrize("since", ["2026-10-05", "2027-04-01", "nonsense"])
def test_what_changed_is_told_since_the_day_chosen_but_never_after_as_of(works: View, since: str) -> None:
    page = content.page(works, PageId.TODAY, {"since": since})
    day = {"2026-10-05": "5 Oct 2026", "2027-04-01": "1 Mar 2027", "nonsense": "1 Dec 2026"}[since]
    assert f"What changed since {day}" in [getattr(one, "title", "") for one in page.blocks]


def test_sites_side_by_side_have_a_bar_each_for_a_rate_with_its_n(works: View) -> None:
    chart = block(content.page(works, PageId.TODAY), "side by side", ChartBlock)
    place = list(chart.categories).index("Right first time")
    assert list(series(chart)) == ["Alder Works", "Birch Works"]
    alder, birch = series(chart)["Alder Works"], series(chart)["Birch Works"]
    assert (alder.values[place], alder.n[place], alder.labels[place]) == (1.0, 2, "100.0%")
    assert birch.values[place] is None


def test_the_volume_grows_by_a_column_for_each_step_planned_ones_apart(works: View) -> None:
    chart = block(content.page(works, PageId.NETWORK), "volume", ChartBlock)
    told = series(chart)
    # Alder's 20,000 L, then Birch's hall of 4 × 15,000 L.
    assert [one for one in told["Installed"].values if one is not None] == [20_000]
    assert next(one for one in told["Planned"].values if one is not None) == 20_000 + 4 * 15_000
    assert told["Installed"].labels[0] == "20,000 L"


def test_sites_stand_on_the_map_with_what_they_hold(works: View) -> None:
    alder, birch = block(content.page(works, PageId.NETWORK), "map", MapBlock).places
    assert (alder.name, alder.said, alder.style) == ("Alder Works", "operating, 20,000 L installed", "solid")
    assert (birch.said, birch.shape, birch.style) == ("under construction, 80,000 L planned", "diamond", "outlined")


def test_a_target_is_a_scatter_of_the_day_stated_against_the_day_it_was_stated(works: View) -> None:
    chart = block(content.page(works, PageId.NETWORK), "slips", ChartBlock)
    (birch,) = chart.series
    assert birch.name == "Birch Works, Birch mechanically complete"
    assert list(birch.places) == [date(2024, 1, 10), date(2026, 1, 12)]
    assert birch.values == [date(2026, 12, 31).toordinal(), date(2027, 6, 30).toordinal()]


def test_a_milestone_has_its_first_commitment_and_the_bar_from_there(works: View) -> None:
    (row,) = block(content.page(works, PageId.NETWORK), "milestones", GanttBlock).rows
    assert [(one.on, one.name) for one in row.marks] == [
        (date(2026, 12, 31), "first committed 31 Dec 2026"),
        (date(2027, 9, 30), "expected 30 Sep 2027"),
    ]
    assert [(one.starts_on, one.ends_on) for one in row.spans] == [(date(2026, 12, 31), date(2027, 10, 1))]
    assert row.said == "Sep 2027"


def test_a_contract_is_solid_as_far_as_it_has_gone_by(works: View) -> None:
    rows = block(content.page(works, PageId.CONTRACTS), "timeline", GanttBlock).rows
    oak = next(row for row in rows if row.name == "Oak Medicines · Oakumab")
    assert [(one.starts_on, one.ends_on, one.style) for one in oak.spans] == [
        (date(2025, 1, 1), AS_OF, "solid"),
        (AS_OF, date(2028, 1, 1), "outlined"),
    ]
    assert "signed 1 Dec 2024" in [one.name for one in oak.marks]
    assert oak.said == "$90M; signed 1 Dec, announced 3 Dec 2024"


def test_a_running_contract_year_is_made_scheduled_and_missing(works: View) -> None:
    chart = block(content.page(works, PageId.CONTRACTS), "commitments", ChartBlock)
    told = {name: one.values[0] for name, one in series(chart).items()}
    # 12 committed in 2027: none made, B-0 scheduled for August.
    assert told == {"Made": 0, "Scheduled": 1, "Shortfall": 12 - 1}
    assert series(chart)["Shortfall"].labels[0].startswith("11 short, ")


def test_columns_of_the_backlog_add_up_to_what_stands_over_them(works: View) -> None:
    chart = block(content.page(works, PageId.CONTRACTS), "backlog", ChartBlock)
    *parts, in_all = chart.series
    for place, total in enumerate(in_all.values):
        assert sum(one.values[place] or 0 for one in parts) == pytest.approx(total)
    assert (chart.format, chart.currency, in_all.is_line) == ("amount", "USD", True)


def test_a_gate_says_its_month_how_late_it_is_and_whose_move_is_next(works: View) -> None:
    matrix = block(content.page(works, PageId.CONTRACTS), "gates", MatrixBlock)
    ((label, shades),) = matrix.rows
    told = dict(zip(matrix.columns, (shade.text for shade in shades), strict=True))
    assert label == "Oak Medicines · Oakumab"
    # Forecast for 2027-05-01, agreed for 2026-09-01 and first for 2026-06-01: 242 and 334 days.
    assert told["PPQ"] == "○ May 2027 +242 / +334 d"
    assert told["Action by"] == "Hazel Biologics: PPQ, 1 May 2027"


def test_filters_of_the_address_keep_what_the_screen_would(works: View) -> None:
    chosen = {"partner_country": "NA,XX", "by": "modality", "market": "DK"}
    page = content.page(works, PageId.CONTRACTS, chosen)
    assert set(block(page, "contracts", TableBlock).rows.partner) == {"Elm Therapeutics"}
    assert block(page, "filters", TextBlock).sentences[0].text.startswith("1 of 3 contracts ")


def test_a_stage_has_its_open_days_beside_what_may_be_needed(works: View) -> None:
    page = content.page(works, PageId.PIPELINE)
    chart = block(page, "days DOWNSTREAM", ChartBlock)
    assert list(series(chart)) == ["Open", "Held by options", "Won, not booked", "Expected", "P50", "P90"]
    matrix = block(page, "oversell", MatrixBlock)
    assert len(matrix.columns) == 8
    assert all(len(shades) == 8 for _name, shades in matrix.rows)


def test_options_ignored_are_open(works: View) -> None:
    def open_days(chosen: dict[str, str]) -> float:
        chart = block(content.page(works, PageId.PIPELINE, chosen), "days CONJUGATION", ChartBlock)
        return sum(value or 0 for value in series(chart)["Open"].values)

    assert open_days({"ignore_options": "true"}) == open_days({})


def test_scenarios_are_compared_as_far_as_they_are_given(works: View) -> None:
    assert content.page(works, PageId.SCENARIOS).blocks == ()
    stopped = Scenario("stop", (SiteOut("ALDER", AS_OF, 90),), "Alder stops")
    page = content.page(works, PageId.SCENARIOS, scenarios=[stopped])
    assert list(block(page, "compared", TableBlock).spec.headings().values())[2:] == [
        "Base case",
        "Alder stops",
    ]


def test_a_client_is_given_no_running_numbers(works: View) -> None:
    theirs = replace(works, scope=Viewer("partner", frozenset({"OAK"})).scope)
    shown = {one.name for one in block(content.page(theirs, PageId.CAPACITY), "bookings", TableBlock).spec.shown}
    assert "campaign_id" not in shown
    ours = {one.name for one in block(content.page(works, PageId.CAPACITY), "bookings", TableBlock).spec.shown}
    assert "campaign_id" in ours


def test_without_its_tables_a_page_says_which_are_missing(seen: Callable[[DataFolder], View]) -> None:
    bare = seen(DataFolder(dataset='title = "Only sites"\nas_of = 2027-03-01\n').keep("sites", "sources"))
    for page_id in (PageId.NETWORK, PageId.CONTRACTS, PageId.CAPACITY, PageId.PIPELINE, PageId.TODAY):
        page = content.page(bare, page_id)
        assert page.answer
    said = [one.sentences[0].text for one in content.page(bare, PageId.CONTRACTS).blocks if isinstance(one, TextBlock)]
    assert said == ["Not in the data: contracts."]
