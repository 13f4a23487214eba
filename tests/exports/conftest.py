"""A page on screen is run as the tests of pages run it."""

from __future__ import annotations

from tests.shared_scan import one_scan

__all__ = ["one_scan"]
