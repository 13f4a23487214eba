"""What a page says, as blocks: the sentences, marks and rows of its screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dualsite import access, store
from dualsite.access import View
from dualsite.exports import content, stated
from dualsite.exports.document import Block, PageContent, TableBlock, TextBlock
from dualsite.exports.figures import ChartBlock, GanttBlock, MapBlock, MatrixBlock
from dualsite.sitemap import PageId
from tests.unit.insights.test_quality import CAME_BACK, events
from tests.unit.insights.transfers import transfers

PAGES = tuple(one for one in PageId if content.is_exported(one) and one is not PageId.SCENARIOS)


@pytest.fixture(scope="module")
def works(reference: store.Store) -> View:
    """The whole of the fictional works on 2027-03-01."""
    version = reference.version()
    assert version is not None
    return access.view(version, reference.connect())


def block(page: PageContent, key: str) -> Block:
    """The block of that key. Raises StopIteration when the page has none."""
    return next(one for one in page.blocks if one.key == key)


@pytest.mark.parametrize("page_id", PAGES)
def test_blocks_have_a_key_each_and_rows_hold_what_is_shown_of_them(works: View, page_id: PageId) -> None:
    page = content.page(works, page_id)
    keys = [one.key for one in page.blocks]
    assert len(set(keys)) == len(keys)
    for one in page.blocks:
        if isinstance(one, TableBlock):
            assert {column.name for column in one.spec.shown} <= set(one.rows.columns)
    told = [one.of for one in stated.stated(page)]
    assert told
    assert len(set(told)) == len(told)


def test_the_board_says_of_each_programme_how_far_it_is_what_is_next_and_how_likely_it_is_missed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    delivery = transfers({"OAK-1": 8, "ELM-1": 8})
    for row in delivery.tables["milestones"]:
        if row["milestone_id"] == "OAK-1-COMMERCIAL_SUPPLY":
            row["agreed_on"] = "2027-02-01"
    kept = store.open(delivery.write(tmp_path_factory.mktemp("late")))
    version = kept.version()
    assert version is not None
    page = content.page(access.view(version, kept.connect()), PageId.PROGRAMMES, {"programme": "contract-OAK-1"})
    drawn = block(page, "board")
    assert isinstance(drawn, GanttBlock)
    late = next(row for row in drawn.rows if row.group == "Likely missed")
    assert (late.name, late.spans[0].name) == ("Oakumab", "100% probability of missing it")
    assert late.said.startswith("8 of 9 gates, ")
    assert [mark.on for mark in late.marks] == [date(2025, 1, 1) + timedelta(days=90 * 8), date(2027, 2, 1)]
    standing = block(page, "programme")
    assert isinstance(standing, TextBlock)
    assert "8 of 9 gates reached" in standing.sentences[0].text


def test_days_told_before_are_a_scatter_of_the_share_that_held_against_the_chance(works: View) -> None:
    found = block(content.page(works, PageId.PROGRAMMES), "record")
    if isinstance(found, ChartBlock):
        *_band, held = found.series
        assert list(held.places) == [tenth / 10 for tenth in range(1, 10)]
    else:
        assert isinstance(found, TextBlock)
        assert found.sentences[0].text.endswith(".")


def test_the_map_has_the_countries_the_sites_and_the_ways_between_them(works: View) -> None:
    page = content.page(works, PageId.TRIALS, {"product": "*"})
    found, matrix = block(page, "map"), block(page, "supply along sites")
    assert isinstance(found, MapBlock)
    assert isinstance(matrix, MatrixBlock)
    assert {code for code, _colour, _said in found.shaded}
    assert {"Alder Works", "Birch Works"} <= {place.name for place in found.places if place.is_named}
    assert all(len(shades) == len(matrix.columns) for _name, shades in matrix.rows)


def test_the_product_and_the_country_of_the_address_are_those_told(works: View) -> None:
    page = content.page(works, PageId.TRIALS, {"product": "OAKMAB"})
    assert page.answer.startswith("Oakumab: ")
    countries = block(page, "countries")
    assert isinstance(countries, TableBlock)
    code = countries.rows.country.iloc[0]
    with_card = content.page(works, PageId.TRIALS, {"product": "OAKMAB", "country": code})
    card = block(with_card, "country")
    assert isinstance(card, TextBlock)
    assert card.title == countries.rows.name.iloc[0]
    assert (
        content.page(works, PageId.TRIALS, {"product": "NONE", "country": "XX"}).answer
        == content.page(works, PageId.TRIALS).answer
    )


def test_a_control_chart_has_its_limits_mean_and_target_as_lines_over_the_months(works: View) -> None:
    page = content.page(works, PageId.QUALITY)
    charts = [one for one in page.blocks if isinstance(one, ChartBlock) and one.kind == "lines"]
    assert charts
    for one in charts:
        values, *lines = one.series
        assert not values.is_line
        assert all(line.is_line and len(line.values) == len(one.categories) for line in lines)
        assert {line.name for line in lines} <= {"upper limit", "mean", "lower limit", "target"}
        assert {line.name for line in lines if not line.is_dashed} <= {"mean"}


def test_the_chain_that_the_address_names_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = store.open(events(*CAME_BACK).write(tmp_path_factory.mktemp("came-back")))
    version = kept.version()
    assert version is not None
    view = access.view(version, kept.connect())
    rows = block(content.page(view, PageId.QUALITY), "recurring in rows")
    assert isinstance(rows, TableBlock)
    found = block(content.page(view, PageId.QUALITY, {"chain": rows.rows.group.iloc[0]}), "chain along time")
    assert isinstance(found, GanttBlock)
    # E-3 with two CAPAs, E-2 without one, E-1 with one.
    assert [row.said for row in found.rows] == ["", "CAPA open", "✗ CAPA not effective", "", "", "✓ CAPA effective"]
    assert not any(one.key.startswith("chain") for one in content.page(view, PageId.QUALITY, {"chain": "x"}).blocks)


def whose(view: View, **chosen: str) -> str:
    """Whose room is exported."""
    found = block(content.page(view, PageId.CLIENT, chosen), "whose")
    assert isinstance(found, TextBlock)
    return found.title


def test_the_room_is_that_of_the_client_of_the_address_else_the_one_that_opens_first(works: View) -> None:
    assert whose(works) == whose(works, client="Nobody") == "Elm Therapeutics"
    assert whose(works, client="Oak Medicines") == "Oak Medicines"
    own = access.view_of_partner(works.version, works.connection, "ELM")
    assert whose(own, client="Oak Medicines") == "Elm Therapeutics"


def test_the_card_of_a_kpi_alone_rests_on_its_own_tables(works: View) -> None:
    card = content.card(works, PageId.TODAY, {"card": "right_first_time"})
    assert card.answer == "Right first time"
    assert card.sources == ("batches", "quality_events")
    assert content.card(works, PageId.TODAY, {}).blocks == ()


def test_the_months_of_a_count_that_is_no_whole_number_keep_their_digit(works: View) -> None:
    months = block(content.card(works, PageId.DATA, {"card": "effective_clients"}), "kpi months 1")
    assert isinstance(months, ChartBlock)
    assert [round(value, 3) for value in months.series[0].values] == [1.130, 1.0]
    assert stated.in_words(months.series[0].values[0], months.format) == "1.1"
