"""What each page says, as blocks to export: a module per page, named as the page, with `page(view, chosen)`.

It asks the same insights as the screen, in the same order; a new page is exported once its module stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

from dualsite.access import View
from dualsite.exports.document import PageContent
from dualsite.insights.scenarios.comparison import NO_QUESTIONS
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.sitemap import PageId

Chosen = Mapping[str, str]
"""What was chosen on the page, by the parameters of its address; empty as it first opens."""


def is_exported(page_id: PageId) -> bool:
    """Whether the page can be exported."""
    return find_spec(f"{__name__}.{page_id}") is not None


def page(
    view: View,
    page_id: PageId,
    chosen: Chosen | None = None,
    *,
    scenarios: Sequence[Scenario] = (),
    questions: Mapping[str, SlotRequest] = NO_QUESTIONS,
) -> PageContent:
    """The page as this view may see it, with what was chosen on it.

    The page Scenarios compares these `scenarios`, asking each the saved `questions` of the slot finder by their names:
    whoever calls has made sure that they may be seen. No other page looks at them.
    Raises DataError and MissingTableError as the page's insights do. Raises ModuleNotFoundError for a page that is not
    exported.
    """
    module = import_module(f"{__name__}.{page_id}")
    if page_id is PageId.SCENARIOS:
        compared: PageContent = module.page(view, scenarios, questions)
        return compared
    made: Callable[[View, Chosen], PageContent] = module.page
    return made(view, chosen or {})
