"""What pages share: opening a page, its filters, tiles, figures, tables and downloads.

A page reads like its screen: `view = ui.begin("…")`, measure, draw.
"""

from dualsite.screens.shared.below import below, folded
from dualsite.screens.shared.card import show_card
from dualsite.screens.shared.card_menu import card_menu
from dualsite.screens.shared.control_chart import control_chart
from dualsite.screens.shared.elements import answer, empty
from dualsite.screens.shared.exceptions import ranked
from dualsite.screens.shared.findings import figure, heading
from dualsite.screens.shared.page import begin, end
from dualsite.screens.shared.tables import download, table
from dualsite.screens.shared.tabs import tabs
from dualsite.screens.shared.text import plain
from dualsite.screens.shared.tiles import tiles

__all__ = [
    "answer",
    "begin",
    "below",
    "card_menu",
    "control_chart",
    "download",
    "empty",
    "end",
    "figure",
    "folded",
    "heading",
    "plain",
    "ranked",
    "show_card",
    "table",
    "tabs",
    "tiles",
]
