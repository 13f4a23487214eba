"""Downloads: every export of rows goes through here."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dualsite import formats, i18n
from dualsite.i18n import _
from dualsite.screens.shared.visit import visit


def button(label: str, content: Callable[[], bytes | str], file_name: str, kind: str, key: str) -> None:
    """A download. What is in it is made when it is clicked, and handed over once the audit trail knows.

    It is made in another thread, in the language of the reader for whom it was drawn.
    """
    looking, locale = visit(), i18n.locale()

    def taken() -> bytes | str:
        with i18n.speaking(locale):
            made = content()
            looking.note_export(file_name)
        return made

    st.download_button(
        label,
        data=taken,
        file_name=file_name,
        mime=kind,
        on_click="ignore",
        disabled=looking.is_read_only,
        help=_("Nothing is exported while you look as somebody else.") if looking.is_read_only else None,
        type="tertiary",
        icon=":material/download:",
        key=key,
    )


def csv(rows: pd.DataFrame) -> bytes:
    """The rows as CSV for a spreadsheet: UTF-8 with BOM, ISO days, and text that would run as a formula made text."""
    written = io.StringIO()
    # Object columns, because pandas makes 3 beside an unknown into 3.0.
    harmless = {
        name: pd.Series([formats.as_spreadsheet_text(one) for one in rows[name]], dtype=object) for name in rows
    }
    pd.DataFrame(harmless, columns=rows.columns).to_csv(written, index=False, lineterminator="\r\n")
    return written.getvalue().encode("utf-8-sig")
