"""The catalogues hold what the code says, all of it and nothing else, with the same placeholders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from dualsite import i18n
from dualsite.exports.pdf.drawable import drawable
from tools import messages
from tools.said import said as texts_of


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.extracted()


def catalogue(*texts: tuple[str | tuple[str, str], str | tuple[str, ...]], language: str = "ko") -> Catalog:
    made = Catalog(locale=language, fuzzy=False)
    for id_, said in texts:
        made.add(id_, said)
    return made


@pytest.mark.parametrize("language", messages.catalogues())
def test_every_text_is_translated_and_no_translation_is_left_over(language: str, template: Catalog) -> None:
    """When it fails: `make messages` takes new texts into the catalogues, and lists those to translate."""
    file = messages.catalogues()[language]
    assert list(messages.faults(language, messages.read(language, file), template)) == []


@pytest.mark.parametrize("language", messages.catalogues())
def test_documents_have_every_letter_of_a_translation(language: str) -> None:
    texts = messages.read(language, messages.catalogues()[language])
    letters = {letter for text in texts for said in text.string for letter in set(said) - set("".join(text.id))}
    assert {letter for letter in letters if drawable(letter) != letter} <= {"\n"}


def test_the_texts_of_the_code_are_found(template: Catalog) -> None:
    assert len(template) > 2000
    assert "Base case" in template
    assert template["{count} day"].id == ("{count} day", "{count} days")


SAYS = catalogue(("Made {day}", ""), ("{a} and {b}", ""), (("{count} lot", "{count} lots"), ("",)), ("Gone", ""))


@pytest.mark.parametrize(
    ("text", "said", "wrong"),
    [
        ("Made {day}", "", ["ko: not translated: Made {day}"]),
        ("Made {day}", "{day} 제조", []),
        ("Made {day}", "제조", ["ko: placeholders ['day'] became []: Made {day}"]),
        ("Made {day}", "{tag} 제조", ["ko: placeholders ['day'] became ['tag']: Made {day}"]),
        ("Made {day}", "{day 제조", ["ko: placeholders ['day'] became ['{day 제조']: Made {day}"]),
        ("{a} and {b}", "{b}와(과) {a}", []),
        ("{a} and {b}", "{a}와 {b}", ["ko: “{a}와” has a particle in one form only: {a} and {b}"]),
        ("{a} and {b}", "“{a}”은 {b}", ["ko: “{a}”은” has a particle in one form only: {a} and {b}"]),
        ("{a} and {b}", "{a}과제 {b}", []),
        (("{count} lot", "{count} lots"), ("{count}개 배치",), []),
        (("{count} lot", "{count} lots"), ("",), ["ko: not translated: {count} lot"]),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(
    text: str | tuple[str, str], said: str | tuple[str, ...], wrong: list[str]
) -> None:
    assert list(messages.faults("ko", catalogue((text, said)), catalogue((text, "")))) == wrong


def test_particles_are_looked_at_in_korean_alone() -> None:
    asked = catalogue(("{a} and {b}", ""))
    assert list(messages.faults("ja", catalogue(("{a} and {b}", "{a}와 {b}")), asked)) == []


def test_a_text_that_is_gone_is_stale_until_it_is_brought_up_to_date() -> None:
    old = catalogue(("Gone", "사라짐"), ("Made {day}", "{day} 제조"))
    now = catalogue(("Made {day}", ""))
    assert list(messages.faults("ko", old, now)) == ["ko: stale, nothing says it any more: Gone"]
    messages.brought_up_to_date(old, now)
    assert list(messages.faults("ko", old, now)) == []


def test_a_text_that_is_new_is_taken_in_and_not_translated_yet() -> None:
    catalogue_, now = catalogue(("Made {day}", "{day} 제조")), catalogue(("Made {day}", ""))
    now.add("Where it is made")
    messages.brought_up_to_date(catalogue_, now)
    assert list(messages.faults("ko", catalogue_, now)) == ["ko: not translated: Where it is made"]


def test_an_error_is_a_text_whether_it_is_raised_or_given_back(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text('raise DataError(f"{path} is gone.")\ndef of(): return InputError("Name it.")\n')
    assert sorted(texts_of(file)) == ["Name it.", "{path} is gone."]


def test_a_reworded_text_is_to_be_looked_at_anew() -> None:
    old = catalogue(("The lot was made on {day}", "{day}에 제조한 배치"))
    now = catalogue(("The lot was made by {day}", ""))
    messages.brought_up_to_date(old, now)
    assert list(messages.faults("ko", old, now)) == ["ko: fuzzy, look at it anew: The lot was made by {day}"]


def test_a_catalogue_is_compiled_when_it_is_older_than_its_source_and_used_when_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "ko" / "LC_MESSAGES" / "dualsite.po"
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)

    def said(text: str) -> str:
        i18n._catalogue.cache_clear()
        with i18n.speaking("ko-KR"):
            return i18n._(text)

    messages.write(catalogue(("Site", "사업장")), source)
    assert i18n.offered() == ("en", "ko")
    assert said("Site") == "사업장"
    assert messages.compile_all(tmp_path) == [source.with_suffix(".mo")]
    assert messages.compile_all(tmp_path) == []
    assert said("Site") == "사업장"
    messages.write(catalogue(("Site", "공장")), source)
    os.utime(source.with_suffix(".mo"), (1, 1))
    assert said("Site") == "공장"
    assert messages.compile_all(tmp_path) == [source.with_suffix(".mo")]
    i18n._catalogue.cache_clear()
