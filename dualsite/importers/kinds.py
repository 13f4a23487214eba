"""What a file is that holds no studies, by how it begins, and what to do instead."""

from __future__ import annotations

from dualsite.i18n import tellable
from dualsite.importers.xml_nodes import root_of

_PAGE = tellable("It is a page to read")
_NOT_WRITTEN = tellable("Registries do not write it")
_PACKED = tellable("Unpack it first")
_PICTURE, _WEB_PAGE, _FEED = tellable("a picture"), tellable("a web page"), tellable("a news feed")

SIGNATURES = (
    (b"%PDF", tellable("a PDF"), _PAGE),
    (
        b"\xd0\xcf\x11\xe0",
        tellable("an Excel workbook of before 2007 (.xls), or another old Office file"),
        tellable("Save it as .xlsx"),
    ),
    (b"{\\rtf", tellable("a text document (RTF)"), _PAGE),
    (b"\x89PNG", _PICTURE, tellable("It is a picture of data")),
    (b"\xff\xd8\xff", _PICTURE, tellable("It is a picture of data")),
    (b"GIF8", _PICTURE, tellable("It is a picture of data")),
    (b"PAR1", tellable("a Parquet file"), _NOT_WRITTEN),
    (b"SQLite format 3", tellable("a SQLite database"), _NOT_WRITTEN),
    (b"7z\xbc\xaf\x27\x1c", tellable("a 7z archive"), _PACKED),
    (b"Rar!", tellable("a RAR archive"), _PACKED),
    (b"BZh", tellable("a bzip2 file"), _PACKED),
    (b"\xfd7zXZ", tellable("an xz file"), _PACKED),
    (b"\x28\xb5\x2f\xfd", tellable("a zstd file"), _PACKED),
    (b"TY  -", tellable("a list of references (RIS)"), tellable("Choose CSV or JSON when exporting")),
)
"""How a file begins, what it is called, and why it holds no studies."""

ROOTS = {
    "clinical_study": tellable("an XML record of the old ClinicalTrials.gov, which was closed in 2024"),
    "search_results": tellable("a list in XML of the old ClinicalTrials.gov, which was closed in 2024"),
    "html": _WEB_PAGE,
    "rss": _FEED,
    "feed": _FEED,
    "svg": _PICTURE,
}

OFFICE = {
    "word/": tellable("a Word document"),
    "ppt/": tellable("a PowerPoint presentation"),
    "content.xml": tellable("an OpenDocument file"),
}
"""What an archive is that holds such a member."""

INSTEAD = tellable(
    "download the studies as data: JSON or CSV from ClinicalTrials.gov or EU CTIS, XML or CSV from WHO ICTRP, XML from "
    "ISRCTN, text from the EU Clinical Trials Register"
)


def of_kind(name: str, kind: str) -> str:
    """That a file is of a kind that holds no studies, and what to do."""
    return tellable(f"{name} is {kind} and holds no studies; {INSTEAD}.")


def refusal(name: str, head: bytes) -> str:
    """A sentence that says what a file is, and what to do; "" when nothing is known of it."""
    for beginning, kind, reason in SIGNATURES:
        if head.startswith(beginning):
            return tellable(f"{name} is {kind} and holds no studies. {reason}; {INSTEAD}.")
    start = head[:512].lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start or b"<body" in start:
        return of_kind(name, _WEB_PAGE)
    if head[:1] == b"<":
        root = root_of(head)
        kind = ROOTS.get(root) or (
            tellable(f"XML of another kind (<{root}>)") if root else tellable("a web page or XML")
        )
        return of_kind(name, kind)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return tellable(f"{name} is not UTF-8 but UTF-16: save it as UTF-8.")
    if b"\x00" in head[:1024]:
        return tellable(f"{name} is no text, and no kind of file that registries write; {INSTEAD}.")
    return ""
