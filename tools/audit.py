"""Whether any pinned dependency has a known vulnerability: `make audit`, pip-audit over the two locked files.

Ends with 0 when every one was looked up and none is known, 1 when some are, and 3 when not every one could be looked
up: without an index of vulnerabilities within reach nothing is said to be clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tools.server import ROOT

FILES = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-engines.txt",
    "requirements-mysql.txt",
    "requirements-spark.txt",
)
CLEAN, VULNERABLE, NOT_AUDITED = 0, 1, 3
SECONDS = 600
"""How long the look-up of one file may take."""

NOT_REACHED = (
    "{file}: not audited. No index of vulnerabilities could be reached from this machine ({why}). "
    "Run `make audit` where one can, such as in continuous integration."
)


def main() -> int:
    """Audit both files, and say what was found."""
    found = [_audit(file) for file in FILES]
    for _status, sentences in found:
        print(*sentences, sep="\n")
    statuses = {status for status, _sentences in found}
    return next(status for status in (VULNERABLE, NOT_AUDITED, CLEAN) if status in statuses)


def verdict(file: str, told: Mapping[str, Any]) -> tuple[int, list[str]]:
    """What pip-audit's answer for a file means: a status and sentences. A dependency it left out was not audited."""
    left_out = [one for one in told["dependencies"] if "skip_reason" in one]
    audited = [one for one in told["dependencies"] if "skip_reason" not in one]
    known = [_known(file, one, fault) for one in audited for fault in one["vulns"]]
    if not audited:
        why = left_out[0]["skip_reason"] if left_out else "it names no dependency"
        return NOT_AUDITED, [NOT_REACHED.format(file=file, why=why)]
    missing = [f"{file}: {one['name']} was not audited: {one['skip_reason']}." for one in left_out]
    if known or missing:
        return VULNERABLE if known else NOT_AUDITED, [*known, *missing]
    return CLEAN, [f"{file}: {len(audited)} dependencies were looked up, none has a known vulnerability."]


def _known(file: str, dependency: Mapping[str, Any], fault: Mapping[str, Any]) -> str:
    fixed = ", ".join(fault["fix_versions"]) or "no version yet"
    return f"{file}: {dependency['name']} {dependency['version']} has {fault['id']}; it is mended in {fixed}."


def _audit(file: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "-r", str(ROOT / file)]
    command += ["--format", "json", "--progress-spinner", "off"]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        return verdict(file, json.loads(ended.stdout))
    except subprocess.TimeoutExpired:
        why = f"no answer within {SECONDS} s"
    except ValueError:
        why = next(iter(reversed(ended.stderr.strip().splitlines())), f"pip-audit ended with {ended.returncode}")
    return NOT_AUDITED, [NOT_REACHED.format(file=file, why=why[:200])]


if __name__ == "__main__":
    sys.exit(main())
