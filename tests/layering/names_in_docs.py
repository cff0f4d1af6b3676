#!/usr/bin/env python3
"""Every type and function that docs/ARCHITECTURE.md names is in the code, members in a file with their type.

  names_in_docs.py PROJECT_ROOT
"""

import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    page = root / "docs" / "ARCHITECTURE.md"
    headers = [
        set(re.findall(r"\w+", path.read_text()))
        for folder in ("processor", "sinks")
        for path in (root / folder).rglob("*.h")
    ]
    named = set(re.findall(r"`([A-Za-z]\w*(?:::\w+)*)`", page.read_text()))
    unknown = []
    for name in sorted(named):
        parts = name.split("::")
        # `Worker::step`, `domain::PatientRecord`, `PartialWriter`; not `take`, `codec` or `28d`.
        if len(parts) == 1 and not re.match(r"[A-Z][a-z]", name):
            continue
        # Namespaces do not stand beside what is used of them.
        wanted = {part for part in parts if part[0].isupper()} | {parts[-1]}
        if not any(wanted <= words for words in headers):
            unknown.append(name)
    if unknown:
        sys.exit(f"{page} names what is not in the code: {', '.join(unknown)}")


if __name__ == "__main__":
    main()
