"""`make gallery`: writes every screen, as each platform draws it, to one HTML page (gallery.html, or as named)."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.gallery import write_gallery
from bot.gallery import examples

if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery.html")
    screens = [(example.name, example.seen_by, example.shown) for example in examples()]
    write_gallery(path, screens)
    print(f"{len(screens)} screens: {path.resolve().as_uri()}")
