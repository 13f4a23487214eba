"""The reader's language: one per session, also where the script that knows it does not run."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dualsite import formats, i18n


@pytest.fixture(autouse=True)
def _nobody_reads() -> Iterator[None]:
    readers = list(i18n._readers)
    with i18n.speaking(None):
        yield
    i18n._readers[:] = readers


def elsewhere(function):  # type: ignore[no-untyped-def]
    """What the function gives in a thread of its own, as a download is made in one."""
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_where_no_run_has_said_so_the_session_is_asked() -> None:
    i18n.follow(lambda: "ko-KR")
    assert elsewhere(i18n.locale) == "ko_KR"
    assert elsewhere(i18n.language) == "ko"


def test_nobody_and_an_unknown_language_read_english() -> None:
    i18n.follow(lambda: None)
    assert elsewhere(i18n.locale) == "en"
    i18n.follow(lambda: "xx-nowhere")
    assert elsewhere(i18n.locale) == "en"


def test_a_run_keeps_to_its_own_reader() -> None:
    i18n.follow(lambda: "ja")
    i18n.use_locale("ko-KR")
    assert i18n.locale() == "ko_KR"


def test_what_is_made_later_is_made_for_the_reader_it_was_drawn_for() -> None:
    drawn_for = "de_DE"

    def made() -> str:
        with i18n.speaking(drawn_for):
            return formats.number(1234)

    assert elsewhere(made) == "1.234"
    assert i18n.locale() == "en"
