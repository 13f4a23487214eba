"""What a file is that holds no studies, by how it begins, and what to do instead."""

from __future__ import annotations

from dualsite.importers.xml_nodes import root_of

SIGNATURES = (
    (b"%PDF", "a PDF", "A PDF is a page to read"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of before 2007 (.xls), or another old Office file", "Save it as .xlsx"),
    (b"{\\rtf", "a text document (RTF)", "It is a page to read"),
    (b"\x89PNG", "a picture", "It is a picture of data"),
    (b"\xff\xd8\xff", "a picture", "It is a picture of data"),
    (b"GIF8", "a picture", "It is a picture of data"),
    (b"PAR1", "a Parquet file", "Registries do not write it"),
    (b"SQLite format 3", "a SQLite database", "Registries do not write it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"BZh", "a bzip2 file", "Unpack it first"),
    (b"\xfd7zXZ", "an xz file", "Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "Unpack it first"),
    (b"TY  -", "a list of references (RIS)", "Choose CSV or JSON when exporting"),
)
"""How a file begins, what it is called, and why it holds no studies."""

ROOTS = {
    "clinical_study": "an XML record of the old ClinicalTrials.gov, which was closed in 2024",
    "search_results": "a list in XML of the old ClinicalTrials.gov, which was closed in 2024",
    "html": "a web page",
    "rss": "a news feed",
    "feed": "a news feed",
    "svg": "a picture",
}

OFFICE = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
}
"""What an archive is that holds such a member."""

INSTEAD = (
    "download the studies as data: JSON or CSV from ClinicalTrials.gov or EU CTIS, XML or CSV from WHO ICTRP, XML from "
    "ISRCTN, text from the EU Clinical Trials Register"
)


def refusal(name: str, head: bytes) -> str:
    """A sentence that says what a file is, and what to do; "" when nothing is known of it."""
    for beginning, kind, why in SIGNATURES:
        if head.startswith(beginning):
            return f"{name} is {kind}. {why}; {INSTEAD}."
    start = head[:512].lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start or b"<body" in start:
        return f"{name} is a web page; {INSTEAD}."
    if head[:1] == b"<":
        root = root_of(head)
        kind = ROOTS.get(root) or (f"XML of another kind (<{root}>)" if root else "a web page or XML")
        return f"{name} is {kind}; {INSTEAD}."
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{name} is not UTF-8 but UTF-16: save it as UTF-8."
    if b"\x00" in head[:1024]:
        return f"{name} is no text, and no kind of file that registries write; {INSTEAD}."
    return ""
