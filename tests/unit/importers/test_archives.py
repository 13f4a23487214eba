from __future__ import annotations

import io
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dualsite import archives
from dualsite.errors import DataError, InputError
from dualsite.importers import OF_UPLOADS, NamedBytes, read_trials
from dualsite.importers.limits import ImportLimitError
from tests.unit.importers.conftest import as_bytes


def test_a_zip_holds_a_file_for_each_study(study: Any, read: Any, zipped: Any) -> None:
    imported = read({"studies.zip": zipped({f"{n}.json": study(f"NCT{n:08d}") for n in (2, 1)})})
    assert imported.trials["trial_id"].tolist() == ["NCT00000001", "NCT00000002"]


def test_json_and_csv_and_aact_may_lie_in_one_zip(study: Any, read: Any, zipped: Any) -> None:
    members = {
        "a.json": study("NCT90000001"),
        "b/c.csv": "NCT Number,Locations\nNCT90000002,\n",
        "d/studies.txt": "nct_id|brief_title|overall_status|phase\nNCT90000003|x|COMPLETED|\n",
        "d/facilities.txt": "id|nct_id|status|name|city|state|zip|country\n",
    }
    assert len(read({"all.zip": zipped(members)}).trials) == 3


def test_what_macos_adds_is_not_there_and_other_files_are_named(study: Any, read: Any, zipped: Any) -> None:
    packed = zipped({"a.json": study(), "__MACOSX/._a.json": b"\x00", ".DS_Store": b"\x00", "readme.pdf": b"%PDF"})
    imported = read({"a.zip": packed})
    assert [finding.value for finding in imported.findings] == ["a.zip/readme.pdf"]
    assert imported.refusals == ()


def test_one_bad_member_is_refused_by_name_and_the_others_go_on(study: Any, read: Any, zipped: Any) -> None:
    imported = read(
        {"a.zip": zipped({"1.json": study(), "2.json": b"{", "3.json": b"", "4.zip": zipped({"5.json": study()})})}
    )
    assert len(imported.trials) == 1
    assert [refusal.file for refusal in imported.refusals] == ["a.zip/2.json", "a.zip/3.json", "a.zip/4.zip"]
    assert "archive inside an archive" in imported.refusals[2].message


def refusal_of(read: Any, content: bytes) -> str:
    with pytest.raises(DataError) as refused:
        read({"a.zip": content})
    assert "a.zip" in str(refused.value)
    return str(refused.value)


def test_a_truncated_zip_is_refused(study: Any, read: Any, zipped: Any) -> None:
    assert "not a whole zip" in refusal_of(read, zipped({"a.json": study()})[:-30])


def test_a_damaged_member_is_refused(study: Any, read: Any, zipped: Any) -> None:
    packed = bytearray(zipped({"a.json": study()}))
    packed[60:80] = bytes(20)
    assert "damaged" in refusal_of(read, bytes(packed))


def test_a_member_that_shrinks_more_than_text_can_is_a_bomb(read: Any, zipped: Any) -> None:
    assert "zip bomb" in refusal_of(read, zipped({"a.json": b"[" + b" " * 20_000_000 + b"]"}))


def test_too_much_unpacked_is_refused_before_unpacking(study: Any, zipped: Any) -> None:
    sources = [NamedBytes(name, zipped({"a.json": study()})) for name in ("a.zip", "b.zip")]
    size = len(as_bytes(study()))
    for most, is_too_much in ((2 * size, False), (2 * size - 1, True)):
        with (
            pytest.raises(ImportLimitError, match=r"With b\.zip the files unpack to") if is_too_much else nullcontext()
        ):
            read_trials(sources, partner_id="ACME", product_id=None, limits=replace(OF_UPLOADS, unpacked=most))


def test_too_many_members_are_refused(study: Any, read: Any, zipped: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert "holds 3 files" in refusal_of(read, zipped({f"{n}.json": study() for n in range(3)}))


def test_a_password_is_refused(study: Any, read: Any, zipped: Any) -> None:
    packed = bytearray(zipped({"a.json": study()}))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1  # the encryption flag in the archive's directory
    assert "under a password" in refusal_of(read, bytes(packed))


def test_a_size_that_lies_does_not_unpack_more(study: Any, read: Any, zipped: Any) -> None:
    packed = bytearray(zipped({"a.json": study()}))
    size = packed.index(b"PK\x01\x02") + 24
    packed[size : size + 4] = (10).to_bytes(4, "little")
    assert "a.json" in refusal_of(read, bytes(packed))


@pytest.mark.parametrize("members", [{}, {"notes.txt": "hello"}, {"picture.png": "hello"}])
def test_an_archive_without_anything_to_read_is_refused(members: dict[str, Any], read: Any, zipped: Any) -> None:
    assert "nothing to import" in refusal_of(read, zipped(members))


def test_a_folder_is_read_with_its_archives_in_the_order_of_names(study: Any, zipped: Any, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.zip").write_bytes(zipped({"x.json": study("NCT90000001")}))
    (tmp_path / "a.csv").write_text("NCT Number,Locations\nNCT90000002,\n", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
    steps: list[tuple[float, str]] = []
    imported = read_trials([tmp_path], partner_id="ACME", product_id=None, progress=lambda *step: steps.append(step))
    assert len(imported.trials) == 2
    assert [Path(what).name for _, what in steps] == ["a.csv", "x.json", "tables", "tables"]


def test_an_empty_folder_is_refused_and_a_missing_one_is_a_wrong_question(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing to import"):
        read_trials([tmp_path], partner_id="ACME", product_id=None)
    with pytest.raises(InputError, match="no file or folder"):
        read_trials([tmp_path / "none"], partner_id="ACME", product_id=None)


def test_a_zip_is_known_by_its_content(study: Any, read: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", b"{}")
    with pytest.raises(DataError, match=r"download\.json/a\.json is JSON, but holds no study"):
        read({"download.json": packed.getvalue()})
