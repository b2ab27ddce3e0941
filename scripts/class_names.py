"""`make lint`: no two classes in bot/ and adapters/ have the same name. Names the places of each that is repeated."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "adapters")


def main(root: Path) -> int:
    repeated = repeated_classes(root)
    for name, places in repeated:
        print(f"{places[0]}: class {name} is also at {', '.join(places[1:])}")
    if repeated:
        print(f"Class names used more than once: {len(repeated)}. Rename all but one of each.")
    return 1 if repeated else 0


def repeated_classes(root: Path) -> Sequence[tuple[str, Sequence[str]]]:
    """Each name of several classes, with their places as FILE:LINE."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            for name, line in _classes(file):
                found[name].append(f"{file.relative_to(root)}:{line}")
    return [(name, places) for name, places in sorted(found.items()) if len(places) > 1]


def _classes(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
        if isinstance(node, ast.ClassDef):
            yield node.name, node.lineno


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else ROOT))
