"""Where a Spark cluster is, and in which folder the Parquet files lie that it reads."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

from dualsite.errors import InputError

SCHEME = "pyspark"

EXAMPLE = "pyspark://host:7077/folder/of/parquet"

PORT = 7077
"""The port of a master, where the address names none."""


@dataclass(frozen=True)
class SparkAddress:
    """A standalone master of Spark and a folder: `pyspark://host:7077/srv/operations`."""

    host: str
    port: int
    folder: str
    """As the workers of the cluster see it."""

    @property
    def shown(self) -> str:
        """The address, fit for a log and a page: there is no credential in it."""
        return f"{SCHEME}://{self.host}:{self.port}{self.folder}"

    @property
    def schema(self) -> str:
        """What the data are called where they do not say so themselves."""
        return self.folder.rpartition("/")[2]


def spark_address(parts: SplitResult, password: str | None) -> SparkAddress:
    """What a URL says. Raises InputError, which does not repeat it."""
    if parts.username or parts.password:
        raise InputError("The address of Spark has neither user nor password in it.")
    if parts.query:
        raise InputError(
            "The address of Spark has nothing behind a ?: neither Spark Connect nor tables of a catalog can be read. "
            f"Write it as {EXAMPLE}."
        )
    folder = unquote(parts.path).rstrip("/")
    if not parts.hostname or not folder:
        raise InputError(f"The address of Spark names a host and a folder. Write it as {EXAMPLE}.")
    if password:
        raise InputError(
            "A Spark master takes no password from the dashboard; what it asks for stands in spark-defaults.conf. "
            "Leave DUALSITE_ENGINE_PASSWORD out."
        )
    return SparkAddress(parts.hostname, parts.port or PORT, folder)
