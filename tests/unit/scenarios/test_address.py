"""An edit in an address: what is written is read, and what may not be is left out."""

from __future__ import annotations

from datetime import date

import pytest

from dualsite.scenarios import Edit, address
from dualsite.scenarios.address import AskedEdit
from dualsite.scenarios.commercial import OpportunityMoved, WinFraction
from dualsite.scenarios.network import SiteOut, SuiteAdded, SuiteReady

DAY = date(2028, 7, 1)


@pytest.mark.parametrize(
    "edit",
    [
        SuiteReady("BI & UP=1", DAY),
        SiteOut("ALDER", DAY, 90),
        WinFraction("OPP-1", 0.25),
        OpportunityMoved("OPP-1", -3),
        SuiteAdded("NEW", "ALDER", "SEED", DAY, light_protected=True),
    ],
    ids=lambda edit: edit.what,
)
def test_what_is_written_is_read(edit: Edit) -> None:
    asked = address.asked(address.of_edit(edit))
    assert asked is not None
    assert type(edit)(**asked.fields) == edit


def test_what_is_not_known_is_left_out_and_so_is_what_may_not_be() -> None:
    assert address.of("suite-ready", suite=None, on=DAY) == "what=suite-ready&on=2028-07-01"
    assert address.asked("what=suite-ready&on=2028-07-01") == AskedEdit("suite-ready", {"on": DAY})
    assert address.asked("what=site-out&site=A&days=-1&from=soon") == AskedEdit("site-out", {"site": "A"})
    assert address.asked("what=opportunity-win-fraction&win_fraction=nan") == AskedEdit("opportunity-win-fraction", {})
    assert address.asked("suite=BI-UP") is None
