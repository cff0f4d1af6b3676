#!/usr/bin/env python3
"""Writes the boards, in Swedish and English, from one source: boards.py, texts.json and the catalogue.

    deploy/grafana/generate.py            writes dashboards/sv and dashboards/en
    deploy/grafana/generate.py --check    fails when what is there differs

Measures, official terms and sources come from deploy/catalogue.json, which is what `sjukpuls catalogue` prints.
"""

import json
import sys

from board import HERE, LANGUAGES, Board
from boards import BOARDS


def render(catalogue):
    for language in LANGUAGES:
        board = Board(language, catalogue)
        for name, (content, since) in BOARDS.items():
            dashboard = board.dashboard(name, content(board), since)
            yield HERE / "dashboards" / language / f"{name}.json", json.dumps(
                dashboard, ensure_ascii=False, indent=1
            ) + "\n"


def main():
    catalogue = json.loads((HERE.parent / "catalogue.json").read_text())
    stale = []
    for path, text in render(catalogue):
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(str(path.relative_to(HERE)))
    if stale:
        sys.exit(f"not what generate.py writes: {', '.join(stale)}; run deploy/grafana/generate.py")


if __name__ == "__main__":
    main()
