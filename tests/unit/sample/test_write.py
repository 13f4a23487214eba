"""The same seed and folder give the same bytes; what cannot be asked is refused and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dualsite import sample
from dualsite.errors import DataError, InputError


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up network with the operations of seed 3; read only."""
    folder = tmp_path_factory.mktemp("three") / "new"
    sample.write(folder, seed=3)
    return folder


def test_same_seed_gives_the_same_bytes(three: Path, tmp_path: Path) -> None:
    sample.write(tmp_path / "again", seed=3)
    assert contents(tmp_path / "again") == contents(three)


def test_another_seed_gives_other_batches_of_the_same_network(three: Path, tmp_path: Path) -> None:
    sample.write(tmp_path / "b", seed=4)
    first, second = contents(three), contents(tmp_path / "b")
    assert first["batches.csv"] != second["batches.csv"]
    assert first["suites.csv"] == second["suites.csv"]


def test_writing_twice_changes_nothing(own: Path) -> None:
    rows = sample.write(own)
    before = contents(own)
    assert sample.write(own) == rows
    assert contents(own) == before


@dataclass(frozen=True)
class Made:
    """What was written where there was nothing, what was returned, and how far each table was said to be."""

    folder: Path
    rows: Mapping[str, int]
    said: Mapping[str, list[float]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Written once; read only."""
    folder, said = tmp_path_factory.mktemp("made") / "new", defaultdict[str, list[float]](list)
    rows = sample.write(folder, progress=lambda table, done: said[table].append(done))
    return Made(folder, rows, said)


def test_a_fictional_network_comes_with_its_dataset_and_fits_a_repository(made: Made) -> None:
    assert "as_of = 2026-11-20" in (made.folder / "dataset.toml").read_text()
    assert made.rows["sites"] == 2
    assert 1_500 <= made.rows["batches"] <= 3_000
    assert sum(path.stat().st_size for path in made.folder.iterdir()) < 3_000_000


def test_rows_returned_are_the_rows_written(made: Made) -> None:
    for name, count in made.rows.items():
        assert len((made.folder / f"{name}.csv").read_text().splitlines()) == count + 1, name


def test_progress_names_every_table_and_ends_at_one(made: Made) -> None:
    assert set(made.said) == set(made.rows)
    assert all(done == sorted(done) and done[-1] == 1.0 for done in made.said.values())


def test_the_as_of_of_the_folder_stands(own: Path) -> None:
    before = contents(own)
    with pytest.raises(InputError, match="states as_of 2026-11-20, not 2025-01-01"):
        sample.write(own, as_of=date(2025, 1, 1))
    assert contents(own) == before


def test_as_of_counts_where_the_folder_states_none(tmp_path: Path) -> None:
    sample.write(tmp_path, as_of=date(2025, 3, 31))
    assert "as_of = 2025-03-31" in (tmp_path / "dataset.toml").read_text()


def test_an_own_folder_without_dataset_gets_one_in_its_name(own: Path) -> None:
    (own / "dataset.toml").unlink()
    sample.write(own)
    assert (own / "dataset.toml").read_text().splitlines()[:2] == ['title = "own"', "as_of = 2026-11-20"]


@pytest.mark.parametrize(("scale", "seed"), [(0, 0), (1, -1)])
def test_a_scale_or_seed_out_of_range_is_refused(tmp_path: Path, scale: int, seed: int) -> None:
    with pytest.raises(InputError, match="1 or more"):
        sample.write(tmp_path, scale=scale, seed=seed)


def test_suites_without_a_ready_day_are_refused_in_a_sentence(own: Path) -> None:
    text = (own / "suites.csv").read_text()
    (own / "suites.csv").write_text(text.replace("2015-01-01", "").replace("2027-02-01", ""))
    with pytest.raises(InputError, match="gmp_ready_on"):
        sample.write(own)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("partners.csv", b"partner_id,name\nP1,\xff\n", "cannot be read"),
        ("partners.csv", b"", "is empty"),
        ("partners.csv", b"partner_id,name,name\nP1,a,b\n", "twice"),
        ("dataset.toml", b"as_of = soon\n", "cannot be read"),
        ("suites.csv", b"suite_id,site_id,name,stage,units,gmp_ready_on\nS1,ONE,a,SEED,many,2015-01-01\n", "check"),
        ("changeovers.csv", b"stage,from_class,to_class,days\nSEED,*,*,two\n", "Correct it"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_the_folder_left_as_it_was(
    own: Path, name: str, content: bytes, says: str
) -> None:
    (own / name).write_bytes(content)
    before = contents(own)
    with pytest.raises(DataError, match=says):
        sample.write(own)
    assert contents(own) == before
