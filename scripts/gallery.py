"""`make gallery`: writes all screens as drawn by each platform to one HTML page, gallery.html by default."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.gallery import write_gallery
from adapters.teams.gallery_preview import drawing
from bot.gallery import examples

NPM = Path(__file__).resolve().parent.parent / "node_modules"

if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery.html")
    screens = [(example.name, example.seen_by, example.shown) for example in examples()]
    write_gallery(path, screens, end=drawing(NPM))
    print(f"{len(screens)} screens: {path.resolve().as_uri()}")
