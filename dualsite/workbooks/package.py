"""The archive that an .xlsx is: its sheets in their order, and the XML of each."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from dualsite import archives
from dualsite.errors import DataError, why


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook names it."""

    name: str
    part: str
    """The member of the archive that holds it."""
    is_hidden: bool
    has_cells: bool
    """Whether it is a sheet of cells, and not a chart or a macro."""


@dataclass(frozen=True)
class Package:
    """An .xlsx as an archive, checked to be no bomb."""

    name: str
    archive: zipfile.ZipFile
    sheets: tuple[SheetPart, ...]

    def xml(self, part: str) -> bytes:
        """The XML of a sheet. DataError when it is damaged or larger than the archive says."""
        content = archives.content(self.name, self.archive, _member(self.name, self.archive, part))
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise DataError(f"{self.name} is not written in UTF-8: open it in Excel and save it again")
        return content

    def with_part(self, part: str, xml: bytes) -> bytes:
        """The whole archive with another XML in the place of a sheet's."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as made:
            for member in self.archive.infolist():
                own = member.filename == part
                made.writestr(member.filename, xml if own else archives.content(self.name, self.archive, member))
        return written.getvalue()


def package(name: str, content: bytes) -> Package:
    """The sheets of an .xlsx; DataError, naming it, when it is damaged or unpacks to more than is read at once."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    archives.members(name, archive)  # refuses too many
    archives.check_size(name, archive.infolist())
    relations = next(
        (
            told
            for told in _elements(name, archive, "_rels/.rels", "Relationship")
            if told.get("Type", "").endswith("/officeDocument")
        ),
        {"Target": "xl/workbook.xml"},
    )
    workbook = relations.get("Target", "").lstrip("/")
    folder, file = posixpath.split(workbook)
    targets = {
        one.get("Id", ""): one for one in _elements(name, archive, f"{folder}/_rels/{file}.rels", "Relationship")
    }
    sheets = []
    for told in _elements(name, archive, workbook, "sheet"):
        related = next((value for key, value in told.items() if key.rpartition(":")[2] == "id"), "")
        target = targets.get(related, {})
        path = target.get("Target", "")
        part = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
        is_of_cells = target.get("Type", "").casefold().endswith("/worksheet")
        sheets.append(SheetPart(told.get("name", ""), part, told.get("state", "visible") != "visible", is_of_cells))
    if not sheets:
        raise DataError(f"{name} is a workbook without sheets: save it again")
    return Package(name, archive, tuple(sheets))


def _member(name: str, archive: zipfile.ZipFile, part: str) -> zipfile.ZipInfo:
    try:
        return archive.getinfo(part)
    except KeyError:
        raise DataError(f"{name} is a workbook that lacks {part}: save it again") from None


def _elements(name: str, archive: zipfile.ZipFile, part: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of the elements of a name in a member. DataError when it is no XML or declares entities."""
    found: list[dict[str, str]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == wanted:
            found.append(attributes)

    def refuse(*_: object) -> None:
        raise DataError(f"{name} declares entities in its {part}, which no spreadsheet does: it was not read")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(archives.content(name, archive, _member(name, archive, part)), True)
    except expat.ExpatError as reason:
        raise DataError(f"{name} is a workbook whose {part} is damaged ({why(reason)}): save it again") from reason
    return found
