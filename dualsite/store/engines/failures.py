"""What an engine says when it fails, in a sentence for whoever sees the page: no value, no name and no credential."""

from __future__ import annotations

import re

import psycopg

from dualsite.errors import EngineError
from dualsite.store.engines.address import Address

_REFUSED_SIGN_IN = ("28P01", "28000")


def explained(error: psycopg.Error, address: Address, patience_s: float) -> EngineError:
    """The error as a sentence. What the server wrote is left out, but for the name of the table it is about."""
    state = error.sqlstate or ""
    said = str(error)
    if state in _REFUSED_SIGN_IN or "authentication failed" in said or "no password supplied" in said:
        return EngineError(
            f"The database at {address.host} does not let the dashboard in: its user or password is not right. "
            "Correct DUALSITE_ENGINE or DUALSITE_ENGINE_PASSWORD."
        )
    if isinstance(error, psycopg.errors.QueryCanceled):
        return EngineError(
            f"The database took longer than {patience_s:.0f} seconds for this and was told to give it up. "
            "Ask for less, or try again when it has less to do."
        )
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return EngineError(
            f"The database does not let the dashboard read {_named(error, said)}. Grant it SELECT there, and USAGE on "
            "its schema."
        )
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        return EngineError(f"The database has no {_named(error, said)} any more. Load the data again.")
    if isinstance(error, psycopg.errors.InvalidCatalogName) or ("does not exist" in said and not state):
        return EngineError(f"The server at {address.host} has no database {address.database}. Correct DUALSITE_ENGINE.")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return EngineError(
            f"The database at {address.host}, port {address.port}, does not answer. It is asked again in a moment."
        )
    return EngineError(f"The database could not answer this ({type(error).__name__}, {state or 'no code'}).")


def _named(error: psycopg.Error, said: str) -> str:
    """The table or schema that the error is about, as the server writes it in its sentence."""
    found = re.search(r'(?:table|relation|schema|view) "?([\w.]+)"?', said)
    kind = "schema" if "schema" in said.split("\n")[0] else "table"
    return f"{kind} {found[1]}" if found else f"such {kind}"
