"""The page Scenarios is exported with what was compared on it, and its receipt says it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dualsite import access, store
from dualsite.access import View
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.issuing import issue
from dualsite.exports.receipts.receipt import parsed
from dualsite.exports.receipts.verification import verified
from dualsite.exports.request import ExportRequest, PageRequest, comparing
from dualsite.planning import SlotRequest
from dualsite.planning.saved import SavedQuestion
from dualsite.scenarios import Scenario
from dualsite.scenarios.network import SiteOut
from dualsite.sitemap import PageId
from tests.data_folder import AS_OF

STOPS = Scenario("alder-stops", (SiteOut("ALDER", AS_OF, 90),), "Alder stops", owner="kim at idp")
QUESTION = SavedQuestion(
    "ten-by-june", SlotRequest("ELMADC", 3, date(2027, 3, 20), need_by=date(2028, 6, 1)), owner="kim at idp"
)


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(keys.PATH, str(tmp_path_factory.mktemp("keys") / "receipts.pem"))
        yield keys.public_bytes(keys.private().public_key())


@pytest.fixture
def view(reference: store.Store) -> View:
    version = reference.version(timeout=60)
    assert version is not None
    return access.view(version, reference.connect())


def test_what_is_compared_is_in_the_file_and_computed_anew(view: View, own: bytes) -> None:
    asked = PageRequest(PageId.SCENARIOS, (("compare", "alder-stops,gone"),))
    page = comparing(asked, [STOPS, Scenario("other")], [QUESTION])
    assert [name for name, _text in page.scenarios] == ["alder-stops"]
    assert "kim" not in repr(page)
    file = issue(view, ExportRequest("What if", (page,)), "xlsx")
    assert any("ten-by-june" in line for sheet in file.receipt.sheets for line in sheet.lines)
    assert parsed(file.receipt.as_json()).request == file.receipt.request
    found = verified(file.content, own, view)
    assert (found.is_good, found.not_recomputed) == (True, "")
    assert found.held > 10


def test_another_page_compares_nothing() -> None:
    asked = PageRequest(PageId.CAPACITY)
    assert comparing(asked, [STOPS], [QUESTION]) is asked
