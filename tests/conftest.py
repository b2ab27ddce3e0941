"""Fixtures that any test may ask for: see `tests/parts`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make folders of their own in it
ROOM = 4 * 1024**3

# Thousands of small databases are flushed to the disk a few times each: in memory that takes half the time, and a
# power cut is not among what the tests try.
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None

pytest_plugins = [
    "tests.parts.postgres",
    "tests.parts.migrated",
    "tests.parts.chromium",
    "tests.parts.node",
    "tests.parts.request_tracker",
    "tests.parts.needs",
    "tests.parts.processes",
]

# Machines are shared, so time says nothing about an example; CI tries the same examples every time.
settings.register_profile("upmentor", deadline=None, print_blob=True, derandomize="CI" in os.environ)
# mutmut runs them all again and again in one process.
settings.register_profile(
    "mutants",
    settings.get_profile("upmentor"),
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.differing_executors],
)
settings.load_profile("upmentor")
