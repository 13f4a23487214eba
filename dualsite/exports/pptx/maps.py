"""A world of native shapes: outlines as freeforms, places and lanes upon them, every one to be moved and recoloured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Pt

from dualsite import outlines
from dualsite.exports.document import MapBlock, MapLane, MapPlace
from dualsite.exports.pptx import drawing, measuring, text
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.look import COAST, GREY, INK, LAND, SMALLEST, Area
from dualsite.exports.pptx.text import Align, TextLines, TextRun, lines
from dualsite.i18n import _
from dualsite.outlines import Point

_SHAPES = {"circle": MSO_SHAPE.OVAL, "diamond": MSO_SHAPE.DIAMOND, "square": MSO_SHAPE.RECTANGLE}
_MARK = 12.0
_UNITS = 20
"""Units of a freeform's path to the point."""
_KEY = 20.0


def draw(slide: Slide, block: MapBlock, area: Area) -> float:
    """Draw the world as large as the area holds it, the key to its colours below; how high both are."""
    keys = _keys(block, area.width)
    longitudes = [place.longitude for place in block.places]
    middle = outlines.centre(longitudes)
    frame = _frame(Area(area.left, area.top, area.width, area.height - len(keys) * _KEY), middle)
    flat = outlines.flat(middle)
    shaded = {code: (colour, said) for code, colour, said in block.shaded}
    land = [ring for code, rings in flat.items() if code not in shaded for ring in rings]
    _freeform(slide, land, frame, LAND, _("The world"), block.alt or block.title)
    for code, (colour, said) in shaded.items():
        if flat.get(code):
            _freeform(slide, flat[code], frame, colour, code, said)
    for lane in block.lanes:
        _lane(slide, lane, frame)
    taken = [_mark(slide, place, frame) for place in block.places]
    for place in block.places:
        if place.is_named:
            taken.append(_name(slide, place, frame, taken))
    top = frame.area.bottom + 2
    for line in keys:
        left = area.left
        for colour, said in line:
            slide.panel(Area(left, top + 4, 11, 11), said, said, colour)
            wide = measuring.width(said, SMALLEST) + 4
            slide.box(Area(left + 16, top + 2, wide, 16), [lines(said, SMALLEST, GREY)], said)
            left += wide + 32
        top += _KEY
    return top - area.top


@dataclass(frozen=True)
class MapFrame:
    """Where the flat world lies on a slide."""

    area: Area
    middle: int
    left: float
    top: float
    scale: float
    """Points to the radian."""

    def on(self, point: Point) -> Point:
        """Where a point of the flat world lies on the slide, in points."""
        return self.area.left + (point[0] - self.left) * self.scale, self.area.top + (point[1] - self.top) * self.scale

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a place lies on the slide."""
        return self.on(outlines.projected(longitude, latitude, self.middle))


def _frame(room: Area, middle: int) -> MapFrame:
    """The world as large as the room holds it, in its middle."""
    rings = [ring for rings in outlines.flat(middle).values() for ring in rings]
    xs, ys = [x for ring in rings for x, _y in ring], [y for ring in rings for _x, y in ring]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    scale = min(room.width / (right - left), room.height / (bottom - top))
    wide, high = (right - left) * scale, (bottom - top) * scale
    return MapFrame(Area(room.left + (room.width - wide) / 2, room.top, wide, high), middle, left, top, scale)


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


def _name(slide: Slide, place: MapPlace, frame: MapFrame, taken: Sequence[Area]) -> Area:
    """The name beside its mark, where it lies on nothing else."""
    said = [lines(place.name, SMALLEST, INK, is_bold=True), *([lines(place.said, SMALLEST, INK)] if place.said else [])]
    wide = min(max(measuring.width(one.text, SMALLEST, is_bold=True) for one in said) + 2, 230.0)
    high = text.height(said, wide)
    x, y = frame.at(place.longitude, place.latitude)
    gap = _MARK / 2 + 3
    options: list[tuple[Area, Align]] = [
        (Area(x + gap, y - high / 2, wide, high), "left"),
        (Area(x - gap - wide, y - high / 2, wide, high), "right"),
        (Area(x - wide / 2, y + gap, wide, high), "centre"),
        (Area(x - wide / 2, y - gap - high, wide, high), "centre"),
        (Area(x + gap, y + gap / 2, wide, high), "left"),
        (Area(x - gap - wide, y + gap / 2, wide, high), "right"),
        (Area(x + gap, y - high - gap / 2, wide, high), "left"),
        (Area(x - gap - wide, y - high - gap / 2, wide, high), "right"),
    ]
    area, align = min(options, key=lambda one: (_outside(one[0], frame.area), sum(_over(one[0], it) for it in taken)))
    told: list[TextLines] = [
        TextLines((TextRun(one.text, INK, place_ == 0),), SMALLEST, align) for place_, one in enumerate(said)
    ]
    slide.box(area, told, place.name)
    return area


def _over(one: Area, other: Area) -> float:
    """How much of two areas lies upon one another."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across * down if across > 0 and down > 0 else 0.0


def _outside(one: Area, frame: Area) -> bool:
    return one.left < frame.left or one.right > frame.right or one.top < frame.top or one.bottom > frame.bottom


def _keys(block: MapBlock, room: float) -> list[list[tuple[str, str]]]:
    """What the colours of countries say, in lines."""
    found: list[list[tuple[str, str]]] = []
    used = room + 1
    for colour, said in dict.fromkeys((colour, said) for _code, colour, said in block.shaded if said):
        wide = measuring.width(said, SMALLEST) + 36
        if used + wide > room:
            found.append([])
            used = 0.0
        found[-1].append((colour, said))
        used += wide
    return found
