"""The templates and the dictionary are the contract in words."""

from __future__ import annotations

import pytest

from dualsite.errors import InputError
from dualsite.schema import TABLES, dictionary

SUFFIXES = {"_g_l": "g/L", "_l": "L", "_kg": "kg", "_d": "d", "_fraction": "fraction 0–1"}


def test_all_tables_are_meant_when_none_is_named():
    assert dictionary.names([]) == list(TABLES)
    assert dictionary.names(["suites", "sites"]) == ["suites", "sites"]


def test_an_unknown_table_is_an_input_error_that_lists_the_tables():
    with pytest.raises(InputError, match=r"There is no table suits\. The tables are: sources, sites, suites"):
        dictionary.names(["sites", "suits"])


def test_a_header_names_the_columns_in_order():
    assert dictionary.header(TABLES["fx_rates"]) == "\ufeffcurrency,month,units_per_usd,source_id,data_class,note\n"


def test_the_readme_explains_every_column():
    readme = dictionary.readme(["suites"])
    assert "## suites\n" in readme
    for column in TABLES["suites"].columns.values():
        assert f"- `{column.name}` " in readme
    assert "- `suite_id` (**key**, text): The suite." in readme
    assert "- `site_id` (text): The site it stands at. Refers to `sites`." in readme
    assert "- `unit_volume_l` (*optional*, number, L): Working volume of one unit." in readme
    assert "- `light_protected` (true or false): " in readme
    assert "Allowed: one of SEED, UPSTREAM, DOWNSTREAM, CONJUGATION, FILL_FINISH." in readme
    assert "## sites\n" not in readme


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_the_readme_gives_every_column_the_unit_of_its_name_and_a_text_none(table):
    readme = dictionary.readme([table.name])
    for column in table.columns.values():
        (line,) = [line for line in readme.splitlines() if line.startswith(f"- `{column.name}` (")]
        roles = line.split("(", 1)[1].split("): ")[0].split(", ")
        kind, *unit = [one for one in roles if not one.startswith("*")]
        suffix = next((unit for end, unit in SUFFIXES.items() if f"_{column.name}".endswith(end)), None)
        match kind:
            case "text" | "true or false":
                assert unit == [], line
            case "day":
                assert unit == (["month (its first day)"] if f"_{column.name}".endswith("_month") else []), line
            case _:
                assert suffix is None or unit == [suffix], line


def test_the_readme_says_which_tables_hold_client_data():
    assert "Holds data of one client per row." in dictionary.readme(["batches"])
    assert "Holds data of one client per row." in dictionary.readme(["milestone_statements"])
    assert "Holds data of one client per row." not in dictionary.readme(["sites"])


def test_the_readme_says_when_a_day_is_known():
    readme = dictionary.readme(["batches", "contracts", "approvals"])
    assert "- `planned_start_on` (day): The day it is planned to start. Known: ahead." in readme
    assert "- `disposition_on` (*optional*, day): " in readme
    assert "or aborted. Known: once it has come." in readme
    assert "The day it was signed. Known: once it has come; kept as stored." in readme
    assert "- `on` (**key**, day): The day. Known: the row begins on it (where is_actual)." in readme


def test_the_dictionary_has_one_row_per_column():
    rows = list(dictionary.rows())
    (closed,) = (row for row in rows if (row["Table"], row["Column"]) == ("opportunities", "closed_on"))
    assert closed["Known"] == "once it has come; kept as stored"
    assert len(rows) == sum(len(table.columns) for table in TABLES.values())
    assert {row["Area"] for row in rows} == set(dictionary.AREAS.values())
    (volume,) = (row for row in rows if (row["Table"], row["Column"]) == ("batches", "volume_l"))
    assert (volume["Kind"], volume["Unit"], volume["Role"]) == ("number", "L", "optional")
    (child,) = (row for row in rows if row["Column"] == "child_batch_id")
    assert (child["Role"], child["Refers to"]) == ("key", "batches")
