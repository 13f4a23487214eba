"""Rows of tables are taken away as CSV, or as Parquet once that is chosen, under a name that says where from."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dualsite.screens.shared import downloads
from dualsite.sitemap import PAGES, PageId
from tests.pages.conftest import Dashboard

NETWORK = PAGES[PageId.NETWORK]


def test_rows_are_csv_until_parquet_is_chosen_for_the_session(plans: Path, dashboard: Dashboard) -> None:
    screen = dashboard(plans, NETWORK)
    (label,) = (one.label for one in screen.get("download_button") if one.key == "download sites")
    assert label == "Download 2 rows as CSV"
    screen.session_state[downloads._ROWS_AS] = "parquet"
    (label,) = (one.label for one in screen.run().get("download_button") if one.key == "download sites")
    assert label == "Download 2 rows as Parquet"


def test_what_is_chosen_stays_when_the_menu_is_closed() -> None:
    def page() -> None:
        import streamlit as st

        from dualsite.screens.shared import downloads

        if st.checkbox("open", value=True):
            downloads.choose_rows_as()
        st.text(downloads.rows_as())

    screen = AppTest.from_function(page).run()
    assert screen.text[0].value == "csv"
    screen.button_group[0].set_value("parquet").run()
    assert screen.text[0].value == "parquet"
    screen.checkbox[0].uncheck().run()
    assert screen.text[0].value == "parquet"
    assert screen.checkbox[0].check().run().button_group[0].value == "parquet"
