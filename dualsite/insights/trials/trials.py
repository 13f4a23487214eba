"""The trials of a product, and its way through the authorities."""

from __future__ import annotations

import functools
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import by_name, orders
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column, frame, small
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.insights.trials.places import of_product, presence, sites_words
from dualsite.schema.vocabulary import ACTIVE_TRIAL_STATUSES, TRIAL_PHASES

TILES = ("trials_active", "trial_countries_active", "trial_sites", "markets_supplyable")
"""The KPIs that the page of trials and markets shows."""

DRAWN = 25
"""Trials that a figure shows; the table has more."""
LISTED = 500
"""Rows that a table of the page shows; its download has them all."""

APPROVALS_MEASURES = marked("Filled: done. Outlined: planned. ▲: due, unconfirmed. Authority below its country.")
"""What the marks of filings and approvals show."""

HAPPENED, OVERDUE, AHEAD = marked("done"), marked("due, unconfirmed"), marked("planned")
"""What an event at an authority can be, as of a day."""


_ENROLLED = {"ACTUAL": marked("{count} actual"), "ESTIMATED": marked("{count} estimated"), None: marked("{count}")}
_DATES = {"starts": "start_on", "primary_ends": "primary_completion_on", "ends": "completion_on"}


@cached_per_view
def products(view: View) -> dict[str, str]:
    """The products that may be chosen, by id in the order of their names; a name that stands twice carries its id."""
    if not view.has("products"):
        return {}
    rows = small(view, "products").to_dict("records")
    often = Counter(row["name"] for row in rows)
    named = {
        row["product_id"]: f"{row['name']} ({row['product_id']})" if often[row["name"]] > 1 else row["name"]
        for row in rows
    }
    return dict(sorted(named.items(), key=by_name))


@cached_per_view
def leading_product(view: View) -> str | None:
    """The product there is most to show of, by its trials and then its approvals; None when nothing names one."""
    shown: Counter[str] = Counter()
    for table, weight in (("trials", 100), ("approvals", 1), ("site_licences", 1)):
        if view.has(table):
            rows = view.of_all_sites.table(table, "product_id", where=[row_.product_id.notnull()])
            for row in frame(rows.group_by("product_id").aggregate(count=row_.count())).itertuples():
                shown[row.product_id] += weight * row.count
    known = products(view)
    return max((product for product in shown if product in known), key=lambda name: (shown[name], name), default=None)


@cached_per_view
def trials(view: View, product: str | None = None) -> pd.DataFrame:
    """The trials, active ones first, then the later phase, then the later start; empty without the table.

    Besides the table's columns: `name` (acronym, else number), `is_active`, `phase_words`, `status_words`,
    `enrolled` (with whether it is an estimate), `starts`, `primary_ends` and `ends` (days, or months where only the
    month is known), `countries` (count) and the source.
    """
    if not view.has("trials"):
        return TRIALS_SPEC.empty()
    found = frame(of_product(view, "trials", product))
    found["is_active"] = found.status.isin(ACTIVE_TRIAL_STATUSES)
    found["phase_order"] = [TRIAL_PHASES.index(phase) if phase != "NA" else -1 for phase in found.phase]
    found["start_order"] = [start or date.min for start in found.start_on]
    found = found.sort_values(
        ["is_active", "phase_order", "start_order", "trial_id"], ascending=[False, False, False, True]
    ).drop(columns=["phase_order", "start_order"])
    found = found.reset_index(drop=True)
    countries: dict[str, int] = {}
    if view.has("trial_countries"):
        stated = of_product(view, "trial_countries", product)
        counted = frame(stated.group_by("trial_id").aggregate(countries=row_.count()))
        countries = dict(zip(counted.trial_id, counted.countries, strict=True))
    # Thousands of trials share a few phases and months, and putting one into words takes longer than all the rest.
    in_words, phase_words = functools.cache(day_words), functools.cache(wording.trial_phase)
    status_words = functools.cache(wording.status)
    enrolled = {kind: _(text) for kind, text in _ENROLLED.items()}
    found = found.assign(
        name=column([row.acronym or row.trial_id for row in found.itertuples()], found),
        phase_words=column([phase_words(phase) for phase in found.phase], found),
        status_words=column([status_words(str(status)) for status in found.status], found),
        enrolled=column(
            [
                formats.UNKNOWN
                if row.enrollment is None
                else enrolled[row.enrollment_type].format(count=formats.number(row.enrollment))
                for row in found.itertuples()
            ],
            found,
        ),
        countries=column([countries.get(trial) for trial in found.trial_id], found),
        **{
            said: column([in_words(getattr(row, name), row.date_precision) for row in found.itertuples()], found)
            for said, name in (
                ("starts", "start_on"),
                ("primary_ends", "primary_completion_on"),
                ("ends", "completion_on"),
            )
        },
    )
    return with_sources(view, found)


TRIALS_SPEC = TableSpec(
    "trials",
    marked("Trials, active first"),
    (
        ColumnSpec("trial_id", marked("Number"), "code"),
        ColumnSpec("acronym", marked("Name")),
        ColumnSpec("title", marked("Title")),
        ColumnSpec("phase_words", marked("Phase")),
        ColumnSpec("status_words", marked("Status")),
        ColumnSpec("enrolled", marked("Enrolment")),
        ColumnSpec("starts", marked("Start")),
        ColumnSpec("primary_ends", marked("Primary completion")),
        ColumnSpec("ends", marked("Completion")),
        ColumnSpec("countries", marked("Countries"), "whole"),
        ColumnSpec("sponsor", marked("Sponsor")),
        *SOURCE,
        ColumnSpec("name"),
        ColumnSpec("is_active", kind="flag"),
    ),
    extends="trials",
)


def is_month(on: date | None, precision: str | None) -> bool:
    """Whether a date of a trial is known to the month alone, which is stored as the month's first day."""
    return on is not None and precision == "MONTH" and on.day == 1


def day_words(on: date | None, precision: str | None) -> str:
    """A date of a trial as exact as it is known."""
    return formats.month(on) if is_month(on, precision) else formats.day(on)


def trials_title(view: View, product: str | None = None) -> str:
    """The finding of the trial timeline."""
    found = trials(view, product)
    active = found[found.is_active.astype(bool)]
    if not len(found):
        return _("No trials recorded")
    if not len(active):
        return ngettext("{count} trial, none active", "{count} trials, none active", len(found)).format(
            count=len(found)
        )
    ends = [day for day in active.completion_on if day is not None and day > view.as_of]
    said = _("{active} of {all} trials active, the last to {month}") if ends else _("{active} of {all} trials active")
    return said.format(
        active=formats.number(len(active)),
        all=formats.number(len(found)),
        month=formats.month(max(ends)) if ends else "",
    )


def trials_in_words(view: View, product: str | None = None, most: int = DRAWN) -> str:
    """The trial timeline as text."""
    said = [
        _("{name}, {phase}, {status}: {starts} to {ends}, {enrolled}").format(
            name=row.name,
            phase=row.phase_words,
            status=row.status_words,
            starts=row.starts,
            ends=row.ends,
            enrolled=row.enrolled,
        )
        for row in trials(view, product).head(most).itertuples()
    ]
    return formats.parts(said) or _("No trials recorded")


@cached_per_view
def approvals(view: View, product: str | None = None) -> pd.DataFrame:
    """Designations, filings, approvals and launches, by country and day; empty without the table.

    Besides the table's columns: `state` (what was planned and whose day has come is due and unconfirmed),
    `country_name`, `product`, `event_words` and the source. An event after the as-of day has not happened yet.
    """
    if not view.has("approvals"):
        return APPROVALS_SPEC.empty()
    rows = view.table("approvals", where=[row_.product_id == product] if product else [])
    found = frame(rows.order_by("on", "country", "event", "name"))
    names = products(view)
    found = found.assign(
        state=column([_state(row, view.as_of) for row in found.itertuples()], found),
        country_name=column([formats.country(code) for code in found.country], found),
        product=column([names.get(row.product_id, row.product_id) for row in found.itertuples()], found),
        event_words=column([event_words(event) for event in found.event], found),
    )
    return with_sources(
        view, found.sort_values(["country_name", "on"], kind="stable", key=orders).reset_index(drop=True)
    )


APPROVALS_SPEC = TableSpec(
    "approvals",
    marked("Designations, filings, approvals and launches, by country and day"),
    (
        ColumnSpec("country_name", marked("Country")),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("event_words", marked("Event")),
        ColumnSpec("authority", marked("Authority")),
        ColumnSpec("name", marked("What")),
        ColumnSpec("on", marked("Day"), "day"),
        ColumnSpec("state", marked("State"), "word"),
        *SOURCE,
    ),
    extends="approvals",
)


def _state(event: Any, as_of: date) -> str:
    if event.is_actual:
        return HAPPENED
    return OVERDUE if event.on <= as_of else AHEAD


def event_words(event: str) -> str:
    """`CONDITIONAL_APPROVAL` as `conditional approval`."""
    return wording.event(event)


def approvals_title(view: View, product: str | None = None) -> str:
    """The finding of the approvals figure."""
    found = approvals(view, product)
    if not len(found):
        return _("No filings or approvals recorded")
    granted = found[(found.state == HAPPENED) & found.event.isin(["APPROVAL", "CONDITIONAL_APPROVAL"])]
    ahead = found[(found.state == AHEAD)]
    where = granted.country.nunique()
    said = [
        ngettext("Approved in {count} market", "Approved in {count} markets", where).format(count=where)
        if where
        else _("No approvals yet")
    ]
    if len(ahead):
        following = ahead.sort_values("on").iloc[0]
        said.append(
            _("next: {event} {country} {month}").format(
                event=following.event_words, country=following.country_name, month=formats.month(following.on)
            )
        )
    return formats.listed(said)


def approvals_in_words(view: View, product: str | None = None) -> str:
    """The approvals figure as text."""
    said = [
        _("{country}: {name}, {event} by {authority}, {day} ({state})").format(
            country=row.country_name,
            name=row.name,
            event=row.event_words,
            authority=row.authority,
            day=formats.day(row.on),
            state=_(row.state),
        )
        for row in approvals(view, product).itertuples()
    ]
    return formats.parts(said) or _("No filings or approvals recorded")


def sites_in_all(view: View, product: str | None = None) -> str:
    """The number of trial sites in all countries together, as far as it is stated."""
    found = presence(view, product)
    stated = [count for count in found.stated_sites if count is not None]
    return sites_words(sum(stated) if stated else None, int(sum(found.not_stated)), int(sum(found.listed)))
