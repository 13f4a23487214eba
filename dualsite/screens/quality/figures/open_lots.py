"""On whom open lots wait: days as bars, a part for each who was waited for, with the limit of the class."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.batches.waits import PARTS
from dualsite.insights.quality.release import DRAWN, age_in_words, is_told_apart, named
from dualsite.palette import WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import at_right, name_rows
from dualsite.screens.shared.figures.style import figure, words
from dualsite.screens.shared.figures.waits import ROW, key, stack


@cached_by_content
def open_lots(rows: pd.DataFrame, parties: Mapping[str, str]) -> Drawing:
    """A bar per lot of its days since it was made, and a line across it where the limit of its class lies.

    `rows` as `insights.quality.release.open_lots` gives them, `parties` as `party_names` does.
    """
    shown = rows.head(DRAWN).iloc[::-1].reset_index(drop=True)
    drawn = figure(ROW * len(shown) + 62, top=24, right=64, barmode="stack", bargap=0.35)
    is_split = is_told_apart(shown)
    if is_split:
        stack(drawn, list(parties.values()), [shown[part] for part in PARTS], formats.days)
    else:
        stack(drawn, [_("not split")], [shown.age_d], formats.days)
    with_limit = [(place, row) for place, row in enumerate(shown.itertuples()) if not pd.isna(row.limit_d)]
    drawn.add_scatter(
        x=[row.limit_d for _place, row in with_limit],
        y=[place for place, _row in with_limit],
        mode="markers",
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 2.5, "color": WATCH}},
        hovertext=[_("class limit: {days}").format(days=formats.days(row.limit_d)) for _place, row in with_limit],
        hoverinfo="text",
        cliponaxis=False,
    )
    name_rows(drawn, [named(row) for row in shown.itertuples()])
    drawn.add_annotations([at_right(words(age_in_words(row)), place) for place, row in enumerate(shown.itertuples())])
    if is_split:
        drawn.add_annotations([key(list(parties.values()), [bool(shown[part].sum()) for part in PARTS])])
    drawn.update_xaxes(title={"text": _("days since manufacture")}, rangemode="tozero", zeroline=False)
    return drawn
