"""Tables in an engine of their own instead of files, named by one URL.

PostgreSQL, Spark and a DuckDB file answer what is asked; the tables of any other database that Ibis reads are copied.

Nothing that needs its driver is imported before an engine is asked for: without one, the app does without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dualsite.errors import InputError
from dualsite.store.care import Care
from dualsite.store.engines.address import Address, AnyAddress, FileAddress
from dualsite.store.engines.copied.address import CopiedAddress
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.version import Version
from dualsite.store.versions import Store

if TYPE_CHECKING:
    from dualsite.store.engines.connections import Connections
    from dualsite.store.engines.versions import EngineStore

AnyStore: TypeAlias = "Store | EngineStore"
"""The versions of a data folder, or those in an engine; both are asked alike."""


def store_of(
    engine: AnyAddress | None,
    folder: Path,
    today: Callable[[], date] = date.today,
    before_shown: Callable[[Version], None] = lambda version: None,
    care: Care | None = None,
) -> AnyStore:
    """The store of an engine; of the data folder without one. Raises InputError where its driver is missing."""
    if engine is None:
        return Store(folder, today, before_shown, care)
    need_driver(engine)
    from dualsite.store.engines.versions import EngineStore

    return EngineStore(engine, folder, today, before_shown)


def connected(engine: AnyAddress) -> Connections:
    """Connections to an engine that can be loaded into. Raises InputError without its driver, and of others."""
    if isinstance(engine, FileAddress):
        raise InputError(
            "A DuckDB file is not loaded into: it is read as it is. Write another one, and move it to its place."
        )
    if isinstance(engine, SparkAddress):
        raise InputError(
            "Spark is not loaded into: it reads Parquet files where they are. Write them into its folder, or give it "
            "a folder of them."
        )
    if isinstance(engine, CopiedAddress):
        raise InputError(
            f"The tables of {engine.scheme} are copied, and nothing is loaded into it. Write them there by the means "
            "of that database, or load the folder into PostgreSQL."
        )
    need_driver(engine)
    from dualsite.store.engines.connections import Connections

    return Connections(engine)


def need_driver(engine: AnyAddress) -> None:
    """Raises InputError where the driver of an engine is missing."""
    if isinstance(engine, SparkAddress) and find_spec("pyspark") is None:
        raise InputError(
            "The driver of Spark is not installed. `pip install --require-hashes -r requirements-spark.txt` does that; "
            "it needs Java 17."
        )
    if isinstance(engine, CopiedAddress):
        try:
            import_module(f"ibis.backends.{engine.scheme}")
        except ImportError:
            raise InputError(
                f"The driver of {engine.scheme} is not installed. "
                f"`pip install 'ibis-framework[{engine.scheme}]=={version('ibis-framework')}'` does that; "
                "some drivers need libraries of the system as well."
            ) from None
    if not isinstance(engine, Address):
        return
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise InputError(
            "The driver of PostgreSQL is not installed. `pip install --require-hashes -r requirements-engines.txt` "
            "does that."
        ) from None
