"""What the documents name exists: files, folders, modules, functions, and the headings that links point to."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import dualsite

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OF_TODAY = [document for document in DOCUMENTS if document.name != "CHANGELOG.md"]
"""Those that speak of the tree as it is; the changelog speaks of what was."""

LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]+))?\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.*<>{},-]+(?:/[\w.*<>{},-]+)*/?")
NAME = re.compile(r"[a-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?")

TEST = re.compile(r"`(?:tests/)?((?:\w+/)+test_\w+\.py)(?:::(test_\w+))?`")
"""A test, or a file of them, by its place under `tests/`."""

ENDINGS = ("py", "md", "toml", "css", "csv", "conf", "txt", "in", "geojson")

NOT_OURS = frozenset(("access.toml", ".streamlit/secrets.toml", "bench/results/", "kept/", "logs/", "pyarrow.csv"))
"""Files that are made by who uses the project, and others' modules, named in its documents."""

PACKAGES = frozenset(path.stem for path in (ROOT / "dualsite").iterdir() if not path.name.startswith("__"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in LINK.finditer(document.read_text(encoding="utf-8")):
        target = (document.parent / link["file"]).resolve() if link["file"] else document
        if not target.exists() or (link["heading"] and link["heading"] not in headings(target)):
            lost.append(link[0])
    assert lost == []


@pytest.mark.parametrize("document", OF_TODAY, ids=relative)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    assert [name for name in named(document) if is_path(name) and not is_there(name)] == []


@pytest.mark.parametrize("document", OF_TODAY, ids=relative)
def test_every_function_and_module_that_is_named_is_there(document: Path) -> None:
    assert [name for name in named(document) if is_dotted(name) and not resolves(name)] == []


def test_a_name_that_is_not_there_is_seen() -> None:
    assert is_path("dualsite/access.py")
    assert not is_there("dualsite/access.py")
    assert is_there("dualsite/access/")
    assert is_there("dualsite/screens/*/figures.py")
    assert is_there("pages/<page>.py")
    assert is_dotted("access.view()")
    assert resolves("access.view()")
    assert resolves("dualsite.kpi.KPIS")
    assert not resolves("access.no_such_thing")
    assert not is_dotted("fx_rates.csv")


@pytest.mark.parametrize("document", OF_TODAY, ids=relative)
def test_every_test_that_is_named_is_there(document: Path) -> None:
    assert [name for name in TEST.findall(document.read_text(encoding="utf-8")) if not is_test(*name)] == []


def test_a_test_that_is_not_there_is_seen() -> None:
    assert is_test("unit/test_docs.py", "test_a_test_that_is_not_there_is_seen")
    assert is_test("unit/test_docs.py", "")
    assert not is_test("unit/test_docs.py", "test_of_nothing")
    assert not is_test("unit/test_nothing.py", "")


def test_every_requirement_of_the_two_levels_is_gone_through_once() -> None:
    """OWASP ASVS 5.0.0 has 253 of them, by chapter: what each chapter has is counted from its own text."""
    rows = re.findall(r"^\| ([\d., –]+) \|", (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8"), re.MULTILINE)
    numbers = [number for row in rows for part in row.split(", ") for number in spelt_out(part)]
    assert len(numbers) == len(set(numbers))
    assert Counter(int(number.split(".")[0]) for number in numbers) == {
        1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13,
        16: 16, 17: 7,
    }  # fmt: skip


def spelt_out(numbers: str) -> list[str]:
    """The numbers from one to another of the same section: 1.2.6–1.2.8."""
    first, _, last = numbers.partition("–")
    section, _, begins = first.rpartition(".")
    return [f"{section}.{number}" for number in range(int(begins), int((last or first).rpartition(".")[2]) + 1)]


def is_test(file: str, name: str) -> bool:
    """Whether there is such a file under `tests/`, and such a test in it."""
    path = ROOT / "tests" / file
    return path.exists() and (not name or f"\ndef {name}(" in path.read_text(encoding="utf-8"))


def named(document: Path) -> list[str]:
    """What stands in the document as code, but for blocks of it: those are tried elsewhere. Drawings count."""
    text = document.read_text(encoding="utf-8")
    drawn = [block for language, block in FENCED.findall(text) if language == "text"]
    made = set(re.findall("In a new file `([^`]+)`", text))
    prose = [name for name in CODE.findall(FENCED.sub("", text)) if name not in made]
    return [*prose, *(word for block in drawn for word in re.findall(r"[\w./<>*{},-]+", block) if "/" in word)]


def headings(document: Path) -> set[str]:
    """The headings of a document as links name them."""
    found = re.findall(r"^#+ (.+)$", FENCED.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def is_path(name: str) -> bool:
    """Whether a word is the name of a file or folder of the project."""
    if not PATH.fullmatch(name) or name.startswith(("http", "/")) or name in NOT_OURS or TEST.fullmatch(f"`{name}`"):
        return False
    ending = name.rsplit(".", 1)[-1] if "." in name.rsplit("/", 1)[-1] else ""
    return name.endswith("/") or ending in ENDINGS


def is_there(name: str) -> bool:
    """Whether it is in the tree, by its whole path, by that within the package, or by a file's name alone."""
    pattern = re.sub(r"<[^>]*>", "*", name).rstrip("/")
    places = [ROOT, ROOT / "dualsite"] if "/" in pattern else []
    found = any(next(iter(place.glob(pattern)), None) for place in places)
    return found or ("/" not in pattern and pattern in file_names())


@cache
def file_names() -> frozenset[str]:
    """The names of all files and folders of the project."""
    kept = ("dualsite", "pages", "docs", "data", "tests", "tools", "bench", "deploy", "static", ".streamlit", ".ci")
    inside = (path.name for folder in kept for path in (ROOT / folder).rglob("*"))
    return frozenset((*kept, *inside, *(path.name for path in ROOT.iterdir())))


def is_dotted(name: str) -> bool:
    """Whether a word names something in the package: from its root, or from one of its modules."""
    is_ours = name.split(".")[0] in PACKAGES | {"dualsite"} and name not in NOT_OURS
    return is_ours and bool(NAME.fullmatch(name)) and not is_path(name)


def resolves(name: str) -> bool:
    """Whether it can be imported, as a module or as what stands in one, or in a class of one."""
    parts = name.removesuffix("()").removeprefix("dualsite.").split(".")
    found: object = dualsite
    path = "dualsite"
    for part in parts:
        path = f"{path}.{part}"
        try:
            found = importlib.import_module(path)
        except ModuleNotFoundError:
            try:
                found = getattr(found, part)
            except AttributeError:
                annotations = getattr(found, "__annotations__", {})
                return part in annotations
    return True
