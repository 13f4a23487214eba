"""`dataset.toml` names the data set; what it leaves out has a default, what is wrong is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dualsite import store
from dualsite.store import Finding
from tests.data_folder import AS_OF, DataFolder, checked


@pytest.fixture
def delivery() -> DataFolder:
    return DataFolder().keep("sites", "fx_rates")


def told(delivery: DataFolder, folder: Path, text: str | bytes) -> tuple[store.Dataset, list[Finding]]:
    """What the file is taken to say, and what is wrong with it."""
    delivery.write(folder)
    (folder / "dataset.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    version = checked(folder)
    return version.dataset, list(version.report.findings)


def test_what_is_left_out_has_a_default(delivery, tmp_path):
    dataset, found = told(delivery, tmp_path / "Our works", "")
    assert dataset == store.Dataset("Our works", AS_OF, "USD", 1)
    assert found == []


def test_everything_may_be_said(delivery, tmp_path):
    text = (
        'title = "한빛 & <b>Söhne</b>"\nas_of = 2026-11-20\nreporting_currency = "EUR"\nfiscal_year_start_month = 4\n'
    )
    dataset, found = told(delivery, tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert dataset == store.Dataset("한빛 & <b>Söhne</b>", date(2026, 11, 20), "EUR", 4)
    assert found == []


def test_the_operator_has_a_name_and_may_have_others_in_other_languages(delivery, tmp_path):
    text = 'operator = "Hazel Biologics"\noperator_ko = "헤이즐"\n'
    dataset, found = told(delivery, tmp_path, text)
    assert [dataset.operator_in(language) for language in ("en", "ko", "ja")] == [
        "Hazel Biologics",
        "헤이즐",
        "Hazel Biologics",
    ]
    assert found == []
    assert told(delivery, tmp_path / "unnamed", "")[0].operator_in("en") is None


@pytest.mark.parametrize(
    ("text", "rule", "column", "value", "says"),
    [
        ("operator = 7", "E02", "operator", "7", "it must be a name"),
        ('as_of = "2026-11-20"', "E02", "as_of", "2026-11-20", "it must be a day without quotation marks"),
        (
            "as_of = 2026-11-20T08:00:00",
            "E02",
            "as_of",
            "2026-11-20 08:00:00",
            "it must be a day without quotation marks",
        ),
        ("as_of = 20261120", "E02", "as_of", "20261120", "it must be a day"),
        ("title = 7", "E02", "title", "7", "it must be text"),
        ("reporting_currency = 840", "E02", "reporting_currency", "840", "it must be a currency code"),
        ("fiscal_year_start_month = true", "E02", "fiscal_year_start_month", "True", "it must be a month from 1 to 12"),
        ('fiscal_year_start_month = "4"', "E02", "fiscal_year_start_month", "4", "it must be a month from 1 to 12"),
        ("fiscal_year_start_month = 13", "E05", "fiscal_year_start_month", "13", "it is not 1 to 12"),
        ('reporting_currency = "usd"', "E04", "reporting_currency", "usd", "it is not an ISO 4217 code"),
        ('reporting_currency = "KRW"', "E12", "reporting_currency", "KRW", "fx_rates has no rate of it at all"),
        ("as_off = 2026-11-20", "W01", "as_off", None, "dataset.toml knows title, as_of, reporting_currency"),
        ("title = ", "E14", None, None, "dataset.toml cannot be read: it ends too early"),
        (b'title = "\xe9"', "E14", None, None, "dataset.toml cannot be read: "),
    ],
)
def test_what_is_wrong_is_said(delivery, tmp_path, text, rule, column, value, says):
    dataset, found = told(delivery, tmp_path, text)
    assert [(one.rule, one.table, one.row, one.column, one.value) for one in found] == [
        (rule, "dataset", None, column, value)
    ]
    assert says in found[0].message
    if rule != "E12":
        assert dataset == store.Dataset(tmp_path.name, AS_OF, "USD", 1)


def test_all_that_is_wrong_is_said_at_once(delivery, tmp_path):
    _, found = told(delivery, tmp_path, 'title = 1\nas_of = 1\nreporting_currency = "?"\nfiscal_year_start_month = 0\n')
    assert [one.rule for one in found] == ["E02", "E02", "E04", "E05"]


def test_a_bad_file_of_the_data_set_refuses_the_delivery(delivery, tmp_path):
    kept = store.open(delivery.write(tmp_path))
    good = kept.version()
    (tmp_path / "dataset.toml").write_text("as_of = tomorrow")
    assert kept.version() is good
    assert [one.table for one in kept.refused.report.errors] == ["dataset"]


def test_without_rates_a_reporting_currency_is_not_answered(delivery, tmp_path):
    delivery.tables["fx_rates"][0]["currency"] = ""
    _, found = told(delivery.keep("sites", "fx_rates"), tmp_path, 'reporting_currency = "JPY"')
    assert ("E12", "dataset") in {(one.rule, one.table) for one in found}
