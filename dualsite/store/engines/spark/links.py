"""How a session with Spark is begun and ended: as the driver of a standalone master, or through Spark Connect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pyspark.sql import SparkSession

from dualsite.errors import EngineError
from dualsite.store.engines.spark.address import SparkAddress


class Link(Protocol):
    """What is done otherwise with one than with the other. All but `is_awaited` and `without_workers` may raise one of
    `contexts.FAILURES`."""

    SETTINGS: Mapping[str, str]
    """What a session must be told besides."""

    def session_with(self, address: SparkAddress, lost: SparkSession | None) -> SparkSession:
        """A session of its own; `lost` is one that is of no use any more, and ends first."""

    def has_ended(self, session: SparkSession) -> bool:
        """Whether it has ended by itself."""

    def has_workers(self, session: SparkSession) -> bool:
        """Whether somebody works for it."""

    def is_awaited(self) -> bool:
        """Whether the first workers may still come."""

    def without_workers(self, address: SparkAddress) -> EngineError:
        """That nobody works for a session."""

    def mark(self, session: SparkSession, tag: str) -> bool:
        """Have all that this thread asks from here on bear the tag; False where the session has ended."""

    def cancel(self, session: SparkSession, tag: str, is_over: Callable[[], bool]) -> None:
        """Have what bears the tag given up, until it is; whoever says so does not wait for that."""

    def let_go(self, session: SparkSession) -> None:
        """Nothing more is asked in this session; nobody waits for its end."""


def link_of(address: SparkAddress) -> Link:
    """The one that an address is of; what it needs is imported for it alone."""
    if address.is_connect:
        from dualsite.store.engines.spark import remote

        return remote
    from dualsite.store.engines.spark import contexts

    return contexts
