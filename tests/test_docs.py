"""The pages that lead a newcomer through the tree name files and functions that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = {path: path.read_text() for top in ("bot", "adapters") for path in (ROOT / top).rglob("*.py")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"`((?:adapters|bot|tests|docs|scripts|benchmarks)/[\w./-]+)`", page.read_text()))
    assert [one for one in sorted(named) if not (ROOT / one).exists() and "NAME" not in one] == []


def test_every_hop_of_the_walkthrough_names_what_its_file_defines() -> None:
    hops = re.findall(r"^\| \d+ \| (.+?) \|", (ROOT / "docs/walkthrough.md").read_text(), re.MULTILINE)
    assert len(hops) > 40
    for hop in hops:
        files = re.findall(r"`([\w/]+\.py)`", hop)
        sources = [text for path, text in SOURCES.items() if any(str(path).endswith(f"/{f}") for f in files)]
        names = [name for name in re.findall(r"`([\w.()]+)`", hop) if not name.endswith(".py")]
        assert sources, hop
        for name in names:
            last = name.partition("(")[0].rpartition(".")[2]
            assert any(re.search(rf"(def|class) {last}\b", text) for text in SOURCES.values()), (hop, name)


def test_the_map_of_the_tree_in_the_readme_is_whole() -> None:
    tree = (ROOT / "README.md").read_text().partition("## Find your room")[2].partition("Start with")[0]
    for top in ("bot", "adapters"):
        rooms = [path.parent.name for path in sorted((ROOT / top).glob("*/__init__.py"))]
        assert [room for room in rooms if f"{room}/" not in tree] == []
