"""Code names in place of whatever names a client: for an executive whose screen others can see.

A code is a keyed digest of the id, so it is the same on every page and download of one viewer, and says nothing to
another, whose key differs. In every client table

- ids of its own and of rows of other client tables become codes, and so do the names of clients and products;
- a milestone is called by its kind, and its target by month or year;
- other text that a person wrote becomes a code of its row or is left out, and so are notes and sources;
- days, numbers, places, countries and the words of closed vocabularies stay as they are: who knows them well enough may
  still guess whose they are.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from dualsite.i18n import _, marked
from dualsite.schema import TABLES, Column, Table

NAMED = {
    ("partners", "name"): (marked("Client {code}"), "partners", "partner_id"),
    ("products", "name"): (marked("Product {code}"), "products", "product_id"),
    ("opportunities", "name"): (marked("Bid {code}"), "opportunities", "opportunity_id"),
    ("actions", "text"): (marked("Action {code}"), "actions", "action_id"),
    ("trials", "title"): (marked("Trial {code}"), "trials", "trial_id"),
    ("trials", "sponsor"): (marked("Client {code}"), "partners", "partner_id"),
}
"""What stands in place of a name: a marked text, and the table and column of the id that its code is of."""

LEFT_OUT = "—"

MILESTONES = {
    "GROUNDBREAKING": marked("Groundbreaking"),
    "TOPPING_OUT": marked("Topping out"),
    "MECHANICAL_COMPLETION": marked("Mechanical completion"),
    "QUALIFICATION": marked("Qualification"),
    "GMP_READY": marked("GMP-ready"),
    "FIRST_APPROVAL": marked("First approval"),
    "COMMERCIAL_START": marked("Commercial start"),
    "KICK_OFF": marked("Kick off"),
    "FACILITY_FIT": marked("Facility fit"),
    "METHOD_TRANSFER": marked("Method transfer"),
    "ENGINEERING_RUN": marked("Engineering run"),
    "GMP_CLINICAL": marked("GMP clinical batches"),
    "PPQ": marked("PPQ"),
    "FILING": marked("Filing"),
    "APPROVAL": marked("Approval"),
    "COMMERCIAL_SUPPLY": marked("Commercial supply"),
    "PAYMENT": marked("Payment"),
    "OTHER": marked("Other"),
}
"""What a milestone is called: its kind, in words; marked texts."""


def coded(name: str, rows: ir.Table, key: str) -> ir.Table:
    """The rows of a table with code names made with `key`, under the same columns; tables of no client stay."""
    table = TABLES[name]
    if name == "changeovers":
        return rows.mutate(note=ibis.null("string"), source_id=ibis.null("string"))
    if not table.is_client and not table.client_through:
        return rows
    return rows.mutate(**{column.name: _shown(table, column, rows, key) for column in table.columns.values()})


def code(id_: ir.StringValue, of: str, key: str, digits: int = 10) -> ir.StringValue:
    """The code of an id of the table `of`: so many hexadecimal digits; empty for an empty id."""
    inner = (ibis.literal(f"{key}:{of}:") + id_).hexdigest("sha256")
    return (ibis.literal(f"{key}:") + inner).hexdigest("sha256").upper().substr(0, digits)


def _shown(table: Table, column: Column, rows: ir.Table, key: str) -> ir.Value:
    value = rows[column.name]
    if (table.name, column.name) in NAMED:
        said, of, id_ = NAMED[table.name, column.name]
        before, after = _(said).split("{code}")
        return ibis.literal(before) + code(rows[id_], of, key, 5) + ibis.literal(after)
    if (table.name, column.name) == ("milestones", "name"):
        return rows.kind.substitute({kind: _(said) for kind, said in MILESTONES.items()})
    if (table.name, column.name) == ("milestone_statements", "target_text"):
        year, month = rows.target_on.strftime("%Y"), rows.target_on.strftime("%b %Y")
        return (rows.precision == "YEAR").ifelse(year, month).fill_null(LEFT_OUT)
    if column.name in ("note", "source_id"):
        return ibis.null("string")
    if column.name == "subject_id":
        of_contract = (rows.subject == "CONTRACT").ifelse(code(value, "contracts", key), code(value, "products", key))
        return (rows.subject == "SITE").ifelse(value, of_contract)
    if column.references in TABLES:
        return code(value, column.references, key) if TABLES[column.references].is_client else value
    if table.key == (column.name,) or column.name == "campaign_id":
        return code(value, table.name if table.key == (column.name,) else column.name, key)
    if column.is_free:
        return ibis.null("string") if column.nullable else ibis.literal(LEFT_OUT)
    return value
