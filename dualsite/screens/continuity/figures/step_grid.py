"""Steps of products against markets, and which sites may do each: a table of HTML."""

from __future__ import annotations

import html

from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.continuity.matrix import StepCell, StepGrid
from dualsite.screens.shared import markup


def table(grid: StepGrid) -> str:
    """A line per product and step, a column per market; what rests on one site is marked."""
    heads = [_("Product"), _("Step"), *map(wording.country, grid.markets)]
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in heads)
    lines, before = [], ""
    for product, step, cells in grid.lines:
        name = f"<strong>{html.escape(product)}</strong>" if product != before else ""
        columns = "".join(_cell(cells.get(market)) for market in grid.markets)
        lines.append(f"<tr><td>{name}</td><td>{html.escape(step)}</td>{columns}</tr>")
        before = product
    label = html.escape(_("Licensed sites by step and market"))
    return (
        f'<div class="listing" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(cell: StepCell | None) -> str:
    if cell is None:
        return "<td></td>"
    return f'<td title="{html.escape(cell.told)}">{markup.signed(cell.sign, cell.words)}</td>'
