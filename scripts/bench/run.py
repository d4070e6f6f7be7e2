#!/usr/bin/env python3
"""Runs the benchmarks, prints one table, and writes Benchmarks/results.json.

    scripts/bench/run.py [GROUP ...]        (or ONLY=group)

A group is a script beside this one that prints a JSON list of rows on standard output:
    {"name", "value", "unit"}, and where there is something to compare with "peer", "peer_value", "ratio";
    "budget" and "note" are shown when they are there.
The file is one list of rows; each also says its group, and when and on what it was measured. Groups that are not run
keep the rows of their last run.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "Benchmarks" / "results.json"
GROUPS = ["decision", "verify", "checkin", "reevaluate", "fleet", "action", "register", "signin", "agent",
          "collect", "token"]


def main():
    wanted = sys.argv[1:] or os.environ.get("ONLY", "").split() or GROUPS
    unknown = [group for group in wanted if group not in GROUPS]
    if unknown:
        sys.exit(f"unknown group `{unknown[0]}`\nhint: the groups are {', '.join(GROUPS)}")
    results = previous()
    failed = [group for group in wanted if not measure(group, results)]
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print_table(results, wanted)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def previous():
    if RESULTS.exists():
        return json.loads(RESULTS.read_text())
    return []


def measure(group, results):
    """Runs a group; its rows replace those of its last run only when it succeeds."""
    script = HERE / f"{group}.py"
    if not script.exists():
        print(f"{group}: there is no {script.name}", file=sys.stderr)
        return False
    print(f"{group} …", file=sys.stderr, flush=True)
    run = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        return False
    try:
        rows = json.loads(run.stdout)
        assert all({"name", "value", "unit"} <= row.keys() for row in rows)
    except (ValueError, AssertionError):
        print(f"{group}: its output is not a list of rows", file=sys.stderr)
        return False
    here = machine()
    results[:] = [row for row in results if row["group"] != group]
    nothing = {"peer": None, "peer_value": None, "ratio": None}
    results += [nothing | row | {"group": group, "machine": here} for row in rows]
    return True


def machine():
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "processor": model, "processors": len(os.sched_getaffinity(0)),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "load": round(os.getloadavg()[0], 1),
        "measuredAt": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def print_table(results, wanted):
    lines = [["what", "here", "budget", "beside", "there", "ratio", "note"]]
    for group in wanted:
        for row in [row for row in results if row["group"] == group]:
            unit = row["unit"]
            lines.append([
                row["name"], amount(row["value"], unit), str(row.get("budget", "")), row["peer"] or "",
                amount(row["peer_value"], unit), "" if row["ratio"] is None else f"{row['ratio']:g}×",
                row.get("note", ""),
            ])
    used = [column for column in range(len(lines[0])) if any(line[column] for line in lines[1:])]
    widths = {column: max(len(line[column]) for line in lines) for column in used}
    for line in lines:
        print("  ".join(line[column].ljust(widths[column]) for column in used).rstrip())


def amount(value, unit):
    if value is None:
        return ""
    return f"{value:,.0f} {unit}" if abs(value) >= 100 else f"{value:,.3g} {unit}"


if __name__ == "__main__":
    main()
