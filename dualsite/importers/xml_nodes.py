"""XML that strangers made: one element at a time, within bounds, and without entities of its own.

An entity of its own can make a file of one kilobyte billions of letters long, or fetch another file: no registry
declares any, so a file that does is refused (https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from dualsite.errors import DataError, why

DEEPEST = 64
_STEP = 2**16


@dataclass(slots=True)
class Node:
    """One element: its name without a namespace, its attributes, and what is in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text in it and in all within it, on one line."""
        own = [*self.pieces, *(child.text for child in self.children)]
        return " ".join(" ".join(own).split())

    def all(self, *path: str) -> list[Node]:
        """The elements at a path of names below it, in their order; none where there is no such path."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> str:
        """The text of the first element at a path that has any; "" where there is none."""
        return next((text for node in self.all(*path) if (text := node.text)), "")


def root_of(head: bytes) -> str:
    """The name of the element a file begins with, by its first bytes; "" when they are no XML."""
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _attributes: names.append(name)
    with suppress(expat.ExpatError):
        parser.Parse(head, False)
    return _bare(names[0]) if names else ""


def elements(file: str, content: bytes, wanted: str) -> Iterator[tuple[float, Node]]:
    """Each element of that name, with the share of the file that has been read; those within another are part of it.

    DataError, naming `file`, when it is cut off or no XML, declares entities, or is nested deeper than any registry's.
    """
    reading = _Reading(file, wanted)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.refuse
    parser.ExternalEntityRefHandler = reading.refuse
    try:
        for at in range(0, len(content), _STEP):
            parser.Parse(content[at : at + _STEP], False)
            yield from ((min(1.0, (at + _STEP) / len(content)), node) for node in reading.done)
            reading.done.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as reason:
        raise DataError(
            f"{file} is not whole XML ({why(reason)}): it may have been cut off; download it again."
        ) from reason


@dataclass
class _Reading:
    """What the parser has told so far of one file."""

    file: str
    wanted: str
    depth: int = 0
    open: list[Node] = field(default_factory=list)
    done: list[Node] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise DataError(f"{self.file} is XML nested more than {DEEPEST} deep: that is no registry file.")
        if self.open or _bare(name) == self.wanted:
            node = Node(_bare(name), {_bare(key): value for key, value in attributes.items()})
            if self.open:
                self.open[-1].children.append(node)
            self.open.append(node)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.open:
            node = self.open.pop()
            if not self.open:
                self.done.append(node)

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1].pieces.append(data)

    def refuse(self, *_declared: object) -> int:
        raise DataError(
            f"{self.file} is XML that declares entities of its own, which no registry does: it was not read."
        )


def _bare(name: str) -> str:
    return name.rpartition(":")[2]
