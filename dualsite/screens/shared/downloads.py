"""Downloads: every export of rows goes through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from dualsite import i18n
from dualsite.access import View
from dualsite.exports import origin as origins
from dualsite.exports.origin import Origin, origin
from dualsite.exports.rows import LABELS, RowsKind
from dualsite.i18n import _
from dualsite.screens.shared.page import VIEW
from dualsite.screens.shared.visit import visit


@dataclass(frozen=True)
class Handed:
    """What is handed over, and what the audit trail is told of it beside its name."""

    content: bytes
    details: Mapping[str, str]


def button(
    label: str,
    content: Callable[[], bytes | str | Handed],
    file_name: str,
    kind: str,
    key: str,
    *,
    is_answer: bool = True,
) -> None:
    """A download. What is in it is made when it is clicked, and handed over once the audit trail knows.

    It is made in another thread, in the language of the reader for whom it was drawn. The name of the file says as of
    when, under which filters and scenario, in which currency and of which data version it is, unless it `is_answer` to
    nothing: a template, or a scenario itself.
    """
    looking, locale = visit(), i18n.locale()
    if is_answer:
        file_name = _named(file_name)

    def taken() -> bytes | str:
        with i18n.speaking(locale):
            made = content()
            looking.note_export(file_name, made.details if isinstance(made, Handed) else {})
        return made.content if isinstance(made, Handed) else made

    st.download_button(
        label,
        data=taken,
        file_name=file_name,
        mime=kind,
        on_click="ignore",
        disabled=looking.is_read_only,
        help=_("Exports are off while you view as someone else.") if looking.is_read_only else None,
        type="tertiary",
        icon=":material/download:",
        key=key,
    )


def _named(file_name: str) -> str:
    """The name with where its content comes from in it: as of when, filters, currency, scenario, version."""
    view: View | None = st.session_state.get(VIEW)
    if view is None:
        return file_name
    stem, _dot, ending = file_name.rpartition(".")
    return origins.file_name(stem, origin(view).in_words, ending)


_ROWS_AS = "rows are taken away as"


def rows_as() -> RowsKind:
    """The format in which whoever looks takes rows away; CSV unless another one was chosen in this session."""
    kind: RowsKind = st.session_state.get(_ROWS_AS, "csv")
    return kind


def choose_rows_as() -> None:
    """The choice of that format, for every table of the session."""
    key = "rows as"

    def chosen() -> None:
        st.session_state[_ROWS_AS] = st.session_state[key] or "csv"

    st.segmented_control(
        _("Rows of tables as"),
        list(LABELS),
        default=rows_as(),
        format_func=LABELS.__getitem__,
        required=True,
        key=key,
        on_change=chosen,
    )


def seen_as() -> Origin | None:
    """Where what this run shows comes from; None without data."""
    view: View | None = st.session_state.get(VIEW)
    return None if view is None else origin(view)
