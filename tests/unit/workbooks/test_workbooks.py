"""Workbooks are read with what their values do not say: errors, formulas without a value, what is hidden or merged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dualsite import archives
from dualsite.errors import DataError
from dualsite.workbooks import markup, open_book

SHEET = "xl/worksheets/sheet1.xml"


def made(path: Path, cells: dict[str, Any], change: Callable[[Any], None] = lambda sheet: None) -> Path:
    """A workbook with one sheet that holds these cells."""
    book = Workbook()
    for called, value in cells.items():
        book.active[called] = value
    change(book.active)
    book.save(path)
    return path


def rewritten(path: Path, part: str, spoil: Callable[[bytes], bytes]) -> Path:
    """The workbook with another member in its archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, spoil(content) if name == part else content)
    return path


def rows(path: Path) -> list[list[Any]]:
    book = open_book(path)
    return list(book.read(book.sheets[0].name).rows())


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as refused:
        rows(path)
    return str(refused.value)


def test_values_are_as_the_spreadsheet_holds_them_and_days_have_no_time_zone(tmp_path: Path) -> None:
    cells = {
        "A1": date(2026, 1, 5), "A2": datetime(2026, 1, 5), "A3": datetime(2026, 1, 5, 13, 30), "A4": 7.0,  # noqa: DTZ001
        "A5": True, "A6": "2026-01-05", "A7": 0.25, "A8": time(3, 4),
    }  # fmt: skip
    path = made(tmp_path / "a.xlsx", cells, lambda sheet: setattr(sheet["A7"], "number_format", "0%"))
    assert [value for (value,) in rows(path)] == [
        "2026-01-05", "2026-01-05", "2026-01-05 13:30:00", 7.0, True, "2026-01-05", 0.25, "03:04:00"
    ]  # fmt: skip


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2026, 1, 5)
    book.save(tmp_path / "a.xlsx")
    assert b"44565" in zipfile.ZipFile(tmp_path / "a.xlsx").read(SHEET)
    assert rows(tmp_path / "a.xlsx") == [["2026-01-05"]]


def test_errors_and_formulas_without_a_value_are_told_by_their_cells_wherever_they_stand(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"B3": "#REF!", "C2": "=1+1", "F9": '=B3&"<"', "A1": "x"})
    book = open_book(path)
    read = book.read("Sheet")
    assert read.faults == {(3, 2): "#REF!", (2, 3): "=1+1", (9, 6): '=B3&"<"'}
    found = list(read.rows())
    assert (found[2][1], found[1][2], found[8][5]) == ("#REF!", "=1+1", '=B3&"<"')
    assert len(found) == 9


def test_a_formula_whose_result_is_an_empty_text_has_a_value(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": "=1", "A2": "=2", "A3": "=3"})
    # openpyxl writes an empty element otherwise where lxml is there.
    rewritten(path, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v />").replace(
        b'<c r="A1"><f>1</f><v /></c>', b'<c r="A1" t="str"><f>1</f><v></v></c>'
    ).replace(b'<c r="A2"><f>2</f><v /></c>', b'<c r="A2"><f t="shared" si="0"/><v>2</v></c>'))  # fmt: skip
    assert open_book(path).read("Sheet").faults == {(3, 1): "=3"}
    assert rows(path)[1] == [2.0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b'r="A1" ', b""),
        (b't="e"', b"t='e'"),
        (b"<c ", b"<c\n "),
        (b"#DIV/0!", b"#SPILL!"),
        (b"#DIV/0!", b"#ERROR!"),
    ],
)
def test_an_error_is_told_however_the_sheet_is_written(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": "#DIV/0!"})
    rewritten(path, SHEET, lambda xml: xml.replace(before, after))
    wanted = after.decode() if after.startswith(b"#") else "#DIV/0!"
    assert open_book(path).read("Sheet").faults == {(1, 1): wanted}
    assert rows(path) == [[wanted]]


def test_an_error_is_told_where_the_elements_have_a_prefix(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": "#N/A", "B1": "=1"}, lambda sheet: sheet.merge_cells("A2:B3"))

    def prefixed(xml: bytes) -> bytes:
        named = xml.replace(b"</", b"<\0x:").replace(b"<\0", b"</").replace(b"xmlns=", b"xmlns:x=")
        return b"".join(b"<" + (b"" if one[:1] == b"/" else b"x:") + one for one in named.split(b"<")[1:])

    rewritten(path, SHEET, prefixed)
    read = open_book(path).read("Sheet")
    assert (read.faults, read.merged) == ({(1, 1): "#N/A", (1, 2): "=1"}, ("A2:B3",))


def test_what_is_hidden_or_merged_is_told(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.merge_cells("A5:B6")

    path = made(tmp_path / "a.xlsx", {f"A{row}": row for row in range(1, 6)}, change)
    read = open_book(path).read("Sheet")
    assert (read.hidden_rows, read.hidden_columns, read.merged) == ((2, 3), ("C",), ("A5:B6",))


def test_sheets_say_whether_they_are_hidden_and_whether_anything_stands_in_them(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"].number_format = "0.00"
    book.create_sheet("hidden").sheet_state = "veryHidden"
    book["hidden"]["A1"] = 1
    book.create_chartsheet("chart")
    book.save(tmp_path / "a.xlsx")
    assert [(one.name, one.is_hidden, one.is_empty) for one in open_book(tmp_path / "a.xlsx").sheets] == [
        ("Sheet", False, True), ("hidden", True, False), ("chart", False, True)
    ]  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workbook as Excel wrote them until 2003."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("contracts")
    sheet.write(0, 0, "on")
    sheet.write(1, 0, date(2026, 1, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.row(2).set_cell_error(0, "#REF!")
    sheet.write(3, 0, 7.0)
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    sheet.write_merge(4, 5, 0, 1, "merged")
    book.add_sheet("aside").visibility = 1
    book.save(str(tmp_path / "a.xls"))
    return tmp_path / "a.xls"


def test_an_old_workbook_is_read_with_its_errors(old: Path) -> None:
    book = open_book(old)
    read = book.read("contracts")
    assert [row[0] for row in read.rows()] == ["on", "2026-01-05", "#REF!", 7, "merged"]
    assert read.faults == {(3, 1): "#REF!"}
    assert (read.hidden_rows, read.hidden_columns, read.merged) == ((4,), ("C",), ("A5:B6",))
    assert [(one.name, one.is_hidden, one.is_empty) for one in book.sheets] == [
        ("contracts", False, False), ("aside", True, True)
    ]  # fmt: skip


def test_an_old_workbook_that_ends_its_reader_is_refused_and_nothing_else_ends(old: Path) -> None:
    content = bytearray(old.read_bytes())
    content[48:52] = b"\x77\x77\x77\x77"
    old.write_bytes(content)
    assert "is an old workbook (.xls) that is cut off or damaged" in refusal(old)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
HTML = b"<html><table><tr><td>1</td></tr></table></html>"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a.xlsx is empty"),
        (HTML, "is an HTML page and no workbook"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "is an HTML page and no workbook"),
        (b"contract_id;amount\nC1;5\n", "is text with cells (CSV) and no workbook"),
        (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML spreadsheet of 2003"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x09\x08\x10\x00", "is no workbook"),
        (b"PK\x03\x04half", "is a workbook that is cut off or damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "under a password"),
        (OLE, "is an old Office file without a workbook in it"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named_for_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert says in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("member", "says"),
    [("xl/workbook.bin", "binary workbook (.xlsb)"), ("content.xml", "OpenDocument"), ("x.txt", "is a zip archive")],
)
def test_another_archive_is_named_for_what_it_is(tmp_path: Path, member: str, says: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, "x")
    assert says in refusal(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_to_far_more_than_a_sheet_does_is_not_unpacked(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": 1})
    rewritten(path, SHEET, lambda xml: xml.replace(b"<sheetData>", b" " * 20_000_000 + b"<sheetData>"))
    assert "zip bomb" in refusal(path)


def test_a_workbook_larger_than_is_read_at_once_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": 1})
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 100)
    assert "more than is read at once" in refusal(path)


def test_a_lone_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": 1, "XFD1048576": 1})
    assert f"reaches to XFD1048576, which are more than {markup.MOST_CELLS:,} cells" in refusal(path)


def test_a_workbook_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": 1})
    rewritten(path, "xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)
    assert "declares entities" in refusal(path)


@pytest.mark.parametrize("spoil", [lambda xml: b"<html/>", lambda xml: xml.replace(b"<v>", b"<v><![CDATA[")])
def test_a_sheet_written_as_no_spreadsheet_does_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = made(tmp_path / "a.xlsx", {"A1": 1})
    rewritten(path, SHEET, spoil)
    assert refusal(path)


def test_a_sheet_whose_archive_is_damaged_is_refused(tmp_path: Path) -> None:
    written = io.BytesIO()
    book = Workbook()
    for number in range(200):
        book.active.append([f"id {number * 7919}"])
    book.save(written)
    content = bytearray(written.getvalue())
    with zipfile.ZipFile(written) as archive:
        place = archive.getinfo(SHEET).header_offset
    content[place + 80 : place + 120] = bytes(40)
    (tmp_path / "a.xlsx").write_bytes(content)
    assert "damaged" in refusal(tmp_path / "a.xlsx")
