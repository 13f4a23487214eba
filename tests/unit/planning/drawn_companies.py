"""Companies from rows of text as a view gives them to the planner, and from drawings that say only what matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dualsite.planning import network
from dualsite.planning.continuity import Company, ContinuityAnswer, MarketOutlook, Outage, ProductOutlook, answered
from dualsite.planning.continuity.reading import company
from dualsite.schema import TABLES
from tests.unit.kpi.tables import TWO_SITES, USUAL, drawn
from tests.unit.planning.ancestors import waits_for_sites

NEW_YEAR = date(2027, 1, 1)
_KINDS = {"count": int, "number": float, "day": date.fromisoformat, "flag": lambda cell: cell == "true", "text": str}
_HIDDEN_AHEAD = ("actual_start_on", "manufactured_on", "disposition_on")


def read(tables: Mapping[str, Sequence[Mapping[str, str]]], as_of: date) -> Company:
    """The tables as known on a day. `prices` are given as the planner reads them."""
    rows = {name: [_typed(name, row) for row in of] for name, of in tables.items() if name in TABLES}
    for batch in rows.get("batches", ()):
        batch.update({name: None for name in _HIDDEN_AHEAD if batch[name] is not None and batch[name] > as_of})
    rows["undecided"], rows["released"] = _batches(rows.get("batches", ()), rows.get("batch_inputs", ()))
    rows["stock"] = [row for row in rows.get("stock", ()) if row["as_of_on"] <= as_of]
    rows["prices"] = [dict(row) for row in tables.get("prices", ())]
    return company(network(rows, as_of), rows, [row["product_id"] for row in rows["products"]], "USD")


def _batches(batches: Sequence[dict[str, Any]], inputs: Sequence[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The undecided batches, one by one, and those released."""
    parents: dict[str, list[str]] = {}
    for row in inputs:
        parents.setdefault(row["child_batch_id"], []).append(row["parent_batch_id"])
    released = [row for row in batches if row["status"] == "RELEASED" and row["disposition_on"] is not None]
    unreleased = {row["batch_id"]: row["site_id"] for row in batches if row not in released}
    waits = waits_for_sites((row["batch_id"] for row in batches), parents, unreleased)
    undecided = [
        row
        | {
            "count": 1,
            "starts_on": row["actual_start_on"] or row["planned_start_on"],
            "waits_for_sites": waits[row["batch_id"]],
        }
        for row in batches
        if row["disposition_on"] is None
    ]
    return undecided, released


def _typed(table: str, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        column.name: _KINDS[column.kind](row[column.name]) if row.get(column.name) else None
        for column in TABLES[table].columns.values()
    }


BASE = {
    "sites": TWO_SITES,
    "products": """
        product_id phase
        P          PHASE3
    """,
    "routes": """
        product_id step_no stage       duration_d release_d batch_output_kg
        P          1       FILL_FINISH 10         5         8
    """,
    "suites": """
        suite_id site_id stage
        F1       S1      FILL_FINISH
        F2       S2      FILL_FINISH
    """,
    "bookings": """
        booking_id suite_id start_on   end_on     product_id
        B1         F1       2026-12-01 2027-02-01 P
    """,
    "site_licences": """
        stage       site_id market status
        FILL_FINISH S1      US     APPROVED
        FILL_FINISH S2      US     APPROVED
    """,
}
"""Site S1 makes P, and so can S2: in 10 days, released in 5. Each batch yields 8 kg."""


def a_kg_a_day(*markets: str, months: int = 24, kg: int = 1) -> str:
    """Demand of so many kg a day in each market from January 2027 on."""
    rows = ["product_id market month quantity_kg"]
    for market in markets:
        for month in range(months):
            first = date(2027 + month // 12, month % 12 + 1, 1)
            length = ((first + timedelta(31)).replace(day=1) - first).days
            rows.append(f"P {market} {first} {length * kg}")
    return "\n".join(rows)


def drawn_company(prices: Sequence[Mapping[str, Any]] = (), as_of: date = NEW_YEAR, **drawings: str) -> Company:
    """The company of `BASE` with other tables in the place of those drawn."""
    tables: dict[str, Any] = {"prices": prices}
    for name, text in ({"demand": a_kg_a_day("US")} | BASE | drawings).items():
        key = TABLES[name].key
        usual = USUAL.get(name, {})
        own_key = {key[0]: ""} if len(key) == 1 else {}
        tables[name] = [
            {**own_key, **usual, **row} | ({key[0]: f"{name}-{at}"} if own_key and key[0] not in row else {})
            for at, row in enumerate(drawn(text), 1)
        ]
    return read(tables, as_of)


def stop(days: int = 30, horizon_d: int = 730, after: int = 0, site: str = "S1", **rest: Any) -> ContinuityAnswer:
    """What is answered when a site stops on New Year or some days after."""
    return answered(drawn_company(**rest), Outage(site, NEW_YEAR + timedelta(after), days, horizon_d))


def product(**asked: Any) -> ProductOutlook:
    """The one product of that answer."""
    (found,) = stop(**asked).products
    return found


def market(name: str = "US", **asked: Any) -> MarketOutlook:
    """One market of that product."""
    return next(one for one in product(**asked).markets if one.market == name)
