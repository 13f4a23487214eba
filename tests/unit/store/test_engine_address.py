"""Where an engine is, read from a URL, and what of it is shown."""

from __future__ import annotations

import pytest

from dualsite.errors import InputError
from dualsite.store.engines.address import ENGINE, PASSWORD, SCHEMA, address, configured, named

WHOLE = "postgresql://reader:se%20cret@db.example.com:6432/operations/plant?sslmode=verify-full"


def test_an_address_is_taken_apart() -> None:
    found = address(WHOLE)
    assert (found.host, found.port, found.database, found.schema) == ("db.example.com", 6432, "operations", "plant")
    assert found.arguments()["password"] == "se cret"
    assert found.arguments()["sslmode"] == "verify-full"


def test_what_is_left_out_is_as_usual() -> None:
    found = address("postgres://db.example.com/operations")
    assert (found.port, found.schema, found.user, found.password) == (5432, SCHEMA, None, None)


def test_neither_user_nor_password_is_shown() -> None:
    found = address(WHOLE)
    assert found.shown == "postgres://db.example.com:6432/operations/plant"
    assert "se cret" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:se%20cret@db/operations",
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
    assert found is not None
    assert found.password == "secret"
    assert configured({}) is None


def test_a_command_line_holds_no_password() -> None:
    with pytest.raises(InputError, match="seen by everybody"):
        named(WHOLE, {})
    assert named("postgres://loader@db/operations", {PASSWORD: "secret"}).password == "secret"
