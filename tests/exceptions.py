"""The fictional works with something late under every rule, and where each exception of it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dualsite.sitemap import PageId
from dualsite.store import Store, Version
from tests.data_folder import OPERATOR, DataFolder


@dataclass(frozen=True)
class Case:
    """An exception by the beginning of what it says, and the page and choices that it opens."""

    rule: str
    says: str
    page: PageId
    site: str | None = None
    partner: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    """The tab that is open there."""
    reads: str = ""
    """What can be read there."""


RAISED = (
    Case("milestones", "Birch Works: Birch mech", PageId.NETWORK, "BIRCH", None, {"tab": "milestones"}, "Milestones"),
    Case(
        "milestones",
        "Oak Medicines · Oakumab: Qualification",
        PageId.PROGRAMMES,
        None,
        "OAK",
        {"programme": "contract-OAK-CMO"},
        "",
        "Qualification campaign",
    ),
    Case(
        "notices",
        "Oak Medicines · Oakumab: contract ends",
        PageId.CONTRACTS,
        None,
        "OAK",
        {"show": "ends"},
        "Expiries and gates",
    ),
    Case(
        "licences",
        "Oakumab: downstream licence for United States",
        PageId.TRIALS,
        None,
        "OAK",
        {"tab": "licences", "product": "OAKMAB"},
        "Licences",
        "Oakumab",
    ),
    Case("targets", "Suite occupancy misses", PageId.CAPACITY, reads="Suite occupancy"),
    Case("targets", "Backlog misses", PageId.CONTRACTS, reads="Backlog"),
    Case("targets", "Trial sites misses", PageId.TRIALS, reads="Trial sites"),
    Case("targets", "Release time, median misses", PageId.QUALITY, reads="Release time, median"),
    Case(
        "take_or_pay",
        "Oak Medicines: take-or-pay shortfall",
        PageId.CONTRACTS,
        None,
        "OAK",
        {"show": "take_or_pay"},
        "Take-or-pay",
    ),
    Case(
        "capas",
        "Alder Works: CAPAs overdue",
        PageId.QUALITY,
        "ALDER",
        None,
        {"show": "open"},
        "Open events",
        "Each mark is an open event",
    ),
    Case(
        "lots",
        "Alder Works: lots awaiting disposition",
        PageId.QUALITY,
        "ALDER",
        None,
        {"show": "release"},
        "Release and waiting time",
    ),
    Case("actions", "Oak Medicines: 1 action overdue", PageId.CLIENT, None, "OAK", {}, "", "Sign the change"),
    Case(
        "actions",
        f"{OPERATOR}: 2 actions overdue",
        PageId.DATA,
        None,
        None,
        {"tab": "rows", "table": "actions"},
        "Rows",
    ),
)
"""Every kind of exception that a rule raises; a refused version is raised by itself."""


def everything_late() -> DataFolder:
    """Every rule has something to say on the day of the data."""
    folder = DataFolder()
    folder.change("contracts", 3, notice_d="290")
    folder.change("quality_events", 4, due_on="2027-02-01")
    folder.change("actions", 3, due_on="2027-02-20")
    folder.add("actions", partner_id="OAK", owner="CDMO", opened_on="2027-01-12", due_on="2027-02-10", closed_on="")
    folder.add(
        "actions",
        partner_id="OAK",
        owner="CLIENT",
        text="Sign the change",
        opened_on="2027-01-12",
        due_on="2027-02-01",
        closed_on="",
    )
    for kpi_id, target, comparator in (
        ("suite_occupancy", "0.999", "GE"),
        ("backlog", "1e12", "GE"),
        ("trial_sites", "99", "GE"),
        ("release_time_median", "1", "LE"),
    ):
        folder.add("targets", kpi_id=kpi_id, target=target, comparator=comparator)
    return folder


def refused_after(kept: Store) -> Version:
    """The version of a folder that is broken after a good one of it is on show."""
    kept.version()
    break_sites(kept)
    kept.version()
    assert kept.refused is not None
    return kept.refused


def break_sites(kept: Store) -> None:
    """Make the table of sites one that is refused."""
    sites = kept.folder / "sites.csv"
    sites.write_text(sites.read_text("utf-8").replace("OPERATING", "BROKEN"), "utf-8")
