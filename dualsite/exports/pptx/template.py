"""What slides are laid upon: a plain template of ours, or the organisation's own, its layouts found by placeholders."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite.errors import InputError
from dualsite.exports.pptx import drawing, look, package
from dualsite.exports.pptx.look import HEIGHT, MARGIN, WIDTH, Area
from dualsite.i18n import _, marked

_TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
_BODIES = (KIND.OBJECT, KIND.BODY)
_SMALL = (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)
_NEEDS = (
    (_TITLES, marked("a title")),
    (_BODIES, marked("a text or content")),
)
_FOOT = 34.0
_TITLE_TOP = 42.0


@dataclass(frozen=True)
class Stage:
    """A presentation without slides, and where things stand on a slide of it."""

    presentation: Any
    cover: Any
    """The layout of the title slide: a title, and a subtitle where there is one."""
    page: Any
    """The layout of every other slide."""
    title: Area
    body: Area
    """What lies between title and foot."""
    foot: Area
    number: Area
    is_ours: bool

    @property
    def width(self) -> float:
        """Of a slide, in points."""
        return float(self.presentation.slide_width) / Pt(1)

    @property
    def height(self) -> float:
        """Of a slide, in points."""
        return float(self.presentation.slide_height) / Pt(1)


def stage(template: Path | bytes | None = None) -> Stage:
    """Ours, or the organisation's own template without its slides.

    Raises InputError when the file is not a PowerPoint file, or has no layout to write a page on: it says which
    placeholders are missing.
    """
    if template is None:
        return _ours()
    name = template.name if isinstance(template, Path) else _("The template")
    try:
        file = template.read_bytes() if isinstance(template, Path) else template
        presentation = Presentation(io.BytesIO(package.as_presentation(file)))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, PackageNotFoundError) as fault:
        raise InputError(
            _("{file} cannot be read as a PowerPoint template: save it as .pptx or .potx.").format(file=name)
        ) from fault
    _without_slides(presentation)
    page = _page_of(presentation, name)
    title, body = _first(page, _TITLES), _largest(page, _BODIES)
    below = _area(body)
    foot = Area(below.left, below.bottom - _FOOT, below.width - 60, _FOOT)
    return Stage(
        presentation,
        cover=_cover_of(presentation) or page,
        page=page,
        title=_area(title),
        body=Area(below.left, below.top, below.width, below.height - _FOOT - 8),
        foot=foot,
        number=Area(foot.right, foot.top, 60, foot.height),
        is_ours=False,
    )


def _page_of(presentation: Any, name: str) -> Any:
    """The layout with a title and a body, and the least besides; of those the one with the largest body."""
    layouts = list(presentation.slide_layouts)
    fit = [one for one in layouts if _first(one, _TITLES) is not None and _largest(one, _BODIES) is not None]
    if fit:
        return min(fit, key=lambda one: (_others(one), -_size(_largest(one, _BODIES))))
    kinds = {shape.placeholder_format.type for one in layouts for shape in one.placeholders}
    missing = [_(said) for group, said in _NEEDS if not kinds & set(group)]
    if missing:
        raise InputError(
            _("{file} has no layout with {placeholder} placeholder: add one to a layout of it.").format(
                file=name, placeholder=missing[0]
            )
        )
    raise InputError(
        _("{file} has no layout with both a title and a text or content placeholder: add one that has.").format(
            file=name
        )
    )


def _cover_of(presentation: Any) -> Any:
    """The layout with a title and a subtitle; None where none has both."""
    return next(
        (
            one
            for one in presentation.slide_layouts
            if _first(one, _TITLES) is not None and _first(one, (KIND.SUBTITLE,)) is not None
        ),
        None,
    )


def _first(layout: Any, kinds: Sequence[Any]) -> Any:
    return next((shape for shape in layout.placeholders if shape.placeholder_format.type in kinds), None)


def _largest(layout: Any, kinds: Sequence[Any]) -> Any:
    found = [shape for shape in layout.placeholders if shape.placeholder_format.type in kinds]
    return max(found, key=_size, default=None)


def _size(shape: Any) -> float:
    return float(shape.width or 0) * float(shape.height or 0)


def _others(layout: Any) -> int:
    return sum(shape.placeholder_format.type not in _SMALL for shape in layout.placeholders)


def _area(shape: Any) -> Area:
    return Area(*(float(one or 0) / Pt(1) for one in (shape.left, shape.top, shape.width, shape.height)))


def _without_slides(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    for slide in list(listed):
        presentation.part.drop_rel(slide.rId)
        listed.remove(slide)


def _ours() -> Stage:
    presentation = Presentation(io.BytesIO(_our_file()))
    cover, page = presentation.slide_layouts
    foot = Area(MARGIN, HEIGHT - MARGIN - 8, WIDTH - 2 * MARGIN - 60, _FOOT)
    return Stage(
        presentation,
        cover=cover,
        page=page,
        title=Area(MARGIN, _TITLE_TOP, WIDTH - 2 * MARGIN, 66),
        body=Area(MARGIN, _TITLE_TOP + 66, WIDTH - 2 * MARGIN, foot.top - 14 - _TITLE_TOP - 66),
        foot=foot,
        number=Area(foot.right, foot.top, 60, foot.height),
        is_ours=True,
    )


@cache
def _our_file() -> bytes:
    """Our template: a cover, a page with a title, a rule above the foot; Inter, ink on white."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(WIDTH), Pt(HEIGHT)
    kept = {0: _("Cover"), 5: _("Page")}
    for place, layout in reversed(list(enumerate(presentation.slide_layouts))):
        if place not in kept:
            presentation.slide_layouts.remove(layout)
        else:
            layout.name = kept[place]
    _plain_master(presentation.slide_master)
    cover, page = presentation.slide_layouts
    _place(_first(cover, _TITLES), Area(MARGIN * 2, 150, WIDTH - 4 * MARGIN, 100), 36, "b")
    _place(_first(cover, (KIND.SUBTITLE,)), Area(MARGIN * 2, 262, WIDTH - 4 * MARGIN, 60), 18, "t")
    _keep(cover, (KIND.CENTER_TITLE, KIND.SUBTITLE))
    _place(_first(page, _TITLES), Area(MARGIN, _TITLE_TOP, WIDTH - 2 * MARGIN, 66), look.TITLE_SIZES[0], "t")
    _keep(page, (KIND.TITLE,))
    for layout in (cover, page):
        _rule(layout, HEIGHT - MARGIN - 14)
    _drop(presentation.part, "printerSettings")
    _drop(presentation.part.package, "thumbnail")
    _set_theme(presentation.slide_master.part)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def _plain_master(master: Any) -> None:
    for shape in list(master.placeholders):
        kind = shape.placeholder_format.type
        if kind in _SMALL:
            shape._element.getparent().remove(shape._element)
        elif kind in _TITLES:
            _place(shape, Area(MARGIN, _TITLE_TOP, WIDTH - 2 * MARGIN, 66), look.TITLE_SIZES[0], "t")
        else:
            _place(shape, Area(MARGIN, 120, WIDTH - 2 * MARGIN, 360), look.LEAD, "t")
    styles = master._element.find(qn("p:txStyles"))
    for properties in styles.find(qn("p:titleStyle")).iter(qn("a:lvl1pPr")):
        properties.set("algn", "l")
        words = properties.find(qn("a:defRPr"))
        words.set("sz", str(round(look.TITLE_SIZES[0] * 100)))
        words.set("b", "1")


def _place(shape: Any, area: Area, size: float, anchor: str) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in area)
    body = shape._element.txBody
    frame = body.find(qn("a:bodyPr"))
    for child in list(frame):
        frame.remove(child)
    for side in ("lIns", "tIns", "rIns", "bIns"):
        frame.set(side, "0")
    frame.set("anchor", anchor)
    frame.append(drawing.element("<a:noAutofit/>"))
    styles = body.find(qn("a:lstStyle"))
    for child in list(styles):
        styles.remove(child)
    styles.append(
        drawing.element(
            f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{round(size * 100)}">'
            f"{drawing.solid_xml(look.INK)}</a:defRPr></a:lvl1pPr>"
        )
    )


def _keep(layout: Any, kinds: Iterable[Any]) -> None:
    """Leave only these placeholders: what stands in the foot is written slide by slide."""
    for shape in list(layout.placeholders):
        if shape.placeholder_format.type not in kinds:
            shape._element.getparent().remove(shape._element)


def _rule(layout: Any, top: float) -> None:
    """A hairline above the foot, which belongs to the layout and so is nothing to read out."""
    left, wide = Pt(MARGIN), Pt(WIDTH - 2 * MARGIN)
    layout.shapes._spTree.append(
        drawing.element(
            f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="90" name="Rule"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{left}" y="{Pt(top)}"/><a:ext cx="{wide}" cy="0"/></a:xfrm>'
            f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{drawing.line_xml(look.LINE, 0.75)}</p:spPr></p:cxnSp>'
        )
    )


def _drop(part: Any, ending: str) -> None:
    for key, relation in list(part._rels.items()):
        if relation.reltype.endswith(ending):
            part._rels.pop(key)


_FONTS = (
    '<a:latin typeface="Inter" panose="020B0604020202020204" pitchFamily="34"/><a:ea typeface=""/><a:cs typeface=""/>'
    '<a:font script="Jpan" typeface="Yu Gothic"/><a:font script="Hang" typeface="Malgun Gothic"/>'
    '<a:font script="Hans" typeface="Microsoft YaHei"/><a:font script="Hant" typeface="Microsoft JhengHei"/>'
)
_THEME = {
    "dk1": look.INK,
    "lt1": look.PAPER,
    "dk2": look.GREY,
    "lt2": look.FAINT,
    "accent1": "#0072B2",
    "accent2": "#7B4FA3",
    "accent3": "#CC79A7",
    "accent4": "#8C6D1F",
    "accent5": "#5B7083",
    "accent6": "#808691",
    "hlink": "#0072B2",
    "folHlink": "#7B4FA3",
}


def _set_theme(master: Any) -> None:
    theme = master.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme")
    xml = theme.blob.decode("utf-8")
    for kind in ("majorFont", "minorFont"):
        xml = re.sub(rf"(<a:{kind}>).*?(</a:{kind}>)", rf"\g<1>{_FONTS}\g<2>", xml, flags=re.DOTALL)
    for name, colour in _THEME.items():
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\g<1>{drawing.colour_xml(colour)}\g<2>", xml, flags=re.DOTALL)
    theme._blob = xml.encode("utf-8")
