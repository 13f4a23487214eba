"""No line of the log can be forged, whoever wrote the name, the path or the error that stands in it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from dualsite.web import log

FORGED = "2026-11-28 12:00:00 ERROR ada has signed in"
HOSTILE = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1b[1A\x1b[2K", "\x85", "\u2028", "\u2029", "\u202e", "\x00", "\ud800"]


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What a logger with an ordinary handler writes."""
    before = logging.getLogRecordFactory()
    log.make_harmless()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("hostile")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("end", HOSTILE)
def test_a_message_is_one_line_whatever_stands_in_it(told: io.StringIO, end: str) -> None:
    logging.getLogger("hostile").error("%s is not in the access file", f"kim{end}{FORGED}")
    (line,) = told.getvalue().splitlines()
    assert line.isprintable()


@pytest.mark.parametrize("end", HOSTILE)
def test_no_line_of_a_stack_trace_looks_like_one_of_the_log(told: io.StringIO, end: str) -> None:
    try:
        raise ValueError(f"no such table x{end}{FORGED}")
    except ValueError:
        logging.getLogger("hostile").exception("A page failed.")
    first, *trace = told.getvalue().splitlines()
    assert first.endswith("ERROR A page failed.")
    assert len(trace) > 3
    assert all(line.startswith("  ") and line.isprintable() for line in trace)
    assert "ValueError: no such table x" in told.getvalue()


def test_an_ordinary_message_is_as_it_was(told: io.StringIO) -> None:
    logging.getLogger("hostile").error("3 %% of %s — “ok”, 송도", "batches")
    assert told.getvalue().rstrip("\n").endswith("3 % of batches — “ok”, 송도")


def test_progress_of_the_app_itself_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    own = logging.getLogger("dualsite")
    before, level = own.handlers[:], own.level
    own.handlers.clear()
    try:
        log.speak()
        log.speak()
        logging.getLogger("dualsite.web.session").info("The first view of /today is ready.")
        logging.getLogger("elsewhere").info("nothing of others")
    finally:
        own.handlers[:], own.level = before, level
    said = capsys.readouterr().err
    assert said.count("The first view of /today is ready.") == 1
    assert "others" not in said
