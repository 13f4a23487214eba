"""Rows that tests of the rules add to a delivery, by what they are about."""

from __future__ import annotations

from collections.abc import Mapping

Cells = Mapping[str, str]
Rows = tuple[tuple[str, Cells], ...]


def booking(start_on: str, end_on: str, product_id: str = "", suite_id: str = "AL-DN", **cells: str) -> Cells:
    """A firm campaign."""
    partner = {"": "", "OAKMAB": "OAK", "OAKTWO": "OAK", "ELMADC": "ELM"}[product_id]
    campaign = {"kind": "PROCESS", "firmness": "FIRM", "suite_id": suite_id, "start_on": start_on, "end_on": end_on}
    return {**campaign, "product_id": product_id, "partner_id": partner, **cells}


def batch(batch_id: str, start: str = "", made: str = "", **cells: str) -> Cells:
    """A batch under way or made, not yet decided on."""
    return {"batch_id": batch_id, "status": "MADE", "actual_start_on": start, "manufactured_on": made, **cells}


def year(contract_id: str, year_no: int, start_on: str, end_on: str) -> Cells:
    return {"contract_id": contract_id, "year_no": str(year_no), "start_on": start_on, "end_on": end_on}


def licence(stage: str, market: str, status: str = "APPROVED", **cells: str) -> tuple[str, Cells]:
    """A licence of Oakumab for Alder."""
    cleared = {"filed_on": "", "approved_on": "", "valid_to_on": ""}
    return "site_licences", {"stage": stage, "market": market, "status": status, **cleared, **cells}


def contract(contract_id: str, start_on: str, end_on: str) -> tuple[str, Cells]:
    return "contracts", {"contract_id": contract_id, "start_on": start_on, "end_on": end_on}


def shipped(country: str, batch_id: str = "B-2", **cells: str) -> Cells:
    return {"batch_id": batch_id, "destination_country": country, "shipped_on": "2026-12-15", **cells}


def krone(month: int, rate: str) -> tuple[str, Cells]:
    return "fx_rates", {"currency": "DKK", "month": f"2025-{month:02}-01", "units_per_usd": rate}
