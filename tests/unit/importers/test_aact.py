from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dualsite.errors import DataError
from dualsite.importers import NamedBytes, read_trials

STUDIES = """\
nct_id|start_month_year|start_date|completion_month_year|completion_date|brief_title|overall_status|phase|enrollment|\
enrollment_type|source|last_update_posted_date|acronym
NCT90000001|March 2024|2024-03-31|2027-09-30|2027-09-30|"An invented study~ in two lines"|Active, not recruiting|\
Phase 1/Phase 2|120|Anticipated|Example University|2026-01-15|
NCT90000002|2025-01|2025-01-31|||Another|RECRUITING|PHASE1/PHASE2|||Example University|2026-01-15|TWO
"""
EIGHT = """\
id|nct_id|status|name|city|state|zip|country
1|NCT90000001|RECRUITING|"Hospital | Ward 3"|Seoul||03080|Korea, Republic of
2|NCT90000001||General Hospital|Nagoya|Aichi|464|Japan
3|NCT90000002||Temple|Poseidonis|||Atlantis
4|NCT90000009||General Hospital|Kyoto|||Japan
"""
TEN = """\
id|nct_id|status|name|city|state|zip|country|latitude|longitude
1|NCT90000001||General Hospital|Seoul||03080|South Korea|37.566|126.9784
2|NCT90000001||General Hospital|Busan|||South Korea||
"""
COUNTRIES = """\
id|nct_id|name|removed
1|NCT90000001|Korea, Republic of|f
2|NCT90000001|Mexico|t
3|NCT90000001|Poland|f
4|NCT90000001|Lemuria|f
"""
SPONSORS = """\
id|nct_id|agency_class|lead_or_collaborator|name
1|NCT90000001|INDUSTRY|collaborator|Example Devices
2|NCT90000001|INDUSTRY|lead|Example Oncology
"""
ALL = {"studies.txt": STUDIES, "facilities.txt": EIGHT, "countries.txt": COUNTRIES, "sponsors.txt": SPONSORS}


def test_an_export_in_a_zip_a_folder_and_uploads_is_the_same(read: Any, zipped: Any, tmp_path: Path) -> None:
    for name, text in (ALL | {"browse_conditions.txt": "id|nct_id\n"}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    uploads = read(ALL)
    archive = read({"20260301_export.zip": zipped({f"export/{name}": text for name, text in ALL.items()})})
    folder = read_trials([tmp_path], partner_id="ACME", product_id=None)
    for other in (archive, folder):
        for table in ("trials", "trial_countries", "trial_sites"):
            assert other.table(table).equals(uploads.table(table))
        assert len(other.findings) == len(uploads.findings)


def test_facilities_countries_and_sponsors_meet_their_study(read: Any) -> None:
    imported = read(ALL)
    first, second = imported.trials.to_dict("records")
    assert (first["title"], first["sponsor"]) == ("An invented study in two lines", "Example Oncology")
    assert (first["status"], first["phase"], first["enrollment_type"]) == (
        "ACTIVE_NOT_RECRUITING",
        "PHASE1_2",
        "ESTIMATED",
    )
    assert (second["sponsor"], second["phase"], second["acronym"]) == ("Example University", "PHASE1_2", "TWO")
    assert imported.trial_sites["facility"].tolist() == ["General Hospital", "Hospital | Ward 3"]


def test_a_month_is_taken_as_stated_and_not_as_its_last_day(read: Any) -> None:
    trials = read(ALL).trials
    assert trials["start_on"].tolist() == [pd.Timestamp("2024-03-01"), pd.Timestamp("2025-01-01")]
    assert trials["date_precision"].tolist() == ["MONTH", "MONTH"]


def test_a_removed_country_is_no_row_and_one_without_sites_has_no_count(read: Any) -> None:
    rows = read(ALL).trial_countries.astype({"sites": object})
    assert rows[["country", "sites"]].where(rows.notna(), None).values.tolist() == [["JP", 1], ["KR", 1], ["PL", None]]


def test_a_site_of_no_study_or_of_no_country_is_counted_in_a_finding(read: Any) -> None:
    imported = read(ALL)
    assert {finding.value: finding.sites for finding in imported.findings} == {
        "NCT90000009": 1,
        "Atlantis": 1,
        "Lemuria": 0,
    }
    assert len(imported.trial_sites) + 1 + 1 == 4


def test_ten_columns_bring_coordinates(read: Any) -> None:
    sites = read(ALL | {"facilities.txt": TEN}).trial_sites
    assert sites["latitude"].fillna(0).tolist() == [0, 37.566]


def test_a_coordinate_that_is_no_number_is_left_out(read: Any) -> None:
    imported = read({"studies.txt": STUDIES, "facilities.txt": TEN.replace("37.566", "north")})
    assert imported.trial_sites["latitude"].isna().all()
    assert "not a point" in imported.findings[0].message


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"facilities.txt": EIGHT}, "has no studies.txt"),
        ({"studies.txt": STUDIES}, "has no facilities.txt"),
        (ALL | {"facilities.txt": EIGHT.replace("country", "land")}, "facilities.txt has no column country"),
        (ALL | {"facilities.txt": EIGHT[:-7]}, "facilities.txt has 7 columns in row 5"),
        (ALL | {"facilities.txt": ""}, "facilities.txt has no column"),
        (ALL | {"studies.txt": STUDIES.split("\n")[0] + "\n"}, "holds no studies"),
        (ALL | {"sponsors.txt": SPONSORS.encode("utf-16")}, "sponsors.txt is not UTF-8"),
        (ALL | {"countries.txt": COUNTRIES + '5|NCT90000001|"Po'}, "countries.txt cannot be read"),
    ],
)
def test_an_export_that_is_not_whole_is_refused(files: dict[str, Any], reason: str, read: Any) -> None:
    with pytest.raises(DataError, match=reason):
        read(files)


def test_a_second_upload_of_the_same_table_is_refused_and_not_lost(read: Any) -> None:
    uploads = [NamedBytes(name, text.encode()) for name, text in [*ALL.items(), ("studies.txt", STUDIES)]]
    imported = read_trials(uploads, partner_id="ACME", product_id=None)
    assert [refusal.message[:33] for refusal in imported.refusals] == ["studies.txt is given twice: impor"]
    assert len(imported.trials) == 2
