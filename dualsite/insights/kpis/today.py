"""Today: the tiles an executive reads first, and the sites beside each other."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.frames import names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi import KPIS, ask

TILES = (
    "suite_occupancy",
    "batch_success_rate",
    "right_first_time",
    "release_time_median",
    "otif_agreed",
    "milestone_on_time",
    "revenue_12m",
    "backlog",
)
"""The tiles of the first page, in order."""


RATES = tuple(kpi for kpi in map(KPIS.__getitem__, TILES) if kpi.unit == "fraction" and "site" in kpi.splits)
"""Those that are compared site by site."""


@cached_per_view
def side_by_side(view: View) -> pd.DataFrame:
    """The tiles' rates site by site: `kpi_id`, `label`, `site_id`, `site`, `value`, `n`, `shown`, `data_class`.

    A site without a value has None and its reason in `shown`.
    """
    sites = names_of(view, "sites", "site_id")
    rows = [
        {
            "kpi_id": figure.kpi.id,
            "label": _(figure.kpi.label),
            "site_id": figure.by["site_id"],
            "site": sites.get(str(figure.by["site_id"]), figure.by["site_id"]),
            "value": figure.value,
            "n": figure.n,
            "shown": formats.percent(figure.value) if figure.value is not None else figure.reason,
            "data_class": "ILLUSTRATIVE" if figure.is_illustrative else "INTERNAL",
        }
        for figure in ask(view, RATES, "site")
        if "site_id" in figure.by
    ]
    columns = ["kpi_id", "label", "site_id", "site", "value", "n", "shown", "data_class"]
    return pd.DataFrame(rows, columns=columns)


SIDE_BY_SIDE_SPEC = TableSpec(
    "side by side",
    marked("Rates by site, trailing 12 months"),
    (
        ColumnSpec("label", marked("KPI")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("value", marked("Value"), "fraction"),
        ColumnSpec("n", marked("Based on"), "whole", marked("n")),
        ColumnSpec("shown"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("kpi_id", kind="code"),
        DATA_CLASS,
    ),
)


RATES_OF = marked("Rates over the trailing 12 months, per cent.")
"""What the comparison measures; a marked text."""


def side_by_side_in_words(view: View) -> str:
    """The comparison as text."""
    return formats.parts(
        _("{kpi}, {site}: {value}").format(kpi=row.label, site=row.site, value=row.shown)
        for row in side_by_side(view).itertuples()
    )
