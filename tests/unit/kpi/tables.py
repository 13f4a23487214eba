"""Data drawn as text: a row a line, columns apart by blanks, `-` for an empty cell.

Columns that a test does not care about are left out of the drawing and take the value in `USUAL`.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from dualsite import cache, store
from dualsite.access import LOCAL_EXECUTIVE, View, Viewer, view
from dualsite.kpi import KPIS, Figure, Split, ask
from dualsite.kpi.definition import COLUMN
from dualsite.schema import TABLES

Test = TypeVar("Test", bound=Callable[..., Any])

AS_OF = date(2026, 11, 20)

USUAL: Mapping[str, Mapping[str, str]] = {
    "sites": {
        "name": "Site",
        "city": "Town",
        "country": "US",
        "latitude": "40",
        "longitude": "-100",
        "timezone": "America/New_York",
        "status": "OPERATING",
    },
    "suites": {
        "site_id": "S1",
        "name": "Suite",
        "stage": "UPSTREAM",
        "technology": "STAINLESS",
        "units": "1",
        "containment": "NONE",
        "light_protected": "false",
        "gmp_ready_on": "2020-01-01",
    },
    "milestones": {"subject": "SITE", "subject_id": "S1", "kind": "OTHER", "name": "Milestone", "owner": "CDMO"},
    "inspections": {"site_id": "S1", "authority": "FDA", "kind": "SURVEILLANCE", "classification": "NAI"},
    "partners": {"name": "Client", "country": "US", "tier": "KEY", "disclosure": "CONFIDENTIAL"},
    "products": {
        "partner_id": "A",
        "name": "Product",
        "modality": "MAB",
        "payload_class": "NONE",
        "phase": "APPROVED",
        "changeover_class": "mab",
        "containment": "NONE",
        "light_protected": "false",
    },
    "contracts": {"partner_id": "A", "type": "CMO", "status": "ACTIVE"},
    "contract_years": {"partner_id": "A", "year_no": "1", "price_per_batch": "1", "currency": "USD"},
    "order_events": {"partner_id": "A", "kind": "SIGNED", "currency": "USD"},
    "revenue": {"partner_id": "A", "site_id": "S1", "currency": "USD"},
    "opportunities": {
        "name": "Bid",
        "country": "US",
        "modality": "MAB",
        "stage": "PROPOSAL",
        "win_fraction": "0.5",
        "value": "1",
        "currency": "USD",
        "batches": "1",
        "suite_stage": "UPSTREAM",
        "suite_days": "1",
        "need_from_on": "2027-01-01",
        "need_to_on": "2027-06-01",
        "opened_on": "2025-01-01",
    },
    "routes": {"partner_id": "A", "duration_d": "10", "takt_d": "1", "release_d": "1", "min_hold_d": "0"},
    "bookings": {"suite_id": "U1", "kind": "PROCESS", "firmness": "FIRM"},
    "batches": {
        "product_id": "P",
        "partner_id": "A",
        "site_id": "S1",
        "suite_id": "U1",
        "stage": "UPSTREAM",
        "purpose": "COMMERCIAL",
        "status": "MADE",
        "planned_start_on": "2026-01-01",
        "reworked": "false",
        "record_corrections": "0",
    },
    "shipments": {
        "batch_id": "B1",
        "partner_id": "A",
        "site_id": "S1",
        "destination_country": "US",
        "quantity": "100",
        "quantity_ordered": "100",
        "unit": "vials",
        "original_commit_on": "2026-03-01",
        "agreed_commit_on": "2026-03-01",
        "temperature_excursion": "false",
    },
    "demand": {"product_id": "P", "partner_id": "A", "market": "US", "kind": "FIRM"},
    "stock": {
        "product_id": "P",
        "partner_id": "A",
        "stage": "FILL_FINISH",
        "location": "US",
        "as_of_on": "2026-11-15",
        "status": "RELEASED",
        "usable_on": "2026-01-01",
    },
    "quality_events": {
        "kind": "DEVIATION",
        "severity": "MINOR",
        "site_id": "S1",
        "opened_on": "2026-01-01",
        "due_on": "2026-12-31",
    },
    "lab_tests": {"site_id": "S1", "purpose": "RELEASE"},
    "trials": {"partner_id": "A", "title": "Trial", "phase": "PHASE3", "status": "RECRUITING", "sponsor": "Sponsor"},
    "trial_countries": {"trial_id": "T1", "partner_id": "A", "status": "ACTIVE"},
    "trial_sites": {"trial_id": "T1", "partner_id": "A", "city": "Town", "location_quality": "COUNTRY"},
    "site_licences": {
        "product_id": "P",
        "partner_id": "A",
        "stage": "UPSTREAM",
        "site_id": "S1",
        "market": "US",
        "authority": "FDA",
        "status": "APPROVED",
    },
}
"""What a required column holds where the drawing does not say."""

TWO_SITES = """
    site_id
    S1
    S2
"""

Rows = list[dict[str, str]]


def drawn(text: str) -> Rows:
    """The rows of a drawing. Raises ValueError where a row has not as many cells as the header."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [{name: "" if cell == "-" else cell for name, cell in zip(header, cells, strict=True)} for cells in lines]


def write(folder: Path, tables: Mapping[str, str], as_of: date = AS_OF) -> None:
    """Write the tables as a data folder; without a drawing of them there are two sites, S1 and S2."""
    folder.mkdir(exist_ok=True)
    (folder / "dataset.toml").write_text(f'title = "Drawn"\nas_of = {as_of}\n', encoding="utf-8")
    for name, table in ({"sites": TWO_SITES} | dict(tables)).items():
        rows = drawn(table)
        own_key = TABLES[name].key[0] if len(TABLES[name].key) == 1 else None
        usual = USUAL.get(name, {})
        columns = dict.fromkeys([*TABLES[name].required, *usual, *(column for row in rows for column in row)])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(columns), restval="")
            lines.writeheader()
            for number, row in enumerate(rows, 1):
                key = {own_key: f"{name}-{number}"} if own_key else {}
                lines.writerow({**key, **usual, **row})


@functools.cache
def _loaded(tables: tuple[tuple[str, str], ...]) -> tuple[store.Store, store.Version]:
    """The tables in a store; drawn twice they are loaded once."""
    with TemporaryDirectory() as name:
        write(Path(name), dict(tables))
        data = store.open(name)
        version = data.version()
    assert version is not None
    assert not version.report.refused, [found.message for found in version.report.errors]
    return data, version


def look(
    as_of: date | str = AS_OF,
    *,
    viewer: Viewer = LOCAL_EXECUTIVE,
    site: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    **tables: str,
) -> View:
    """A view of the drawn tables. Raises AssertionError where the check refuses one of them."""
    data, version = _loaded(tuple(tables.items()))
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return view(version, data.connect(), viewer, as_of=day, site=site, partner=partner, currency=currency)


def figures(view: View, kpi_id: str, by: Split | None = None, months: int = 12) -> list[Figure]:
    """The figures of one KPI, none of them remembered from an earlier question."""
    cache.clear()
    return ask(view, [KPIS[kpi_id]], by, months)


def figure(view: View, kpi_id: str, **key: str) -> Figure:
    """The one figure of a KPI, or the one with these keys."""
    by: Split | None = next((split for split, column in COLUMN.items() if column in key), None)
    found = [one for one in figures(view, kpi_id, by if by in KPIS[kpi_id].splits else None) if _has(one, key)]
    (one,) = found
    return one


def value(view: View, kpi_id: str, **key: str) -> float | None:
    """The value of that figure."""
    return figure(view, kpi_id, **key).value


def _has(one: Figure, key: Mapping[str, str]) -> bool:
    return {name: str(part) for name, part in one.by.items()} == key


def example(kpi_id: str) -> Callable[[Test], Test]:
    """Mark a test as the worked example of a KPI."""
    assert kpi_id in KPIS, kpi_id
    return lambda test: test
