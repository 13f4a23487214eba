"""The files of EU CTIS, EudraCT, WHO ICTRP and ISRCTN, and those of ClinicalTrials.gov in further wrappings."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pandas as pd
import pytest

from dualsite.errors import DataError
from dualsite.importers.countries import country_stated
from dualsite.importers.vocabulary import registry_day, trial_phase
from dualsite.schema.trial_numbers import identity, number_of, numbers_in, preference
from tests.unit.importers.registry_files import (
    CTIS_CSV,
    CTIS_PAGE,
    CTIS_SEARCH,
    EUDRACT,
    EUDRACT_SUMMARY,
    ICTRP_CSV,
    ICTRP_XML,
    ISRCTN,
)


def here(imported: Any) -> list[list[Any]]:
    """Country, status and sites of each row of trial_countries; None for no number."""
    rows = imported.trial_countries[["country", "status", "sites"]].to_dict("records")
    return [[row["country"], row["status"], None if pd.isna(row["sites"]) else row["sites"]] for row in rows]


def only(imported: Any) -> dict[str, Any]:
    (trial,) = imported.trials.to_dict("records")
    return dict(trial)


def test_a_page_of_ctis_states_each_country_its_start_and_the_other_numbers(read: Any) -> None:
    imported = read({"page.json": CTIS_PAGE})
    trial = only(imported)
    assert [trial[name] for name in ("trial_id", "title", "phase", "status", "sponsor", "enrollment")] == [
        "2099-500001-11-00",
        "An invented trial",
        "PHASE2_3",
        "RECRUITING",
        "Example Oncology",
        30 + 12,
    ]
    assert here(imported) == [
        ["CZ", "PLANNED", None],
        ["DE", "CLOSED", None],
        ["KR", "ACTIVE", None],
        ["PL", "ACTIVE", 1],
    ]
    assert imported.trial_countries["note"].tolist()[-1] == "started there on 2026-07-01"
    assert imported.trial_ids["other_id"].tolist() == ["2019-000001-22", "NCT90000001", "jRCT2099999999"]
    assert imported.trial_sites["city"].tolist() == ["Lublin"]
    written = "".join(imported.table(name).to_csv() for name in ("trials", "trial_countries", "trial_sites"))
    assert "Secret" not in written + str(imported.findings)
    assert "someone@example.com" not in written


def test_a_search_of_ctis_states_each_country_by_a_number(read: Any) -> None:
    imported = read({"search.json": CTIS_SEARCH})
    assert imported.trials["status"].tolist() == ["RECRUITING", "COMPLETED"]
    assert here(imported) == [["CZ", "PLANNED", None], ["PL", "ACTIVE", None], ["ES", "CLOSED", None]]
    assert imported.trials["start_on"].tolist()[0] == pd.Timestamp("2026-06-20")
    assert imported.trial_countries["as_of_on"].tolist()[0] == pd.Timestamp("2026-09-05")


def test_the_csv_of_a_search_in_ctis(read: Any) -> None:
    imported = read({"ctis.csv": CTIS_CSV})
    assert here(imported) == [["AT", "PLANNED", None], ["DE", "ACTIVE", None], ["ES", "CLOSED", None]]
    assert [only(imported)[name] for name in ("phase", "enrollment", "status")] == ["PHASE1_2", 42, "RECRUITING"]


def test_a_trial_of_eudract_is_put_together_from_its_countries(read: Any) -> None:
    imported = read({"trials.txt": EUDRACT.format(spain="Ongoing", czechia="Completed")})
    trial = only(imported)
    assert [trial[name] for name in ("trial_id", "title", "phase", "status", "enrollment")] == [
        "2099-000001-22",
        "An invented trial",
        "PHASE2_3",
        "ACTIVE_NOT_RECRUITING",
        150,
    ]
    assert here(imported) == [
        ["CZ", "CLOSED", None],
        ["ES", "ACTIVE", 2],
        ["KR", "ACTIVE", None],
        ["TW", "ACTIVE", None],
    ]
    assert imported.trial_countries["note"].tolist()[1] == "started there on 2023-05-18"
    assert imported.trial_ids["other_id"].tolist() == ["NCT90000001"]


def test_a_summary_of_eudract(read: Any) -> None:
    imported = read({"summary.txt": EUDRACT_SUMMARY})
    assert here(imported) == [["CZ", "CLOSED", None], ["ES", "ACTIVE", None]]
    assert only(imported)["start_on"] == pd.Timestamp("2023-05-18")


def test_the_records_of_a_trials_countries_may_lie_in_files_of_their_own(read: Any) -> None:
    spain, czechia = EUDRACT.format(spain="Ongoing", czechia="Completed").split("\nSummary\n")[1:]
    imported = read({"es.txt": spain, "cz.txt": czechia})
    assert here(imported)[:2] == [["CZ", "CLOSED", None], ["ES", "ACTIVE", 2]]
    assert not imported.findings


def test_trials_of_japan_and_korea_come_from_the_xml_of_ictrp(read: Any) -> None:
    imported = read({"ICTRP-Results.xml": ICTRP_XML.format(day="2026-03-01")})
    korea, japan = imported.trials.to_dict("records")
    assert [japan[name] for name in ("trial_id", "title", "phase", "status", "enrollment", "start_on")] == [
        "jRCT2099999999",
        "An invented trial",
        "PHASE1_2",
        "RECRUITING",
        49 + 51,
        pd.Timestamp("2026-03-01"),
    ]
    assert [korea[name] for name in ("trial_id", "phase", "status")] == ["KCT0009999", "PHASE2", "UNKNOWN"]
    assert here(imported) == [["KR", "CLOSED", None], *([code, "ACTIVE", None] for code in ("JP", "KR", "TR", "TW"))]
    assert imported.trial_ids["other_id"].tolist() == ["NCT90000001"]
    assert [finding.value for finding in imported.findings] == ["Not Recruiting"]


@pytest.mark.parametrize(
    ("written", "day"), [("20260301", "2026-03-01"), ("31/03/2026", "2026-03-31"), ("03/31/2026", "2026-03-31")]
)
def test_a_day_of_ictrp_that_has_one_reading_is_read(written: str, day: str, read: Any) -> None:
    imported = read({"a.xml": ICTRP_XML.format(day=written)})
    assert imported.trials["start_on"].dropna().tolist() == [pd.Timestamp(day)]


def test_a_day_of_ictrp_that_could_be_two_is_a_finding(read: Any) -> None:
    imported = read({"a.xml": ICTRP_XML.format(day="03/04/2026")})
    assert imported.trials["start_on"].isna().all()
    assert "03/04/2026" in {finding.value for finding in imported.findings}


def test_the_csv_of_ictrp_gives_a_trial_of_several_states_once(read: Any) -> None:
    imported = read({"ICTRP.csv": ICTRP_CSV})
    assert only(imported)["trial_id"] == "2099-000001-22"
    assert sorted(imported.trial_countries["country"]) == ["CZ", "ES"]


def test_the_status_of_isrctn_is_that_of_the_day_of_its_record_or_set_by_hand(read: Any) -> None:
    imported = read({"isrctn.xml": ISRCTN.format(override="")})
    assert [only(imported)[name] for name in ("trial_id", "status", "phase", "enrollment")] == [
        "ISRCTN90000001",
        "RECRUITING",
        "PHASE1_2",
        160,
    ]
    assert here(imported) == [["GB", "ACTIVE", 2]]
    stopped = read({"isrctn.xml": ISRCTN.format(override="<overallStatusOverride>Stopped</overallStatusOverride>")})
    assert here(stopped) == [["GB", "CLOSED", 2]]


def test_one_study_a_line_and_pages_one_after_the_other(study: Any, read: Any) -> None:
    lines = "\n".join(json.dumps(study(f"NCT9000000{n}")) for n in range(3))
    pages = "".join(json.dumps({"studies": [study(f"NCT9000000{n}")]}) + "\n" for n in range(3))
    for name, content in (("a.ndjson", lines), ("a.json", lines), ("pages.json", pages)):
        assert len(read({name: content}).trials) == 3
    with pytest.raises(DataError, match="cut off"):
        read({"a.ndjson": lines[:-10]})


def test_a_file_packed_by_itself_is_unpacked(study: Any, read: Any, zipped: Any) -> None:
    content = gzip.compress(json.dumps(study()).encode())
    assert len(read({"studies.json.gz": content}).trials) == 1
    with pytest.raises(DataError, match="cut off"):
        read({"studies.json.gz": content[:-10]})
    with pytest.raises(DataError, match="zip bomb"):
        read({"studies.json.gz": gzip.compress(b"[" + b" " * 50_000_000 + b"]")})


def test_quotation_marks_of_the_old_site_are_read_as_they_stand(read: Any) -> None:
    tabs = (
        'Rank\tNCT Number\tTitle\tStatus\tLocations\tStudy Documents\n1\tNCT90000001\tA "b" c\tRecruiting\tHospital, '
        'Kyiv, Ukraine\t"Study Protocol", https://example.com/p.pdf\n2\tNCT90000002\tB\tCompleted\tHospital, Lublin, '
        "Poland\t\n"
    )
    imported = read({"SearchResults.tsv": tabs})
    assert imported.trials["title"].tolist() == ['A "b" c', "B"]
    assert any("quotation marks" in finding.message for finding in imported.findings)
    commas = (
        '"Rank","NCT Number","Title","Study Type","Status","Locations"\n1,"NCT90000001","A "b, c" d","Expanded '
        'Access":Treatment","Available","Hospital, Kyiv, Ukraine"\n'
    )
    imported = read({"SearchResults.csv": commas})
    assert imported.trials["title"].tolist() == ['A "b, c" d']
    assert imported.trial_countries["country"].tolist() == ["UA"]
    with pytest.raises(DataError, match="cut off"):
        read({"SearchResults.csv": commas[:-12]})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "is a PDF"),
        (b"<!DOCTYPE html><html><body>", "is a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook of before 2007"),
        (b"PAR1\x15\x04", "is a Parquet file"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"<?xml version='1.0'?><clinical_study rank='1'>", "of the old ClinicalTrials.gov"),
        (b"<rss version='2.0'><channel>", "is a news feed"),
        (b"<note>x</note>", "is XML of another kind (<note>)"),
    ],
)
def test_a_wrong_file_is_called_what_it_is_with_what_to_do(content: bytes, kind: str, read: Any) -> None:
    with pytest.raises(DataError) as refused:
        read({"download.dat": content})
    assert kind in str(refused.value)
    assert "download the studies as data" in str(refused.value)


def test_a_word_document_is_called_so(read: Any, zipped: Any) -> None:
    with pytest.raises(DataError, match="is a Word document"):
        read({"a.docx": zipped({"word/document.xml": "<x/>"})})


def test_xml_with_entities_of_its_own_is_refused_with_a_sentence(read: Any) -> None:
    bomb = (
        "<!DOCTYPE x ["
        + '<!ENTITY a "lol">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 9))
    )
    root = "<Trials_downloaded_from_ICTRP><Trial><TrialID>{}</TrialID></Trial></Trials_downloaded_from_ICTRP>"
    for file in (
        bomb + "]>" + root.format("&a8;"),
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]>' + root.format("&a;"),
    ):
        with pytest.raises(DataError, match="declares entities"):
            read({"a.xml": file})
    with pytest.raises(DataError, match="cut off"):
        read({"a.xml": root.format("NCT90000001")[:-8]})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("JPRN-jRCT2099999999", "jRCT2099999999"),
        ("jrcts031200001", "jRCTs031200001"),
        ("EUCTR2012-000011-11-ES", "2012-000011-11"),
        ("CTIS2023-500001-11-00", "2023-500001-11-00"),
        ("nct90000001", "NCT90000001"),
        ("IRCT20130812014333N1", "IRCT20130812014333N1"),
    ],
)
def test_a_number_is_written_one_way(text: str, number: str) -> None:
    assert number_of(text) == number


def test_numbers_are_found_in_texts_and_nothing_else_is() -> None:
    assert numbers_in("ABC-12; NCT90000001, 2099-000001-22 (EudraCT)", "U1111-1234-5678") == (
        "NCT90000001",
        "2099-000001-22",
        "U1111-1234-5678",
    )
    assert numbers_in("2026-01-15", "NCT123", "XNCT90000001", "12099-000001-22") == ()
    assert identity("2099-500001-11-00") == identity("2099-500001-11-01")
    assert min("2099-000001-22", "NCT90000001", "KCT0009999", key=preference) == "NCT90000001"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, Republic of", "KR"),
        ("KOR", "KR"),
        ("KR", "KR"),
        ("대한민국", "KR"),
        ("日本", "JP"),
        ("台湾", "TW"),
        ("Deutschland", "DE"),
        ("España", "ES"),
        ("Česko", "CZ"),
        ("Türkiye", "TR"),
        ("TURKIYE", "TR"),
        ("Taiwan, Province of China", "TW"),
        ("Scotland", "GB"),
        ("NA", "NA"),
        ("Niger", "NE"),
        ("Europe", None),
        ("Asia(except Japan)", None),
    ],
)
def test_a_country_that_stands_alone_is_known_in_every_form(name: str, code: str | None) -> None:
    assert country_stated(name) == code


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Therapeutic confirmatory  (Phase III)", "PHASE3"),
        ("Phase II and Phase III (Integrated)", "PHASE2_3"),
        ("Phase I/II", "PHASE1_2"),
        ("Phase IV", "PHASE4"),
        ("Human Pharmacology (Phase I): no Therapeutic confirmatory (Phase III): yes", "PHASE3"),
        ("2", "PHASE2"),
        ("II/III", "PHASE2_3"),
        ("Not Specified", "NA"),
        ("Phase 2a", None),
    ],
)
def test_phases_of_other_registries(text: str, phase: str | None) -> None:
    assert trial_phase([text]) == phase


@pytest.mark.parametrize("text", ["5 March 2024", "20240305", "2024/03/05", "March 5, 2024", "2024-03-05T00:00:00Z"])
def test_a_day_in_any_form_is_one_day(text: str) -> None:
    day = registry_day(text)
    assert day is not None
    assert (day.on.isoformat(), day.is_month) == ("2024-03-05", False)
