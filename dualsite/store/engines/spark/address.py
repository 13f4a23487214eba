"""Where a Spark cluster is, and where the tables lie that it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote

from dualsite.errors import InputError

SCHEME = "pyspark"

EXAMPLE = "pyspark://host:7077/folder/of/parquet"


@dataclass(frozen=True)
class SparkAddress:
    """A Spark master and a folder: `pyspark://host:7077/srv/operations`; or, by what stands behind its ?:

    - `database=operations`: tables of the catalog, and no folder;
    - `connect=yes`: host and port are those of Spark Connect.
    """

    host: str
    port: int
    folder: str | None
    """As the workers of the cluster see it; None where the tables are those of a database of the catalog."""
    database: str | None = None
    is_connect: bool = False
    token: str | None = field(default=None, repr=False, compare=False)
    """What Spark Connect lets the dashboard in by."""

    @property
    def shown(self) -> str:
        """The address without a credential, fit for a log and a page."""
        return f"{SCHEME}://{self.host}:{self.port}{self.folder or f'?database={self.database}'}"

    @property
    def schema(self) -> str:
        """What the data are called where they do not say so themselves."""
        return self.database or (self.folder or "").rpartition("/")[2]


def spark_address(parts: SplitResult, token: str | None) -> SparkAddress:
    """What a URL says. Raises InputError, which does not repeat it."""
    if parts.username or parts.password:
        raise InputError(
            "The address of Spark has neither user nor password in it. The token of Spark Connect stands in "
            "DUALSITE_ENGINE_PASSWORD."
        )
    said = dict(parse_qsl(parts.query))
    for name in said.keys() - {"database", "connect"}:
        raise InputError(f"The address of Spark knows database and connect alone behind its ?, and no {name}.")
    is_connect, database = said.get("connect") == "yes", said.get("database")
    folder = unquote(parts.path).rstrip("/") or None
    if not parts.hostname or (folder is None) == (database is None):
        raise InputError(
            "The address of Spark names a host, and either a folder or a database of its catalog. "
            f"Write it as {EXAMPLE} or pyspark://host:7077?database=name."
        )
    if token and not is_connect:
        raise InputError(
            "A Spark master takes no password from the dashboard; what it asks for stands in spark-defaults.conf. "
            "Leave DUALSITE_ENGINE_PASSWORD out."
        )
    port = parts.port or (15002 if is_connect else 7077)
    return SparkAddress(parts.hostname, port, folder, database, is_connect, token)
