#!/usr/bin/env python3
"""The boards in the repository are what generate.py makes of them; tests/deploy holds the catalogue behind them."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

sys.exit(subprocess.run([sys.executable, "-B", ROOT / "deploy/grafana/generate.py", "--check"]).returncode)
