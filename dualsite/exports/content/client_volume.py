"""How much of a client's is forecast, reserved and used, what is committed, and which weeks are open to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import ChartBlock, MatrixBlock, Series, Shade, Style
from dualsite.i18n import _
from dualsite.insights.clients import availability, volume
from dualsite.insights.data import provenance
from dualsite.palette import GOOD, INK

_DEPTHS = {availability.OPEN: 0.16, availability.THEIRS: 0.55}
"""How deep a week is shaded; one that is not open is not."""


def drawn(view: View) -> Iterator[Block]:
    """The quarters, the contract years, and the weeks."""
    if any(view.has(table) for table in volume.NEEDS) and volume.has_any(view):
        yield from _quarters(view)
    if (missing := blocks.missing(view, ("demand",))) is not None:
        yield missing
    committed = volume.commitments(view)
    if len(committed):
        spec = volume.COMMITMENTS_SPEC
        yield blocks.table(view, "commitments", _(spec.title), spec, committed)
    yield _weeks(view)


def _quarters(view: View) -> Iterator[Block]:
    """A chart each of what is forecast, reserved and used, the first under the finding over all three."""
    rows = volume.quarters(view)
    panels: tuple[tuple[str, str, tuple[tuple[str, str, Style], ...], str | None], ...] = (
        (
            "forecast",
            _("Forecast, kg"),
            (("firm_kg", _("firm"), "lighter"), ("forecast_kg", _("forecast"), "hatched")),
            "made_kg",
        ),
        (
            "reserved",
            _("Reserved, suite-days"),
            (("firm_d", _("firm"), "solid"), ("option_d", _("option"), "outlined")),
            None,
        ),
        ("used", _("Used, lots"), (("started", _("started"), "solid"), ("planned", _("planned"), "outlined")), None),
    )
    for key, axis, parts, mark in panels:
        title = volume.title(view) if key == "forecast" else axis
        if rows[[name for name, _said, _style in parts]].isna().all(axis=None):
            yield blocks.sentence(f"quarters {key}", f"{axis}: {_('not in the data')}", title=title)
            continue
        made = [Series(_("made, final step"), _values(rows, mark), GOOD, is_line=True)] if mark else []
        yield ChartBlock(
            key=f"quarters {key}",
            title=title,
            measures=_(volume.MEASURES),
            alt=volume.in_words(view),
            kind="stacked columns",
            categories=_named(rows, [name for name, _said, _style in parts]),
            series=[*(Series(said, _values(rows, name), INK, style) for name, said, style in parts), *made],
            axis=axis,
            is_illustrative=provenance.has_illustrative(rows),
        )


def _values(rows: pd.DataFrame, name: str) -> list[float | None]:
    return [None if value is None else float(value) for value in rows[name]]


def _named(rows: pd.DataFrame, names: list[str]) -> list[str]:
    """The quarters, each with what is drawn of it in all."""
    totals = [sum(row[name] or 0.0 for name in names) for row in rows.to_dict("records")]
    return [
        f"{formats.quarter(quarter)}: {formats.number(total)}" if total else formats.quarter(quarter)
        for quarter, total in zip(rows.quarter, totals, strict=True)
    ]


def _weeks(view: View) -> Block:
    """A cell per class of suites and week: open, the client's own, else not open."""
    if not view.has(*availability.NEEDS):
        return blocks.heading("weeks", _(availability.UNKNOWN))
    rows, title = availability.weeks(view), availability.title(view)
    if not len(rows):
        return blocks.heading("weeks", title)
    weeks = sorted(set(rows.week))
    return MatrixBlock(
        key="weeks",
        title=title,
        measures=_(availability.MEASURES),
        alt=availability.in_words(view),
        columns=_columns(weeks),
        rows=[
            (f"{group.site.iloc[0]}: {group.suite_class.iloc[0]}", [_shade(row) for row in group.itertuples()])
            for _key, group in rows.groupby(["site_id", "suite_class"], sort=False)
        ],
        colour=GOOD,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _columns(weeks: list[date]) -> list[str]:
    """The numbers of the weeks, the first of a month with the month."""
    before = [None, *(week.month for week in weeks)]
    return [
        f"{week.isocalendar().week}" if week.month == month else f"{week.isocalendar().week}, {formats.month(week)}"
        for week, month in zip(weeks, before, strict=False)
    ]


def _shade(row: Any) -> Shade:
    return Shade(availability.sign(row), _DEPTHS.get(row.state))
