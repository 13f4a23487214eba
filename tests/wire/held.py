"""The app as it is, except that what runs can be held in the middle: once its view is made, once a download is made.

Whatever comes there first, once there is a file `hold` in the folder that HELD names, makes it the file `waits`, and
waits until that is gone. For HELD_S seconds it keeps the next run of the same person waiting, if there is such a
setting, and else as long as any run does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

import streamlit as st

from dualsite.screens.shared import tables
from dualsite.web import frame, limits, server

P = ParamSpec("P")
R = TypeVar("R")


def held(function: Callable[P, R]) -> Callable[P, R]:
    def then_wait(*args: P.args, **kwargs: P.kwargs) -> R:
        found = function(*args, **kwargs)
        folder = Path(os.environ["HELD"])
        with suppress(FileNotFoundError):
            (folder / "hold").rename(folder / "waits")
            while (folder / "waits").exists():
                time.sleep(0.005)
        return found

    return then_wait


limits.LONGEST_RUN_S = float(os.environ.get("HELD_S", limits.LONGEST_RUN_S))
frame.open_frame = held(frame.open_frame)
tables.as_file = held(tables.as_file)

app = st.App(**server.parts())
