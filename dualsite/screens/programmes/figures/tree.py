"""The genealogy of batches: a tree from left to right, a column per stage."""

from __future__ import annotations

from collections.abc import Mapping

from dualsite.cache import cached_by_content
from dualsite.insights.programmes import genealogy
from dualsite.insights.programmes.lineage import Lineage, TreeBox
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import name_sites, note
from dualsite.screens.shared.figures.style import FAINTER, figure, words

ROW = 22
"""Height of a row in px."""

WIDTH, LETTER = 780, 6.4
"""About how wide the columns are together in px, and a letter of a label."""
_END = 0.96
"""The part of a column at which a line ends, before the next box."""


@cached_by_content
def tree(lineage: Lineage, stages: Mapping[int, str], colours: Mapping[str, str], sites: Mapping[str, str]) -> Drawing:
    """A square per batch in the colour of its site, beside it how it stands, its id and its yield.

    Several that are drawn as one are counted. Selecting a box gives the id of its batch, or of its quarter.
    `lineage` as `insights.programmes.genealogy.drawn` gives it.
    """
    drawn = figure(
        58 + round(ROW * max(lineage.rows, 1)), left=8 if not lineage.is_by_quarter else 70, top=48, right=8, bottom=8
    )
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    width = WIDTH / max(len(lineage.stages), 1)
    for one, other, _count in lineage.edges:
        start, end = lineage.boxes[one], lineage.boxes[other]
        after_label = start.column + min((26 + LETTER * len(genealogy.box_name(start))) / width, _END - 0.05)
        before_box = end.column - 1 + _END
        lines_x += [after_label, max(after_label, before_box - 0.12), before_box, None]
        lines_y += [start.row, start.row, end.row, None]
    drawn.add_scatter(x=lines_x, y=lines_y, mode="lines", line={"color": INK, "width": 1}, hoverinfo="skip")
    drawn.add_scatter(
        x=[box.column for box in lineage.boxes],
        y=[box.row for box in lineage.boxes],
        mode="markers+text",
        marker={
            "symbol": ["square-open" if box.first.mark == "planned" else "square" for box in lineage.boxes],
            "size": [12 if len(box.batches) > 1 else 9 for box in lineage.boxes],
            "color": [colours[box.first.site] for box in lineage.boxes],
            "line": {"width": 2, "color": [colours[box.first.site] for box in lineage.boxes]},
            "opacity": 1,
        },
        text=[_label(box) for box in lineage.boxes],
        textposition="middle right",
        textfont={"size": 11},
        customdata=[[_selected(box, lineage.is_by_quarter)] for box in lineage.boxes],
        hovertext=[_told(box, stages[lineage.stages[box.column]], sites) for box in lineage.boxes],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
    )
    drawn.add_annotations(
        [
            *(
                note(f"<b>{words(stages[stage])}</b>", column - 0.03, 1, yref="paper", xanchor="left", yanchor="bottom")
                for column, stage in enumerate(lineage.stages)
            ),
            *(
                note(
                    words(genealogy.quarter_in_words(name)),
                    0,
                    (start + end - 1) / 2,
                    xref="paper",
                    xanchor="right",
                    xshift=-8,
                )
                for name, start, end in (lineage.bands if lineage.is_by_quarter else ())
            ),
            name_sites([(colours[site], sites[site]) for site in sorted({box.first.site for box in lineage.boxes})])
            | {"yshift": 22},
        ],
    )
    if lineage.is_by_quarter:
        for number, (_name, top, below) in enumerate(lineage.bands):
            if number % 2 == 0:
                drawn.add_hrect(y0=top - 0.5, y1=below - 0.5, fillcolor=FAINTER, line={"width": 0}, layer="below")
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False}
    drawn.update_xaxes(range=[-0.06, max(len(lineage.stages), 1) - 0.05], **hidden)
    drawn.update_yaxes(range=[max(lineage.rows, 1) - 0.4, -0.6], **hidden)
    return drawn


def _label(box: TreeBox) -> str:
    sign, colour = genealogy.SIGNS[box.first.mark]
    said = words(genealogy.box_name(box))
    return f'<span style="color:{colour}">{sign}</span> {said if len(box.batches) == 1 else f"<b>{said}</b>"}'


def _selected(box: TreeBox, is_by_quarter: bool) -> str | None:
    return box.gathered if is_by_quarter else box.first.id if len(box.batches) == 1 else None


def _told(box: TreeBox, stage: str, sites: Mapping[str, str]) -> str:
    first, *others = map(words, genealogy.box_in_words(box, stage, sites))
    return "<br>".join([f"<b>{first}</b>", *others])
