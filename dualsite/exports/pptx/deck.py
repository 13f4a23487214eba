"""Slides one after the other: each with a title of its own, its page, its foot, and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite import formats
from dualsite.exports.document import Document, PageContent
from dualsite.exports.pptx import drawing, feet, look, measuring, text
from dualsite.exports.pptx.look import GREY, SMALLEST, TITLE_LINES, TITLE_SIZES, Area
from dualsite.exports.pptx.template import Stage
from dualsite.exports.pptx.text import TextLines, lines
from dualsite.i18n import _

_BANNER = 18.0
_LONGEST = "{page}: {title} (00 of 00)"
"""The longest that the title of a slide becomes so that no other slide has it."""


@dataclass
class Slide:
    """A slide that is being written: what is drawn on it, and where there is room for more."""

    drawn: Any
    page: PageContent | None
    room: Area
    """What lies between title and foot."""
    notes: list[str] = field(default_factory=list)

    def box(self, area: Area, paragraphs: Sequence[TextLines], name: str, anchor: str = "top") -> Any:
        """A text box."""
        shape = self.drawn.shapes.add_textbox(*_emu(area))
        text.write(shape.text_frame, paragraphs, anchor)
        return described(shape, name, " ".join(one.text for one in paragraphs))

    def panel(self, area: Area, name: str, alt: str, fill: str, outline: str | None = None) -> Any:
        """A rectangle."""
        shape = self.drawn.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(area))
        drawing.paint(shape._element.spPr, drawing.solid_xml(fill) + drawing.line_xml(outline, 0.75))
        self.plain(shape)
        return described(shape, name, alt)

    def line(self, start: tuple[float, float], end: tuple[float, float], name: str, alt: str, xml: str) -> Any:
        """A straight line whose look is `xml`."""
        points = [Pt(one) for one in (*start, *end)]
        shape = self.drawn.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *points)
        drawing.paint(shape._element.spPr, xml)
        self.plain(shape)
        return described(shape, name, alt)

    def custom(self, area: Area, path: str, look: str, name: str, alt: str) -> None:
        """A shape of one path (`a:path`) whose fill and outline are `look`."""
        left, top, wide, high = _emu(area)
        self.drawn.shapes._spTree.append(
            drawing.element(
                f'<p:sp><p:nvSpPr><p:cNvPr id="{self.drawn.shapes._next_shape_id}" name={quoteattr(name)} '
                f"descr={quoteattr(alt)}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>"
                f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:custGeom><a:avLst/>'
                f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst>'
                f"</a:custGeom>{look}</p:spPr></p:sp>"
            )
        )

    @staticmethod
    def plain(shape: Any) -> None:
        """Without the effects that a theme gives to shapes."""
        style = shape._element.find(qn("p:style"))
        if style is not None:
            shape._element.remove(style)


def described(shape: Any, name: str, alt: str) -> Any:
    """The shape with a name and a text alternative."""
    properties = next(shape._element.iter(qn("p:cNvPr")))
    properties.set("name", name)
    properties.set("descr", alt)
    return shape


def _emu(area: Area) -> tuple[int, int, int, int]:
    return Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height)


@dataclass(frozen=True)
class SlideHead:
    """The head of a slide: its title and its size, what is told below it and where, and the room that is left."""

    title: str
    size: float
    room: Area
    answer: Area
    told: Sequence[TextLines]


@dataclass
class Deck:
    """The slides of a document so far."""

    stage: Stage
    document: Document
    titles: set[str] = field(default_factory=set)
    slides: list[Slide] = field(default_factory=list)

    def cover(self) -> None:
        """The title slide."""
        drawn = self.stage.presentation.slides.add_slide(self.stage.cover)
        slide = Slide(drawn, None, self.stage.body)
        self.slides.append(slide)
        imprint = self.document.imprint
        self.titles.add(self.document.title)
        title = drawn.shapes.title
        area = self._held(title)
        size = measuring.fitting_size(self.document.title, (36, 32, 28, 24, 20), area.width, 2, is_bold=True) or 20
        said = measuring.shortened(self.document.title, size, area.width, 2, is_bold=True)
        text.write(title.text_frame, [lines(said, size, is_bold=True)], "bottom")
        described(title, _("Title"), self.document.title)
        told = [one for one in (self.document.subtitle, *feet.scope(imprint)) if one]
        paragraphs = [lines(one, 18 if place == 0 else 14, GREY, before=4) for place, one in enumerate(told)]
        for shape in list(drawn.placeholders):
            if shape != title:
                shape._element.getparent().remove(shape._element)
        top = area.bottom + 16
        slide.box(Area(area.left, top, area.width, text.height(paragraphs, area.width)), paragraphs, _("Subtitle"))
        self._banner(slide)
        self._foot(slide)

    def room(self, page: PageContent, title: str) -> Area:
        """The room that a slide under this title has, also where it is one of several and called so."""
        return self._laid(page, _LONGEST.format(page=page.title, title=title), is_answer=False).room

    def begin(self, page: PageContent, title: str, is_answer: bool = False) -> Slide:
        """A slide of a page under this title; its first sentence alone where it is too long, the rest below it."""
        drawn = self.stage.presentation.slides.add_slide(self.stage.page)
        for shape in list(drawn.placeholders):
            if shape != drawn.shapes.title:
                shape._element.getparent().remove(shape._element)
        # Shapes are numbered on, where else the whole slide is searched for the highest number before each.
        drawn.shapes.turbo_add_enabled = True
        laid = self._laid(page, title, is_answer, is_unique=True)
        text.write(drawn.shapes.title.text_frame, [lines(laid.title, laid.size, is_bold=True)], "top")
        described(drawn.shapes.title, _("Title"), laid.title)
        slide = Slide(drawn, page, laid.room)
        self.slides.append(slide)
        area = self.stage.title
        if self.stage.is_ours:
            eyebrow = Area(area.left, area.top - 19, area.width, 16)
            said = measuring.shortened(page.title, SMALLEST, area.width)
            slide.box(eyebrow, [lines(said, SMALLEST, GREY)], _("Page"))
        self._banner(slide)
        if laid.told:
            slide.box(laid.answer, laid.told, _("Answer"))
        return slide

    def _laid(self, page: PageContent, title: str, is_answer: bool, is_unique: bool = False) -> SlideHead:
        """What stands at the head of a slide, and what room it leaves."""
        stage, area = self.stage, self.stage.title
        said, rest, size = _titled(title, area.width)
        if is_unique:
            said = self._unique(said, page)
            fit = measuring.fitting_size(said, (size, *TITLE_SIZES), area.width, TITLE_LINES, is_bold=True)
            size = fit or TITLE_SIZES[-1]
        high = measuring.height(len(measuring.wrapped(said, size, area.width, is_bold=True)), size)
        top = area.top + high + 10 if stage.is_ours else stage.body.top
        body = Area(stage.body.left, top, stage.body.width, stage.body.bottom - top)
        told = [lines(rest, look.LEAD)] if rest else []
        if is_answer and page.comment:
            told.append(lines(page.comment, look.TEXT, GREY, before=6))
        if not told:
            return SlideHead(said, size, body, body, [])
        high = min(text.height(told, body.width), body.height * 0.45)
        answer = Area(body.left, body.top, body.width, high)
        return SlideHead(said, size, body.below(high + look.GAP), answer, _cut(told, body.width, high))

    def end(self) -> None:
        """Write the foot of every slide, which stands last in the order of reading, and the notes."""
        for slide in self.slides[1 if self.slides and self.slides[0].page is None else 0 :]:
            self._foot(slide)
            if notes := list(dict.fromkeys(filter(None, [*slide.notes, *_sources(slide)]))):
                slide.drawn.notes_slide.notes_text_frame.text = "\n".join(notes)

    def _unique(self, title: str, page: PageContent) -> str:
        """The title, with its page and a number where another slide has it, cut to make room for them."""
        short = self._short(title, page)
        options = [title, f"{page.title}: {short}", *(f"{page.title}: {short} ({number})" for number in range(2, 99))]
        found = next(one for one in options if one not in self.titles)
        self.titles.add(found)
        return found

    def _short(self, title: str, page: PageContent) -> str:
        """As much of the title as there is room for beside its page and a number."""
        room, before, after = self.stage.title.width, f"{page.title}: ", " (00)"
        whole = f"{before}{title}{after}"
        if measuring.fitting_size(whole, TITLE_SIZES, room, TITLE_LINES, is_bold=True):
            return title
        fit = measuring.shortened(whole, TITLE_SIZES[-1], room, TITLE_LINES, is_bold=True)
        # Letters are of unequal width: as many as a number takes, and again, make room for it.
        return title[: len(fit) - len(before) - 2 * len(after)].rstrip(" …") + "…"

    def _held(self, shape: Any) -> Area:
        return Area(*(float(one) / Pt(1) for one in (shape.left, shape.top, shape.width, shape.height)))

    def _banner(self, slide: Slide) -> None:
        """In which scenario the slide is, across its top."""
        scenario = self.document.imprint.scenario
        if not scenario:
            return
        said = _("Scenario: {name}. Not the base case.").format(name=scenario)
        wide = self.stage.width
        said = measuring.shortened(said, SMALLEST, wide - 2 * look.MARGIN, is_bold=True)
        shape = slide.panel(Area(0, 0, wide, _BANNER), _("Scenario"), said, look.SCENARIO)
        text.write(shape.text_frame, [lines(said, SMALLEST, look.PAPER, is_bold=True, align="centre")], "middle")

    def _foot(self, slide: Slide) -> None:
        area = self.stage.foot
        said = feet.foot(self.document.imprint, slide.page, area.width)
        slide.box(area, [lines(one, SMALLEST, GREY) for one in said], _("Sources and as-of"), "top")
        number = slide.box(self.stage.number, [lines("0", SMALLEST, GREY, align="right")], _("Slide number"))
        run = number._element.xpath(".//a:r")[0]
        place = str(self.slides.index(slide) + 1)
        described(number, _("Slide number"), place)
        look_of = drawing.solid_xml(GREY)
        counted = drawing.element(
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            f'<a:rPr lang="en-GB" sz="1200">{look_of}</a:rPr><a:t>{place}</a:t></a:fld>'
        )
        run.getparent().replace(run, counted)


def _titled(said: str, room: float) -> tuple[str, str, float]:
    """The title, what stands below it, and the size of the title."""
    if size := measuring.fitting_size(said, TITLE_SIZES, room, TITLE_LINES, is_bold=True):
        return said, "", size
    first, rest = _first_sentence(said)
    if size := measuring.fitting_size(first, TITLE_SIZES, room, TITLE_LINES, is_bold=True):
        return first, rest, size
    size = TITLE_SIZES[-1]
    return measuring.shortened(first, size, room, TITLE_LINES, is_bold=True), said, size


def _first_sentence(said: str) -> tuple[str, str]:
    ends = [said.find(stop) + len(stop) for stop in (". ", "。", "? ", "! ") if stop in said[:-1]]
    cut = min(ends, default=len(said))
    return said[:cut].strip(), said[cut:].strip()


def _cut(paragraphs: Sequence[TextLines], room: float, high: float) -> list[TextLines]:
    """As many of the paragraphs as fit, the last one shortened."""
    kept: list[TextLines] = []
    for one in paragraphs:
        left = high - text.height([*kept, one], room) + measuring.height(one.lines(room), one.size)
        fit = int((left + 0.01) // (one.size * measuring.LEADING))
        if fit < 1:
            break
        said = measuring.shortened(one.text, one.size, room, fit)
        kept.append(lines(said, one.size, one.runs[0].colour, before=one.before))
    return kept


def _sources(slide: Slide) -> list[str]:
    sources = slide.page.sources if slide.page else ()
    return [_("Sources: {tables}").format(tables=formats.listed(list(sources)))] if sources else []
