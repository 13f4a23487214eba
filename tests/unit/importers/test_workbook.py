"""Excel workbooks of registries' lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import pytest

from dualsite.errors import DataError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

LIST = [
    ["NCT Number", "Study Title", "Study Status", "Enrollment", "Locations"],
    ["NCT90000001", "An invented study", "RECRUITING", 120, "General Hospital, Kyiv, Ukraine"],
    ["?", "", "", "", ""],
]


def members(sheets: Mapping[str, Sequence[Sequence[str | int]]]) -> dict[str, str]:
    """The members of a workbook with these sheets; numbers are numbers in it."""

    def cell(value: str | int) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    named = list(enumerate(sheets.items(), start=1))
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in named)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/s{n}.xml"/>' for n, _ in named
    )
    pages = {
        f"xl/worksheets/s{n}.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
        + "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        + "</sheetData></worksheet>"
        for n, (_, rows) in named
    }
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        **pages,
    }


def test_a_workbook_is_read_by_its_header_under_a_title_and_counted_as_excel_counts(read: Any, zipped: Any) -> None:
    sheets = {"Notes": [["made by hand"]], "Studies": [["Our studies"], *LIST]}
    imported = read({"studies.xlsx": zipped(members(sheets))})
    (trial,) = imported.trials.to_dict("records")
    assert (trial["trial_id"], trial["enrollment"], trial["status"]) == ("NCT90000001", 120, "RECRUITING")
    assert imported.trial_countries["country"].tolist() == ["UA"]
    by_row = {finding.row: finding for finding in imported.findings}
    assert by_row[4].message == "Row 4 of studies.xlsx, sheet Studies has no NCT number: it was not imported."
    assert any(finding.value == "Notes" for finding in imported.findings)


def test_a_workbook_lies_in_an_archive_as_well(read: Any, zipped: Any) -> None:
    book = zipped(members({"Studies": LIST}))
    assert len(read({"all.zip": zipped({"studies.xlsx": book})}).trials) == 1


def test_another_workbook_is_called_one(read: Any, zipped: Any) -> None:
    with pytest.raises(DataError, match=r"a\.xlsx is an Excel workbook, but no sheet has the header"):
        read({"a.xlsx": zipped(members({"Batches": [["batch_id", "site_id"], ["B-1", "S-1"]]}))})
    with pytest.raises(DataError, match="is an Excel workbook that cannot be read"):
        read({"a.xlsx": zipped({"xl/workbook.xml": "<x/>"})})
