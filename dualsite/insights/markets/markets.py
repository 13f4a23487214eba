"""What is true of a product in each country: approved, filed, on trial, and whether it may be supplied there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import orders
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.markets.supply import supply, supply_title
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.insights.trials.places import presence, sites_words
from dualsite.insights.trials.trials import HAPPENED, approvals, products, sites_in_all, trials
from dualsite.schema.vocabulary import EUROPEAN_UNION, countries

STATUSES = {
    "APPROVED": marked("approved"),
    "CONDITIONAL": marked("conditionally approved"),
    "FILED": marked("filed"),
    "ACTIVE": marked("trial active"),
    "PLANNED": marked("trial planned"),
    "CLOSED": marked("trials closed"),
    "LISTED": marked("trial listed, status not stated"),
    "KNOWN": marked("not filed yet"),
}
"""What can be true of a product in a country, the furthest first; the furthest is what the map shows."""

_EVENT_STATUSES = {"APPROVAL": "APPROVED", "CONDITIONAL_APPROVAL": "CONDITIONAL", "FILING": "FILED"}


@cached_per_view
def markets(view: View, product: str | None = None) -> pd.DataFrame:
    """One row per country there is something to say of, the furthest status first, then by name.

    Columns: `country` (or `EU`), `name`, `status` (a key of `STATUSES`), `status_words`, `through` (`EU` when an
    authorisation of the Union is what holds there), `decided` (the decision in words), `active`, `planned` and
    `closed` trials, `trials_words`, `sites_words` (None where no trial runs), `as_of_on`, `supply_words`,
    `has_outline` (whether the map can show it: the EU by its members), `source` and `data_class`.
    """
    runs = {row.country: row for row in presence(view, product).itertuples()}
    events = approvals(view, product)
    licensed = supply(view, product)
    decided = _by_market(events)
    supplied = _by_market(licensed.rename(columns={"market": "country"}))
    members = EUROPEAN_UNION if _furthest(decided.get("EU", ())) else ()
    rows = []
    for code in sorted({*runs, *decided, *supplied, *members}):
        own, union = decided.get(code, ()), decided.get("EU", ()) if code in members else ()
        status, through = _status(own, union, runs.get(code))
        telling = [event for event in (*own, *union) if event.state == HAPPENED]
        pairs = supplied.get(code) or (supplied.get("EU", ()) if code in EUROPEAN_UNION else ())
        run = runs.get(code)
        drawn_from = [*own, *union, *pairs, *([run] if run else [])]
        rows.append(
            {
                "country": code,
                "name": formats.country(code),
                "status": status,
                "status_words": _status_words(code, status, through),
                "through": through,
                "decided": _decision(telling, status),
                "active": run.active if run else 0,
                "planned": run.planned if run else 0,
                "closed": run.closed if run else 0,
                "trials_words": _trials_words(run) if run else None,
                "sites_words": sites_words(run.stated_sites, run.not_stated, run.listed) if run else None,
                "as_of_on": run.as_of_on if run else None,
                "supply_words": _supply_words(pairs),
                "has_outline": code == "EU" or countries()[code].box is not None,
                "source": "; ".join(dict.fromkeys(event.source for event in telling if event.source)) or None,
                "data_class": "ILLUSTRATIVE"
                if any(part.data_class == "ILLUSTRATIVE" for part in drawn_from)
                else "INTERNAL",
            }
        )
    found = pd.DataFrame(rows, columns=MARKETS_SPEC.names, dtype=object)
    order = [list(STATUSES).index(status) for status in found.status]
    found = found.assign(order=order, own=[through is not None for through in found.through])
    return found.sort_values(["order", "own", "name"], key=orders).drop(columns=["order", "own"]).reset_index(drop=True)


MARKETS_SPEC = TableSpec(
    "countries",
    marked("Countries, most advanced status first"),
    (
        ColumnSpec("name", marked("Country")),
        ColumnSpec("status_words", marked("Status")),
        ColumnSpec("decided", marked("Decision")),
        ColumnSpec("trials_words", marked("Trials")),
        ColumnSpec("sites_words", marked("Trial sites")),
        ColumnSpec("as_of_on", marked("Stated"), "day"),
        ColumnSpec("supply_words", marked("Supply")),
        ColumnSpec("has_outline", marked("On the map"), "flag"),
        ColumnSpec("source", marked("Source"), width="small"),
        ColumnSpec("country", kind="code"),
        ColumnSpec("status", kind="code"),
        ColumnSpec("through", kind="code"),
        ColumnSpec("active", kind="whole"),
        ColumnSpec("planned", kind="whole"),
        ColumnSpec("closed", kind="whole"),
        DATA_CLASS,
    ),
)


def shown_spec(found: pd.DataFrame) -> TableSpec:
    """The columns shown of these countries: whether the map has one where it does not have them all."""
    return MARKETS_SPEC.hiding("has_outline") if all(found.has_outline) else MARKETS_SPEC


def _status_words(code: str, status: str, through: str | None) -> str:
    said = _(STATUSES[status])
    return _("{status} (EU)").format(status=said) if through and code != "EU" else said


def _by_market(rows: pd.DataFrame) -> dict[str, tuple[Any, ...]]:
    return {str(code): tuple(group.itertuples()) for code, group in rows.groupby("country", sort=True)}


def _furthest(events: Iterable[Any]) -> str | None:
    """The furthest status that events which have happened give a country; None when they give none."""
    happened = {event.event for event in events if event.state == HAPPENED}
    found = [_EVENT_STATUSES[event] for event in _EVENT_STATUSES if event in happened]
    # What is on the market has been let onto it, even where the decision itself is not in the data.
    return (
        found[0] if found and found[0] != "FILED" else "APPROVED" if "LAUNCH" in happened else next(iter(found), None)
    )


def _status(own: Iterable[Any], union: Iterable[Any], run: Any) -> tuple[str, str | None]:
    """The furthest status of a country, and `EU` when the Union's decision is what makes it so."""
    candidates: list[tuple[str, str | None]] = []
    for events, through in ((own, None), (union, "EU")):
        status = _furthest(events)
        if status:
            candidates.append((status, through))
    if run:
        counts = {"ACTIVE": run.active, "PLANNED": run.planned, "CLOSED": run.closed, "LISTED": run.unstated}
        candidates += [(status, None) for status, count in counts.items() if count]
    order = list(STATUSES)
    return min(candidates, key=lambda one: (order.index(one[0]), one[1] is not None), default=("KNOWN", None))


def _decision(events: list[Any], status: str) -> str | None:
    """Whose decision the furthest event was, and when, the latest of several; what it was, where `status` is not."""
    ranks = ("DESIGNATION", "FILING", "CONDITIONAL_APPROVAL", "APPROVAL", "LAUNCH")
    if not events:
        return None
    telling = [event for event in events if event.event != "LAUNCH"] or events
    last = max(telling, key=lambda event: (ranks.index(event.event), event.on))
    said = [last.authority, formats.day(last.on)]
    return formats.listed(said if _EVENT_STATUSES.get(last.event) == status else [last.event_words, *said])


def _trials_words(run: Any) -> str:
    counts = (
        (run.active, _("{count} active")),
        (run.planned, _("{count} planned")),
        (run.closed, _("{count} closed")),
        (run.unstated, _("{count} status not stated")),
    )
    return formats.listed([words.format(count=formats.number(count)) for count, words in counts if count])


def _supply_words(pairs: Iterable[Any]) -> str | None:
    """Whether a country may be supplied: in full for one product, counted for several, None where no licence says."""
    found = list(pairs)
    if len(found) <= 1:
        return found[0].words if found else None
    yes = sum(pair.state == "yes" for pair in found)
    return _("{yes} of {all} products supply-ready").format(yes=yes, all=len(found))


def answer(view: View, product: str | None = None) -> str:
    """Where the product is approved and tried, and which site may supply where, in two or three sentences."""
    found = markets(view, product)
    what = products(view).get(product) if product else None
    whose = what or _("All products")
    if not len(found):
        return _("{product}: no trials, approvals or licences in the data.").format(product=whose)
    said = []
    for status, words in (
        ("APPROVED", _("approved in {places}")),
        ("CONDITIONAL", _("conditionally approved in {places}")),
        ("FILED", _("filed in {places}")),
    ):
        places = [row.name for row in found.itertuples() if row.status == status and row.through is None]
        if places:
            said.append(words.format(places=formats.names(places)))
    standing = formats.listed(said) or _("no approvals")
    return wording.sentences(
        wording.sentence(_("{product}: {standing}").format(product=whose, standing=standing)),
        _trials_sentence(view, product),
        wording.sentence(supply_title(view, product)),
    )


def _trials_sentence(view: View, product: str | None) -> str:
    found = markets(view, product)
    active = [row.name for row in found.itertuples() if row.active]
    planned = [row.name for row in found.itertuples() if row.planned and not row.active]
    running = int(sum(trials(view, product).is_active))
    if not active and not planned:
        return _("No active trials.")
    where = ngettext("{count} country", "{count} countries", len(active)).format(count=formats.number(len(active)))
    if planned:
        said = ngettext(
            "{count} trial active in {where}, planned in {places}.",
            "{count} trials active in {where}, planned in {places}.",
            running,
        )
    else:
        said = ngettext("{count} trial active in {where}.", "{count} trials active in {where}.", running)
    return said.format(count=formats.number(running), where=where, places=formats.names(planned, 3))


def map_title(view: View, product: str | None = None) -> str:
    """The finding of the map."""
    found = markets(view, product)
    granted = found[found.status.isin(["APPROVED", "CONDITIONAL"]) & (found.country != "EU")]
    running = found[[bool(count) for count in found.active]]
    return _("Authorised in {granted}, trials in {running}").format(
        granted=ngettext("{count} country", "{count} countries", len(granted)).format(count=len(granted)),
        running=ngettext("{count} country", "{count} countries", len(running)).format(count=len(running)),
    )


def map_in_words(view: View, product: str | None = None) -> str:
    """The map as text: each country with its status, trials and sites, and what may be supplied."""
    said = [
        formats.parts(
            filter(
                None,
                (
                    _("{country}: {status}").format(country=row.name, status=row.status_words),
                    row.trials_words and _("trials {trials}").format(trials=row.trials_words),
                    row.sites_words and _("sites {sites}").format(sites=row.sites_words),
                    row.supply_words,
                ),
            )
        )
        for row in markets(view, product).itertuples()
    ]
    total = _("Trial sites in all: {sites}").format(sites=sites_in_all(view, product))
    return wording.sentences(*map(wording.sentence, [*said, total]))


def latest(found: pd.DataFrame) -> date | None:
    """The latest day anything of it was stated for; None when no day is."""
    return max((day for day in found.as_of_on if day is not None), default=None)
