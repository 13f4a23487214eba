"""Registry files → our tables: what ClinicalTrials.gov and AACT let a user download, as `trials` and its sites."""

from dualsite.importers.apart import read_trials_apart
from dualsite.importers.folder import Written, as_csv, sole_partner, write
from dualsite.importers.limits import OF_NAMED_FILES, OF_UPLOADS
from dualsite.importers.records import ImportFinding, ImportRefusal
from dualsite.importers.sources import NamedBytes
from dualsite.importers.trials import TRIAL_TABLES, UPLOADED, Import, Progress, read_trials

__all__ = [
    "OF_NAMED_FILES",
    "OF_UPLOADS",
    "TRIAL_TABLES",
    "UPLOADED",
    "Import",
    "ImportFinding",
    "ImportRefusal",
    "NamedBytes",
    "Progress",
    "Written",
    "as_csv",
    "read_trials",
    "read_trials_apart",
    "sole_partner",
    "write",
]
