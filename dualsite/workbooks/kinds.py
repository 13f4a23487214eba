"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from dualsite.archives import BEGINNINGS
from dualsite.errors import DataError
from dualsite.i18n import tellable

Kind = Literal["xlsx", "xls"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_HEAD = 4_000
_SAVE = tellable("open it in Excel and save it as a workbook (.xlsx)")


def kind(name: str, content: bytes) -> Kind:
    """Whether a workbook is one of packed XML or an old one; DataError says what it is when it is neither."""
    if not content:
        raise DataError(f"{name} is empty: save it again")
    if content.startswith(BEGINNINGS):
        return _of_archive(name, content)
    if content.startswith(_OLE):
        return _of_compound(name, content)
    head = content[:_HEAD]
    raise DataError(_told(name, head))


def _of_archive(name: str, content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as reason:
        raise DataError(f"{name} is a workbook that is cut off or damaged: save or copy it again") from reason
    if any(one.casefold().endswith("workbook.xml") for one in members):
        return "xlsx"
    if any(one.endswith("workbook.bin") for one in members):
        raise DataError(f"{name} is a binary workbook (.xlsb): save it as .xlsx")
    if "content.xml" in members:
        raise DataError(f"{name} is an OpenDocument file: save it as .xlsx")
    raise DataError(f"{name} is a zip archive and no workbook: {_SAVE}")


def _of_compound(name: str, content: bytes) -> Kind:
    if _wide("EncryptedPackage") in content:
        raise DataError(f"{name} is a workbook under a password: save it without one")
    if _wide("Workbook") in content or _wide("Book") in content:
        return "xls"
    raise DataError(f"{name} is an old Office file without a workbook in it, or cut off: {_SAVE}, or copy it again")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _told(name: str, head: bytes) -> str:
    folded = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in folded:
        return tellable(f"{name} is an XML spreadsheet of 2003 and no workbook: {_SAVE}")
    if folded.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")):
        return tellable(f"{name} is an HTML page and no workbook, whatever its name says: {_SAVE}")
    if folded.startswith(b"mime-version:"):
        return tellable(f"{name} is a web archive and no workbook: {_SAVE}")
    if folded.startswith(b"%pdf"):
        return tellable(f"{name} is a PDF and no workbook: save the table itself as .xlsx")
    if head.startswith(_OLDEST):
        return tellable(f"{name} is a workbook of a program before Excel 5: {_SAVE}")
    if folded.startswith(b"id;p"):
        return tellable(f"{name} is a SYLK file and no workbook: {_SAVE}")
    if b"\0" not in head and any(sign in head for sign in (b",", b";", b"\t", b"|")):
        return tellable(f"{name} is text with cells (CSV) and no workbook: let its name end in .csv")
    return tellable(f"{name} is no workbook: {_SAVE}")
