"""The file itself: the same document gives the same bytes, so what is in it is dated by the document alone."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

_DATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
_PRESENTATION = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def dated(file: bytes, made_at: datetime) -> bytes:
    """The package with every part, and every workbook in it, made at that moment."""
    moment = made_at.astimezone(UTC) if made_at.tzinfo else made_at
    stamp = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    said = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = dated(content, made_at)
            elif entry.filename == "docProps/core.xml":
                content = _DATED.sub(rb"\g<1>" + said + rb"\g<3>", content)
            kept = zipfile.ZipInfo(entry.filename, stamp)
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.external_attr = 0o600 << 16
            new.writestr(kept, content)
    return written.getvalue()


def as_presentation(file: bytes) -> bytes:
    """A template (.potx) as a presentation (.pptx), which is what python-pptx opens; anything else as it is.

    Raises zipfile.BadZipFile for what is no package.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as old:
        names = {entry.filename: old.read(entry) for entry in old.infolist()}
    types = names.get("[Content_Types].xml", b"")
    if _TEMPLATE not in types:
        return file
    names["[Content_Types].xml"] = types.replace(_TEMPLATE, _PRESENTATION)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in names.items():
            new.writestr(name, content)
    return written.getvalue()
