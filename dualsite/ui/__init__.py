"""What pages share: opening a page, its filters, tiles, figures, tables and downloads.

A page reads like its screen: `view = ui.begin("…")`, measure, draw.
"""

from dualsite.ui.card import show_card
from dualsite.ui.elements import answer, chart, csv_download, empty, rows_table
from dualsite.ui.listing import listing
from dualsite.ui.matters import ranked
from dualsite.ui.page import begin, end
from dualsite.ui.sites import site_cards
from dualsite.ui.slot_form import slot_question
from dualsite.ui.slot_options import slot_option
from dualsite.ui.text import plain
from dualsite.ui.tiles import tiles

__all__ = [
    "answer",
    "begin",
    "chart",
    "csv_download",
    "empty",
    "end",
    "listing",
    "plain",
    "ranked",
    "rows_table",
    "show_card",
    "site_cards",
    "slot_option",
    "slot_question",
    "tiles",
]
