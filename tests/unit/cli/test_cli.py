"""The command line: exit status 0 fine or warnings only, 1 errors in the data, 2 a question that cannot be asked."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dualsite import audit, cli, formats, i18n, store
from dualsite.audit import reading
from dualsite.schema import TABLES
from dualsite.store.care import care
from tests.data_folder import DataFolder

ROOT = Path(__file__).parents[3]


class Answer(NamedTuple):
    """What a command gives back."""

    status: int
    out: str
    err: str


@pytest.fixture
def dualsite(monkeypatch, capsys) -> Callable[..., Answer]:
    """Run a command in this process."""

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["dualsite", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Answer(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def delivery() -> DataFolder:
    return DataFolder().keep("sites", "partners", "actions")


def test_a_good_delivery_is_fine(dualsite, delivery, tmp_path):
    status, out, err = dualsite("check", delivery.write(tmp_path))
    assert (status, err) == (0, "")
    assert out.splitlines()[0].startswith("Fictional works, as of 2027-03-01, version ")
    assert out.splitlines()[1:] == ["3 tables, 6 rows", "No findings."]


def test_warnings_alone_are_fine(dualsite, delivery, tmp_path):
    delivery.add("actions", closed_on="2027-12-31")
    status, out, _ = dualsite("check", delivery.write(tmp_path))
    assert status == 0
    assert "warning W02 actions row 4, closed_on: “2027-12-31”: it is after the as-of day 2027-03-01." in out
    assert out.splitlines()[-1] == "0 errors, 1 warnings"


def test_errors_are_listed_with_row_and_advice(dualsite, delivery, tmp_path):
    for _ in range(60):
        delivery.add("actions", owner="NOBODY")
    delivery.add("partners", tier="BEST")
    status, out, _ = dualsite("check", delivery.write(tmp_path))
    assert status == 1
    assert (
        "error   E04 actions, owner: it must be one of CDMO, CLIENT (60 of 62 rows: 4, 5, 6 …): “NOBODY”. "
        "Use one of the codes" in out
    )
    assert "error   E04 partners row 4, tier: “BEST”: it must be one of" in out
    assert out.splitlines()[-1] == "61 errors, 0 warnings"


def test_json_has_the_data_set_the_rows_and_the_findings(dualsite, delivery, tmp_path):
    delivery.add("actions", owner="NOBODY", text="Größe, 한국")
    delivery.add("actions", closed_on="2027-12-31")
    (delivery.write(tmp_path) / "suits.csv").write_text("x\n")
    status, out, err = dualsite("check", tmp_path, "--format", "json")
    assert (status, err) == (1, "")
    answer = json.loads(out)
    assert list(answer) == ["dataset", "tables", "findings"]
    assert answer["dataset"].pop("version").isalnum()
    assert answer["dataset"] == {"title": "Fictional works", "as_of": "2027-03-01"}
    assert answer["tables"] == {"sites": 2, "partners": 2, "actions": 4}
    assert answer["findings"][0] == {
        "rule": "E04",
        "severity": "error",
        "table": "actions",
        "row": 4,
        "file": None,
        "sheet": None,
        "cell": None,
        "column": "owner",
        "value": "NOBODY",
        "read_as": None,
        "total": 1,
        "of_rows": 4,
        "rows": [4],
        "message": "actions row 4, owner: “NOBODY”: it must be one of CDMO, CLIENT. "
        "Use one of the codes in the data dictionary.",
    }
    assert [
        (one["rule"], one["severity"], one["row"], one["column"], one["value"]) for one in answer["findings"][1:]
    ] == [
        ("W01", "warning", None, None, None),
        ("W02", "warning", 5, "closed_on", "2027-12-31"),
    ]


def test_what_cannot_be_shown_is_still_checked(dualsite, delivery, tmp_path):
    delivery.change("sites", 2, country="UK")
    status, out, _ = dualsite("check", delivery.write(tmp_path), "--format", "json")
    assert status == 1
    assert {(one["rule"], one["table"], one["row"]) for one in json.loads(out)["findings"]} == {("E04", "sites", 2)}


def test_an_empty_folder_lacks_its_sites(dualsite, tmp_path):
    status, out, _ = dualsite("check", tmp_path, "--format", "json")
    assert status == 1
    assert [(one["rule"], one["table"]) for one in json.loads(out)["findings"]] == [("E14", "sites")]


@pytest.mark.parametrize("content", ["", "site_id\n", "site_id,name\nALDER\n", '"', "\0"])
def test_a_table_of_sites_that_is_none_is_a_finding_like_any_other(dualsite, tmp_path, content):
    (tmp_path / "sites.csv").write_text(content)
    status, out, err = dualsite("check", tmp_path, "--format", "json")
    assert (status, err) == (1, "")
    answer = json.loads(out)
    assert list(answer) == ["dataset", "tables", "findings"]
    assert {(one["severity"], one["table"]) for one in answer["findings"]} == {("error", "sites")}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["check", "absent"],
            "There is no data folder absent. Name one that holds at least sites.csv or sites.parquet.",
        ),
        (["check", "pyproject.toml"], "There is no data folder pyproject.toml."),
        (["check", ".", "--format", "xml"], "Invalid value for '--format'"),
        (["check", "--verbose"], "No such option"),
        (["check", "a", "b"], "unexpected extra argument"),
        (["template"], "Missing argument 'folder'"),
        (["template", "x", "suits"], "There is no table suits. The tables are: sources, sites, suites"),
        (["template", "pyproject.toml"], "Nothing can be written to pyproject.toml: File exists. Name another folder."),
        (["sample", "x", "--scale", "0"], "Invalid value for '--scale'"),
        (["sample", "x", "--seed", "soon"], "Invalid value for '--seed'"),
        (["sampel"], "No such command 'sampel'"),
    ],
)
def test_a_question_that_cannot_be_asked_ends_with_2_and_a_sentence(dualsite, tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    status, out, err = dualsite(*words)
    assert (status, out) == (2, "")
    assert sentence in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in err
    assert not (tmp_path / "x").exists()


def test_templates_of_all_tables_are_valid_once_there_is_a_site(dualsite, delivery, tmp_path):
    status, out, _ = dualsite("template", tmp_path / "new" / "folder")
    assert status == 0
    folder = tmp_path / "new" / "folder"
    assert {path.name for path in folder.iterdir()} == {*(f"{name}.csv" for name in TABLES), "README.md"}
    assert out.count("\n") == len(TABLES) + 1
    site = delivery.tables["sites"][1]
    with (folder / "sites.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, TABLES["sites"].columns, restval="").writerow(site)
    status, out, _ = dualsite("check", folder)
    assert out.splitlines()[1:] == [f"{len(TABLES)} tables, 1 rows", "No findings."]
    assert status == 0


def test_templates_of_some_tables_come_with_a_readme_of_their_columns(dualsite, tmp_path):
    status, _, _ = dualsite("template", tmp_path, "fx_rates", "suites")
    assert status == 0
    assert {path.name for path in tmp_path.iterdir()} == {"fx_rates.csv", "suites.csv", "README.md"}
    assert (
        tmp_path / "fx_rates.csv"
    ).read_bytes() == b"\xef\xbb\xbfcurrency,month,units_per_usd,source_id,data_class,note\n"
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## fx_rates" in readme
    assert "## suites" in readme
    assert "## sites" not in readme
    assert "- `units_per_usd` (number, per USD): " in readme


def test_templates_leave_files_that_are_there(dualsite, tmp_path):
    (tmp_path / "sites.csv").write_text("mine")
    status, out, err = dualsite("template", tmp_path, "sites", "suites")
    assert status == 0
    assert (tmp_path / "sites.csv").read_text() == "mine"
    assert "sites.csv is there already and was left as it is." in err
    assert "suites.csv" in out


def test_a_sample_is_valid(dualsite, tmp_path):
    status, out, err = dualsite("sample", tmp_path, "--seed", 7)
    assert (status, err) == (0, "")
    assert f"tables in {tmp_path}" in out
    status, out, _ = dualsite("check", tmp_path)
    assert out.splitlines()[-1] == "No findings."
    assert status == 0


@pytest.mark.parametrize("command", ["check", "template", "sample"])
def test_every_command_explains_itself(dualsite, command):
    status, out, _ = dualsite(command, "--help")
    assert status == 0
    assert "--help" in out
    assert len(out) > 400


def test_what_would_be_held_back_beside_another_folder_is_said_in_numbers(dualsite, delivery, tmp_path):
    whole = delivery.write(tmp_path / "whole")
    cut = delivery.write(tmp_path / "cut")
    (cut / "actions.csv").write_text("".join((cut / "actions.csv").read_text().splitlines(keepends=True)[:2]))
    held = "actions: 1 row instead of 2, its file is the beginning of the one on show and ends sooner"
    status, out, err = dualsite("check", cut, "--against", whole)
    assert (status, err, out.splitlines()[-1]) == (1, "", f"held    {held}")
    status, out, err = dualsite("check", cut, "--against", whole, "--format", "json")
    assert (status, json.loads(out)["held"]) == (1, [held])
    assert dualsite("check", whole, "--against", cut).status == 0


def test_a_folder_is_sealed_unless_it_has_errors_and_a_change_breaks_the_seal(dualsite, delivery, tmp_path):
    status, out, err = dualsite("seal", delivery.write(tmp_path))
    assert (status, err) == (0, "")
    assert out.endswith("4 files, 6 rows\n")
    assert json.loads((tmp_path / "_MANIFEST.json").read_text())["files"]["actions.csv"]["rows"] == 2
    assert dualsite("check", tmp_path).status == 0
    delivery.add("actions", text="One more")
    delivery.write(tmp_path)
    status, out, err = dualsite("check", tmp_path)
    assert (status, out.splitlines()[-1]) == (1, "held    actions.csv has 3 rows instead of 2 as sealed")
    delivery.add("actions", owner="NOBODY")
    status, out, err = dualsite("seal", delivery.write(tmp_path))
    assert (status, "has errors and was not sealed" in err) == (2, True)


def test_kept_versions_are_listed_and_chosen(dualsite, delivery, tmp_path, monkeypatch):
    monkeypatch.setenv("DUALSITE_KEEP", "5")
    monkeypatch.setenv("DUALSITE_KEPT", str(tmp_path / "kept"))
    folder = delivery.write(tmp_path / "data")
    assert dualsite("versions", "list", folder).out == "No version is kept.\n"
    with store.Store(folder, care=care()) as server:
        first = server.version().id
        delivery.add("actions", text="One more")
        delivery.write(folder)
        second = server.version().id
        listed = dualsite("versions", "list", folder).out.splitlines()
        assert [line.split()[0] for line in listed] == [second, first]
        status, out, err = dualsite("versions", "restore", first, folder)
        assert (status, err) == (0, "")
        assert "They were not touched." in out
        assert server.version().id == first
        assert dualsite("versions", "take", folder).status == 0
        assert server.version().id == second
        assert dualsite("versions", "keep", folder).status == 0
        status, out, err = dualsite("versions", "restore", "nothing", folder)
        assert (status, err.startswith("There is no kept version nothing.")) == (2, True)
    audit.settle()
    told = reading.newest(audit.path(), audit.What.DATA, "nothing")
    assert told.reason == "did not happen: restore, on the command line"


BID = {"need_from_on": "2027-04-01", "need_to_on": "2027-07-01", "suite_days": "120", "win_fraction": "0.3"}
"""More than the 91 days of the quarter that the one purification suite has."""


def test_the_pipeline_is_weighed_as_json_as_rows_and_in_words(dualsite, tmp_path):
    folder = DataFolder().keep("sites", "suites", "partners", "products", "bookings", "opportunities", "contracts",
                               "fx_rates", "sources")  # fmt: skip
    folder.change("opportunities", 2, **BID)
    data = folder.write(tmp_path)
    status, out, err = dualsite("pipeline", data, "--quarters", "2", "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["periods", "p_all_fit", "standard_error", "open_opportunities", "reason", "illustrative"]
    assert (found["standard_error"], found["open_opportunities"], found["reason"]) == (None, 2, None)
    (period,) = [one for one in found["periods"] if (one["quarter"], one["stage"]) == ("2027Q2", "DOWNSTREAM")]
    assert period == {
        "quarter": "2027Q2",
        "from": "2027-04-01",
        "to": "2027-07-01",
        "stage": "DOWNSTREAM",
        "open_d": 91,
        "options_d": 0,
        "certain_d": 0,
        "expected_d": 0.3 * 120,
        "all_d": 120,
        "p50_d": 0,
        "p90_d": 120,
        "p_oversell": 0.3,
        "breaks": [{"opportunity_id": "OPP-1", "demand_d": 120, "p_if_won": 1.0, "p_if_lost": 0.0}],
        "cure": {"opportunity_id": "OPP-1", "months_later": 1, "free_d": None},
    }
    assert list(period["cure"]) == ["opportunity_id", "months_later", "free_d"]
    rows = list(csv.DictReader(dualsite("pipeline", data, "--quarters", "2", "--format", "csv").out.splitlines()))
    assert [row["months_later"] for row in rows if row["opportunity_id"] == "OPP-1"] == ["1"]
    assert len(rows) == len(found["periods"])
    said = dualsite("pipeline", data, "--quarters", "2").out
    assert said.startswith("At current win probabilities, the risk that downstream is oversold in Q2 2027 is 30%")
    assert "   OPP-1: 1 months later cures it" in said


def test_the_pipeline_says_why_it_is_not_known(dualsite, tmp_path):
    data = DataFolder().write(tmp_path)
    for words, reason in (
        (("--site", "ALDER"), "Bids are not tied to a site, so this is not available by site."),
        (("--as-partner", "OAK"), "The pipeline is not available in a client session."),
    ):
        found = json.loads(dualsite("pipeline", data, *words, "--format", "json").out)
        nothing = {"periods": [], "p_all_fit": None, "standard_error": None, "open_opportunities": None}
        assert found == {**nothing, "reason": reason, "illustrative": False}
    assert dualsite("pipeline", data, "--quarters", "0").status == 2
    assert dualsite("pipeline", data, "--partner", "NOBODY").status == 2
    back = dualsite("pipeline", data, "--as-of", "2027-01-01", "--format", "csv")
    assert "bid stages and win probabilities are current" in back.err


def test_a_corrected_copy_is_written_listed_and_checked(dualsite, delivery, tmp_path):
    delivery.change("actions", 2, due_on="13.01.2027")
    folder, out = delivery.write(tmp_path / "data"), tmp_path / "out"
    status, said, _ = dualsite("check", "--fix", out, folder)
    assert status == 0
    assert said.splitlines()[:2] == [
        "changed actions.csv, due_on: the days are written day first: “13.01.2027” → “2027-01-13”",
        f"{out} is a copy of {folder}: 1 of its files corrected, listed in {out / 'CHANGES.csv'}. What is left:",
    ]
    assert said.splitlines()[-1] == "No findings."
    rows = list(csv.DictReader(io.StringIO((out / "CHANGES.csv").read_text("utf-8-sig"))))
    assert [(row["file"], row["columns"], row["count"], row["after"]) for row in rows] == [
        ("actions.csv", "due_on", "1", "2027-01-13")
    ]
    status, said, _ = dualsite("check", "--fix", tmp_path / "two", folder, "--format", "json")
    assert [one["before"] for one in json.loads(said)["changes"]] == ["13.01.2027"]
    status, said, err = dualsite("check", "--fix", out, folder)
    assert (status, said) == (2, "")
    assert "is not empty" in err


def test_findings_are_given_as_rows(dualsite, delivery, tmp_path):
    delivery.add("actions", owner="NOBODY")
    status, out, _ = dualsite("check", delivery.write(tmp_path), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (status, row["rule"], row["row"], row["cell"]) == (1, "E04", "4", "")


OUTAGE = ("--site-out", "ALDER", "--from", "2027-04-01", "--days", "60")


def test_an_outage_is_told_as_json_as_rows_and_in_words(dualsite, tmp_path):
    folder = DataFolder()
    folder.change("bookings", 4, start_on="2027-05-01", end_on="2027-06-01")
    data = folder.write(tmp_path)
    status, out, err = dualsite("continuity", data, *OUTAGE, "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["site", "from", "to", "products", "untouched"]
    assert (found["site"], found["from"], found["to"]) == ("ALDER", "2027-04-01", "2027-05-31")
    assert [one["product_id"] for one in found["products"]] + found["untouched"] == ["OAKMAB", "ELMADC", "OAKTWO"]
    oak = found["products"][0]
    # 6.4 kg of the 12 + 3.5 kg of April's 30 days are twelve days; by 31 May a batch may start upstream again
    assert (oak["supply_kg"], oak["survive_d"], oak["survive_until"]) == (6.4, 12, "2027-04-13")
    assert (oak["recover_d"], oak["recover_by"], oak["recover_sites"]) == (
        60 + 14 + 7 + 30,
        "RESUME",
        ["ALDER", "ALDER"],
    )
    assert [one["market"] for one in oak["markets"]] == ["US", "EU"]
    assert list(oak) == [
        "product_id", "supply_kg", "survive_d", "survive_until", "recover_d", "recover_by", "recover_sites", "gap_d",
        "gap_kg", "gap_batches", "gap_money", "currency", "reason", "markets",
    ]  # fmt: skip
    assert list(oak["markets"][0]) == [
        "market", "survive_d", "recover_d", "recover_by", "gap_d", "gap_kg", "missing_licences", "reason",
    ]  # fmt: skip
    rows = list(csv.DictReader(dualsite("continuity", data, *OUTAGE, "--format", "csv").out.splitlines()))
    assert len(rows) == sum(1 + len(one["markets"]) for one in found["products"])
    assert dualsite("continuity", data, *OUTAGE).out.startswith("If Alder Works stops for 60 days from 1 Apr 2027, ")
    own = json.loads(dualsite("continuity", data, *OUTAGE, "--as-partner", "ELM", "--format", "json").out)
    assert [one["product_id"] for one in own["products"]] + own["untouched"] == ["ELMADC"]


def test_an_outage_that_cannot_be_asked_is_an_error_of_the_question(dualsite, tmp_path):
    data = DataFolder().write(tmp_path)
    status, out, err = dualsite("continuity", data, "--site-out", "ALDER", "--from", "2027-02-28", "--days", "60")
    assert (status, out) == (2, "")
    assert err.startswith("The site stops on 2027-02-28, before 2027-03-01")
    assert dualsite("continuity", data, "--site-out", "NOWHERE").status == 2
    assert dualsite("continuity", data, "--site", "ALDER", "--days", "-1").status == 2
    assert dualsite("continuity", data, *OUTAGE, "--partner", "NOBODY").status == 2


@pytest.fixture
def any_language() -> Iterator[None]:
    """A command speaks a language of its own; what comes after it, none."""
    yield
    i18n.use_locale(None)


@pytest.mark.usefixtures("any_language")
@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_columns_begin_at_one_place_in_every_language(dualsite, tmp_path, language):
    folder = DataFolder().write(tmp_path)
    _status, out, err = dualsite("--lang", language, "kpi", folder, "--id", "batch_success_rate", "--id", "revenue_12m")
    assert err == ""
    # The label takes sixty places, whatever its letters; then comes a space, and then the value.
    for line in out.splitlines():
        cut = next(at for at in range(len(line)) if formats.places(line[:at]) == 61)
        assert line[cut - 1] == " "
        assert line[cut] != " "
    if language != "en":
        assert not re.search(r"[A-Za-z]{3,}", out.replace("OTIF", "")), out


@pytest.mark.usefixtures("any_language")
def test_the_pipeline_speaks_the_language_of_the_reader(dualsite, tmp_path):
    folder = DataFolder().write(tmp_path)
    _status, out, _err = dualsite("--lang", "ko", "pipeline", folder)
    assert "open " not in out
    assert "oversold" not in out
    assert "가용" in out
