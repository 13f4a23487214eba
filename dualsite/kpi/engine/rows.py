"""The rows of a table as a question reads them: those of its view, with what KPIs say of a row beyond its columns."""

from __future__ import annotations

from collections.abc import Sequence

from ibis import _ as row
from ibis.expr import types as ir

from dualsite.access import Expression, View
from dualsite.kpi.engine.question import Question
from dualsite.schema import TABLES

MAJOR = "has_major_deviation"

PLACES = frozenset(("site_id", "stage"))

BEYOND = PLACES | {"as_of", MAJOR}
"""What may be asked of a row beyond the columns of the contract: the as-of day; of bookings and milestones their site
and stage; of batches whether a critical or major deviation was opened on them."""

COLUMNS = {name: frozenset(table.columns) | BEYOND for name, table in TABLES.items()}
"""The columns that may be asked for, by table."""


def rows(
    question: Question,
    table: str,
    *names: str,
    where: Sequence[Expression] = (),
    view: View | None = None,
    **computed: Expression,
) -> ir.Table:
    """The rows of a table that the question's view has, or another `view` of it, with the columns `names`.

    `names` are among `COLUMNS`; `where` (conditions that all hold) and `computed` (further columns) are written on
    `row`. Raises MissingTableError.
    """
    asked = view or question.view
    if MAJOR in names:
        names = tuple(name for name in names if name != MAJOR)
        computed[MAJOR] = row.batch_id.isin(_batches_with_deviation(question))
    is_placed = question.asks_for_places and not PLACES.isdisjoint(names)
    read = asked.located if is_placed else asked.table
    return read(table, *names, where=where, **computed)


def tables_behind(question: Question, table: str) -> tuple[str, ...]:
    """The table, and that which says of its rows what the question asks: the suite of a booking has site and stage."""
    return (table, "suites") if table == "bookings" and question.asks_for_places else (table,)


def _batches_with_deviation(question: Question) -> ir.StringColumn:
    """The batches on which a critical or major deviation was opened, by whomever it was filed."""
    is_major = (row.kind == "DEVIATION") & row.severity.isin(("CRITICAL", "MAJOR")) & row.batch_id.notnull()
    return question.view.unfiltered.table("quality_events", "batch_id", where=[is_major]).batch_id
