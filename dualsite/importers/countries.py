"""The one table from a registry's country names to ISO 3166-1 alpha-2 codes.

Names are the English ones of the Unicode CLDR (through Babel), those of the contract's own country list, and the
further spellings that ClinicalTrials.gov has used over the years.
Case, accents, full stops and apostrophes do not matter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from babel import Locale

from dualsite.schema.vocabulary import countries

ALIASES = {
    "BN": ("Brunei Darussalam",),
    "BO": ("Bolivia, Plurinational State of",),
    "BQ": ("Bonaire, Sint Eustatius and Saba",),
    "BS": ("The Bahamas", "Bahamas, The"),
    "CD": (
        "Congo, The Democratic Republic of the",
        "Congo, Democratic Republic of the",
        "Democratic Republic of the Congo",
        "Congo (Kinshasa)",
        "DR Congo",
    ),
    "CG": ("Congo", "Congo, Republic of the", "Republic of the Congo", "Congo (Brazzaville)"),
    "CI": ("Ivory Coast",),
    "CN": ("People's Republic of China", "China, People's Republic of"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "FK": ("Falkland Islands (Malvinas)",),
    "FM": ("Micronesia, Federated States of", "Federated States of Micronesia"),
    "GB": ("UK", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"),
    "GM": ("The Gambia", "Gambia, The"),
    "GS": ("South Georgia and the South Sandwich Islands",),
    "HK": ("Hong Kong", "Hong Kong SAR"),
    "HM": ("Heard Island and McDonald Islands",),
    "IR": ("Iran, Islamic Republic of",),
    "KG": ("Kyrgyz Republic",),
    "KP": ("Korea, Democratic People's Republic of", "Democratic People's Republic of Korea", "Korea, North"),
    "KR": ("Korea, Republic of", "Republic of Korea", "Korea, South"),
    "LA": ("Lao People's Democratic Republic", "Lao PDR"),
    "LY": ("Libyan Arab Jamahiriya",),
    "MD": ("Moldova, Republic of", "Republic of Moldova"),
    "MF": ("Saint Martin (French part)",),
    "MK": (
        "Macedonia, The Former Yugoslav Republic of",
        "The Former Yugoslav Republic of Macedonia",
        "Macedonia",
        "Republic of North Macedonia",
        "North Macedonia, Republic of",
    ),
    "MM": ("Myanmar", "Burma", "Burma (Myanmar)"),
    "MO": ("Macao", "Macau", "Macao SAR", "Macau SAR"),
    "NL": ("The Netherlands", "Netherlands, The"),
    "PH": ("The Philippines",),
    "PS": (
        "Palestinian Territories, Occupied",
        "Palestinian Territory, Occupied",
        "Occupied Palestinian Territory",
        "Palestinian Territory",
        "Palestine",
        "Palestine, State of",
        "State of Palestine",
    ),
    "RS": ("Former Serbia and Montenegro", "Serbia and Montenegro"),
    "RU": ("Russian Federation",),
    "SH": ("Saint Helena, Ascension and Tristan da Cunha",),
    "SK": ("Slovak Republic",),
    "SX": ("Sint Maarten (Dutch part)",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkey (Türkiye)", "Türkiye (Turkey)"),
    "TW": ("Taiwan, Province of China", "Taiwan, Republic of China", "Chinese Taipei"),
    "TZ": ("Tanzania, United Republic of", "United Republic of Tanzania"),
    "UM": ("United States Minor Outlying Islands",),
    "US": ("United States of America", "USA"),
    "VA": ("Holy See", "Holy See (Vatican City State)"),
    "VC": ("Saint Vincent and the Grenadines",),
    "VE": ("Venezuela, Bolivarian Republic of",),
    "VG": ("Virgin Islands (British)", "Virgin Islands, British"),
    "VI": ("Virgin Islands (U.S.)", "Virgin Islands, U.S."),
    "VN": ("Viet Nam",),
}

REMARKS = {
    "former serbia and montenegro": "dissolved in 2006; Serbia is its legal successor",
    "serbia and montenegro": "dissolved in 2006; Serbia is its legal successor",
    "former yugoslavia": "dissolved in 1992, with several successors",
    "yugoslavia": "dissolved in 1992, with several successors",
    "netherlands antilles": "dissolved in 2010, with several successors",
    "kosovo": "ISO 3166 has no code for it",
}
"""What a person should know about a name that is not simply today's name of one country."""


def country_code(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as a registry spells it; None when the name is not known."""
    return _codes().get(_key(name.replace(",", " ")))


def country_remark(name: str) -> str:
    """What to know about this name, as half a sentence; "" for nearly all."""
    return REMARKS.get(_key(name.replace(",", " ")), "")


def country_length(parts: Sequence[str]) -> int:
    """How many of the last `parts` of a comma-separated address are its country; 0 when they name none.

    The longest name wins, so that `…, Congo, The Democratic Republic of the` is one country, and a name counts as
    several parts only where it is itself written with commas: `…, South, Sudan` ends in Sudan.
    """
    for length in range(min(len(parts), _longest()), 0, -1):
        if tuple(map(_key, parts[-length:])) in _split_names():
            return length
    return 0


@lru_cache(maxsize=65_536)
def _key(name: str) -> str:
    """`name` in small letters without accents, apostrophes, full stops and brackets."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("ß", "ss"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’‘`´.")
    words = "".join(sign if sign.isalnum() else " " for sign in letters).split()
    return " ".join("saint" if word == "st" else word for word in words)


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Every spelling with its code: only countries that the contract knows."""
    english = Locale("en").territories
    return tuple(
        (name, code)
        for code, country in countries().items()
        for name in (english.get(code, country.name), country.name, *ALIASES.get(code, ()))
    )


@cache
def _codes() -> dict[str, str]:
    return {_key(name.replace(",", " ")): code for name, code in _names()}


@cache
def _split_names() -> dict[tuple[str, ...], str]:
    # Dissolved and uncoded countries end an address too; what becomes of them is decided where sites are placed.
    return {tuple(map(_key, name.split(","))): code for name, code in _names()} | {(name,): "" for name in REMARKS}


@cache
def _longest() -> int:
    return max(map(len, _split_names()))
