"""On whom lots waited between made and decided."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.figures import ChartBlock
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.batches import waits
from dualsite.insights.data import provenance


def drawn(view: View, waited: pd.DataFrame, client: str | None = None) -> ChartBlock:
    """On whom the lots waited that were decided, as shares of their days, by stage; `client` is that one by name."""
    whole = [max(days, 1) for days in waited.days]
    return ChartBlock(
        key="waited",
        title=waits.title(view, client),
        measures=waits.in_words(view, client),
        alt=waits.in_words(view, client),
        kind="stacked bars",
        categories=[f"{row.stage}: {formats.days(row.days)}" for row in waited.itertuples()],
        series=blocks.by_party(
            {
                name: (wording.title(said), [part / of for part, of in zip(waited[name], whole, strict=True)])
                for name, said in waits.party_names(view, client).items()
            },
            lambda share: formats.percent(share, 0),
        ),
        format="fraction",
        axis=_("share of days from manufacture to disposition"),
        ends=(0, 1),
        is_illustrative=provenance.has_illustrative(waited),
    )
