"""What a client has forecast, reserved and used, quarter by quarter."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.palette import GOOD, INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, note
from dualsite.screens.shared.figures.style import FAINT, FAINTER, TEXT, figure


@cached_by_content
def volumes(rows: pd.DataFrame) -> Drawing:
    """Forecast in kg, reserved in suite-days and used in lots, quarter by quarter, one panel below the other.

    `rows` as `insights.clients.volume.quarters` gives them. Solid is firm or has happened, hatched a forecast,
    outlined an option or a plan; a bar mark is what was made. A panel whose table is missing stays empty and says so.
    """
    drawn = figure(390, left=68, right=8, top=10, bottom=24, barmode="stack")
    labels = [formats.quarter(quarter) for quarter in rows.quarter]
    panels = (
        (0.72, 1.0, "y", _("Forecast, kg"), (("firm_kg", FAINT, ""), ("forecast_kg", FAINTER, "/")), "made_kg"),
        (0.36, 0.64, "y2", _("Reserved, suite-days"), (("firm_d", INK, ""), ("option_d", NOTHING, "")), None),
        (0.0, 0.28, "y3", _("Used, lots"), (("started", INK, ""), ("planned", NOTHING, "")), None),
    )
    told = {
        "firm_kg": _("{quarter}: {count} firm"),
        "forecast_kg": _("{quarter}: {count} forecast"),
        "made_kg": _("{quarter}: {count} kg made"),
        "firm_d": _("{quarter}: {count} firm"),
        "option_d": _("{quarter}: {count} option"),
        "started": _("{quarter}: {count} started"),
        "planned": _("{quarter}: {count} planned"),
    }
    notes = []
    for low, high, axis, title, stacked, mark in panels:
        totals = [0.0] * len(labels)
        is_known = any(value is not None for name, _colour, _shape in stacked for value in rows[name])
        for name, colour, shape in stacked:
            values = [value or 0.0 for value in rows[name]]
            totals = [total + value for total, value in zip(totals, values, strict=True)]
            drawn.add_bar(
                x=labels,
                y=values,
                yaxis=axis,
                width=0.55,
                marker={
                    "color": colour,
                    "line": {"color": INK, "width": 1.25},
                    "pattern": {"shape": shape, "fgcolor": INK, "size": 6},
                },
                hovertext=[
                    f"{told[name].format(quarter=label, count=formats.number(value, 1))}<br>{title}"
                    for label, value in zip(labels, values, strict=True)
                ],
                hoverinfo="text",
            )
        made = [value or 0.0 for value in rows[mark]] if mark else []
        if mark:
            drawn.add_scatter(
                x=[label for label, value in zip(labels, made, strict=True) if value],
                y=[value for value in made if value],
                yaxis=axis,
                mode="markers",
                marker={"symbol": "line-ew", "size": 44, "line": {"width": 3, "color": GOOD}},
                hovertext=[
                    told["made_kg"].format(quarter=label, count=formats.number(value, 1))
                    for label, value in zip(labels, made, strict=True)
                    if value
                ],
                hoverinfo="text",
            )
        top = max([*totals, *made, 1.0]) * 1.3
        drawn.update_layout(
            **{
                f"yaxis{axis[1:]}": {
                    "domain": [low, high],
                    "range": [0, top],
                    "nticks": 4,
                    "title": {"text": title, "font": {"color": TEXT, "size": 11}},
                    "tickfont": {"color": TEXT},
                    "automargin": True,
                }
            }
        )
        for label, total in zip(labels, totals, strict=True):
            if total:
                notes.append(note(formats.number(total), label, total, yref=axis, yanchor="bottom", size=10))
        if not is_known:
            notes.append(note(_("not in the data"), labels[len(labels) // 2], top / 2, yref=axis))
    drawn.add_annotations(notes)
    drawn.update_xaxes(anchor="y3", showgrid=False, type="category")
    return drawn
