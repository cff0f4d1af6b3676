#!/usr/bin/env python3
"""The catalogue that rules, boards and documents are made of is the one that the program prints.

  catalogue_is_current.py SJUKPULS CATALOGUE_JSON     with UPDATE_DOCUMENTS=1: writes it anew
"""

import os
import pathlib
import subprocess
import sys


def main():
    binary, path = sys.argv[1], pathlib.Path(sys.argv[2])
    printed = subprocess.run([binary, "catalogue"], stdout=subprocess.PIPE, check=True).stdout
    if "UPDATE_DOCUMENTS" in os.environ:
        path.write_bytes(printed)
    elif path.read_bytes() != printed:
        sys.exit(f"{path} is not what `sjukpuls catalogue` prints: write it anew, then run "
                 "deploy/generate_measures.py, deploy/prometheus/generate_rules.py and deploy/grafana/generate.py")


if __name__ == "__main__":
    main()
