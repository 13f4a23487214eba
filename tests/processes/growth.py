"""Load a folder with many batches and print what it took, as JSON: `python -m tests.processes.growth FOLDER`.

A process of its own, so that its peak memory is that of the load.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

from dualsite import store
from dualsite.schema import TABLES
from tests.data_folder import AS_OF, DataFolder

PART = 1_000_000
"""Rows per part, so that making them takes no more memory than reading them."""


def batches(first: int, count: int) -> pyarrow.Table:
    """Released batches in every column, numbered from `first`, without a finding."""
    numbers = numpy.arange(first, first + count)
    start = numpy.datetime64("2019-01-01") + numbers % 2_500
    volume = 4_000.0 + numbers % 1_000
    is_oak = numbers % 3 > 0

    def days_after(days: numpy.ndarray | int) -> pyarrow.Array:
        return pyarrow.array(start + days, pyarrow.date32())

    def one_of(oak: str, elm: str) -> pyarrow.Array:
        return pyarrow.array(numpy.where(is_oak, oak, elm))

    columns = {
        "batch_id": pyarrow.array([f"BATCH-{n:08}" for n in numbers.tolist()]),
        "product_id": one_of("OAKMAB", "ELMADC"),
        "partner_id": one_of("OAK", "ELM"),
        "contract_id": one_of("OAK-CMO", "ELM-CDO"),
        "campaign_id": pyarrow.array([f"CMP-{n // 20}" for n in numbers.tolist()]),
        "site_id": one_of("ALDER", "ALDER"),
        "suite_id": one_of("AL-DN", "AL-CJ"),
        "stage": one_of("DOWNSTREAM", "CONJUGATION"),
        "purpose": one_of("COMMERCIAL", "CLINICAL"),
        "status": one_of("RELEASED", "REJECTED"),
        "waiting_on": one_of("CDMO", "CLIENT"),
        "planned_start_on": days_after(0),
        "frozen_start_on": days_after(numbers % 3),
        "actual_start_on": days_after(numbers % 5),
        "manufactured_on": days_after(14 + numbers % 7),
        "disposition_on": days_after(30 + numbers % 40),
        "volume_l": pyarrow.array(volume),
        "titre_g_l": pyarrow.array(3.0 + numbers % 7 / 10),
        "yield_fraction": pyarrow.array(0.7 + numbers % 20 / 100),
        "output_kg": pyarrow.array(volume * (3.0 + numbers % 7 / 10) / 1_000 * (0.7 + numbers % 20 / 100)),
        "attributable_to": one_of("CDMO", "SUPPLIER"),
        "reworked": pyarrow.array(numbers % 50 == 0),
        "record_corrections": pyarrow.array(numbers % 9),
        "source_id": one_of("PRESS-1", "PRESS-1"),
        "data_class": one_of("ILLUSTRATIVE", "INTERNAL"),
        "note": pyarrow.array([f"Made in campaign {n // 20} as batch {n % 20}" for n in numbers.tolist()]),
    }
    assert list(columns) == list(TABLES["batches"].columns)
    return pyarrow.table(columns)


def deliver(folder: Path, rows: int) -> None:
    """Write sites, suites, clients, products and contracts, and that many batches in parts."""
    kept = ("sources", "sites", "suites", "partners", "products", "contracts", "fx_rates")
    DataFolder().keep(*kept).write(folder)
    (folder / "batches").mkdir()
    for first in range(0, rows, PART):
        part = folder / "batches" / f"part-{first:08}.parquet"
        pyarrow.parquet.write_table(batches(first, min(PART, rows - first)), part)


def measured(folder: Path) -> dict[str, float]:
    """What loading the folder takes: seconds, and megabytes of memory before and at the peak of it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    version = store.open(folder, AS_OF).version()
    took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": version.rows["batches"],
        "findings": len(version.report.findings),
        "seconds": round(took, 1),
        "mb_before": round(before),
        "mb_peak": round(peak),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(Path(sys.argv[1]))))
