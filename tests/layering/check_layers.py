"""Fails when a room includes another that its CMakeLists does not list, or a library that another room
keeps behind its adapter. Usage: check_layers.py SOURCE_ROOT ROOMS_FILE"""

import pathlib
import re
import sys

# What each room may use at most: the table of rooms in the README. A CMakeLists that lists more is as
# wrong as an include.
ALLOWED = {
    "base": set(),
    "domain": {"base"},
    "indicators": {"base", "domain"},
    "engine": {"base", "domain", "indicators"},
    "codec": {"base", "domain"},
    "config": {"base"},
    "replay": {"base", "domain", "indicators", "engine", "codec"},
    "simulation": {"base", "domain", "codec"},
    "stream": {"base"},
    "runtime": {"base", "domain", "indicators", "engine", "codec", "stream"},
    "kafka": {"base", "stream"},
    "disclosure": {"base", "domain", "indicators", "engine"},
    "alerts": {"base", "domain", "indicators", "engine", "disclosure"},
    "topics": {"base", "domain", "indicators", "engine", "codec", "stream", "disclosure", "alerts"},
    "http": {"base"},
    "snapshot": {"base", "domain", "indicators", "engine", "disclosure"},
    "prometheus": {"base", "domain", "indicators", "engine", "disclosure", "alerts", "http"},
    "openmetrics": {"base", "domain", "indicators", "engine", "disclosure", "prometheus"},
    "board": {"base", "domain", "indicators", "engine", "disclosure", "alerts", "topics", "snapshot", "http"},
    "service": {"base", "domain", "indicators", "engine", "codec", "stream", "runtime", "kafka", "disclosure", "alerts", "topics", "snapshot", "prometheus", "http", "board"},
}

# Which rooms alone may include a library.
BEHIND = {
    r"librdkafka/": {"kafka"},
    r"prometheus/": {"prometheus"},
    r"sjukpuls/v1/|google/protobuf/": {"codec"},
    r"simdjson": {"codec"},
    r"yaml-cpp/": {"config"},
    r"zstd": {"codec"},
    r"zlib": {"codec", "http"},
    r"httplib": {"http"},
}

INCLUDE = re.compile(r'^#include ["<]([^">]+)[">]')
OWN = re.compile(r"^(?:processor|sinks)/([a-z_]+)/")


def faults(root, rooms):
    for room, deps in rooms.items():
        if room not in ALLOWED:
            yield f"{room}: not in the table of rooms of {__file__}"
        elif deps - ALLOWED[room]:
            yield f"{room}: CMakeLists lists {', '.join(sorted(deps - ALLOWED[room]))}"
    files = [p for top in ("processor", "sinks") for p in sorted((root / top).rglob("*"))]
    for path in (p for p in files if p.suffix in (".h", ".cc")):
        name = path.relative_to(root)
        room = name.parts[1]
        if room == "app":
            continue  # the one place that knows every room
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            own = OWN.match(include[1])
            if own and own[1] != room and own[1] not in rooms.get(room, set()):
                yield f"{name}:{number}: {room} may not include {include[1]}"
            for library, keepers in BEHIND.items():
                if not own and re.match(library, include[1]) and room not in keepers:
                    yield f"{name}:{number}: only {', '.join(keepers)} may include {include[1]}"


def main():
    root = pathlib.Path(sys.argv[1])
    rooms = {}
    for line in pathlib.Path(sys.argv[2]).read_text().splitlines():
        room, deps = line.split(":")
        rooms[room] = set(deps.split())
    found = list(faults(root, rooms))
    print("\n".join(found) or f"{len(rooms)} rooms keep to their layers")
    sys.exit(1 if found or not rooms else 0)


main()
