"""New business: agreements over time, and open bids."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts.register import FIRM, NOT_FIRM, PAST
from dualsite.insights.pipeline.agreements import MARKS, counted
from dualsite.insights.pipeline.bids import BIDS_DRAWN, standing
from dualsite.insights.sight import sight
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, at_right, money_ticks, name_rows
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words

LANE = 0.24
"""How far apart agreements of one row that come close in time are drawn."""


@cached_by_content
def agreements(rows: pd.DataFrame, by: str, as_of: date) -> Drawing:
    """Every agreement as a mark on the day it was announced, in the row of its country or modality.

    `by` is the column of the rows, `country_name` or `modality_name`. Filled is firm now, a ring is a contract that is
    not or no longer firm, an open diamond a letter of intent and the like. Selecting a mark gives its `contract_id`.
    """
    counts = counted(rows, by)
    listed = list(counts)[::-1]
    drawn = figure(60 + 36 * max(len(listed), 1), left=8, top=24, right=24, bottom=28)
    lanes = _lanes(rows, by)
    for group, symbol in ((FIRM, "circle"), (PAST, "circle-open"), (NOT_FIRM, "diamond-open")):
        shown = [row for row in rows.itertuples() if row.group == group]
        drawn.add_scatter(
            x=[row.on.isoformat() for row in shown],
            y=[listed.index(getattr(row, by)) + lanes[row.contract_id] for row in shown],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": INK, "line": {"width": 1.75, "color": INK}},
            customdata=[[row.contract_id] for row in shown],
            hovertext=[
                f"<b>{words(row.label)}</b><br>{_(MARKS[group]).format(day=formats.day(row.on))}"
                f"<br>{words(formats.listed([row.country_name, row.modality_name]))}{cited(row)}"
                for row in shown
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    first, last = sight(rows.on, as_of)[0] - timedelta(days=60), as_of + timedelta(days=60)
    lines = [(row.on, listed.index(getattr(row, by))) for row in rows.itertuples()]
    drawn.add_annotations(beyond(lines, first, last, as_of))
    drawn.update_xaxes(
        range=[first.isoformat(), last.isoformat()],
        dtick="M12",
        tickformat="%Y",
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(listed))),
        ticktext=[f"{words(name)} <b>{counts[name]}</b>" for name in listed],
        range=[-0.6, max(len(listed), 1) - 0.4],
        zeroline=False,
        automargin=True,
    )
    return drawn


def _lanes(rows: pd.DataFrame, by: str, close_d: int = 45) -> dict[str, float]:
    """How far each agreement is moved off its row so that no two within `close_d` days cover each other."""
    moved: dict[str, float] = {}
    for _name, group in rows.groupby(by, sort=False):
        last: dict[int, date] = {}
        for row in group.itertuples():
            lane = next(lane for lane in (0, 1, -1, 2, -2, 3) if lane == 3 or _is_free(last.get(lane), row.on, close_d))
            last[lane] = row.on
            moved[row.contract_id] = lane * LANE / (1 if abs(lane) < 2 else 1.4)
    return moved


def _is_free(before: date | None, on: date, close_d: int) -> bool:
    return before is None or (on - before).days > close_d


@cached_by_content
def bids(rows: pd.DataFrame, currency: str, most_drawn: int = BIDS_DRAWN) -> Drawing:
    """Open bids, the furthest stage at the top: the value if won outlined, what it weighs by its chance solid.

    `rows` as `insights.pipeline.bids.open_bids` gives them.
    """
    shown = rows.head(most_drawn).iloc[::-1].to_dict("records")
    drawn = figure(52 + 24 * max(len(shown), 1), left=8, top=8, right=132, bottom=40, barmode="overlay")
    places = list(range(len(shown)))
    for what, width, marker in (
        ("value", 0.66, {"color": NOTHING, "line": {"color": INK, "width": 1.25}}),
        ("weighted", 0.66, {"color": FAINT, "line": {"color": INK, "width": 0}}),
    ):
        drawn.add_bar(
            orientation="h",
            y=places,
            x=[bid[what] for bid in shown],
            width=width,
            marker=marker,
            hovertext=[
                f"<b>{words(bid['name'])}</b>"
                + "<br>"
                + _("{stage}, {share} of {value}").format(
                    stage=wording.status(bid["stage"]),
                    share=formats.percent(bid["win_fraction"], 0),
                    value=formats.money_short(bid["value"], currency),
                )
                + "<br>"
                + ngettext(
                    "{count} batch, needed {first} to {last}",
                    "{count} batches, needed {first} to {last}",
                    bid["batches"],
                ).format(
                    count=formats.number(bid["batches"]),
                    first=formats.month(bid["need_from_on"]),
                    last=formats.month(bid["need_to_on"]),
                )
                + f"<br>{words(formats.listed([bid['country_name'], bid['modality_name']]))}"
                for bid in shown
            ],
            hoverinfo="text",
        )
    said = [words(standing(bid)) for bid in shown]
    drawn.add_annotations([at_right(text, place) for place, text in enumerate(said)])
    most = max([bid["value"] for bid in shown], default=0.0)
    drawn.update_xaxes(
        range=[0, (most or 1) * 1.03],
        title={"text": _("Value if won, {currency}; filled: weighted").format(currency=currency)},
        **money_ticks(most, currency),
    )
    name_rows(drawn, [bid["name"] for bid in shown], most=46)
    return drawn
