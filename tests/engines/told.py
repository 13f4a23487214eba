"""What a page says while its engine is down, whichever that is."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dualsite.sitemap import EXECUTIVE, PageId
from dualsite.web import session
from tests.engines.pace import again, soon
from tests.pages.conftest import go_to

TODAY = EXECUTIVE[0]
CONTRACTS = next(one for one in EXECUTIVE if one.id is PageId.CONTRACTS)


def said(screen: AppTest) -> str:
    """What the page says is wrong; what it fails with is said by `web.server.explain`, word for word."""
    failed = [str(one.message) for one in screen.exception]
    return "\n".join([*failed, *(str(one.value) for one in (*screen.error, *screen.warning))])


def once_it_is_down(screen: AppTest, stop: Callable[[], None]) -> AppTest:
    """Contracts, which nobody had asked for when the engine went down: what stood on Today stays, with its age."""
    assert not said(screen)
    shown = [one.value for one in screen.markdown]
    stop()
    again(session.store())
    with soon():
        screen.run()
    assert "has not answered since" in said(screen)
    assert "as of 1 Mar 2027" in said(screen)
    assert set(shown) <= {one.value for one in screen.markdown}
    with soon():
        elsewhere = go_to(screen, CONTRACTS)
    assert "does not answer" in said(elsewhere)
    return elsewhere
