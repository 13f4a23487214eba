"""From a document to the bytes of a PDF: what the template is handed, and the run of typst."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from dualsite import i18n
from dualsite.exports import foot
from dualsite.exports.document import Block, Document, MadeFile, PageContent, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, Figure, GanttBlock, MapBlock, MatrixBlock, TreeBlock
from dualsite.exports.pdf import charts, figure_tables, gantts, maps, shown, tables, tiles, trees
from dualsite.exports.pdf.drawable import drawable
from dualsite.i18n import _
from dualsite.insights.kpis import tile_words

Paper = Literal["a4", "16:9"]
Told = dict[str, Any]

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parents[1] / "fonts"

_SHEETS: dict[Paper, Told] = {
    "a4": {"width": 21.0, "height": 29.7, "margin": 1.8, "base": 9.5, "is_wide": False},
    "16:9": {"width": 33.867, "height": 19.05, "margin": 1.5, "base": 12.0, "is_wide": True},
}
"""Centimetres, and the points of the text."""


def written(document: Document, paper: Paper = "a4") -> bytes:
    """The document as a PDF; the same each time."""
    return made(document, paper).content


def made(document: Document, paper: Paper = "a4") -> MadeFile:
    """The document as a tagged PDF (PDF/UA-1), on A4 or on sheets of 16:9, and what of it stands there.

    Vector figures, headings, tables with heads on every page, the fonts inside. Nothing but the template, the fonts of
    this package and the document is read. The same document gives the same bytes.
    """
    with i18n.speaking(document.imprint.locale):
        told = drawable(_told(document, paper))
    compiler = typst.Compiler(
        TEMPLATES / "document.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(told, ensure_ascii=False)},
    )
    made_at = document.imprint.made_at
    stamp = int((made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)).timestamp())
    content = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    if not isinstance(content, bytes):
        raise TypeError("typst gives one file for a PDF.")
    is_cut = any(page.layout == "one sheet" for page in document.pages)
    cuts = json.loads(compiler.query("<cut>", field="value")) if is_cut else []
    return MadeFile(content, shown.pages(document, {(page, place): count for page, place, count in cuts}))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _told(document: Document, paper: Paper) -> Told:
    imprint = document.imprint
    return {
        "language": i18n.language(),
        "title": document.title,
        "subtitle": document.subtitle,
        "author": imprint.operator,
        "keywords": [imprint.receipt] if imprint.receipt else [],
        "sheet": _SHEETS[paper],
        "foot": " · ".join([*foot.parts(imprint), *([imprint.receipt] if imprint.receipt else [])]),
        "confidential": foot.confidential(imprint),
        "facts": foot.facts(imprint),
        "pages": [_page(number, page) for number, page in enumerate(document.pages)],
        "figures": [*_figures(document)],
        "definitions": _definitions(document),
        "words": {
            "page": _("page {page} of {pages}"),
            "illustrative": _("illustrative"),
            "contents": _("Contents"),
            "figures": _("The figures in numbers"),
            "definitions": _("Definitions"),
            "origin": _("Provenance"),
            "tables": _("Tables: {tables}"),
            "first_of": _("First {shown} of {total}."),
        },
    }


def _page(number: int, page: PageContent) -> Told:
    return {
        "title": page.title,
        "answer": page.answer,
        "comment": page.comment,
        "sources": ", ".join(page.sources),
        "is_one_sheet": page.layout == "one sheet",
        "blocks": [{**_block(block), "at": (number, place)} for place, block in enumerate(page.blocks)],
    }


def _block(block: Block) -> Told:
    """The block as the template takes it; a figure without anything in it as a sentence."""
    if isinstance(block, ChartBlock | GanttBlock | MatrixBlock | TreeBlock) and _is_empty(block):
        return {
            "kind": "text",
            "title": block.title,
            "sentences": [{"text": _("No rows."), "sign": "", "is_illustrative": False}],
        }
    match block:
        case TileBlock():
            return tiles.drawn(block)
        case TextBlock():
            said = [
                {"text": one.text, "sign": one.sign, "is_illustrative": one.is_illustrative} for one in block.sentences
            ]
            return {"kind": "text", "title": block.title, "sentences": said}
        case TableBlock():
            return {"title": block.title, "is_illustrative": block.is_illustrative, **tables.drawn(block)}
        case ChartBlock():
            return {**_figure(block), **charts.drawn(block)}
        case GanttBlock():
            return {**_figure(block), **gantts.gantt(block)}
        case MatrixBlock():
            return {**_figure(block), **gantts.matrix(block)}
        case MapBlock():
            return {**_figure(block), **maps.drawn(block)}
        case TreeBlock():
            return {**_figure(block), **trees.drawn(block)}


def _is_empty(block: ChartBlock | GanttBlock | MatrixBlock | TreeBlock) -> bool:
    """Whether there is nothing to draw."""
    match block:
        case ChartBlock():
            return not any(series.values for series in block.series)
        case GanttBlock():
            return not block.rows
        case MatrixBlock():
            return not block.rows or not block.columns
        case TreeBlock():
            return not block.nodes


def _figure(block: Figure) -> Told:
    return {
        "title": block.title,
        "measures": block.measures,
        "alt": block.alt or block.title,
        "is_illustrative": block.is_illustrative,
    }


def _figures(document: Document) -> Iterator[Told]:
    """Each figure as a table, once: on several pages it may be the same."""
    seen: set[int] = set()
    for page in document.pages:
        for block in page.blocks:
            table = figure_tables.table(block)
            if table is not None and id(block) not in seen and not isinstance(block, TextBlock | TileBlock):
                seen.add(id(block))
                yield {"title": f"{page.title}: {block.title}", **table}


def _definitions(document: Document) -> Sequence[Sequence[str]]:
    """Terms and KPIs with their definition, and how a KPI is computed."""
    found = {}
    for page in document.pages:
        for block in page.blocks:
            for tile in block.tiles if isinstance(block, TileBlock) else ():
                kpi = tile.kpi
                unit = tile_words.unit(kpi, tile.currency)
                computed = f"{_(kpi.formula)} ({unit})" if unit else _(kpi.formula)
                found[_(kpi.label)] = (_(kpi.definition), f"{computed}. {kpi.standard or ''}".strip())
    terms = {term: (says, "") for term, says in document.definitions}
    return [(term, *says) for term, says in {**terms, **found}.items()]
