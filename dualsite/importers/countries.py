"""The one table from a registry's country names to ISO 3166-1 alpha-2 codes.

Names are the English ones of the Unicode CLDR (through Babel), those of the contract's own country list, and the
further spellings that ClinicalTrials.gov has used over the years.
Case, accents, full stops and apostrophes do not matter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

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


def is_country(name: str) -> bool:
    """Whether a whole text names one country, in any form that `country_stated` knows."""
    return country_stated(name) is not None


def country_stated(name: str) -> str | None:
    """The code of a country that stands by itself, and not at the end of an address: None when it is not known.

    Besides the names above it may be an ISO 3166-1 code in capital letters, the name in a language of the country or
    one of those a registry is kept in, or a part of the United Kingdom. In an address `GA` is Georgia and no Gabon.
    """
    text = name.strip()
    if text.isascii() and text.isupper() and len(text) in (2, 3):
        by_code = {code: code for code in countries()} | {one.alpha3: code for code, one in countries().items()}
        if text in by_code:
            return by_code[text]
    return country_code(text) or _PARTS.get(_key(text)) or _native().get(_key(text.replace(",", " ")))


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


_PARTS = {"england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB"}
"""ISRCTN names them beside, or instead of, the United Kingdom."""

_LANGUAGES = ("ko", "ja", "zh", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "uk", "ru", "tr")
"""Those in which registries are kept, or sites write their addresses."""

_SHORT_NAMES = {
    "米国": "US",
    "アメリカ": "US",
    "英国": "GB",
    "イギリス": "GB",
    "한국": "KR",
    "미국": "US",
    "영국": "GB",
}


@cache
def _native() -> dict[str, str]:
    """Names in the languages of registries and of each country, where no two countries share one."""
    found: dict[str, set[str]] = {}
    for code in countries():
        for language in {*_LANGUAGES, *get_official_languages(code)}:
            try:
                name = Locale.parse(language).territories.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            if name:
                found.setdefault(_key(name.replace(",", " ")), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1} | {
        _key(name): code for name, code in _SHORT_NAMES.items()
    }


@cache
def _split_names() -> dict[tuple[str, ...], str]:
    # Dissolved and uncoded countries end an address too; what becomes of them is decided where sites are placed.
    return {tuple(map(_key, name.split(","))): code for name, code in _names()} | {(name,): "" for name in REMARKS}


@cache
def _longest() -> int:
    return max(map(len, _split_names()))
