"""A larger scale multiplies what happens on the floor and hardly what there is; large tables are Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dualsite import sample


def test_scale_multiplies_batches_and_events_but_not_the_network(tmp_path: Path) -> None:
    one, nine = sample.write(tmp_path / "1"), sample.write(tmp_path / "9", scale=9)
    for name in ("batches", "batch_inputs", "shipments", "quality_events"):
        assert 8 <= nine[name] / one[name] <= 10, name
    for name in ("sites", "suites", "partners", "products", "contracts", "bookings"):
        assert nine[name] == one[name], name


def test_a_table_changes_format_at_two_hundred_thousand_rows_and_back(own: Path) -> None:
    (own / "batches.csv").write_text(
        "batch_id,product_id,partner_id,site_id,suite_id,stage,purpose,status,planned_start_on,reworked,"
        "record_corrections,remark\nX1,Q1,P1,ONE,U1,UPSTREAM,CLINICAL,PLANNED,2027-01-05,false,0,own column\n"
    )
    sample.write(own)
    small = (own / "batches.csv").read_bytes()
    rows = sample.write(own, scale=135)
    assert rows["batches"] > 200_000 > rows["shipments"]
    assert not (own / "batches.csv").exists()
    assert (own / "shipments.csv").exists()
    batches = pq.read_table(own / "batches.parquet")
    assert batches.num_rows == rows["batches"] + 1
    kinds = {name: batches.schema.field(name).type for name in ("batch_id", "planned_start_on", "volume_l", "reworked")}
    assert kinds == {
        "batch_id": pa.string(),
        "planned_start_on": pa.date32(),
        "volume_l": pa.float64(),
        "reworked": pa.bool_(),
    }
    assert batches.schema.field("record_corrections").type == pa.int64()
    assert batches.slice(0, 1).to_pylist()[0]["remark"] == "own column"
    assert pc.count_distinct(batches["batch_id"]).as_py() == batches.num_rows
    sample.write(own)
    assert not (own / "batches.parquet").exists()
    assert (own / "batches.csv").read_bytes() == small
