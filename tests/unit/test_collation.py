"""Names stand in the order in which a reader of the language looks for them."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from dualsite import i18n
from dualsite.collation import by_name, order, orders


def in_order(language: str, names: list[str]) -> list[str]:
    mixed = random.Random(7).sample(names, len(names))
    with i18n.speaking(language):
        return sorted(mixed, key=order)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["3 Rivers", "Ängel", "Birch", "birches", "Élan", "elm", "Oak"]),
        ("en", ["Co", "co", "có", "cob"]),
        # Hangul as in a dictionary, before Latin.
        ("ko", ["3M", "가온", "나래", "라온바이오", "롯데바이오로직스", "한빛", "Alder", "Ottimo"]),
        # Latin, kana whatever its form, kanji by the readings of JIS: 旭 asahi, 楽 gaku, 東 tō.
        (
            "ja",
            [
                "Alder",
                "オーク",
                "かえで",
                "ガエル",
                "カキ",
                "きり",
                "さくら",
                "ヤマト",
                "旭メディカル",
                "楽天メディカル",
                "東海",
            ],
        ),
        ("ja", ["はは", "ハハ", "はば", "ばは", "パパ"]),
        ("ja", ["コーヒ", "こおひい", "コーヒー", "こおひいや"]),
    ],
)
def test_names_stand_where_a_reader_looks_for_them(language: str, names: list[str]) -> None:
    assert in_order(language, names) == names


def test_what_no_table_of_japanese_has_comes_last() -> None:
    assert in_order("ja", ["楽天", "龥", "𠀋"])[:1] == ["楽天"]


def test_pairs_of_equal_names_stand_by_their_ids() -> None:
    assert sorted([("b", "Oak"), ("a", "Oak"), ("c", "Elm")], key=by_name) == [("c", "Elm"), ("a", "Oak"), ("b", "Oak")]


def test_a_frame_is_sorted_by_its_names_and_its_numbers() -> None:
    rows = pd.DataFrame({"place": [2, 1, 1], "name": ["elm", "Oak", "Élan"]})
    assert list(rows.sort_values(["place", "name"], key=orders).name) == ["Élan", "Oak", "elm"]
