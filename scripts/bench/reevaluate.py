#!/usr/bin/env python3
"""Measures how long a change of policy takes until every device was judged by it, in a SQLite store on the disk.

Prints rows as JSON.

    scripts/bench/reevaluate.py [--devices N] [--packages N]

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
    "reevaluate": "every verdict changes",
    "reevaluate.back": "every verdict changes back",
    "reevaluate.unmoved": "the policy changes, no verdict does",
    "reevaluate.group": "half of the devices join a group",
    "reevaluate.whole": "every requirement is replaced by one of another name",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--packages", type=int, default=40)
    options = parser.parse_args()
    driver = program("gatehouse-bench")
    (ROOT / "var").mkdir(exist_ok=True)
    # On the disk that the repository is on: a file system in memory would make every commit free.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        policies = [str(path) for path in sorted((ROOT / "examples" / "policies").glob("*.yaml"))]
        run = subprocess.run(
            [driver, "reevaluate", "--folder", folder, "--devices", str(options.devices), "--packages",
             str(options.packages), "--policies", ",".join(policies)], stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(folder)
    if run.returncode != 0:
        sys.exit(f"the driver ended with {run.returncode}")
    rows = [row(json.loads(line), options.devices) for line in run.stdout.splitlines()]
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def row(figure, devices):
    note = f"{NOTES[figure['name']]}; {devices:,} devices, {devices / figure['value']:,.0f} a second; {load()}"
    # The budget is for a change of policy; replacing all of them is measured to know the worst.
    return figure | {"note": note} | ({} if figure["name"] == "reevaluate.whole" else {"budget": "< 5"})


if __name__ == "__main__":
    main()
