"""Data that lack tables: a page says which one it misses, and hands out its template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dualsite.schema import TABLES, dictionary
from dualsite.sitemap import EXECUTIVE, Page
from tests.data_folder import TEXT
from tests.pages import screen as on
from tests.pages.conftest import Seen

every_page = pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)


def missed(texts: list[str], pattern: str = r"[Tt]he table `?(\w+)`? is missing") -> set[str]:
    """The tables that a page says the data lack, alone or as those that it needs."""
    said = [text.replace("\\", "") for text in texts]
    return {name for text in said for name in re.findall(pattern, text)}


@every_page
def test_with_sites_alone_a_page_opens_and_stays_whole(entry: Page, seen: Seen, only_sites: Path) -> None:
    screen = seen(only_sites, entry)
    assert not screen.exception
    assert not screen.error
    assert on.answer(screen).endswith(".")
    assert on.footer(screen).startswith("Only sites · as of 1 Mar 2027")


@pytest.mark.parametrize(
    "entry",
    [entry for entry in EXECUTIVE if entry.path not in ("board", "data", "access")],
    ids=lambda entry: entry.title,
)
def test_a_page_names_the_tables_it_misses_and_a_blank_state_hands_out_the_template(
    entry: Page, seen: Seen, only_sites: Path
) -> None:
    screen = seen(only_sites, entry)
    texts = on.written(screen.main)
    assert missed(texts)
    assert missed(texts) <= set(TABLES) - {"sites"}
    in_blank_states = missed(texts, r"^The table `(\w+)` is missing\. With it")
    assert {f"Empty template of {name}" for name in in_blank_states} <= set(on.buttons(screen))


def test_unknown_is_not_nothing(seen: Seen, only_sites: Path) -> None:
    """Without the tables that could hold an exception, nobody knows that nothing is overdue."""
    assert "Nothing overdue" not in on.answer(seen(only_sites))


def test_the_data_page_lists_what_was_not_delivered(seen: Seen, only_sites: Path) -> None:
    screen = seen(only_sites, next(entry for entry in EXECUTIVE if entry.path == "data"))
    states = on.table(screen, "State").set_index("Table").State
    assert states.pop("sites") == "shown"
    assert set(states) == {"no file"}
    assert set(states.index) == set(TABLES) - {"sites"}


@every_page
def test_tables_without_rows_are_empty_and_not_an_error(entry: Page, seen: Seen, no_rows: Path) -> None:
    screen = seen(no_rows, entry)
    assert not screen.exception
    assert on.answer(screen).endswith(".")


@pytest.fixture(scope="module")
def no_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sites, and the untouched template of every other table."""
    folder = tmp_path_factory.mktemp("no-rows")
    for name, table in TABLES.items():
        (folder / f"{name}.csv").write_text(dictionary.header(table))
    (folder / "sites.csv").write_text("".join(TEXT["sites"].splitlines(keepends=True)[::2]))
    return folder


def test_a_template_can_be_had_for_every_table(seen: Seen, only_sites: Path) -> None:
    data = next(entry for entry in EXECUTIVE if entry.path == "data")
    screen = seen(only_sites, data, tab="dictionary")
    assert screen.selectbox(key="template").options == list(TABLES)
    assert "Download template" in on.buttons(screen)
