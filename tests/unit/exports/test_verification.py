"""A file is held to its receipt and to the data: as exported, edited, changed since, or signed by somebody else."""

from __future__ import annotations

import functools
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from dualsite import access, i18n, store
from dualsite.access import View
from dualsite.errors import InputError
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.carrying import taken
from dualsite.exports.receipts.issuing import KINDS, Issued, Kind, issue
from dualsite.exports.receipts.pdf_updates import updated
from dualsite.exports.receipts.verification import verified
from dualsite.exports.request import ExportRequest, PageRequest, for_client
from dualsite.sitemap import PageId
from tests.data_folder import DataFolder
from tests.in_languages import named

REQUEST = ExportRequest("What binds", (PageRequest(PageId.CAPACITY, comment="Seen on Monday."),))
WHEN = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
MEANT = 10
"""Digits of a number that is drawn; those after the twelfth are none that anybody means."""
ALTERED = 100
"""Files altered at random per format; the seeds are fixed."""


@pytest.fixture(scope="module", autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The public key of this installation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(keys.PATH, str(tmp_path_factory.mktemp("keys") / "receipts.pem"))
        yield keys.public_bytes(keys.private().public_key())


@pytest.fixture(scope="module")
def view(reference: store.Store) -> View:
    version = reference.version(timeout=60)
    assert version is not None
    return access.view(version, reference.connect())


@pytest.fixture(scope="module", params=list(KINDS))
def issued(request: pytest.FixtureRequest, view: View) -> Issued:
    """The same page in each format."""
    kind: Kind = request.param
    return issue(view, REQUEST, kind, made_at=WHEN)


def test_a_file_as_it_was_exported_is_good_to_the_last_number(issued: Issued, own: bytes, view: View) -> None:
    found = verified(issued.content, own, view)
    assert (found.edited, found.changed, found.tables, found.not_recomputed) == ((), (), (), "")
    assert found.is_good
    assert found.held == len(issued.receipt.numbers) > 50


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        (PageId.CAPACITY, ("card", "suite_occupancy")),
        (PageId.CONTRACTS, ("agreement", "BMS-SUPPLY-2022")),
        (PageId.QUALITY, ("month", "deviation_closure_median.2026-03.SYR")),
    ],
)
def test_a_card_alone_is_good_to_the_last_number(
    page: PageId, chosen: tuple[str, str], kind: Kind, own: bytes, view: View
) -> None:
    made = issue(view, ExportRequest("Card", (PageRequest(page, (chosen,), is_card=True),)), kind, made_at=WHEN)
    whole = issue(view, ExportRequest("Page", (PageRequest(page, (chosen,)),)), kind, made_at=WHEN)
    assert 0 < len(made.receipt.numbers) < len(whole.receipt.numbers)
    found = verified(made.content, own, view)
    assert (found.edited, found.changed, found.is_good) == ((), (), True)


def test_a_file_with_names_of_another_language_is_good_to_whoever_looks(tmp_path: Path, own: bytes) -> None:
    kept = store.open(named().write(tmp_path / "data"))
    version = kept.version()
    assert version is not None
    seen = access.view(version, kept.connect())
    with i18n.speaking("ko"):
        made = issue(seen, ExportRequest("계약", (PageRequest(PageId.CONTRACTS),)), "xlsx", made_at=WHEN)
    found = verified(made.content, own, seen)
    assert (found.changed, found.tables, found.is_good) == ((), (), True)


def test_without_data_the_file_alone_is_held_to_its_receipt(issued: Issued, own: bytes) -> None:
    found = verified(issued.content, own, None)
    assert found.is_good
    assert found.not_recomputed


def test_another_key_is_not_this_one(issued: Issued, view: View) -> None:
    found = verified(issued.content, b"k" * 32, view)
    assert not found.is_good
    assert "another key" in found.why_unsigned


def test_a_receipt_that_was_altered_is_not_signed(issued: Issued, own: bytes, view: View) -> None:
    signed = taken(issued.content)
    assert signed is not None
    other = signed.text.replace("Seen on Monday.", "Seen on Sunday.")
    assert not keys.is_signed(other.encode(), signed.signature, signed.key)
    assert keys.is_signed(signed.text.encode(), signed.signature, signed.key)


def test_what_was_altered_at_random_is_found(issued: Issued, own: bytes) -> None:
    chance = random.Random(issued.receipt.kind)
    missed = []
    for _time in range(ALTERED):
        what, file = altered(issued.content, issued.receipt.kind, chance)
        try:
            if verified(file, own, None).is_good:
                missed.append(what)
        except InputError:
            continue  # It cannot be read any more, which is said.
    assert missed == []


def test_rows_that_changed_since_are_told_with_their_table(
    issued: Issued, own: bytes, tmp_path: Path, one_database: None
) -> None:
    delivery = DataFolder()
    delivery.change("bookings", 2, firmness="TENTATIVE")
    with store.open(delivery.write(tmp_path / "data")) as opened:
        version = opened.version(timeout=60)
        assert version is not None
        found = verified(issued.content, own, access.view(version, opened.connect()))
    assert found.is_signed
    assert not found.edited
    assert found.changed
    assert "bookings" in found.tables


def test_a_clients_file_names_nobody_else(view: View, own: bytes) -> None:
    request = ExportRequest(
        "Your product", (PageRequest(PageId.TRIALS), PageRequest(PageId.CLIENT)), is_for_client=True
    )
    theirs = for_client(view, "OAK")
    file = issue(theirs, request, "xlsx", made_at=WHEN)
    signed = taken(file.content)
    assert signed is not None
    told = json.loads(signed.text)
    assert told["version"] == ""
    assert told["asked"]["clients"] == ["OAK"]
    assert not re.search(r"\bELM|\bElm", signed.text)
    assert verified(file.content, own, view).is_good


def test_a_client_has_the_pages_of_its_room_alone(view: View) -> None:
    request = ExportRequest("Ours", (PageRequest(PageId.CAPACITY),), is_for_client=True)
    with pytest.raises(InputError, match="has no page Capacity"):
        issue(for_client(view, "OAK"), request, "xlsx", made_at=WHEN)


def test_a_file_without_a_receipt_is_refused(own: bytes) -> None:
    made = pypdf.PdfWriter()
    made.add_blank_page(200, 200)
    made.write(file := io.BytesIO())
    with pytest.raises(InputError, match="carries no receipt"):
        verified(file.getvalue(), own, None)


def altered(file: bytes, kind: str, chance: random.Random) -> tuple[str, bytes]:
    """The file with one thing in it otherwise, as somebody may who wants another number there; and what that is."""
    return _other_page(file, chance) if kind == "pdf" else _other_part(file, kind, chance)


_TEXT = re.compile(rb"(?<=>)([^<>]*\d[^<>]*)(?=</(?:a:t|c:v|v|t)>)(?!</a:t></a:fld>)")
"""What is read; the number of a slide is filled in by whatever program opens it."""
_WHERE = {
    "pptx": re.compile(r"ppt/(slides|charts)/[^/]+\.xml"),
    "xlsx": re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml"),
}


@functools.lru_cache(maxsize=1)
def _written(file: bytes, kind: str) -> tuple[dict[str, bytes], list[tuple[str, int, int]]]:
    """The parts of the file, and where in them a text, a value of a chart or a cell stands."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return parts, [
        (name, found.start(), found.end())
        for name, content in parts.items()
        if _WHERE[kind].fullmatch(name)
        for found in _TEXT.finditer(content)
    ]


def _other_part(file: bytes, kind: str, chance: random.Random) -> tuple[str, bytes]:
    """One digit of a text, a value of a chart or a cell is another one."""
    parts, places = _written(file, kind)
    name, begin, end = chance.choice(places)
    text = parts[name][begin:end]
    at = chance.choice([place for place, letter in enumerate(text) if chr(letter).isdigit()][:MEANT])
    digit = bytes([text[at]])
    other = chance.choice([one for one in (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9") if one != digit])
    changed = text[:at] + other + text[at + 1 :]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for one, content in parts.items():
            package.writestr(one, content if one != name else content[:begin] + changed + content[end:])
    return f"{name}: {text!r} to {changed!r}", written.getvalue()


@functools.lru_cache(maxsize=1)
def _drawn(file: bytes) -> list[tuple[int, bytes, list[int]]]:
    """By page the number of the object that draws it, what that says, and where digits stand in it."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(file)).pages:
        contents = page.get_contents()
        assert contents is not None
        drawn = contents.get_data()
        digits = [place for place, letter in enumerate(drawn) if chr(letter).isdigit()]
        found.append((page.raw_get("/Contents").idnum, drawn, digits))
    return found


def _other_page(file: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One digit of what is drawn on a page is another one."""
    pages = _drawn(file)
    number = chance.randrange(len(pages))
    object_no, drawn, digits = pages[number]
    at = chance.choice(digits)
    other = chance.choice([one for one in b"123456789" if one != drawn[at]])
    stream = pypdf.generic.StreamObject()
    stream.set_data(drawn[:at] + bytes([other]) + drawn[at + 1 :])
    return f"page {number + 1}, byte {at}", updated(file, {object_no: stream})
