"""What we want to be, as ratios to a peer of the same run, and whether we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.report import Measured
from dualsite.sitemap import PAGES, PageId

FIRST = PAGES[PageId.TODAY].title
VEGA, PLOTLY = "Streamlit, Vega", "Streamlit, Plotly"

FIRST_PAGE, OTHER_PAGES, CLICKS = 1.0, 1.2, 0.7
"""At most so many times the small page of a peer: the first page with Vega, others with Plotly, a click its reload."""

TURN = "turn to another screen of the presenter view"

AT_ONCE, AT_ONCE_MS = "half a second", 500.0
"""What such a turn may take on any machine, with answers known."""

HEADING = ("what", "page", "beside", "ratio", "at most", "")


def table(found: Sequence[Measured]) -> list[tuple[str, ...]]:
    """What, page, the peer it is held to, the ratio of the medians, the target, and whether it is met."""
    return [HEADING, *_lines(found)]


def _lines(found: Sequence[Measured]) -> Iterator[tuple[str, ...]]:
    medians = {(one.what, one.page): one.median for one in found if one.unit == "ms"}
    for (what, page), median in medians.items():
        if page in (VEGA, PLOTLY, "Dash", "Panel", ""):
            continue
        if what.startswith(("cold, ", "reload, ")) and (":" not in what or what.endswith(": whole")):
            peer, most = (VEGA, FIRST_PAGE) if page == FIRST else (PLOTLY, OTHER_PAGES)
            beside = medians.get((what, peer))
        elif what in ("switch to the page", "change of the site", TURN):
            peer, most = f"{PLOTLY}, reload", CLICKS
            beside = medians.get(("reload, loopback", PLOTLY))
        else:
            continue
        held = [(peer, beside, most)] if beside else []
        held += [(AT_ONCE, AT_ONCE_MS, 1.0)] if what == TURN else []
        for name, of, at_most in held:
            ratio = median / of
            yield what, page, name, f"{ratio:.2f}", f"{at_most:.1f}", "✓" if ratio <= at_most else "✗"
