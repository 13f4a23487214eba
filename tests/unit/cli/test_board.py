"""`board` and `verify`: a pack is built and held to its receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dualsite import i18n
from dualsite.exports.receipts import keys
from tests.data_folder import DataFolder
from tests.unit.cli.test_cli import Answer, dualsite

__all__ = ["dualsite"]

PACK = 'title = "What is contracted"\n[[page]]\npage = "contracts"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Contracts, and a pack of them."""
    monkeypatch.setenv(keys.PATH, str(tmp_path / "receipts.pem"))
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    kept = ("sources", "sites", "suites", "partners", "products", "contracts", "fx_rates")
    data = DataFolder().keep(*kept).write(tmp_path / "data")
    (data / "packs").mkdir()
    (data / "packs" / "contracted.toml").write_text(PACK, encoding="utf-8")
    return data


def test_a_pack_is_built_and_is_good(dualsite: Callable[..., Answer], folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "contracted.xlsx"
    built = dualsite("board", "contracted", folder, "--out", file)
    assert built.status == 0
    found = dualsite("verify", file, folder)
    assert found.status == 0
    assert "Signature good." in found.out


def test_tables_that_are_missing_are_told_beside_what_is_built(
    dualsite: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    built = dualsite("board", "contracted", folder, "--out", tmp_path / "contracted.xlsx")
    assert built.err == (
        "Not in the data: contract_years, order_events, revenue, milestones, batches, bookings, opportunities.\n"
    )


def test_tables_with_errors_are_told_beside_what_is_built_and_in_it(
    dualsite: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    data = DataFolder().write(tmp_path / "whole")
    (data / "packs").mkdir()
    (data / "packs" / "contracted.toml").write_text(PACK, encoding="utf-8")
    file = tmp_path / "contracted.xlsx"
    assert dualsite("board", "contracted", data, "--out", file).err == ""
    wrong = DataFolder()
    wrong.change("opportunities", 0, win_fraction="7")
    wrong.write(data)
    built = dualsite("board", "contracted", data, "--out", file)
    assert built.status == 0
    assert built.err == "Left out because of errors: opportunities.\n"
    cover = openpyxl.load_workbook(file)["Cover"]
    assert "Left out because of errors: opportunities." in [cell.value for row in cover.iter_rows() for cell in row]


def test_a_language_without_texts_is_refused_with_those_that_there_are(
    dualsite: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    refused = dualsite("board", "contracted", folder, "--out", tmp_path / "x.xlsx", "--lang", "eo")
    assert refused.status == 2
    assert f"Use one of {', '.join(i18n.offered())}." in refused.err
