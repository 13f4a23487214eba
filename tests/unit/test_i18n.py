"""The reader's language: one per session, also where the script that knows it does not run."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date

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


@pytest.mark.parametrize(("locale", "short"), [("en-US", "en"), ("ko-KR", "ko"), ("ja-JP", "ja"), ("pt-BR", "pt")])
def test_a_territory_that_goes_without_saying_is_left_out_and_nothing_is_written_otherwise(
    locale: str, short: str
) -> None:
    def written() -> list[str]:
        amounts = [formats.number(-1234567.8, 1), formats.money(1234.5, "USD"), formats.percent(0.123)]
        when = date(2027, 3, 1)
        return [*amounts, formats.day(when), formats.day_long(when), formats.month(when), formats.country("KR")]

    with i18n.speaking(locale):
        assert i18n.short_locale() == short
        whole = written()
    with i18n.speaking(short):
        assert written() == whole


def test_a_territory_of_its_own_writing_stays() -> None:
    with i18n.speaking("en-GB"):
        assert i18n.short_locale() == "en_GB"


def test_the_language_asked_for_is_spoken_when_it_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "offered", lambda: ("en", "ko"))
    assert i18n.preferred("ko", "en-US") == "ko"
    assert i18n.preferred("ja", "en-US") == "en_US"
    assert i18n.preferred(None, "ko-KR") == "ko_KR"
    assert i18n.preferred("en", "en-GB") == "en_GB", "of two locales of the language, the usual one"
    assert i18n.preferred("en", None) == "en"


def test_a_language_has_the_name_it_gives_itself() -> None:
    assert [i18n.name_of(one) for one in ("en", "ko", "ja")] == ["English", "한국어", "日本語"]


def test_a_value_that_is_written_like_the_texts_around_it_takes_no_longer_to_tell() -> None:
    """A cell of a file may hold anything, and stands in what is said of it."""
    i18n.use_locale("ko")
    like = "  on show since , as of ,  tables,  rows" * 200
    begun = time.process_time()
    assert i18n.told(f"{like}#") == f"{like}#"
    assert "9행" in i18n.told(f"{like}  on show since now, as of then, 7 tables, 9 rows")
    assert time.process_time() - begun < 1


def test_what_no_pattern_knows_as_a_whole_is_told_by_its_lines_sentences_and_parts() -> None:
    gone = "sites row 1, city: the column is not there."
    said = f"The data in works cannot be shown. {gone} Add the column, or start from an empty template."
    access_ = "In the access file a.toml, entry 2 has the role 'boss'. Use one of executive, partner."
    with i18n.speaking("ko"):
        assert i18n.told(said) == (
            "works의 데이터를 표시할 수 없습니다. sites 1행, city: 열이 없습니다. "
            + i18n._("Add the column, or start from an empty template.")
        )
        assert i18n.told(f"{access_}\n{access_}").splitlines() == 2 * [
            "접근 파일 a.toml: 2번 항목의 role이 'boss'입니다. executive, partner 중 하나를 사용하십시오."
        ]
    with i18n.speaking("ja"):
        assert i18n.told(gone) == "sites 1行目、city：列がありません。"


def test_a_pattern_of_one_sentence_does_not_swallow_the_next_one() -> None:
    with i18n.speaking("ko"):
        assert i18n.told("a.csv cannot be read: it ends too early. Nobody knows this.").endswith("Nobody knows this.")
