#!/usr/bin/env python3
"""Measures how many people sign in with a passkey in a second, and how many sessions are looked up. Prints rows as JSON.

    scripts/bench/signin.py [--count N]

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

NOTES = {"passkey": "challenge, signature and a durable session", "session": "who a cookie belongs to"}
BUDGETS = {"signin.passkey.per_core": "≥ 500"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=5000)
    options = parser.parse_args()
    driver = program("gatehouse-bench")
    (ROOT / "var").mkdir(exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        run = subprocess.run(
            [driver, "signin", "--folder", folder, "--count", str(options.count)], stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(folder)
    if run.returncode != 0:
        sys.exit(f"the driver ended with {run.returncode}")
    rows = []
    for figure in map(json.loads, run.stdout.splitlines()):
        note = NOTES[figure["name"].split(".")[1]]
        row = figure | {"note": f"{note}; {options.count:,} at 64 at once; {load()}"}
        if figure["name"] in BUDGETS:
            row["budget"] = BUDGETS[figure["name"]]
        rows.append(row)
    print(json.dumps(rows, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
