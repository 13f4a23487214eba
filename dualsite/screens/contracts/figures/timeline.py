"""The timeline of contracts: signing, announcement, term, notice and options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts.register import FIRM, HEADINGS
from dualsite.insights.contracts.timeline import MARKS, open_since, reach, terms
from dualsite.insights.sight import in_sight
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, Note, at_right, cut, note
from dualsite.screens.shared.figures.sight import Placed, beyond
from dualsite.screens.shared.figures.style import cited, figure, mark_day, words

ROW_HEIGHT = 20

_THICK = {"commercial": 0.66, "clinical to commercial": 0.44, "clinical": 0.24}
"""How thick a term is drawn, by what is supplied."""

_THIN = 0.24
_MARKS = (("diamond", 9), ("circle-open", 9), ("triangle-down-open", 9), ("square-open", 8))
"""Symbols and sizes of the days marked, in the order of `MARKS`."""


def timeline_height(rows: pd.DataFrame) -> int:
    """The height in px that the contracts need."""
    return 56 + ROW_HEIGHT * (len(rows) + rows.group.nunique() if len(rows) else 1)


@cached_by_content
def timeline(rows: pd.DataFrame, as_of: date, colours: Mapping[str, str]) -> Drawing:
    """One line per contract under the heading of its group; selecting a mark gives its `contract_id`.

    `rows` as `insights.contracts.timeline.timeline` gives them. The part of a term gone by is solid, the rest outlined.
    """
    drawn = figure(timeline_height(rows), left=8, top=24, right=79, bottom=24, barmode="overlay")
    listed = list(rows.itertuples())
    names, places = _slots(listed)
    first, last = reach(listed, as_of)
    _terms(drawn, listed, places, colours, as_of, last)
    for (what, named), (symbol, size) in zip(MARKS, _MARKS, strict=True):
        shown = [row for row in listed if getattr(row, what)]
        shades = [_on_bar(row, getattr(row, what), as_of) or _colour(row, colours) for row in shown]
        drawn.add_scatter(
            x=[getattr(row, what).isoformat() for row in shown],
            y=[places[row.contract_id] for row in shown],
            mode="markers",
            marker={"symbol": symbol, "size": size, "color": shades, "line": {"width": 1.75, "color": shades}},
            customdata=[[row.contract_id] for row in shown],
            hovertext=[
                f"<b>{_(named).format(day=formats.day(getattr(row, what)))}</b><br>{_told(row)}" for row in shown
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    edges = beyond(_days(listed, places), first, last, as_of, over=_over(listed, places))
    drawn.add_annotations([*_texts(listed, places, as_of, len(names)), *edges])
    drawn.update_xaxes(range=[first.isoformat(), last.isoformat()], dtick="M12", tickformat="%Y", showgrid=True)
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=names[::-1],
        range=[-0.7, len(names) - 0.3],
        showgrid=False,
        zeroline=False,
        automargin=True,
        tickfont={"size": 11},
    )
    return drawn


def _slots(listed: list[Any]) -> tuple[list[str], dict[str, int]]:
    """The names of the lines from the top down, headings among them, and the line of each contract from the bottom."""
    names: list[str] = []
    from_top: dict[str, int] = {}
    group = None
    for row in listed:
        if row.group != group:
            group = row.group
            names.append(f"<b>{_(HEADINGS[row.group])}</b>")
        from_top[row.contract_id] = len(names)
        names.append(words(cut(row.label)))
    return names, {contract: len(names) - 1 - place for contract, place in from_top.items()}


def _texts(listed: list[Any], places: Mapping[str, int], as_of: date, lines: int) -> list[Note]:
    """Values at the right, and both days of a contract that was signed on one and announced on another.

    The days stand where the line is free: before the first of them, or after as-of where no term is drawn there.
    """
    notes = [at_right(f"<b>{_('Contract value')}</b>", lines - 1)] if listed else []
    for row in listed:
        place = places[row.contract_id]
        notes.append(at_right(words(row.worth), place))
        if not row.drawn_dates or not all(in_sight(day, as_of) for day in (row.signed_on, row.announced_on)):
            continue
        if row.end_on is None:
            where = {"xanchor": "left", "xshift": 3, "yanchor": "bottom", "yshift": -6}
            notes.append(note(words(row.drawn_dates), as_of.isoformat(), place, size=10, **where))
        else:
            at = min(row.signed_on, row.announced_on).isoformat()
            notes.append(note(words(row.drawn_dates), at, place, size=10, xanchor="right", xshift=-8))
    return notes


def _over(listed: list[Any], places: Mapping[str, int]) -> dict[int, int]:
    """How far above its line a text at the edge stands clear of the bar, in px."""
    return {places[row.contract_id]: round(ROW_HEIGHT * _THICK.get(row.supply or "", _THIN) / 2) for row in listed}


def _days(listed: list[Any], places: Mapping[str, int]) -> Iterator[Placed]:
    for row in listed:
        for day in (row.begins_on, row.known_on, row.end_on, row.notice_on, row.option_on):
            yield day, places[row.contract_id]


def _terms(
    drawn: Drawing, listed: list[Any], places: Mapping[str, int], colours: Mapping[str, str], as_of: date, last: date
) -> None:
    """The terms as bars, solid up to the day and outlined after it; dotted where a firm one has no stated end."""
    solid, ahead = terms(listed, as_of)
    dotted_x: list[str | None] = []
    dotted_y: list[float | None] = []
    for row in listed:
        if (since := open_since(row, as_of)) is not None:
            dotted_x += [since.isoformat(), last.isoformat(), None]
            dotted_y += [places[row.contract_id] - 0.3, places[row.contract_id] - 0.3, None]
    drawn.add_scatter(
        x=dotted_x, y=dotted_y, mode="lines", line={"color": INK, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    for spans, is_solid in ((solid, True), (ahead, False)):
        shades = [_colour(row, colours) for row, _start, _end in spans]
        drawn.add_bar(
            orientation="h",
            y=[places[row.contract_id] for row, _start, _end in spans],
            base=[start.isoformat() for _row, start, _end in spans],
            x=[(end - start).days * 86_400_000 for _row, start, end in spans],
            width=[_THICK.get(row.supply or "", _THIN) for row, _start, _end in spans],
            marker={
                "color": shades if is_solid else [NOTHING] * len(spans),
                "opacity": 0.85,
                "line": {"color": shades, "width": 1.25},
            },
            customdata=[[row.contract_id] for row, _start, _end in spans],
            hovertext=[_told(row) for row, _start, _end in spans],
            hoverinfo="text",
            unselected={"marker": {"opacity": 0.85}},
        )


def _colour(row: Any, colours: Mapping[str, str]) -> str:
    """The site's colour for a firm contract, ink for everything else."""
    return colours[row.site_id] if row.group == FIRM and row.site_id else INK


def _on_bar(row: Any, on: date, as_of: date) -> str | None:
    """White for a mark that lies on the solid part of its bar."""
    if row.begins_on is None or (row.end_on is None and row.start_on is None):
        return None
    return "#ffffff" if row.begins_on < on < min(row.end_on or as_of, as_of) else None


def _told(row: Any) -> str:
    term = _(wording.NOT_STATED)
    if row.start_on or row.end_on:
        term = _("{first} to {last}").format(first=formats.day(row.start_on), last=formats.day(row.end_on))
    kind = [row.type, wording.status(row.status), *([_(row.supply)] if row.supply else [])]
    lines = [
        f"<b>{words(row.label)}</b>",
        words(formats.listed(kind)),
        _("Term: {term}").format(term=term),
        _("Contract value: {value}").format(value=words(row.worth)),
        _("Site: {site}").format(site=words(row.site or _(wording.NOT_STATED))),
        ngettext("Options: {count} booking held", "Options: {count} bookings held", row.options).format(
            count=formats.number(row.options)
        )
        if row.options
        else "",
    ]
    return "<br>".join(line for line in lines if line) + cited(row)
