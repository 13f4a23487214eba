"""Folders the sample has been written into, and their tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dualsite import sample
from dualsite.schema import TABLES

AS_OF = date(2026, 11, 20)

OWN = {
    "dataset.toml": 'title = "Own"\nas_of = 2026-11-20\nreporting_currency = "EUR"\nfiscal_year_start_month = 4\n',
    "sites.csv": """\
site_id,name,city,country,latitude,longitude,timezone,status,operating_from,capacity_l
ONE,Plant One,Utica,US,43.1,-75.2,America/New_York,OPERATING,2015-01-01,40000
TWO,Plant Two,Cheonan,KR,36.8,127.1,Asia/Seoul,CONSTRUCTION,,
""",
    "suites.csv": """\
suite_id,site_id,name,stage,technology,units,unit_volume_l,containment,light_protected,gmp_ready_on,retired_on
S1,ONE,Seed,SEED,STAINLESS,3,,NONE,false,2015-01-01,
U1,ONE,Hall,UPSTREAM,STAINLESS,8,5000,NONE,false,2015-01-01,
D1,ONE,Purification 1,DOWNSTREAM,STAINLESS,1,,NONE,false,2015-01-01,
D2,ONE,Purification 2,DOWNSTREAM,STAINLESS,1,,NONE,false,2015-01-01,
C1,ONE,Conjugation,CONJUGATION,SINGLE_USE,1,1000,OEB5,true,2025-04-01,
F1,ONE,Filling,FILL_FINISH,SINGLE_USE,1,,OEB5,true,2024-01-01,
U2,TWO,Hall,UPSTREAM,STAINLESS,8,15000,NONE,false,2027-02-01,
""",
    "partners.csv": """\
partner_id,name,country,tier,disclosure,note,data_class
P1,"Acme, ""Biologics"" Ltd",GB,KEY,PUBLIC_NAME,two  spaces and é,INTERNAL
P2,Old example,US,KEY,PUBLIC_NAME,,ILLUSTRATIVE
P3,007,NA,STANDARD,CONFIDENTIAL,NA,
""",
    "products.csv": """\
product_id,partner_id,name,modality,payload_class,phase,changeover_class,containment,light_protected
Q1,P1,Q-1,MAB,NONE,APPROVED,MAB,NONE,false
""",
    "changeovers.csv": "stage,from_class,to_class,days\nDOWNSTREAM,MAB,MAB,9\n",
    "fx_rates.csv": "currency,month,units_per_usd\nEUR,2024-01-01,0.9\n",
    "trials.csv": """\
trial_id,partner_id,title,phase,status,sponsor,data_class
T1,P1,A trial,PHASE3,RECRUITING,Acme,ILLUSTRATIVE
""",
}
"""A folder of someone's own: a plant at work and one that lacks seed and purification."""


def write_own(folder: Path) -> Path:
    """Put the files of `OWN` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in OWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Someone's own folder, without illustrative operations yet."""
    return write_own(tmp_path / "own")


@pytest.fixture(scope="session", params=["fictional", "own"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with illustrative operations: on the made-up network, and on someone's own."""
    folder = tmp_path_factory.mktemp("sample") / request.param
    if request.param == "own":
        write_own(folder)
    sample.write(folder)
    return folder


def read(folder: Path, name: str) -> pd.DataFrame:
    """A table with its types; days as timestamps, no rows without the file."""
    path = folder / f"{name}.csv"
    columns = TABLES[name].columns
    if not path.exists():
        return pd.DataFrame(columns=list(columns))
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for column in rows.columns.intersection(list(columns)):
        kind = columns[column].kind
        if kind == "day":
            rows[column] = pd.to_datetime(rows[column], format="%Y-%m-%d")
        elif kind in ("number", "count"):
            rows[column] = pd.to_numeric(rows[column])
        elif kind == "flag":
            rows[column] = rows[column].map({"true": True, "false": False})
    return rows


@pytest.fixture
def table(written: Path) -> Callable[[str], pd.DataFrame]:
    """`table(name)` reads a table of the written folder."""
    return lambda name: read(written, name)
