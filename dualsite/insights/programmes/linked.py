"""What belongs to a programme besides its gates and batches: the trials and the licences of its product."""

from __future__ import annotations

import pandas as pd

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.markets.licences import LICENCES_SPEC, licences
from dualsite.insights.programmes.programmes import Programme
from dualsite.insights.table_spec import TableSpec
from dualsite.insights.trials.trials import TRIALS_SPEC, trials


def tables(view: View, programme: Programme) -> list[tuple[str, TableSpec, pd.DataFrame]]:
    """The trials and the site licences of the programme's product, each under its title; those without rows left out.

    The frames are those of `insights.trials.trials` and `insights.markets.licences`, of which fewer columns are shown.
    """
    if programme.product_id is None:
        return []
    shown = TRIALS_SPEC.showing("name", "phase_words", "status_words", "countries", "starts", "primary_ends")
    licensed = LICENCES_SPEC.showing("market_name", "stage_words", "site", "words")
    found = [
        (_("Trials"), shown, trials(view, programme.product_id)),
        (_("Site licences"), licensed, licences(view, programme.product_id)),
    ]
    return [one for one in found if len(one[2])]
