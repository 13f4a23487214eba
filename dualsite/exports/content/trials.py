"""Trials and markets: where the trials are, where it is approved, and which site may supply where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks, trial_map
from dualsite.exports.document import Block, PageContent
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, MatrixBlock, Shade, Span, Style
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.markets import country, licences, markets, supply
from dualsite.insights.sight import sight
from dualsite.insights.trials import places, stretches, trials
from dualsite.palette import INK, WATCH
from dualsite.schema.vocabulary import STAGES
from dualsite.sitemap import PageId

SOURCES = ("products", "trials", *trial_map.MAPPED, "routes", "sites")
_STYLES: dict[stretches.Kind, Style] = {
    "run": "solid",
    "run month": "lighter",
    "planned": "outlined",
    "planned month": "hatched",
    "open": "thin",
}
_ALL = "*"
"""What the address says where all products are chosen."""
_DEPTHS = {"APPROVED": 0.5, "FILED": 0.15}
"""How deep the cell of a licence is shaded; any other is not."""


def page(view: View, chosen: Chosen) -> PageContent:
    """The map, the figures, the countries and the rows of the product chosen, and the card of the country chosen."""
    asked, known = chosen.get("product"), trials.products(view)
    product = asked if asked in known else None if asked == _ALL else trials.leading_product(view)
    made, code = tuple(_blocks(view, product)), chosen.get("country")
    is_there = code is not None and code in set(markets.markets(view, product).country)
    card = _country(view, code, product) if code is not None and is_there else ()
    return blocks.page(view, PageId.TRIALS, markets.answer(view, product), made, SOURCES, card)


def _blocks(view: View, product: str | None) -> Iterator[Block]:
    yield trial_map.drawn(view, product)
    yield _approvals(view, product)
    found = markets.markets(view, product)
    yield blocks.table(view, "countries", _("Countries"), markets.shown_spec(found), found)
    yield _trials(view, product)
    yield from _supply(view, product)
    yield blocks.heading("all products", _("All products"))
    yield blocks.tiles(view, trials.TILES)
    yield from _tables(view, product)


def _approvals(view: View, product: str | None) -> Block:
    """One line per country: what its authority has done, and what is planned."""
    events, title = trials.approvals(view, product), trials.approvals_title(view, product)
    if not len(events):
        return blocks.missing(view, ("approvals",)) or blocks.heading("approvals", title)
    first, last = sight(events.on, view.as_of)
    return GanttBlock(
        key="approvals",
        title=title,
        measures=_(trials.APPROVALS_MEASURES),
        alt=trials.approvals_in_words(view, product),
        rows=[
            GanttRow(
                f"{group.country_name.iloc[0]}: {formats.listed(list(dict.fromkeys(group.authority)))}",
                marks=[_event(row) for row in group.sort_values("on", kind="stable").itertuples()],
            )
            for _code, group in events.groupby("country", sort=False)
        ],
        first=first,
        last=last + timedelta(days=1),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(events),
    )


def _event(row: Any) -> DayMark:
    is_overdue = row.state == trials.OVERDUE
    name = f"{row.event_words} ▲" if is_overdue else str(row.event_words)
    style: Style = "solid" if row.state == trials.HAPPENED else "outlined"
    return DayMark(row.on, name, WATCH if is_overdue else INK, style)


def _trials(view: View, product: str | None) -> Block:
    """One line per trial from start to completion, the first of them."""
    listed, title = trials.trials(view, product), trials.trials_title(view, product)
    if not len(listed):
        return blocks.missing(view, ("trials",)) or blocks.heading("trials along time", title)
    shown = listed.head(trials.DRAWN)
    first, last = stretches.span(shown, view.as_of)
    return GanttBlock(
        key="trials along time",
        title=title,
        measures=stretches.measures(listed),
        alt=trials.trials_in_words(view, product),
        rows=[
            GanttRow(
                f"{stretches.short(row.name)}, {row.phase_words}",
                [
                    Span(part.first, part.after, "", INK, _STYLES[part.kind])
                    for part in stretches.stretches(row, view.as_of, last)
                ],
                [DayMark(row.primary_completion_on, _("Primary completion"), INK, shape="line")]
                if row.primary_completion_on is not None
                else [],
                said=stretches.said(row),
            )
            for row in shown.itertuples()
        ],
        first=first,
        last=last,
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(listed),
    )


def _supply(view: View, product: str | None) -> Iterator[Block]:
    """One line per market: what its licences add up to, and by stage and site their states and days."""
    granted, title = licences.licences(view, product), supply.supply_title(view, product)
    if len(granted):
        yield _matrix(view, product, title)
    elif view.has("site_licences"):
        yield blocks.heading("supply along sites", title)
    if (missing := blocks.missing(view, supply.TABLES)) is not None:
        yield missing


def _matrix(view: View, product: str | None, title: str) -> MatrixBlock:
    granted, answers = licences.licences(view, product), supply.supply(view, product)
    shown = answers.head(supply.DRAWN)
    stages = [stage for stage in STAGES if stage in set(granted.stage)]
    short = licences.short_names(dict(zip(granted.site_id, granted.site, strict=True)))
    columns = [(stage, site) for stage in stages for site in sorted(set(granted.site_id))]
    held = {(row.product_id, row.market, row.stage, row.site_id): row for row in granted.itertuples()}
    several = shown.product_id.nunique() > 1
    return MatrixBlock(
        key="supply along sites",
        title=title,
        measures=_(
            "Shaded: granted, with the month. Lightly shaded: filed. In brackets: month expected. "
            "Outlined: sole licensed site for the step."
        ),
        alt=supply.supply_in_words(view, product),
        columns=[f"{wording.title(wording.stage(stage))}: {short[site]}" for stage, site in columns],
        rows=[
            (
                f"{row.market_name} ({row.product}): {row.words}" if several else f"{row.market_name}: {row.words}",
                [_shade(held.get((row.product_id, row.market, stage, site))) for stage, site in columns],
            )
            for row in shown.itertuples()
        ],
        colour=INK,
        is_illustrative=provenance.has_illustrative(granted),
    )


def _shade(row: Any | None) -> Shade:
    if row is None:
        return Shade("")
    said, depth = licences.month_in_words(row), _DEPTHS.get(row.state)
    return Shade(said, depth, bool(row.is_only_site), sign="watch" if row.is_overdue else "")


def _tables(view: View, product: str | None) -> Iterator[Block]:
    """The rows behind the figures, as many as the page shows."""
    listed = trials.trials(view, product)
    yield blocks.table(
        view, "trials", _("Trials"), trials.TRIALS_SPEC, listed.head(trials.LISTED), note=_cut(len(listed))
    )
    if (missing := blocks.missing(view, ("trials", "trial_sites"))) is not None:
        yield missing
    else:
        rows = places.site_rows(view, product, limit=trials.LISTED)
        note = _cut(places.site_count(view, product))
        yield blocks.table(view, "trial sites", _("Trial sites"), places.SITE_ROWS_SPEC, rows, note=note)
    events = trials.approvals(view, product)
    yield blocks.table(view, "approvals in rows", _("Approvals"), trials.APPROVALS_SPEC, events)
    yield blocks.table(view, "supply", _("Supply"), supply.SUPPLY_SPEC, supply.supply(view, product))
    yield blocks.table(view, "licences", _("Licences"), licences.LICENCES_SPEC, licences.licences(view, product))


def _cut(total: int) -> str:
    return wording.first_rows(trials.LISTED, total) if total > trials.LISTED else ""


def _country(view: View, code: str, product: str | None) -> Iterator[Block]:
    """The card of a country: what is true there, and the rows that say so."""
    name = formats.country(code)
    yield blocks.sentence("country", country.standing(view, code, product), title=name)
    count = places.site_count(view, product, code) if view.has("trials", "trial_sites") else 0
    for title, spec, rows in (
        (_("Approvals and designations"), country.APPROVALS_IN_SPEC, country.approvals_in(view, code, product)),
        (_("Supply"), country.SUPPLY_IN_SPEC, country.supply_in(view, code, product)),
        (_("Site licences"), country.LICENCES_IN_SPEC, country.licences_in(view, code, product)),
        (_("Trials"), country.TRIALS_IN_SPEC, country.trials_in(view, code, product)),
        (_("Trial sites"), country.SITES_IN_SPEC, country.sites_in(view, code, product, country.SITES_LISTED)),
    ):
        key, headed = f"country {spec.id}", f"{name}: {title}"
        if len(rows):
            is_cut = spec is country.SITES_IN_SPEC and count > len(rows)
            note = wording.first_rows(len(rows), count) if is_cut else ""
            yield blocks.table(view, key, headed, spec, rows.reset_index(drop=True), note=note)
        else:
            yield blocks.sentence(key, wording.sentence(wording.title(_("none in the data"))), title=headed)
