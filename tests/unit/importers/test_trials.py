from __future__ import annotations

import json
import time
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualsite.errors import DataError, InputError
from dualsite.importers import TRIAL_TABLES, NamedBytes, read_trials
from dualsite.importers.countries import country_code
from dualsite.schema import TABLES


def test_the_tables_have_the_columns_of_the_contract_in_its_order(study: Any, site: Any, read: Any) -> None:
    names = {"nctId": "NCT90000001", "secondaryIdInfos": [{"id": "2099-000001-11"}]}
    imported = read({"a.json": study(sites=[site("Japan")], identificationModule=names)}, product_id="AB-1")
    for name in TRIAL_TABLES:
        assert list(imported.table(name).columns) == list(TABLES[name].columns)
        assert imported.table(name)["partner_id"].tolist() == ["ACME"]
        assert imported.table(name)["data_class"].tolist() == ["INTERNAL"]
        assert imported.table(name)["source_id"].isna().all()
    assert imported.trials["product_id"].tolist() == ["AB-1"]
    assert imported.trials["note"].tolist() == ["ClinicalTrials.gov record, updated 2026-01-15, copied 2026-03-01"]


COUNTRIES = [
    "Japan",
    "Korea, Republic of",
    "South Korea",
    "Georgia",
    "Former Serbia and Montenegro",
    "Kosovo",
    "Atlantis",
    "",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.lists(st.sampled_from(COUNTRIES), max_size=8), min_size=1, max_size=4))
def test_every_site_is_in_a_row_or_counted_in_a_finding(
    study: Any, site: Any, read: Any, countries: list[list[str]]
) -> None:
    # The last study comes twice, so that one copy of it is superseded.
    ids = [f"NCT{n:08d}" for n in range(len(countries))]
    studies = [
        study(trial_id, sites=[site(name) for name in names]) for trial_id, names in zip(ids, countries, strict=True)
    ]
    imported = read({"a.json": [*studies, studies[-1]]})
    rows = Counter(zip(imported.trial_sites["trial_id"], imported.trial_sites["country"], strict=True))
    stated = {(row["trial_id"], row["country"]): row["sites"] for row in imported.trial_countries.to_dict("records")}
    expected = Counter((i, country_code(name)) for i, names in zip(ids, countries, strict=True) for name in names)
    assert rows == stated == {key: count for key, count in expected.items() if key[1]}
    in_findings = sum(finding.sites for finding in imported.findings)
    assert rows.total() + in_findings == sum(map(len, countries)) + len(countries[-1])


def test_an_unknown_country_is_a_finding_with_its_text_and_the_trial_stays(study: Any, site: Any, read: Any) -> None:
    imported = read({"a.json": study(sites=[site("Atlantis"), site("Atlantis"), site("Japan")])})
    (finding,) = imported.findings
    assert (finding.record, finding.field, finding.value, finding.sites) == ("NCT90000001", "country", "Atlantis", 2)
    assert imported.trial_countries["country"].tolist() == ["JP"]
    assert len(imported.trials) == 1


def test_a_dissolved_state_is_placed_with_its_successor_and_said(study: Any, site: Any, read: Any) -> None:
    imported = read({"a.json": study(sites=[site("Former Serbia and Montenegro", "Belgrade")])})
    assert imported.trial_sites["country"].tolist() == ["RS"]
    assert "legal successor" in imported.findings[0].message


def test_a_null_site_status_stays_null(study: Any, site: Any, read: Any) -> None:
    imported = read(
        {"a.json": study(sites=[site("Japan", "Kyoto"), site("Japan", "Osaka", status="NOT_YET_RECRUITING")])}
    )
    status = imported.trial_sites["status"]
    assert status.isna().tolist() == [True, False]
    assert status[1] == "NOT_YET_RECRUITING"
    assert imported.trial_countries["status"].tolist() == ["ACTIVE"]


@pytest.mark.parametrize(
    ("country", "city", "more", "lat", "lon", "is_kept"),
    [
        ("Japan", "Nagoya", {}, 35.18147, 136.90641, True),
        ("Japan", "Aichi", {}, 32.51879, 130.62158, False),
        ("Japan", "Uki", {}, 32.51879, 130.62158, True),  # the same point, of the place that is there
        ("France", "Saint-Pierre", {"zip": "97448"}, 43.29282, 5.40682, False),
        ("France", "Saint-Pierre", {"zip": "13005"}, 43.29282, 5.40682, True),
        ("Poland", "Gliwice", {}, 18.67658, 50.29761, False),  # latitude and longitude swapped
        ("United States", "Honolulu", {}, 21.30694, -157.85833, True),
        ("Fiji", "Suva", {}, -18.1416, 178.4415, True),  # its box crosses the antimeridian
        ("Japan", "Kyoto", {}, 135.0, 35.0, False),
    ],
)
def test_a_wrong_coordinate_is_left_out_and_said(
    country: str, city: str, more: Any, lat: float, lon: float, is_kept: bool, study: Any, site: Any, read: Any
) -> None:
    imported = read({"a.json": study(sites=[site(country, city, lat, lon, **more)])})
    (row,) = imported.trial_sites.to_dict("records")
    assert (row["latitude"] == lat) == is_kept
    assert row["location_quality"] == "CITY"
    assert len(imported.findings) == (0 if is_kept else 1)
    assert ("coordinates not used" in str(row["note"])) != is_kept


def test_a_site_without_a_city_is_known_to_the_country(study: Any, site: Any, read: Any) -> None:
    (row,) = read({"a.json": study(sites=[site("Japan", "")])}).trial_sites.to_dict("records")
    assert (row["city"], row["location_quality"]) == ("Not stated", "COUNTRY")


@pytest.mark.parametrize(
    ("start", "completion", "starts", "ends", "precision", "findings"),
    [
        ("2024-12-24", "2028-09-01", "2024-12-24", "2028-09-01", "DAY", 0),
        ("2024-12-24", "2028-09", "2024-12-24", "2028-09-01", "MONTH", 0),
        ("2024-12", "2028-09", "2024-12-01", "2028-09-01", "MONTH", 0),
        ("2027-04-20", "2027-04", "2027-04-20", "2027-04-20", "MONTH", 0),  # a month that cannot end before it starts
        ("2027-04-20", "2026-04-20", "2027-04-20", None, "DAY", 1),
        ("soon", "2028-09-01", None, "2028-09-01", "DAY", 1),
    ],
)
def test_dates_are_as_exact_as_their_least_exact(
    start: str,
    completion: str,
    starts: str | None,
    ends: str | None,
    precision: str,
    findings: int,
    study: Any,
    read: Any,
) -> None:
    imported = read({"a.json": study(start=start, completion=completion)})
    (row,) = imported.trials.to_dict("records")
    days = [
        None if row[name] is row[name] and str(row[name]) == "NaT" else row[name]
        for name in ("start_on", "completion_on")
    ]
    assert days == [day and datetime.fromisoformat(day) for day in (starts, ends)]
    assert row["date_precision"] == precision
    assert len(imported.findings) == findings


def test_an_expanded_access_status_becomes_unknown_with_a_finding(study: Any, site: Any, read: Any) -> None:
    imported = read({"a.json": study(status="AVAILABLE", sites=[site("Japan")], phases=[])})
    assert imported.trials["status"].tolist() == ["UNKNOWN"]
    assert imported.trials["phase"].tolist() == ["NA"]
    assert imported.trial_countries["status"].tolist() == ["ACTIVE"]
    assert [finding.value for finding in imported.findings] == ["AVAILABLE"]


def test_an_unverified_study_is_closed_and_keeps_its_last_known_status(study: Any, site: Any, read: Any) -> None:
    record = study(status="UNKNOWN", sites=[site("Japan")])
    record["protocolSection"]["statusModule"]["lastKnownStatus"] = "RECRUITING"
    imported = read({"a.json": record})
    assert imported.trial_countries["status"].tolist() == ["CLOSED"]
    assert "last known status RECRUITING" in imported.trials["note"][0]


def test_removed_countries_are_no_rows(study: Any, site: Any, read: Any) -> None:
    record = study(sites=[site("Japan")])
    record["derivedSection"]["miscInfoModule"]["removedCountries"] = ["Mexico"]
    assert read({"a.json": record}).trial_countries["country"].tolist() == ["JP"]


def test_of_two_copies_the_one_updated_last_is_used_whatever_the_order(study: Any, site: Any, read: Any) -> None:
    old = study(updated="2025-01-01", sites=[site("Japan"), site("Poland")])
    new = study(updated="2026-01-01", sites=[site("Japan")])
    for files in ({"old.json": old, "new.json": new}, {"new.json": new, "old.json": old}):
        imported = read(files)
        assert len(imported.trial_sites) == 1
        (finding,) = imported.findings
        assert (finding.file, finding.sites) == ("old.json", 2)


def test_equally_recent_copies_yield_to_the_more_detailed(study: Any, site: Any, read: Any) -> None:
    csv = 'NCT Number,Last Update Posted,Locations\nNCT90000001,2026-01-15,"General Hospital, Kyoto, Japan"\n'
    imported = read({"a.json": study(sites=[site("Japan", lat=35.0, lon=135.7)]), "b.csv": csv})
    assert imported.trial_sites["latitude"].tolist() == [35.0]


def test_good_files_go_on_and_all_refusals_come_at_once(study: Any, read: Any) -> None:
    imported = read({"a.json": b"{", "b.json": study(), "c.csv": b""})
    assert len(imported.trials) == 1
    assert [refusal.message.split()[0] for refusal in imported.refusals] == ["a.json", "c.csv"]


def test_when_nothing_can_be_used_every_reason_is_in_the_error(read: Any) -> None:
    with pytest.raises(DataError) as refused:
        read({"a.json": b"{", "c.csv": b""})
    assert [line.split()[0] for line in str(refused.value).splitlines()] == ["a.json", "c.csv"]


@pytest.mark.parametrize(("partner_id", "product_id"), [("", None), (" ", None), ("ACME", "")])
def test_an_import_is_for_one_client(partner_id: str, product_id: str | None) -> None:
    with pytest.raises(InputError, match="partner_id"):
        read_trials([NamedBytes("a.json", b"[]")], partner_id=partner_id, product_id=product_id)


def test_nothing_named_is_a_wrong_question() -> None:
    with pytest.raises(InputError, match="No file"):
        read_trials([], partner_id="ACME", product_id=None)


def test_progress_never_falls_and_ends_at_one(study: Any) -> None:
    shares: list[float] = []
    sources = [
        NamedBytes(f"{n}.json", json.dumps([study(f"NCT9{n}{k:06d}") for k in range(60)]).encode()) for n in range(3)
    ]
    read_trials(sources, partner_id="ACME", product_id=None, progress=lambda share, _what: shares.append(share))
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_two_thousand_studies_with_a_hundred_thousand_sites_take_less_than_twenty_seconds(
    study: Any, site: Any
) -> None:
    sites = [
        site(country, f"City {n}", facility=f"Hospital {n}")
        for n in range(10)
        for country in ("Japan", "Poland", "France", "Korea, Republic of", "Taiwan")
    ]
    content = json.dumps([study(f"NCT{n:08d}", sites=sites) for n in range(2000)]).encode()
    began = time.process_time()
    imported = read_trials([NamedBytes("a.json", content)], partner_id="ACME", product_id=None)
    assert time.process_time() - began < 20
    assert len(imported.trial_sites) == 2000 * 50
    assert imported.trial_countries["sites"].tolist() == [10] * 2000 * 5
