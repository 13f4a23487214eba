"""A world of native shapes: outlines as freeforms, places and lanes upon them, every one to be moved and recoloured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Pt

from dualsite.exports.figures import MapBlock, MapLane, MapPlace
from dualsite.exports.map_extent import MapExtent, extent
from dualsite.exports.pptx import drawing, keys, map_names, measuring, text
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.look import COAST, GREY, INK, LAND, SMALLEST, Area
from dualsite.exports.pptx.text import TextLines, lines
from dualsite.i18n import _
from dualsite.outlines import Point

_SHAPES = {"circle": MSO_SHAPE.OVAL, "diamond": MSO_SHAPE.DIAMOND, "square": MSO_SHAPE.RECTANGLE}
_MARK = 12.0
_UNITS = 20
"""Units of a freeform's path to the point."""
_WIDEST = 230.0
"""Points of a name at most; a longer one has several lines."""


def draw(slide: Slide, block: MapBlock, area: Area) -> float:
    """Draw the world as large as the area holds it, the key to its colours below; how high both are."""
    told = keys.in_lines(_shades(block), area.width)
    frame = _frame(Area(area.left, area.top, area.width, area.height - len(told) * keys.LINE), block)
    countries = frame.extent.countries()
    shaded = {code: (colour, said) for code, colour, said in block.shaded}
    land = [ring for code, rings in countries.items() if code not in shaded for ring in rings]
    _freeform(slide, land, frame, LAND, _("The world"), block.alt or block.title)
    for code, (colour, said) in shaded.items():
        if countries.get(code):
            _freeform(slide, countries[code], frame, colour, code, said)
    for lane in block.lanes:
        _lane(slide, lane, frame)
    marks = [_mark(slide, place, frame) for place in block.places]
    _names(slide, block.places, marks, frame)
    key = area.below(frame.area.bottom + 2 - area.top)
    return key.top + keys.draw(slide, told, key) - area.top


@dataclass(frozen=True)
class MapFrame:
    """Where a part of the flat world lies on a slide."""

    area: Area
    extent: MapExtent

    def on(self, point: Point) -> Point:
        """Where a point lies on the slide, in points; in radians from the upper left corner of what is shown."""
        scale = self.area.width / self.extent.width
        return self.area.left + point[0] * scale, self.area.top + point[1] * scale

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a place lies on the slide."""
        return self.on(self.extent.at(longitude, latitude))


def _frame(room: Area, block: MapBlock) -> MapFrame:
    """What the map shows as large as the room holds it, in its middle."""
    shown = extent(block, room.width / room.height)
    scale = min(room.width / shown.width, room.height / shown.height)
    wide, high = shown.width * scale, shown.height * scale
    return MapFrame(Area(room.left + (room.width - wide) / 2, room.top, wide, high), shown)


def _freeform(
    slide: Slide, rings: Sequence[Sequence[Point]], frame: MapFrame, colour: str, name: str, alt: str
) -> None:
    """One shape of closed rings."""
    points = [[frame.on(point) for point in ring] for ring in rings]
    left, top = min(x for ring in points for x, _y in ring), min(y for ring in points for _x, y in ring)
    wide = max(max(x for ring in points for x, _y in ring) - left, 0.5)
    high = max(max(y for ring in points for _x, y in ring) - top, 0.5)
    paths = "".join(_ring([(x - left, y - top) for x, y in ring]) for ring in points)
    slide.custom(
        Area(left, top, wide, high),
        f'<a:path w="{round(wide * _UNITS)}" h="{round(high * _UNITS)}">{paths}</a:path>',
        drawing.solid_xml(colour) + drawing.line_xml(COAST, 0.5),
        name,
        alt,
    )


def _ring(points: Sequence[Point]) -> str:
    (x, y), *rest = [(round(x * _UNITS), round(y * _UNITS)) for x, y in points]
    to = "".join(f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in rest)
    return f'<a:moveTo><a:pt x="{x}" y="{y}"/></a:moveTo>{to}<a:close/>'


def _lane(slide: Slide, lane: MapLane, frame: MapFrame) -> None:
    """A bow from one place to the other, as aircraft fly: towards the nearer pole."""
    (ax, ay), (bx, by) = frame.at(*lane.starts), frame.at(*lane.ends)
    bow = min(abs(bx - ax) * 0.18 + 6, 60)
    (cx, cy) = ((ax + bx) / 2, min(ay, by) - bow)
    left, right, top, bottom = min(ax, bx), max(ax, bx), min(ay, by, cy), max(ay, by)
    box = Area(left, top, max(right - left, 0.5), max(bottom - top, 0.5))
    at = [(round((x - left) * _UNITS), round((y - top) * _UNITS)) for x, y in ((ax, ay), (cx, cy), (bx, by))]
    points = "".join(f'<a:pt x="{x}" y="{y}"/>' for x, y in at[1:])
    slide.custom(
        box,
        f'<a:path w="{round(box.width * _UNITS)}" h="{round(box.height * _UNITS)}" fill="none"><a:moveTo>'
        f'<a:pt x="{at[0][0]}" y="{at[0][1]}"/></a:moveTo><a:quadBezTo>{points}</a:quadBezTo></a:path>',
        "<a:noFill/>" + drawing.line_xml(lane.colour, 1.75, lane.style in ("hatched", "outlined")),
        lane.name,
        lane.name,
    )


def _mark(slide: Slide, place: MapPlace, frame: MapFrame) -> Area:
    x, y = frame.at(place.longitude, place.latitude)
    size = _MARK if place.is_named else _MARK * 0.65
    area = Area(x - size / 2, y - size / 2, size, size)
    shape = slide.drawn.shapes.add_shape(_SHAPES[place.shape], *(Pt(one) for one in area))
    slide.plain(shape)
    drawing.paint(shape._element.spPr, drawing.style_xml(place.colour, place.style))
    described(shape, place.name, ". ".join(filter(None, (place.name, place.said))))
    return area


def _names(slide: Slide, places: Sequence[MapPlace], marks: Sequence[Area], frame: MapFrame) -> None:
    """The names beside their marks, a thin line to those that have to stand further away."""
    named = [place for place in places if place.is_named]
    told = [_said(place) for place in named]
    most = min(_WIDEST, frame.area.width * 0.45)
    wide = [min(max(measuring.width(one.text, SMALLEST, is_bold=True) for one in said) + 2, most) for said in told]
    found = map_names.placed(
        [
            (*frame.at(place.longitude, place.latitude), room, text.height(said, room))
            for place, said, room in zip(named, told, wide, strict=True)
        ],
        [mark for place, mark in zip(places, marks, strict=True) if place.is_named],
        [mark for place, mark in zip(places, marks, strict=True) if not place.is_named],
        frame.area,
    )
    for place, said, at in zip(named, told, found, strict=True):
        if at is None:
            continue
        if not at.is_near:
            x, y = frame.at(place.longitude, place.latitude)
            slide.line((x, y), map_names.nearest((x, y), at.area), place.name, place.name, drawing.line_xml(GREY, 0.75))
        slide.box(at.area, [replace(one, align=at.align) for one in said], place.name)


def _said(place: MapPlace) -> list[TextLines]:
    """What stands beside a mark: its name, and below it what is said of it."""
    said = [lines(place.said, SMALLEST, INK)] if place.said else []
    return [lines(place.name, SMALLEST, INK, is_bold=True), *said]


def _shades(block: MapBlock) -> list[keys.Keyed]:
    """What the colours of countries say, each once."""
    return list(dict.fromkeys((said, colour) for _code, colour, said in block.shaded if said))
