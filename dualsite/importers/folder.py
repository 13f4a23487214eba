"""An import on its way into a data folder: merged with the tables that are there, all or nothing."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dualsite.errors import DataError, InputError, why
from dualsite.importers.merged import Rows, merged, same_trials
from dualsite.importers.trials import TRIAL_TABLES, Import
from dualsite.schema import TABLES
from dualsite.schema.dictionary import BYTE_ORDER_MARK


@dataclass(frozen=True)
class Written:
    """What `write` did, by registry numbers in code point order."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    older: tuple[str, ...]
    """Those of `replaced` whose new record the registry updated before the one that was there."""
    files: tuple[Path, ...]
    """The files whose content changed; none when everything was there already."""


def write(import_: Import, folder: Path) -> Written:
    """Put the trials into the tables of `folder`, which is made when it is not there.

    A trial that is there already, under this number or another of its numbers, is replaced with all its countries and
    sites (see `importers.merged`); a product it was given is kept when the import names none. Other trials, further
    columns and all other files stay as they are. The same import twice leaves the same bytes. Files are replaced whole,
    at the end, so a failure leaves the folder as it was.

    InputError when the folder cannot take the import: a table in another format, a client or product it does not
    know, or a trial of another client. DataError when one of its tables cannot be read.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder to write to.")
    tables = {name: read_rows(folder, name) for name in TRIAL_TABLES}
    imported = {name: _texts(import_.table(name)) for name in TRIAL_TABLES}
    _check_client(import_, folder)
    _check_owner(imported, folder, tables)
    merge = merged(tables, imported)
    new = merge.rows
    before, now = ({row["trial_id"] for row in rows} for rows in (tables["trials"], new["trials"]))
    contents: dict[Path, bytes] = {}
    for name in TRIAL_TABLES:
        rows = [row for row in tables[name] if row["trial_id"] not in merge.touched] + new[name]
        path = folder / f"{name}.csv"
        if rows or path.exists():
            contents[path] = _csv(name, sorted(rows, key=lambda row: row["trial_id"]))
    return Written(
        added=tuple(sorted(now - before)),
        replaced=tuple(sorted(now & before)),
        older=tuple(sorted(_older(tables["trial_countries"], new["trial_countries"]))),
        files=_replace(folder, contents),
    )


def as_csv(import_: Import) -> dict[str, bytes]:
    """The tables as files to download, by file name: those that have rows."""
    return {f"{name}.csv": _csv(name, _texts(import_.table(name))) for name in TRIAL_TABLES if len(import_.table(name))}


def sole_partner(folder: Path) -> str:
    """The client an import into `folder` is for when none is named: the only one in its `partners`, else `trials`.

    InputError when there is not exactly one: trials of one client would be shown to another, so it is never guessed.
    """
    rows = read_rows(folder, "partners", parquet=True) or read_rows(folder, "trials", parquet=True)
    partners = sorted({row["partner_id"] for row in rows})
    if len(partners) == 1:
        return partners[0]
    if partners:
        raise InputError(
            f"For which client are these trials? {folder} has {len(partners)}: {', '.join(partners[:10])}. "
            "Name it with --partner."
        )
    raise InputError(f"For which client are these trials? {folder} has none. Name it with --partner.")


def read_rows(folder: Path, name: str, *, parquet: bool = False) -> Rows:
    """The rows of a table as texts, "" for null; none when it is not there.

    InputError when it is there in another format and `parquet` does not allow that; DataError when it is unreadable.
    """
    path = folder / f"{name}.csv"
    others = [other for other in (folder / f"{name}.parquet", folder / name) if other.exists()]
    if others and not parquet:
        raise InputError(f"{others[0]} is Parquet, and an import writes {path.name}: import into another folder.")
    if others:
        frame = pd.read_parquet(others[0])
        return [
            {str(key): "" if pd.isna(value) else str(value) for key, value in row.items()}
            for row in frame.to_dict("records")
        ]
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as reason:
        raise DataError(f"{path} cannot be read ({why(reason)}): mend it, or import into another folder.") from reason
    missing = [column for column in TABLES[name].required if column not in (reader.fieldnames or ())]
    uneven = next((n for n, row in enumerate(rows, start=2) if None in row or None in row.values()), None)
    if missing or uneven:
        raise DataError(
            f"{path} lacks the column {', '.join(missing)}: mend it, or import into another folder."
            if missing
            else f"{path} has too many or too few cells in row {uneven}: mend it, or import into another folder."
        )
    return rows


def _check_client(import_: Import, folder: Path) -> None:
    """InputError when the folder lists its clients and products, and those of the import are not among them."""
    partners = {row["partner_id"] for row in read_rows(folder, "partners", parquet=True)}
    products = {row["product_id"]: row["partner_id"] for row in read_rows(folder, "products", parquet=True)}
    for partner in import_.trials["partner_id"].unique():
        if partners and partner not in partners:
            raise InputError(f"{folder} knows no client {partner!r}: it has {', '.join(sorted(partners)[:10])}.")
        for product in import_.trials["product_id"].dropna().unique():
            if products and products.get(product) != partner:
                raise InputError(f"{folder} knows no product {product!r} of the client {partner!r}: check --product.")


def _check_owner(imported: Mapping[str, Rows], folder: Path, present: Mapping[str, Rows]) -> None:
    """InputError when a trial would pass from one client to another, and so from one's sight into another's."""
    owners, partners = (
        {row["trial_id"]: row["partner_id"] for row in tables["trials"]} for tables in (present, imported)
    )
    same = same_trials(present, imported)
    for trial_id, there in ((trial_id, there) for trial_id, found in same.items() for there in found):
        if owners[there] != partners[trial_id]:
            known = there if there == trial_id else f"{there} ({trial_id})"
            raise InputError(
                f"{known} belongs to the client {owners[there]!r} in {folder}, and is imported for "
                f"{partners[trial_id]!r}: import it for its own client, or delete its rows first."
            )


def _older(present: Rows, new: Rows) -> set[str]:
    """Trials of `new` that are stated for an earlier day than they were."""
    was, is_now = ({row["trial_id"]: row.get("as_of_on", "") for row in rows} for rows in (present, new))
    return {trial_id for trial_id, on in is_now.items() if on and on < was.get(trial_id, "")}


def _texts(frame: pd.DataFrame) -> Rows:
    """The rows as they stand in a file: ISO days, whole counts, the shortest exact number, "" for null."""
    columns: dict[str, Iterable[str]] = {}
    for name in frame.columns:
        values = frame[name].dt.strftime("%Y-%m-%d") if frame[name].dtype.kind == "M" else frame[name]
        columns[name] = ["" if pd.isna(value) else str(value) for value in values.tolist()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _csv(name: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """A file of the table: the contract's columns in its order, then any further ones that were there.

    UTF-8 with a mark by which Excel knows it, and LF.
    """
    header = dict.fromkeys([*TABLES[name].columns, *(column for row in rows for column in row)])
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    writer = csv.DictWriter(text, list(header), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _replace(folder: Path, contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write the files that would change, first beside them and then over them; a failure leaves all as they were."""
    changed = {path: content for path, content in contents.items() if not path.exists() or path.read_bytes() != content}
    folder.mkdir(parents=True, exist_ok=True)
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in changed}
    try:
        for path, content in changed.items():
            beside[path].write_bytes(content)
        for path in changed:
            beside[path].replace(path)
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)
    return tuple(changed)
