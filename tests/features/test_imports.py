"""The import contracts know every module that they are about."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NOUNS = [folder.parent for folder in (ROOT / "bot").glob("*/feature.py")]
PRIVATE = ("screens", "turns", "ticks")


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: str(noun.name))
def test_words_and_turns_of_a_noun_are_its_own_by_contract(noun: Path) -> None:
    (layers,) = (one["layers"] for one in CONTRACTS if one.get("containers"))
    (forbidden,) = (one["forbidden_modules"] for one in CONTRACTS if one.get("source_modules") == ["bot.*"])
    private = [file.stem for file in noun.glob("*.py") if file.stem.endswith(PRIVATE)]
    assert [name for name in private if f"bot.*.{name}" not in forbidden] == []
    assert [name for name in private if f"({name})" not in " ".join(layers)] == []


def test_every_noun_with_turns_or_ticks_is_a_feature() -> None:
    acting = {file.parent for name in PRIVATE[1:] for file in (ROOT / "bot").glob(f"*/{name}.py")}
    assert acting <= set(NOUNS)
