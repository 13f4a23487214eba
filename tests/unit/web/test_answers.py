"""Where answers are kept, and what they are made by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dualsite import cache
from dualsite.web import answers


@pytest.fixture(autouse=True)
def _kept_nowhere_afterwards() -> Iterator[None]:
    yield
    cache.keep_in(None)


def test_answers_are_kept_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv(answers.FOLDER, raising=False)
    assert answers.folder() == tmp_path / "caches" / "dualsite"
    monkeypatch.setenv(answers.FOLDER, str(tmp_path / "elsewhere"))
    answers.keep()
    assert (tmp_path / "elsewhere" / "key").exists()
    monkeypatch.setenv(answers.FOLDER, "no")
    assert answers.folder() is None


def test_a_folder_that_cannot_be_is_said_in_the_log_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv(answers.FOLDER, str(tmp_path / "a file"))
    answers.keep()
    assert "Name another folder, or `no`." in caplog.text


def test_a_change_of_the_code_is_another_maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kpi.py").write_text("1")
    monkeypatch.setattr(answers, "_PACKAGE", tmp_path)
    before = answers.made_by()
    assert answers.made_by() == before
    (tmp_path / "kpi.py").write_text("2")
    assert answers.made_by() != before
