"""An import in a process of its own: whatever is packed into a file, the app goes on and others are not kept waiting.

The process is told on its standard input what to read, then the contents of files that are not on disk; it answers on
its standard output with lines of JSON: its progress, then what it found or why nothing. It knows none of the app's
settings, and the system ends it when it takes too long or too much memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from dualsite.errors import DataError, InputError
from dualsite.importers.limits import ImportLimitError, Limits, out_of_memory, out_of_time
from dualsite.importers.records import ImportFinding, ImportRefusal
from dualsite.importers.rows import Rows
from dualsite.importers.sources import NamedBytes
from dualsite.importers.trials import TRIAL_TABLES, Found, Import, Progress, import_of, read_rows

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT")
"""Settings that the process is given of ours; secrets may stand in others."""

_TELL_EVERY_S = 0.1

_REFUSALS = {refusal.__name__: refusal for refusal in (ImportLimitError, DataError, InputError)}


def read_trials_apart(
    sources: Sequence[Path | NamedBytes],
    *,
    partner_id: str,
    product_id: str | None,
    limits: Limits,
    progress: Progress | None = None,
) -> Import:
    """What `read_trials` gives of the same sources, read in a process of its own within all of the limits.

    Raises what it raises. When `progress` raises, the process is ended.
    """
    named = [source if isinstance(source, NamedBytes) else source.absolute() for source in sources]
    told = {
        "sources": [
            [one.name, len(one.content)] if isinstance(one, NamedBytes) else [str(path), None]
            for one, path in zip(named, sources, strict=True)
        ],
        "folder": str(Path.cwd()),
        "partner_id": partner_id,
        "product_id": product_id,
        "limits": asdict(limits),
    }
    reading = next((one.name if isinstance(one, NamedBytes) else str(one) for one in sources), "")
    with _process() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        # One that has ended already says why below.
        with suppress(BrokenPipeError):
            process.stdin.write(orjson.dumps(told) + b"\n")
            for one in named:
                if isinstance(one, NamedBytes):
                    process.stdin.write(one.content)
            process.stdin.close()
        for line in process.stdout:
            kind, *answer = orjson.loads(line)
            match kind:
                case "progress":
                    reading = answer[1] if answer[1] != "tables" else reading
                    if progress is not None:
                        progress(*answer)
                case "refused":
                    raise _REFUSALS[answer[0]](answer[1])
                case "found":
                    return import_of(_found(answer[0]))
        ended = process.wait()
    if ended == -signal.SIGALRM:
        raise out_of_time(limits, reading)
    if ended == 1:
        raise RuntimeError(f"The importer failed while reading {reading}; its log says why.")
    raise out_of_memory(limits, reading)


@contextmanager
def _process() -> Iterator[subprocess.Popen[bytes]]:
    """The process, which ends with the block, whatever happens in it."""
    package = str(Path(__file__).parents[2])
    known = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # Each thread of the numerics library sets memory aside that is never used here.
    settings = known | {"PYTHONPATH": package, "OPENBLAS_NUM_THREADS": "1"}
    # Run by -m it would be loaded twice, which Python warns of.
    command = [sys.executable, "-c", f"from {__name__} import main; main()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings)  # noqa: S603
    try:
        yield process
    finally:
        process.kill()
        with suppress(BrokenPipeError):
            if process.stdin is not None:
                process.stdin.close()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _found(told: dict[str, Any]) -> Found:
    return Found(
        Rows(**{name: told[name] for name in TRIAL_TABLES}, findings=_findings(told["of_rows"])),
        _findings(told["findings"]),
        [ImportRefusal(**refusal) for refusal in told["refusals"]],
    )


def _findings(told: list[dict[str, Any]]) -> list[ImportFinding]:
    return [ImportFinding(**finding) for finding in told]


def main() -> None:
    """The process itself."""
    asked, answer = sys.stdin.buffer, sys.stdout.buffer

    def tell(*told: Any) -> None:
        answer.write(orjson.dumps(told) + b"\n")
        answer.flush()

    told = orjson.loads(asked.readline())
    sources = [Path(name) if size is None else NamedBytes(name, asked.read(size)) for name, size in told["sources"]]
    limits = Limits(**told["limits"])
    os.chdir(told["folder"])
    _confine(limits)
    reading, told_at = "", 0.0

    def progress(share: float, what: str) -> None:
        nonlocal reading, told_at
        now = time.monotonic()
        if what != reading or share == 1 or now - told_at > _TELL_EVERY_S:
            reading, told_at = what, now
            tell("progress", share, what)

    try:
        found = read_rows(sources, told["partner_id"], told["product_id"], progress, limits)
        tell("found", _as_told(found))
    except tuple(_REFUSALS.values()) as refused:
        tell("refused", type(refused).__name__, str(refused))
    except MemoryError:
        tell("refused", ImportLimitError.__name__, str(out_of_memory(limits, reading)))


def _as_told(found: Found) -> dict[str, Any]:
    rows = found.rows
    return {
        **{name: getattr(rows, name) for name in TRIAL_TABLES},
        "of_rows": rows.findings,
        "findings": found.findings,
        "refusals": found.refusals,
    }


def _confine(limits: Limits) -> None:
    """Hold this process to time and memory, where the system can."""
    if sys.platform != "win32":
        signal.alarm(limits.seconds)
    if sys.platform == "linux":
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + limits.memory, taken + limits.memory))
