from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dualsite import store
from dualsite.errors import DataError, InputError
from dualsite.importers import as_csv, folder, read_trials, sole_partner, write
from dualsite.importers.sources import NamedBytes


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()}


def test_the_same_import_twice_leaves_the_same_bytes(study: Any, site: Any, read: Any, tmp_path: Path) -> None:
    imported = read({"a.json": [study("NCT90000002", sites=[site("Japan", lat=35.02107, lon=135.75385)]), study()]})
    first = write(imported, tmp_path / "new")
    before = contents(tmp_path / "new")
    second = write(
        read({"a.json": [study(), study("NCT90000002", sites=[site("Japan", lat=35.02107, lon=135.75385)])]}),
        tmp_path / "new",
    )
    assert contents(tmp_path / "new") == before == as_csv(imported)
    assert (first.added, second.added) == (("NCT90000001", "NCT90000002"), ())
    assert (len(first.files), second.files) == (3, ())
    assert b"\r" not in before["trials.csv"]
    assert (
        b"NCT90000002,ACME,General Hospital,Kyoto,JP,35.02107,135.75385,CITY,,,INTERNAL,\n" in before["trial_sites.csv"]
    )


def test_an_updated_record_replaces_the_old_with_all_its_rows(study: Any, site: Any, read: Any, tmp_path: Path) -> None:
    old = [
        study(updated="2025-01-01", sites=[site("Japan"), site("Poland")]),
        study("NCT90000002", sites=[site("Spain")]),
    ]
    write(read({"a.json": old}), tmp_path)
    written = write(read({"a.json": study(updated="2026-01-01", sites=[site("Taiwan")])}), tmp_path)
    assert (written.replaced, written.older) == (("NCT90000001",), ())
    rows = folder.read_rows(tmp_path, "trial_sites")
    assert [(row["trial_id"], row["country"]) for row in rows] == [("NCT90000001", "TW"), ("NCT90000002", "ES")]
    assert len(folder.read_rows(tmp_path, "trials")) == 2


def test_a_record_older_than_the_one_there_is_said(study: Any, site: Any, read: Any, tmp_path: Path) -> None:
    write(read({"a.json": study(updated="2026-01-01", sites=[site("Japan")])}), tmp_path)
    assert write(read({"a.json": study(updated="2025-01-01", sites=[site("Japan")])}), tmp_path).older == (
        "NCT90000001",
    )


def test_other_rows_columns_and_files_stay(study: Any, read: Any, tmp_path: Path) -> None:
    (tmp_path / "trials.csv").write_bytes(
        b"\xef\xbb\xbftrial_id,partner_id,title,phase,status,sponsor,our_remark\r\n"
        b'jRCT0000000001,ACME,"Its, title",PHASE2,RECRUITING,Someone,keep me\r\n'
    )
    (tmp_path / "notes.md").write_text("mine", encoding="utf-8")
    write(read({"a.json": study()}), tmp_path)
    kept = {row["trial_id"]: row for row in folder.read_rows(tmp_path, "trials")}
    assert kept["jRCT0000000001"]["title"] == "Its, title"
    assert kept["jRCT0000000001"]["our_remark"] == "keep me"
    assert kept["NCT90000001"]["our_remark"] == ""
    assert sorted(contents(tmp_path)) == ["notes.md", "trials.csv"]


def test_a_product_once_given_is_kept_when_the_import_names_none(study: Any, read: Any, tmp_path: Path) -> None:
    write(read({"a.json": study()}, product_id="AB-1"), tmp_path)
    write(read({"a.json": study(updated="2026-02-01")}), tmp_path)
    assert [row["product_id"] for row in folder.read_rows(tmp_path, "trials")] == ["AB-1"]


def test_a_trial_does_not_pass_from_one_client_to_another(study: Any, read: Any, tmp_path: Path) -> None:
    other = read_trials([NamedBytes("a.json", b"[]")], partner_id="OTHER", product_id=None)
    write(other, tmp_path)
    (tmp_path / "trials.csv").write_text(
        "trial_id,partner_id,title,phase,status,sponsor\nNCT90000001,OTHER,x,PHASE2,RECRUITING,x\n", encoding="utf-8"
    )
    before = contents(tmp_path)
    with pytest.raises(InputError, match="belongs to the client 'OTHER'"):
        write(read({"a.json": study()}), tmp_path)
    assert contents(tmp_path) == before


def test_an_import_without_trials_writes_nothing(read: Any, tmp_path: Path) -> None:
    assert write(read({"a.json": b"[]"}), tmp_path).files == ()
    assert contents(tmp_path) == {}


def test_clients_and_products_must_be_known_where_the_folder_lists_them(study: Any, read: Any, tmp_path: Path) -> None:
    partners = tmp_path / "partners.csv"
    partners.write_text("partner_id,name,country,tier,disclosure\nOTHER,x,US,KEY,PUBLIC_NAME\n", encoding="utf-8")
    with pytest.raises(InputError, match="no client 'ACME'"):
        write(read({"a.json": study()}), tmp_path)
    partners.write_text("partner_id,name,country,tier,disclosure\nACME,x,US,KEY,PUBLIC_NAME\n", encoding="utf-8")
    header = "product_id,partner_id,name,modality,payload_class,phase,changeover_class,containment,light_protected\n"
    (tmp_path / "products.csv").write_text(header + "AB-1,OTHER,x,MAB,NONE,PHASE3,x,NONE,false\n", encoding="utf-8")
    with pytest.raises(InputError, match="no product 'AB-1' of the client 'ACME'"):
        write(read({"a.json": study()}, product_id="AB-1"), tmp_path)


@pytest.mark.parametrize(
    ("rows", "answer"),
    [(["ACME"], "ACME"), ([], None), (["ACME", "OTHER"], None)],
)
def test_the_client_is_taken_from_the_folder_only_when_there_is_one(
    rows: list[str], answer: str | None, tmp_path: Path
) -> None:
    lines = ["partner_id,name,country,tier,disclosure", *(f"{row},x,US,KEY,PUBLIC_NAME" for row in rows)]
    (tmp_path / "partners.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if answer:
        assert sole_partner(tmp_path) == answer
    else:
        with pytest.raises(InputError, match="For which client"):
            sole_partner(tmp_path)


def test_a_folder_of_earlier_imports_alone_knows_its_client(study: Any, read: Any, tmp_path: Path) -> None:
    write(read({"a.json": study()}), tmp_path)
    assert sole_partner(tmp_path) == "ACME"


def test_no_folder_names_no_client(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has none"):
        sole_partner(tmp_path / "none")


def test_a_table_in_parquet_is_not_given_a_second_file(study: Any, read: Any, tmp_path: Path) -> None:
    read({"a.json": study()}).trials.to_parquet(tmp_path / "trials.parquet")
    with pytest.raises(InputError, match=r"trials\.parquet is Parquet"):
        write(read({"a.json": study()}), tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"trial_id,title\n", "lacks the column"),
        (b"\xff\xfe", "cannot be read"),
        (b'trial_id,partner_id,title,phase,status,sponsor\n"x', "cannot be read"),
        (b"trial_id,partner_id,title,phase,status,sponsor\nx,y\n", "in row 2"),
    ],
)
def test_a_table_that_cannot_be_read_is_left_alone(
    content: bytes, reason: str, study: Any, read: Any, tmp_path: Path
) -> None:
    (tmp_path / "trials.csv").write_bytes(content)
    with pytest.raises(DataError, match=reason):
        write(read({"a.json": study()}), tmp_path)
    assert contents(tmp_path) == {"trials.csv": content}


def test_a_write_that_fails_leaves_the_folder_as_it_was(study: Any, site: Any, read: Any, tmp_path: Path) -> None:
    write(read({"a.json": study(sites=[site("Japan")])}), tmp_path)
    before = contents(tmp_path)
    (tmp_path / f".trial_sites.csv.{folder.os.getpid()}.part").mkdir()  # the part cannot be written
    with pytest.raises(OSError, match="part"):
        write(read({"a.json": study(sites=[site("Spain")])}), tmp_path)
    (tmp_path / f".trial_sites.csv.{folder.os.getpid()}.part").rmdir()
    assert contents(tmp_path) == before


def test_a_file_is_no_folder(study: Any, read: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        write(read({"a.json": study()}), tmp_path / "file")


# ibis 12.0 still asks DuckDB 2.0 by the old name.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_the_store_accepts_what_was_imported(study: Any, site: Any, read: Any, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(
        "site_id,name,city,country,latitude,longitude,timezone,status\nN,North,X,US,43,-76,America/New_York,OPERATING\n",
        encoding="utf-8",
    )
    (tmp_path / "partners.csv").write_text(
        "partner_id,name,country,tier,disclosure\nACME,x,US,KEY,PUBLIC_NAME\n", encoding="utf-8"
    )
    sites = [
        site("Japan", "Aichi", 32.51879, 130.62158),
        site("Poland", "Gliwice", 18.6, 50.2),
        site("Atlantis"),
        site("Spain", ""),
    ]
    csv = 'NCT Number,Locations\nNCT90000003,"A, B, Nagoya, Aichi, Japan"\n'
    files = {
        "a.json": [
            study(sites=sites, completion="2020-01"),
            study("NCT90000002", start="2027-04-20", completion="2027-04"),
        ],
        "b.csv": csv,
    }
    write(read(files), tmp_path)
    report = store.open(tmp_path).version().report
    assert [finding for finding in report.findings if finding.table.startswith("trial")] == []
