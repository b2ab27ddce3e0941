"""`make mutants ARGS=bot/privacy`: changes the code in small ways, one at a time, and names those that no test notices.

Arguments are files and folders of `bot/`; none is all of it, which takes hours. mutmut does the work, at the lowest
priority, and remembers what it tried (in `mutants/`) until a function changes. `.venv/bin/mutmut show NAME` shows a
mutant, `.venv/bin/mutmut browse` all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = Path(sys.executable).parent / "mutmut"
GOAL = 90
LOWEST = 19
SURVIVED, UNREACHED, UNTRIED = {0}, {5, 33}, {None, 2, 34}
"""mutmut's codes of what became of a mutant; every other is one that a test, or a timeout, caught."""


def main(paths: Sequence[str]) -> int:
    names = [name_of(Path(path)) for path in paths or ["bot"]]
    os.nice(LOWEST)
    command = [
        str(MUTMUT),
        "run",
        "--max-children",
        str(os.cpu_count() or 1),
        *(f"{name}*" for name in names),
    ]
    code = subprocess.run(command, check=False, cwd=ROOT).returncode
    report(names)
    return code


def name_of(path: Path) -> str:
    """`bot/privacy/seal.py` as `bot.privacy.seal.`"""
    inside = path.resolve().relative_to(ROOT).with_suffix("")
    return f"{'.'.join(inside.parts)}."


def report(names: Sequence[str]) -> None:
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, code in tried():
        if mutant.startswith(tuple(names)):
            fate = fate_of(code)
            areas[area_of(mutant)][fate] += 1
            if fate in ("survived", "unreached"):
                print(f"{fate}: {mutant}")
    for area, fates in sorted(areas.items()):
        caught, missed = fates["caught"], fates["survived"] + fates["unreached"]
        score = 100 * caught / (caught + missed) if caught + missed else 100.0
        untried = f", {fates['untried']} not tried" if fates["untried"] else ""
        below = f", below {GOAL}" if score < GOAL else ""
        print(f"{area:24} {score:5.1f} % of {caught + missed}{untried}{below}")


def tried() -> Iterator[tuple[str, int | None]]:
    for kept in sorted((ROOT / "mutants" / "bot").rglob("*.py.meta")):
        yield from json.loads(kept.read_text("utf-8"))["exit_code_by_key"].items()


def fate_of(code: int | None) -> str:
    if code in UNTRIED:
        return "untried"
    if code in UNREACHED:
        return "unreached"
    return "survived" if code in SURVIVED else "caught"


def area_of(mutant: str) -> str:
    """The noun, or the module where there is none."""
    return ".".join(mutant.split(".")[:2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
