"""Slides and workbooks hold to the schema of Office Open XML (ISO/IEC 29500) and to what it says beyond it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator, context

from dualsite.exports import pptx, xlsx
from dualsite.exports.document import Document
from dualsite.exports.receipts.carrying import SignedReceipt, put
from tests.unit.exports import every_block

RECEIPT = SignedReceipt('{"id": "A1"}', b"s" * 64, b"k" * 32)


@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
def test_a_file_with_every_kind_of_block_and_its_receipt_is_valid(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only for the address of an error, and by counting all rows before each row: most of the time.
    monkeypatch.setattr(context, "_sibling_position", lambda element: "")
    assert errors(every_block.document(), kind, tmp_path) == []


def errors(document: Document, kind: str, folder: Path) -> list[str]:
    """What is not as the standard has it."""
    file = folder / f"written.{kind}"
    file.write_bytes(put({"pptx": pptx, "xlsx": xlsx}[kind].written(document), RECEIPT))
    return [str(one) for one in OpenXmlValidator().validate(str(file)).errors]
