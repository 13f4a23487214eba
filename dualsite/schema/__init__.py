"""The data contract: every table, column and rule, stated once.

The same objects check a data folder, make the empty templates and render the dictionary.
"""

from dualsite.schema import network, commercial, operations, quality, clinical  # noqa: F401, I001  the contract's order
from dualsite.schema.columns import Column
from dualsite.schema.contract import TABLES, Table

__all__ = ["TABLES", "Column", "Table"]
