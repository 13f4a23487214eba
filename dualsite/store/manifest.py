"""The seal of a delivery: a file that says which files belong to it, with the rows and the SHA-256 of each."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet

from dualsite.errors import DataError, InputError, why
from dualsite.store.entries import MANIFEST
from dualsite.store.folder import Listing


@dataclass(frozen=True)
class SealedFile:
    """One file as it was sealed."""

    rows: int | None
    """Rows of the tables in it; None for a file that holds none."""
    size: int
    sha256: str


def manifest(files: Listing) -> dict[str, SealedFile] | None:
    """The files that the folder's manifest names; None without a manifest. Raises DataError when it cannot be read."""
    if all(name != MANIFEST for name, _, _ in files.controls):
        return None
    try:
        told = json.loads((files.folder / MANIFEST).read_text(encoding="utf-8"))
        return {
            str(name): SealedFile(one.get("rows"), int(one["bytes"]), str(one["sha256"]))
            for name, one in told["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{MANIFEST} cannot be read ({why(error)}); seal the folder again, or remove it") from None


def unlike(
    sealed: Mapping[str, SealedFile], files: Listing, digests: Mapping[str, str], rows: Mapping[str, int]
) -> tuple[str, ...]:
    """How the files differ from those that were sealed, a clause each; empty when they are the same."""
    sizes = {name: size for name, size, _ in files.files}
    found = []
    for name, was in sealed.items():
        if name not in sizes:
            found.append(f"{name} was sealed and is not there")
        elif digests.get(name) != was.sha256:
            now = rows.get(name)
            if was.rows is not None and now is not None and now != was.rows:
                found.append(f"{name} has {now:,} rows instead of {was.rows:,} as sealed")
            else:
                found.append(f"{name} is not the file that was sealed, {sizes[name]:,} bytes instead of {was.size:,}")
    found += [f"{name} lies there and was not sealed" for name in sizes if name not in sealed]
    return tuple(found)


def seal(files: Listing, digests: Mapping[str, str], rows: Mapping[str, int]) -> Path:
    """Write the manifest of a folder; `rows` are those of the tables in each file, by its name.

    Raises InputError when it cannot be written.
    """
    told = {
        name: {
            "rows": _rows_of_part(files.folder / name) if "/" in name else rows.get(name),
            "bytes": size,
            "sha256": digests[name],
        }
        for name, size, _ in files.files
    }
    path = files.folder / MANIFEST
    written = path.with_name(f".{MANIFEST}.{os.getpid()}")
    text = json.dumps({"sealed_at": datetime.now(UTC).isoformat(timespec="seconds"), "files": told}, indent=1)
    try:
        written.write_text(text + "\n", encoding="utf-8")
        written.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {why(error)}. Make the folder writable.") from None
    return path


def _rows_of_part(path: Path) -> int:
    return int(pyarrow.parquet.read_metadata(path).num_rows)
