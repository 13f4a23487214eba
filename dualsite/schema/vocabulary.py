"""The closed vocabularies of the data contract: what a code may be.

Order is meaning where there is one: stages run from seed to filling, gates from kick-off to supply,
containment from none to the tightest.
"""

from __future__ import annotations

import csv
import zoneinfo
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.numbers import get_territory_currencies

SITE_STATUSES = ("OPERATING", "QUALIFICATION", "CONSTRUCTION", "PLANNED")
STAGES = ("SEED", "UPSTREAM", "DOWNSTREAM", "CONJUGATION", "FILL_FINISH")
LADDER_PARTS = ("FIRM", "TENTATIVE", "INTERNAL", "BLOCKED", "OPEN")
"""The parts of the booked ladder, in order of display."""
TECHNOLOGIES = ("STAINLESS", "SINGLE_USE", "HYBRID")
CONTAINMENTS = ("NONE", "OEB3", "OEB4", "OEB5")

MILESTONE_SUBJECTS = {"SITE": "sites", "CONTRACT": "contracts", "PRODUCT": "products"}
SITE_MILESTONES = (
    "GROUNDBREAKING",
    "TOPPING_OUT",
    "MECHANICAL_COMPLETION",
    "QUALIFICATION",
    "GMP_READY",
    "FIRST_APPROVAL",
    "COMMERCIAL_START",
)
GATES = (
    "KICK_OFF",
    "FACILITY_FIT",
    "METHOD_TRANSFER",
    "ENGINEERING_RUN",
    "GMP_CLINICAL",
    "PPQ",
    "FILING",
    "APPROVAL",
    "COMMERCIAL_SUPPLY",
)
MILESTONE_KINDS = (*SITE_MILESTONES, *GATES, "PAYMENT", "OTHER")
MILESTONE_OWNERS = ("CDMO", "CLIENT", "JOINT")
PRECISIONS = ("DAY", "MONTH", "QUARTER", "HALF", "YEAR")

AUTHORITIES = ("FDA", "EMA", "MFDS", "PMDA", "TFDA", "MHRA", "HC", "ANVISA", "NMPA", "CLIENT")
INSPECTION_KINDS = ("SURVEILLANCE", "PRE_APPROVAL", "FOR_CAUSE", "CLIENT_AUDIT")
CLASSIFICATIONS = ("NAI", "VAI", "OAI", "COMPLIANT", "NON_COMPLIANT")

TIERS = ("STRATEGIC", "KEY", "STANDARD", "PROSPECT")
DISCLOSURES = ("PUBLIC_NAME", "PUBLIC_DESCRIPTOR", "CONFIDENTIAL")
MODALITIES = ("MAB", "BISPECIFIC", "FUSION", "ADC", "ANTIBODY_DYE_CONJUGATE", "OTHER")
PAYLOADS = ("NONE", "CYTOTOXIC", "PHOTOSENSITISER_DYE", "IMMUNE_AGONIST", "RADIONUCLIDE_CHELATOR", "OTHER")
PRODUCT_PHASES = ("PRECLINICAL", "PHASE1", "PHASE2", "PHASE3", "FILED", "APPROVED")
CONTRACT_TYPES = ("CMO", "CDO", "SUPPLY", "LOI", "MOU", "TECHNOLOGY", "EQUITY")
FIRM_CONTRACT_TYPES = ("CMO", "CDO", "SUPPLY")
PRICINGS = ("BATCH_PRICE", "SUITE_RESERVATION", "MINIMUM_PURCHASE", "DEDICATED_SUITE", "FEE_FOR_SERVICE")
CONTRACT_STATUSES = ("DRAFT", "SIGNED", "ACTIVE", "EXPIRED", "TERMINATED")
ORDER_KINDS = ("SIGNED", "EXPANSION", "REDUCTION", "CANCELLATION")
OPPORTUNITY_STAGES = ("LEAD", "QUALIFIED", "PROPOSAL", "NEGOTIATION", "WON", "LOST")
LOST_REASONS = ("CAPACITY", "TECHNICAL_FIT", "PRICE", "TIMING", "QUALITY", "NO_DECISION")
ACTION_OWNERS = ("CDMO", "CLIENT")
COMPARATORS = ("GE", "LE")

BOOKING_KINDS = ("PROCESS", "CHANGEOVER", "MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
BLOCKING_KINDS = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
"""Kinds of bookings that take a suite with all its units; the others take one unit."""
FIRMNESSES = ("FIRM", "TENTATIVE", "INTERNAL")
BATCH_PURPOSES = ("ENGINEERING", "CLINICAL", "PPQ", "COMMERCIAL")
BATCH_STATUSES = (
    "PLANNED",
    "IN_PROCESS",
    "MADE",
    "IN_TEST",
    "IN_REVIEW",
    "ON_HOLD",
    "RELEASED",
    "REJECTED",
    "ABORTED",
)
DECIDED_BATCH_STATUSES = ("RELEASED", "REJECTED", "ABORTED")
BATCH_STEPS = (("PLANNED",), ("IN_PROCESS",), ("MADE",), ("IN_TEST",), ("IN_REVIEW",), DECIDED_BATCH_STATUSES)
"""The order in which a batch goes through its statuses; ON_HOLD may come at any time."""
WAITING_ON = ("CDMO", "CLIENT", "SUPPLIER", "REGULATOR")
ATTRIBUTIONS = ("CDMO", "CLIENT", "SUPPLIER", "UNKNOWN")
DEMAND_KINDS = ("FIRM", "FORECAST")
STOCK_STATUSES = ("RELEASED", "QUARANTINE")

QUALITY_EVENT_KINDS = ("DEVIATION", "OOS", "COMPLAINT", "CAPA", "CHANGE_CONTROL", "AUDIT_OBSERVATION")
SEVERITIES = ("CRITICAL", "MAJOR", "MINOR")
CAUSES = ("METHOD", "MACHINE", "MATERIAL", "PEOPLE", "MEASUREMENT", "ENVIRONMENT", "NO_ROOT_CAUSE")
OOS_OUTCOMES = ("CONFIRMED", "INVALIDATED")
EFFECTIVENESS = ("PENDING", "EFFECTIVE", "NOT_EFFECTIVE")
LAB_PURPOSES = ("RELEASE", "STABILITY")

TRIAL_PHASES = ("EARLY_PHASE1", "PHASE1", "PHASE1_2", "PHASE2", "PHASE2_3", "PHASE3", "PHASE4", "NA")
TRIAL_STATUSES = (
    "NOT_YET_RECRUITING",
    "RECRUITING",
    "ENROLLING_BY_INVITATION",
    "ACTIVE_NOT_RECRUITING",
    "SUSPENDED",
    "TERMINATED",
    "COMPLETED",
    "WITHDRAWN",
    "UNKNOWN",
)
ACTIVE_TRIAL_STATUSES = ("NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING")
ENROLLMENT_TYPES = ("ACTUAL", "ESTIMATED")
DATE_PRECISIONS = ("DAY", "MONTH")
TRIAL_COUNTRY_STATUSES = ("PLANNED", "ACTIVE", "CLOSED")
LOCATION_QUALITIES = ("FACILITY", "CITY", "COUNTRY")
APPROVAL_EVENTS = ("DESIGNATION", "FILING", "APPROVAL", "CONDITIONAL_APPROVAL", "LAUNCH")
LICENCE_STATUSES = ("NOT_FILED", "PLANNED", "FILED", "APPROVED", "WITHDRAWN")

DATA_CLASSES = ("PUBLIC", "ILLUSTRATIVE", "INTERNAL")

EUROPEAN_UNION = (
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
)
"""Members of the EU: a licence for the market `EU` covers a shipment into each of them."""


class Country(NamedTuple):
    """A country of ISO 3166-1 with the box its places lie in, in degrees; `west > east` crosses the antimeridian."""

    alpha2: str
    alpha3: str
    name: str
    box: tuple[float, float, float, float] | None
    """West, south, east, north, or None where no shape is known."""


@cache
def countries() -> dict[str, Country]:
    """Every country of ISO 3166-1 by its alpha-2 code. Boxes: Natural Earth 1:50m (public domain), 0.5° wider."""
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["alpha2"]: Country(
                row["alpha2"],
                row["alpha3"],
                row["name"],
                (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
                if row["west"]
                else None,
            )
            for row in csv.DictReader(lines)
        }


@cache
def markets() -> tuple[str, ...]:
    """Country codes and `EU`."""
    return ("EU", *countries())


@cache
def currencies() -> tuple[str, ...]:
    """The ISO 4217 codes in use somewhere today, sorted."""
    return tuple(sorted({code for country in countries() for code in get_territory_currencies(country)}))


@cache
def timezones() -> tuple[str, ...]:
    """The IANA time zone names, sorted."""
    return tuple(sorted(zoneinfo.available_timezones()))
