"""Sessions with a server of Spark Connect, which is asked over the network and needs no Java here.

A server that was started again knows none of the sessions before: they have ended.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import cast

from pyspark.sql import SparkSession
from pyspark.sql.connect.client import ChannelBuilder, DefaultChannelBuilder
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession as ConnectSession

from dualsite.errors import EngineError
from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.contexts import FAILURES, aside

RETRIES = 3
"""How often a message is sent again that the server did not take; its pauses grow from 50 ms to 1 s."""

TOLD, TOLD_EVERY_S = 60, 0.5
"""How often the server is told to give something up at most, and how soon again."""

REMEMBERS = "spark.connect.session.planCache.enabled"

SETTINGS: Mapping[str, str] = {REMEMBERS: "false"}
"""A server that remembers what it has read finds the files of a folder as they once were."""


def session_with(address: SparkAddress, lost: SparkSession | None) -> SparkSession:
    """A session of its own with the server, which is not asked yet; `lost` was let go."""
    to = DefaultChannelBuilder(f"sc://{address.host}:{address.port}")
    to.set(ChannelBuilder.PARAM_USER_AGENT, "dualsite")
    if address.is_encrypted:
        to.set(ChannelBuilder.PARAM_USE_SSL, "true")
    if address.token is not None:
        to.set(ChannelBuilder.PARAM_TOKEN, address.token)
    begun = ConnectSession(to)
    # No process waits for a server when it ends, and none keeps what was let go.
    atexit.unregister(begun.client._on_exit)
    begun.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES, max_backoff=1000)])
    # It has the methods of the other one that are used here, and no ancestor in common with it.
    return cast(SparkSession, begun)


def has_ended(session: SparkSession) -> bool:
    """Whether the server does not know it any more."""
    try:
        return not has_workers(session)
    except FAILURES:
        return True


def has_workers(session: SparkSession) -> bool:
    """Whether the server answers: who works for it is its own affair. Raises one of `FAILURES`."""
    # A setting is asked for every time; the version of the server is remembered.
    return session.conf.get(REMEMBERS) is not None


def is_awaited() -> bool:
    """The server has begun before us."""
    return False


def without_workers(address: SparkAddress) -> EngineError:
    """That the server does not answer."""
    return failures.silent(address)


def mark(session: SparkSession, tag: str) -> bool:
    """Have all that this thread asks from here on bear the tag."""
    session.addTag(tag)
    return True


def cancel(session: SparkSession, tag: str, is_over: Callable[[], bool]) -> None:
    """Have the server give up what bears the tag."""

    def tell() -> None:
        # What has not reached the server yet is none of what it gives up.
        for _ in range(TOLD):
            session.interruptTag(tag)
            time.sleep(TOLD_EVERY_S)
            if is_over():
                break

    aside(tell)


def let_go(session: SparkSession) -> None:
    """Have the server forget it, and close its line."""
    client = cast(ConnectSession, session).client

    def close() -> None:
        with suppress(*FAILURES):
            client.release_session()
        client.close()

    aside(close)
