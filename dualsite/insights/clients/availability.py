"""When the suites that a client's products can use are open, by ISO week: open, not open, or the client's own time.

Everyone else's time comes from `View.availability`, already merged: nothing here tells a booking of another client
from maintenance or from a suite that is not ready.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.access.availability import SuiteClass, WeekBlock, monday
from dualsite.access.availability.weeks import WEEKS_OF_CLASSES as WEEKS
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.frames import frame, names_of, small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.schema.options import HAS_LAPSED
from dualsite.schema.vocabulary import CONTAINMENTS, STAGES

NEEDS = ("suites", "bookings")
"""The tables without which nothing is known of it."""

UNKNOWN = marked("Open weeks need the tables suites and bookings")

MEASURES = marked(
    "ISO weeks by suitable suite class. ○ open all week. ● own booking, ◐ own booking with room left. "
    "Grey: not open. Changeover time not deducted."
)
"""What the cells of the weeks show."""

THEIRS, OPEN, NOT_OPEN = marked("own booking"), marked("open"), marked("not open")
"""What a week can be for a client. A week in which they hold time is theirs, whether or not there is room beside it."""


@cached_per_view
def blocks(view: View) -> dict[SuiteClass, tuple[WeekBlock, ...]]:
    """Per class of suites that the client's products can use, the merged weeks without room, in time.

    Ordered by site and by stage. Every class where the client has no route yet. It depends on the client's own
    products and routes, on the suites, and beyond these on nothing but merged occupancy.
    """
    found = view.availability().full
    usable = _usable(view)
    chosen = [of for of in found if usable is None or any(_fits(of, *need) for need in usable)]
    return {of: found[of] for of in sorted(chosen, key=lambda of: (of.site_id, STAGES.index(of.stage), words(of)))}


def _usable(view: View) -> set[tuple[str, str, bool]] | None:
    """What the client's routes need: stage, least containment, protection from light; None without a route."""
    if not view.has("products", "routes"):
        return None
    products = {row["product_id"]: row for row in small(view.unfiltered, "products").to_dict("records")}
    needs = {
        (row["stage"], products[row["product_id"]]["containment"], bool(products[row["product_id"]]["light_protected"]))
        for row in small(view.unfiltered, "routes").to_dict("records")
        if row["product_id"] in products
    }
    return needs or None


def _fits(of: SuiteClass, stage: str, containment: str, light_protected: bool) -> bool:
    holds = CONTAINMENTS.index(of.containment) >= CONTAINMENTS.index(containment)
    return of.stage == stage and holds and (of.light_protected or not light_protected)


def words(of: SuiteClass) -> str:
    """Conjugation, 1,000 L single-use, OEB5, light-protected."""
    technology = wording.technology(of.technology)
    if of.unit_volume_l:
        technology = _("{litres} {technology}").format(litres=formats.litres(of.unit_volume_l), technology=technology)
    traits = [technology]
    traits += [of.containment] if of.containment != "NONE" else []
    traits += [_("light-protected")] if of.light_protected else []
    return formats.listed([wording.title(wording.stage(of.stage)), *traits])


@cached_per_view
def weeks(view: View) -> pd.DataFrame:
    """One row per class of suites and week: `site_id`, `site`, `suite_class`, `week` (its Monday), `state`, `is_open`.

    By site and stage, then in time; empty without suites. The client's own time is that of their process bookings:
    a changeover before it depends on what runs before, so it reads like anyone's. `data_class` is that of the suites
    and of the client's own bookings. Needs suites and bookings.
    """
    first = monday(view.dataset.as_of)
    mondays = [first + timedelta(weeks=place) for place in range(WEEKS)]
    sites = names_of(view, "sites", "site_id")
    own, classes = _own(view, first), _data_classes(view)
    rows = []
    for of, taken in blocks(view).items():
        held = own.get(of, [])
        for week in mondays:
            is_open = not any(block.from_week <= week < block.to_week for block in taken)
            is_theirs = any(start < week + timedelta(weeks=1) and end > week for start, end in held)
            rows.append(
                {
                    "site_id": of.site_id,
                    "site": sites.get(of.site_id, of.site_id),
                    "suite_class": words(of),
                    "week": week,
                    "state": THEIRS if is_theirs else OPEN if is_open else NOT_OPEN,
                    "is_open": is_open,
                    "data_class": classes.get(of, "INTERNAL"),
                }
            )
    return pd.DataFrame(rows, columns=WEEKS_SPEC.names, dtype=object)


WEEKS_SPEC = TableSpec(
    "weeks",
    marked("Open weeks by suite class"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("suite_class", marked("Suite class")),
        ColumnSpec("week", marked("Week from"), "day"),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("is_open", kind="flag"),
        DATA_CLASS,
    ),
)


def sign(row: Any) -> str:
    """What stands in the cell of a row of `weeks`: ○ open, ● the client's own, ◐ with room beside it."""
    if row.state == THEIRS:
        return "◐" if row.is_open else "●"
    return "○" if row.state == OPEN else ""


def _class_of(suite: dict[str, object]) -> SuiteClass:
    return SuiteClass(**{name: suite[name] for name in SuiteClass.__dataclass_fields__})  # type: ignore[arg-type]


def _own(view: View, first: date) -> dict[SuiteClass, list[tuple[date, date]]]:
    """The client's process bookings by class of suites, lapsed options left out."""
    of = {row["suite_id"]: _class_of(row) for row in small(view.unfiltered, "suites").to_dict("records")}
    is_meant = [row_.kind == "PROCESS", row_.end_on > first, ~HAS_LAPSED, row_.partner_id.notnull()]
    rows = view.table("bookings", where=is_meant)
    held: dict[SuiteClass, list[tuple[date, date]]] = {}
    for row in frame(rows.select("suite_id", "start_on", "end_on").distinct()).itertuples():
        held.setdefault(of[row.suite_id], []).append((row.start_on, row.end_on))
    return held


def _data_classes(view: View) -> dict[SuiteClass, str]:
    """Which classes of suites are made up."""
    found = {}
    for suite in small(view.unfiltered, "suites").to_dict("records"):
        if suite["data_class"] == "ILLUSTRATIVE":
            found[_class_of(suite)] = "ILLUSTRATIVE"
    return found


def title(view: View) -> str:
    """The finding: the class of suites with the fewest open weeks."""
    found = weeks(view)
    if not len(found):
        return _("No suites in the data")
    counted = found.groupby(["site", "suite_class"], sort=False).is_open.agg("sum")
    site, suite_class = counted.astype(int).idxmin()
    return _("Tightest: {suite_class}, {site}, open in {open} of {weeks} weeks").format(
        suite_class=suite_class, site=site, open=formats.number(int(counted.min())), weeks=WEEKS
    )


@cached_per_view
def spans(view: View) -> pd.DataFrame:
    """The same as runs of weeks in one state: `site`, `suite_class`, `state`, `from_week`, `to_week` (not included).

    Needs suites and bookings.
    """
    rows: list[dict[str, object]] = []
    for row in weeks(view).itertuples():
        last = rows[-1] if rows else None
        key = (row.site, row.suite_class, row.state)
        if last and (last["site"], last["suite_class"], last["state"]) == key and last["to_week"] == row.week:
            last["to_week"] = row.week + timedelta(weeks=1)
            continue
        names = ("site", "suite_class", "state", "data_class")
        rows.append(
            {name: getattr(row, name) for name in names}
            | {"from_week": row.week, "to_week": row.week + timedelta(weeks=1)}
        )
    return pd.DataFrame(rows, columns=SPANS_SPEC.names, dtype=object)


SPANS_SPEC = TableSpec(
    "availability",
    marked("Open weeks by suite class"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("suite_class", marked("Suite class")),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("from_week", marked("From"), "day"),
        ColumnSpec("to_week", marked("Until (exclusive)"), "day"),
        DATA_CLASS,
    ),
)


def week_words(week: date) -> str:
    """2026-W47."""
    year, number, _day = week.isocalendar()
    return f"{year}-W{number:02d}"


@cached_per_view
def in_words(view: View) -> str:
    """The figure as text: per class of suites, the weeks that are open."""
    said = []
    for (_site_id, _suite_class), group in weeks(view).groupby(["site_id", "suite_class"], sort=False):
        rows = spans(view)
        rows = rows[(rows.suite_class == group.suite_class.iloc[0]) & (rows.site == group.site.iloc[0])]
        free = [
            _("{first} to {last}").format(
                first=week_words(row.from_week), last=week_words(row.to_week - timedelta(weeks=1))
            )
            for row in rows[rows.state == OPEN].itertuples()
        ]
        said.append(
            _("{site}, {suite_class}: {weeks}").format(
                site=group.site.iloc[0],
                suite_class=group.suite_class.iloc[0],
                weeks=_("open {weeks}").format(weeks=formats.listed(free)) if free else _("no open week"),
            )
        )
    return formats.parts(said) or _("No suites in the data")
