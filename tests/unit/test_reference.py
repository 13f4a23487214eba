"""The reference pages say what the code says."""

from __future__ import annotations

import re

import pytest

from dualsite.kpi import KPIS
from dualsite.schema import TABLES
from dualsite.schema.rules import RULES
from tools import reference

PAGES = reference.pages()


def test_there_are_no_other_pages():
    assert {path.name for path in reference.FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_code_says(name):
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name], f"docs/reference/{name} is not what the code says any more: run make reference"


def test_every_kpi_table_and_rule_has_its_place():
    assert re.findall(r"^### (\w+)$", PAGES["kpis.md"], re.MULTILINE) == list(KPIS)
    assert re.findall(r"^### (\w+)$", PAGES["tables.md"], re.MULTILINE) == list(TABLES)
    assert re.findall(r"^\| ([EW]\d\d) ", PAGES["rules.md"], re.MULTILINE) == list(RULES)


def test_a_kpi_is_told_in_full():
    told = PAGES["kpis.md"].split("### otif_agreed\n")[1].split("###")[0]
    for part in ("- unit: fraction", "- better: higher", "- tables: `shipments`", "- placed by: `agreed_commit_on`"):
        assert part in told
    assert "- grouped by: month, site, partner\n" in told
    assert "- narrowed by: site, partner\n" in told


def test_a_column_is_told_in_full():
    batches = PAGES["tables.md"].split("### batches\n")[1].split("###")[0]
    heading = next(line for line in batches.splitlines() if line.startswith("| Column"))
    cells = [cell.strip() for cell in heading.strip("|").split("|")]
    rows = [line.strip("|").split("|") for line in batches.splitlines() if line.startswith("| `")]
    told = {row[0].strip(" `"): dict(zip(cells, (cell.strip() for cell in row), strict=True)) for row in rows}
    assert told["volume_l"]["Unit"] == "L"
    assert told["product_id"]["Refers to"] == "[products](#products)"
    assert told["purpose"]["Allowed"] == "one of ENGINEERING, CLINICAL, PPQ, COMMERCIAL"
    assert told["disposition_on"]["Known"] == "once it has come"
    assert told["waiting_on"]["Unit"] == ""
