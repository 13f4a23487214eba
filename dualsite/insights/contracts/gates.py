"""The gates that contracts have still to pass, and whose move is next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.contracts.register import EVERYTHING, MOST_DRAWN, ContractFilter, register
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import small
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED, state
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.schema.vocabulary import GATES


@cached_per_view
def gates(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The gates of the contracts, by contract and in the order of the gates; empty when the data have none.

    Columns: `contract_id`, `label`, `kind`, `name`, `baseline_on`, `agreed_on`, `forecast_on`, `reached_on`, `due_on`
    (forecast, else agreed, else baseline), `state`, `on_baseline_d` and `on_agreed_d` (days later than the baseline and
    the agreed day, None without one), `owner` (by name), `is_next` (the first gate not yet reached).
    """
    if not view.has("milestones"):
        return GATES_SPEC.empty()
    found = small(view, "milestones")
    return _as_gates(
        view, found[found.subject == "CONTRACT"], {row.contract_id: row for row in register(view, chosen).itertuples()}
    )


GATES_SPEC = TableSpec(
    "gates",
    marked("Gates by contract, in sequence"),
    (
        ColumnSpec("label", marked("Contract")),
        ColumnSpec("name", marked("Gate")),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("baseline_on", marked("First committed"), "day"),
        ColumnSpec("agreed_on", marked("Latest agreed"), "day"),
        ColumnSpec("forecast_on", marked("Forecast"), "day"),
        ColumnSpec("reached_on", marked("Reached"), "day"),
        ColumnSpec("on_agreed_d", marked("Against agreed"), "whole", marked("d")),
        ColumnSpec("on_baseline_d", marked("Against first committed"), "whole", marked("d")),
        ColumnSpec("owner", marked("Action by")),
        ColumnSpec("is_next", marked("Next"), "flag"),
        ColumnSpec("contract_id", kind="code"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("milestone_id", kind="code"),
        ColumnSpec("kind", kind="code"),
        ColumnSpec("due_on", kind="day"),
        DATA_CLASS,
        ColumnSpec("note"),
        ColumnSpec("source"),
        ColumnSpec("url", kind="link"),
    ),
)


def product_gates(view: View, contract: Any) -> pd.DataFrame:
    """The gates of a contract's product, as `gates` gives those of contracts; empty without a product."""
    if not view.has("milestones") or contract.product_id is None:
        return GATES_SPEC.empty()
    found = small(view.unfiltered, "milestones")
    return _as_gates(view, found[found.subject == "PRODUCT"], {contract.product_id: contract})


PRODUCT_GATES_SPEC = GATES_SPEC


def _as_gates(view: View, found: pd.DataFrame, contracts: dict[str, Any]) -> pd.DataFrame:
    """The milestones of these subjects, each with its contract."""
    rows: list[dict[str, Any]] = []
    for gate in found.to_dict("records"):
        contract = contracts.get(gate["subject_id"])
        if contract is None:
            continue
        reached_on = gate["actual_on"]
        due_on = gate["forecast_on"] or gate["agreed_on"] or gate["baseline_on"]
        on = reached_on or due_on
        rows.append(
            {
                **gate,
                "contract_id": contract.contract_id,
                "label": contract.label,
                "site_id": contract.site_id,
                "reached_on": reached_on,
                "due_on": due_on,
                "state": state(reached_on, due_on, view.as_of),
                "on_baseline_d": _days(gate["baseline_on"], on),
                "on_agreed_d": _days(gate["agreed_on"], on),
                "owner": parties.party(view, gate["owner"], contract.partner_id),
            }
        )
    rows.sort(key=lambda row: (row["contract_id"], _order(row["kind"]), row["due_on"] or date.max, row["milestone_id"]))
    first_open: dict[str, str] = {}
    for row in rows:
        if row["state"] != REACHED:
            first_open.setdefault(row["contract_id"], row["milestone_id"])
    for row in rows:
        row["is_next"] = first_open.get(row["contract_id"]) == row["milestone_id"]
    listed = pd.DataFrame(rows, columns=[*GATES_SPEC.names, "source_id"], dtype=object)
    return with_sources(view, listed)[GATES_SPEC.names]


def _order(kind: str) -> int:
    return GATES.index(kind) if kind in GATES else len(GATES)


def _days(planned_on: date | None, on: date | None) -> int | None:
    return (on - planned_on).days if planned_on is not None and on is not None else None


def drawn_gates(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The gates of as many contracts as a figure holds, those with a gate still open first."""
    rows = gates(view, chosen)
    rows = rows[rows.kind.isin(GATES)]
    shown = list(dict.fromkeys([*next_moves(view, chosen).contract_id, *rows.contract_id]))[:MOST_DRAWN]
    return rows[rows.contract_id.isin(shown)]


DRAWN_GATES_SPEC = GATES_SPEC


def next_moves(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The next gate of each contract, the one due first at the top."""
    rows = gates(view, chosen)
    rows = rows[rows.is_next.astype(bool)]
    order = [row.due_on or date.max for row in rows.itertuples()]
    return (
        rows.assign(order=pd.Series(order, rows.index, dtype=object))
        .sort_values("order", kind="stable")
        .drop(columns="order")
    )


NEXT_MOVES_SPEC = GATES_SPEC


def gates_title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding."""
    rows = next_moves(view, chosen)
    if not len(rows):
        return _("No open gates")
    whose = rows.owner.value_counts()
    overdue = int((rows.state == OVERDUE).sum())
    moves = formats.listed(
        [_("{owner} {count}").format(owner=owner, count=formats.number(count)) for owner, count in whose.items()]
    )
    if not overdue:
        return _("Next actions: {moves}; none overdue").format(moves=moves)
    return ngettext("Next actions: {moves}; {count} overdue", "Next actions: {moves}; {count} overdue", overdue).format(
        moves=moves, count=formats.number(overdue)
    )


def gates_in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The next gates as text."""
    rows = next_moves(view, chosen).head(MOST_DRAWN)
    if not len(rows):
        return gates_title(view, chosen)
    return formats.parts(gate_in_words(row) for row in rows.itertuples())


_GATES = {
    REACHED: (
        marked("{label}: {gate} reached {day}, {owner}"),
        marked("{label}: {gate} reached {day}, {slip} against the agreed date, {owner}"),
    ),
    EXPECTED: (
        marked("{label}: {gate} due {day}, {owner}"),
        marked("{label}: {gate} due {day}, {slip} against the agreed date, {owner}"),
    ),
    OVERDUE: (
        marked("{label}: {gate} was due {day}, {owner}"),
        marked("{label}: {gate} was due {day}, {slip} against the agreed date, {owner}"),
    ),
    UNDATED: (marked("{label}: {gate}, no day stated, {owner}"), marked("{label}: {gate}, no day stated, {owner}")),
}
"""One gate in words by what it is, without and with its distance from the agreed day."""


def gate_in_words(gate: Any) -> str:
    """One gate with its day, its lateness and whose move it is."""
    return _(_GATES[gate.state][bool(gate.on_agreed_d)]).format(
        label=gate.label,
        gate=wording.milestone(gate.kind),
        day=formats.day(gate.reached_on or gate.due_on),
        slip=slip(gate.on_agreed_d),
        owner=gate.owner,
    )


def short_gate(kind: str) -> str:
    """What a gate is called at the head of a column."""
    short = {"GMP_CLINICAL": _("GMP clinical"), "COMMERCIAL_SUPPLY": _("Supply")}
    return short.get(kind) or wording.title(wording.milestone(kind))


def late(gate: Any) -> str:
    """Days on the agreed day and on the first commitment, as +7 / +26 d; empty where neither is known."""
    if gate.on_agreed_d is None and gate.on_baseline_d is None:
        return ""
    return _("{agreed} / {baseline} d").format(agreed=_signed(gate.on_agreed_d), baseline=_signed(gate.on_baseline_d))


def _signed(days: int | None) -> str:
    if days is None:
        return formats.UNKNOWN
    return f"+{days}" if days > 0 else f"−{-days}" if days else "0"


def slip(days: int | None) -> str:
    """+35 d, −4 d, on the day; unknown without a day to compare with."""
    if days is None:
        return formats.UNKNOWN
    return _("on time") if not days else f"{'+' if days > 0 else '−'}{formats.days(abs(days))}"
