"""What is installed stays as it is while tests run, so components are looked for in it once, not for every screen."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def one_scan() -> Iterator[None]:
    """AppTest reads what every installed package says of itself once. For the conftest of a folder that uses it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield
