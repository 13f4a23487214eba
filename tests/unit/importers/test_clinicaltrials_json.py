from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsite.errors import DataError
from dualsite.importers.registry_json import _elements, read_json

text = st.text(alphabet='ab"\\{}[]:,é\u2028 ', max_size=8)
values = st.recursive(
    st.none() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
)
elements = st.lists(st.dictionaries(text, values, max_size=4), max_size=5)


@given(elements, st.sampled_from([None, 1]), st.booleans())
def test_an_array_is_cut_into_the_elements_json_sees(studies: list[Any], indent: int | None, ascii_only: bool) -> None:
    content = json.dumps(studies, indent=indent, ensure_ascii=ascii_only).encode()
    assert [element for _, element in _elements("a.json", content)] == orjson.loads(content)


@given(elements, values)
def test_a_search_is_cut_into_its_studies_wherever_the_key_stands(studies: list[Any], other: Any) -> None:
    content = json.dumps({"totalCount": other, "studies": studies, "nextPageToken": other}).encode()
    assert [element for _, element in _elements("a.json", content)] == orjson.loads(content)["studies"]


@given(elements.filter(bool), st.data())
def test_a_file_cut_off_anywhere_is_refused(studies: list[Any], data: Any) -> None:
    content = json.dumps(studies).encode()
    length = data.draw(st.integers(1, len(content) - 1))
    with pytest.raises(DataError, match=r"^a\.json is not whole JSON .*cut off"):
        list(_elements("a.json", content[:length]))


def test_the_four_containers_hold_the_same_study(study: Any, site: Any, read: Any, zipped: Any) -> None:
    one = study(sites=[site("Japan"), site("Poland", "Gliwice")])
    containers = [
        one,
        {"totalCount": 1, "studies": [one], "nextPageToken": "x"},
        [one],
        zipped({"other name.json": one}),
    ]
    first, *others = (read({"a": container}) for container in containers)
    assert first.trials["trial_id"].tolist() == ["NCT90000001"]
    assert first.trial_sites["city"].tolist() == ["Kyoto", "Gliwice"]
    for other in others:
        assert other.trial_sites.equals(first.trial_sites)
        assert other.trials.equals(first.trials)


def test_a_byte_order_mark_is_no_part_of_the_file(study: Any, read: Any) -> None:
    content = b"\xef\xbb\xbf" + json.dumps([study()]).encode()
    assert len(read({"a.json": content}).trials) == 1


def test_the_study_is_named_by_its_content_not_by_its_file(study: Any, read: Any) -> None:
    assert read({"NCT11111111.json": study("NCT90000007")}).trials["trial_id"].tolist() == ["NCT90000007"]


def test_contacts_and_officials_are_kept_nowhere(study: Any, site: Any, read: Any) -> None:
    person = {"name": "Jane Roe", "phone": "555-0100", "email": "jane.roe@example.org", "role": "CONTACT"}
    record = study(sites=[site("Japan", contacts=[person]), site("Atlantis", contacts=[person])])
    record["protocolSection"]["contactsLocationsModule"] |= {"centralContacts": [person], "overallOfficials": [person]}
    imported = read({"a.json": record})
    everything = "".join(imported.table(name).to_csv() for name in ("trials", "trial_countries", "trial_sites"))
    assert "General Hospital" in everything
    for trace in ("Roe", "0100", "example.org"):
        assert trace not in everything + repr(imported.findings)


def test_sections_of_an_unexpected_kind_are_as_if_absent(study: Any, read: Any) -> None:
    odd = study(
        statusModule=["RECRUITING"],
        designModule={"phases": "PHASE3", "enrollmentInfo": 7},
        sponsorCollaboratorsModule=None,
        contactsLocationsModule={"locations": [None, {"country": 7, "geoPoint": "here"}]},
    )
    imported = read({"a.json": odd})
    (trial,) = imported.trials.to_dict("records")
    assert (trial["status"], trial["phase"], trial["sponsor"]) == ("UNKNOWN", "NA", "Example Oncology")
    assert sum(finding.sites for finding in imported.findings) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"status": "ready"}', "holds no study"),
        (b'{"studies": {"NCT90000001": 1}}', "holds no study"),
        (b"[1, 2]", "holds no study"),
        (b'[{"nctId": "NCT90000001"}]', "holds no study"),
        (b'{"FullStudiesResponse": {"FullStudies": []}}', "version 1"),
        (b'[{"protocolSection": ', "cut off"),
        (b'{"studies": [{}]} trailing', "not whole JSON"),
        (b"[" * 100_000, "not whole JSON"),
        ('[{"a": "é"}]'.encode("latin-1"), "not UTF-8"),
        ("[]".encode("utf-16"), "UTF-16"),
    ],
)
def test_other_json_is_refused_with_its_reason(content: bytes, reason: str, read: Any) -> None:
    with pytest.raises(DataError, match=reason) as refused:
        read({"download.json": content})
    assert str(refused.value).startswith("download.json ")


def test_an_element_that_is_no_study_is_a_finding(study: Any, read: Any) -> None:
    imported = read({"a.json": [study(), {"protocolSection": {}}, 5]})
    assert len(imported.trials) == 1
    assert ["is not a study" in finding.message for finding in imported.findings] == [True, True]


def test_a_search_without_hits_is_no_error(read: Any) -> None:
    imported = read({"a.json": b'{"studies": []}'})
    assert (len(imported.trials), len(imported.refusals)) == (0, 0)
    assert "no hits" in imported.findings[0].message


def test_progress_is_told_by_the_share_of_the_file(study: Any) -> None:
    shares: list[float] = []
    content = json.dumps([study(f"NCT{n:08d}") for n in range(100)]).encode()
    read_json("a.json", content, lambda share, _so_far=0: shares.append(share))
    assert len(shares) == 100 / 20
    assert shares == sorted(shares)
