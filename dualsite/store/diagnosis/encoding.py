"""How the bytes of a file stand for characters, when that is not UTF-8."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import replace

from dualsite.i18n import tellable
from dualsite.schema.columns import MISREAD
from dualsite.store.diagnosis.remedy import Remedy

_SAVE = tellable("Save the file as “CSV UTF-8”.")

_CALLED = {
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp949": "code page 949 (Korean Windows)",
    "cp932": "code page 932 (Japanese Windows)",
    "utf-16": "UTF-16 (“Unicode text”)",
    "utf-16-le": "UTF-16 without a mark",
    "utf-16-be": "UTF-16 without a mark",
    "utf-32": "UTF-32",
}

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LOOKED_AT = 4_000


def as_utf8(content: bytes) -> tuple[bytes, Remedy | None]:
    """The content in UTF-8 without a mark, and what there is to be said when it was not; as it is when unknown."""
    content = content.removeprefix(codecs.BOM_UTF8)
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _told(content, codec)
    if b"\0" not in content:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            return _told(content, _legacy(content), error)
        return content, None
    beginning = content[:_LOOKED_AT]
    zeros = [beginning[place::2].count(0) / max(len(beginning[place::2]), 1) for place in (0, 1)]
    if len(content) % 2 == 0 and max(zeros) > 0.4 and min(zeros) < 0.2:
        return _told(content, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be")
    return content, None


def _told(content: bytes, codec: str, error: UnicodeDecodeError | None = None) -> tuple[bytes, Remedy | None]:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        if not codec.startswith("cp"):
            return content, None
        text = content.decode(codec, errors="replace")
    problem = f"the file is not UTF-8 but {_CALLED[codec]}"
    row: int | None = None
    value: str | None = None
    read_as: str | None = None
    is_certain = "\ufffd" not in text
    if error is not None:
        lines = content.splitlines(keepends=True)
        mixed = _mixed(lines, codec) if _has_utf8(lines) else None
        if mixed is not None:
            text, is_certain = mixed, False
            problem = f"some lines of the file are UTF-8, others {_CALLED[codec]}"
        row = content.count(b"\n", 0, error.start) + 1
        value, read_as = _example(content, error.start, codec)
    remedy = Remedy(
        "E14", "encoding", problem, f"{_SAVE} It is read as if it were.", value, read_as if value else None, row
    )
    if not is_certain:
        remedy = replace(remedy, is_certain=False)
    return text.encode(), remedy


def _has_utf8(lines: list[bytes]) -> bool:
    return any(not line.isascii() and _is_utf8(line) for line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mixed(lines: list[bytes], codec: str) -> str:
    return "".join(line.decode("utf-8" if _is_utf8(line) else codec, errors="replace") for line in lines)


def _example(content: bytes, place: int, codec: str) -> tuple[str, str]:
    """The word around a byte as it looks when taken for UTF-8, and as it is."""
    ends = rb"[\s,;\t|\"]"
    before = re.split(ends, content[max(0, place - 40) : place])[-1]
    after = re.split(ends, content[place : place + 40])[0]
    word = before + after
    return word.decode("utf-8", errors="replace"), word.decode(codec, errors="replace")


def _legacy(content: bytes) -> str:
    """The code page that makes the most likely text of bytes which are not UTF-8."""
    sample = b"\n".join(line for line in content.splitlines() if not line.isascii())[:200_000]
    for codec, is_its, share in (("cp932", _is_kana, 0.2), ("cp949", _is_hangul, 0.5), ("cp932", _is_han, 0.5)):
        try:
            others = [char for char in sample.decode(codec) if char > "\x7f"]
        except UnicodeDecodeError:
            continue
        high = sum(byte > 0x7F for byte in sample)
        if others and high > 1.4 * len(others) and sum(map(is_its, others)) > share * len(others):
            return codec
    return max(("cp1252", "cp1250"), key=lambda codec: _likelihood(sample.decode(codec, errors="replace")))


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _is_kana(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff"


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _likelihood(text: str) -> int:
    """How much the letters of a text look like words: letters among letters, small ones after small ones."""
    score = 0
    for before, char in zip(" " + text, text, strict=False):
        if char <= "\x7f":
            continue
        if char == "\ufffd":
            score -= 5
        elif unicodedata.category(char).startswith("L"):
            score += -2 if char.isupper() and before.islower() else 1
        elif before.isalpha():
            score -= 1
    return score


_TWICE = re.compile(f"(?:{MISREAD})+")


def read_once(text: str) -> str | None:
    """A text as it was before its UTF-8 was taken for Windows-1252; None where that cannot be told."""
    once = _TWICE.sub(lambda found: _once(found.group()), text)
    return once if once != text and "\ufffd" not in once else None


def _once(text: str) -> str:
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")
