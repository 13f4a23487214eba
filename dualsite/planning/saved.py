"""Slot questions that people save under a name: `slot-questions/<name>.toml` in the data folder.

```toml
owner = "kim at idp"
product = "OAKMAB"
batches = 5
ready_on = 2027-03-01
```

`owner` may be left out, and so may `need_by`, `market`, `sites`, `at_risk` and `ignore_tentative`. A question without
an owner is everyone's who may have scenarios.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dualsite.errors import DataError, InputError, why
from dualsite.planning.request import SlotRequest
from dualsite.store.entries import SLOT_QUESTIONS
from dualsite.store.named_files import NAME, NamedFiles, digest, toml_value

LARGEST = 100_000
"""Bytes of such a file."""

_FILES = NamedFiles(SLOT_QUESTIONS, "slot question")
_KEYS: Mapping[str, tuple[str, type]] = {
    "product": ("product_id", str),
    "batches": ("batches", int),
    "ready_on": ("ready_on", date),
    "need_by": ("need_by", date),
    "market": ("market", str),
    "sites": ("sites", list),
    "at_risk": ("at_risk", bool),
    "ignore_tentative": ("ignore_tentative", bool),
}
"""How each part of a question is called in a file, its field, and what it holds."""
_NEEDED = ("product", "batches", "ready_on")


@dataclass(frozen=True)
class SavedQuestion:
    """A question to the slot finder under a name, and whose it is."""

    name: str
    question: SlotRequest
    owner: str = ""
    digest: str = field(default="", compare=False)
    """Names the bytes of its file; empty for one that is in no file."""


class FaultyQuestionError(DataError):
    """The file of a slot question that is not in order."""

    def __init__(self, name: str, problem: str, owner: str | None) -> None:
        super().__init__(f"{SLOT_QUESTIONS}/{name}.toml: {problem}. Correct it there, or delete the file.")
        self.owner = owner
        """Whose it is; None when that cannot be told."""


def names(data: Path) -> list[str]:
    """The names of those beside the data, in order. Raises DataError when the folder cannot be read."""
    return _FILES.names(data)


def read(data: Path, name: str) -> SavedQuestion:
    """One of them. Raises InputError when there is none of that name, FaultyQuestionError when its file is not in
    order."""
    try:
        content = _FILES.content(data, name, LARGEST)
    except OSError as error:
        raise FaultyQuestionError(name, f"it cannot be read: {why(error)}", None) from error
    return parsed(content, name)


def parsed(content: bytes, name: str) -> SavedQuestion:
    """One from the bytes of its file. Raises FaultyQuestionError when they are not in order."""
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FaultyQuestionError(name, f"it is not TOML: {why(error)}", None) from error
    owner = told.pop("owner", "")
    unknown = sorted(told.keys() - _KEYS.keys())
    wrong = [key for key, value in told.items() if key in _KEYS and type(value) is not _KEYS[key][1]]
    missing = [key for key in _NEEDED if key not in told]
    if (
        unknown
        or wrong
        or missing
        or type(owner) is not str
        or not all(isinstance(s, str) for s in told.get("sites", []))
    ):
        keys = ", ".join(f"“{key}”" for key in [*missing, *wrong, *unknown] or ["owner", "sites"])
        problem = f"{keys} is missing, unknown or wrong"
        raise FaultyQuestionError(name, problem, owner if type(owner) is str else None)
    parts: dict[str, Any] = {_KEYS[key][0]: tuple(value) if key == "sites" else value for key, value in told.items()}
    return SavedQuestion(name, SlotRequest(**parts), owner, digest(content))


def save(data: Path, saved: SavedQuestion) -> SavedQuestion:
    """Write a new one. Raises ChangedMeanwhileError when there is one of that name already, InputError for a name that
    cannot be, DataError when nothing can be written."""
    if not NAME.fullmatch(saved.name):
        raise InputError(
            f"A slot question cannot be called {saved.name[:80]!r}. Use up to 60 small letters, digits, - and _, "
            "with a letter or digit at both ends."
        )
    _FILES.write(data, saved.name, written(saved), "")
    return read(data, saved.name)


def delete(data: Path, saved: SavedQuestion) -> None:
    """Delete one. Raises ChangedMeanwhileError when its file is another one by now."""
    _FILES.delete(data, saved.name, saved.digest)


def written(saved: SavedQuestion) -> str:
    """The question as the text of its file, which reads as the same question again."""
    told = {key: getattr(saved.question, name) for key, (name, _kind) in _KEYS.items()}
    lines = [f"{key} = {toml_value(value)}" for key, value in told.items() if value]
    return "\n".join([*([f"owner = {toml_value(saved.owner)}"] if saved.owner else []), *lines]) + "\n"
