"""Rules that hold for rows of any table: keys, references, order of days, partners, money and places."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.schema.contract import TABLES, Table
from dualsite.schema.likeness import folded_in_sql
from dualsite.schema.rules.rule import Query, VersionFacts, of_row, rule
from dualsite.schema.vocabulary import GATES, MILESTONE_SUBJECTS, countries

ORDERED_DAYS = (
    ("start_on", "end_on"),
    ("opened_on", "closed_on"),
    ("signed_on", "end_on"),
    ("shipped_on", "delivered_on"),
    ("actual_start_on", "manufactured_on"),
    ("manufactured_on", "disposition_on"),
    ("actual_start_on", "disposition_on"),
    ("filed_on", "approved_on"),
    ("start_on", "completion_on"),
    ("need_from_on", "need_to_on"),
    ("gmp_ready_on", "retired_on"),
)
"""Pairs of which the second may not come before the first, wherever a table has both."""

_OWNERS = {
    "product_id": ("products", "product_id"),
    "contract_id": ("contracts", "contract_id"),
    "batch_id": ("batches", "batch_id"),
    "child_batch_id": ("batches", "batch_id"),
    "parent_batch_id": ("batches", "batch_id"),
    "trial_id": ("trials", "trial_id"),
}


def _present(facts: VersionFacts) -> Iterator[Table]:
    return (table for name, table in TABLES.items() if facts.has(name))


@rule("E03", "Duplicate or empty key", "Give each row its own key.")
def keys(facts: VersionFacts) -> Iterator[Query]:
    for table in _present(facts):
        required = [name for name in table.key if not table.columns[name].nullable]
        for key in filter(None, (table.key, *table.other_keys)):
            listed = ", ".join(f'"{name}"' for name in key)
            shown = " || ', ' || ".join(f"coalesce(t.\"{name}\"::VARCHAR, 'empty')" for name in key)
            filled = " AND ".join(f'"{name}" IS NOT NULL' for name in key if name in required) or "true"
            repeated = " AND ".join(f't."{name}" IS NOT DISTINCT FROM d."{name}"' for name in key)
            yield Query(
                table.name,
                ", ".join(key),
                f"""WITH d AS (SELECT {listed}, min(_row) AS first FROM {table.name} WHERE {filled}
                               GROUP BY {listed} HAVING count(*) > 1)
                    SELECT t._row, {shown} AS value,
                           'the key stands already in row ' || d.first AS problem
                    FROM {table.name} t JOIN d ON {repeated} WHERE t._row > d.first""",
            )


@rule("E06", "Unknown reference", "Add the missing row, or correct the reference.")
def references(facts: VersionFacts) -> Iterator[Query]:
    for table in _present(facts):
        for column in table.columns.values():
            if column.references and facts.has(column.references):
                key = TABLES[column.references].key[0]
                yield _unknown(table.name, column.name, column.references, key)
    if facts.has("milestones"):
        for subject, referred in MILESTONE_SUBJECTS.items():
            if facts.has(referred):
                key = TABLES[referred].key[0]
                yield _unknown("milestones", "subject_id", referred, key, f"t.subject = '{subject}' AND")


def _unknown(table: str, column: str, referred: str, key: str, condition: str = "") -> Query:
    return Query(
        table,
        column,
        f"""SELECT t._row, t.{column} AS value, 'there is no such row in {referred}' AS problem FROM {table} t
            ANTI JOIN {referred} r ON t.{column} = r.{key} WHERE {condition} t.{column} IS NOT NULL""",
        named_by=(referred, key),
    )


@rule("W19", "Ids that look alike", "Check whether they are one, and write it in one way.")
def look_alikes(facts: VersionFacts) -> Iterator[Query]:
    """The last id of those of a table that differ in case, spaces, dashes or letters that look like others alone."""
    for table in _present(facts):
        if len(table.key) != 1 or table.columns[table.key[0]].kind != "text":
            continue
        (key,) = table.key
        yield Query(
            table.name,
            key,
            # One grouping and no join: it is asked of nearly every table, and nearly always finds nothing.
            f"""SELECT max(_row) AS _row, arg_max({key}, _row) AS value,
                       'it looks like ' || arg_min({key}, _row) || ' in row ' || min(_row) AS problem
                FROM {table.name} GROUP BY {folded_in_sql(key)} HAVING min({key}) <> max({key})""",
        )


@rule("E07", "End before start", "Correct the earlier or the later day.")
def order_of_days(facts: VersionFacts) -> Iterator[Query]:
    for table in _present(facts):
        for first, last in ORDERED_DAYS:
            if first in table.columns and last in table.columns:
                problem = f"'it is before {first} ' || {first}"
                yield of_row(table.name, last, f"{last} < {first}", f"{last}::VARCHAR", problem)


@rule("E08", "Partner differs from that of the product, contract, batch or trial", "Use one partner.")
def partners(facts: VersionFacts) -> Iterator[Query]:
    """One that there is none of is told as such, and not again for being another."""
    is_known = "(t.partner_id IS NULL OR t.partner_id IN (SELECT partner_id FROM partners)) AND"
    known = is_known if facts.has("partners") else ""
    for table in _present(facts):
        if "partner_id" not in table.columns:
            continue
        for column, (owner, key) in _OWNERS.items():
            if column in table.columns and owner != table.name and facts.has(owner):
                yield _other_partner(table.name, column, owner, key, known)
    if facts.has("milestones"):
        for subject, owner in (("CONTRACT", "contracts"), ("PRODUCT", "products")):
            if facts.has(owner):
                key = TABLES[owner].key[0]
                yield _other_partner("milestones", "subject_id", owner, key, f"t.subject = '{subject}' AND {known}")


def _other_partner(table: str, column: str, owner: str, key: str, condition: str = "") -> Query:
    return Query(
        table,
        "partner_id",
        f"""SELECT t._row, t.partner_id AS value,
                   '{column} ' || t.{column} || ' belongs to ' || coalesce(o.partner_id, 'nobody') AS problem
            FROM {table} t JOIN {owner} o ON t.{column} = o.{key}
            WHERE {condition} t.partner_id IS DISTINCT FROM o.partner_id""",
    )


@rule("E12", "No exchange rate for a currency in use", "Add rates of the currency to fx_rates.")
def currencies(facts: VersionFacts) -> Iterator[Query]:
    if "fx_rates" in facts.refused:
        return
    rates = "SELECT currency FROM fx_rates" if facts.has("fx_rates") else "SELECT NULL AS currency WHERE false"
    for table in _present(facts):
        if "currency" in table.columns and table.name != "fx_rates":
            yield Query(
                table.name,
                "currency",
                f"""SELECT min(t._row) AS _row, t.currency AS value, 'fx_rates has no rate of it at all' AS problem
                    FROM {table.name} t ANTI JOIN ({rates}) r ON t.currency = r.currency
                    WHERE t.currency <> 'USD' GROUP BY t.currency""",
            )
    if facts.reporting_currency != "USD":
        yield Query(
            "dataset",
            "reporting_currency",
            f"""SELECT NULL AS _row, '{facts.reporting_currency}' AS value,
                       'fx_rates has no rate of it at all' AS problem
                WHERE NOT EXISTS (SELECT 1 FROM ({rates}) WHERE currency = '{facts.reporting_currency}')""",
        )


@rule("E13", "Public row without a source", "Name its source, or mark the row INTERNAL.")
def sources(facts: VersionFacts) -> Iterator[Query]:
    for table in _present(facts):
        if table.name != "sources":
            condition = "data_class = 'PUBLIC' AND source_id IS NULL"
            yield of_row(table.name, "source_id", condition, "NULL", "'the row is PUBLIC and names no source'")


@rule("W02", "Actual day after the as-of day", "Correct the day, or the data set's as_of.")
def future_days(facts: VersionFacts) -> Iterator[Query]:
    """Days on which something is said to have happened, or a row to have begun, that lie after the as-of day."""
    for table in _present(facts):
        for column in table.columns.values():
            if column.meaning is None or not column.meaning.is_warned_of:
                continue
            condition = f"\"{column.name}\" > DATE '{facts.as_of}' AND {column.meaning.where or 'true'}"
            problem = f"'it is after the as-of day {facts.as_of}'"
            yield of_row(table.name, column.name, condition, f'"{column.name}"::VARCHAR', problem)


@rule("W05", "Coordinates outside the country", "Check for swapped latitude and longitude.")
def coordinates(facts: VersionFacts) -> Iterator[Query]:
    boxes = ", ".join(
        f"('{country.alpha2}', {country.box[0]}, {country.box[1]}, {country.box[2]}, {country.box[3]})"
        for country in countries().values()
        if country.box
    )
    for table in _present(facts):
        if {"latitude", "longitude", "country"} <= set(table.columns):
            yield Query(
                table.name,
                "latitude, longitude",
                f"""SELECT _row, latitude || ', ' || longitude AS value,
                           'the place lies outside ' || t.country AS problem
                    FROM {table.name} t JOIN (VALUES {boxes}) b (country, west, south, east, north) USING (country)
                    WHERE latitude NOT BETWEEN south AND north
                       OR CASE WHEN west <= east THEN longitude NOT BETWEEN west AND east
                               ELSE longitude < west AND longitude > east END""",
            )


@rule("W06", "Gates out of order", "Check the days of the gates.")
def gates(facts: VersionFacts) -> Iterator[Query]:
    """Among the first of each kind per subject: no gate before an earlier one, in any of the four days."""
    if not facts.has("milestones"):
        return
    order = ", ".join(f"('{gate}', {place})" for place, gate in enumerate(GATES))
    for column in ("baseline_on", "agreed_on", "forecast_on", "actual_on"):
        yield Query(
            "milestones",
            column,
            f"""WITH g AS (SELECT subject, subject_id, kind, place, min({column}) AS day,
                                  arg_min(_row, {column}) AS _row
                           FROM milestones JOIN (VALUES {order}) o (kind, place) USING (kind)
                           WHERE {column} IS NOT NULL AND subject <> 'SITE' GROUP BY ALL)
                SELECT g._row, g.day::VARCHAR AS value,
                       'it is before ' || arg_max(e.kind, e.day) || ' on ' || max(e.day) AS problem
                FROM g JOIN g e ON e.subject = g.subject AND e.subject_id = g.subject_id
                               AND e.place < g.place AND e.day > g.day GROUP BY g._row, g.day""",
        )


@rule("W09", "Exchange rate far from its 12-month median", "Check the rate.")
def exchange_rates(facts: VersionFacts) -> Iterator[Query]:
    """Against the median of the 12 months up to the rate's own; of the first 12 for a currency's first months."""
    if facts.has("fx_rates"):
        yield Query(
            "fx_rates",
            "units_per_usd",
            """WITH r AS (SELECT *, row_number() OVER (PARTITION BY currency ORDER BY month) AS place FROM fx_rates),
                    m AS (SELECT r.currency, r.month, r._row, r.units_per_usd,
                                 nullif(median(o.units_per_usd), 0) AS middle
                          FROM r JOIN r o ON o.currency = r.currency
                               AND o.place BETWEEN r.place - 11 AND greatest(r.place, 12) GROUP BY ALL)
               SELECT _row, units_per_usd::VARCHAR AS value,
                      'it is ' || least(round(abs(units_per_usd / middle - 1) * 100), 1e15)::BIGINT
                        || ' % away from the 12-month median ' || middle AS problem
               FROM m WHERE abs(units_per_usd / middle - 1) > 0.4 + 1e-9""",
        )


@rule("W12", "Conflicting statements on one day", "Check the statements.")
def statements(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("milestone_statements"):
        yield Query(
            "milestone_statements",
            "target_on",
            """WITH d AS (SELECT milestone_id, stated_on, min(_row) AS first, arg_min(target_on, _row) AS target_on
                          FROM milestone_statements WHERE target_on IS NOT NULL GROUP BY milestone_id, stated_on)
               SELECT s._row, s.target_on::VARCHAR AS value,
                      'another target was stated on ' || s.stated_on || ', in row ' || d.first AS problem
               FROM milestone_statements s JOIN d USING (milestone_id, stated_on) WHERE s.target_on <> d.target_on""",
        )
