# ruff: noqa: E501  a breach reads best on few lines
"""One way, at least, to break each rule of the contract, and the finding it must give.

All breaches stand in one delivery side by side, so that each also shows to break no other rule. A breach is a row like
row 2 of its table but for `cells`, after the rows of `after`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from tests.data_folder import DataFolder
from tests.unit.schema.rows import Cells, Rows, batch, booking, contract, krone, licence, shipped, year


@dataclass(frozen=True)
class Breach:
    """A row that breaks a rule: the column and value that the finding names, and what its sentence says."""

    rule: str
    table: str
    column: str
    value: str | None
    says: str
    cells: Cells
    after: Rows = ()

    def put_into(self, delivery: DataFolder) -> int:
        """Add the rows; the number of the row that breaks the rule."""
        for table, cells in self.after:
            delivery.add(table, **cells)
        return delivery.add(self.table, **self.cells)


@dataclass(frozen=True)
class FileBreach:
    """A file that breaks a rule, by what is done to its bytes."""

    rule: str
    table: str
    row: int | None
    column: str | None
    value: str | None
    says: str
    spoil: Callable[[bytes], bytes] = field(compare=False)
    ending: str = "csv"
    """That of the file in its place."""

    def put_into(self, folder: Path) -> None:
        """Spoil the file, made when it is not there."""
        path = folder / f"{self.table}.csv"
        content = path.read_bytes() if path.exists() else b""
        path.unlink(missing_ok=True)
        path.with_suffix(f".{self.ending}").write_bytes(self.spoil(content))


LONG = "x" * 10_001


def with_a_hidden_row(file: bytes) -> bytes:
    """A CSV file as a workbook of which row 3 is hidden."""
    book = Workbook()
    for row in csv.reader(io.StringIO(file.decode())):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


BREACHES = (
    # E02 wrong type or unparsable value
    Breach("E02", "actions", "due_on", "in April", "not a day written as 2026-11-20", {"due_on": "in April"}),
    Breach("E02", "actions", "opened_on", "2027-02-30", "not a day written as", {"opened_on": "2027-02-30"}),
    Breach("E02", "actions", "due_on", "2027-13-01", "not a day written as", {"due_on": "2027-13-01"}),
    Breach("E02", "sources", "published_on", "0001-01-01 (BC)", "a day of the years 1 to 9999",
           {"published_on": "0000-01-01"}),
    Breach("E02", "sources", "url", "javascript:alert(1)", "an address that begins with https:// or http://",
           {"url": "javascript:alert(1)"}),
    Breach("E02", "lab_tests", "tests", "12.5", "not a whole number",
           {"month": "2025-01-01", "tests": "12.5", "oos": "0", "oos_invalidated": "0"}),
    Breach("E02", "stock", "quantity_kg", "1;5", "not a number written as 1234.5",
           {"location": "JP", "quantity_kg": "1;5"}),
    Breach("E02", "batches", "reworked", "twice", "not true or false", {"reworked": "twice"}),
    Breach("E02", "revenue", "month", "2026-11-15", "it must be the first day of a month", {"month": "2026-11-15"}),
    Breach("E02", "partners", "name", None, "the cell is empty", {"name": ""}),
    Breach("E02", "suites", "name", "x" * 80 + "… (10,001 characters)", "it must be at most 10,000 characters",
           {"name": LONG}),
    # E03 duplicate or empty key
    Breach("E03", "partners", "partner_id", "OAK", "the key stands already in row 2", {"partner_id": "OAK"}),
    Breach("E03", "quality_events", "event_id", None, "the key is empty", {"event_id": ""}),
    Breach("E03", "targets", "kpi_id, site_id, valid_from", "right_first_time, empty, 2025-01-01",
           "the key stands already in row 2", {"target": "0.5"}),
    Breach("E03", "routes", "product_id, stage", "OAKMAB, UPSTREAM", "the key stands already in row 2",
           {"step_no": "3"}),
    # E04 value outside the vocabulary
    Breach("E04", "sites", "country", "UK", "it must be an ISO 3166-1 alpha-2 code", {"country": "UK"}),
    Breach("E04", "sites", "timezone", "Europe/Odense", "it must be an IANA time zone",
           {"timezone": "Europe/Odense"}),
    Breach("E04", "fx_rates", "currency", "EURO", "it must be an ISO 4217 code", {"currency": "EURO"}),
    Breach("E04", "bookings", "kind", "CAMPAIGN", "it must be one of PROCESS, CHANGEOVER", {"kind": "CAMPAIGN"}),
    Breach("E04", "bookings", "firmness", "HARD", "it must be one of FIRM, TENTATIVE", {"firmness": "HARD"}),
    Breach("E04", "shipments", "destination_country", "EU", "it must be an ISO 3166-1", {"destination_country": "EU"}),
    Breach("E04", "actions", "data_class", "SECRET", "it must be one of PUBLIC", {"data_class": "SECRET"}),
    # E05 number out of range or not finite
    Breach("E05", "suites", "units", "0", "it must be 1 or more", {"units": "0"}),
    Breach("E05", "suites", "unit_volume_l", "-1", "it must be a number, 0 or more", {"unit_volume_l": "-1"}),
    Breach("E05", "contracts", "take_or_pay_fraction", "100.5", "it must be a number from 0 to 1",
           {"take_or_pay_fraction": "100.5"}),
    Breach("E05", "order_events", "amount", "0", "it must be a number above 0", {"amount": "0"}),
    Breach("E05", "revenue", "amount", "-inf", "it must be a finite number", {"month": "2025-01-01", "amount": "-inf"}),
    Breach("E05", "stock", "quantity_kg", "nan", "it must be a number, 0 or more",
           {"location": "KR", "quantity_kg": "NaN"}),
    Breach("E05", "stock", "quantity_kg", "inf", "it must be a number, 0 or more",
           {"location": "US", "quantity_kg": "1e999"}),
    # E06 unknown reference
    Breach("E06", "bookings", "suite_id", "AL-XX", "there is no such row in suites", {"suite_id": "AL-XX"}),
    Breach("E06", "milestones", "subject_id", "OAK-CMO", "there is no such row in sites", {"subject_id": "OAK-CMO"}),
    Breach("E06", "batch_inputs", "parent_batch_id", "B-99", "there is no such row in batches",
           {"parent_batch_id": "B-99"}),
    Breach("E06", "quality_events", "parent_event_id", "QE-99", "there is no such row in quality_events",
           {"parent_event_id": "QE-99"}),
    Breach("E06", "actions", "source_id", "PRESS-9", "there is no such row in sources", {"source_id": "PRESS-9"}),
    Breach("E06", "opportunities", "product_id", "ACORN", "there is no such row in products", {"product_id": "ACORN"}),
    Breach("E06", "bookings", "opportunity_id", "OPP-9", "there is no such row in opportunities",
           {"opportunity_id": "OPP-9"}),
    # E07 end before start: every pair of days
    Breach("E07", "bookings", "end_on", "2026-12-19", "it is before start_on 2026-12-20", {"end_on": "2026-12-19"}),
    Breach("E07", "contracts", "end_on", "2024-01-01", "it is before start_on 2025-01-01",
           {"start_on": "2025-01-01", "end_on": "2024-01-01"}),
    Breach("E07", "contracts", "end_on", "2024-02-01", "it is before signed_on 2024-03-01",
           {"signed_on": "2024-03-01", "end_on": "2024-02-01"}),
    Breach("E07", "quality_events", "closed_on", "2027-01-19", "it is before opened_on 2027-01-20",
           {"closed_on": "2027-01-19"}),
    Breach("E07", "shipments", "delivered_on", "2026-12-14", "it is before shipped_on 2026-12-15",
           shipped("DK", delivered_on="2026-12-14")),
    Breach("E07", "batches", "manufactured_on", "2026-10-01", "it is before actual_start_on 2026-10-02",
           {"actual_start_on": "2026-10-02", "manufactured_on": "2026-10-01"}),
    Breach("E07", "batches", "disposition_on", "2026-10-01", "it is before manufactured_on 2026-10-02",
           {"status": "RELEASED", "manufactured_on": "2026-10-02", "disposition_on": "2026-10-01"}),
    Breach("E07", "batches", "disposition_on", "2026-10-01", "it is before actual_start_on 2026-10-02",
           {"status": "ABORTED", "actual_start_on": "2026-10-02", "disposition_on": "2026-10-01"}),
    Breach("E07", "site_licences", "approved_on", "2023-09-30", "it is before filed_on 2023-10-01",
           {"market": "CA", "filed_on": "2023-10-01", "approved_on": "2023-09-30"}),
    Breach("E07", "trials", "completion_on", "2026-02-01", "it is before start_on 2026-03-01",
           {"start_on": "2026-03-01", "completion_on": "2026-02-01"}),
    Breach("E07", "opportunities", "need_to_on", "2027-08-31", "it is before need_from_on 2027-09-01",
           {"need_to_on": "2027-08-31"}),
    Breach("E07", "suites", "retired_on", "2018-12-31", "it is before gmp_ready_on 2019-01-01",
           {"retired_on": "2018-12-31"}),
    # E08 partner differs
    Breach("E08", "bookings", "partner_id", "ELM", "product_id OAKMAB belongs to OAK",
           {"partner_id": "ELM", "product_id": "OAKMAB"}),
    Breach("E08", "bookings", "partner_id", None, "contract_id OAK-CMO belongs to OAK", {"contract_id": "OAK-CMO"}),
    Breach("E08", "contracts", "partner_id", "OAK", "product_id ELMADC belongs to ELM", {"product_id": "ELMADC"}),
    Breach("E08", "quality_events", "partner_id", None, "batch_id B-2 belongs to OAK", {"batch_id": "B-2"}),
    Breach("E08", "trial_countries", "partner_id", "OAK", "trial_id NCT90000001 belongs to ELM",
           {"country": "FR", "partner_id": "OAK"}),
    Breach("E08", "milestones", "partner_id", None, "subject_id OAK-CMO belongs to OAK",
           {"subject": "CONTRACT", "subject_id": "OAK-CMO", "kind": "PAYMENT"}),
    Breach("E08", "milestones", "partner_id", "OAK", "subject_id ELMADC belongs to ELM",
           {"subject": "PRODUCT", "subject_id": "ELMADC", "kind": "OTHER", "partner_id": "OAK"}),
    Breach("E08", "batch_inputs", "partner_id", "OAK", "parent_batch_id B-4 belongs to ELM",
           {"parent_batch_id": "B-4", "kg_used": "0", "child_batch_id": "B-1X"},
           (("batches", batch("B-1X", "2026-12-01")),)),
    Breach("E08", "opportunities", "partner_id", "ELM", "product_id OAKMAB belongs to OAK",
           {"partner_id": "ELM", "product_id": "OAKMAB"}),
    # E09 more processes than units
    Breach("E09", "bookings", "start_on", "2028-06-30", "2 processes on AL-DN, which has 1 units",
           booking("2028-06-30", "2028-07-10"), (("bookings", booking("2028-06-01", "2028-07-01")),)),
    Breach("E09", "bookings", "start_on", "2028-06-10", "3 processes on AL-UP, which has 2 units",
           booking("2028-06-10", "2028-06-12", suite_id="AL-UP"),
           (("bookings", booking("2028-06-01", "2028-07-01", suite_id="AL-UP")),
            ("bookings", booking("2028-06-05", "2028-07-01", suite_id="AL-UP")))),
    Breach("E09", "bookings", "start_on", "2028-08-10", "2 processes on AL-DN",
           booking("2028-08-10", "2028-08-12", firmness="TENTATIVE", option_expires_on="2027-03-01"),
           (("bookings", booking("2028-08-01", "2028-09-01")),)),
    # E10 disposition does not fit the status
    Breach("E10", "batches", "disposition_on", None, "the batch is RELEASED and has no disposition day",
           {"status": "RELEASED"}),
    Breach("E10", "batches", "disposition_on", "2027-01-01", "the batch is IN_TEST and has a disposition day",
           {"status": "IN_TEST", "disposition_on": "2027-01-01"}),
    # E11 counts do not nest
    Breach("E11", "lab_tests", "oos", "121", "it is more than tests, 120", {"month": "2025-02-01", "oos": "121"}),
    Breach("E11", "lab_tests", "oos_invalidated", "3", "it is more than oos, 2",
           {"month": "2025-03-01", "oos_invalidated": "3"}),
    # E12 no rate
    Breach("E12", "order_events", "currency", "GBP", "fx_rates has no rate of it at all", {"currency": "GBP"}),
    # E13 public without source
    Breach("E13", "partners", "source_id", None, "the row is PUBLIC and names no source", {"data_class": "PUBLIC"}),
    # W02 actual day after the as-of day
    Breach("W02", "batches", "actual_start_on", "2027-03-02", "it is after the as-of day 2027-03-01",
           {"actual_start_on": "2027-03-02"}),
    Breach("W02", "quality_events", "closed_on", "2027-04-01", "it is after", {"closed_on": "2027-04-01"}),
    Breach("W02", "contracts", "signed_on", "2027-06-01", "it is after", {"signed_on": "2027-06-01"}),
    Breach("W02", "order_events", "on", "2027-03-02", "it is after", {"on": "2027-03-02"}),
    Breach("W02", "approvals", "on", "2027-03-02", "it is after",
           {"country": "US", "on": "2027-03-02", "is_actual": "true"}),
    # W03 gap shorter than the changeover: product before class before *, `from` first, then the stage
    Breach("W03", "bookings", "start_on", "2029-02-03", "2 days after W03-A ends, the changeover takes 3",
           booking("2029-02-03", "2029-03-01", "ELMADC"),
           (("bookings", booking("2029-01-01", "2029-02-01", "OAKMAB", booking_id="W03-A")),)),
    Breach("W03", "bookings", "start_on", "2030-02-08", "7 days after W03-B ends, the changeover takes 8",
           booking("2030-02-08", "2030-03-01", "ELMADC"),
           (("bookings", booking("2030-01-01", "2030-02-01", "OAKTWO", booking_id="W03-B")),)),
    Breach("W03", "bookings", "start_on", "2031-02-09", "8 days after W03-C ends, the changeover takes 9",
           booking("2031-02-09", "2031-03-01", "OAKMAB"),
           (("bookings", booking("2031-01-01", "2031-02-01", "ELMADC", booking_id="W03-C")),)),
    Breach("W03", "bookings", "start_on", "2032-02-02", "1 days after W03-D ends, the changeover takes 2",
           booking("2032-02-02", "2032-03-01", "ELMADC"),
           (("bookings", booking("2032-01-01", "2032-02-01", "ELMADC", booking_id="W03-D")),)),
    Breach("W03", "bookings", "start_on", "2033-02-06", "5 days after W03-E ends, the changeover takes 6",
           booking("2033-02-06", "2033-03-01"),
           (("bookings", booking("2033-01-01", "2033-02-01", "OAKTWO", booking_id="W03-E")),)),
    Breach("W03", "bookings", "start_on", "2034-02-05", "4 days after W03-F ends, the changeover takes 5",
           booking("2034-02-05", "2034-03-01"),
           (("bookings", booking("2034-01-01", "2034-02-01", booking_id="W03-F")),)),
    # W04 process before the suite is ready, or after its end
    Breach("W04", "bookings", "start_on", "2027-12-31", "the suite is GMP-ready from 2028-01-01",
           booking("2027-12-31", "2028-02-01", suite_id="BI-UP")),
    Breach("W04", "bookings", "start_on", "2039-12-01", "the suite is retired from 2040-01-01",
           booking("2039-12-01", "2040-01-02", suite_id="AL-UP")),
    Breach("W04", "bookings", "start_on", "2028-01-01", "has no day on which it is GMP-ready",
           booking("2028-01-01", "2028-02-01", suite_id="NOT-READY"),
           (("suites", {"suite_id": "NOT-READY", "gmp_ready_on": ""}),)),
    # W05 coordinates outside the country
    Breach("W05", "trial_sites", "latitude, longitude", "14.53, -22.67", "the place lies outside NA",
           {"latitude": "14.53", "longitude": "-22.67"}),
    Breach("W05", "sites", "latitude, longitude", "37.38, 126.65", "the place lies outside DK",
           {"latitude": "37.38", "longitude": "126.65"}),
    # W06 gates out of order
    Breach("W06", "milestones", "actual_on", "2026-05-01", "it is before PPQ on 2026-08-01",
           {"subject": "PRODUCT", "subject_id": "ELMADC", "partner_id": "ELM", "kind": "FILING", "baseline_on": "",
            "agreed_on": "", "forecast_on": "", "actual_on": "2026-05-01"}),
    Breach("W06", "milestones", "forecast_on", "2027-04-30", "it is before PPQ on 2027-05-01",
           {"subject": "CONTRACT", "subject_id": "OAK-CMO", "partner_id": "OAK", "kind": "APPROVAL", "baseline_on": "",
            "agreed_on": "", "forecast_on": "2027-04-30"}),
    # W07 output differs from volume × titre × yield: 5,000 L × 4 g/L × 0.8 = 16 kg
    Breach("W07", "batches", "output_kg", "16.9", "volume × titre × yield is 16.0 kg",
           {"volume_l": "5000", "titre_g_l": "4", "yield_fraction": "0.8", "output_kg": "16.9"}),
    # W08 genealogy
    Breach("W08", "batch_inputs", "child_batch_id", "EARLY", "it started on 2026-10-09, its parent B-P1 was made on 2026-10-10",
           {"child_batch_id": "EARLY", "parent_batch_id": "B-P1", "kg_used": "1"},
           (("batches", batch("B-P1", "2026-10-01", "2026-10-10")), ("batches", batch("EARLY", "2026-10-09")))),
    Breach("W08", "batch_inputs", "child_batch_id", "TOO-SOON", "its parent B-P2 was made not yet",
           {"child_batch_id": "TOO-SOON", "parent_batch_id": "B-P2", "kg_used": "1"},
           (("batches", batch("B-P2", "2026-10-01")), ("batches", batch("TOO-SOON", "2026-10-09")))),
    Breach("W08", "batch_inputs", "kg_used", "6.0", "in all 11.0 kg used of B-P3, which yielded 10.0 kg",
           {"child_batch_id": "SECOND", "parent_batch_id": "B-P3", "kg_used": "6"},
           (("batches", batch("B-P3", "2026-10-01", "2026-10-10", output_kg="10")),
            ("batches", batch("FIRST", "2026-10-10")), ("batches", batch("SECOND", "2026-10-11")),
            ("batch_inputs", {"child_batch_id": "FIRST", "parent_batch_id": "B-P3", "kg_used": "5"}))),
    # W09 rate far from its median: 10 is 43 % above 7
    Breach("W09", "fx_rates", "units_per_usd", "10.0", "it is 43 % away from the 12-month median 7.0",
           krone(6, "10")[1], tuple(krone(month, "7") for month in (*range(1, 6), *range(7, 13)))),
    Breach("W09", "fx_rates", "units_per_usd", "920000000000.0", "% away from the 12-month median",
           {"month": "2027-01-01", "units_per_usd": "920000000000"}),
    # W10 commercial shipment without a licence for a stage's site: B-2 is DOWNSTREAM at Alder, from B-1, UPSTREAM there
    Breach("W10", "shipments", "destination_country", "JP", "no approved licence for DOWNSTREAM at ALDER",
           shipped("JP"), (licence("UPSTREAM", "JP"), licence("DOWNSTREAM", "JP", "FILED"))),
    Breach("W10", "shipments", "destination_country", "KR", "no approved licence for UPSTREAM at ALDER", shipped("KR"),
           (licence("UPSTREAM", "KR", valid_to_on="2026-12-15"), licence("DOWNSTREAM", "KR"))),
    Breach("W10", "shipments", "destination_country", "TW", "no approved licence for DOWNSTREAM at ALDER", shipped("TW"),
           (licence("UPSTREAM", "TW"), licence("DOWNSTREAM", "TW", approved_on="2026-12-16"))),
    # W11 contract years do not tile the term
    Breach("W11", "contract_years", "start_on", "2025-02-01", "the term starts on 2025-01-01",
           year("LATE", 1, "2025-02-01", "2026-01-01"), (contract("LATE", "2025-01-01", "2026-01-01"),)),
    Breach("W11", "contract_years", "start_on", "2026-02-01", "the year before ends on 2026-01-01",
           year("GAP", 2, "2026-02-01", "2027-01-01"),
           (contract("GAP", "", ""), ("contract_years", year("GAP", 1, "2025-01-01", "2026-01-01")))),
    Breach("W11", "contract_years", "end_on", "2025-12-31", "the term ends on 2026-01-01",
           year("SHORT", 1, "2025-01-01", "2025-12-31"), (contract("SHORT", "2025-01-01", "2026-01-01"),)),
    # W12 conflicting statements on one day
    Breach("W12", "milestone_statements", "target_on", "2027-12-31", "another target was stated on 2024-01-10, in row 2",
           {"target_on": "2027-12-31", "target_text": "end of 2027"}),
    # W13 site or stage differs
    Breach("W13", "batches", "site_id", "BIRCH", "suite_id AL-DN has ALDER", {"site_id": "BIRCH"}),
    Breach("W13", "batches", "stage", "UPSTREAM", "suite_id AL-DN has DOWNSTREAM", {"stage": "UPSTREAM"}),
    Breach("W13", "shipments", "site_id", "BIRCH", "batch_id B-2 has ALDER", {"site_id": "BIRCH"}),
    Breach("W13", "quality_events", "site_id", "BIRCH", "batch_id B-2 has ALDER",
           {"site_id": "BIRCH", "batch_id": "B-2", "partner_id": "OAK"}),
    # W14 an option held for a lost bid: OPP-2 was lost on 2026-12-01
    Breach("W14", "bookings", "opportunity_id", "OPP-2", "it is an option for a bid that was lost on 2026-12-01",
           booking("2038-01-01", "2038-02-01", firmness="TENTATIVE", opportunity_id="OPP-2")),
    # W15 batch events out of order: B-2 was in review from 2026-11-10 on, and released on 2026-11-24
    Breach("W15", "batch_events", "status", "IN_TEST", "the batch was IN_REVIEW before",
           {"batch_id": "B-2", "partner_id": "OAK", "on": "2026-11-12", "status": "IN_TEST"}),
    Breach("W15", "batch_events", "on", "2026-11-25", "the batch was decided on 2026-11-24",
           {"batch_id": "B-2", "partner_id": "OAK", "on": "2026-11-25", "status": "RELEASED"}),
    # W16 a day that stands for none
    Breach("W16", "approvals", "on", "1900-01-01", "it is before 1950 or after 2100",
           {"on": "1900-01-01", "country": "TW"}),
    # W17 UTF-8 that was read as Windows-1252
    Breach("W17", "trial_sites", "city", "KÃ¶ln", "the text was decoded wrongly", {"city": "KÃ¶ln"}),
    # W19 two ids that nobody tells apart
    Breach("W19", "actions", "action_id", "act‑⟨U+2011⟩1", "it looks like ACT-1 in row 2", {"action_id": "act‑1"}),
)  # fmt: skip

FILE_BREACHES = (
    FileBreach("E01", "inspections", 1, "classification", None, "the column is not there",
               lambda file: file.replace(b"classification", b"outcome")),
    FileBreach("W01", "inspections", None, "outcome", None, "the contract has no such column; it was not read",
               lambda file: file),
    FileBreach("E14", "demand", 1, None, None, "demand.csv cannot be read: the header names month twice",
               lambda file: file.replace(b"market", b"month")),
    FileBreach("W18", "order_events", 2, "amount", "80.125", "all decimals of the column come in threes",
               lambda file: file.replace(b"80000000", b"80.125", 1)),
    FileBreach("W21", "trial_ids", None, None, None, "row 3 is hidden; it was read", with_a_hidden_row, "xlsx"),
    FileBreach("W01", "bathces", None, None, None, "did you mean batches?", lambda _: b"batch_id\n"),
)  # fmt: skip
