#!/usr/bin/env python3
"""The boards in the repository are what generate.py makes of them, from the catalogue that the program prints."""

import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--binary", required=True)
printed = subprocess.run([parser.parse_args().binary, "catalogue"], check=True, capture_output=True).stdout
if printed != (ROOT / "deploy/catalogue.json").read_bytes():
    sys.exit("deploy/catalogue.json is not what `sjukpuls catalogue` prints: write it anew")
sys.exit(subprocess.run([sys.executable, "-B", ROOT / "deploy/grafana/generate.py", "--check"]).returncode)
