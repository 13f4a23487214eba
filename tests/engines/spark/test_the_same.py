"""Every KPI, every command and every first view is the same on files and where Spark reads them."""

from __future__ import annotations

from tests.engines.test_commands import test_a_command_says_the_same
from tests.engines.test_kpis import (
    test_every_kpi_is_the_same,
    test_every_kpi_of_one_client_in_another_currency_on_another_day_is_the_same,
    test_every_kpi_over_days_is_the_same_as_over_rows,
)
from tests.engines.test_pages import test_the_first_view_of_every_page_is_the_same

__all__ = [
    "test_a_command_says_the_same",
    "test_every_kpi_is_the_same",
    "test_every_kpi_of_one_client_in_another_currency_on_another_day_is_the_same",
    "test_every_kpi_over_days_is_the_same_as_over_rows",
    "test_the_first_view_of_every_page_is_the_same",
]
