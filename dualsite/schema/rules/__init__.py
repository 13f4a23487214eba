"""The rules a delivery is held to. Errors refuse a table, warnings are shown beside its numbers.

A rule is one object: its id, what it refuses, what to do about it, and, where it concerns whole rows or several
tables, the queries that find what breaks it. E02 to E05 come from the columns of the contract, E01, E14 and W01
from reading the files.
"""

from __future__ import annotations

from dualsite.schema.rules import operations, tables
from dualsite.schema.rules.rule import Query, Rule, Severity, VersionFacts

__all__ = ["RULES", "Query", "Rule", "Severity", "VersionFacts"]

_RULES = (
    Rule("E01", "Required column missing", "Add the column, or start from an empty template."),
    Rule("E02", "Wrong type or unparsable value", "Correct the value."),
    Rule("E03", "Duplicate or empty key", "Give each row its own key.", tables.keys),
    Rule("E04", "Value outside the vocabulary", "Use one of the codes in the data dictionary."),
    Rule("E05", "Number out of range or not finite", "Correct the number."),
    Rule("E06", "Unknown reference", "Add the missing row, or correct the reference.", tables.references),
    Rule("E07", "End before start", "Correct the earlier or the later day.", tables.order_of_days),
    Rule(
        "E08", "Partner differs from that of the product, contract, batch or trial", "Use one partner.", tables.partners
    ),
    Rule("E09", "More processes at a time than the suite has units", "Move a booking.", operations.overbooking),
    Rule("E10", "Disposition does not fit the status", "Give the day, or correct the status.", operations.disposition),
    Rule("E11", "Out-of-specification counts do not nest", "Correct the counts.", operations.lab_counts),
    Rule("E12", "No exchange rate for a currency in use", "Add rates of the currency to fx_rates.", tables.currencies),
    Rule("E13", "Public row without a source", "Name its source, or mark the row INTERNAL.", tables.sources),
    Rule("E14", "File unreadable, empty, not UTF-8, or two files for one table", "Deliver the file again."),
    Rule("W01", "Column or file the contract does not know", "Remove it, or correct its name."),
    Rule("W02", "Actual day after the as-of day", "Correct the day, or the data set's as_of.", tables.future_days),
    Rule(
        "W03", "Gap shorter than the changeover", "Move a campaign, or correct the changeover.", operations.changeovers
    ),
    Rule("W04", "Process before the suite is ready, or after its end", "Move the booking.", operations.readiness),
    Rule("W05", "Coordinates outside the country", "Check for swapped latitude and longitude.", tables.coordinates),
    Rule("W06", "Gates out of order", "Check the days of the gates.", tables.gates),
    Rule("W07", "Output differs from volume × titre × yield", "Check the four figures.", operations.mass_balance),
    Rule(
        "W08",
        "Batch started before its parent was made, or used more than it yielded",
        "Check the genealogy.",
        operations.genealogy,
    ),
    Rule("W09", "Exchange rate far from its 12-month median", "Check the rate.", tables.exchange_rates),
    Rule("W10", "Commercial shipment without an approved licence", "Check the licence.", operations.licences),
    Rule("W11", "Contract years do not tile the term", "Correct the years, or the term.", operations.contract_years),
    Rule("W12", "Conflicting statements on one day", "Check the statements.", tables.statements),
    Rule("W13", "Site or stage differs from that of the suite or batch", "Correct one of them.", operations.places),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _RULES}
"""Every rule by its id, in order."""
