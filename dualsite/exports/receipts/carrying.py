"""A receipt in a file: a part of its own in a package of Office Open XML, an attachment of a PDF.

A program that saves a presentation or workbook again drops parts that it does not know, and keeps its properties: so
the receipt stands there as well, cut into texts that any program takes.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pypdf

from dualsite.errors import DataError
from dualsite.exports.receipts import pdf_updates
from dualsite.exports.receipts.reading import kind_of

PART = "dualsite/receipt.json"
_RELATION = "urn:dualsite:receipt"
_PROPERTIES = "docProps/custom.xml"
_PROPERTIES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTY = "Receipt "
LONGEST = 255
"""Characters that every program keeps of a property."""

MOST_BYTES = 200_000_000
"""Bytes of a receipt that is read; one of a workbook of a million cells has a tenth of that."""

_CUSTOM_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES_NS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_ATTACHED = "receipt.json"


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt as it is carried: its text, the signature of it, and the public key that says so."""

    text: str
    signature: bytes
    key: bytes

    def as_json(self) -> str:
        return json.dumps(
            {"receipt": self.text, "signature": self.signature.hex(), "key": self.key.hex()}, ensure_ascii=False
        )


def put(file: bytes, signed: SignedReceipt) -> bytes:
    """The file with the receipt in it; what can be read there stays the same."""
    carried = signed.as_json()
    if kind_of(file) == "pdf":
        return pdf_updates.attached(file, _ATTACHED, carried.encode())
    return _with_part(file, carried)


def taken(file: bytes) -> SignedReceipt | None:
    """The receipt in a file; None where it carries none. Raises DataError for one that is damaged."""
    carried = _attachment(file) if kind_of(file) == "pdf" else _part(file)
    if carried is None:
        return None
    try:
        told = json.loads(carried)
        return SignedReceipt(told["receipt"], bytes.fromhex(told["signature"]), bytes.fromhex(told["key"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("The receipt in the file is damaged: it cannot be said of what data it was made.") from error


def _attachment(file: bytes) -> str | None:
    found = pypdf.PdfReader(io.BytesIO(file)).attachments.get(_ATTACHED)
    return found[-1].decode("utf-8", "replace") if found else None


def _with_part(file: bytes, carried: str) -> bytes:
    """The package with the part, the properties, and what names both."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
        stamps = {entry.filename: entry.date_time for entry in package.infolist()}
    parts["[Content_Types].xml"] = _naming_types(parts["[Content_Types].xml"])
    parts["_rels/.rels"] = _naming_relations(parts["_rels/.rels"])
    parts[_PROPERTIES] = _properties(base64.b64encode(zlib.compress(carried.encode(), 9)).decode())
    parts[PART] = carried.encode()
    stamp = next(iter(stamps.values()))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, stamps.get(name, stamp)), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _naming_types(types: bytes) -> bytes:
    named = ((PART, "application/json"), (_PROPERTIES, _PROPERTIES_TYPE))
    return _adding(types, "Types", (f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in named))


def _naming_relations(relations: bytes) -> bytes:
    named = (("rIdReceipt", PART, _RELATION), ("rIdCustom", _PROPERTIES, _PROPERTIES_RELATION))
    told = (f'<Relationship Id="{id_}" Type="{kind}" Target="{name}"/>' for id_, name, kind in named)
    return _adding(relations, "Relationships", told)


def _adding(xml: bytes, root: str, elements: Iterable[str]) -> bytes:
    """What a writer of ours wrote, with elements more at the end of its root."""
    before, closing, after = xml.rpartition(f"</{root}>".encode())
    return before + "".join(elements).encode() + closing + after


def _properties(packed: str) -> bytes:
    pieces = [packed[place : place + LONGEST] for place in range(0, len(packed), LONGEST)]
    listed = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number + 2}" name="{_PROPERTY}{number:05}">'
        f"<vt:lpwstr>{escape(piece)}</vt:lpwstr></property>"
        for number, piece in enumerate(pieces)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<Properties xmlns="{_CUSTOM_NS}" xmlns:vt="{_VALUES_NS}">{listed}</Properties>'.encode()


def _part(file: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        names = set(package.namelist())
        if PART in names:
            return package.read(PART).decode("utf-8", "replace")
        if _PROPERTIES in names:
            return _unpacked(_pieces(package.read(_PROPERTIES)))
    return None


def _pieces(properties: bytes) -> Iterable[str]:
    """The texts of the receipt among the properties, in order."""
    try:
        # The parser of Python 3.11 takes in no other file, and stops where entities would grow without end.
        root = ElementTree.fromstring(properties)  # noqa: S314
    except ElementTree.ParseError:
        return
    found = {one.get("name"): "".join(one.itertext()) for one in root}
    for name in sorted(name for name in found if name and name.startswith(_PROPERTY)):
        yield found[name]


def _unpacked(pieces: Iterable[str]) -> str | None:
    packed = "".join(pieces)
    if not packed:
        return None
    try:
        return zlib.decompressobj().decompress(base64.b64decode(packed), MOST_BYTES).decode("utf-8", "replace")
    except (binascii.Error, zlib.error) as error:
        raise DataError("The receipt in the file is damaged: it cannot be said of what data it was made.") from error
