"""The contract says what the data dictionary says, and every column holds to its kind."""

from __future__ import annotations

import pytest

from dualsite.schema import TABLES, Column, columns, contract
from dualsite.schema.vocabulary import countries, currencies, markets, timezones
from tests.data_folder import TEXT, DataFolder, checked

KEYS = """
sources               source_id
sites                 site_id
suites                suite_id
changeovers           stage from_class to_class
milestones            milestone_id
milestone_statements  milestone_id stated_on target_text
inspections           inspection_id
partners              partner_id
products              product_id
contracts             contract_id
contract_years        contract_id year_no
order_events          event_id
revenue               contract_id site_id month
opportunities         opportunity_id
fx_rates              currency month
actions               action_id
targets               kpi_id site_id valid_from
routes                product_id step_no
bookings              booking_id
batches               batch_id
batch_events          batch_id on seq
batch_inputs          child_batch_id parent_batch_id
shipments             shipment_id
demand                product_id market month kind
stock                 product_id stage location as_of_on status usable_on
quality_events        event_id
lab_tests             month site_id purpose
trials                trial_id
trial_ids             trial_id other_id
trial_countries       trial_id country
trial_sites
approvals             product_id country event name on
site_licences         product_id stage site_id market
"""

NO_TABLES = {"campaign_id", "kpi_id", "other_id", "subject_id"}
"""Identifiers of no table: what a campaign, a KPI or another number of a trial is stands elsewhere, and
a subject is of the table it names."""

MAY_BE_NEGATIVE = {
    ("sites", "latitude"),
    ("sites", "longitude"),
    ("trial_sites", "latitude"),
    ("trial_sites", "longitude"),
    ("revenue", "amount"),
    ("targets", "target"),
}

COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns.values()]


def test_the_keys_are_those_of_the_dictionary():
    drawn = {name: tuple(key) for name, *key in (line.split() for line in KEYS.strip().splitlines())}
    assert {table.name: table.key for table in TABLES.values()} == drawn
    assert {table.name: table.other_keys for table in TABLES.values() if table.other_keys} == {
        "routes": (("product_id", "stage"),)
    }


def test_the_fixture_covers_the_contract():
    assert list(TEXT) == list(TABLES)


def test_every_identifier_of_a_table_is_a_reference():
    of_tables = {table.key[0] for table in TABLES.values() if len(table.key) == 1}
    for table, column in COLUMNS:
        is_own = TABLES[table].key == (column.name,)
        if column.name.endswith("_id") and not is_own and column.name not in NO_TABLES:
            assert column.references in TABLES, f"{table}.{column.name}"
            key = TABLES[column.references].key[0]
            assert key in of_tables
            assert column.name.endswith(key), f"{table}.{column.name}"


def test_every_column_says_what_it_is():
    for table, column in COLUMNS:
        assert column.description.endswith("."), f"{table}.{column.name}"


def test_a_code_has_no_unit_whatever_its_name_ends_in():
    assert TABLES["batches"].columns["waiting_on"].unit is None


def test_numbers_days_and_flags_have_a_unit():
    unnamed = [(table, column.name) for table, column in COLUMNS if column.kind != "text" and column.unit is None]
    assert unnamed == []


MEANINGS = """
begins                 actions.opened_on approvals.on batch_events.on inspections.ended_on
begins                 milestone_statements.stated_on
begins                 opportunities.opened_on order_events.on quality_events.opened_on
begins, no event       lab_tests.month revenue.month stock.as_of_on trial_countries.as_of_on
happened               actions.closed_on batches.actual_start_on batches.disposition_on batches.manufactured_on
happened               milestones.actual_on quality_events.closed_on shipments.delivered_on shipments.shipped_on
happened               site_licences.filed_on
happened, kept ahead   contracts.announced_on contracts.signed_on opportunities.closed_on site_licences.approved_on
"""
"""What is known of a day at the as-of day, of every column whose later days are not simply known ahead."""


def test_every_day_says_when_it_is_known():
    found: dict[str, set[str]] = {}
    for table, column in COLUMNS:
        assert (column.meaning is None) == (column.kind != "day"), f"{table}.{column.name}"
        if column.meaning is not None and column.meaning.kind != "planned":
            of = column.meaning
            kept = ", kept ahead" if of.is_known_ahead else "" if of.is_event else ", no event"
            found.setdefault(of.kind + kept, set()).add(f"{table}.{column.name}")
    drawn: dict[str, set[str]] = {}
    for line in MEANINGS.strip().splitlines():
        drawn.setdefault(line[:23].strip(), set()).update(line[23:].split())
    assert found == drawn


def test_a_table_with_a_day_of_no_meaning_is_not_made():
    class Visits:
        """Visits."""

        visited_on = columns.column("day", "The day.")

    with pytest.raises(TypeError, match=r"visits\.visited_on does not say when it is known\. Declare it by `day`"):
        contract.table("visits")(Visits)
    assert "visits" not in TABLES


def test_equal_words_mean_one_constraint():
    """What is said of a column is what is tested."""
    tests = {(one.rule, one.words): one.sql for _, column in COLUMNS for one in column.constraints}
    for table, column in COLUMNS:
        for one in column.constraints:
            assert tests[one.rule, one.words] == one.sql, f"{table}.{column.name}: {one.words}"


def test_what_stands_on_every_table_stands_there():
    for table in TABLES.values():
        assert {"source_id", "data_class", "note"} <= set(table.columns), table.name


def test_only_signed_numbers_may_be_negative(cells):
    found, rows = cells
    for table, column in COLUMNS:
        if column.kind in ("number", "count") and (table, column.name) not in MAY_BE_NEGATIVE:
            row = rows[table, column.name, "-1"]
            assert ("E05", table, row, column.name) in found, f"{table}.{column.name}"


def spoiled(table: str, column: Column) -> list[tuple[str, str]]:
    """Cells that a column must refuse, each with the rule that it breaks."""
    refused = {"day": "soon", "number": "1 000", "count": "1.5", "flag": "1"}
    bad = [(refused[column.kind], "E02")] if column.kind in refused else []
    if column.kind == "day" and column.unit and column.unit.startswith("month"):
        bad.append(("2027-01-02", "E02"))
    if column.kind == "text" and any(one.rule == "E04" for one in column.constraints):
        bad.append(("nowhere", "E04"))
    if column.kind == "number":
        bad += [("nan", "E05"), ("inf", "E05")]
    if column.kind in ("number", "count") and (table, column.name) not in MAY_BE_NEGATIVE:
        bad.append(("-1", "E05"))
    return bad


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """What was found in one delivery of all refused cells, and the row of each."""
    delivery = DataFolder()
    rows = {}
    for table, column in COLUMNS:
        for cell, _ in spoiled(table, column):
            rows[table, column.name, cell] = delivery.add(table, **{column.name: cell})
    version = checked(delivery.write(tmp_path_factory.mktemp("cells")))
    return {(one.rule, one.table, one.row, one.column) for one in version.report.findings}, rows


@pytest.fixture(scope="module")
def empty_cells(tmp_path_factory):
    """What was found in one delivery of empty cells, and the row of each."""
    delivery = DataFolder()
    rows = {}
    for table, column in COLUMNS:
        rows[table, column.name] = delivery.add(table, **{column.name: ""})
    version = checked(delivery.write(tmp_path_factory.mktemp("empty")))
    return {(one.rule, one.table, one.row, one.column) for one in version.report.findings}, rows


def test_every_column_refuses_what_is_not_of_its_kind(cells):
    found, rows = cells
    for table, column in COLUMNS:
        for cell, rule in spoiled(table, column):
            assert (rule, table, rows[table, column.name, cell], column.name) in found, f"{table}.{column.name} {cell}"


def test_only_optional_columns_may_be_empty(empty_cells):
    found, rows = empty_cells
    for table, column in COLUMNS:
        row = rows[table, column.name]
        at_cell = {rule for rule, *place in found if place == [table, row, column.name]}
        if column.nullable:
            assert not at_cell & {"E02", "E03"}, f"{table}.{column.name}"
        else:
            assert ("E03" if column.name in TABLES[table].key else "E02") in at_cell, f"{table}.{column.name}"


def test_the_codes_are_the_standards():
    assert len(countries()) == 249 + ("XK" in countries())
    assert {"NA", "KR", "JP", "TW", "US"} <= set(countries())
    assert {"EU", "NA"} <= set(markets())
    assert {"KRW", "JPY", "USD", "EUR"} <= set(currencies())
    assert {"Asia/Seoul", "America/New_York"} <= set(timezones())
    assert not {"UK", "XX"} & set(countries())
