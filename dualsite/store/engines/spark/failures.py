"""What a Spark cluster says when it fails, in a sentence for whoever sees the page: no value, name or credential."""

from __future__ import annotations

import re

from py4j.protocol import Py4JNetworkError
from pyspark.errors import PySparkException

from dualsite.errors import EngineError
from dualsite.i18n import tellable
from dualsite.store.engines.spark.address import SparkAddress

_ENDED = ("INVALID_HANDLE", "NO_ACTIVE_SESSION")


def of_line(error: Exception) -> Exception:
    """The error; that a line was closed, where gRPC says so as of a wrong value."""
    return ConnectionError() if isinstance(error, ValueError) and "closed channel" in str(error) else error


def silent(address: SparkAddress) -> EngineError:
    """That nobody answers there."""
    return EngineError(
        f"The database at {address.host}, port {address.port}, does not answer. It is asked again in a moment."
    )


def without_workers(address: SparkAddress) -> EngineError:
    """That a master answers there, and nobody works."""
    return EngineError(
        f"Spark at {address.host}, port {address.port}, gives the dashboard no worker. It is asked again in a moment."
    )


def refused(address: SparkAddress) -> EngineError:
    """That a master does not take what is said with our secret, or with none."""
    return EngineError(
        f"Spark at {address.host}, port {address.port}, does not let the dashboard in. "
        "Set spark.authenticate and its secret in the dashboard's spark-defaults.conf as the cluster has them."
    )


def late(patience_s: float) -> EngineError:
    """That an answer did not come in time."""
    return EngineError(
        f"The database took longer than {patience_s:.0f} seconds for this and was told to give it up. "
        "Ask for less, or try again when it has less to do."
    )


def explained(error: Exception, address: SparkAddress) -> EngineError:
    """The error as a sentence. What Spark wrote is left out, but for the name of the table it is about."""
    state = error.getCondition() if isinstance(error, PySparkException) else None
    said = str(error)
    if state == "TABLE_OR_VIEW_NOT_FOUND":
        return EngineError(f"The database has no {_named(error)} any more. Load the data again.")
    if "FileNotFoundException" in said or (state or "").startswith("FAILED_READ_FILE"):
        return EngineError(
            "A file of the tables was taken away or written over while Spark read it. The tables are looked at again "
            "in a moment; write new files beside the old ones."
        )
    if state == "JAVA_GATEWAY_EXITED":
        return EngineError("Spark needs Java 17 on the machine of the dashboard, and cannot start without.")
    if isinstance(error, Py4JNetworkError) or (state or "").startswith(_ENDED):
        return EngineError("The session with Spark has ended by itself. A new one begins in a moment.")
    if (status := _status(error)) in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
        return EngineError(
            f"Spark at {address.host}, port {address.port}, does not let the dashboard in. "
            "Set DUALSITE_ENGINE_PASSWORD to the token that it knows."
        )
    if "handshake failed" in said:
        return EngineError(
            f"Nobody whom the dashboard trusts vouches for Spark at {address.host}, port {address.port}. "
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH names a PEM file with the certificate of whoever does."
        )
    if (
        status == "UNAVAILABLE"
        or isinstance(error, OSError)
        or "SparkContext was shut down" in said
        or "stopped SparkContext" in said
    ):
        return silent(address)
    return EngineError(f"The database could not answer this ({type(error).__name__}, {state or 'no code'}).")


def unreadable(error: Exception, file: str) -> str:
    """What is wrong with a file or folder that cannot be read, of which another look finds the same; else nothing."""
    said = str(error)
    if "Permission denied" in said or "AccessControlException" in said:
        return tellable(f"Spark may not read {file}")
    if "is not a Parquet file" in said:
        return tellable(f"{file} holds what is no Parquet")
    return ""


def _status(error: Exception) -> str:
    """What gRPC calls the failure, where it is one of Spark Connect."""
    told = getattr(error, "getGrpcStatusCode", None)
    return str(told().name) if told is not None else ""


def missing_folder(folder: str) -> EngineError:
    """That Spark does not find the folder."""
    return EngineError(f"Spark finds no folder {folder} with Parquet files. Every worker must see it under that name.")


def missing_database(name: str) -> EngineError:
    """That Spark does not find the database."""
    return EngineError(f"Spark finds no database {name} with tables. Its catalog must be one that the cluster knows.")


def _named(error: Exception) -> str:
    """The table that the error is about, as the contract calls it."""
    found = re.search(r"`spark_\d+_(\w+?)(_numbered)?`", str(error))
    return f"table {found[1]}" if found else "such table"
