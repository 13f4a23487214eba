"""What pages are made of: the answer, figures, tables with their download, and blank states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.i18n import _, ngettext
from dualsite.insights.data import provenance
from dualsite.schema import TABLES, dictionary
from dualsite.screens.shared import downloads as export
from dualsite.screens.shared.figures.style import Drawing, is_blank
from dualsite.screens.shared.text import plain

_CONFIG: dict[str, Any] = {"displayModeBar": False}


def answer(sentence: str) -> None:
    """The page's answer in words."""
    with st.container(key="answer"):
        st.markdown(plain(sentence))


def chart(
    title: str,
    drawn: Drawing,
    *,
    measures: str,
    rows: Sequence[pd.DataFrame],
    key: str,
    alt: str,
    config: Mapping[str, Any] | None = None,
    selects: bool | Callable[[], None] = False,
) -> Any:
    """A figure under its finding, with what it measures and whether any of the `rows` it is drawn from is illustrative.

    `alt` is the figure in words. With `selects`, gives the selected points' `customdata`; where that is a function, it
    is called whenever the reader selects a point.
    """
    badge = (
        f" :gray-badge[{_('illustrative')}]"
        if any(provenance.has_illustrative(drawn_from) for drawn_from in rows)
        else ""
    )
    st.markdown(f"**{plain(title)}**{badge}")
    if is_blank(drawn):
        st.caption(_("Nothing to draw: there are no such rows with these filters."))
        return []
    event: Any = st.plotly_chart(
        drawn,
        width="stretch",
        height=drawn.layout.height,
        key=key,
        config={**_CONFIG, **(config or {})},
        alt=alt,
        on_select=selects if callable(selects) else "rerun" if selects else "ignore",
        selection_mode="points",
    )
    st.caption(plain(measures))
    return [point.get("customdata") for point in event.selection.points] if selects else []


def rows_table(
    name: str,
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    links: Sequence[str] = (),
    opens: Callable[[int], None] | None = None,
    narrow: Sequence[str] = (),
) -> None:
    """Rows as a table with a download of the same rows. `columns` maps the frame's columns to their headings.

    With `opens` each row begins with a button that calls it with the row's number, counted from 0. `narrow` columns,
    of long texts, leave the room to the others.
    """
    shown = rows[[column for column in columns if column in rows]].rename(columns=dict(columns))
    opener = f"open {name}"
    st.dataframe(
        shown.assign(**{opener: _("Open")})[[opener, *shown.columns]] if opens else shown,
        hide_index=True,
        width="stretch",
        column_config={
            **{
                heading: st.column_config.NumberColumn(format="localized")
                for heading in shown
                if any(isinstance(value, int | float) and not isinstance(value, bool) for value in shown[heading])
            },
            **{columns[one]: st.column_config.Column(width="small") for one in narrow if one in columns},
            **{columns[link]: st.column_config.LinkColumn(display_text=_("open")) for link in links if link in columns},
            **(
                {
                    opener: st.column_config.ButtonColumn(
                        "",
                        type="tertiary",
                        key=opener,
                        on_click=lambda: opens(int(st.session_state[opener]["row"])),
                    )
                }
                if opens
                else {}
            ),
        },
        placeholder="—",
        alt=f"{name}: {len(shown)} rows",
    )
    csv_download(name, len(shown), lambda: shown)


def csv_download(name: str, count: int, rows: Callable[[], pd.DataFrame]) -> None:
    """A download of rows as CSV; they are fetched when it is clicked."""
    export.button(
        ngettext("Download {count} row as CSV", "Download {count} rows as CSV", count).format(
            count=formats.number(count)
        ),
        lambda: export.csv(rows()),
        f"{name}.csv",
        "text/csv",
        key=f"download {name}",
    )


def empty(table: str, shows: str) -> None:
    """The blank state of a part that needs a table the data do not have: which, what it would show, and a template."""
    with st.container(border=True):
        st.markdown(
            _("The data have no table `{table}`. With it, {shows} would stand here.").format(table=table, shows=shows)
        )
        export.button(
            _("Empty template of {table}").format(table=table),
            lambda: dictionary.header(TABLES[table]),
            f"{table}.csv",
            "text/csv",
            key=f"template {table}",
        )
