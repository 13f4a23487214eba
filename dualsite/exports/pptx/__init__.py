"""A document as a PowerPoint file: native charts, tables and shapes, to be presented and edited.

Nothing is smaller than 12 pt and nothing wider than its box: every text is measured before it is written.
"""

from __future__ import annotations

import io
from datetime import UTC
from pathlib import Path

from dualsite.exports.document import Document, MadeFile
from dualsite.exports.pptx import arranging, package
from dualsite.exports.pptx.deck import Deck
from dualsite.exports.pptx.template import stage


def written(document: Document, template: Path | bytes | None = None) -> bytes:
    """The document as a .pptx file, on a template of the organisation's own or a plain one; the same each time."""
    return made(document, template).content


def made(document: Document, template: Path | bytes | None = None) -> MadeFile:
    """The same, and what of the document stands in it.

    A document of several pages begins with a title slide. Raises InputError for a template that cannot be used.
    """
    deck = Deck(stage(template), document)
    if len(document.pages) > 1:
        deck.cover()
    shown = tuple(
        arranging.one_sheet(deck, page) if page.layout == "one sheet" else arranging.page(deck, page)
        for page in document.pages
    )
    deck.end()
    imprint = document.imprint
    made_at = imprint.made_at.astimezone(UTC).replace(tzinfo=None) if imprint.made_at.tzinfo else imprint.made_at
    told = deck.stage.presentation.core_properties
    told.title, told.author, told.last_modified_by = document.title, imprint.operator, imprint.operator
    told.subject, told.keywords, told.comments, told.category = document.subtitle, "", "", ""
    told.created = told.modified = made_at
    told.revision, told.language = 1, imprint.locale
    file = io.BytesIO()
    deck.stage.presentation.save(file)
    return MadeFile(package.dated(file.getvalue(), imprint.made_at), shown)
