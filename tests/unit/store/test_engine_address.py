"""Where an engine is, read from a URL, and what of it is shown."""

from __future__ import annotations

import pytest

from dualsite.errors import InputError
from dualsite.store.engines import connected
from dualsite.store.engines.address import ENGINE, PASSWORD, SCHEMA, Address, address, configured, named
from dualsite.store.engines.copied.address import CopiedAddress
from dualsite.store.engines.spark.address import SparkAddress

WHOLE = "postgresql://reader:se%20cret@db.example.com:6432/operations/plant?sslmode=verify-full"


def test_an_address_is_taken_apart() -> None:
    found = address(WHOLE)
    assert isinstance(found, Address)
    assert (found.host, found.port, found.database, found.schema) == ("db.example.com", 6432, "operations", "plant")
    assert found.arguments()["password"] == "se cret"
    assert found.arguments()["sslmode"] == "verify-full"


def test_what_is_left_out_is_as_usual() -> None:
    found = address("postgres://db.example.com/operations")
    assert isinstance(found, Address)
    assert (found.port, found.schema, found.user, found.password) == (5432, SCHEMA, None, None)


def test_neither_user_nor_password_is_shown() -> None:
    found = address(WHOLE)
    assert found.shown == "postgres://db.example.com:6432/operations/plant"
    assert "se cret" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mongodb://user:se%20cret@db/operations",
        "mysql://user:se%20cret@",
        "sqlite://user:se%20cret@db/operations",
        "postgres://user:se%20cret@db",
        "postgres://user:se%20cret@db:port/operations",
        "postgres://user:se%20cret@db/operations/plant/more",
        "postgres://user:se%20cret@db/operations?options=-c%20search_path",
        "operations",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(InputError) as refused:
        address(url)
    assert "cret" not in str(refused.value)


def test_the_environment_names_engine_and_password() -> None:
    told = {ENGINE: "postgres://reader@db/operations", PASSWORD: "secret"}
    found = configured(told)
    assert isinstance(found, Address)
    assert found.password == "secret"
    assert configured({}) is None


def test_a_command_line_holds_no_password() -> None:
    with pytest.raises(InputError, match="seen by everybody"):
        named(WHOLE, {})
    found = named("postgres://loader@db/operations", {PASSWORD: "secret"})
    assert isinstance(found, Address)
    assert found.password == "secret"


def test_an_address_of_spark_names_a_master_and_a_folder() -> None:
    found = address("pyspark://spark.example.com/srv/operations")
    assert isinstance(found, SparkAddress)
    assert (found.host, found.port, found.folder) == ("spark.example.com", 7077, "/srv/operations")
    assert found.schema == "operations"
    assert found.shown == "pyspark://spark.example.com:7077/srv/operations"


def test_an_address_of_spark_names_a_database_of_a_catalog() -> None:
    found = address("pyspark://spark.example.com?database=lake.operations")
    assert isinstance(found, SparkAddress)
    assert (found.port, found.folder, found.database, found.schema) == (7077, "", "lake.operations", "lake.operations")
    assert found.shown == "pyspark://spark.example.com:7077?database=lake.operations"


def test_an_address_of_spark_names_a_server_of_spark_connect() -> None:
    found = address("pyspark://spark.example.com/srv/operations?connect=true&use_ssl=true", "se cret")
    assert isinstance(found, SparkAddress)
    assert (found.port, found.folder, found.is_connect, found.is_encrypted) == (15002, "/srv/operations", True, True)
    assert found.token == "se cret"
    assert "cret" not in f"{found!r} {found.shown}"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("pyspark://spark.example.com", "a folder or a database"),
        ("pyspark:///srv/operations", "a folder or a database"),
        ("pyspark://spark.example.com/srv/operations?database=plant", "a folder or a database"),
        ("pyspark://spark.example.com/srv/operations?connect=yes", "connect is true or false"),
        ("pyspark://spark.example.com/srv/operations?use_ssl=true", "Add connect=true"),
        ("pyspark://spark.example.com/srv?master=yarn", "nothing behind its"),
        ("pyspark://user:se%20cret@spark.example.com/srv", "neither user nor password"),
        ("pyspark://spark.example.com:port/srv", "cannot be read"),
    ],
)
def test_an_address_of_spark_that_is_none_is_refused_without_being_repeated(url: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        address(url)
    assert "cret" not in str(refused.value)


def test_a_master_of_spark_takes_no_password() -> None:
    with pytest.raises(InputError, match="takes no password"):
        address("pyspark://spark.example.com/srv/operations", "secret")


def test_nothing_is_loaded_into_spark() -> None:
    with pytest.raises(InputError, match="Spark is not loaded into"):
        connected(address("pyspark://spark.example.com/srv/operations"))


def test_any_other_database_is_named_as_ibis_names_it() -> None:
    found = address("mysql://read%40er:se%2Bcret@db.example.com:3307/operations?ssl_mode=VERIFY_IDENTITY")
    assert isinstance(found, CopiedAddress)
    assert (found.scheme, found.host, found.schema, found.own_schema) == ("mysql", "db.example.com", "operations", "")
    assert found.url == "mysql://db.example.com:3307/operations?ssl_mode=VERIFY_IDENTITY"
    assert found.arguments == {"user": "read@er", "password": "se+cret"}
    assert found.shown == "mysql://db.example.com:3307/operations"


@pytest.mark.parametrize(
    ("url", "schema", "shown"),
    [
        ("snowflake://reader@account/operations/plant", "plant", "snowflake://account/operations/plant"),
        ("mssql://reader@db/operations?schema=plant", "plant", "mssql://db/operations?schema=plant"),
        ("sqlite:///srv/operations.db", "main", "sqlite:///srv/operations.db"),
        ("bigquery://project/plant", "plant", "bigquery://project/plant"),
        ("databricks:///?http_path=/sql/1&access_token=secret&schema=plant", "plant", "databricks:///?schema=plant"),
        ("clickhouse://db:8443", "clickhouse", "clickhouse://db:8443"),
    ],
)
def test_a_schema_is_that_of_the_path_or_the_one_that_is_said(url: str, schema: str, shown: str) -> None:
    found = address(url)
    assert isinstance(found, CopiedAddress)
    assert (found.schema, found.shown) == (schema, shown)
    assert "secret" not in repr(found)
    assert "schema=" not in found.url


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("mysql://db/operations", "password"),
        ("trino://db/operations", "auth"),
        ("databricks:///?http_path=/sql/1", "access_token"),
    ],
)
def test_a_password_goes_by_the_name_that_its_driver_has_for_it(url: str, name: str) -> None:
    found = address(url, "se cret")
    assert isinstance(found, CopiedAddress)
    assert found.arguments == {name: "se cret"}
    assert "cret" not in f"{found!r} {found.shown} {found.url}"


def test_a_database_that_ibis_does_not_know_is_refused_with_those_that_it_does() -> None:
    with pytest.raises(
        InputError, match=r"There is no engine mongodb\..*mysql://user@host:3306/database, for .*oracle"
    ):
        address("mongodb://db/operations")


def test_a_database_that_takes_no_password_is_given_none() -> None:
    for url in ("sqlite:///srv/operations.db", "bigquery://project/plant"):
        with pytest.raises(InputError, match="takes no password"):
            address(url, "secret")
