"""JSON of registries: studies of ClinicalTrials.gov (API v2) and trials of EU CTIS, also one a line (NDJSON).

Accepted: one study; `{"studies": […]}` or `{"data": […]}` in any order of keys; an array of studies; several of these
one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from dualsite.errors import DataError, why
from dualsite.i18n import tellable
from dualsite.importers.clinicaltrials_json import clinicaltrials_study
from dualsite.importers.ctis import ctis_study
from dualsite.importers.records import Advance, ImportFinding, Record, RegistryFormat

# Everything up to the next bracket outside a string, in one step of the regular-expression engine.
_TO_NEXT_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])', re.DOTALL)
_STUDIES_KEY = re.compile(rb'"(?:studies|data)"\s*:\s*\Z')


def read_json(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of one file in its order, and a finding for each element that is not a study.

    One study at a time is parsed, so memory does not grow with the file. DataError, naming `file`, when it is not
    JSON, is cut off, or holds no studies but something else; a search without hits is no error.
    """
    records: list[Record] = []
    findings: list[ImportFinding] = []
    count = sites = 0
    for count, (end, element) in enumerate(_elements(file, content), start=1):
        study = (clinicaltrials_study(file, element) or ctis_study(file, element)) if element else None
        if study:
            records.append(study)
            sites += len(study.places)
        else:
            message = f"Element {count} of {file} has no NCT or EU CT number: it is not a study, and was not imported."
            findings.append(ImportFinding(file, "", None, "nctId", "", message))
        if count % 20 == 0:
            advance(end / len(content), count + sites)
    if count and not records:
        raise DataError(
            f"{file} is JSON, but {_what_it_is(content)}: export studies from ClinicalTrials.gov or EU CTIS again."
        )
    if not count:
        findings.append(
            ImportFinding(file, "", None, "studies", "", f"{file} holds no studies: the search had no hits.")
        )
    return records, findings


def _elements(file: str, content: bytes) -> Iterator[tuple[int, Any]]:
    """Each element of the file's arrays of studies, or the objects it is, with the offset where it ends."""
    depth, inside, opened, gap_from = 0, 0, 0, 0
    outline: list[bytes] = []
    for found in _TO_NEXT_BRACKET.finditer(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0):
        at, bracket = found.end() - 1, found[1]
        if bracket in b"{[":
            depth += 1
            if bracket == b"[" and (depth == 1 or (depth == 2 and _STUDIES_KEY.search(content[at - 64 : at]))):
                inside = depth
            elif inside and depth == inside + 1 and bracket == b"{":
                opened = at
                outline.append(content[gap_from:at])
        else:
            if inside and depth == inside + 1 and bracket == b"}":
                yield at + 1, _parsed(file, content[opened : at + 1])
                gap_from = at + 1
            elif depth == inside:
                inside = 0
            depth -= 1
            if depth == 0:
                yield from ((at + 1, left) for left in _left(file, [*outline, content[gap_from : at + 1]]))
                outline, gap_from = [], at + 1
    if content[gap_from:].strip() or outline:
        yield from ((len(content), left) for left in _left(file, [*outline, content[gap_from:]]))


def _left(file: str, outline: list[bytes]) -> Iterator[Any]:
    """What else stands in a document of the file whose studies are replaced by 0.

    It must itself be JSON: that finds cut-off and broken files.
    """
    rest = _parsed(file, b"0".join(outline))
    for key in ("studies", "data"):
        if isinstance(rest, dict) and isinstance(rest.get(key), list):
            rest = rest[key]
    yield from (left for left in (rest if isinstance(rest, list) else [rest]) if left != 0)


def _parsed(file: str, text: bytes) -> Any:
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as reason:
        try:
            text.decode()
        except UnicodeDecodeError:
            raise DataError(f"{file} is not UTF-8: save it as UTF-8.") from reason
        raise DataError(
            f"{file} is not whole JSON ({why(reason)}): it may have been cut off; download it again."
        ) from reason


def _what_it_is(content: bytes) -> str:
    if any(key in content[:4096] for key in (b'"FullStudiesResponse"', b'"StudyFieldsResponse"', b'"ProtocolSection"')):
        return tellable("of version 1 of ClinicalTrials.gov's API, which was retired in 2024")
    return tellable("holds no study of the ClinicalTrials.gov API v2 and no trial of EU CTIS")


JSON = RegistryFormat("JSON", (".json", ".ndjson", ".jsonl"), lambda head: head[:1] in (b"{", b"["), read_json)
