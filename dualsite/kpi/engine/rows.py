"""The tables as they stood at the as-of day, reduced to the question's site and partner and to the columns asked for.

Later events do not exist yet, and a day on which something happened is unknown when it is after the as-of day.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis import _ as row
from ibis.common.deferred import Deferred
from ibis.expr import types as ir

from dualsite.kpi.engine.question import Question
from dualsite.schema import TABLES

BEGINNINGS = frozenset(("opened_on", "on", "month", "ended_on", "as_of_on"))
"""The day before which a row does not exist; an empty one says nothing."""

HAPPENINGS = frozenset(
    (
        "actual_start_on",
        "manufactured_on",
        "disposition_on",
        "closed_on",
        "actual_on",
        "shipped_on",
        "delivered_on",
        "filed_on",
        "approved_on",
    )
)
"""Days that are unknown while they lie ahead."""

PLANS = frozenset(("demand", "fx_rates"))
"""Tables whose month is no event: their later rows are known as well."""

BEYOND: Mapping[str, frozenset[str]] = {
    "batches": frozenset(("has_major_deviation",)),
    "opportunities": frozenset(("is_open",)),
    "milestones": frozenset(("site_id",)),
    "bookings": frozenset(("site_id", "stage")),
}
"""Columns that a table has beyond those of the contract; `as_of` is on every table."""

COLUMNS = {name: frozenset((*table.columns, "as_of")) | BEYOND.get(name, frozenset()) for name, table in TABLES.items()}
"""The columns that may be asked for, by table."""

NO_DAY = ibis.null("date")


def rows(
    question: Question,
    table: str,
    *names: str,
    where: Sequence[Deferred | ir.Value] = (),
    everywhere: bool = False,
    **computed: Deferred | ir.Value,
) -> ir.Table:
    """The rows of a table that exist at the as-of day, with the columns `names` as known on it.

    `names` are among `COLUMNS`; `where` (conditions that all hold) and `computed` (further columns) are written on
    `row` with any of these. The rows are those of the question's site and partner, unless asked for `everywhere`.
    Raises MissingTableError.
    """
    found = _with_site(question, table)
    conditions = _exists(question, table, found)
    if not everywhere:
        conditions += _asked_for(question, table, found)
    known = _Known(question, table, found)
    conditions += [known.resolved(condition) for condition in where]
    found = found.filter(*conditions) if conditions else found
    known = _Known(question, table, found)
    columns = {name: getattr(known, name) for name in names}
    return found.select(**columns, **{name: known.resolved(value) for name, value in computed.items()})


class _Known:
    """Stands in for the rows of a table in an expression on `row`: its columns as known at the as-of day."""

    def __init__(self, question: Question, table: str, found: ir.Table) -> None:
        self._column = functools.cache(functools.partial(_column, question, table, found))

    def __getattr__(self, name: str) -> ir.Value:
        return self._column(name)

    def resolved(self, value: Deferred | ir.Value) -> ir.Value:
        return value.resolve(self) if isinstance(value, Deferred) else value


def known(question: Question, table: str) -> ir.Table:
    """All rows and columns of a table as known at the as-of day, of every site. Raises MissingTableError."""
    return rows(question, table, *TABLES[table].columns, everywhere=True)


def tables_behind(question: Question, table: str) -> tuple[str, ...]:
    """The table, and that which says of its rows what the question asks: the suite of a booking has site and stage."""
    if table == "bookings" and (question.is_by_site or question.by == "stage"):
        return table, "suites"
    return (table,)


def _exists(question: Question, table: str, found: ir.Table) -> list[ir.BooleanColumn]:
    """The conditions under which a row exists at the as-of day."""
    if table in PLANS:
        return []
    conditions = []
    for name, column in TABLES[table].columns.items():
        if name in BEGINNINGS:
            has_begun = found[name] <= question.as_of
            conditions.append(found[name].isnull() | has_begun if column.nullable else has_begun)
    return conditions


def _column(question: Question, table: str, found: ir.Table, name: str) -> ir.Value:
    as_of = question.as_of
    if name == "as_of":
        return as_of
    if name == "has_major_deviation":
        return found.batch_id.isin(_batches_with_deviation(question))
    if name == "is_open" and table == "opportunities":
        has_no_end = found.closed_on.isnull() & ~found.stage.isin(("WON", "LOST"))
        return (found.closed_on > as_of).fill_null(False) | has_no_end
    if name in HAPPENINGS:
        return (found[name] <= as_of).ifelse(found[name], NO_DAY)
    return found[name]


def _batches_with_deviation(question: Question) -> ir.StringColumn:
    """The batches on which a critical or major deviation was opened, by whomever it was filed."""
    is_major = (row.kind == "DEVIATION") & row.severity.isin(("CRITICAL", "MAJOR")) & row.batch_id.notnull()
    return rows(question, "quality_events", "batch_id", where=[is_major], everywhere=True).batch_id


def _asked_for(question: Question, table: str, found: ir.Table) -> list[Any]:
    """The conditions of the question's filters, by the columns `site_id` and `partner_id` where there are such.

    An inspection by an authority without partner stays whatever the partner asked for.
    """
    view = question.view
    wanted = []
    if view.site is not None and "site_id" in found.columns:
        wanted.append(found.site_id == view.site)
    if view.partner is not None and "partner_id" in found.columns:
        is_theirs = found.partner_id == view.partner
        is_of_all = found.partner_id.isnull() & (found.authority != "CLIENT") if table == "inspections" else None
        wanted.append(is_theirs if is_of_all is None else is_theirs | is_of_all)
    return wanted


def _with_site(question: Question, table: str) -> ir.Table:
    """The table; with the site of its subject, or site and stage of its suite, where the question asks for them."""
    if table == "milestones" and question.is_by_site:
        return _milestones(question)
    if "suites" in tables_behind(question, table)[1:]:
        suites = question.table("suites").select("suite_id", "site_id", "stage")
        return question.table("bookings").inner_join(suites, "suite_id")
    return question.table(table)


def _milestones(question: Question) -> ir.Table:
    """The milestones with their site: of a site the site itself, of a contract its own, of a product none."""
    milestones = question.table("milestones")
    site = ibis.ifelse(row.subject == "SITE", row.subject_id, ibis.null("string"))
    if question.view.has("contracts"):
        sites = question.table("contracts").select("contract_id", contract_site="site_id")
        is_theirs = (milestones.subject == "CONTRACT") & (milestones.subject_id == sites.contract_id)
        milestones = milestones.left_join(sites, [is_theirs])
        site = ibis.coalesce(site, row.contract_site)
    return milestones.mutate(site_id=site)
