"""Invented studies, in the shapes in which registries hand them out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dualsite.importers import Import, NamedBytes, read_trials

Study = dict[str, Any]


@pytest.fixture
def site() -> Callable[..., dict[str, Any]]:
    """A site of an API v2 record: `site("Japan", "Nagoya", lat=35.18, lon=136.91)`."""

    def make(
        country: str, city: str = "Kyoto", lat: float | None = None, lon: float | None = None, **more: Any
    ) -> Study:
        point = {} if lat is None else {"geoPoint": {"lat": lat, "lon": lon}}
        return {"facility": "General Hospital", "city": city, "country": country, **point, **more}

    return make


@pytest.fixture
def study() -> Callable[..., Study]:
    """An API v2 record: `study("NCT90000001", sites=[…], status="COMPLETED")`; `modules` replaces whole modules."""

    def make(
        trial_id: str = "NCT90000001",
        *,
        sites: list[Any] | None = None,
        status: str = "RECRUITING",
        phases: list[str] | None = None,
        start: str = "2024-03-05",
        completion: str = "2027-09-30",
        updated: str = "2026-01-15",
        **modules: Any,
    ) -> Study:
        protocol: Study = {
            "identificationModule": {
                "nctId": trial_id,
                "briefTitle": "An invented study",
                "organization": {"fullName": "Example Oncology"},
            },
            "statusModule": {
                "overallStatus": status,
                "startDateStruct": {"date": start, "type": "ACTUAL"},
                "primaryCompletionDateStruct": {"date": "2027-03-31", "type": "ESTIMATED"},
                "completionDateStruct": {"date": completion, "type": "ESTIMATED"},
                "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Example Oncology", "class": "INDUSTRY"}},
            "designModule": {
                "phases": ["PHASE3"] if phases is None else phases,
                "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
            },
        }
        if sites is not None:
            protocol["contactsLocationsModule"] = {"locations": sites}
        return {
            "protocolSection": protocol | modules,
            "derivedSection": {"miscInfoModule": {"versionHolder": "2026-03-01"}},
            "hasResults": False,
        }

    return make


@pytest.fixture
def read() -> Callable[..., Import]:
    """Import contents as one client's: `read({"a.json": …})`; what is not bytes or text is written as JSON."""

    def make(files: Mapping[str, Any], product_id: str | None = None) -> Import:
        return read_trials(
            [NamedBytes(name, as_bytes(content)) for name, content in files.items()],
            partner_id="ACME",
            product_id=product_id,
        )

    return make


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    """A zip archive of these members."""

    def make(members: Mapping[str, Any]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, as_bytes(content))
        return packed.getvalue()

    return make


def as_bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
