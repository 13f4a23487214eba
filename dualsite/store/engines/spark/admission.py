"""Whether a master lets the dashboard in, asked before a session begins: that would try for a minute, in silence."""

from __future__ import annotations

from py4j.protocol import Py4JJavaError
from pyspark import SparkContext

from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.address import SparkAddress

ANSWER_S = 5
"""How long the master may take to answer."""

ENDPOINT = "Master"
"""What a master is called by those who ask it."""


def need_admission(address: SparkAddress) -> None:
    """Raises EngineError where the master refuses what is said with the secret of the dashboard, or with none."""
    SparkContext._ensure_initialized()
    spark = SparkContext._jvm.org.apache.spark
    settings = spark.SparkConf().set("spark.rpc.lookupTimeout", f"{ANSWER_S}s")
    nobody = "$lessinit$greater$default$"
    security = spark.SecurityManager(
        settings, *(getattr(spark.SecurityManager, f"{nobody}{place}")() for place in (2, 3))
    )
    asking = spark.rpc.RpcEnv.create("dualsite", "127.0.0.1", 0, settings, security, True)
    try:
        asking.setupEndpointRef(spark.rpc.RpcAddress(address.host, address.port), ENDPOINT)
    except Py4JJavaError as error:
        said = str(error)
        if "RpcEndpointNotFoundException" in said:
            # It has only begun, and is no master yet.
            return
        if "TimeoutException" in said or "ConnectException" in said:
            raise failures.silent(address) from None
        raise failures.refused(address) from None
    finally:
        asking.shutdown()
