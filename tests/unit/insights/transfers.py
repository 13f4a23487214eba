"""Contracts with gates, some reached and some open, as a data folder."""

from __future__ import annotations

from datetime import date, timedelta

from dualsite.schema.vocabulary import GATES
from tests.data_folder import DataFolder

KEPT = ("sources", "sites", "partners", "products", "contracts", "milestones")


def transfers(reached: dict[str, int]) -> DataFolder:
    """Contracts of a client each, with so many gates reached, each later by ten days than the one before."""
    works = DataFolder().keep(*KEPT)
    contract = works.tables["contracts"][0]
    like = {**works.tables["milestones"][0], "subject": "CONTRACT", "owner": "CDMO", "agreed_on": "", "forecast_on": ""}
    works.tables["contracts"], works.tables["milestones"] = [], []
    for name, count in reached.items():
        partner = name.split("-")[0]
        product = next(row["product_id"] for row in works.tables["products"] if row["partner_id"] == partner)
        works.tables["contracts"].append(
            {**contract, "contract_id": name, "partner_id": partner, "product_id": product, "status": "ACTIVE"}
        )
        for place, kind in enumerate(GATES):
            baseline = date(2025, 1, 1) + timedelta(days=90 * place)
            actual = (baseline + timedelta(days=10 * place)).isoformat() if place < count else ""
            works.tables["milestones"].append(
                {
                    **like,
                    "milestone_id": f"{name}-{kind}",
                    "subject_id": name,
                    "partner_id": partner,
                    "kind": kind,
                    "baseline_on": baseline.isoformat(),
                    "actual_on": actual,
                }
            )
    return works
