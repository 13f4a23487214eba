"""A file that LibreOffice has opened and saved again is as it was exported: nothing in it is said to be edited."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from dualsite import access, store
from dualsite.exports import packs
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.issuing import Kind, issue
from dualsite.exports.receipts.verification import verified
from tests.data_folder import DataFolder
from tests.shared_database import one_database

__all__ = ["one_database"]

OFFICE = shutil.which("soffice")

PROGRAMS = {"pptx": "loimpress", "xlsx": "localc"}
"""What LibreOffice opens each kind with; Debian installs one without the other."""


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=pytest.mark.skipif(not shutil.which(program), reason="`make office` installs it"))
        for kind, program in PROGRAMS.items()
    ],
)
def test_nothing_is_found_in_what_was_only_saved_again(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_database: None
) -> None:
    monkeypatch.setenv(keys.PATH, str(tmp_path / "receipts.pem"))
    with store.open(DataFolder().write(tmp_path / "data")) as opened:
        version = opened.version(timeout=60)
        assert version is not None
        file = issue(access.view(version, opened.connect()), packs.default().request, kind)
    given = tmp_path / f"board.{kind}"
    given.write_bytes(file.content)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    again = [str(OFFICE), home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "again"), str(given)]
    subprocess.run(again, check=True, capture_output=True, timeout=300)
    found = verified((tmp_path / "again" / given.name).read_bytes(), keys.own_public(), None)
    assert (found.why_unsigned, found.edited) == ("", ())
