"""The rooms of the pages, imported before anybody asks for one."""

from __future__ import annotations

import sys

import pytest

from dualsite import screens


def test_every_room_is_imported_down_to_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = "dualsite.screens.trials.figures.licences"
    monkeypatch.delitem(sys.modules, figures, raising=False)
    screens.load()
    assert figures in sys.modules
