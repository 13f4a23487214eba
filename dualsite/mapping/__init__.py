"""Exports of other systems → our tables, by a `mapping.toml` beside them."""

from dualsite.mapping.conversion import MappedTable, converted
from dualsite.mapping.exports import ExportSheet
from dualsite.mapping.findings import BELOW, MappingFinding
from dualsite.mapping.proposal import proposal
from dualsite.mapping.spec import MAPPING, Mapping, read_mapping

__all__ = [
    "BELOW",
    "MAPPING",
    "ExportSheet",
    "MappedTable",
    "Mapping",
    "MappingFinding",
    "converted",
    "proposal",
    "read_mapping",
]
