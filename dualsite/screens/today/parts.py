"""Where the sites stand, what changed since a day that the reader picks, and the sites beside each other."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.exceptions import changes, site_standing
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.insights.kpis import today
from dualsite.screens import shared as ui
from dualsite.screens.shared import markup, visit
from dualsite.screens.today import figures


def show_standings(view: View, found: Sequence[BusinessException]) -> None:
    """One card per site with its verdict, and one with what changed; `found` are the exceptions, the gravest first."""
    # The choice of the day stands below, and writes it into the address.
    since = changes.since(st.query_params.get("since", ""), view.as_of)
    sites = site_standing.standings(view, found)
    # A ring on each: what it means is said once, below the exceptions.
    are_made_up = [*(one.is_illustrative for one in sites), site_standing.is_change_illustrative(view, since)]
    (*marks, mark, _none), _said = markup.marked_made_up([*are_made_up, False])
    cards = [_card(one, of) for one, of in zip(sites, marks, strict=True)]
    changed = html.escape(_("What changed since {day}").format(day=formats.day(since)))
    said = html.escape(site_standing.changed_in_words(view, since))
    cards.append(f"<p><strong>{changed}</strong></p><p>{said}{mark}</p>")
    listed = "".join(f"<li>{card}</li>" for card in cards)
    markup.block(f'<ul class="standings">{listed}</ul>', "standings", len(cards))


def _card(one: site_standing.SiteStanding, mark: str) -> str:
    verdict = markup.signed(one.verdict, _(site_standing.VERDICTS[one.verdict]))
    return (
        f"<p><strong>{html.escape(one.name)}</strong> {verdict} {markup.grey(one.status)}</p>"
        f"<p>{html.escape(one.why)}{mark}</p>"
    )


def _pick_since(view: View) -> date:
    """The day from which changes are told, at first three months back."""
    usual = changes.usual(view.as_of)
    since = st.date_input(
        _("What changed since"),
        usual,
        max_value=view.as_of,
        key="since",
        bind="query-params",
        format="YYYY-MM-DD",
        width=170,
    )
    visit.note_choice("since", since, usual)
    return since


def show_changes(view: View) -> None:
    """What happened since a day that the reader picks, and the KPIs that moved by more than chance."""
    since = _pick_since(view)
    if said := changes.events_in_words(view, since):
        st.markdown(said)
    else:
        ui.table(changes.EVENTS_SPEC, changes.events(view, since))
    if said := changes.kpis_in_words(view, since):
        st.markdown(said)
    else:
        ui.table(changes.KPIS_SPEC, changes.kpis(view, since))


def draw_side_by_side(view: View) -> None:
    """The rates of the sites on one scale; nothing where no site has one."""
    rates = today.side_by_side(view)
    if len(rates):
        ui.figure(
            _("Site comparison"),
            figures.rates(rates),
            measures=wording.sentences(_(today.RATES_OF), _("Hover over a mark for its n.")),
            rows=rates,
            key="side by side",
            alt=today.side_by_side_in_words(view),
            spec=today.SIDE_BY_SIDE_SPEC,
        )
