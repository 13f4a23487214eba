"""Slot questions under names: what is saved is read, what is wrong is said, and nothing is saved over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dualsite.errors import DataError, InputError
from dualsite.planning import SlotRequest, saved
from dualsite.planning.saved import SavedQuestion
from dualsite.store.folder import listing
from dualsite.store.named_files import ChangedMeanwhileError
from tests.data_folder import DataFolder

DAY = date(2027, 3, 1)
SHORT = SlotRequest("OAKMAB", 2, DAY)
LONG = SlotRequest('Oak "mab"', 3, DAY, date(2028, 1, 1), "US", ("ALDER", "BIRCH"), at_risk=True, ignore_tentative=True)


@pytest.mark.parametrize("question", [SHORT, LONG], ids=("short", "long"))
def test_what_is_saved_is_read_listed_and_deleted(question: SlotRequest, tmp_path: Path) -> None:
    kept = saved.save(tmp_path, SavedQuestion("oak-2", question, "kim at idp"))
    assert saved.read(tmp_path, "oak-2") == kept == SavedQuestion("oak-2", question, "kim at idp")
    assert saved.names(tmp_path) == ["oak-2"]
    saved.delete(tmp_path, kept)
    assert saved.names(tmp_path) == []


def test_nothing_is_saved_over(tmp_path: Path) -> None:
    saved.save(tmp_path, SavedQuestion("oak", SHORT))
    with pytest.raises(ChangedMeanwhileError, match="There is a slot question oak already"):
        saved.save(tmp_path, SavedQuestion("oak", LONG))
    with pytest.raises(InputError):
        saved.save(tmp_path, SavedQuestion("../up", SHORT))
    assert saved.read(tmp_path, "oak").question == SHORT


@pytest.mark.parametrize(
    "text",
    ["[[", "product = 'A'\nbatches = 1", "product = 1\nbatches = 1\nready_on = 2027-01-01",
     "product = 'A'\nbatches = 1\nready_on = 2027-01-01\nsites = [1]",
     "product = 'A'\nbatches = 1\nready_on = 2027-01-01T10:00:00",
     "product = 'A'\nbatches = 1\nready_on = 2027-01-01\nfor = 'me'"],
)  # fmt: skip
def test_a_file_that_is_not_in_order_is_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "slot-questions").mkdir()
    (tmp_path / "slot-questions" / "x.toml").write_text(text)
    with pytest.raises(DataError, match=r"slot-questions/x\.toml: "):
        saved.read(tmp_path, "x")


def test_they_are_no_part_of_a_data_version(tmp_path: Path) -> None:
    folder = DataFolder().keep("sites").write(tmp_path / "data")
    before = listing(folder)
    saved.save(folder, SavedQuestion("oak", SHORT))
    assert listing(folder) == before
