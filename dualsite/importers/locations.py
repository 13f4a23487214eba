"""The Locations column of ClinicalTrials.gov's CSV: `facility, city, [state,] [zip,] country|facility, …`.

Facilities and countries are written with commas of their own, and nothing marks what is left out, so a site is read
from the right: the country for certain (it is one of a list), the rest by the rules below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dualsite.importers.countries import country_code, country_length
from dualsite.importers.records import Place, clean

GUESS = "city and state told apart by rule: the file does not mark them"

STATES = {
    "US": re.compile(
        "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida|Georgia|"
        "Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|"
        "Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|"
        "North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|"
        "Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
    ),
    "CA": re.compile(
        "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland and Labrador|Newfoundland|Northwest Territories|"
        "Nova Scotia|Nunavut|Ontario|Prince Edward Island|Quebec|Québec|Saskatchewan|Yukon"
    ),
    "AU": re.compile(
        "Australian Capital Territory|New South Wales|Northern Territory|Queensland|South Australia|Tasmania|Victoria|"
        "Western Australia"
    ),
}
"""Where the registry asks for the state, it stands there: the part before it is the city."""

# `20814`, `113-8603`, `SE1 9RT`, `LV-1002`, `H3T 1E2`, `A-1090`, but not `Praha 2` or `Paris 13`.
_ZIP = re.compile(r"[A-Z]{0,3}[- .]{0,2}\d[\dA-Z]*(?:[- .][\dA-Z]{1,8}){0,2}")

_FACILITY_WORDS = re.compile(
    r"\b(?:hospitals?|h[oô]pital|hospices?|ospedal\w*|szpital\w*|nemocnice|universi\w+|univ|clinic\w*|clini[qck]\w*|"
    r"klini[kc]\w*|\w*klinikum|\w*krankenhaus|cent(?:er|re|ro|rum)|centr[ae]l?|institut\w*|research|medical|m[ée]dic\w*|"
    r"department|dept|division|unit|school|college|faculty|facult\w*|foundation|fondazione|fundaci[oó]n|polyclinic|"
    r"policlinico|oncology|cancer|health\w*|care|associates|group|inc|llc|llp|ltd|gmbh|pc|pa|site|trust|nhs|chu|chru|"
    r"laborator\w+|pharma\w*|investigat\w+|therapeutics|office|building|floor|suite|street|road|avenue|no)\b",
    re.IGNORECASE,
)


def read_locations(text: str) -> list[Place]:
    """The sites of one Locations cell, in its order; none for an empty cell.

    A site that ends in no known country keeps its last part as the country's name, to be reported as unknown.
    """
    return [_place(site) for site in map(clean, text.split("|")) if site]


def _place(site: str) -> Place:
    parts = [part.strip() for part in site.split(",")]
    length = country_length(parts) or 1
    country, rest = ", ".join(parts[-length:]), parts[:-length]
    postcode = ""
    if len(rest) > 1 and _ZIP.fullmatch(rest[-1]):
        postcode = rest.pop()
    city_at, is_certain = _city_at(rest, country_code(country) or "")
    return Place(
        country=country,
        city=rest[city_at] if rest else "",
        facility=", ".join(rest[:city_at]),
        zip=postcode,
        remark="" if is_certain else GUESS,
        is_of_address=True,
    )


def _city_at(parts: Sequence[str], country: str) -> tuple[int, bool]:
    """Which of `parts` (facility, city and perhaps state) is the city, and whether there was only one reading.

    With up to two parts the last is the city. With more, the last is a state and the one before it the city, unless
    that one is worded like a facility: `Department of Surgery, University Hospital, Lund`.
    """
    last = max(len(parts) - 1, 0)
    if len(parts) < 3:
        is_state = len(parts) == 2 and _is_state(parts[1], country) and not _FACILITY_WORDS.search(parts[0])
        return (0, False) if is_state else (last, True)
    if _is_state(parts[-1], country):
        return last - 1, True
    if _FACILITY_WORDS.search(parts[-2]):
        return last, False
    return last - 1, False


def _is_state(name: str, country: str) -> bool:
    return country in STATES and bool(STATES[country].fullmatch(name))
