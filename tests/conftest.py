"""Fixtures that any test may ask for: see `tests/parts`."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = [
    "tests.parts.postgres",
    "tests.parts.chromium",
    "tests.parts.node",
    "tests.parts.request_tracker",
    "tests.parts.needs",
]

# Machines are shared, so time says nothing about an example; CI tries the same examples every time.
settings.register_profile("upmentor", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("upmentor")
