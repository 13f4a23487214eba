"""Where an engine is: its URL taken apart, its password kept out of everything that is shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dualsite.errors import InputError
from dualsite.store.engines.copied.address import EXAMPLE as COPIED_EXAMPLE
from dualsite.store.engines.copied.address import CopiedAddress, copied_address, schemes
from dualsite.store.engines.spark.address import EXAMPLE, SCHEME, SparkAddress, spark_address

ENGINE = "DUALSITE_ENGINE"
"""The URL of the engine that holds the tables; without one they lie in the data folder."""

PASSWORD = "DUALSITE_ENGINE_PASSWORD"  # noqa: S105  the name of the setting
"""Its password, where the URL has none. Without it, libpq looks where it always does: PGPASSWORD, the file .pgpass."""

SCHEMA, FILE_SCHEMA = "dualsite", "main"
"""The schemas of the table `versions`, where the URL names none: in PostgreSQL, and in a file of DuckDB."""

FILE_EXAMPLE = "duckdb:///srv/operations.duckdb"

CONNECT_S = 5
"""How long a connection may take to open."""

_SCHEMES = ("postgres", "postgresql")

_ASKED_THERE = (*_SCHEMES, SCHEME, "duckdb")
"""Schemes of the engines that answer themselves; the tables of any other that Ibis knows are copied."""


@dataclass(frozen=True)
class Address:
    """A PostgreSQL database and a schema in it: `postgres://user@host:port/database/schema?sslmode=verify-full`."""

    host: str
    port: int
    database: str
    user: str | None
    schema: str
    options: tuple[tuple[str, str], ...] = ()
    """What the URL says besides, such as sslmode."""
    password: str | None = field(default=None, repr=False, compare=False)

    @property
    def shown(self) -> str:
        """The address without user and password, fit for a log and a page."""
        return f"postgres://{self.host}:{self.port}/{self.database}/{self.schema}"

    def arguments(self) -> dict[str, Any]:
        """What psycopg connects with."""
        told = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
            "connect_timeout": CONNECT_S,
            "application_name": "dualsite",
        }
        return {name: value for name, value in told.items() if value is not None} | dict(self.options)


@dataclass(frozen=True)
class FileAddress:
    """A DuckDB database file and a schema in it: `duckdb:///srv/operations.duckdb?schema=plant`."""

    path: Path
    schema: str = FILE_SCHEMA

    @property
    def host(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def shown(self) -> str:
        """The address: there is no credential in it."""
        return f"duckdb://{self.path}?schema={self.schema}"


AnyAddress: TypeAlias = Address | SparkAddress | FileAddress | CopiedAddress


def address(url: str, password: str | None = None) -> AnyAddress:
    """What a URL says; its password, else `password`. Raises InputError, which does not repeat the URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise _refused("The address of the engine cannot be read.") from None
    if parts.scheme == SCHEME:
        return spark_address(parts, password)
    if parts.scheme == "duckdb":
        return _file_address(parts, password)
    if parts.scheme in schemes() and parts.scheme not in _SCHEMES:
        return copied_address(parts, password)
    if parts.scheme and parts.scheme not in _SCHEMES:
        raise _refused(f"There is no engine {parts.scheme}.")
    database, _, schema = parts.path.strip("/").partition("/")
    if not parts.scheme or not parts.hostname or not database or "/" in schema:
        raise _refused("The address of the engine names no host and database.")
    user = unquote(parts.username) if parts.username else None
    own = unquote(parts.password) if parts.password else password
    return Address(parts.hostname, port, unquote(database), user, unquote(schema) or SCHEMA, _options(parts.query), own)


def _file_address(parts: SplitResult, password: str | None) -> FileAddress:
    if parts.netloc or not parts.path.strip("/"):
        raise InputError(f"The address of a DuckDB file names it with its folders. Write it as {FILE_EXAMPLE}.")
    said = dict(parse_qsl(parts.query))
    if not said.keys() <= {"schema"}:
        raise InputError(f"The address of a DuckDB file knows schema alone behind its ?. Write it as {FILE_EXAMPLE}.")
    if password:
        raise InputError("A DuckDB file takes no password from the dashboard. Leave DUALSITE_ENGINE_PASSWORD out.")
    return FileAddress(Path(unquote(parts.path)), said.get("schema", FILE_SCHEMA))


def _refused(problem: str) -> InputError:
    others = ", ".join(one for one in schemes() if one not in _ASKED_THERE)
    return InputError(
        f"{problem} Write it as postgres://user@host:5432/database/schema, {EXAMPLE} or {FILE_EXAMPLE}; or as Ibis "
        f"does, {COPIED_EXAMPLE}, for {others}."
    )


_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey")


def _options(query: str) -> tuple[tuple[str, str], ...]:
    said = parse_qsl(query)
    for name, _ in said:
        if name not in _OPTIONS:
            raise InputError(f"The address of an engine knows {', '.join(_OPTIONS)} alone behind its ?, and no {name}.")
    return tuple(said)


def named(url: str, environment: Mapping[str, str] = os.environ) -> AnyAddress:
    """What the URL on a command line says, which holds no password. Raises InputError."""
    if urlsplit(url).password is not None:
        raise InputError(
            f"A password on the command line is seen by everybody on this machine. Leave it out, and set {PASSWORD}."
        )
    return address(url, environment.get(PASSWORD) or None)


def configured(environment: Mapping[str, str] = os.environ) -> AnyAddress | None:
    """The engine that the environment names; None for the data folder. Raises InputError."""
    url = environment.get(ENGINE)
    return address(url, environment.get(PASSWORD) or None) if url else None
