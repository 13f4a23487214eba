"""The line of global filters. It stands in the URL and stays from page to page, so a link reproduces the view."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from dualsite import formats
from dualsite.access import View, Viewer
from dualsite.i18n import _
from dualsite.insights.frames import labels
from dualsite.schema.vocabulary import currencies
from dualsite.screens.shared import visit
from dualsite.screens.shared.below import folded_filters
from dualsite.store import Dataset

_PAGE = "page of the last run"
AS_OF, SITE, PARTNER, CURRENCY = KEYS = ("as_of", "site", "partner", "currency")
CODE_NAMES = "code_names"
SCENARIO = "scenario"
_NEXT = "scenario of the next run"


@dataclass(frozen=True)
class Filters:
    """What the filters say; None is everything, or what the data set says."""

    as_of: date | None = None
    site: str | None = None
    partner: str | None = None
    currency: str | None = None
    scenario: str | None = None


def has_code_names(viewer: Viewer) -> bool:
    """Whether an executive has switched code names on."""
    return viewer.role == "executive" and bool(st.session_state.get(CODE_NAMES))


def draw(view: View, is_filtered: bool = True, scenarios: Sequence[str] = ()) -> Filters:
    """The filters as one line, with a reset when any is on. `view` is the unfiltered view of the viewer.

    On a page that they change nothing of they are not seen, and keep what was chosen. `scenarios` are those that the
    viewer may choose, by name; without any there is no such choice.
    """
    sites, partners = labels(view, "sites", "site_id"), labels(view, "partners", "partner_id")
    all_sites, all_clients = _("All sites"), _("All clients")
    _follow(
        {
            SITE: [all_sites, *sites],
            PARTNER: [all_clients, *partners],
            CURRENCY: _currencies(view.dataset),
            SCENARIO: [as_told(), *scenarios],
        }
    )
    with (
        folded_filters(_("Filters"), _in_words(view), key="filters_folded") if is_filtered else nullcontext(),
        st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="filters" if is_filtered else "filters_kept"
        ),
    ):
        as_of = None if view.scope.is_limited else _pick_as_of(view)
        site = st.selectbox(_("Site"), [all_sites, *sites], key=SITE, bind="query-params", width=230)
        # Who sees one client's rows has nothing to choose, and a meeting no picker.
        is_choice = len(view.scope.partners or partners) != 1 or not view.scope.is_limited
        partner = (
            st.selectbox(_("Client"), [all_clients, *partners], key=PARTNER, bind="query-params", width=230)
            if is_choice
            else all_clients
        )
        currency = st.selectbox(_("Currency"), _currencies(view.dataset), key=CURRENCY, bind="query-params", width=110)
        scenario = _pick_scenario(scenarios) if scenarios else None
        if not view.scope.is_limited:
            st.toggle(
                _("Code names"),
                key=CODE_NAMES,
                help=_("For a shared screen: code names in place of clients, products and ids."),
            )
        chosen = Filters(
            as_of if isinstance(as_of, date) and as_of != view.dataset.as_of else None,
            sites.get(site),
            partners.get(partner),
            currency if currency != view.dataset.reporting_currency else None,
            scenario,
        )
        for key, value in ((AS_OF, chosen.as_of), (SITE, chosen.site), (PARTNER, chosen.partner)):
            visit.note_choice(key, value)
        visit.note_choice(CURRENCY, chosen.currency)
        visit.note_choice(SCENARIO, chosen.scenario)
        visit.note_choice(CODE_NAMES, not view.scope.is_limited and bool(st.session_state.get(CODE_NAMES)))
        if replace(chosen, scenario=None) != Filters():
            st.button(_("Reset filters"), on_click=_reset, args=(view.dataset, all_sites, all_clients), type="tertiary")
    if view.scope.is_limited and st.query_params.get(AS_OF, view.as_of.isoformat()) != view.as_of.isoformat():
        st.info(
            _("This link asks for another date. Clients see data as of {day} only.").format(day=formats.day(view.as_of))
        )
    return chosen


def _in_words(view: View) -> list[str]:
    """What is chosen, where the filters themselves are not seen."""
    as_of = st.session_state.get(AS_OF)
    chosen = [st.session_state.get(key) for key in (SITE, PARTNER)]
    return [
        _("as of {day}").format(day=formats.day(as_of if isinstance(as_of, date) else view.as_of)),
        *(text for text in chosen if isinstance(text, str) and text not in (_("All sites"), _("All clients"))),
    ]


def as_told() -> str:
    """What is chosen where no scenario is."""
    return _("Base case")


def _pick_scenario(scenarios: Sequence[str]) -> str | None:
    """The scenario chosen, by its name; None for the data as they are."""
    if st.session_state.get(SCENARIO, as_told()) not in (as_told(), *scenarios):
        # It was deleted, or is no longer shared.
        del st.session_state[SCENARIO]
    picked = st.selectbox(_("Scenario"), [as_told(), *scenarios], key=SCENARIO, bind="query-params", width=230)
    return picked if picked in scenarios else None


def come_under(scenario: str) -> None:
    """Choose a scenario for the next run, since in this one its widget is drawn already."""
    st.session_state[_NEXT] = scenario


def leave_scenario() -> None:
    """Back to the data as they are, in a callback."""
    st.session_state[SCENARIO] = as_told()


def _pick_as_of(view: View) -> object:
    """The as-of day: a choice of executives. With a client, what is told does not depend on a day they can choose."""
    return st.date_input(
        _("As of"),
        view.dataset.as_of,
        key=AS_OF,
        bind="query-params",
        format="YYYY-MM-DD",
        width=150,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
    )


def _follow(options: dict[str, list[str]]) -> None:
    """Take over the filters of a link between pages: in a session, widgets keep what they had whatever the URL says.

    Only on a page's first run, so that what is chosen on it stays; what was to be chosen next, on any.
    """
    page = st.context.url.split("?")[0] if st.context.url else None
    if st.session_state.get(_PAGE) != page:
        is_first = _PAGE not in st.session_state
        st.session_state[_PAGE] = page
        for key, values in options.items():
            asked = st.query_params.get(key)
            if not is_first and asked in values:
                st.session_state[key] = asked
    if (following := st.session_state.pop(_NEXT, None)) in options[SCENARIO]:
        st.session_state[SCENARIO] = following


def _currencies(dataset: Dataset) -> list[str]:
    usual = [code for code in ("USD", "KRW", "JPY", "EUR", "GBP", "CHF") if code in currencies()]
    return [dataset.reporting_currency, *(code for code in usual if code != dataset.reporting_currency)]


def _reset(dataset: Dataset, all_sites: str, all_clients: str) -> None:
    st.session_state[AS_OF] = dataset.as_of
    st.session_state[SITE] = all_sites
    st.session_state[PARTNER] = all_clients
    st.session_state[CURRENCY] = dataset.reporting_currency


def query(view: View, *, site: str | None = None, partner: str | None = None) -> dict[str, str]:
    """The URL parameters under which a page shows this site and partner, keeping the other filters of the view."""
    kept: dict[str, str] = {}
    for key, table, column, value in (
        (SITE, "sites", "site_id", site or view.site),
        (PARTNER, "partners", "partner_id", partner or view.partner),
    ):
        if value is None:
            continue
        named = next((label for label, id_ in labels(view, table, column).items() if id_ == value), None)
        if named is not None:
            kept[key] = named
    if view.as_of != view.dataset.as_of:
        kept[AS_OF] = view.as_of.isoformat()
    if view.currency != view.dataset.reporting_currency:
        kept[CURRENCY] = view.currency
    if view.scenario is not None:
        kept[SCENARIO] = view.scenario.name
    return kept
