"""Where trials run: per country what is stated and listed, and the sites city by city, counted in the engine."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _ as row_
from ibis.expr import types as ir

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import frame
from dualsite.insights.table_spec import DATA_CLASS, SOURCE, ColumnSpec, TableSpec, contract_spec
from dualsite.store.statements import run

MOST_POINTS = 300
"""Points a map shows; with more cities than that, cities near each other share one."""

CELLS = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Sides, in degrees, of the squares whose cities share a point; the smallest that leaves few enough points is used."""

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


def of_product(view: View, table: str, product: str | None) -> ir.Table:
    """The rows of a table about trials within the partner filter, of the trials of one product when it is given.

    Raises MissingTableError when the data have no such table, or a product is asked for and there is no `trials`.
    """
    is_its_own = [row_.product_id == product] if product else []
    if product and table != "trials":
        return view.table(table).semi_join(view.table("trials", "trial_id", where=is_its_own), "trial_id")
    return view.table(table, where=is_its_own)


@cached_per_view
def presence(view: View, product: str | None = None) -> pd.DataFrame:
    """One row per country in which trials run, are planned or have run, by its code; empty without the tables.

    Columns: `country`, `active`, `planned`, `closed` (trials by where they stand there), `unstated` (trials listed
    there whose standing is not stated), `stated_sites` (Σ of the stated numbers, None where there is none),
    `not_stated` (trials without a stated number), `listed` (sites listed for those) and `listed_in_all`, `as_of_on`
    (the latest), `data_class`. What is stated after the as-of day is not known yet.
    """
    parts = []
    if view.has("trials", "trial_countries"):
        rows = of_product(view, "trial_countries", product)
        parts.append(
            rows.select(
                "trial_id", "country", "status", "sites", "as_of_on", "data_class", listed=ibis.literal(0, "int64")
            )
        )
    if view.has("trials", "trial_sites"):
        rows = of_product(view, "trial_sites", product)
        counted = rows.group_by("trial_id", "country").aggregate(
            listed=rows.count(), made_up=(rows.data_class == "ILLUSTRATIVE").fill_null(False).max()
        )
        parts.append(
            counted.select(
                "trial_id",
                "country",
                status=ibis.null("string"),
                sites=ibis.null("int64"),
                as_of_on=ibis.null("date"),
                data_class=ibis.ifelse(counted.made_up, "ILLUSTRATIVE", "INTERNAL"),
                listed=counted.listed.cast("int64"),
            )
        )
    if not parts:
        return PRESENCE_SPEC.empty()
    stacked = ibis.union(*parts) if len(parts) > 1 else parts[0]
    pairs = stacked.group_by("trial_id", "country").aggregate(
        status=stacked.status.max(),
        sites=stacked.sites.max(),
        as_of_on=stacked.as_of_on.max(),
        listed=stacked.listed.sum(),
        made_up=(stacked.data_class == "ILLUSTRATIVE").fill_null(False).max(),
    )
    counted = pairs.group_by("country").aggregate(
        active=(pairs.status == "ACTIVE").fill_null(False).sum(),
        planned=(pairs.status == "PLANNED").fill_null(False).sum(),
        closed=(pairs.status == "CLOSED").fill_null(False).sum(),
        unstated=pairs.status.isnull().sum(),
        stated_sites=pairs.sites.sum(),
        not_stated=pairs.sites.isnull().sum(),
        listed=pairs.listed.sum(where=pairs.sites.isnull()).fill_null(0),
        listed_in_all=pairs.listed.sum(),
        as_of_on=pairs.as_of_on.max(),
        made_up=pairs.made_up.max(),
    )
    found = frame(counted.order_by("country"))
    found = found.assign(data_class=["ILLUSTRATIVE" if made_up else "INTERNAL" for made_up in found.made_up])
    return found.drop(columns="made_up")


PRESENCE_SPEC = TableSpec(
    "trials by country",
    marked("Where trials run, by country"),
    (
        ColumnSpec("country", marked("Country"), "code", says=wording.country),
        ColumnSpec("active", marked("Active"), "whole", marked("trials")),
        ColumnSpec("planned", marked("Planned"), "whole", marked("trials")),
        ColumnSpec("closed", marked("Closed"), "whole", marked("trials")),
        ColumnSpec("unstated", marked("Status not stated"), "whole", marked("trials")),
        ColumnSpec("stated_sites", marked("Sites, as stated"), "whole"),
        ColumnSpec("not_stated", marked("Sites not stated"), "whole", marked("trials")),
        ColumnSpec("listed", marked("Listed for those"), "whole", marked("sites")),
        ColumnSpec("listed_in_all", marked("Listed in total"), "whole", marked("sites")),
        ColumnSpec("as_of_on", marked("Stated"), "day"),
        DATA_CLASS,
    ),
)


def sites_words(stated: int | None, not_stated: int, listed: int) -> str:
    """A number of sites as far as it is stated: `15`, `count not stated`, `5; not stated for 2 trials (1 listed)`."""
    if stated is None:
        if listed:
            return _("count not stated ({listed} listed)").format(listed=formats.number(listed))
        return _("count not stated")
    if not not_stated:
        return formats.number(stated)
    if listed:
        said = ngettext(
            "{sites}; not stated for {count} trial ({listed} listed)",
            "{sites}; not stated for {count} trials ({listed} listed)",
            not_stated,
        )
    else:
        said = ngettext("{sites}; not stated for {count} trial", "{sites}; not stated for {count} trials", not_stated)
    return said.format(sites=formats.number(stated), count=formats.number(not_stated), listed=formats.number(listed))


@cached_per_view
def points(view: View, product: str | None = None, within: Box | None = None) -> pd.DataFrame:
    """The listed trial sites that have coordinates, as at most some hundred points, the largest first.

    Columns: `latitude`, `longitude`, `country`, `place` (a city, or how many), `sites`, `trials`, `is_exact` (every
    one of them is placed at the facility, not at its city or country) and `data_class`. `within` keeps what lies in a
    box. One point is a city; where there are too many, the cities of a country in one square of a grid.
    """
    if not view.has("trials", "trial_sites"):
        return POINTS_SPEC.empty()
    rows = of_product(view, "trial_sites", product).filter(lambda t: t.latitude.notnull() & t.longitude.notnull())
    if within:
        west, south, east, north = within
        is_between = (
            rows.longitude.between(west, east) if west <= east else (rows.longitude >= west) | (rows.longitude <= east)
        )
        rows = rows.filter(is_between, rows.latitude.between(south, north))
    found = frame(_gathered(rows, *_keys(rows, _side(rows))))
    places = [
        row.city if row.cities == 1 else ngettext("{count} city", "{count} cities", row.cities).format(count=row.cities)
        for row in found.itertuples()
    ]
    found = found.assign(
        place=pd.Series(places, found.index, dtype=object),
        data_class=["ILLUSTRATIVE" if made_up else "INTERNAL" for made_up in found.made_up],
    )
    return found.drop(columns=["city", "cities", "made_up"])


POINTS_SPEC = TableSpec(
    "trial sites on the map",
    marked("Trial sites on the map, largest first"),
    (
        ColumnSpec("country", marked("Country"), "code", says=wording.country),
        ColumnSpec("place", marked("Place")),
        ColumnSpec("sites", marked("Trial sites"), "whole"),
        ColumnSpec("trials", marked("Trials"), "whole"),
        ColumnSpec("latitude", marked("Latitude"), "number", digits=3),
        ColumnSpec("longitude", marked("Longitude"), "number", digits=3),
        ColumnSpec("is_exact", marked("Placed at the facility"), "flag"),
        DATA_CLASS,
    ),
)


def _side(rows: ir.Table) -> float | None:
    """The side of the squares whose cities share a point; None where each city can have its own."""
    sides = [None, *CELLS]
    counts = rows.aggregate(**{f"side{place}": _together(rows, side).nunique() for place, side in enumerate(sides)})
    few = [count <= MOST_POINTS for count in run(counts).rows[0]]
    return sides[few.index(True)] if True in few else CELLS[-1]


def _together(rows: ir.Table, side: float | None) -> ir.Value:
    """One value per point, to be counted."""
    return ibis.struct({f"key{place}": key for place, key in enumerate((rows.country, *_keys(rows, side)))})


def _keys(rows: ir.Table, side: float | None) -> tuple[ir.Value, ...]:
    """What the sites of a country share at one point: their city, or their square."""
    if side is None:
        # A city's name may stand for several places of a country, and a place may have several centroids.
        return rows.city, rows.latitude.round(0), rows.longitude.round(0)
    return (rows.latitude / side).floor(), (rows.longitude / side).floor()


def _gathered(rows: ir.Table, *by: ir.Value) -> ir.Table:
    """Sites of a country counted by some expressions, each group at the mean of its sites."""
    keyed = rows.mutate(**{f"key{place}": key for place, key in enumerate(by)})
    gathered = keyed.group_by("country", *(f"key{place}" for place in range(len(by)))).aggregate(
        latitude=keyed.latitude.mean().round(3),
        longitude=keyed.longitude.mean().round(3),
        city=keyed.city.min(),
        cities=keyed.city.nunique(),
        sites=keyed.count(),
        trials=keyed.trial_id.nunique(),
        is_exact=(keyed.location_quality == "FACILITY").min(),
        made_up=(keyed.data_class == "ILLUSTRATIVE").fill_null(False).max(),
    )
    points = gathered.drop(*(f"key{place}" for place in range(len(by))))
    return points.order_by(points.sites.desc(), "country", "city", "latitude", "longitude")


@cached_per_view
def without_position(view: View, product: str | None = None) -> int:
    """How many listed sites have no coordinates, and so are in the table and not on the map."""
    if not view.has("trials", "trial_sites"):
        return 0
    rows = of_product(view, "trial_sites", product)
    return int(run(rows.filter(rows.latitude.isnull() | rows.longitude.isnull()).count()).rows[0][0])


def site_rows(
    view: View, product: str | None = None, *, country: str | None = None, limit: int | None = None
) -> pd.DataFrame:
    """The listed sites, row by row, by country, city, facility and trial, with their source; the first `limit`.

    Those of one `country`, when it is given. Needs trials and trial_sites.
    """
    rows = of_product(view, "trial_sites", product)
    if country:
        rows = rows.filter(rows.country == country)
    rows = rows.order_by("country", "city", "facility", "trial_id", "status", "note")
    return with_sources(view, frame(rows.limit(limit) if limit else rows))


SITE_ROWS_SPEC = TableSpec(
    "trial sites",
    marked("Trial sites, by country, city and facility"),
    (
        ColumnSpec("trial_id", marked("Trial"), "code"),
        ColumnSpec("facility", marked("Facility")),
        ColumnSpec("city", marked("City")),
        ColumnSpec("country", marked("Country"), "code", says=wording.country),
        ColumnSpec("status", marked("Status")),
        ColumnSpec("location_quality", marked("Placed at"), "code"),
        ColumnSpec("latitude", marked("Latitude"), "number", digits=3),
        ColumnSpec("longitude", marked("Longitude"), "number", digits=3),
        *SOURCE,
    ),
    extends="trial_sites",
)


@cached_per_view
def site_count(view: View, product: str | None = None, country: str | None = None) -> int:
    """How many sites are listed."""
    rows = of_product(view, "trial_sites", product)
    if country:
        rows = rows.filter(rows.country == country)
    return int(run(rows.count()).rows[0][0])


def country_rows(view: View, country: str, product: str | None = None) -> pd.DataFrame:
    """What is stated of each trial in a country as of the day, by trial."""
    rows = of_product(view, "trial_countries", product).filter(lambda t: t.country == country)
    return frame(rows.order_by("trial_id"))


COUNTRY_ROWS_SPEC = contract_spec("trial_countries")
