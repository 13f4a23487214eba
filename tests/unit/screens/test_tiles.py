"""A tile on the page: what its months say by word, icon, colour and tooltip, and the line they make."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from dualsite import access, i18n, store
from dualsite.access import View
from dualsite.insights.exceptions import changes
from dualsite.insights.kpis import signal_words, tiles
from dualsite.kpi.windows import months_after
from dualsite.palette import contrast
from dualsite.screens.shared.tiles import as_html
from tests.data_folder import DataFolder

FIRST = date(2025, 3, 1)
STYLE = Path("dualsite/web/dualsite.css").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


Released = Callable[..., View]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """One batch a month, released so many days after it was made, under a target for the median; loaded once."""
    return cache(lambda *asked: _released(tmp_path_factory.mktemp("released"), *asked))


def _released(folder: Path, days: tuple[int, ...], target: float, comparator: str = "LE") -> View:
    works = DataFolder().keep("sources", "sites", "suites", "partners", "products", "contracts", "batches", "targets")
    like = works.tables["batches"][0]
    works.tables["batches"] = [
        {
            **like,
            "batch_id": f"B-{place}",
            "campaign_id": "",
            "planned_start_on": months_after(FIRST, place).isoformat(),
            "frozen_start_on": "",
            "actual_start_on": months_after(FIRST, place).isoformat(),
            "manufactured_on": months_after(FIRST, place).isoformat(),
            "disposition_on": (months_after(FIRST, place) + timedelta(days=took)).isoformat(),
            "status": "RELEASED",
            "attributable_to": "",
            "purpose": "COMMERCIAL",
        }
        for place, took in enumerate(days)
    ]
    works.tables["targets"] = [
        {
            **works.tables["targets"][0],
            "kpi_id": "release_time_median",
            "site_id": "",
            "comparator": comparator,
            "target": str(target),
            "valid_from": "2020-01-01",
        }
    ]
    opened = store.open(works.write(folder / "data"))
    version = opened.version()
    assert version is not None
    return access.view(version, opened.connect())


def shown(view: View) -> str:
    (tile,) = tiles.tiles(view, ["release_time_median"])
    return as_html(view, tile)


def test_chance_is_grey_and_the_change_has_no_colour(released: Released) -> None:
    # Mean 12, every range 4: 12 ± 2.66 · 4.
    told = shown(released((10, 14) * 12, 5))
    assert '<span class="signal-icon chance"></span>within normal variation</span>' in told
    assert 'title="no rule flags the last month; mean 12 d, limits 1.4 d to 22.6 d"' in told
    assert re.search(r'<p class="value">12 d <span class="grey">[^<]* vs prior year</span></p>', told)
    assert "good" not in told


def test_a_month_too_long_is_a_concern_that_goes_up_and_says_its_rule(released: Released) -> None:
    told = shown(released((*[10, 14] * 11, 10, 27), 5))
    assert '<span class="watch" title="a month beyond the limits; mean' in told
    assert '<span class="signal-icon up"></span>getting worse</span>' in told


def test_a_month_too_short_is_an_improvement_that_goes_down(released: Released) -> None:
    told = shown(released((*[20, 24] * 11, 20, 3), 5))
    assert '<span class="good" title="a month beyond the limits; mean' in told
    assert '<span class="signal-icon down"></span>improving</span>' in told


@pytest.mark.parametrize(
    ("target", "comparator", "mark", "icon", "words"),
    [
        (23, "LE", "good", "under", "will meet it"),
        (1, "LE", "watch", "over", "will miss it"),
        (12, "LE", "grey", "across", "may meet or miss it"),
        (1, "GE", "good", "over", "will meet it"),
        (23, "GE", "watch", "under", "will miss it"),
    ],
)
def test_the_target_lies_over_under_or_across_the_limits(
    released: Released, target: float, comparator: str, mark: str, icon: str, words: str
) -> None:
    told = shown(released((10, 14) * 12, target, comparator))
    assert re.search(
        f'<span class="{mark}" title="The target lies [^"]*"><span class="signal-icon {icon}"></span>{words}<', told
    )


def test_where_nothing_is_more_than_chance_it_is_said(released: Released) -> None:
    said = "No KPI shows a signal: all moves since 30 Nov 2025 are within normal variation."
    assert changes.kpis_in_words(released((10, 14) * 12, 5), date(2025, 11, 30)) == said


def test_a_reason_stands_once_and_may_take_several_lines(released: Released) -> None:
    view = released((10, 14) * 12, 5)
    (tile,) = tiles.tiles(view, ["revenue_12m"])
    assert as_html(view, tile).count(" is missing") == 1
    assert 'class="last"' not in as_html(view, tile)
    assert '<span class="last">' in shown(view)


def test_too_few_months_are_said_and_drawn_without_limits(released: Released) -> None:
    view = released((10, 14) * 12, 12)
    told = shown(replace(view, as_of=date(2025, 12, 31)))
    assert '<span class="grey">no limits: 10 of 12 months</span>' in told
    assert "signal-icon" not in told
    assert drawn(told).count("<path") == 1


def drawn(told: str) -> str:
    (line,) = re.findall(r"base64,([^\"]+)", told)
    return base64.b64decode(line).decode()


def test_the_line_has_limits_a_mean_and_a_dot_for_each_month_that_a_rule_marks(released: Released) -> None:
    line = drawn(shown(released((*[10, 14] * 11, 10, 27), 5)))
    band, mean, months, dots = re.findall(r"<path [^>]*>", line)
    # Limits that are the same in every month need two corners each.
    assert band.count(",") == 4
    assert "stroke-dasharray" in mean
    assert months.count(",") == 24
    assert re.findall(r"M(\d+),\d+\.\dh0", dots) == ["240"]


def test_it_is_told_how_many_kpis_show_a_signal(released: Released) -> None:
    within = released((10, 14) * 12, 5)
    judged = {one.kpi.id for one in signal_words.signals(within) if one.variation}
    assert {"release_time_median", "release_time_p90"} <= judged
    said = signal_words.counted(within)
    assert said == f"0 of {len(judged)} KPIs show a signal; normal variation alone flags about 1 in 50."
    assert signal_words.counted(released((*[10, 14] * 11, 10, 27), 5)).startswith("2 of ")


@pytest.mark.parametrize("mark", ["good", "watch", "moved", "grey"])
@pytest.mark.parametrize(("place", "ground"), [(0, "#ffffff"), (1, "#12161c")])
def test_words_and_icons_stand_out_in_light_and_dark(mark: str, place: int, ground: str) -> None:
    (colours,) = re.findall(rf"^\.{mark} {{.*light-dark\((#\w+), (#\w+)\)", STYLE, re.MULTILINE)
    assert contrast(colours[place], ground) >= 4.5


def test_every_icon_is_drawn_in_the_style_sheet() -> None:
    icons = {"chance", "up", "down", "over", "under", "across"}
    assert set(re.findall(r"^\.signal-icon\.(\w+) {", STYLE, re.MULTILINE)) == icons
    assert "--signal-icon) center" in STYLE
