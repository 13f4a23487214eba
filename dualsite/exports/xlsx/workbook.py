"""From a document to the bytes of a workbook."""

from __future__ import annotations

import io
from datetime import UTC

from xlsxwriter import Workbook

from dualsite import i18n
from dualsite.exports import foot
from dualsite.exports.document import Block, Document, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, GanttBlock, MapBlock, MatrixBlock, TreeBlock
from dualsite.exports.xlsx import charts, cover, gantts, matrices, pages, tables
from dualsite.exports.xlsx.cover import Listed
from dualsite.exports.xlsx.draft import Draft

MANY = 10_000
"""Rows from which on they leave the memory as they are written."""


def written(document: Document) -> bytes:
    """The document as a workbook (XLSX): a cover, per page its sentences and tiles, a sheet per block, definitions.

    The same document gives the same bytes.
    """
    with i18n.speaking(document.imprint.locale):
        return _written(document)


def _written(document: Document) -> bytes:
    blocks = [block for page in document.pages for block in page.blocks]
    is_long = sum(len(block.rows) for block in blocks if isinstance(block, TableBlock)) > MANY
    made = io.BytesIO()
    workbook = Workbook(
        made,
        {
            "constant_memory": is_long,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    _set_properties(workbook, document)
    draft = Draft(workbook, document.imprint, is_long)
    first = cover.begin(draft)
    listed = []
    for page in document.pages:
        listed.append(Listed(pages.write(draft, page), page.title, page.answer))
        listed += [one for block in page.blocks if (one := _sheet(draft, page.title, block)) is not None]
    listed.append(cover.write_definitions(draft, document))
    cover.write(draft, first, document, listed)
    workbook.close()
    return made.getvalue()


def _sheet(draft: Draft, page: str, block: Block) -> Listed | None:
    """The sheet of a block; None for what stands on the first sheet of its page."""
    match block:
        case TextBlock() | TileBlock():
            return None
        case TableBlock():
            return Listed(tables.write(draft, block), page, block.title, len(block.rows))
        case ChartBlock():
            return Listed(charts.write(draft, block), page, block.title, len(block.categories) or None)
        case GanttBlock():
            return Listed(gantts.write(draft, block), page, block.title, len(block.rows))
        case MatrixBlock():
            return Listed(matrices.write(draft, block), page, block.title, len(block.rows))
        case MapBlock() | TreeBlock():
            return Listed(matrices.write_rows(draft, block), page, block.title)


def _set_properties(workbook: Workbook, document: Document) -> None:
    imprint = document.imprint
    made_at = imprint.made_at
    workbook.set_properties(
        {
            "title": document.title,
            "subject": document.subtitle,
            "author": imprint.operator,
            "keywords": " · ".join(foot.parts(imprint)),
            "comments": foot.confidential(imprint),
            "created": made_at.astimezone(UTC).replace(tzinfo=None) if made_at.tzinfo else made_at,
        }
    )
