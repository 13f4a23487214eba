"""One word for one thing: the glossary names what exists, a class has a name of its own, and old words stay away."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from dualsite.schema import TABLES

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
PYTHON = sorted([*(ROOT / "dualsite").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"])

FORBIDDEN = {
    r"\bneeds attention\b": "exception",
    r"\b(M|a m|the m|their m|each m|other m)atters?\b": "exception",
    r"\b(newest|new|refused|checked) delivery\b": "data version",
    r"\bdelivered (table|file|folder)s?\b": "data folder",
    r"\bpeople\.toml\b|\bpeople file\b": "access file",
    r"\bclass Memory\b|\bmemoised\b": "cache",
    r"\bAll partners\b|\bPartners?\)?\"\)": "client",
}
"""Words that once stood for something else, and what is said instead."""


def test_a_class_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for file in PYTHON:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def entries() -> Iterator[tuple[str, str, str]]:
    """The rows of the glossary: word, meaning, place."""
    for line in GLOSSARY.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "word":
            yield cells[0], cells[1], cells[2]


def test_the_glossary_is_in_order_and_in_one_line_each() -> None:
    words = [word for word, _meaning, _place in entries()]
    assert words == sorted(words, key=str.casefold)
    assert len(set(words)) == len(words) > 30


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry[0])
def test_what_the_glossary_names_exists(entry: tuple[str, str, str]) -> None:
    _word, _meaning, place = entry
    named = re.findall(r"`([^`]+)`", place)
    assert named
    for one in named:
        if one in TABLES:
            assert f"table `{one}`" in place
        elif "/" in one or one.endswith(".py"):
            assert (ROOT / one).exists() or (ROOT / "dualsite" / one).exists(), one
        else:
            module, name = one.split(".")[:2]
            assert re.search(rf"\bclass {name}\b", "\n".join(_sources(module))), one


def _sources(module: str) -> Iterator[str]:
    for file in PYTHON:
        if module in (file.stem, file.parent.name, *(parent.name for parent in file.parents)):
            yield file.read_text("utf-8")


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_a_word_given_up_does_not_return(pattern: str) -> None:
    texts = [*PYTHON, *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in texts
        for line in file.read_text("utf-8").splitlines()
        if re.search(pattern, line)
    ]
    assert found == [], f"say {FORBIDDEN[pattern]}"
