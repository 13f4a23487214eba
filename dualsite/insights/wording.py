"""Codes of the data contract as a reader says them."""

from __future__ import annotations

from babel import Locale

from dualsite import i18n
from dualsite.i18n import _
from dualsite.schema.vocabulary import countries

NOT_STATED = "not stated"
UNDISCLOSED = "undisclosed"

_MODALITIES = {
    "MAB": "antibody",
    "BISPECIFIC": "bispecific antibody",
    "FUSION": "fusion protein",
    "ADC": "antibody-drug conjugate",
    "ANTIBODY_DYE_CONJUGATE": "antibody-dye conjugate",
    "OTHER": "other modality",
}
_PAYLOADS = {
    "NONE": "no payload",
    "CYTOTOXIC": "cytotoxic payload",
    "PHOTOSENSITISER_DYE": "photosensitiser dye, not cytotoxic",
    "IMMUNE_AGONIST": "immune agonist, not cytotoxic",
    "RADIONUCLIDE_CHELATOR": "radionuclide chelator",
    "OTHER": "other payload",
}
_PHASES = {
    "PRECLINICAL": "preclinical",
    "PHASE1": "phase 1",
    "PHASE2": "phase 2",
    "PHASE3": "phase 3",
    "FILED": "filed",
    "APPROVED": "approved",
}
_TYPES = {
    "CMO": "manufacturing contract",
    "CDO": "development contract",
    "SUPPLY": "supply contract",
    "LOI": "letter of intent",
    "MOU": "memorandum of understanding",
    "TECHNOLOGY": "technology agreement",
    "EQUITY": "equity stake",
}
_PRICINGS = {
    "BATCH_PRICE": "price per batch",
    "SUITE_RESERVATION": "suite reservation",
    "MINIMUM_PURCHASE": "minimum purchase",
    "DEDICATED_SUITE": "dedicated suite",
    "FEE_FOR_SERVICE": "fee for service",
}
_OWNERS = {"CDMO": "us", "CLIENT": "client", "JOINT": "both"}


def modality(code: str | None) -> str:
    """antibody-dye conjugate."""
    return _said(_MODALITIES, code)


def payload(code: str | None) -> str:
    """cytotoxic payload; what is not cytotoxic never reads so."""
    return _said(_PAYLOADS, code)


def phase(code: str | None) -> str:
    """phase 3."""
    return _said(_PHASES, code)


def agreement(code: str | None) -> str:
    """manufacturing contract, letter of intent."""
    return _said(_TYPES, code)


def pricing(code: str | None) -> str:
    """price per batch."""
    return _said(_PRICINGS, code)


def owner(code: str | None) -> str:
    """Whose move it is: us, client or both."""
    return _said(_OWNERS, code)


def status(code: str | None) -> str:
    """active."""
    return NOT_STATED if code is None else code.replace("_", " ").lower()


def country(code: str | None) -> str:
    """The country's name in the reader's language, by Babel; the English one where Babel has none."""
    if code is None:
        return _(NOT_STATED)
    known = Locale.parse(i18n.locale()).territories.get(code)
    return str(known) if known else countries()[code].name if code in countries() else code


def sentence(text: str) -> str:
    """The text with one full stop at its end, also where a day of the reader's locale ends in one."""
    return text if text.endswith(".") else f"{text}."


def _said(words: dict[str, str], code: str | None) -> str:
    return _(NOT_STATED) if code is None else _(words.get(code, code.replace("_", " ").lower()))
