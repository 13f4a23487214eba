"""A tree on slides is boxes with connectors that are glued to them; in a PDF it is drawn, and told as a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from dualsite.exports import figure_rows, pdf, pptx
from dualsite.exports.figures import TreeBand, TreeBlock, TreeNode
from tests.unit.exports import every_block, slides
from tests.unit.exports.every_block import TREE


def test_a_connector_leads_from_each_box_to_what_was_made_of_it() -> None:
    (slide,) = slides.opened(pptx.written(every_block.document(every_block.page([TREE])))).slides
    boxes = {
        shape.shape_id: shape.text_frame.text for shape in slide.shapes if shape.name in {"B-1 · 91%", "B-2", "B-3"}
    }
    assert sorted(boxes.values()) == ["▲ B-2", "○ B-3", "✓ B-1 · 91%"]
    glued = [
        tuple(boxes[int(one)] for one in line._element.xpath(".//a:stCxn/@id | .//a:endCxn/@id"))
        for line in slide.shapes
        if line._element.tag.endswith("}cxnSp")
    ]
    assert sorted(glued) == [("▲ B-2", "○ B-3"), ("✓ B-1 · 91%", "○ B-3")]


def tall(rows: int) -> TreeBlock:
    """So many rows of two columns, in bands of three."""
    nodes = [TreeNode(place % 2, place // 2, f"B-{place}", "✓", "#1B7F5C", "#0072B2") for place in range(2 * rows)]
    bands = [TreeBand(first, min(first + 3, rows)) for first in range(0, rows, 3)]
    return TreeBlock("tree", "Many", "", "Many.", ("Upstream", "Downstream"), nodes, [(0, 1)], bands)


def test_a_tree_that_is_higher_than_a_slide_takes_several_and_no_box_is_lost_or_upon_another() -> None:
    book = slides.opened(pptx.written(every_block.document(every_block.page([tall(40)]))))
    found = []
    for slide in book.slides:
        boxes = [shape for shape in slide.shapes if shape.name.startswith("B-") and shape.has_text_frame]
        found += [shape.text_frame.text for shape in boxes]
        for one, other in combinations(boxes, 2):
            is_apart = one.left + one.width <= other.left or other.left + other.width <= one.left
            assert is_apart or one.top + one.height <= other.top or other.top + other.height <= one.top
    assert len(book.slides) > 2
    assert sorted(found) == sorted(f"✓ B-{place}" for place in range(80))


def test_the_boxes_are_rows_with_what_they_were_made_from() -> None:
    columns = {one.heading: list(one.cells) for one in figure_rows.of_tree(TREE)}
    assert columns == {
        "Group": ["Q4 2026"] * 3,
        "Stage": ["Upstream", "Upstream", "Conjugation"],
        "Name": ["✓ B-1 · 91%", "▲ B-2", "○ B-3"],
        "Shows": ["B-1, released", "B-2, on hold", "B-3, planned"],
        "Made from": ["", "", "B-1 · 91%, B-2"],
    }


def test_one_document_with_a_tree_is_the_same_pdf() -> None:
    given = every_block.document(every_block.page([TREE, tall(90)]))
    assert pdf.written(given) == pdf.written(given)


@pytest.mark.parametrize("is_one_band", [True, False])
def test_of_a_tree_that_is_cut_on_one_sheet_what_stands_is_what_is_drawn(is_one_band: bool) -> None:
    """Its nodes are listed column by column, not row by row."""
    whole = tall(90)
    nodes = sorted(whole.nodes, key=lambda node: (node.column, node.row))
    links = [(place, place + 90) for place in range(90)]
    bands = [TreeBand(0, 90, "All")] if is_one_band else whole.bands
    sheet = replace(every_block.page([replace(whole, nodes=nodes, links=links, bands=bands)]), layout="one sheet")
    ((found,),) = (page.blocks for page in pdf.made(every_block.document(sheet), "16:9").pages)
    assert isinstance(found, TreeBlock)
    rows = int(found.bands[-1].last)
    assert 2 < rows < 90
    assert len(found.bands) == (1 if is_one_band else rows / 3)
    assert [node.name for node in found.nodes] == [f"B-{2 * row + column}" for column in (0, 1) for row in range(rows)]
    assert list(found.links) == [(place, place + rows) for place in range(rows)]


def test_a_tree_that_fits_on_one_sheet_stands_there_whole() -> None:
    sheet = replace(every_block.page([TREE]), layout="one sheet")
    ((found,),) = (page.blocks for page in pdf.made(every_block.document(sheet), "16:9").pages)
    assert found == TREE
