"""docs/desk.md agrees with the code, and its recipes work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.configuration.settings import Settings, env_name
from adapters.desk.signature import HEADER, valid_signature
from adapters.desk.webhook import STATUSES

PAGE = (Path(__file__).parents[2] / "docs" / "desk.md").read_text("utf-8")
SECRET = "a-secret-that-both-sides-know-0123"


def test_every_setting_of_a_desk_is_there() -> None:
    for name in Settings.model_fields:
        if name.startswith("desk"):
            assert f"{env_name(name)}" in PAGE


def wants(tool: str) -> pytest.MarkDecorator:
    """Skips the test without the tool; fails in CI."""
    missing = shutil.which(tool) is None and "CI" not in os.environ
    return pytest.mark.skipif(
        missing, reason=f"the recipe needs {tool}"
    )  # nothing of ours can stand in for it


def test_every_status_is_there() -> None:
    assert f"`status` is {', '.join(f'`{word}`' for word in STATUSES)}".replace(", `done`", " or `done`") in (
        " ".join(PAGE.split())
    )
    assert HEADER in PAGE


@wants("openssl")
@pytest.mark.starts_process
def test_the_recipe_for_the_shell_signs_as_we_do() -> None:
    recipe = re.search(r"    body=.*?\n    t=.*?\n    v1=.*?\n", PAGE, re.DOTALL)
    assert recipe
    script = recipe[0] + '\nprintf "%s\\n" "$body" "t=$t,v1=$v1"'
    done = subprocess.run(
        ["sh", "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "SECRET": SECRET},
    )
    body, header = done.stdout.splitlines()
    assert valid_signature(SECRET, header, body.encode(), datetime.now(UTC))


@wants("perl")
@pytest.mark.starts_process
def test_the_scrip_for_request_tracker_signs_as_we_do() -> None:
    signing = re.search(r"    my \$body = .*?\n    my \$t = time;\n    my \$mac = .*?\n", PAGE, re.DOTALL)
    assert signing
    code = signing[0].replace("$self->TicketObj->id", "7").replace("THE SECRET", SECRET)
    script = f"use Digest::SHA 'hmac_sha256_hex'; {code} print \"$body\\nt=$t,v1=$mac\\n\";"
    done = subprocess.run(["perl", "-e", script], check=True, capture_output=True, text=True)
    body, header = done.stdout.splitlines()
    assert body == '{"ticket": "7"}'
    assert valid_signature(SECRET, header, body.encode(), datetime.now(UTC))


@pytest.mark.starts_process
def test_with_the_built_in_list_no_client_is_loaded() -> None:
    told = (
        "import sys, adapters.main, adapters.cli.main, adapters.runtime.serving, adapters.operator.doctor\n"
    )
    told += "print([name for name in sys.modules if name.startswith(('httpx', 'adapters.desk.client'))])"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
