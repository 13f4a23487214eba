"""Which engine the server reads: the one that the environment names, else the section [engine] of the secrets."""

from __future__ import annotations

import functools

from dualsite.errors import DataError
from dualsite.store.engines import address, need_driver
from dualsite.store.engines.address import AnyAddress
from dualsite.web import streamlit_private


def configured() -> AnyAddress | None:
    """The engine; None for the data folder. Raises InputError and DataError, neither with a credential in it.

    In the secrets, `url` and `password` stand for DUALSITE_ENGINE and DUALSITE_ENGINE_PASSWORD.
    """
    return address.configured() or _in_secrets()


def check() -> None:
    """Hold what names the engine to what can be asked at all. Raises InputError and DataError."""
    engine = configured()
    if engine is not None:
        need_driver(engine)


@functools.cache
def _in_secrets() -> AnyAddress | None:
    """What the secrets say when the server first asks; another engine is another start."""
    section = streamlit_private.section_in_files("engine")
    if section is None:
        return None
    url, password = section.get("url"), section.get("password")
    if not isinstance(url, str) or not isinstance(password, str | None):
        raise DataError("In the section [engine] of secrets.toml, url and password must be texts.")
    return address.address(url, password)
