"""The key of a figure on slides says every colour, however long what they say is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from dualsite.exports import pptx
from dualsite.exports.figures import MapBlock, TreeBlock
from dualsite.exports.pptx import keys
from tests.unit.exports import every_block, long_names, slides

COLOURS = ("#0072B2", "#7B4FA3", "#B45309", "#1B7F5C", "#27303C", "#808691")


def keyed(name: str) -> list[keys.Keyed]:
    return [(f"{number} {name}", colour) for number, colour in enumerate(COLOURS, 1)]


def mapped(told: list[keys.Keyed]) -> MapBlock:
    countries = ("DK", "JP", "NA", "KR", "US", "DE")
    return replace(
        every_block.MAP, shaded=[(code, colour, said) for code, (said, colour) in zip(countries, told, strict=True)]
    )


def tall(told: list[keys.Keyed]) -> TreeBlock:
    """More rows than a slide holds."""
    node = every_block.TREE.nodes[0]
    band = every_block.TREE.bands[0]
    nodes = [replace(node, row=place, name=f"B-{place}") for place in range(40)]
    return replace(every_block.TREE, nodes=nodes, links=(), bands=[replace(band, last=40)], legend=told)


@pytest.mark.parametrize("name", ["Works", *long_names.NAMES.values()], ids=["short", *long_names.NAMES])
@pytest.mark.parametrize("block", [mapped, tall], ids=["map", "tree"])
def test_every_colour_is_said_on_every_slide_within_it_and_apart(block, name: str) -> None:  # type: ignore[no-untyped-def]
    told = keyed(name)
    file = pptx.written(every_block.document(every_block.page([block(told)])))
    found = [slide for slide in slides.opened(file).slides if any(one.name == told[0][0] for one in slide.shapes)]
    assert len(found) > (1 if block is tall else 0)
    for slide in found:
        said = {one.name: one for one in slide.shapes if one.has_text_frame and one.text_frame.text}
        assert [one for one, _colour in told if said[one].text_frame.text != one] == []
        places = sorted((said[one].top, said[one].left, said[one].width) for one, _colour in told)
        boxes = [one for name_, one in said.items() if name_.startswith("B-")]
        assert all(one.top + one.height <= places[0][0] for one in boxes)
        assert all(
            above < below or left + width <= right for (above, left, width), (below, right, _w) in pairwise(places)
        )
    assert slides.faults(file) == []


def test_what_is_wider_than_the_slide_by_itself_is_shortened_there() -> None:
    told = keyed("Works " * 60)
    file = pptx.written(every_block.document(every_block.page([tall(told)])))
    assert any(text.startswith("1 Works") and text.endswith("…") for text in slides.said(file))
    assert slides.faults(file) == []


def test_a_line_of_the_key_holds_as_much_as_fits() -> None:
    """100 points: a mark, what it says and what lies between two take some 40 to 50 each."""
    told = [("A", COLOURS[0]), ("B", COLOURS[1]), ("C" * 30, COLOURS[2]), ("D", COLOURS[3])]
    assert [[said for said, _colour in line] for line in keys.in_lines(told, 100)] == [["A", "B"], ["C" * 30], ["D"]]
    assert keys.in_lines([], 100) == []
