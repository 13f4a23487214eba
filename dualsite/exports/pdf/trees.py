"""A tree as what is drawn: boxes in columns and rows, and the lines between them."""

from __future__ import annotations

from typing import Any

from dualsite.exports.figures import TreeBlock

Drawn = dict[str, Any]


def drawn(block: TreeBlock) -> Drawn:
    """Nodes, links and bands, places in columns and rows; how they are cut into sheets is the template's."""
    return {
        "kind": "tree",
        "columns": list(block.columns),
        "nodes": [
            {
                "column": node.column,
                "row": node.row,
                "name": node.name,
                "sign": node.sign,
                "sign_colour": node.sign_colour,
                "colour": node.colour,
                "is_outlined": node.style == "outlined",
            }
            for node in block.nodes
        ],
        "links": [list(link) for link in block.links],
        "bands": [{"first": band.first, "last": band.last, "name": band.name} for band in block.bands],
        "legend": [{"name": said, "colour": colour} for said, colour in block.legend],
    }
