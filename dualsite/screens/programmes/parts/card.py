"""The card of a programme: its gates along time, the genealogy of its batches, whose clock, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dualsite import palette
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import card as contracts
from dualsite.insights.frames import names_of
from dualsite.insights.programmes import board, gates, genealogy, linked, waiting
from dualsite.insights.programmes.programmes import Programme, programmes
from dualsite.schema.vocabulary import STAGES
from dualsite.screens import shared as ui
from dualsite.screens.programmes.figures.board import KEY
from dualsite.screens.programmes.figures.gate_days import gate_days
from dualsite.screens.programmes.figures.tree import tree
from dualsite.screens.shared import choices, contract_card, filters, links, visit
from dualsite.screens.shared.tiles import CARD
from dualsite.sitemap import IN_CLEAR, PageId

TRACED = "batches"
"""The parameter of the URL that names the quarter or the batch whose genealogy is shown."""


def opener(keys: Sequence[str]) -> Callable[[int], None]:
    """What opens the card of the programme in that row of a table, for `ui.table`."""

    def ask(row: int) -> None:
        st.query_params[KEY] = keys[row]

    return ask


def show_asked(view: View) -> None:
    """The card that the URL asks for, beside the page and over everything else; nothing where it asks for none."""
    programme = programmes(view).get(st.query_params.get(KEY, ""))
    visit.note_choice(KEY, programme and programme.key)
    # One card at a time: that of a KPI, when a link asks for both.
    if programme is not None and not visit.is_chosen(CARD):
        st.dialog(ui.plain(programme.name), width="large", position="right", on_dismiss=_close)(_draw)(view, programme)


def _close() -> None:
    for key in (KEY, TRACED):
        st.query_params.pop(key, None)


def _draw(view: View, programme: Programme) -> None:
    rows = board.board(view)
    for row in rows[rows.key == programme.key].itertuples():
        st.markdown(ui.plain(board.standing_in_words(row)))
    _show_gates(view, programme)
    _show_genealogy(view, programme)
    _show_clock(view, programme)
    _show_linked(view, programme)
    ui.card_menu(view, programme.name, **{KEY: programme.key})


def _show_gates(view: View, programme: Programme) -> None:
    rows, said = gates.of_programme(view, programme.key), gates.statements(view)
    said = said[said.key == programme.key].reset_index(drop=True)
    ui.figure(
        gates.title(view, programme.key),
        gate_days(rows, said, view.as_of),
        measures=_(gates.MEASURES),
        rows=rows,
        key="gate-days",
        alt=gates.in_words(view, programme.key),
    )

    def tables() -> None:
        ui.table(gates.OF_PROGRAMME_SPEC.hiding_unknown(rows), rows, of=programme.key, is_printed=True)
        if len(said):
            ui.table(gates.STATEMENTS_SPEC, said, of=programme.key, is_printed=True)

    ui.folded(_("Gates and stated targets as tables"), tables, key="gates")


def _show_genealogy(view: View, programme: Programme) -> None:
    if not view.has("batches"):
        ui.empty("batches", _("the batch genealogy of the programme"))
        return
    found = genealogy.genealogy(view, programme.key)
    if not len(found):
        ui.heading(genealogy.title(found))
        return
    offered = genealogy.choices(view, programme.key)
    chosen = st.selectbox(
        _("Show"),
        list(offered),
        index=None,
        format_func=offered.__getitem__,
        placeholder=_("All batches; choose a quarter, or a batch to trace"),
        width=360,
        **choices.one_of(TRACED, offered),
    )
    rows = genealogy.shown(view, programme.key, chosen)
    sites = names_of(view, "sites", "site_id")
    ui.figure(
        genealogy.title(rows),
        tree(
            genealogy.drawn(rows),
            {place: wording.title(wording.stage(stage)) for place, stage in enumerate(STAGES)},
            palette.site_colours(sites),
            sites,
        ),
        measures=_(genealogy.MEASURES),
        rows=rows,
        key="genealogy",
        alt=genealogy.in_words(rows),
        selects=_trace,
    )
    ui.folded(
        _("Batches as a table"),
        lambda: ui.table(genealogy.GENEALOGY_SPEC, rows, of=programme.key),
        key="genealogy_rows",
    )


def _trace(customdata: Any) -> None:
    if customdata and customdata[0]:
        choices.choose(TRACED, customdata[0])


def _show_clock(view: View, programme: Programme) -> None:
    """Whose clock was running, in a sentence: the bars beside the board draw it."""
    rows = waiting.waiting(view)
    for row in rows[rows.key == programme.key].to_dict("records"):
        said = wording.sentence(waiting.row_in_words(view, row))
        st.markdown(f"**{_('Waiting time by party, last 12 months')}**  \n{ui.plain(said)}")


def _show_linked(view: View, programme: Programme) -> None:
    """The contract, the trials and the licences, each with the way to its page."""
    if agreed := contracts.in_a_line(view, programme.contract_id):
        st.markdown(f"**{_('Contract')}**  \n{ui.plain(agreed)}")
    for title, spec, rows in linked.tables(view, programme):
        ui.heading(title, rows)
        ui.table(spec, rows, of=programme.key, is_printed=True)
    st.html(" &nbsp; ".join(_ways(view, programme)))


def _ways(view: View, programme: Programme) -> list[str]:
    """Links to the pages on which the rest is told, as HTML."""
    kept = filters.query(view)
    found = []
    if programme.contract_id is not None:
        if view.scope.is_limited:
            found.append(
                links.to_page(PageId.AGREEMENTS, kept | {"contract": programme.contract_id}, _("Contract card"))
            )
        else:
            found.append(
                links.to_page(PageId.CONTRACTS, kept | {contract_card.KEY: programme.contract_id}, _("Contract card"))
            )
    if programme.product_id is not None:
        found.append(links.to_page(PageId.TRIALS, kept | {"product": programme.product_id}, _("Trials and markets")))
    if programme.partner_id is not None and not (view.code_key and PageId.CLIENT in IN_CLEAR):
        theirs = filters.query(view, partner=programme.partner_id)
        found.append(links.to_page(PageId.CLIENT, theirs, _("Client room")))
    return found
