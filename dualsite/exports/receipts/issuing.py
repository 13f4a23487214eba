"""A document written in a format, read back as it can be read, and given its receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from dualsite import i18n
from dualsite.access import View
from dualsite.exports.document import Document, MadeFile, PageContent
from dualsite.exports.origin import file_name
from dualsite.exports.receipts import keys, reading, standing, tables
from dualsite.exports.receipts.carrying import SignedReceipt, put
from dualsite.exports.receipts.receipt import AskedView, Receipt, new_id
from dualsite.exports.request import NOT_OF_DATA, ExportRequest, document, imprint
from dualsite.i18n import _
from dualsite.scenarios.text import written as scenario_text
from dualsite.sitemap import PageId

Kind = Literal["pptx", "pdf", "xlsx"]
KINDS: dict[Kind, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The formats, and how each is called on the web."""

Progress = Callable[[int, str], None]
"""Told how many pages are done, and the title of the one that is next; empty while the file is written."""


@dataclass(frozen=True)
class Issued:
    """A file as it is handed over."""

    name: str
    content: bytes
    receipt: Receipt
    lacking: tuple[str, ...]
    """The tables that its pages would rest on as well, and that are not there."""


def issue(
    view: View,
    request: ExportRequest,
    kind: Kind,
    *,
    made_at: datetime | None = None,
    progress: Progress = lambda done, title: None,
    template: bytes | None = None,
    given: Mapping[PageId, PageContent] = NOT_OF_DATA,
) -> Issued:
    """The pages asked for as a file of the format with its signed receipt. In the reader's language.

    Raises InputError for a page that this view does not have, DataError as the insights of the pages do, or when there
    is no key to sign with. `template` is a presentation whose look is taken, `given` what pages say that is not of the
    data.
    """
    id_, when = new_id(), made_at or datetime.now(UTC).replace(microsecond=0)
    key = keys.private()
    asked = document(view, request, i18n.locale(), when, id_, progress, given)
    file = written(asked, kind, is_summary=request.is_summary, template=template)
    sheets = reading.sheets(file.content)
    receipt = Receipt(
        id=id_,
        made_at=when,
        kind=kind,
        locale=i18n.locale(),
        version=asked.imprint.version,
        asked=question(view),
        request=request,
        tables=tables.digests(view, tables.rested_on(view, asked.pages)),
        numbers=standing.numbers_in(asked.pages, file.pages, sheets, is_typed=kind == "xlsx"),
        sheets=sheets,
    )
    text = receipt.as_json()
    signed = SignedReceipt(text, key.sign(text.encode()), keys.public_bytes(key.public_key()))
    lacking = tuple(dict.fromkeys(name for page in asked.pages for name in page.lacking))
    return Issued(named(view, request, kind), put(file.content, signed), receipt, lacking)


def written(asked: Document, kind: Kind, *, is_summary: bool = False, template: bytes | None = None) -> MadeFile:
    """The document in a format, without a receipt."""
    # What writes one format is loaded when it is first wanted: each of them takes a while.
    match kind:
        case "pptx":
            from dualsite.exports import pptx

            return pptx.made(asked, template)
        case "pdf":
            from dualsite.exports import pdf

            return pdf.made(asked, "16:9" if is_summary else "a4")
        case "xlsx":
            from dualsite.exports import xlsx

            return MadeFile(xlsx.written(asked), asked.pages)


def question(view: View) -> AskedView:
    """The question of a view, as a receipt tells it."""
    clients = view.scope.partners
    return AskedView(
        as_of=view.as_of,
        currency=view.currency,
        site=view.site,
        partner=view.partner,
        clients=None if clients is None else tuple(sorted(clients)),
        scenario=scenario_text(view.scenario) if view.scenario is not None and view.scenario.edits else "",
        has_code_names=view.code_key is not None,
    )


def named(view: View, request: ExportRequest, kind: Kind) -> str:
    """What a file is called: its title, as of when, under which filters and scenario, in which currency."""
    told = imprint(view, request.is_for_client, i18n.locale(), datetime.now(UTC), "")
    scenario = [_("scenario {name}").format(name=told.scenario)] if told.scenario else []
    said = ", ".join([f"{told.as_of}", *told.filters, *scenario, told.currency])
    return file_name(request.title, said, kind)
