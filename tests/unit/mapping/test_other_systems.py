"""Three folders of exports as they come, of an ERP, a CRM and a MES with its LIMS, make a full first page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dualsite import access, kpi, store
from dualsite.cli import app
from dualsite.insights.kpis import today
from dualsite.mapping import proposal
from dualsite.mapping.exports import lines_above, read_export

EXPORTS = Path(__file__).parents[2] / "exports"
FOLDERS = ("erp", "crm", "mes")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands in no system, the sites and the name of the data set, and the exports converted beside it."""
    folder = tmp_path_factory.mktemp("of other systems") / "my-data"
    shutil.copytree(EXPORTS / "own", folder)
    for name in FOLDERS:
        done = CliRunner().invoke(app, ["convert", str(EXPORTS / name), "--out", str(folder)])
        said = [line for line in done.output.splitlines() if not line.endswith("rows")]
        assert [line for line in said if "below the rows were taken for words" not in line] == []
        assert done.exit_code == 0
    return folder


def test_every_tile_of_today_has_a_value(data):
    with store.open(data) as kept:
        view = access.view(kept.version(), kept.connect())
        found = kpi.ask(view, [kpi.KPIS[one] for one in today.TILES])
        assert {one.kpi.id: one.value for one in found if one.value is None} == {}
        by_id = {one.kpi.id: one for one in found}
        assert (by_id["batch_success_rate"].numerator, by_id["batch_success_rate"].denominator) == (2, 3)
        assert by_id["release_time_median"].value == 30
        # 5,000,000 - 20,000 dollars and 300,000 euros at 0.92.
        assert by_id["revenue_12m"].value == pytest.approx(5_000_000 - 20_000 + 300_000 / 0.92)


def test_what_each_file_is_is_proposed_by_its_name_its_header_and_its_values():
    proposed = {
        path.name: proposal([path]).split("[", 1)[1].split("]")[0]
        for name in FOLDERS
        for path in sorted((EXPORTS / name).iterdir())
        if path.suffix != ".toml"
    }
    assert proposed == {
        "AFKO.csv": "batches",
        "KNA1.csv": "partners",
        "LIKP_deliveries.csv": "shipments",
        "MARA.csv": "products",
        "MB51.csv": "stock",
        "TCURR.csv": "fx_rates",
        "VBAK.csv": "contracts",
        "VBAP_orders.csv": "order_events",
        "VBRK_billing.csv": "revenue",
        "report1772352840123.csv": "opportunities",
        "report1772352977001.csv": "milestones",
        "deviations.txt": "quality_events",
        "equipment.txt": "suites",
        "results.txt": "lab_tests",
        "schedule.txt": "bookings",
    }


def test_lines_above_a_header_and_words_below_the_rows_are_none_of_them():
    assert lines_above(EXPORTS / "mes" / "schedule.txt", encoding="utf-8-sig") == 3
    report = read_export(EXPORTS / "crm" / "report1772352840123.csv")
    assert len(report.rows) == 3
    assert [number for number, _ in report.below] == [6, 7, 8, 9, 10]
    assert report.below[-1] == (10, "Hazel Biologics")


def test_days_that_may_be_read_in_two_ways_are_asked_about():
    assert 'day = "?"  # %d/%m/%Y or %m/%d/%Y' in proposal([EXPORTS / "crm" / "report1772352840123.csv"])
    assert 'day = "%m/%d/%Y"' in proposal([EXPORTS / "crm" / "report1772352977001.csv"])


def test_a_table_that_two_files_look_like_has_one_section(tmp_path):
    for name in ("a.csv", "b.csv"):
        shutil.copy(EXPORTS / "erp" / "KNA1.csv", tmp_path / name)
    said = proposal([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert said.count("\n[partners]") == 1
    assert "# b.csv looks like partners, too" in said
