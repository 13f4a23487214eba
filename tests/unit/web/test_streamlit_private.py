"""What is taken from Streamlit's private parts is still there, and is taken in one place alone."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime import memory_media_file_storage as media_files
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from dualsite.web import streamlit_private
from tools.server import ROOT

MODULE = ROOT / "dualsite" / "web" / "streamlit_private.py"
PUBLIC = {"streamlit", "streamlit.config"}
"""`from streamlit import config` is told of in Streamlit's own guide to ASGI apps."""

OTHERS = [*sorted((ROOT / "dualsite").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py")), ROOT / "dashboard.py"]
OTHERS.remove(MODULE)


def taken(path: Path) -> Iterator[tuple[str, str, int]]:
    """What a module imports of Streamlit: the module it is in, its name there (empty: the module itself), the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit":
            yield from ((node.module or "", one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.name, "", node.lineno) for one in node.names if one.name.split(".")[0] == "streamlit")


PRIVATE = [(module, name, line) for module, name, line in taken(MODULE) if module not in PUBLIC]


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, name, _ in PRIVATE])
def test_what_we_take_is_still_there(module: str, name: str) -> None:
    advice = "Read the comment above its import in dualsite/web/streamlit_private.py, which says what would do instead."
    try:
        found = importlib.import_module(module)
    except ImportError:
        pytest.fail(f"Streamlit has no module {module} any more. {advice}", pytrace=False)
    if not hasattr(found, name):
        pytest.fail(f"Streamlit has no {name} in {module} any more. {advice}", pytrace=False)


@pytest.mark.parametrize(("module", "line"), [(module, line) for module, _, line in PRIVATE])
def test_every_import_says_why_and_what_would_do_instead(module: str, line: int) -> None:
    written = MODULE.read_text(encoding="utf-8").splitlines()
    above: list[str] = []
    while written[line - 2 - len(above)].startswith("#"):
        above.append(written[line - 2 - len(above)])
    said = " ".join(above)
    assert "Why: " in said, f"{module}: say why it is needed"
    assert "Instead: " in said, f"{module}: say what would do instead"


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_module_takes_anything_private(path: Path) -> None:
    for module, name, line in taken(path):
        is_public = module in PUBLIC and (name in ("", "config") or not name[0].islower())
        assert is_public, f"line {line}: take {module} {name} through dualsite/web/streamlit_private.py"


def test_the_guard_sees_one_that_does(tmp_path: Path) -> None:
    path = tmp_path / "page.py"
    path.write_text("import streamlit.runtime\nfrom streamlit.proto.BackMsg_pb2 import BackMsg\n")
    assert [(module, name) for module, name, _ in taken(path)] == [
        ("streamlit.runtime", ""),
        ("streamlit.proto.BackMsg_pb2", "BackMsg"),
    ]


def test_streamlits_page_has_the_one_inline_script_it_had() -> None:
    from dualsite.web import streamlit_private

    assert len(streamlit_private.script_hashes()) == 1, (
        "Streamlit's index.html has other inline scripts than one: read them before letting the policy allow them."
    )


def test_a_file_that_is_made_has_an_id_that_nobody_can_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = media_files._calculate_file_id
    monkeypatch.setattr(media_files, "_calculate_file_id", hashed)  # So that it is put back.
    streamlit_private.give_random_ids()
    stored = media_files.MemoryMediaFileStorage("/media")
    made = (b"a;b\r\n", "text/csv", MediaFileKind.DOWNLOADABLE, "trials.csv")
    one, other = stored.load_and_get_id(*made), stored.load_and_get_id(*made)
    assert one != other
    assert stored.get_file(one).content == b"a;b\r\n"
    with pytest.raises(MediaFileStorageError):
        stored.get_file(hashed(made[0], made[1], made[3]))


def test_the_scripts_of_an_element_are_those_it_imports_and_the_page_does_not() -> None:
    page = streamlit_private.PAGE.read_text(encoding="utf-8")
    found = streamlit_private.scripts_of("Selectbox")
    assert found[0].startswith("/static/js/Selectbox.")
    assert len(found) > 5
    assert all((streamlit_private.PAGE.parent / one.removeprefix("/")).exists() for one in found)
    assert [one for one in found if one in page] == []
    assert streamlit_private.scripts_of("NoSuchElement") == []


def test_the_style_sheet_of_streamlit_names_the_fonts_it_comes_with() -> None:
    """Without them it is sent by us: `web/stylesheet.py`."""
    text = streamlit_private.STYLE_SHEET.read_text(encoding="utf-8")
    assert text.count("Source Sans") == 2
    assert text.count("Material Symbols Rounded") == 1
