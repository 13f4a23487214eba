"""A page exported for one client is the same whatever everyone else's rows are: every text, number, mark and row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from dualsite.access import View
from dualsite.exports import content
from dualsite.exports.document import TableBlock
from dualsite.exports.stated import stated
from dualsite.insights.table_spec import RUNNING_NUMBERS
from dualsite.sitemap import PageId
from tests.wire import variants

PAGES = [one for one in PageId if content.is_exported(one) and one is not PageId.DATA]
"""All but the page of executives that counts the rows of the files."""

CHOSEN: tuple[tuple[PageId, Mapping[str, str]], ...] = (
    (PageId.CLIENT, {"client": "Elm Therapeutics", "since": "2026-01-01"}),
    (PageId.TRIALS, {"country": "DK"}),
    (PageId.TRIALS, {"product": "ELMADC", "country": "JP"}),
    (PageId.TRIALS, {"product": "*"}),
    (PageId.SLOTS, {"product": "ELMADC", "batches": "9", "need_by": "2027-12-31", "at_risk": "true"}),
    (PageId.SLOTS, {"ready_on": "2027-03-20", "sites": "ALDER", "ignore_tentative": "true"}),
    (PageId.PROGRAMMES, {"programme": "contract-OAK-CMO"}),
    (PageId.PROGRAMMES, {"programme": "product-ELMADC"}),
    (PageId.AGREEMENTS, {"contract": "OAK-CMO"}),
    (PageId.CONTRACTS, {"agreement": "OAK-CMO"}),
    (PageId.CONTRACTS, {"agreement": "ELM-CDO"}),
    (PageId.QUALITY, {"card": "right_first_time"}),
    (PageId.QUALITY, {"month": "deviation_closure_median.2027-02.ALDER"}),
    (PageId.CONTINUITY, {"behind": "OAKMAB:DK"}),
    (PageId.TRIALS, {"card": "trials_active"}),
)
"""What the address of a page may say, also of what is somebody else's."""


def plain(told: Any) -> Any:
    """What a writer is given, as plain values that can be compared: of a table what is shown of it."""
    if isinstance(told, TableBlock):
        shown = [column.name for column in told.spec.shown]
        return (told.key, told.title, told.note, *told.spec.headings(told.currency).values(), rows(told, shown))
    if is_dataclass(told) and not isinstance(told, type):
        return {one.name: plain(getattr(told, one.name)) for one in fields(told)}
    if isinstance(told, Mapping):
        return {str(key): plain(value) for key, value in told.items()}
    if isinstance(told, Sequence) and not isinstance(told, str):
        return [plain(one) for one in told]
    return told if isinstance(told, str | bool | None) else repr(told)


def rows(told: TableBlock, shown: list[str]) -> list[dict[str, str]]:
    return [{name: repr(value) for name, value in row.items()} for row in told.rows[shown].to_dict("records")]


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_exported_is_the_same(own: View, elsewhere: View, page_id: PageId) -> None:
    page = content.page(own, page_id)
    assert page.answer
    other = content.page(elsewhere, page_id)
    assert stated(other) == stated(page)
    assert plain(other) == plain(page)


@pytest.mark.parametrize(("page_id", "chosen"), CHOSEN)
def test_what_is_chosen_on_a_page_is_the_same(
    own: View, elsewhere: View, page_id: PageId, chosen: Mapping[str, str]
) -> None:
    for made in (content.page, content.card):
        page, other = made(own, page_id, chosen), made(elsewhere, page_id, chosen)
        assert stated(other) == stated(page)
        assert plain(other) == plain(page)


@pytest.mark.parametrize("page_id", PAGES)
def test_no_number_that_counts_the_rows_of_others_is_in_a_table(own: View, page_id: PageId) -> None:
    for one in content.page(own, page_id).blocks:
        if isinstance(one, TableBlock):
            assert not {column.name for column in one.spec.shown} & RUNNING_NUMBERS


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_exported_names_nobody_else(own: View, page_id: PageId) -> None:
    said = repr(plain(content.page(own, page_id)))
    assert [one for one in variants.words_of_others() if one in said] == []
