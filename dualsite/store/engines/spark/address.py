"""Where Spark is, and where the tables lie that it reads: in a folder of Parquet files or in a catalog."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote

from dualsite.errors import InputError

SCHEME = "pyspark"

EXAMPLE = "pyspark://host:7077/folder/of/parquet"

PORT, CONNECT_PORT = 7077, 15002
"""The ports of a master and of a server of Spark Connect, where the address names none."""

CONNECT, ENCRYPTED, DATABASE = "connect", "use_ssl", "database"
"""What may stand behind the ?: whether a server of Spark Connect is there, whether it is spoken to over TLS, and the
database of a catalog that holds the tables."""

_YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class SparkAddress:
    """A standalone master or a server of Spark Connect, and a folder or a database.

    `pyspark://host:7077/srv/operations`, `pyspark://host:15002?connect=true&database=catalog.operations`.
    """

    host: str
    port: int
    folder: str = ""
    """As the workers of the cluster see it; empty where the tables lie in a catalog."""
    database: str = ""
    """With the catalog, where it is another one than Spark's own; empty where the tables lie in a folder."""
    is_connect: bool = False
    is_encrypted: bool = False
    token: str | None = field(default=None, repr=False, compare=False)
    """What a server of Spark Connect knows the dashboard by."""

    @property
    def shown(self) -> str:
        """The address, fit for a log and a page: there is no credential in it."""
        return f"{SCHEME}://{self.host}:{self.port}{self.folder or f'?{DATABASE}={self.database}'}"

    @property
    def schema(self) -> str:
        """What the data are called where they do not say so themselves."""
        return self.database or self.folder.rpartition("/")[2]


def spark_address(parts: SplitResult, password: str | None) -> SparkAddress:
    """What a URL says. Raises InputError, which does not repeat it."""
    if parts.username or parts.password:
        raise InputError(
            "The address of Spark has neither user nor password in it. "
            "The token of Spark Connect stands in DUALSITE_ENGINE_PASSWORD."
        )
    said = _said(parts.query)
    is_connect, is_encrypted = _is(said, CONNECT), _is(said, ENCRYPTED)
    folder, database = unquote(parts.path).rstrip("/"), said.get(DATABASE, "")
    if not parts.hostname or bool(folder) == bool(database):
        raise InputError(
            f"The address of Spark names a host, and a folder or a database. Write it as {EXAMPLE} or, for tables of a "
            f"catalog, as pyspark://host:7077?{DATABASE}=catalog.database."
        )
    if not is_connect and is_encrypted:
        raise InputError(f"{ENCRYPTED} is for a server of Spark Connect. Add {CONNECT}=true, or leave it out.")
    if not is_connect and password:
        raise InputError(
            "A Spark master takes no password from the dashboard; what it asks for stands in spark-defaults.conf. "
            "Leave DUALSITE_ENGINE_PASSWORD out."
        )
    port = parts.port or (CONNECT_PORT if is_connect else PORT)
    return SparkAddress(parts.hostname, port, folder, database, is_connect, is_encrypted, password)


def _said(query: str) -> dict[str, str]:
    said = dict(parse_qsl(query, keep_blank_values=True))
    if not said.keys() <= {CONNECT, ENCRYPTED, DATABASE}:
        raise InputError(
            f"The address of Spark has nothing behind its ? but {CONNECT}, {ENCRYPTED} and {DATABASE}. "
            f"Write it as {EXAMPLE}."
        )
    return said


def _is(said: dict[str, str], name: str) -> bool:
    answer = _YES_OR_NO.get(said.get(name, "false"))
    if answer is None:
        raise InputError(f"{name} is true or false in the address of Spark.")
    return answer
