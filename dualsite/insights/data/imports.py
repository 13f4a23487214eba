"""An import before it is used: what it holds, what it changes, and its tables as files to take away."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from dualsite import formats
from dualsite.i18n import _, marked, ngettext, told
from dualsite.importers import TRIAL_TABLES, Import, Written, write
from dualsite.insights import wording
from dualsite.insights.table_spec import ColumnSpec, TableSpec, contract_spec

_BESIDE = ("partners", "products")
"""Tables an import is checked against."""


def sentence(import_: Import) -> str:
    """What was read, in a sentence."""
    studies = ngettext("{count} study", "{count} studies", len(import_.trials))
    sites = ngettext("{count} site", "{count} sites", len(import_.trial_sites))
    countries = import_.trial_countries.country.nunique()
    places = ngettext("{count} country", "{count} countries", countries)
    found = ngettext("{count} finding", "{count} findings", len(import_.findings))
    return _("{studies} with {sites} in {places}, {findings}.").format(
        studies=studies.format(count=formats.number(len(import_.trials))),
        sites=sites.format(count=formats.number(len(import_.trial_sites))),
        places=places.format(count=formats.number(countries)),
        findings=found.format(count=formats.number(len(import_.findings))),
    )


def preview(import_: Import, name: str, limit: int) -> pd.DataFrame:
    """The first rows of a table; days as days, nulls as None."""
    rows = import_.table(name).head(limit)
    plain = {
        column: pd.Series(
            [
                None if pd.isna(value) else value.date() if isinstance(value, pd.Timestamp) else value
                for value in rows[column]
            ],
            rows.index,
            dtype=object,
        )
        for column in rows
    }
    return pd.DataFrame(plain)


def preview_spec(name: str) -> TableSpec:
    """The rows of a table, as its files will hold them."""
    return contract_spec(name)


def findings(import_: Import) -> pd.DataFrame:
    """What is not in the tables as the files state it: one row each, as the importer gave them."""
    names = ["file", "record", "row", "field", "value", "sites"]
    rows = [
        {name: getattr(finding, name) for name in names} | {"message": told(finding.message)}
        for finding in import_.findings
    ]
    return pd.DataFrame(rows, columns=[*names, "message"], dtype=object)


FINDINGS_SPEC = TableSpec(
    "import findings",
    marked("Where the tables differ from the files"),
    (
        ColumnSpec("file", marked("File"), "code"),
        ColumnSpec("record", marked("Study"), "code"),
        ColumnSpec("row", marked("File row"), "whole"),
        ColumnSpec("field", marked("Field"), "code"),
        ColumnSpec("value", marked("Value")),
        ColumnSpec("sites", marked("Sites left out"), "whole"),
        ColumnSpec("message", marked("What was done")),
    ),
)


def merged(import_: Import, folder: Path) -> tuple[Written, dict[str, bytes]]:
    """The trial tables as they are once the import is in the data folder, by file name; the folder stays as it is.

    InputError and DataError as `importers.write` raises them.
    """
    with TemporaryDirectory() as name:
        beside = Path(name)
        for table in (*TRIAL_TABLES, *_BESIDE):
            for file in (folder / f"{table}.csv", folder / f"{table}.parquet"):
                if file.is_file():
                    shutil.copyfile(file, beside / file.name)
            if (folder / table).is_dir():
                shutil.copytree(folder / table, beside / table)
        written = write(import_, beside)
        files = {f"{table}.csv": beside / f"{table}.csv" for table in TRIAL_TABLES}
        return written, {name: path.read_bytes() for name, path in files.items() if path.exists()}


def changes(written: Written) -> str:
    """What a merge does to the trials that are there, in a sentence."""
    new = ngettext("{count} trial is new", "{count} trials are new", len(written.added))
    again = ngettext("{count} trial replaces its old record", "{count} trials replace theirs", len(written.replaced))
    said = [
        words.format(count=formats.number(len(trials)))
        for words, trials in ((new, written.added), (again, written.replaced))
        if trials
    ]
    if written.older:
        said.append(_("of these, older than the existing record: {trials}").format(trials=formats.names(written.older)))
    if not written.files:
        said = [_("everything is already in the data")]
    return wording.sentence(formats.listed(said))


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip archive, the same bytes for the same files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as to:
        for name in sorted(files):
            # Without this day the archive would hold the hour at which it was made.
            to.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return archive.getvalue()
