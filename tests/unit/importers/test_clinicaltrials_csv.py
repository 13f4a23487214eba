from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd
import pytest

from dualsite.errors import DataError
from dualsite.importers.clinicaltrials_csv import TODAY, WITHOUT_SUMMARY
from dualsite.importers.locations import GUESS, read_locations

OLD = (
    "Rank,NCT Number,Title,Acronym,Status,Study Results,Conditions,Interventions,Outcome Measures,"
    "Sponsor/Collaborators,Gender,Age,Phases,Enrollment,Funded Bys,Study Type,Study Designs,Other IDs,Start Date,"
    "Primary Completion Date,Completion Date,First Posted,Results First Posted,Last Update Posted,Locations,"
    "Study Documents,URL"
)


def csv_of(header: list[str], *rows: dict[str, str], with_header: bool = True, delimiter: str = ",") -> str:
    lines = io.StringIO()
    writer = csv.DictWriter(lines, header, restval="", delimiter=delimiter)
    if with_header:
        writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


ROW = {
    "NCT Number": "NCT90000001",
    "Study Title": "An invented study",
    "Acronym": "INVENT",
    "Study Status": "RECRUITING",
    "Sponsor": "Example Oncology",
    "Phases": "PHASE1|PHASE2",
    "Enrollment": "120",
    "Start Date": "2024-03",
    "Primary Completion Date": "2026-05-20",
    "Completion Date": "2027-09",
    "Last Update Posted": "2026-01-15",
    "Locations": "General Hospital, Seoul, 03080, Korea, Republic of|General Hospital, Kyiv, Ukraine",
}


def test_the_full_download_of_today(read: Any) -> None:
    imported = read({"ctg-studies.csv": csv_of(TODAY, ROW)})
    (trial,) = imported.trials.to_dict("records")
    assert (trial["title"], trial["acronym"], trial["phase"]) == ("An invented study", "INVENT", "PHASE1_2")
    assert (trial["enrollment"], trial["start_on"], trial["date_precision"]) == (
        120,
        pd.Timestamp("2024-03-01"),
        "MONTH",
    )
    assert imported.trial_countries[["country", "status", "sites"]].values.tolist() == [
        ["KR", "ACTIVE", 1],
        ["UA", "ACTIVE", 1],
    ]
    assert imported.trial_sites["status"].isna().all()
    assert imported.trial_sites["latitude"].isna().all()
    assert imported.findings == ()


def test_two_columns_are_enough_and_what_is_missing_is_said(read: Any) -> None:
    imported = read(
        {"a.csv": csv_of(["NCT Number", "Locations"], {name: ROW[name] for name in ("NCT Number", "Locations")})}
    )
    (trial,) = imported.trials.to_dict("records")
    assert [trial[name] for name in ("title", "status", "phase", "sponsor")] == [
        "NCT90000001",
        "UNKNOWN",
        "NA",
        "Not stated",
    ]
    assert sorted(finding.field for finding in imported.findings) == [
        "Phases",
        "Sponsor",
        "Study Status",
        "Study Title",
    ]
    assert len(imported.trial_sites) == 2


def test_the_download_of_before_2023_with_month_names(read: Any) -> None:
    row = {
        "Rank": "1",
        "NCT Number": "NCT90000001",
        "Title": "An invented study",
        "Status": "Active, not recruiting",
        "Sponsor/Collaborators": "Example Oncology|University of Elsewhere",
        "Phases": "Phase 2|Phase 3",
        "Start Date": "September 20, 2018",
        "Completion Date": "June 2022",
        "Last Update Posted": "February 3, 2023",
        "Locations": "General Hospital, Ankara, Turkey",
    }
    imported = read({"SearchResults.csv": csv_of(OLD.split(","), row)})
    (trial,) = imported.trials.to_dict("records")
    assert (trial["status"], trial["sponsor"], trial["phase"]) == (
        "ACTIVE_NOT_RECRUITING",
        "Example Oncology",
        "PHASE2_3",
    )
    assert (trial["start_on"], trial["completion_on"]) == (pd.Timestamp("2018-09-20"), pd.Timestamp("2022-06-01"))
    assert trial["note"] == "ClinicalTrials.gov record, updated 2023-02-03"
    assert imported.trial_countries["as_of_on"].tolist() == [pd.Timestamp("2023-02-03")]


@pytest.mark.parametrize("columns", [TODAY, WITHOUT_SUMMARY])
def test_a_later_page_of_the_api_has_no_header(columns: list[str], read: Any) -> None:
    imported = read({"page2.csv": csv_of(columns, {k: v for k, v in ROW.items() if k in columns}, with_header=False)})
    assert imported.trials["sponsor"].tolist() == ["Example Oncology"]
    assert len(imported.trial_sites) == 2


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_separate_as_well(delimiter: str, read: Any) -> None:
    assert len(read({"a.csv": csv_of(TODAY, ROW, delimiter=delimiter)}).trial_sites) == 2


def test_a_cell_may_be_larger_than_the_csv_module_allows(read: Any) -> None:
    many = "|".join(f"Hospital {n}, Seoul, Korea, Republic of" for n in range(10_000))
    imported = read({"a.csv": csv_of(TODAY, ROW | {"Locations": many})})
    assert imported.trial_countries[["country", "sites"]].values.tolist() == [["KR", 10_000]]


def test_a_study_without_locations_has_its_trial_row_alone(read: Any) -> None:
    imported = read({"a.csv": csv_of(TODAY, ROW | {"Locations": ""})})
    assert (len(imported.trials), len(imported.trial_countries), len(imported.trial_sites)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (csv_of(["NCT Number", "Study Title"], {"NCT Number": "NCT90000001"}), "has no column Locations"),
        (csv_of(["Study Title", "Locations"], {}), "holds no studies"),
        (csv_of(["NCT Number", "Locations"], {"NCT Number": "12"}), "no row with an NCT number"),
        (csv_of(["A", "B"], {"A": "NCT90000001"}, with_header=False), "no header row"),
        (csv_of(TODAY, ROW)[:-40], "cut off"),
        ('NCT Number,Locations\nNCT90000001,"General Hosp', "cut off"),
        ("NCT Number,Locations\nNCT90000001,Hôpital, France\n".encode("latin-1"), "not UTF-8"),
        ("NCT Number,Locations\n".encode("utf-16"), "UTF-16"),
        ("name,city\na,b\n", "holds no studies"),
        ("<!DOCTYPE html><html></html>", "web page"),
        ("", "is empty"),
        (" \n", "is empty"),
    ],
)
def test_what_is_not_the_registrys_csv_is_refused_with_its_reason(content: Any, reason: str, read: Any) -> None:
    with pytest.raises(DataError, match=reason) as refused:
        read({"download.csv": content})
    assert str(refused.value).startswith("download.csv ")


def test_a_row_without_a_number_is_a_finding_with_its_row(read: Any) -> None:
    imported = read({"a.csv": csv_of(["NCT Number", "Locations"], {"NCT Number": "NCT90000001"}, {"NCT Number": "?"})})
    (finding,) = [finding for finding in imported.findings if finding.row]
    assert (finding.row, finding.value, len(imported.trials)) == (3, "?", 1)


@pytest.mark.parametrize(
    ("text", "facility", "city", "country"),
    [
        ("General Hospital, Seoul, Korea, Republic of", "General Hospital", "Seoul", "Korea, Republic of"),
        (
            "Clinic of the South, LLC, Mobile, Alabama, 36608, United States",
            "Clinic of the South, LLC",
            "Mobile",
            "United States",
        ),
        ("State University, Atlanta, Georgia, 30322, United States", "State University", "Atlanta", "United States"),
        ("State Clinic, Tbilisi, Georgia", "State Clinic", "Tbilisi", "Georgia"),
        ("Ward 3, City Hospital, Lund, Sweden", "Ward 3, City Hospital", "Lund", "Sweden"),
        ("General Hospital, Nagoya, Aichi, 464-8681, Japan", "General Hospital", "Nagoya", "Japan"),
        ("Infirmary, London, SE1 9RT, United Kingdom", "Infirmary", "London", "United Kingdom"),
        ("Infirmary, London, England, United Kingdom", "Infirmary", "London", "United Kingdom"),
        ("Institute, Brno, Czech Republic, 65653, Czechia", "Institute", "Brno", "Czechia"),
        ("Poliklinika, Praha 2, Czechia", "Poliklinika", "Praha 2", "Czechia"),
        ("General Hospital, Singapore, Singapore", "General Hospital", "Singapore", "Singapore"),
        ("Riga, LV-1002, Latvia", "", "Riga", "Latvia"),
        ("Houston, Texas, United States", "", "Houston", "United States"),
        ("Taipei, Taiwan", "", "Taipei", "Taiwan"),
        ("Japan", "", "", "Japan"),
        ("Temple, Poseidonis, Atlantis", "Temple", "Poseidonis", "Atlantis"),
    ],
)
def test_a_site_is_read_from_the_right(text: str, facility: str, city: str, country: str) -> None:
    (place,) = read_locations(text)
    assert (place.facility, place.city, place.country) == (facility, city, country)


def test_a_city_that_is_told_by_rule_says_so() -> None:
    sure, guessed = read_locations("A, Kyoto, Japan|A, Nagoya, Aichi, Japan")
    assert (sure.remark, guessed.remark) == ("", GUESS)


def test_a_bar_in_a_name_leaves_a_piece_that_is_reported_and_not_lost(read: Any) -> None:
    imported = read({"a.csv": csv_of(TODAY, ROW | {"Locations": "North|South Clinic, Lodz, Poland"})})
    (finding,) = imported.findings
    assert (finding.value, finding.sites, len(imported.trial_sites)) == ("North", 1, 1)
