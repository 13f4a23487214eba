"""Text boxes: paragraphs of runs whose height is known before they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from dualsite.exports.pptx import drawing, measuring
from dualsite.exports.pptx.look import INK, TEXT, Area
from dualsite.i18n import locale

Align = Literal["left", "centre", "right"]
_ALIGN = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}


@dataclass(frozen=True)
class TextRun:
    """Text of one look."""

    text: str
    colour: str = INK
    is_bold: bool = False


@dataclass(frozen=True)
class TextLines:
    """One paragraph: what it says, its size, and what stands before it."""

    runs: tuple[TextRun, ...]
    size: float = TEXT
    align: Align = "left"
    before: float = 0.0
    """Space above it, in points; none above the first of a box."""
    indent: float = 0.0
    """How far its lines stand in, in points, but for the first run, which is its sign."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def lines(self, room: float) -> int:
        """How many lines it takes within so many points."""
        is_bold = any(run.is_bold for run in self.runs)
        text = "".join(run.text for run in self.runs[1:]) if self.indent else self.text
        return len(measuring.wrapped(text, self.size, room - self.indent, is_bold))


def lines(
    text: str,
    size: float = TEXT,
    colour: str = INK,
    is_bold: bool = False,
    align: Align = "left",
    before: float = 0.0,
) -> TextLines:
    """A paragraph of one look."""
    return TextLines((TextRun(text, colour, is_bold),), size, align, before)


def height(paragraphs: Sequence[TextLines], room: float) -> float:
    """How high the paragraphs stand within so many points; 0 for none."""
    if not paragraphs:
        return 0.0
    spaces = sum(one.before for one in paragraphs[1:])
    return spaces + sum(measuring.height(one.lines(room), one.size) for one in paragraphs)


def write(frame: Any, paragraphs: Sequence[TextLines], anchor: str = "top", inset: float = 0.0) -> None:
    """Write paragraphs into a text frame in place of what it holds, each line as high as it was measured."""
    frame.word_wrap = True
    frame.vertical_anchor = _ANCHOR[anchor]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(inset)
    for place, said in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        _write(paragraph, said, is_first=place == 0)


def _write(paragraph: Any, said: TextLines, is_first: bool) -> None:
    paragraph.alignment = _ALIGN[said.align]
    paragraph.line_spacing = Pt(said.size * measuring.LEADING)
    paragraph.space_before = Pt(0 if is_first else said.before)
    paragraph.space_after = Pt(0)
    properties = paragraph._p.get_or_add_pPr()
    runs = said.runs
    if said.indent:
        sign, *rest = runs
        properties.set("marL", str(Pt(said.indent)))
        properties.set("indent", str(-Pt(said.indent)))
        for xml in (
            f"<a:buClr>{drawing.colour_xml(sign.colour)}</a:buClr>",
            f'<a:buChar char="{sign.text}"/>',
        ):
            properties.append(drawing.element(xml))
        runs = tuple(rest)
    else:
        properties.set("marL", "0")
        properties.set("indent", "0")
        properties.append(drawing.element("<a:buNone/>"))
    for run in (one for one in runs if one.text):
        _add_run(paragraph, run, said.size)


def _add_run(paragraph: Any, run: TextRun, size: float) -> None:
    for place, part in enumerate(run.text.split("\n")):
        if place:
            paragraph.add_line_break()
        added = paragraph.add_run()
        added.text = part
        style_run(added, size, run.colour, run.is_bold)


def style_run(run: Any, size: float, colour: str, is_bold: bool) -> None:
    """The look of a run of text, and the language it is in."""
    run.font.size = Pt(size)
    run.font.bold = is_bold
    properties = run._r.get_or_add_rPr()
    properties.set("lang", {"en": "en-GB", "ko": "ko-KR", "ja": "ja-JP"}.get(locale()[:2], locale().replace("_", "-")))
    properties.insert(0, drawing.element(drawing.solid_xml(colour)))


def place(shape: Any, area: Area) -> None:
    """Put a shape where the area lies."""
    shape.left, shape.top = Pt(area.left), Pt(area.top)
    shape.width, shape.height = Pt(area.width), Pt(area.height)
