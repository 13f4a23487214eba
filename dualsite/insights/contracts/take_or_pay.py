"""Take-or-pay: per contract year what is committed, made, scheduled and missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.contracts.amounts import ILLUSTRATIVE, question
from dualsite.insights.contracts.register import EVERYTHING, MOST_DRAWN, ContractFilter, register
from dualsite.insights.frames import frame, small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.commitments import gaps, gaps_in_money
from dualsite.kpi.computations.facts import IS_ABORTED, STARTS_ON
from dualsite.kpi.engine.question import NotAvailableError


@cached_per_view
def years(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """One row per contract year of a firm contract, the running ones with the largest gap first, then by contract.

    `made` batches have started up to the as-of day, `scheduled` ones are planned to start in the year; aborted ones
    count nowhere. `gap` is committed less both, never below 0, and None for a year still ahead; `gap_money`, in the
    reporting currency, is known for the running years alone and None without a rate. Needs contracts, contract_years
    and batches.
    """
    firm = register(view, chosen)
    firm = {row.contract_id: row for row in firm[firm.is_firm.astype(bool)].itertuples()}
    gap, owed = _running_gaps(view)
    counted = batches_by_day(view)
    rows = []
    for year in small(view, "contract_years").to_dict("records"):
        contract = firm.get(year["contract_id"])
        if contract is None:
            continue
        within = [
            batch for batch in counted.get(year["contract_id"], []) if year["start_on"] <= batch["on"] < year["end_on"]
        ]
        made, scheduled = (sum(batch[what] for batch in within) for what in ("made", "scheduled"))
        place = (year["contract_id"], year["start_on"])
        has_begun = year["start_on"] <= view.as_of
        made_up = (
            contract.data_class == ILLUSTRATIVE
            or year["data_class"] == ILLUSTRATIVE
            or any(batch["made_up"] for batch in within)
        )
        rows.append(
            {
                **{name: year[name] for name in ("contract_id", "year_no", "start_on", "end_on", "price_per_batch")},
                "partner_id": contract.partner_id,
                "label": contract.label,
                "is_running": has_begun and view.as_of < year["end_on"],
                "committed": year["committed_batches"],
                "made": made,
                "scheduled": scheduled,
                "gap": gap.get(place, max(0, year["committed_batches"] - made - scheduled) if has_begun else None),
                "gap_money": owed.get(place),
                "currency": view.currency,
                "take_or_pay_fraction": contract.take_or_pay_fraction,
                "data_class": ILLUSTRATIVE if made_up else None,
            }
        )
    rows.sort(key=lambda row: (not row["is_running"], -(row["gap"] or 0) if row["is_running"] else 0))
    return pd.DataFrame(rows, columns=YEARS_SPEC.names, dtype=object)


YEARS_SPEC = TableSpec(
    "contract_years",
    marked("Contract years, largest current shortfall first"),
    (
        ColumnSpec("label", marked("Contract")),
        ColumnSpec("is_running", marked("Current"), "flag"),
        ColumnSpec("year_no", marked("Year"), "whole"),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("To"), "day"),
        ColumnSpec("committed", marked("Committed"), "whole"),
        ColumnSpec("made", marked("Made"), "whole"),
        ColumnSpec("scheduled", marked("Scheduled"), "whole"),
        ColumnSpec("gap", marked("Shortfall"), "whole", marked("batches")),
        ColumnSpec("gap_money", marked("Shortfall payable"), "amount"),
        ColumnSpec("contract_id", kind="code"),
        ColumnSpec("partner_id", kind="code"),
        ColumnSpec("currency", kind="code"),
        ColumnSpec("price_per_batch", kind="number"),
        ColumnSpec("take_or_pay_fraction", kind="fraction"),
        DATA_CLASS,
    ),
)


def _running_gaps(view: View) -> tuple[dict[Any, int], dict[Any, float]]:
    """The gaps of the running contract years as the KPI has them, in batches and in money."""
    asked = question(view)
    in_batches = {(row.contract_id, row.start_on.date()): int(row.gap) for row in asked.once(gaps).itertuples()}
    try:
        owed = asked.once(gaps_in_money)
    except NotAvailableError:
        return in_batches, {}
    return in_batches, {(row.contract_id, row.start_on.date()): float(row.amount) for row in owed.itertuples()}


@cached_per_view
def batches_by_day(view: View) -> dict[str, list[dict[str, Any]]]:
    """Per contract the batches `made` and `scheduled` on each day `on`; those aborted by now left out.

    A batch is of the day it started, else of the day it is planned to, as in the KPI.
    """
    rows = view.unfiltered.table(
        "batches",
        "contract_id",
        "data_class",
        where=[row_.contract_id.notnull(), ~IS_ABORTED],
        on=STARTS_ON,
        has_started=row_.actual_start_on.notnull(),
    )
    counted = rows.group_by("contract_id", "on").aggregate(
        made=rows.has_started.sum(),
        scheduled=(~rows.has_started).sum(),
        made_up=(rows.data_class == ILLUSTRATIVE).any().fill_null(False),
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame(counted.order_by("contract_id", "on")).to_dict("records"):
        found.setdefault(row["contract_id"], []).append(row)
    return found


def running(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The contract years that contain the as-of day. Needs what `years` needs."""
    rows = years(view, chosen)
    return rows[rows.is_running.astype(bool)]


YEARS_OF_SPEC = replace(YEARS_SPEC.hiding("label", "is_running"), id="years")
"""The years of one contract, which need not name it."""


def years_of(view: View, contract_id: str) -> pd.DataFrame:
    """The years of one contract as `years` gives them, by their start; none without contract years or batches."""
    if not view.has("contract_years", "batches"):
        return YEARS_SPEC.empty()
    found = years(view)
    return found[found.contract_id == contract_id].sort_values("start_on")


RUNNING_SPEC = replace(YEARS_SPEC, id="commitments")


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding."""
    rows = running(view, chosen)
    if not len(rows):
        return _("No current contract year")
    gap = int(rows.gap.sum())
    if not gap:
        return _("All current contract years made or scheduled in full")
    return ngettext(
        "{gap} committed batch neither made nor scheduled",
        "{gap} committed batches neither made nor scheduled",
        gap,
    ).format(gap=formats.number(gap))


def sentence(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The running contract years in a sentence, the largest gap named."""
    rows = running(view, chosen)
    if not len(rows):
        return _("No firm contract has a contract year that contains the as-of day.")
    worst = rows.iloc[0]
    owed = [value for value in rows.gap_money if value is not None]
    if not worst.gap:
        said = _(
            "{committed} batches committed in {count} current contract years: {made} made, {scheduled} "
            "scheduled, no shortfall."
        )
    elif owed:
        said = _(
            "{committed} batches committed in {count} current contract years: {made} made, {scheduled} "
            "scheduled, {gap} short ({money} payable). Largest: {label}, {missing} of {of} by {end}."
        )
    else:
        said = _(
            "{committed} batches committed in {count} current contract years: {made} made, {scheduled} "
            "scheduled, {gap} short. Largest: {label}, {missing} of {of} by {end}."
        )
    return said.format(
        committed=formats.number(rows.committed.sum()),
        count=formats.number(len(rows)),
        made=formats.number(rows.made.sum()),
        scheduled=formats.number(rows.scheduled.sum()),
        gap=formats.number(rows.gap.sum()),
        money=formats.money_short(sum(owed), view.currency),
        label=worst.label,
        missing=formats.number(worst.gap),
        of=formats.number(worst.committed),
        end=formats.day(worst.end_on),
    )


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The running contract years as text."""
    return formats.parts(
        [title(view, chosen), *(year_sentence(year) for year in running(view, chosen).head(MOST_DRAWN).itertuples())]
    )


def left_out(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """How many firm contracts have no running contract year; empty when all have one."""
    firm = register(view, chosen)
    firm = set(firm[firm.is_firm.astype(bool)].contract_id) - set(running(view, chosen).contract_id)
    if not firm:
        return ""
    return ngettext(
        "Excludes {count} firm contract with no current batch commitment.",
        "Excludes {count} firm contracts with no current batch commitment.",
        len(firm),
    ).format(count=len(firm))


def year_sentence(year: Any) -> str:
    """One contract year in a sentence."""
    if year.gap:
        said = _("{label}, year {number}: {committed} committed, {made} made, {scheduled} scheduled, {gap} short")
    else:
        said = _("{label}, year {number}: {committed} committed, {made} made, {scheduled} scheduled, no shortfall")
    return said.format(
        label=year.label,
        number=year.year_no,
        committed=formats.number(year.committed),
        made=formats.number(year.made),
        scheduled=formats.number(year.scheduled),
        gap=formats.number(year.gap),
    )


def year_label(year: Any) -> str:
    """A contract year by its contract and number, with the id where the label alone would not tell it apart."""
    return _("{label}, year {number} ({contract})").format(
        label=year.label, number=year.year_no, contract=year.contract_id
    )


def year_name(year: Any, most: int = 10_000) -> str:
    """A contract year by its contract, cut after so many letters, and its number."""
    label = year.label if len(year.label) <= most else f"{year.label[: most - 1].rstrip()}…"
    return _("{contract}, year {year}").format(contract=label, year=year.year_no)


def missing_in_words(year: Any) -> tuple[str, str]:
    """How many batches a running year lacks, empty for none, and what is payable for them, empty where unknown."""
    if not year.gap:
        return "", ""
    missing = _("{count} short").format(count=formats.number(year.gap))
    return missing, formats.money_short(year.gap_money, year.currency) if year.gap_money else ""


def by_key(years: pd.DataFrame) -> dict[str, Any]:
    """Contract years by the id under which one is chosen, in their order."""
    return {f"{year.contract_id} {year.year_no}": year for year in years.itertuples()}
