"""What a page holds for who uses no mouse: the way past its navigation, and its keys."""

from __future__ import annotations

import json
import re
from html import unescape

from dualsite import sitemap
from dualsite.web import ways


def test_every_page_has_a_key_of_its_own() -> None:
    assert len(set(sitemap.LETTERS.values())) == len(sitemap.PAGES)
    assert sitemap.LETTERS[sitemap.PageId.TODAY] == "t"


def test_the_script_is_told_the_keys_by_path_and_the_words_of_their_list() -> None:
    (told,) = re.findall(r'^ data-keys="([^"]*)"$', ways.keys("en"))
    keys = json.loads(unescape(told))
    assert keys["pages"][""] == "t"
    assert keys["search"] == "data"
    assert keys["words"]["title"] == "Keyboard shortcuts"


def test_the_first_link_leads_to_the_content() -> None:
    assert ways.skip_link("en") == '<a class="skip" href="#content">Skip to content</a>'
