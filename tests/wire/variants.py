"""A delivery in which one client is looked after by many eyes, and copies in which everyone else is another.

The client is Oak. Every other row of a client table is somebody else's: Elm's, Ash's or the site's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from dualsite.schema import TABLES
from tests.data_folder import DataFolder

CLIENT, CLIENT_NAME = "OAK", "Oak Medicines"

CLIENT_TABLES = [name for name, table in TABLES.items() if table.is_client]

SITE_TABLES = ("sources", "sites", "suites", "fx_rates", "targets")


def reference() -> DataFolder:
    """The fictional delivery, every client table with rows of Oak and of others."""
    delivery = DataFolder()
    delivery.tables["sources"].append(
        {"source_id": "PRESS-2", "title": "Elm gets its orphan", "publisher": "Elm Daily", "url": "https://e.example"}
    )
    delivery.tables["sources"].append(
        {"source_id": "PRESS-3", "title": "Oakira approved", "publisher": "Oak Daily", "url": "https://o.example"}
    )
    delivery.change("approvals", 2, source_id="PRESS-3", data_class="PUBLIC")
    delivery.change("approvals", 4, source_id="PRESS-2", data_class="PUBLIC")
    delivery.change("suites", 2, note="Held for Elm Therapeutics", source_id="PRESS-2", data_class="PUBLIC")
    delivery.add("routes", product_id="OAKTWO", partner_id="OAK", stage="UPSTREAM", batch_output_kg="4")
    delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="ELM")
    delivery.add("contract_years", contract_id="ELM-CDO", partner_id="ELM", start_on="2026-02-01", end_on="2027-02-01")
    delivery.add("batch_inputs", child_batch_id="B-4", parent_batch_id="B-3", partner_id="ELM", kg_used="0")
    delivery.change("batches", 6, actual_start_on="2026-11-10")
    delivery.add("bookings", suite_id="AL-DN", start_on="2027-04-05", end_on="2027-05-03", kind="PROCESS",
                 firmness="FIRM", partner_id="ELM", product_id="", contract_id="ELM-CDO")  # fmt: skip
    delivery.add("milestone_statements", milestone_id="OAK-PPQ", stated_on="2026-02-02", target_on="2026-06-30",
                 precision="MONTH", target_text="June 2026")  # fmt: skip
    return delivery


def _is_others(table: str, row: dict[str, str]) -> bool:
    if TABLES[table].client_through:
        return not row["milestone_id"].startswith(CLIENT)
    return row.get("partner_id", "") != CLIENT


def _others(delivery: DataFolder) -> list[tuple[str, dict[str, str]]]:
    """Every row that is not the client's, with its table."""
    named = [*CLIENT_TABLES, "milestone_statements"]
    return [(name, row) for name in named for row in delivery.tables[name] if _is_others(name, row)]


def changed() -> DataFolder:
    """Other amounts, days and words on everyone else's rows."""
    delivery = reference()
    chance = random.Random(7)
    keys = {
        name: {column for key in (table.key, *table.other_keys) for column in key} for name, table in TABLES.items()
    }
    for name, row in _others(delivery):
        if name == "bookings":
            continue
        for column in TABLES[name].columns.values():
            if not row.get(column.name) or column.name in keys[name] or column.references or column.vocabulary:
                continue
            if column.kind == "number" and column.unit in (None, "kg", "in the row's unit"):
                row[column.name] = str(round(float(row[column.name]) * chance.uniform(1.1, 3), 2))
            elif (
                column.kind == "text"
                and column.allowed.startswith("at most")
                and column.name not in ("subject_id", "unit")
            ):
                row[column.name] = f"Changed {chance.randrange(10**6)}"
    delivery.change("bookings", 6, opportunity_id="")
    delivery.tables["lab_tests"][0].update(tests="999", oos="77", oos_invalidated="5")
    delivery.change("suites", 2, note="Held for somebody else")
    return delivery


def deleted() -> DataFolder:
    """Everyone else gone, but for the bookings: those of the others become the site's own."""
    delivery = reference()
    for name in [*CLIENT_TABLES, "milestone_statements"]:
        rows = delivery.tables[name]
        if name == "bookings":
            for row in rows:
                if row["partner_id"] != CLIENT:
                    row.update(partner_id="", product_id="", contract_id="", campaign_id="", opportunity_id="",
                               firmness="FIRM", option_expires_on="", kind="MAINTENANCE")  # fmt: skip
            continue
        delivery.tables[name] = [row for row in rows if not _is_others(name, row)]
    delivery.tables["changeovers"] = [
        row for row in delivery.tables["changeovers"] if "ELMADC" not in (row["from_class"], row["to_class"])
    ]
    delivery.tables["sources"] = [row for row in delivery.tables["sources"] if row["source_id"] != "PRESS-2"]
    delivery.change("suites", 2, note="", source_id="PRESS-1")
    delivery.tables["lab_tests"] = delivery.tables["lab_tests"][1:]
    return delivery


def doubled() -> DataFolder:
    """Everyone else many times over, before and after the client's own rows, so that places in a file move."""
    delivery = reference()
    for number in range(40):
        copies = renamed(f"{number:02}").tables
        for name in [*CLIENT_TABLES, "milestone_statements", "sources"]:
            if name == "bookings":
                continue
            extra = [row for row in copies[name] if name == "sources" or _is_others(name, row)]
            known = {tuple(row.get(key, "") for key in TABLES[name].key) for row in delivery.tables[name]}
            extra = [row for row in extra if tuple(row.get(key, "") for key in TABLES[name].key) not in known]
            if TABLES[name].key:
                delivery.tables[name] = extra + delivery.tables[name] if number % 2 else delivery.tables[name] + extra
    return delivery


def renamed(suffix: str = "x") -> DataFolder:
    """Everyone else under other names and ids."""
    delivery = reference()
    words = {
        "ELM": f"ZELKOVA{suffix}",
        "Elm": f"Zelkova{suffix}",
        "elm": f"zelkova{suffix}",
        "NCT90000001": f"NCT9{suffix}",
    }
    own_keys = {name: table.key[0] for name, table in TABLES.items() if len(table.key) == 1}
    known = {
        name: {row[key] for row in delivery.tables[name] if not _is_others(name, row)}
        for name, key in own_keys.items()
        if name in CLIENT_TABLES
    }
    references = {
        name: {column.name: column.references for column in table.columns.values() if column.references in known}
        for name, table in TABLES.items()
    }
    for name, row in [*_others(delivery), *(("changeovers", row) for row in delivery.tables["changeovers"])]:
        for column, value in list(row.items()):
            for word, other in words.items():
                value = value.replace(word, other)
            target = name if own_keys.get(name) == column and name in known else references[name].get(column)
            is_other_id = target in known and value and value not in known[target]
            if is_other_id and not any(other in value for other in words.values()):
                value = f"{value}-{suffix}"
            row[column] = value
    for row in delivery.tables["sources"]:
        if row["source_id"] == "PRESS-2":
            row.update(title=f"Zelkova{suffix} gets its orphan", publisher="Zelkova Daily", url="https://z.example")
    delivery.change("suites", 2, note=f"Held for Zelkova{suffix}")
    return delivery


VARIANTS: dict[str, Callable[[], DataFolder]] = {
    "changed": changed,
    "deleted": deleted,
    "doubled": doubled,
    "renamed": renamed,
}


def words_of_others() -> list[str]:
    """What stands in everyone else's rows of the reference and nowhere in the client's: names, ids and amounts."""
    delivery = reference()
    common = {
        word for table in TABLES.values() for column in table.columns.values() for word in column.vocabulary or ()
    }
    for name, rows in delivery.tables.items():
        for row in rows:
            if name in SITE_TABLES or not _is_others(name, row):
                common.update(value for value in row.values() if value)
    everything = "\n".join(common).casefold()
    found = set()
    for name, row in _others(delivery):
        for column, value in row.items():
            kind = TABLES[name].columns[column].kind
            if kind == "number" and len(value) >= 6 and value.isdigit():
                found.update((value, f"{int(value):,}"))
            elif kind == "text" and len(value) >= 4:
                found.add(value)
    return sorted(word for word in found if word.casefold() not in everything)
