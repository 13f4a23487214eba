"""The tables of a data folder as Parquet files with the types of the contract, as Spark reads them."""

from __future__ import annotations

import shutil
from pathlib import Path

from dualsite.schema import TABLES
from dualsite.store import Store


def as_parquet(folder: Path, into: Path) -> Path:
    """Write a file for each table into a new folder, and give that."""
    into.mkdir(parents=True)
    with Store(folder) as files:
        version = files.version()
        assert version is not None
        cursor = files.connect().con
        for name in version.tables:
            columns = ", ".join(f'"{column}"' for column in TABLES[name].columns)
            rows = f"SELECT {columns} FROM {version.schema}.{name}"
            cursor.execute(f"COPY ({rows}) TO '{into}/{name}.parquet' (FORMAT parquet)").fetchall()
        if version.listing.dataset is not None:
            shutil.copy(version.listing.dataset, into / "dataset.toml")
    return into
