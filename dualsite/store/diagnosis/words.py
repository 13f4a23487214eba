"""Words where a value is wanted: yes and no, and the many ways to say that there is none."""

from __future__ import annotations

from dualsite.store.diagnosis.remedy import Mended

_YES = frozenset({"yes", "y", "1", "t", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "x", "예", "はい", "1.0"})
_NO = frozenset({"no", "n", "0", "f", "nein", "falsch", "non", "faux", "아니요", "いいえ", "0.0"})
_NOTHING = frozenset(
    {"na", "n/a", "#n/a", "n.a.", "null", "(null)", "none", "nan", "nat", "nil", "-", "--", "–", "—", "tbd",
     "tba", "\\n", "k.a.", "0000-00-00", "00.00.0000", "00/00/0000", "00000000"}
)  # fmt: skip

_UNCLEAR = frozenset({"?", ".", "unknown"})
"""What may say that there is no value, or that there is one that is not known."""


def flag(value: str) -> Mended | None:
    """How a yes or no in other words is read; None for what is neither."""
    said = value.casefold()
    if said in _YES or said in _NO:
        problem = "yes and no are written in other words"
        return Mended("true" if said in _YES else "false", problem, problem, "Write true or false.", said != "x")
    return None


def nothing(value: str, *, nullable: bool) -> Mended | None:
    """How a word for “no value” is read: as an empty cell, where the column may be empty; None for other words."""
    if value.casefold() in _UNCLEAR:
        problem = "it may say that there is no value, or that there is one that nobody has filled in"
        return Mended("" if nullable else None, problem, problem, "Give the value, or leave the cell empty.", False)
    if value.casefold() in _NOTHING:
        problem = "a word stands where there is no value"
        return Mended("" if nullable else None, problem, problem, "Leave the cell empty.", nullable)
    return None
