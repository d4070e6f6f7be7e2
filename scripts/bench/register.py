#!/usr/bin/env python3
"""Measures how long the asset register takes to answer with a hundred thousand entries. Prints rows as JSON.

    scripts/bench/register.py [--entries N]

BIN=.build/debug takes that binary instead of building a release one.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from node import ROOT, load, program

NOTES = {
    "page": "the first hundred by name", "middle": "a hundred from the middle on", "search": "a part of a name",
    "owner": "one person's", "stale": "not seen for 30 days", "unauthorised": "one in a thousand",
    "ambiguous": "two in a thousand", "newest": "a hundred by when they were seen: sorts all",
    "import": "10,000 new rows in one unit of work",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    driver = program("gatehouse-bench")
    (ROOT / "var").mkdir(exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        run = subprocess.run(
            [driver, "register", "--folder", folder, "--entries", str(options.entries)], stdout=subprocess.PIPE,
            text=True)
    finally:
        shutil.rmtree(folder)
    if run.returncode != 0:
        sys.exit(f"the driver ended with {run.returncode}")
    rows = []
    for figure in map(json.loads, run.stdout.splitlines()):
        note = NOTES[figure["name"].removeprefix("register.")]
        rows.append(figure | {"note": f"{note}; {options.entries:,} entries; {load()}"})
    print(json.dumps(rows, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
