"""A trial known by several numbers is one trial, whether its records come together or one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dualsite.errors import InputError
from dualsite.importers import NamedBytes, read_trials, write
from tests.unit.importers.conftest import as_bytes
from tests.unit.importers.registry_files import CTIS_PAGE, EUDRACT, ICTRP_XML, ISRCTN

NUMBERS = ["2019-000001-22", "2099-500001-11-00", "ISRCTN90000001", "jRCT2099999999"]

JRCT = ICTRP_XML.format(day="2026-03-01").replace("KCT0009999", "KCT0009998")


@pytest.fixture
def known(study: Any, site: Any) -> dict[str, Any]:
    """The records of one trial in four registries; that of ClinicalTrials.gov has two sites in Poland."""
    sites = [site("Poland", "Lublin", status="RECRUITING"), site("Poland", "Gdynia"), site("Mexico", "Mérida")]
    return {
        "nct.json": study("NCT90000001", sites=sites, status="RECRUITING"),
        "ctis.json": CTIS_PAGE,
        "ictrp.xml": JRCT.split("  <Trial>\n    <TrialID>KCT")[0] + "</Trials_downloaded_from_ICTRP>",
        "isrctn.xml": ISRCTN.format(override=""),
    }


def rows(table: Any, *names: str) -> list[list[Any]]:
    return [[row[name] for name in names] for row in table.to_dict("records")]


def test_records_of_several_registries_given_together_are_one_trial(known: Any, read: Any) -> None:
    imported = read(known)
    assert imported.trials["trial_id"].tolist() == ["NCT90000001"]
    assert rows(imported.trial_ids, "trial_id", "other_id") == [["NCT90000001", number] for number in NUMBERS]
    # Poland and Mexico as ClinicalTrials.gov has them, Germany as CTIS has it, Japan as jRCT, Britain as ISRCTN.
    stated = {row[0]: row[1:] for row in rows(imported.trial_countries, "country", "status", "sites")}
    assert stated["PL"] == ["ACTIVE", 2]
    assert (stated["DE"][0], stated["JP"][0], stated["GB"]) == ("CLOSED", "ACTIVE", ["ACTIVE", 2])
    assert len(imported.trial_sites) == 2 + 1 + 2
    notes = dict(rows(imported.trial_countries, "country", "note"))
    assert notes["DE"] == "by the record of 2099-500001-11-00"
    # The site of CTIS in Poland is not counted beside those of ClinicalTrials.gov, and is not lost in silence.
    assert sum(finding.sites for finding in imported.findings) == 1


def test_given_one_after_the_other_they_become_the_same_tables(known: Any, tmp_path: Path) -> None:
    def put(folder: str, *names: str) -> dict[str, str]:
        sources = [NamedBytes(name, as_bytes(known[name])) for name in names]
        write(read_trials(sources, partner_id="ACME", product_id=None), tmp_path / folder)
        return {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / folder).iterdir()}

    together = put("together", *known)
    for name in known:
        after = put("one by one", name)
    assert after == together
    for name in reversed(known):
        backwards = put("backwards", name)
    assert backwards["trials.csv"] == together["trials.csv"]
    assert backwards["trial_ids.csv"] == together["trial_ids.csv"]
    assert put("one by one", "nct.json") == together
    assert put("one by one", "ctis.json") == together


def test_an_extension_that_names_the_number_of_its_trial_stays_a_trial_of_its_own(study: Any, read: Any) -> None:
    def named(number: str, *also: str) -> dict[str, Any]:
        ids = [{"id": "2019-000001-22", "type": "EUDRACT_NUMBER"}, *({"id": one} for one in also)]
        return {"nctId": number, "briefTitle": number, "secondaryIdInfos": ids}

    both = [
        study(identificationModule=named("NCT90000001")),
        study(identificationModule=named("NCT90000002", "NCT90000001")),
    ]
    imported = read({"a.json": both})
    assert len(imported.trials) == 2
    assert any("left two trials" in finding.message for finding in imported.findings)


def test_a_number_that_the_registry_has_replaced_is_the_same_trial(study: Any, read: Any) -> None:
    alias = {"nctId": "NCT90000002", "briefTitle": "T", "nctIdAliases": ["NCT90000001"]}
    imported = read({"a.json": [study("NCT90000001"), study(identificationModule=alias)]})
    assert rows(imported.trial_ids, "trial_id", "other_id") == [["NCT90000001", "NCT90000002"]]


def test_another_number_does_not_carry_a_trial_to_another_client(known: Any, tmp_path: Path) -> None:
    for partner, name in (("ACME", "nct.json"), ("OTHER", "ictrp.xml")):
        found = read_trials([NamedBytes(name, as_bytes(known[name]))], partner_id=partner, product_id=None)
        if partner == "ACME":
            write(found, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=r"NCT90000001 \(jRCT2099999999\) .* client 'ACME'"):
        write(found, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_eudract_and_ctis_are_linked_by_the_number_that_went_over(read: Any) -> None:
    text = EUDRACT.replace("2099-000001-22", "2019-000001-22").replace("NCT90000001", "")
    imported = read({"old.txt": text.format(spain="Ongoing", czechia="Ongoing"), "new.json": CTIS_PAGE})
    assert imported.trials["trial_id"].tolist() == ["2099-500001-11-00"]
