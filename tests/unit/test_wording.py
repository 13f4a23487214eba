"""docs/wording.md: what it says of the texts is true of them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKERS = {"_", "marked", "ngettext"}


@pytest.fixture(scope="module")
def texts() -> str:
    """All texts of the screens, one a line."""
    found = []
    for file in [*(ROOT / "dualsite").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                found += [
                    inner.value
                    for argument in node.args
                    for inner in ast.walk(argument)
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
                ]
    return "\n".join(found)


def pairs() -> list[tuple[str, str]]:
    told = (ROOT / "docs" / "wording.md").read_text()
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", told, re.MULTILINE)
    return [row for row in rows if row != ("before", "after")]


def test_fifty_texts_are_told_of() -> None:
    assert len(pairs()) == 50


def test_what_the_texts_were_is_gone_and_what_they_are_is_there(texts: str) -> None:
    lines = texts.split("\n")
    assert [before for before, _after in pairs() if before in lines] == []
    assert [after for _before, after in pairs() if not any(line.endswith(after) for line in lines)] == []


GONE = (r"\bus\b", r"\b[Ww]hoever\b", r"\b[Mm]ove of\b", r"than chance", r"[Oo]n whom", r"lapses", r"\d %")


@pytest.mark.parametrize("words", GONE)
def test_no_text_says_it_as_before(texts: str, words: str) -> None:
    assert re.findall(rf"^.*{words}.*$", texts, re.MULTILINE) == []
