"""How much an import may take: whoever hands in a file may not know what is packed into it, or mean no good."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite.errors import DataError


@dataclass(frozen=True)
class Limits:
    """The most that one import takes, of all its files together."""

    unpacked: int
    """Bytes of the files, archives unpacked."""
    things: int
    """Studies, their sites, and rows and elements that are neither."""
    memory: int
    """Bytes, beyond what the importer itself takes. Held where the system can (Linux)."""
    seconds: int


OF_UPLOADS = Limits(unpacked=500_000_000, things=300_000, memory=1_500_000_000, seconds=60)
"""Of files handed in on screen, where others wait for the same machine."""

OF_NAMED_FILES = Limits(unpacked=2**31, things=10_000_000, memory=8_000_000_000, seconds=3_600)
"""Of files that somebody at the machine has named."""


class ImportLimitError(DataError):
    """An import that takes more than it may; nothing of it is used."""


def check_unpacked(limits: Limits, name: str, so_far: int) -> None:
    """Raises ImportLimitError for files that are too large together; `name` is the one with which they are."""
    if so_far > limits.unpacked:
        raise ImportLimitError(
            f"With {name} the files unpack to {so_far / 1e9:.1f} GB, more than the {limits.unpacked / 1e9:.1f} GB "
            "that are read at once: import fewer at a time, or download fewer studies."
        )


def check_things(limits: Limits, name: str, so_far: int) -> None:
    """Raises ImportLimitError for too many studies, sites and rows; `name` is the file being read."""
    if so_far > limits.things:
        raise ImportLimitError(
            f"{name} brings the studies, sites and rows to more than the {limits.things:,} that are read at once: "
            "import fewer files at a time, or download fewer studies."
        )


def out_of_memory(limits: Limits, name: str) -> ImportLimitError:
    """What is said when reading took too much memory."""
    return ImportLimitError(
        f"Reading {name} takes more than the {limits.memory / 1e9:.1f} GB of memory that an import may: "
        "import fewer files at a time, or download fewer studies."
    )


def out_of_time(limits: Limits, name: str) -> ImportLimitError:
    """What is said when reading took too long."""
    return ImportLimitError(
        f"Reading {name} takes longer than the {limits.seconds:,} seconds that an import may: "
        "import fewer files at a time, or download fewer studies."
    )
