"""The upload of registry files: preview, findings and tables to take away, and a data folder left alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.importers import NamedBytes, read_trials
from dualsite.insights.data import imports
from dualsite.sitemap import EXECUTIVE
from dualsite.store import Store
from tests.data_folder import DataFolder, checked
from tests.pages import screen as on
from tests.pages.conftest import Dashboard

PAGE = next(entry for entry in EXECUTIVE if entry.path == "data")

STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT90000009", "briefTitle": "A study", "organization": {"fullName": "X"}},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2026-03"},
            "lastUpdatePostDateStruct": {"date": "2026-05-01"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "X"}},
        "designModule": {"phases": ["PHASE2"], "enrollmentInfo": {"count": 40, "type": "ESTIMATED"}},
        "contactsLocationsModule": {
            "locations": [
                {"facility": "=General", "city": "Taipei", "country": "Taiwan"},
                {"facility": "Hospital", "city": "Seoul", "country": "Korea, Republic of"},
                {"facility": "Nowhere", "city": "Nowhere", "country": "Atlantis"},
            ]
        },
    }
}

Upload = Callable[..., AppTest]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().write(tmp_path / "data")


@pytest.fixture
def uploaded(dashboard: Dashboard, folder: Path) -> Iterator[Upload]:
    """The panel after an upload for a client; the data folder must be as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def put(partner: str | None = "Elm Therapeutics", **files: bytes) -> AppTest:
        screen = dashboard(folder, PAGE, tab="import")
        if partner:
            screen.selectbox(key="import partner").select(partner)
        named = [(name.replace("_", "."), content, "application/octet-stream") for name, content in files.items()]
        screen.file_uploader(key="import files").set_value(named)
        return screen.run()

    yield put
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_upload_is_shown_with_its_findings(uploaded: Upload) -> None:
    screen = uploaded(a_json=json.dumps(STUDY).encode())
    assert not screen.exception
    said = " ".join(on.written(screen.main)).replace("\\", "")
    assert "1 study with 2 sites in 2 countries, 1 finding." in said
    assert "1 trial is new." in said
    (finding,) = on.table(screen, "What was done").to_dict("records")
    assert (finding["Value"], finding["Sites left out"]) == ("Atlantis", 1)
    assert list(on.table(screen, "location_quality").country) == ["KR", "TW"]
    assert {"These trials only (zip)", "trials.csv", "trial_sites.csv"} <= {
        label.replace("\\", "") for label in on.buttons(screen)
    }


def test_nothing_is_read_before_it_is_said_whose_it_is(uploaded: Upload) -> None:
    screen = uploaded(None, a_json=json.dumps(STUDY).encode())
    assert "Choose the client" in screen.warning[0].value
    assert "1 study" not in " ".join(on.written(screen.main))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b'{"a": 1}', "a.json"), (b"", "a.json is empty."), (b"PK\x03\x04broken", "not a whole zip archive")],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(uploaded: Upload, content: bytes, reason: str) -> None:
    screen = uploaded(a_json=content)
    assert not screen.exception
    assert reason in screen.error[0].value.replace("\\", "")


def test_a_bad_file_does_not_stop_a_good_one(uploaded: Upload) -> None:
    screen = uploaded(a_json=json.dumps(STUDY).encode(), b_json=b"{}")
    assert "b.json" in screen.error[0].value.replace("\\", "")
    assert "1 study with 2 sites" in " ".join(on.written(screen.main))


def test_a_trial_of_another_client_is_not_merged(uploaded: Upload) -> None:
    taken = json.dumps(STUDY).replace("NCT90000009", "NCT90000001").encode()
    screen = uploaded("Oak Medicines", a_json=taken)
    assert "belongs to the client 'ELM'" in screen.warning[0].value.replace("\\", "")
    assert not screen.exception


def read(**more: Any) -> Any:
    content = json.dumps(STUDY | more).encode()
    return read_trials([NamedBytes("a.json", content)], partner_id="ELM", product_id="ELMADC")


def test_the_merged_tables_pass_the_check_and_keep_what_was_there(folder: Path) -> None:
    written, files = imports.merged(read(), folder)
    assert (written.added, written.replaced) == (("NCT90000009",), ())
    for name, content in files.items():
        (folder / name).write_bytes(content)
    version = checked(folder)
    assert not version.report.errors
    assert version.rows["trials"] == 3
    assert version.rows["trial_sites"] == 3 + 2
    again, same = imports.merged(read(), folder)
    assert same == files
    assert imports.changes(again) == "everything is already in the data."
    assert Store(folder).version() is not None


def test_an_archive_of_the_same_files_is_the_same_bytes() -> None:
    files = {"b.csv": b"2\n", "a.csv": b"1\n"}
    archive = imports.packed(files)
    assert archive == imports.packed(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
