from __future__ import annotations

import pytest
from babel import Locale

from dualsite.importers.countries import ALIASES, country_code, country_length, country_remark
from dualsite.schema.vocabulary import countries


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Russian Federation", "RU"),
        ("Russia", "RU"),
        ("Turkey", "TR"),
        ("Turkey (Türkiye)", "TR"),
        ("Türkiye", "TR"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Hong Kong", "HK"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("North Macedonia", "MK"),
        ("Congo", "CG"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Bolivia, Plurinational State of", "BO"),
        ("Iran, Islamic Republic of", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Moldova, Republic of", "MD"),
        ("Former Serbia and Montenegro", "RS"),
        ("Serbia", "RS"),
        ("Montenegro", "ME"),
        ("Puerto Rico", "PR"),
        ("Virgin Islands (U.S.)", "VI"),
        ("Georgia", "GE"),
        ("Côte D'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Réunion", "RE"),
        ("Reunion", "RE"),
        ("Swaziland", "SZ"),
        ("Libyan Arab Jamahiriya", "LY"),
        ("Lao People's Democratic Republic", "LA"),
        ("Holy See (Vatican City State)", "VA"),
        ("Saint Kitts and Nevis", "KN"),
        ("Saint Vincent and the Grenadines", "VC"),
        ("Bosnia and Herzegovina", "BA"),
        ("Trinidad and Tobago", "TT"),
        ("Palestinian Territories, Occupied", "PS"),
        ("The Gambia", "GM"),
        ("Brunei Darussalam", "BN"),
        ("Myanmar", "MM"),
        ("Namibia", "NA"),
        ("  united STATES ", "US"),
    ],
)
def test_every_spelling_the_registry_has_used_has_its_code(name: str, code: str) -> None:
    assert country_code(name) == code


def test_every_country_is_known_by_its_english_name() -> None:
    english = Locale("en").territories
    assert {code: country_code(english[code]) for code in countries()} == {code: code for code in countries()}


def test_an_alias_stands_for_one_country_that_the_contract_knows() -> None:
    assert {name: country_code(name) for code in ALIASES for name in ALIASES[code]} == {
        name: code for code in ALIASES for name in ALIASES[code]
    }


@pytest.mark.parametrize("name", ["", "Atlantis", "Korea", "Former Yugoslavia", "Netherlands Antilles", "Kosovo", "GA"])
def test_what_is_not_one_country_of_iso_3166_is_unknown(name: str) -> None:
    assert country_code(name) is None


def test_a_dissolved_or_uncoded_country_says_why() -> None:
    assert "several successors" in country_remark("Former Yugoslavia")
    assert "no code" in country_remark("Kosovo")
    assert country_remark("Japan") == ""


@pytest.mark.parametrize(
    ("address", "length"),
    [
        ("Hospital, Seoul, Korea, Republic of", 2),
        ("Hospital, Skopje, Macedonia, The Former Yugoslav Republic of", 2),
        ("Hospital, Kinshasa, Congo, The Democratic Republic of the", 2),
        ("Hospital, Atlanta, Georgia, United States", 1),
        ("Hospital, Tbilisi, Georgia", 1),
        ("Hospital, Kosti, South, Sudan", 1),  # the state South of Sudan, not South Sudan
        ("Hospital, Pristina, Kosovo", 1),
        ("Hospital, Poseidonis, Atlantis", 0),
    ],
)
def test_the_longest_name_ends_an_address(address: str, length: int) -> None:
    assert country_length([part.strip() for part in address.split(",")]) == length
