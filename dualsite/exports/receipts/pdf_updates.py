"""A PDF with something more after its end, as ISO 32000-1 (7.5.6) has it: what stands before stays as it is.

Done by hand: a writer of whole files would read every object of it, which takes longer than to make the file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    create_string_object,
)

_NONE = b"0 1\n0000000000 65535 f\r\n"
"""The object that is none, first in a table of places as in the example of 7.5.6. A table without it is taken by pypdf
for one that counts wrongly: it looks up every object of the file."""


def attached(file: bytes, name: str, content: bytes) -> bytes:
    """The PDF with an attachment, and a catalog that names it."""
    trailer: Any = pypdf.PdfReader(io.BytesIO(file)).trailer
    catalog = DictionaryObject(trailer["/Root"])
    stream, described = int(trailer["/Size"]), int(trailer["/Size"]) + 1
    called = create_string_object(name)
    listed = DictionaryObject({NameObject("/Names"): ArrayObject([called, IndirectObject(described, 0, None)])})
    names = DictionaryObject(catalog.get("/Names", DictionaryObject()).get_object())
    names[NameObject("/EmbeddedFiles")] = listed
    catalog[NameObject("/Names")] = names
    description = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/F"): called,
            NameObject("/UF"): called,
            NameObject("/EF"): DictionaryObject({NameObject("/F"): IndirectObject(stream, 0, None)}),
        }
    )
    changed = {trailer.raw_get("/Root").idnum: catalog, stream: _stream(content), described: description}
    return updated(file, changed)


def updated(file: bytes, objects: Mapping[int, PdfObject]) -> bytes:
    """The PDF with these objects, by their numbers, in place of those that it has or beside them."""
    trailer: Any = pypdf.PdfReader(io.BytesIO(file)).trailer
    written = io.BytesIO()
    written.write(file + b"\n")
    entries = b""
    for number, one in objects.items():
        entries += b"%d 1\n%010d 00000 n\r\n" % (number, written.tell())
        written.write(b"%d 0 obj\n" % number)
        one.write_to_stream(written)
        written.write(b"\nendobj\n")
    kept = [name for name in ("/Root", "/Info", "/ID") if name in trailer]
    last = DictionaryObject({NameObject(name): trailer.raw_get(name) for name in kept})
    last[NameObject("/Size")] = NumberObject(max(int(trailer["/Size"]), *(number + 1 for number in objects)))
    last[NameObject("/Prev")] = NumberObject(file[file.rindex(b"startxref") :].split()[1].decode())
    here = written.tell()
    written.write(b"xref\n" + _NONE + entries + b"trailer\n")
    last.write_to_stream(written)
    written.write(b"\nstartxref\n%d\n%%%%EOF\n" % here)
    return written.getvalue()


def _stream(content: bytes) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    stream[NameObject("/Subtype")] = NameObject("/application/json")
    return stream.flate_encode()
