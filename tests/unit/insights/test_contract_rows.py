"""Rows of the contract as a reader looks at them: under headings, by names, and at once."""

from __future__ import annotations

import re

import pytest

from dualsite.access import View
from dualsite.insights import cells
from dualsite.insights.contract_headings import HEADINGS, OF_TABLES
from dualsite.insights.contract_rows import rows_in_words
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import known
from dualsite.insights.kpis import evidence
from dualsite.kpi.catalogue import KPIS
from dualsite.schema import TABLES
from dualsite.screens.shared import printed_table

BEHIND = sorted({kpi.table for kpi in KPIS.values()} | {"demand", "stock", "site_licences"})
"""The tables whose rows stand on a card."""

CODE = re.compile(r"[A-Z]{3,}(_[A-Z0-9]+)*")
ACRONYMS = {"PPQ", "CAPA", "FDA", "EMA", "OOS", "USD", "EUR", "KRW", "JPY", "ALDER", "BIRCH"}


@pytest.mark.parametrize("table", BEHIND)
def test_every_column_has_a_heading_in_words(works: View, table: str) -> None:
    spec = rows_in_words(works, table)
    headings = list(spec.headings().values())
    assert not [one for one in headings if "_" in one or one in TABLES[table].columns]
    missing = set(TABLES[table].columns) - {column.name for column in spec.shown} - {"source_id", "name_ko", "name_ja"}
    assert missing == set()


@pytest.mark.parametrize("table", BEHIND)
def test_no_cell_shows_a_code_or_the_id_of_what_has_a_name(works: View, table: str) -> None:
    spec, rows = rows_in_words(works, table), with_sources(works, known(works, table))
    assert len(rows)
    told = cells.told(spec, rows)
    of_codes = [column.headed() for column in spec.shown if column.says]
    shown = {str(value) for heading in of_codes for value in told[heading]}
    assert {one for one in shown if CODE.fullmatch(one)} <= ACRONYMS
    assert not shown & {"OAK", "ELM", "OAKMAB", "OAKTWO", "ELMADC", "OAK-CMO", "ELM-CDO", "AL-DN", "AL-UP", "BI-UP"}


def test_a_row_is_told_by_the_names_it_stands_for(works: View) -> None:
    kpi = KPIS["batch_success_rate"]
    (first, *_others) = cells.told(evidence.evidence_spec(works, kpi), evidence.evidence(works, kpi)).to_dict("records")
    named = {heading: first[heading] for heading in ("Lot", "Product", "Client", "Contract", "Site", "Suite", "Status")}
    assert named == {
        "Lot": "B-1",
        "Product": "Oakumab",
        "Client": "Oak Medicines",
        "Contract": "Oak Medicines · Oakumab",
        "Site": "Alder Works",
        "Suite": "Bioreactors (AL-UP)",
        "Status": "released",
    }


def test_two_suites_of_one_name_are_told_apart(works: View) -> None:
    (suite,) = [column for column in rows_in_words(works, "bookings").columns if column.name == "suite_id"]
    assert cells.in_words(suite, "AL-UP") == "Bioreactors (AL-UP)"
    assert cells.in_words(suite, "AL-DN") == "Purification 1"
    assert cells.in_words(suite, "GONE") == "GONE", "an id that nothing is called by stands for itself"


def test_what_no_row_says_is_not_shown_and_without_rows_all_is(works: View) -> None:
    spec, rows = rows_in_words(works, "inspections"), with_sources(works, known(works, "inspections"))
    assert "Note" not in [column.headed() for column in spec.hiding_unknown(rows).shown]
    assert spec.hiding_unknown(rows.head(0)) == spec


def test_a_source_is_a_link_of_the_page_and_nothing_else_is(works: View) -> None:
    spec, rows = rows_in_words(works, "sites"), with_sources(works, known(works, "sites"))
    drawn = printed_table.as_html(spec, rows)
    assert '<a href="https://example.org/alder" target="_blank" rel="noopener noreferrer">open</a>' in drawn
    rows = rows.assign(url="javascript:alert(1)")
    assert "<a " not in printed_table.as_html(spec, rows)


def test_headings_are_of_columns_that_there_are() -> None:
    columns = {name for table in TABLES.values() for name in table.columns}
    assert set(HEADINGS) <= columns
    assert all(column in TABLES[table].columns for table, column in OF_TABLES)
