"""Names in the reader's language: where rows are read, and nowhere past what may be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dualsite import access, i18n, store
from dualsite.access import LOCAL_EXECUTIVE, View, Viewer
from dualsite.access.names import USUAL
from dualsite.insights import parties
from dualsite.insights.frames import called_anywhere, labels, names_of, small
from dualsite.particles import with_particles
from dualsite.sample import gates
from dualsite.schema import TABLES
from tests.in_languages import OF_ELM, OF_OAK, named


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> View:
    kept = store.open(named().write(tmp_path_factory.mktemp("named") / "data"))
    version = kept.version()
    assert version is not None
    return access.view(version, kept.connect(), LOCAL_EXECUTIVE)


def shown(view: View) -> str:
    """All rows of all tables that the view gives, as text."""
    return "\n".join(str(small(view, name).to_dict("records")) for name in TABLES if view.has(name))


def test_each_language_has_its_names_and_whoever_has_none_keeps_the_name(whole: View) -> None:
    told = {}
    for language in ("en", "ko", "ja", "en"):
        with i18n.speaking(language):
            told[language] = names_of(whole, "sites", "site_id") | names_of(whole, "products", "product_id")
    assert told == {
        "en": {"ALDER": "Alder Works", "BIRCH": "Birch Works", "OAKMAB": "Oakumab", "OAKTWO": "Oaktwomab",
               "ELMADC": "Elmotug"},
        "ko": {"ALDER": "앨더 공장", "BIRCH": "Birch Works", "OAKMAB": "오크맙", "OAKTWO": "Oaktwomab",
               "ELMADC": "엘모턱"},
        "ja": {"ALDER": "アルダー工場", "BIRCH": "Birch Works", "OAKMAB": "オークマブ", "OAKTWO": "Oaktwomab",
               "ELMADC": "エルモツグ"},
    }  # fmt: skip


def test_a_milestone_that_every_transfer_has_is_called_in_the_language_and_others_as_the_file_says(whole: View) -> None:
    told = {}
    for language in ("en", "ko", "ja"):
        with i18n.speaking(language):
            told[language] = set(small(whole, "milestones").name)
    own = {"Birch mechanically complete", "Qualification campaign"}
    assert told == {"en": {"Kick-off", *own}, "ko": {"킥오프", *own}, "ja": {"キックオフ", *own}}


def test_whatever_gates_are_made_up_are_called_in_the_language() -> None:
    made_up = {name for plan in (gates._CLINICAL, gates._LATE, gates._SECOND_SITE) for _kind, name, *_others in plan}
    assert made_up - set(USUAL["milestones"]) == set()


def test_rows_as_the_files_hold_them_keep_their_names(whole: View) -> None:
    with i18n.speaking("ko"):
        assert set(whole.stored("partners").name.to_pyarrow().to_pylist()) == {"Oak Medicines", "Elm Therapeutics"}


def test_a_sentence_takes_the_particle_of_the_name_that_it_says(whole: View) -> None:
    with i18n.speaking("ko"):
        said = with_particles("{client}은(는)")
        assert said.format(client=parties.client(whole, "OAK")) == "오크 제약은"
        assert said.format(client=parties.client(whole, "ELM")) == "엘름은"
        assert with_particles("{product}이(가)").format(product="오크맙") == "오크맙이"


def test_choices_stand_in_the_order_of_the_language_and_are_found_by_any_name(whole: View) -> None:
    with i18n.speaking("ko"):
        assert list(labels(whole, "partners", "partner_id")) == ["엘름", "오크 제약"]
        found = called_anywhere(whole, "partners", "partner_id")
    assert {found[one] for one in ("Oak Medicines", "오크 제약", "オーク製薬")} == {"OAK"}
    with i18n.speaking("ja"):
        assert list(labels(whole, "partners", "partner_id")) == ["オーク製薬", "楡メディカル"]
    assert list(labels(whole, "partners", "partner_id")) == ["Elm Therapeutics", "Oak Medicines"]


@pytest.mark.parametrize("language", i18n.offered())
def test_a_client_is_told_no_name_of_another_in_any_language(whole: View, language: str) -> None:
    theirs = access.view(whole.version, whole.connection, Viewer("partner", frozenset({"OAK"})))
    with i18n.speaking(language):
        told = shown(theirs) + str(called_anywhere(theirs, "partners", "partner_id"))
        assert any(name in told for name in OF_OAK)
        assert [name for name in OF_ELM if name in told] == []


@pytest.mark.parametrize("language", i18n.offered())
def test_code_names_leave_no_name_in_any_language(whole: View, language: str) -> None:
    coded = replace(whole, code_key="key")
    with i18n.speaking(language):
        told = shown(coded) + str(called_anywhere(coded, "partners", "partner_id"))
    assert [name for name in (*OF_OAK, *OF_ELM) if name in told] == []


def test_names_in_other_languages_are_columns_of_the_tables_that_say_so() -> None:
    of_names = {name for name, table in TABLES.items() if "name_ko" in table.columns}
    assert of_names == {"sites", "partners", "products"}
    assert all("name" in TABLES[name].columns and "name_ja" in TABLES[name].columns for name in of_names)
