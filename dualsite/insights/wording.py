"""Codes of the data contract as a reader says them."""

from __future__ import annotations

from babel import Locale

from dualsite import formats, i18n
from dualsite.i18n import _, marked
from dualsite.schema.vocabulary import countries

_CLOSE = 1e-12
"""Nearer to 1 than this, a probability is 1 but for the arithmetic."""

NOT_STATED = marked("not stated")
UNDISCLOSED = marked("undisclosed")
NOTHING_TO_DRAW = marked("No data under these filters.")

_MODALITIES = {
    "MAB": marked("antibody"),
    "BISPECIFIC": marked("bispecific antibody"),
    "FUSION": marked("fusion protein"),
    "ADC": marked("antibody-drug conjugate"),
    "ANTIBODY_DYE_CONJUGATE": marked("antibody-dye conjugate"),
    "OTHER": marked("other modality"),
}
_PAYLOADS = {
    "NONE": marked("no payload"),
    "CYTOTOXIC": marked("cytotoxic payload"),
    "PHOTOSENSITISER_DYE": marked("photosensitiser dye, not cytotoxic"),
    "IMMUNE_AGONIST": marked("immune agonist, not cytotoxic"),
    "RADIONUCLIDE_CHELATOR": marked("radionuclide chelator"),
    "OTHER": marked("other payload"),
}
_PHASES = {
    "PRECLINICAL": marked("preclinical"),
    "PHASE1": marked("phase 1"),
    "PHASE2": marked("phase 2"),
    "PHASE3": marked("phase 3"),
    "FILED": marked("filed"),
    "APPROVED": marked("approved"),
}
_TRIAL_PHASES = {
    "EARLY_PHASE1": marked("early phase 1"),
    "PHASE1": marked("phase 1"),
    "PHASE1_2": marked("phase 1/2"),
    "PHASE2": marked("phase 2"),
    "PHASE2_3": marked("phase 2/3"),
    "PHASE3": marked("phase 3"),
    "PHASE4": marked("phase 4"),
    "NA": marked("no phase"),
}
_TYPES = {
    "CMO": marked("manufacturing contract"),
    "CDO": marked("development contract"),
    "SUPPLY": marked("supply contract"),
    "LOI": marked("letter of intent"),
    "MOU": marked("memorandum of understanding"),
    "TECHNOLOGY": marked("technology agreement"),
    "EQUITY": marked("equity stake"),
}
_PRICINGS = {
    "BATCH_PRICE": marked("price per batch"),
    "SUITE_RESERVATION": marked("suite reservation"),
    "MINIMUM_PURCHASE": marked("minimum purchase"),
    "DEDICATED_SUITE": marked("dedicated suite"),
    "FEE_FOR_SERVICE": marked("fee for service"),
}
_STAGES = {
    "SEED": marked("seed"),
    "UPSTREAM": marked("upstream"),
    "DOWNSTREAM": marked("downstream"),
    "CONJUGATION": marked("conjugation"),
    "FILL_FINISH": marked("fill and finish"),
}
_MILESTONES = {
    "GROUNDBREAKING": marked("groundbreaking"),
    "TOPPING_OUT": marked("topping out"),
    "MECHANICAL_COMPLETION": marked("mechanical completion"),
    "QUALIFICATION": marked("qualification"),
    "GMP_READY": marked("GMP-ready"),
    "FIRST_APPROVAL": marked("first approval"),
    "COMMERCIAL_START": marked("commercial start"),
    "KICK_OFF": marked("kick-off"),
    "FACILITY_FIT": marked("facility fit"),
    "METHOD_TRANSFER": marked("method transfer"),
    "ENGINEERING_RUN": marked("engineering run"),
    "GMP_CLINICAL": marked("GMP clinical batches"),
    "PPQ": marked("PPQ"),
    "FILING": marked("filing"),
    "APPROVAL": marked("approval"),
    "COMMERCIAL_SUPPLY": marked("commercial supply"),
    "PAYMENT": marked("payment"),
    "OTHER": marked("other milestone"),
}
_STATUSES = {
    "OPERATING": marked("operating"),
    "QUALIFICATION": marked("qualification"),
    "CONSTRUCTION": marked("construction"),
    "PLANNED": marked("planned"),
    "DRAFT": marked("draft"),
    "SIGNED": marked("signed"),
    "ACTIVE": marked("active"),
    "EXPIRED": marked("expired"),
    "TERMINATED": marked("terminated"),
    "NOT_YET_RECRUITING": marked("not yet recruiting"),
    "RECRUITING": marked("recruiting"),
    "ENROLLING_BY_INVITATION": marked("enrolling by invitation"),
    "ACTIVE_NOT_RECRUITING": marked("active not recruiting"),
    "SUSPENDED": marked("suspended"),
    "COMPLETED": marked("completed"),
    "WITHDRAWN": marked("withdrawn"),
    "UNKNOWN": marked("unknown"),
    "CLOSED": marked("closed"),
    "LEAD": marked("lead"),
    "QUALIFIED": marked("qualified"),
    "PROPOSAL": marked("proposal"),
    "NEGOTIATION": marked("negotiation"),
    "WON": marked("won"),
    "LOST": marked("lost"),
    "IN_PROCESS": marked("in manufacture"),
    "MADE": marked("manufactured"),
    "IN_TEST": marked("in test"),
    "IN_REVIEW": marked("in review"),
    "ON_HOLD": marked("on hold"),
    "RELEASED": marked("released"),
    "REJECTED": marked("rejected"),
    "ABORTED": marked("aborted"),
    "QUARANTINE": marked("in quarantine"),
    "NOT_FILED": marked("not filed"),
    "FILED": marked("filed"),
    "APPROVED": marked("approved"),
}
_LOST_REASONS = {
    "CAPACITY": marked("capacity"),
    "TECHNICAL_FIT": marked("technical fit"),
    "PRICE": marked("price"),
    "TIMING": marked("timing"),
    "QUALITY": marked("quality"),
    "NO_DECISION": marked("no decision"),
}
_TECHNOLOGIES = {
    "STAINLESS": marked("stainless"),
    "SINGLE_USE": marked("single-use"),
    "HYBRID": marked("hybrid"),
}
_BOOKINGS = {
    "PROCESS": marked("process"),
    "CHANGEOVER": marked("changeover"),
    "MAINTENANCE": marked("maintenance"),
    "SHUTDOWN": marked("shutdown"),
    "QUALIFICATION": marked("qualification"),
}
_BOOKED_AS = {
    "FIRM": marked("firm"),
    "INTERNAL": marked("internal"),
    "TENTATIVE": marked("option"),
    "CHANGEOVER": marked("changeover"),
    "BLOCKED": marked("blocked"),
    "OPEN": marked("open"),
    "RESERVED": marked("reserved"),
}
_EVENTS = {
    "DESIGNATION": marked("designation"),
    "FILING": marked("filing"),
    "APPROVAL": marked("approval"),
    "CONDITIONAL_APPROVAL": marked("conditional approval"),
    "LAUNCH": marked("launch"),
}


def modality(code: str | None) -> str:
    """antibody-dye conjugate."""
    return _said(_MODALITIES, code)


def payload(code: str | None) -> str:
    """cytotoxic payload; what is not cytotoxic never reads so."""
    return _said(_PAYLOADS, code)


def phase(code: str | None) -> str:
    """phase 3."""
    return _said(_PHASES, code)


def trial_phase(code: str | None) -> str:
    """phase 1/2, of a trial."""
    return _said(_TRIAL_PHASES, code)


def lost_reason(code: str | None) -> str:
    """Why a bid was lost: technical fit."""
    return _said(_LOST_REASONS, code)


def agreement(code: str | None) -> str:
    """manufacturing contract, letter of intent."""
    return _said(_TYPES, code)


def pricing(code: str | None) -> str:
    """price per batch."""
    return _said(_PRICINGS, code)


def stage(code: str | None) -> str:
    """downstream, fill and finish."""
    return _said(_STAGES, code)


def milestone(code: str | None) -> str:
    """A gate or a site's milestone by its kind: kick-off, PPQ."""
    return _said(_MILESTONES, code)


def status(code: str | None) -> str:
    """What a site, contract, batch, bid or trial stands at: active, not yet recruiting."""
    return _said(_STATUSES, code)


def technology(code: str | None) -> str:
    """single-use."""
    return _said(_TECHNOLOGIES, code)


def booking(code: str | None) -> str:
    """What a suite is booked for: process, maintenance."""
    return _said(_BOOKINGS, code)


def booked_as(code: str | None) -> str:
    """What a stretch of a suite's calendar is: firm, an option, blocked, open."""
    return _said(_BOOKED_AS, code)


def event(code: str | None) -> str:
    """What happens at an authority: filing, conditional approval."""
    return _said(_EVENTS, code)


def country(code: str | None) -> str:
    """The country's name in the reader's language, by Babel; the English one where Babel has none."""
    if code is None:
        return _(NOT_STATED)
    known = Locale.parse(i18n.locale()).territories.get(code)
    return str(known) if known else countries()[code].name if code in countries() else code


def chance(probability: float) -> str:
    """A probability in per cent; neither 0 nor 100 where it is not quite that."""
    if 0 < probability < 0.005:
        return _("under {share}").format(share=formats.percent(0.01, 0))
    if 0.995 < probability < 1 - _CLOSE:
        return _("over {share}").format(share=formats.percent(0.99, 0))
    return formats.percent(probability, 0)


def title(text: str) -> str:
    """A word of the above where it stands alone, as a heading or at the start: its first letter large.

    Scripts without large letters stay as they are.
    """
    return text[:1].upper() + text[1:]


def move_of(owner: str) -> str:
    """Whose move something is."""
    return _("next action: {owner}").format(owner=owner)


def first_rows(shown: int, total: int) -> str:
    """That a table shows but the first of its rows."""
    return _("First {shown} of {total} rows.").format(shown=formats.number(shown), total=formats.number(total))


def more_below(all_: int, shown: int) -> str:
    """How many a figure leaves to the table below it; empty where it leaves none."""
    more = all_ - shown
    return _("{count} more in the table below.").format(count=formats.number(more)) if more > 0 else ""


def sentence(text: str) -> str:
    """The text with one full stop at its end, as the reader's language writes it."""
    return formats.sentence(text)


def sentences(*texts: str) -> str:
    """Whole sentences one after the other, as the reader's language sets them; empty ones are left out."""
    return formats.sentences(*texts)


def _said(words: dict[str, str], code: str | None) -> str:
    return _(NOT_STATED) if code is None else _(words[code]) if code in words else code
