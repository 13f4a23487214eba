"""What is next for a client: their bookings of the next 90 days, and the open actions of both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.frames import column, frame, known, names_of, small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_OPEN
from dualsite.schema.options import HAS_LAPSED

AHEAD = timedelta(days=90)

MEASURES = marked("Process time over the next 90 days. Filled: firm. Outlined: option, until it expires.")
"""What the bars of booked time show."""


@cached_per_view
def bookings(view: View) -> pd.DataFrame:
    """The client's process time of the next 90 days, by start: one row per campaign (else product) and suite.

    Columns: `suite_id`, `suite`, `site`, `stage`, `product`, `start_on` and `end_on` (half-open, in full), `firmness`,
    `is_firm`, `units` booked in all, `option_on` (the first day an option lapses). Lapsed options and changeovers,
    whose length depends on what ran before, are left out. Needs bookings and suites.
    """
    is_meant = [
        row_.kind == "PROCESS",
        ~HAS_LAPSED,
        row_.end_on > view.as_of,
        row_.start_on < view.as_of + AHEAD,
        row_.end_on > row_.start_on,
    ]
    rows = view.table("bookings", where=is_meant)
    gathered = rows.group_by("suite_id", "campaign_id", "product_id", "firmness").aggregate(
        start_on=rows.start_on.min(),
        end_on=rows.end_on.max(),
        units=rows.count(),
        option_on=rows.option_expires_on.min(),
        made_up=(rows.data_class == "ILLUSTRATIVE").fill_null(False).max(),
    )
    found = frame(gathered.order_by("start_on", "suite_id", "campaign_id", "product_id", "firmness"))
    suites = {row["suite_id"]: row for row in small(view.unfiltered, "suites").to_dict("records")}
    sites, products = names_of(view, "sites", "site_id"), names_of(view, "products", "product_id")
    found = found.assign(
        suite=column([suites[suite]["name"] for suite in found.suite_id], found),
        site=column([sites.get(suites[suite]["site_id"]) for suite in found.suite_id], found),
        stage=column([wording.stage(suites[suite]["stage"]) for suite in found.suite_id], found),
        product=column([products.get(product, product) for product in found.product_id], found),
        is_firm=[firmness != "TENTATIVE" for firmness in found.firmness],
        firmness=column([_("option") if one == "TENTATIVE" else _("firm") for one in found.firmness], found),
        data_class=["ILLUSTRATIVE" if made_up else "INTERNAL" for made_up in found.made_up],
    )
    return found[BOOKINGS_SPEC.names].reset_index(drop=True)


BOOKINGS_SPEC = TableSpec(
    "bookings",
    marked("Bookings of the next 90 days"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("stage", marked("Stage")),
        ColumnSpec("suite", marked("Suite")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("Until (exclusive)"), "day"),
        ColumnSpec("firmness", marked("Booked as")),
        ColumnSpec("units", marked("Units"), "whole"),
        ColumnSpec("option_on", marked("Option until"), "day"),
        ColumnSpec("suite_id", kind="code"),
        ColumnSpec("is_firm", kind="flag"),
        DATA_CLASS,
    ),
)


@cached_per_view
def bookings_title(view: View) -> str:
    """The finding: what starts next."""
    found = bookings(view)
    ahead = found.loc[[row.start_on > view.as_of for row in found.itertuples()]]
    if len(ahead):
        row = ahead.iloc[0]
        return _("Next to start: {product}, {suite}, {day}").format(
            product=row["product"], suite=row.suite, day=formats.day(row.start_on)
        )
    if len(found):
        last = max(found.end_on)
        return _("Booked until {day}, no new campaign in 90 days").format(day=formats.day(last - timedelta(days=1)))
    return _("Nothing is booked in the next 90 days")


def bookings_in_words(view: View) -> str:
    """The figure as text."""
    said = [
        _("{product} in {suite}, {site}: {start} to {end}, {firmness}").format(
            product=row.product,
            suite=row.suite,
            site=row.site,
            start=formats.day(row.start_on),
            end=formats.day(row.end_on - timedelta(days=1)),
            firmness=row.firmness,
        )
        for row in bookings(view).itertuples()
    ]
    return formats.parts(said) or bookings_title(view)


def when_in_words(row: Any) -> str:
    """From when to when a row of `bookings` is booked; of an option the day it lapses."""
    if row.is_firm:
        return f"{formats.day(row.start_on)} – {formats.day(row.end_on - timedelta(days=1))}"
    return _("option to {day}").format(day=formats.day(row.option_on))


@cached_per_view
def actions(view: View) -> pd.DataFrame:
    """Open actions of both sides at the as-of day, the longest due first.

    Columns: `owner` (by name), `is_operators`, `text`, `opened_on`, `age_d` (days since opened), `due_on`,
    `late_d` (days past due, 0 when not due), `standing` (`overdue`, or empty). Needs actions.
    """
    rows = [
        row
        | {
            "is_operators": row["owner"] == "CDMO",
            "owner": parties.party(view, row["owner"]),
            "age_d": (view.as_of - row["opened_on"]).days,
            "late_d": max(0, (view.as_of - row["due_on"]).days),
            "standing": marked("overdue") if row["due_on"] < view.as_of else "",
        }
        for row in known(view, "actions", where=[IS_OPEN]).to_dict("records")
    ]
    rows.sort(key=lambda row: (row["due_on"], row["action_id"]))
    return pd.DataFrame(rows, columns=ACTIONS_SPEC.names, dtype=object)


ACTIONS_SPEC = TableSpec(
    "actions",
    marked("Open actions, longest overdue first"),
    (
        ColumnSpec("owner", marked("With"), is_strong=True),
        ColumnSpec("text", marked("Action")),
        ColumnSpec("age_d", marked("Age"), "whole", marked("d")),
        ColumnSpec("due_on", marked("Due"), "day"),
        ColumnSpec("standing", marked("Standing"), "standing"),
        ColumnSpec("is_operators", kind="flag"),
        ColumnSpec("opened_on", kind="day"),
        ColumnSpec("late_d", kind="whole"),
        DATA_CLASS,
    ),
)


def actions_title(view: View) -> str:
    """The finding: how many each side owes, and how many of them are overdue."""
    found = actions(view)
    if not len(found):
        return _("No action is open")
    own = int(found.is_operators.astype(bool).sum())
    late = int((found.late_d > 0).sum())
    words = {
        "operator": parties.operator(view),
        "client": parties.client(view),
        "own": formats.number(own),
        "theirs": formats.number(len(found) - own),
        "late": formats.number(late),
    }
    if late:
        return ngettext(
            "Open actions: {operator} {own}, {client} {theirs}; {late} overdue",
            "Open actions: {operator} {own}, {client} {theirs}; {late} overdue",
            late,
        ).format(**words)
    return _("Open actions: {operator} {own}, {client} {theirs}").format(**words)


def next_in_words(view: View) -> str:
    """What is next and what is owed, as far as the data say, in a sentence or two."""
    said = []
    if view.has("bookings", "suites"):
        said.append(wording.sentence(bookings_title(view)))
    if view.has("actions"):
        said.append(wording.sentence(actions_title(view)))
    return wording.sentences(*said)
