"""All programmes on one board, each as a line: HTML of a few marks."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.programmes import board
from dualsite.insights.programmes.board import DONE, ENDED
from dualsite.insights.programmes.gates import count_in_words
from dualsite.screens.shared import links, markup
from dualsite.screens.shared.markup import Mark

KEY = "programme"
"""The parameter of the URL that names the programme whose card is open."""


@dataclass(frozen=True)
class BoardScale:
    """The days that all lines of the board lie on."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day lies, in per cent of the whole; one outside lies at the edge."""
        whole = max((self.last - self.first).days, 1)
        return round(100 * min(max((day - self.first).days / whole, 0.0), 1.0), 1)


def listed(rows: pd.DataFrame, as_of: date) -> str:
    """The first `board.DRAWN` programmes with an open gate as lines, and the others by name.

    `rows` as `insights.programmes.board.board` gives them.
    """
    is_over = rows.standing.isin((DONE, ENDED))
    waiting, over = rows[~is_over], rows[is_over]
    days = BoardScale(*board.days(waiting.head(board.DRAWN), as_of))
    lines = _head(days) if len(waiting) else ""
    drawn = waiting.head(board.DRAWN)
    marks, _said = markup.marked_made_up(list(drawn.data_class == "ILLUSTRATIVE"))
    lines += "".join(_line(row, days, as_of, mark) for row, mark in zip(drawn.itertuples(), marks, strict=True))
    note = board.more_in_words(waiting)
    return (
        f'<ol class="board">{lines}</ol>'
        + (f'<p class="note">{html.escape(note)}</p>' if note else "")
        + "".join(_others(over[over.standing == standing], standing) for standing in (DONE, ENDED))
    )


def _head(days: BoardScale) -> str:
    """What the columns are, over the line of days its ends."""
    ends = f"<span>{html.escape(formats.month(days.first))}</span><span>{html.escape(formats.month(days.last))}</span>"
    titles = [_("Agreed day of the next gate"), _("Programme"), _("Gates"), _("Next gate")]
    said = "".join(f"<span>{html.escape(title)}</span>" for title in titles)
    slip = f"<span>{html.escape(_('Slip so far'))}</span>"
    return f'<li class="head" aria-hidden="true">{said}<span class="ends">{ends}</span>{slip}</li>'


def _line(row: Any, days: BoardScale, as_of: date, mark_of_rows: str) -> str:
    mark = board.MARKS.get(row.standing)
    standing = markup.signed(mark, _(row.standing)) if mark else markup.grey(_(row.standing))
    link = links.to_card(KEY, row.key, row.programme, label=_("Card of {programme}").format(programme=row.programme))
    days_said = " ".join(f"<span>{html.escape(one)}</span>" for one in board.days_in_words(row))
    return (
        f'<li><span class="standing"><strong>{standing}</strong> {markup.grey(board.chance_in_words(row))}</span>'
        f'<span class="programme">{link}{mark_of_rows} {markup.grey(row.client or "")}</span>'
        f"<span>{dots(row.reached, row.of)}</span>"
        f'<span class="gate">{html.escape(row.gate)} {markup.grey(wording.move_of(row.owner))}</span>'
        f'<span class="line">{_strip(row, days, as_of, mark)}<span class="days">{days_said}</span></span>'
        f'<span class="slip"><span class="label">{markup.grey(_("Slip so far"))} </span>'
        f"{html.escape(board.slip_in_words(row.slip_d))}</span></li>"
    )


def dots(reached: int, of: int) -> str:
    """The gates as dots, those behind filled, and in words."""
    drawn = "●" * reached + "○" * (of - reached)
    return f'<span class="dots" aria-hidden="true">{drawn}</span> {markup.grey(count_in_words(reached, of))}'


def _strip(row: Any, days: BoardScale, as_of: date, mark: Mark | None) -> str:
    """The days of the next gate on the line: first committed a stroke, agreed a diamond, P50 to P80 a bar."""
    marks = [f'<span class="today" style="left:{days.at(as_of)}%"></span>']
    if row.p50_on is not None:
        left, right = days.at(row.p50_on), days.at(row.p80_on)
        marks.append(
            f'<span class="believed {mark or ""}" style="left:{left}%;width:max(6px,{right - left:.1f}%)"></span>'
        )
    if row.baseline_on is not None:
        marks.append(f'<span class="baseline" style="left:{days.at(row.baseline_on)}%"></span>')
    if row.agreed_on is not None:
        marks.append(f'<span class="agreed" style="left:{days.at(row.agreed_on)}%"></span>')
    return f'<span class="strip" aria-hidden="true">{"".join(marks)}</span>'


def _others(rows: pd.DataFrame, standing: str) -> str:
    """Programmes that wait for nothing, by name."""
    if not len(rows):
        return ""
    return f'<p class="over">{markup.grey(f"{wording.title(_(standing))}:")} {" ".join(_links(rows))}</p>'


def _links(rows: pd.DataFrame) -> Sequence[str]:
    return [
        links.to_card(KEY, row.key, row.programme, label=_("Card of {programme}").format(programme=row.programme))
        for row in rows.head(board.DRAWN).itertuples()
    ]
