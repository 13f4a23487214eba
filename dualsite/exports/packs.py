"""Board packs in files: `packs/<name>.toml` in the data folder, as the app and a person write them.

```toml
title = "Board, third quarter"
audience = "executive"          # or a client, by its partner_id

[[page]]
page = "capacity"
comment = "Downstream binds until the second line is ready."
blocks = ["tiles suite_occupancy", "ladder"]

[page.chosen]
zoom = "year"
```

`comment`, `blocks` and `chosen` may be left out. The pack `default` is there without a file, which one of that name
replaces.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dualsite.errors import DataError, InputError, why
from dualsite.exports.request import ExportRequest, PageRequest
from dualsite.i18n import _, marked, tellable
from dualsite.sitemap import PAGES, PageId
from dualsite.store.entries import PACKS
from dualsite.store.named_files import NAME, NamedFiles, digest, toml_value

EXECUTIVE = "executive"
DEFAULT = "default"
LARGEST = 200_000
"""Bytes of a file of a pack."""
MOST_PAGES = 40
LONGEST = 1_000
"""Letters of a title or a comment."""

_FILES = NamedFiles(PACKS, "pack")
_KEYS = {"title", "audience", "page", "one_slide_each"}
_PAGE_KEYS = {"page", "chosen", "comment", "blocks", "title"}


@dataclass(frozen=True)
class Pack:
    """A board pack: what is exported, and for whom."""

    name: str
    request: ExportRequest
    audience: str = EXECUTIVE
    """`executive`, or the client for whom it is, by its id."""
    digest: str = field(default="", compare=False)
    """Names the bytes of its file as they were read; empty for one that is in no file."""

    @property
    def client(self) -> str | None:
        """The client for whom it is; None for the executive's own."""
        return None if self.audience == EXECUTIVE else self.audience

    @property
    def asked(self) -> ExportRequest:
        """What is exported of it, confidential to the client for whom it is."""
        return replace(self.request, is_for_client=self.client is not None)


def default() -> Pack:
    """Six slides for a board: what needs it, how we do, where and when, what binds, what is contracted, what comes."""
    pages = tuple(PageRequest(page, blocks=blocks) for page, blocks in _DEFAULT)
    return Pack(DEFAULT, ExportRequest(_("Board pack"), pages, is_summary=True))


_DEFAULT: tuple[tuple[PageId, tuple[str, ...]], ...] = (
    (PageId.TODAY, ("exceptions",)),
    (PageId.TODAY, ("tiles suite_occupancy",)),
    (PageId.NETWORK, ("milestones", "map")),
    (PageId.CAPACITY, ("occupancy", "ladder")),
    (PageId.CONTRACTS, ("timeline", "backlog")),
    (PageId.PROGRAMMES, ("board", "trials:map")),
)


_BLOCKS: Mapping[str, str] = {
    "exceptions": marked("Exceptions"),
    "tiles": marked("Tiles"),
    "milestones": marked("Milestones"),
    "map": marked("Map"),
    "occupancy": marked("Occupancy"),
    "ladder": marked("Capacity load"),
    "timeline": marked("Timeline"),
    "backlog": marked("Backlog"),
    "board": marked("Gates"),
}
"""What blocks are called, by the first word of their keys; marked texts."""


def block_name(key: str) -> str:
    """What a block of a page is called, after its page where that is another one."""
    page, _colon, own = key.rpartition(":")
    called = _BLOCKS.get(own.partition(" ")[0])
    name = _(called) if called else own.replace("_", " ").capitalize()
    return f"{_(PAGES[PageId(page)].title)}: {name}" if page in list(PageId) else name


def names(data: Path) -> list[str]:
    """The packs beside the data in order, `default` first. Raises DataError when the folder cannot be read."""
    return [DEFAULT, *(name for name in _FILES.names(data) if name != DEFAULT)]


def read(data: Path, name: str) -> Pack:
    """One pack. Raises InputError when there is none of that name, DataError for a file that is not in order."""
    if name == DEFAULT and DEFAULT not in _FILES.names(data):
        return default()
    try:
        content = _FILES.content(data, name, LARGEST + 1)
    except OSError as error:
        raise DataError(f"{_file(name)} cannot be read: {why(error)}. Make it readable.") from None
    return parsed(content, name)


def save(data: Path, pack: Pack) -> Pack:
    """Write a pack whole or not at all. `pack.digest` is that of its file as it was opened, empty for a new one.

    Raises ChangedMeanwhileError when somebody has saved it meanwhile, InputError for a name that cannot be and for what
    would be refused when it is read, DataError when nothing can be written.
    """
    check_name(pack.name)
    text = written(pack)
    try:
        parsed(text.encode(errors="replace"), pack.name)
    except DataError as error:
        raise InputError(_("The pack was not saved: its file cannot be used. {why}").format(why=error)) from None
    return replace(pack, digest=digest(_FILES.write(data, pack.name, text, pack.digest)))


def delete(data: Path, name: str, opened: str) -> None:
    """Delete a pack. Raises ChangedMeanwhileError when its file is another one by now than when it was opened."""
    _FILES.delete(data, check_name(name), opened)


def check_name(name: str) -> str:
    """The name, when a pack may be called so. Raises InputError."""
    if not NAME.fullmatch(name):
        raise InputError(
            _("{name} cannot be the name of a pack. Use up to 60 lowercase letters, digits, - and _.").format(
                name=repr(name[:80])
            )
        )
    return name


def written(pack: Pack) -> str:
    """The pack as the text of its file."""
    lines = [f"title = {toml_value(pack.request.title)}", f"audience = {toml_value(pack.audience)}"]
    if pack.request.is_summary:
        lines.append("one_slide_each = true")
    for one in pack.request.pages:
        lines += ["", "[[page]]", f"page = {toml_value(str(one.page))}"]
        if one.title:
            lines.append(f"title = {toml_value(one.title)}")
        if one.comment:
            lines.append(f"comment = {toml_value(one.comment)}")
        if one.blocks:
            lines.append(f"blocks = {toml_value(one.blocks)}")
        if one.chosen:
            lines += ["", "[page.chosen]", *(f"{toml_value(key)} = {toml_value(value)}" for key, value in one.chosen)]
    return "\n".join([*lines, ""])


def parsed(content: bytes, name: str) -> Pack:
    """A pack from the bytes of a file. Raises DataError with all that is wrong in it."""
    try:
        if len(content) > LARGEST:
            raise DataError(f"{_file(name)} is larger than {LARGEST:,} bytes. Take pages out of it.")
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{_file(name)} is no TOML: {why(error)}. Correct it there.") from None
    faults = list(_faults(told))
    if faults:
        raise DataError("\n".join(f"{_file(name)}, {fault}" for fault in faults))
    pages = tuple(_page(one) for one in told["page"])
    request = ExportRequest(told.get("title", name), pages, told.get("one_slide_each", False))
    return Pack(name, request, told.get("audience", EXECUTIVE), digest(content))


def _page(told: Mapping[str, Any]) -> PageRequest:
    return PageRequest(
        PageId(told["page"]),
        tuple(told.get("chosen", {}).items()),
        told.get("comment", ""),
        tuple(told.get("blocks", ())),
        told.get("title", ""),
    )


def _faults(told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong, each with its place: a clause and a sentence that says what to do."""
    place = ""
    yield from _unknown(told, _KEYS, place)
    for key in ("title", "audience"):
        yield from _text(told, key, "")
    if not isinstance(told.get("one_slide_each", False), bool):
        yield tellable(f"{place}one_slide_each: it is neither true nor false. Write one of them.")
    pages = told.get("page")
    if not isinstance(pages, list) or not pages or not all(isinstance(one, dict) for one in pages):
        yield tellable(f"{place}page: there is none. Begin each page with [[page]].")
        return
    if len(pages) > MOST_PAGES:
        yield tellable(f"{place}page: there are {len(pages)}. Keep at most {MOST_PAGES}.")
    for number, one in enumerate(pages, 1):
        place = f"page {number}, "
        yield from _unknown(one, _PAGE_KEYS, place)
        for key in ("title", "comment"):
            yield from _text(one, key, place)
        if one.get("page") not in list(PageId):
            yield tellable(f"{place}page: {one.get('page')!r} is none. Name one of {', '.join(PageId)}.")
        blocks = one.get("blocks", [])
        if not isinstance(blocks, list) or not all(isinstance(key, str) for key in blocks):
            yield tellable(f"{place}blocks: it is no list of texts. Write them in brackets.")
        chosen = one.get("chosen", {})
        if not isinstance(chosen, dict) or not all(isinstance(value, str) for value in chosen.values()):
            yield tellable(
                f"{place}chosen: it holds something that is no text. Write what stands in the address of the page."
            )


def _unknown(told: Mapping[str, Any], known: set[str], place: str) -> Iterator[str]:
    for key in told:
        if key not in known:
            yield tellable(f"{place}{key}: a pack has no such key. Use {', '.join(sorted(known))}.")


def _text(told: Mapping[str, Any], key: str, place: str) -> Iterator[str]:
    value = told.get(key, "")
    if not isinstance(value, str):
        yield tellable(f"{place}{key}: it is no text. Write it in quotation marks.")
    elif len(value) > LONGEST:
        yield tellable(f"{place}{key}: it has {len(value)} letters. Keep at most {LONGEST}.")


def _file(name: str) -> str:
    return f"{PACKS}/{name}.toml"
