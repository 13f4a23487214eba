"""A document as a workbook: numbers that can be counted on, under heads that say their unit."""

from __future__ import annotations

from dualsite.exports.xlsx.workbook import written

__all__ = ["written"]
