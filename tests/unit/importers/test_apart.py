"""An import in a process of its own: the same tables, and an end within limits whatever was packed into a file."""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from dualsite.errors import DataError, InputError
from dualsite.importers import NamedBytes, read_trials
from dualsite.importers.apart import read_trials_apart
from dualsite.importers.limits import OF_UPLOADS, ImportLimitError, Limits
from dualsite.importers.trials import TRIAL_TABLES

SECONDS = 20
"""How soon a refusal has to come; the bombs below took minutes."""


def of_children_s() -> float:
    """The processor time of the processes that have ended: what else the machine does is not in it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def apart(sources: Any, limits: Limits = OF_UPLOADS, **more: Any) -> Any:
    return read_trials_apart(sources, partner_id="ACME", product_id=None, limits=limits, **more)


def packed(**members: bytes) -> NamedBytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as to:
        for name, content in members.items():
            to.writestr(name.replace("_", "."), content)
    return NamedBytes("bomb.zip", archive.getvalue())


def test_the_tables_are_those_that_are_read_here(study: Any, site: Any, zipped: Any, tmp_path: Path) -> None:
    places = [site("Japan", "Nagoya", lat=35.18, lon=136.91), site("Atlantis"), site("Korea, Republic of", "Seoul")]
    (tmp_path / "b.csv").write_text("NCT Number,Locations\nNCT90000002,\n", encoding="utf-8")
    members = {"1.json": study(sites=places), "2.json": b"{"}
    sources = [NamedBytes("a.zip", zipped(members)), tmp_path / "b.csv"]
    steps: list[tuple[float, str]] = []
    found = apart(sources, progress=lambda *step: steps.append(step))
    here = read_trials(sources, partner_id="ACME", product_id=None)
    for name in TRIAL_TABLES:
        assert_frame_equal(found.table(name), here.table(name))
    assert (found.findings, found.refusals) == (here.findings, here.refusals)
    assert found.findings
    assert found.refusals
    assert [share for share, _what in steps] == sorted(share for share, _what in steps)
    assert steps[-1] == (1.0, "tables")


def test_what_is_wrong_is_said_in_the_same_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.json is empty"):
        apart([NamedBytes("a.json", b"")])
    with pytest.raises(InputError, match="no file or folder"):
        apart([tmp_path / "none"])


@cache
def elements() -> bytes:
    """Ten million elements without a study in them, which shrink no more than text may."""
    chance = random.Random(1)
    return b"[" + b"".join(b"{}," * 500 + b"%d," % chance.randrange(10**12) for _part in range(20_000)) + b"{}]"


BOMBS: dict[str, tuple[Callable[[], NamedBytes], str]] = {
    "many elements": (
        lambda: packed(a_json=elements()),
        "a.json brings the studies, sites and rows to more than the 300,000",
    ),
    "a member that shrinks": (lambda: packed(a_json=b"[" + b" " * 90_000_000 + b"]"), "that is a zip bomb"),
    "members that shrink": (lambda: packed(**{f"{n}_json": b" " * 900_000 for n in range(90)}), "that is a zip bomb"),
    "an archive in it": (lambda: packed(b_zip=packed(a_json=elements()).content), "an archive inside an archive"),
    "tiny members": (
        lambda: packed(**{f"{n}_json": b"" for n in range(2_000)}),
        "1,980 more files were not read",
    ),
    "a table of nothing": (
        lambda: packed(a_csv=b"NCT Number,Locations\n" + b"".join(b"%d,\n" % row for row in range(400_000))),
        "more than the 300,000",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_seconds(bomb: str) -> None:
    """The first of them, half a megabyte, took minutes and gigabytes."""
    make, said = BOMBS[bomb]
    source = make()
    began = of_children_s()
    with pytest.raises(DataError) as refused:
        apart([source])
    assert said in str(refused.value)
    assert "bomb.zip" in str(refused.value)
    assert of_children_s() - began < SECONDS


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (replace(OF_UPLOADS, unpacked=2_000_000), "unpack to 0.0 GB, more than the 0.0 GB that are read at once"),
        (replace(OF_UPLOADS, memory=60_000_000), "takes more than the 0.1 GB of memory that an import may"),
        (replace(OF_UPLOADS, seconds=1, things=10**9), "takes longer than the 1 seconds that an import may"),
    ],
    ids=["unpacked", "memory", "time"],
)
def test_a_limit_that_is_exceeded_is_said_with_the_file_and_what_to_do(limits: Limits, said: str) -> None:
    # One study of many empty places is parsed whole, millions of elements one by one.
    source = packed(a_json=elements() if limits.seconds == 1 else b'[{"x":' + elements() + b"}]")
    with pytest.raises(ImportLimitError) as refused:
        apart([source], limits)
    assert said in str(refused.value)
    assert "bomb.zip" in str(refused.value)
    assert "import fewer" in str(refused.value)


def test_a_reader_who_goes_away_ends_the_import() -> None:
    class Gone(Exception):  # noqa: N818
        pass

    def leave(_share: float, _what: str) -> None:
        raise Gone

    began = time.monotonic()
    with pytest.raises(Gone):
        apart([packed(a_json=elements())], replace(OF_UPLOADS, things=10**9), progress=leave)
    assert time.monotonic() - began < SECONDS
