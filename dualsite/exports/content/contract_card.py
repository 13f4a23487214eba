"""The card of a contract: what is agreed, its gates, options, batches and years, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block
from dualsite.i18n import _
from dualsite.insights.contracts import batches, options, take_or_pay
from dualsite.insights.contracts import card as cards


def card(view: View, contract_id: str) -> Iterator[Block]:
    """The card of the contract of that id; nothing where the view knows none."""
    found = cards.card(view, contract_id) if contract_id and view.has("contracts") else None
    if found is None:
        return
    yield blocks.sentence("agreement", found.standing, title=found.title, is_illustrative=found.is_illustrative)
    title = _("What is agreed")
    yield blocks.table(view, "agreement facts", title, cards.FACTS_SPEC, cards.facts(found))
    if found.note:
        yield blocks.sentence("agreement note", found.note, title=_("As the data say"))
    if len(found.gates):
        yield blocks.table(
            view, "agreement gates", _("Gates"), cards.CARD_GATES_SPEC.hiding_unknown(found.gates), found.gates
        )
    held = options.options(view, contract_id)
    if len(held):
        yield blocks.table(view, "agreement options", _("Options held"), options.OPTIONS_SPEC, held)
    yield blocks.sentence("agreement batches", batches.batches_in_words(found.batches), title=_("Batches so far"))
    if len(found.batches):
        spec = batches.shown_spec(found.batches)
        yield blocks.table(view, "agreement batch rows", _("Batches so far"), spec, found.batches)
    years = take_or_pay.years_of(view, contract_id)
    if len(years):
        spec = take_or_pay.YEARS_OF_SPEC
        yield blocks.table(view, "agreement years", _("Contract years"), spec, years, view.currency)
    yield blocks.table(view, "agreement sources", _("Sources"), cards.SOURCES_SPEC, found.sources)
