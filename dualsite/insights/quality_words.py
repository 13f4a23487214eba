"""Codes of quality events and inspections, and of what batches and tests are for, as a reader says them."""

from __future__ import annotations

from collections.abc import Mapping

from dualsite.i18n import _, marked
from dualsite.insights.wording import NOT_STATED

_CAUSES = {
    "METHOD": marked("method"),
    "MACHINE": marked("machine"),
    "MATERIAL": marked("material"),
    "PEOPLE": marked("people"),
    "MEASUREMENT": marked("measurement"),
    "ENVIRONMENT": marked("environment"),
    "NO_ROOT_CAUSE": marked("no root cause found"),
}
_SEVERITIES = {"CRITICAL": marked("critical"), "MAJOR": marked("major"), "MINOR": marked("minor")}
_KINDS = {
    "DEVIATION": marked("deviation"),
    "OOS": marked("OOS result"),
    "COMPLAINT": marked("complaint"),
    "CAPA": marked("CAPA"),
    "CHANGE_CONTROL": marked("change control"),
    "AUDIT_OBSERVATION": marked("audit observation"),
}
_OOS_OUTCOMES = {"CONFIRMED": marked("confirmed"), "INVALIDATED": marked("invalidated")}
_EFFECTS = {
    "PENDING": marked("not assessed yet"),
    "EFFECTIVE": marked("effective"),
    "NOT_EFFECTIVE": marked("not effective"),
}
_INSPECTIONS = {
    "SURVEILLANCE": marked("surveillance"),
    "PRE_APPROVAL": marked("before approval"),
    "FOR_CAUSE": marked("for cause"),
    "CLIENT_AUDIT": marked("audit by a client"),
}
_OUTCOMES = {
    "NAI": marked("no action indicated"),
    "VAI": marked("voluntary action indicated"),
    "OAI": marked("official action indicated"),
    "COMPLIANT": marked("compliant"),
    "NON_COMPLIANT": marked("not compliant"),
}
_PURPOSES = {
    "ENGINEERING": marked("engineering"),
    "CLINICAL": marked("clinical"),
    "PPQ": marked("PPQ"),
    "COMMERCIAL": marked("commercial"),
    "RELEASE": marked("release"),
    "STABILITY": marked("stability"),
}


def cause(code: str | None) -> str:
    """material; no root cause found."""
    return _said(_CAUSES, code)


def severity(code: str | None) -> str:
    """major."""
    return _said(_SEVERITIES, code)


def kind(code: str | None) -> str:
    """change control."""
    return _said(_KINDS, code)


def effect(code: str | None) -> str:
    """Whether a CAPA worked: not effective."""
    return _said(_EFFECTS, code)


def oos_outcome(code: str | None) -> str:
    """What became of a result out of specification: invalidated."""
    return _said(_OOS_OUTCOMES, code)


def inspection(code: str | None) -> str:
    """What an inspection was for: surveillance."""
    return _said(_INSPECTIONS, code)


def outcome(code: str | None) -> str:
    """What an inspection ended with: voluntary action indicated."""
    return _said(_OUTCOMES, code)


def purpose(code: str | None) -> str:
    """What a batch or a test is for: stability."""
    return _said(_PURPOSES, code)


def _said(words: Mapping[str, str], code: str | None) -> str:
    return _(NOT_STATED) if code is None else _(words.get(code, code))
