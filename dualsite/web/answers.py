"""Where the server keeps answers for its next start, and by what code they were made."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
from importlib.metadata import version
from pathlib import Path

from dualsite import cache
from dualsite.cache_folder import CacheFolder
from dualsite.errors import DataError

_LOG = logging.getLogger(__name__)

FOLDER = "DUALSITE_CACHE"
"""The folder that answers are kept in; `no` for none."""

_PACKAGE = Path(__file__).parents[1]

_LIBRARIES = ("babel", "duckdb", "ibis-framework", "numpy", "pandas", "pyarrow")
"""What answers are computed with and made of."""


def folder() -> Path | None:
    """The folder named by DUALSITE_CACHE, else `dualsite` in the user's own folder for caches; None for `no`."""
    told = os.environ.get(FOLDER)
    if told == "no":
        return None
    return Path(told) if told else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dualsite"


def keep() -> None:
    """Keep answers there from here on. Where that cannot be, the log says why, and the process keeps them alone."""
    try:
        where = folder()
        cache.keep_in(None if where is None else CacheFolder(where, made_by()))
    except (DataError, RuntimeError) as error:
        # Path.home knows no home of a user without one.
        cache.keep_in(None)
        _LOG.warning("%s", error)


def made_by() -> str:
    """What answers are made by: a digest of the package's files, and the versions of Python and of the libraries."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(_PACKAGE)} {file.stat().st_size} ".encode() + file.read_bytes())
    libraries = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{digest.hexdigest()} Python {platform.python_version()} {libraries}"
