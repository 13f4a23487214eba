"""An old workbook (.xls) read in a process of its own: one that is damaged can end the process that reads it.

The process is given the file on its standard input and answers with JSON on its standard output. It knows none of the
app's settings, and the system ends it when it takes too long or too much memory.
"""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import orjson
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from dualsite.errors import DataError
from dualsite.workbooks.cells import address, plain
from dualsite.workbooks.compound import workbook_stream
from dualsite.workbooks.records import PasswordNeededError, sheets

SECONDS = 120
"""What the largest .xls takes, many times over: it has 65,536 rows a sheet."""

MEMORY = 3_000_000_000
"""Bytes beyond what the process itself takes."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT")


def read_apart(name: str, content: bytes) -> dict[str, dict[str, Any]]:
    """The sheets of an old workbook, by name, in their order; those that are no sheets of cells are empty.

    Of each: `is_hidden`, `rows`, `faults` (row, column, error), `hidden_rows`, `hidden_columns`, `merged`. DataError,
    naming the file, when it is damaged or under a password.
    """
    known = {setting: os.environ[setting] for setting in _KEPT if setting in os.environ}
    process = subprocess.run(
        [sys.executable, "-m", "dualsite.workbooks.apart"],
        input=content,
        capture_output=True,
        env=known | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    if process.returncode == -signal.SIGALRM:
        raise DataError(f"{name} takes longer than {SECONDS} seconds to read: save it as .xlsx")
    if process.returncode or not process.stdout:
        raise DataError(f"{name} is an old workbook (.xls) that is cut off or damaged: save it as .xlsx")
    told: dict[str, dict[str, Any]] | None = orjson.loads(process.stdout)
    if told is None:
        raise DataError(f"{name} is a workbook under a password: save it without one")
    return told


def main(asked: IO[bytes], answer: IO[bytes]) -> None:
    """The process itself."""
    _confine()
    content = asked.read()
    try:
        records = sheets(workbook_stream(content))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        told = {
            one.name: {
                "is_hidden": said.is_hidden,
                "faults": [[row, column, error] for (row, column), error in said.faults.items()],
                "hidden_rows": said.hidden_rows,
                "hidden_columns": said.hidden_columns,
                **(_cells(book, one.name) if one.typ == SheetTypeEnum.WorkSheet else {"rows": [], "merged": []}),
            }
            for one, said in zip(book.sheets_metadata, records, strict=True)
        }
    except PasswordNeededError:
        told = None
    except (CalamineError, IndexError, ValueError, struct.error) as reason:
        sys.exit(str(reason))
    answer.write(orjson.dumps(told))


def _cells(book: CalamineWorkbook, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    merged = [f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}"
              for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]  # fmt: skip
    return {"rows": [list(map(plain, row)) for row in sheet.to_python(skip_empty_area=False)], "merged": merged}


def _confine() -> None:
    """Hold this process to time and memory, where the system can."""
    if sys.platform != "win32":
        signal.alarm(SECONDS)
    if sys.platform == "linux":
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
