"""Maps zoom to what they show, and no name on them lies upon another, upon a mark or beyond the map."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pptx.util import Pt

from dualsite.exports import pdf, pptx
from dualsite.exports.figures import MapBlock, MapPlace
from dualsite.exports.map_extent import extent, world
from dualsite.exports.pptx.look import Area
from dualsite.exports.pptx.map_names import placed
from tests.unit.exports import every_block, slides

Box = tuple[float, float, float, float]

NEAR = [(126.63, 37.38), (126.70, 37.45), (126.9, 37.3), (127.1, 37.6), (126.5, 37.5), (129.0, 35.2)]
"""Six places on what is a few points of a map."""


def mapped(*places: tuple[float, float], name: str = "Works number", said: str = "In operation, 120,000 L") -> MapBlock:
    marks = [MapPlace(*one, f"{name} {number}", "#0072B2", said=said) for number, one in enumerate(places, 1)]
    return MapBlock("map", "Where they are", "Sites.", "A map.", places=marks)


def document(block: MapBlock, *besides: Any) -> Any:
    return every_block.document(every_block.page([block, *besides]))


def named_boxes(block: MapBlock) -> dict[str, Box]:
    """The text boxes of the names and the marks on the slide of the map, in points."""
    (slide,) = [
        one for one in slides.opened(pptx.written(document(block))).slides
        if any(shape.name == block.places[0].name for shape in one.shapes)
    ]  # fmt: skip
    names = [one.name for one in block.places]
    found = {}
    for shape in slide.shapes:
        if shape.name in names and shape._element.tag.endswith("}sp"):
            key = f"{shape.name}, {'name' if shape.has_text_frame and shape.text_frame.text else 'mark'}"
            found[key] = tuple(
                float(one) / Pt(1)
                for one in (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            )
    return found  # type: ignore[return-value]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    "block",
    [
        mapped((-76.15, 43.05), (126.63, 37.38)),
        mapped((126.63, 37.38), (126.70, 37.45)),
        mapped(*NEAR),
        mapped(*NEAR, name="Wolverhampton and Staffordshire Biopharmaceutical Manufacturing Holdings"),
        mapped(*NEAR, name="대한민국첨단바이오의약품위탁개발생산주식회사 송도국제도시 제1공장"),
    ],
    ids=["two far apart", "two in one town", "six in a province", "long names", "long Korean names"],
)
def test_no_name_lies_upon_another_or_upon_a_mark(block: MapBlock) -> None:
    boxes = named_boxes(block)
    assert sum(key.endswith("name") for key in boxes) == len(block.places)
    upon = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if (one.endswith("name") or other.endswith("name")) and meet(boxes[one], boxes[other])
    ]
    assert upon == []


def test_a_name_goes_around_lesser_marks_where_there_is_room() -> None:
    mark = Area(194, 94, 12, 12)
    beside = [Area(left, 98, 4, 4) for left in (170, 180, 212, 222)]
    (found,) = placed([(200, 100, 80, 15)], [mark], beside, Area(0, 0, 400, 200))
    assert found is not None
    assert found.is_near
    assert found.align == "centre"


@pytest.mark.parametrize("places", [NEAR, NEAR[:2]])
def test_no_name_lies_upon_another_in_a_pdf(places: list[tuple[float, float]]) -> None:
    block = mapped(*places, said="")
    with pypdfium2.PdfDocument(pdf.written(document(block))) as file:
        for page in file:
            text = page.get_textpage()
            found = {one.name: rectangle(text, one.name) for one in block.places}
            if None not in found.values():
                break
    assert None not in found.values()
    assert [pair for pair in combinations(found, 2) if meet(found[pair[0]], found[pair[1]])] == []  # type: ignore[arg-type]


def rectangle(text: Any, words: str) -> Box | None:
    """Where the words stand first on a page, left, bottom, right, top; None where they do not."""
    at = text.search(words, match_case=True).get_next()
    if at is None:
        return None
    boxes = [text.get_charbox(at[0] + place) for place in range(at[1])]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def test_a_map_is_as_large_as_what_it_shows() -> None:
    whole = world(150)
    far, near = extent(mapped((-76.15, 43.05), (126.63, 37.38))), extent(mapped(*NEAR))
    assert near.width < far.width < whole.width
    for shown, places in ((far, ((-76.15, 43.05), (126.63, 37.38))), (near, NEAR)):
        for one in places:
            x, y = shown.at(*one)
            assert 0 < x < shown.width
            assert 0 < y < shown.height
    assert extent(MapBlock("map", "", "", "")) == whole
    assert extent(mapped(*NEAR), 1.0).height == pytest.approx(extent(mapped(*NEAR), 1.0).width)


def test_no_outline_lies_beyond_what_is_shown() -> None:
    shown = extent(mapped((-76.15, 43.05), (126.63, 37.38)))
    points = [point for rings in shown.countries().values() for ring in rings for point in ring]
    assert all(-1e-9 <= x <= shown.width + 1e-9 and -1e-9 <= y <= shown.height + 1e-9 for x, y in points)
    assert "KR" in shown.countries()
    assert "NG" not in shown.countries()
