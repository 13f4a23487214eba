"""What is asked to be exported: pages in an order, each with what was chosen on it; and the document made of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from dualsite import formats, i18n
from dualsite.access import View, Viewer, seen_by
from dualsite.errors import InputError
from dualsite.exports import content
from dualsite.exports.document import Document, Imprint, PageContent, TileBlock, one_sheet
from dualsite.exports.origin import filters
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.frames import names_of
from dualsite.planning import saved
from dualsite.planning.saved import SavedQuestion
from dualsite.scenarios import Scenario
from dualsite.scenarios import text as scenario_text
from dualsite.sitemap import CLIENT, PAGES, PageId

NOT_OF_DATA: Mapping[PageId, PageContent] = {}
"""No page that says what is not of the data."""


@dataclass(frozen=True)
class PageRequest:
    """One page to be exported."""

    page: PageId
    chosen: tuple[tuple[str, str], ...] = ()
    """What was chosen on it, by the parameters of its address."""
    comment: str = ""
    blocks: tuple[str, ...] = ()
    """The keys of the blocks wanted, in this order, those of another page after its id (`trials:map`); none: all of the
    page, in its own order."""
    title: str = ""
    """The finding that stands over it; empty: the answer of the page."""
    scenarios: tuple[tuple[str, str], ...] = ()
    """What the page Scenarios compares: each scenario by its name, as its file says it."""
    questions: tuple[tuple[str, str], ...] = ()
    """The saved questions of the slot finder that are put to each of them, likewise."""
    is_card: bool = False
    """Whether it is the card alone that is open beside the page, by what was chosen."""


@dataclass(frozen=True)
class ExportRequest:
    """Pages under a title."""

    title: str
    pages: tuple[PageRequest, ...]
    is_summary: bool = False
    """Whether each page is one slide or sheet, of the blocks that were named."""
    is_for_client: bool = False
    """Whether it is prepared for the client whose rows it holds, and confidential."""
    notice: str = ""
    """What is to be known of the data, in a sentence: that newer ones were refused."""


def comparing(asked: PageRequest, offered: Iterable[Scenario], questions: Iterable[SavedQuestion]) -> PageRequest:
    """The same page, and where it compares scenarios, those that were chosen on it of the ones that are offered."""
    if asked.page is not PageId.SCENARIOS:
        return asked
    names = dict(asked.chosen).get("compare", "").split(",")
    by_name = {one.name: one for one in offered}
    chosen = [replace(by_name[name], owner="") for name in names if name in by_name]
    return replace(
        asked,
        scenarios=tuple((one.name, scenario_text.written(one)) for one in chosen),
        questions=tuple((one.name, saved.written(replace(one, owner=""))) for one in questions),
    )


def for_client(view: View, client: str) -> View:
    """The same data as the room of this client may show them: its own rows, on their own day, under no scenario.

    Raises InputError for a client that is not in the data.
    """
    viewer = Viewer("partner", frozenset((client,)))
    if client not in names_of(view.unfiltered, "partners", "partner_id"):
        raise InputError(f"There is no client {client}. Name one by its partner_id.")
    return seen_by(view, viewer, currency=view.currency)


def document(
    view: View,
    request: ExportRequest,
    locale: str,
    made_at: datetime,
    receipt: str,
    progress: Callable[[int, str], None] = lambda done, title: None,
    given: Mapping[PageId, PageContent] = NOT_OF_DATA,
) -> Document:
    """The pages asked for as this view may see them; `progress` is told how many are done and which one is next.

    What a page says that is not of the data, as who has access, is `given`.

    Raises InputError for a page that is not exported, or that the room of a client for whom it is does not have;
    DataError as the insights of the pages do.
    """
    pages = []
    for done, asked in enumerate(request.pages):
        title = _(PAGES[asked.page].title)
        if asked.page in given:
            pages.append(given[asked.page])
            continue
        if not content.is_exported(asked.page):
            raise InputError(_("The page {page} cannot be exported. Leave it out.").format(page=title))
        if request.is_for_client and PAGES[asked.page] not in CLIENT:
            raise InputError(_("A client’s room has no page {page}. Leave it out.").format(page=title))
        progress(done, title)
        pages.append(_page(view, asked, request.is_summary))
    progress(len(request.pages), "")
    told = imprint(view, request.is_for_client, locale, made_at, receipt)
    if not view.scope.is_limited:
        told = replace(told, notice=request.notice)
    return Document(request.title, told, tuple(pages))


def _page(view: View, asked: PageRequest, is_summary: bool) -> PageContent:
    page = _content(view, asked)
    if asked.blocks:
        chosen = one_sheet(page.title, page.answer, *_parts(view, asked, page))
        page = chosen if is_summary else replace(chosen, layout="whole")
    return _headed(replace(page, comment=asked.comment, answer=asked.title or page.answer), asked)


def _content(view: View, asked: PageRequest) -> PageContent:
    if asked.is_card:
        return content.card(view, asked.page, dict(asked.chosen))
    compared = [scenario_text.parsed(text.encode(), name).scenario for name, text in asked.scenarios]
    questions = {name: saved.parsed(text.encode(), name).question for name, text in asked.questions}
    return content.page(view, asked.page, dict(asked.chosen), scenarios=compared, questions=questions)


def _headed(page: PageContent, asked: PageRequest) -> PageContent:
    """Where tiles stand by themselves, what is said over them is the finding, and said once."""
    match page.blocks:
        case (TileBlock(said=said) as tiled,) if said and not asked.title:
            return replace(page, answer=said, blocks=(replace(tiled, said=""),))
        case _:
            return page


def _parts(view: View, asked: PageRequest, page: PageContent) -> Iterator[tuple[PageContent, tuple[str, ...]]]:
    """The blocks wanted page by page, as they follow one another."""
    of_pages = [key.rpartition(":")[::2] for key in asked.blocks]
    for other, keys in itertools.groupby(of_pages, key=itemgetter(0)):
        theirs = page if not other else content.page(view, PageId(other))
        yield theirs, tuple(key for _page, key in keys)


def imprint(view: View, is_for_client: bool, locale: str, made_at: datetime, receipt: str) -> Imprint:
    """What every sheet says of where it comes from; where rows of others are kept out, neither version nor share."""
    is_limited = view.scope.is_limited
    share = 0.0 if is_limited else provenance.illustrative_share(view)
    clients = names_of(view.unfiltered, "partners", "partner_id")
    whose = formats.listed([clients.get(one, one) for one in sorted(view.scope.partners or ())])
    chosen = (
        *([_("{clients} only").format(clients=whose)] if is_limited and not is_for_client else []),
        *filters(view),
    )
    return Imprint(
        data=view.dataset.title,
        operator=view.dataset.operator_in(i18n.language()) or "",
        as_of=view.as_of,
        filters=chosen,
        currency=view.currency,
        scenario=view.scenario.called if view.scenario is not None and view.scenario.edits else "",
        version="" if is_limited else view.version.id,
        client=whose if is_for_client else "",
        illustrative=_("{share} of rows illustrative").format(share=formats.percent(share, 0)) if share else "",
        locale=locale,
        made_at=made_at,
        receipt=receipt,
    )
