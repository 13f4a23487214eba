"""Where a database is whose tables are copied: the URL that Ibis connects with, and a schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode

from dualsite.errors import InputError

EXAMPLE = "mysql://user@host:3306/database"

SCHEMA = "schema"
"""What may stand behind the ?, besides what the driver takes there: the schema that holds the tables."""

FILE_SCHEMA = "main"
"""What the schema of a file of SQLite is called."""

_PASSWORD_IS = {"trino": "auth", "databricks": "access_token"}
"""What Ibis calls the password where it is called otherwise."""

_WITHOUT_PASSWORD = ("bigquery", "sqlite")
"""Databases that are signed in to in another way, or not at all."""


@dataclass(frozen=True)
class CopiedAddress:
    """A database as Ibis names it: `mysql://reader@db.example.com:3306/operations`, `sqlite:///srv/operations.db`."""

    scheme: str
    place: str
    """What stands between the scheme and the ?, without user and password."""
    host: str
    """Of a database that is a file, its name."""
    schema: str
    """What the schema is called that holds the tables."""
    own_schema: str = ""
    """The one that the URL names; empty for that in which a connection begins."""
    user: str | None = None
    options: str = field(default="", repr=False)
    """What stands behind the ?, for the driver: it may hold a credential."""
    password: str | None = field(default=None, repr=False, compare=False)

    @property
    def shown(self) -> str:
        """The address without user, password and options, fit for a log and a page."""
        return f"{self.scheme}://{self.place}" + (f"?{SCHEMA}={self.own_schema}" if self.own_schema else "")

    @property
    def url(self) -> str:
        """What Ibis connects with, besides the arguments."""
        return f"{self.scheme}://{self.place}" + (f"?{self.options}" if self.options else "")

    @property
    def arguments(self) -> Mapping[str, str]:
        """User and password, as the driver of the database calls them."""
        said = {"user": self.user, _PASSWORD_IS.get(self.scheme, "password"): self.password}
        return MappingProxyType({name: value for name, value in said.items() if value})


def schemes() -> tuple[str, ...]:
    """The schemes of the databases that this Ibis reads, in the order of the alphabet."""
    return tuple(sorted(one.name for one in entry_points(group="ibis.backends")))


def copied_address(parts: SplitResult, password: str | None) -> CopiedAddress:
    """What a URL says. Raises InputError, which does not repeat it."""
    said = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(said).get(SCHEMA, "")
    options = urlencode([(name, value) for name, value in said if name != SCHEMA])
    place = parts.netloc.rpartition("@")[2] + parts.path
    own = unquote(parts.password) if parts.password else password
    if parts.scheme in _WITHOUT_PASSWORD and own:
        raise InputError(
            f"The address of {parts.scheme} takes no password from the dashboard. Leave DUALSITE_ENGINE_PASSWORD out."
        )
    if not place.strip("/") and not options:
        raise InputError(f"The address of {parts.scheme} names no database. Write it as Ibis does, {EXAMPLE}.")
    user = unquote(parts.username) if parts.username else None
    last = parts.path.rstrip("/").rpartition("/")[2]
    host = parts.hostname or last or parts.scheme
    named = schema or (FILE_SCHEMA if parts.scheme == "sqlite" else last) or parts.scheme
    return CopiedAddress(parts.scheme, place, host, named, schema, user, options, own)
