"""What a receipt holds: the question, the tables it was answered from, every number, and every line of the file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from dualsite.errors import DataError
from dualsite.exports.request import ExportRequest, PageRequest
from dualsite.exports.stated import Stated
from dualsite.sitemap import PageId

FORMAT = 1
"""To be raised when what a receipt holds is written in another way."""


@dataclass(frozen=True)
class ReadSheet:
    """A slide, a sheet of a workbook or a page of a PDF, as it can be read: its lines in order."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AskedView:
    """The question that the document answers: whose rows, which day, which filters, under which edits."""

    as_of: date
    currency: str
    site: str | None
    partner: str | None
    clients: tuple[str, ...] | None
    """The clients whose rows it holds, by id; None for everyone's."""
    scenario: str
    """The scenario as its file says it; empty: the data as they are."""
    has_code_names: bool = False


@dataclass(frozen=True)
class Receipt:
    """What is signed."""

    id: str
    made_at: datetime
    kind: str
    """The format of the file: pptx, pdf or xlsx."""
    locale: str
    version: str
    """The data version; empty in a client's document."""
    asked: AskedView
    request: ExportRequest
    tables: Mapping[str, str]
    """The tables that the document rests on, as far as its scope goes, each with a digest of its rows."""
    numbers: tuple[Stated, ...]
    sheets: tuple[ReadSheet, ...]

    def as_json(self) -> str:
        """The receipt as text, the same for the same receipt."""
        return json.dumps({"format": FORMAT, **asdict(self)}, default=_as_json, ensure_ascii=False, sort_keys=True)


def new_id() -> str:
    """A new id for a document, short enough to be read out."""
    return secrets.token_hex(6).upper()


def parsed(text: str) -> Receipt:
    """A receipt from its text. Raises DataError for what is none, or is written in a way that is not known."""
    try:
        told = json.loads(text)
        if told.pop("format") != FORMAT:
            raise DataError("The receipt was written by another version of this software. Verify it with that one.")
        return Receipt(
            id=str(told["id"]),
            made_at=datetime.fromisoformat(told["made_at"]),
            kind=str(told["kind"]),
            locale=str(told["locale"]),
            version=str(told["version"]),
            asked=_asked(told["asked"]),
            request=_request(told["request"]),
            tables=dict(told["tables"]),
            numbers=tuple(Stated(**one) for one in told["numbers"]),
            sheets=tuple(ReadSheet(one["name"], tuple(one["lines"])) for one in told["sheets"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError("The receipt in the file is damaged. Export the document anew.") from error


def _asked(told: Mapping[str, Any]) -> AskedView:
    clients: Sequence[str] | None = told["clients"]
    return AskedView(
        **{
            **told,
            "as_of": date.fromisoformat(told["as_of"]),
            "clients": None if clients is None else tuple(clients),
        }
    )


def _request(told: Mapping[str, Any]) -> ExportRequest:
    pages = (
        PageRequest(
            PageId(one["page"]),
            tuple((key, value) for key, value in one["chosen"]),
            one["comment"],
            tuple(one["blocks"]),
            one["title"],
            scenarios=_texts(one, "scenarios"),
            questions=_texts(one, "questions"),
            is_card=one.get("is_card", False),
        )
        for one in told["pages"]
    )
    return ExportRequest(told["title"], tuple(pages), told["is_summary"], told["is_for_client"], told.get("notice", ""))


def _texts(told: Mapping[str, Any], part: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in told.get(part, ()))


def _as_json(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a receipt.")
