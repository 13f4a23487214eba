"""The quality page in a browser: from a month of a chart and from a line of what comes back to the rows, in a click."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.tab import Tab
from tools.server import Server

LAST_MONTH = """() => {
  const drawn = document.querySelector(".st-key-control_charts .js-plotly-plot");
  const points = drawn && drawn.querySelectorAll(".subplot.xy .points path");
  if (!points || !points.length) return null;
  const at = points[points.length - 1].getBoundingClientRect();
  return [at.x + at.width / 2, at.y + at.height / 2];
}"""
"""Where the last point of the first chart stands, once it is drawn."""


def test_a_month_and_what_comes_back_are_a_click_from_their_rows(tab: Callable[[Server], Tab], app: Server) -> None:
    one = tab(app).open("quality")
    one.page.locator(".st-key-control_charts").scroll_into_view_if_needed()
    x, y = one.page.wait_for_function(LAST_MONTH).json_value()
    with one.rerun():
        one.page.mouse.click(x, y)
        one.page.get_by_role("dialog").get_by_text("Control limits").wait_for()
    assert one.query["month"] == ["right_first_time.2026-10.SYR"]
    with one.rerun():
        one.page.keyboard.press("Escape")
        one.page.wait_for_function("() => !location.search.includes('month')")
    with one.rerun():
        one.page.get_by_role("link", name="Recurrence of Viral filtration").click()
        one.page.get_by_role("dialog").get_by_text("It recurred 3 times").wait_for()
    assert one.query == {"chain": ["SYR.MACHINE.Viral filtration"]}
