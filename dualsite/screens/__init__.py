"""One room per page: figures and parts; what several pages use stands in shared.

A room names the figures that its page shows first in its module `first`, whose `figures` gives what builds them.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules, walk_packages

from dualsite.access import View
from dualsite.errors import DualsiteError


def load() -> None:
    """Import every room, which Python would otherwise do while the first visitor of its page waits."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)


def build_first_figures(
    view: View, is_over: Callable[[], bool] = lambda: False, pages: Collection[str] | None = None
) -> None:
    """Build what pages show first to a reader who has chosen nothing: it is kept, and the first visitor finds it.

    `pages` are all when there are none. What has not been begun when it `is_over` is left out, and what the data cannot
    show is left to the page to say.
    """
    for room in iter_modules(__path__, f"{__name__}."):
        is_asked = pages is None or room.name.rpartition(".")[2] in pages
        if is_over() or not is_asked or not find_spec(f"{room.name}.first"):
            continue
        with suppress(DualsiteError):
            for build in import_module(f"{room.name}.first").figures(view):
                if is_over():
                    return
                build()
