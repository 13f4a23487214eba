"""The slot finder's question and answer in the words and frames of a page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats, planning
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import by_name
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.capacity import calendars
from dualsite.insights.capacity import load as capacity
from dualsite.insights.frames import names_of, small
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.planning import Answer, Constraint, Network, Option, SlotRequest

NEEDS = ("products", "routes", "suites")
"""The tables without which nothing can be planned."""

USUAL_BATCHES = 5
"""How many batches are asked for when nothing else is said."""

UNPLANNABLE = marked("Planning needs the tables products, routes and suites.")
NO_ROUTE = marked("No product under this filter has a route, so nothing can be planned.")
BINDS, FORWARD = marked("Binding constraint:"), marked("What would bring delivery forward")
TRIED = 6
"""How many changes that would bring an option forward are told."""

_READ = ("sites", "products", "routes", "suites", "bookings", "changeovers", "site_licences")


@cached_per_view
def network_of(view: View) -> Network:
    """What the slot finder knows: the tables at the view's as-of day, whatever its filters, and what others hold where
    it is limited. A licence that is granted later is known to be: it counts for what is delivered after it.
    """
    everyones = view.unfiltered
    tables = {name: small(everyones, name) for name in _READ if view.has(name)}
    return planning.network(tables, view.as_of, _reserved(view))


@cached_per_view
def _reserved(view: View) -> list[dict[str, Any]]:
    """When others hold each suite, as far as the viewer may know; see `Availability.reserved_rows`."""
    return view.availability().reserved_rows() if view.has("suites", "bookings") else []


@cached_per_view
def find(view: View, question: SlotRequest) -> Answer:
    """The answer to a question; raises InputError for one that cannot be asked."""
    return planning.find(question, network_of(view))


@cached_per_view
def products(view: View) -> dict[str, str]:
    """The products that have a route, by id in the order of their names; those of the partner filter."""
    routed = set(small(view.unfiltered, "routes").product_id)
    rows = [row for row in small(view, "products").to_dict("records") if row["product_id"] in routed]
    return dict(sorted(((row["product_id"], row["name"]) for row in rows), key=by_name))


@cached_per_view
def markets(view: View) -> list[str]:
    """The markets that licences, demand or approvals speak of, in order."""
    known: set[str] = set()
    for table, column in (("site_licences", "market"), ("demand", "market"), ("approvals", "country")):
        if view.has(table):
            known.update(small(view.unfiltered, table)[column])
    return sorted(known)


def site_names(view: View) -> dict[str, str]:
    """The sites by id, each with its name."""
    return {row["site_id"]: row["name"] for row in small(view.unfiltered, "sites").to_dict("records")}


def answer(view: View, question: SlotRequest, found: Answer) -> str:
    """The best option in a sentence, or why there is none."""
    name = products(view).get(question.product_id, question.product_id)
    words = {"count": formats.number(question.batches), "product": name}
    if not found.options:
        said = ngettext(
            "{count} batch of {product}: no feasible slot.",
            "{count} batches of {product}: no feasible slot.",
            question.batches,
        )
        return wording.sentences(said.format(**words), found.reason.text if found.reason else "")
    best, missing = found.options[0], len(found.options[0].missing_approvals)
    delivered = ngettext(
        "{count} batch of {product}: delivered {day} at {sites}",
        "{count} batches of {product}: delivered {day} at {sites}",
        question.batches,
    ).format(day=formats.day(best.delivery_on), sites=sites_in_words(view, best), **words)
    lacking = ngettext("{count} licence missing", "{count} licences missing", missing).format(
        count=formats.number(missing)
    )
    parts = [delivered, slack_in_words(best), lacking if missing else ""]
    return wording.sentence(formats.listed([part for part in parts if part]))


def option_in_words(view: View, option: Option) -> str:
    """An option in short: its rank, when it delivers, where, and how that fits the day needed."""
    words = {
        "rank": option.rank,
        "day": formats.day(option.delivery_on),
        "sites": sites_in_words(view, option),
        "slack": slack_in_words(option),
    }
    if option.slack_d is None:
        return _("Option {rank}: {day} at {sites}").format(**words)
    return _("Option {rank}: {day} at {sites}, {slack}").format(**words)


def sites_in_words(view: View, option: Option) -> str:
    """The sites along the chain, each once in order."""
    names = site_names(view)
    first, *others = dict.fromkeys(names.get(site, site) for site in option.sites)
    for other in others:
        first = _("{site} then {next}").format(site=first, next=other)
    return first


def slack_in_words(option: Option) -> str:
    """Days to spare or short, before the day needed; empty without one."""
    if option.slack_d is None:
        return ""
    if option.slack_d >= 0:
        return _("{days} days to spare").format(days=option.slack_d)
    return _("{days} days late").format(days=-option.slack_d)


def steps(view: View, option: Option) -> pd.DataFrame:
    """The steps of an option, one row each: `step_no`, `stage`, `site`, `suite`, `unit`, and its days."""
    names = site_names(view)
    suites = names_of(view, "suites", "suite_id")
    return pd.DataFrame(
        [
            {
                "option": option.rank,
                "step_no": step.step_no,
                "stage": step.stage,
                "site_id": step.site_id,
                "site": names.get(step.site_id, step.site_id),
                "suite_id": step.suite_id,
                "suite": suites.get(step.suite_id, step.suite_id),
                "unit": step.unit,
                "start_on": step.start_on,
                "end_on": step.end_on,
                "usable_on": step.usable_on,
            }
            for step in option.steps
        ]
    )


STEPS_SPEC = TableSpec(
    "steps",
    marked("Steps of an option, in order"),
    (
        ColumnSpec("option", marked("Option"), "whole"),
        ColumnSpec("step_no", marked("Step no."), "whole"),
        ColumnSpec("stage", marked("Stage"), "code", says=capacity.stage_in_words),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("suite", marked("Suite")),
        ColumnSpec("unit", marked("Unit no."), "whole"),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("Up to"), "day"),
        ColumnSpec("usable_on", marked("Usable"), "day"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("suite_id", kind="code"),
    ),
)


def around(view: View, option: Option) -> pd.DataFrame:
    """The bookings of the option's suites from a month before it starts until its delivery.

    In a limited view also what others hold, as merged weeks `shown_as` `RESERVED`.
    """
    first = min(step.start_on for step in option.steps) - timedelta(days=30)
    found = calendars.bookings(view, first, option.delivery_on)
    held = [
        {**dict.fromkeys(found.columns), **block, "shown_as": "RESERVED", "data_class": "INTERNAL", "lane": 0}
        for block in _reserved(view)
        if block["start_on"] <= option.delivery_on and block["end_on"] > first
    ]
    if held:
        found = pd.DataFrame([*found.to_dict("records"), *held], columns=found.columns, dtype=object)
    return found[found.suite_id.isin({step.suite_id for step in option.steps})]


AROUND_SPEC = calendars.BOOKINGS_SPEC


def missing_in_words(view: View, option: Option) -> list[str]:
    """The licences an option lacks, each with the day it is expected."""
    names = site_names(view)
    return [
        (
            _("{stage} at {site} for {market}: licence expected {day}")
            if missing.expected_on
            else _("{stage} at {site} for {market}: no licence expected")
        ).format(
            stage=capacity.stage_in_words(missing.stage),
            site=names.get(missing.site_id, missing.site_id),
            market=wording.country(missing.market),
            day=formats.day(missing.expected_on),
        )
        for missing in option.missing_approvals
    ]


def relaxed_in_words(view: View, one: Constraint) -> str:
    """What would have to be otherwise, in short."""
    suite = names_of(view, "suites", "suite_id").get(one.suite_id or "", one.suite_id)
    return {
        "BOOKING": _("Without the booking of {suite} until {day}"),
        "RESERVED": _("Without the reserved time of {suite} until {day}"),
        "READY_ON": _("Materials 30 days earlier"),
        "GMP_READY": _("{suite} ready from the first day"),
        "CHANGEOVER": _("Without changeovers"),
    }[one.kind].format(suite=suite, day=formats.day(one.until_on))


def gain_in_words(view: View, one: Constraint) -> str:
    """What would have to be otherwise, and by how much sooner the option would deliver."""
    return ngettext("{text}: {days} day", "{text}: {days} days", one.days_gained).format(
        text=relaxed_in_words(view, one), days=one.days_gained
    )


def campaign_in_words(step: Any) -> str:
    """The days of the campaign of a row of `steps`."""
    return f"{formats.day(step.start_on)} – {formats.day(step.end_on - timedelta(days=1))}"


def delivered_in_words(day: date) -> str:
    """The day of delivery over an option."""
    return _("delivered {day}").format(day=formats.day(day))


def needed_in_words(day: date) -> str:
    """The day needed over an option."""
    return _("needed {day}").format(day=formats.day(day))


def drawn_between(option: Option, need_by: date | None) -> tuple[date, date]:
    """The time in which an option is drawn: from a month before it starts until after delivery and the day needed."""
    first = min(step.start_on for step in option.steps) - timedelta(days=30)
    return first, max(option.delivery_on, need_by or option.delivery_on) + timedelta(days=14)


def first_question(view: View) -> SlotRequest | None:
    """What is asked when nothing is chosen: for the first product with a route, at the site of the filter.

    None where nothing can be planned.
    """
    if not view.has(*NEEDS) or not (offered := products(view)):
        return None
    sites = (view.site,) if view.site else ()
    return SlotRequest(next(iter(offered)), batches=USUAL_BATCHES, ready_on=first_ready(view), sites=sites)


def first_ready(view: View) -> date:
    """The day materials are assumed ready when nothing else is said."""
    return view.as_of + timedelta(days=30)
