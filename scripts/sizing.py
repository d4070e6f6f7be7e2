#!/usr/bin/env python3
"""Measures what fleets of several sizes ask of one node, and prints the table; ends with 3 when an assertion fails.

    scripts/sizing.py [--database sqlite|postgresql ...] [--devices N ...] [--out FILE]

Server, database and the simulator of the devices are on the same machine, which is how small the node may be. At most
so many devices are connected as a process may open files for; the rest of a larger fleet is written into the store, and
those that are connected report and ask for access so much more often. BIN=.build/debug takes those binaries instead of
building release ones.
"""

import argparse
import json
import math
import pathlib
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "bench"))
sys.path.insert(0, str(ROOT / "scripts"))

from fleet import size  # noqa: E402
from load import Database, leave_in_order  # noqa: E402
from node import Node, load, program  # noqa: E402

SCENARIO = ROOT / "examples" / "scenarios" / "sizing" / "working-day.yaml"
SIZES = [1_000, 10_000, 50_000]
PACKAGES = 40
# A device that reports has a second connection for as long as it is kept, and the fewer devices stand for a fleet, the more
# of them report at once: of what a process may open here, more than half would not be enough.
MOST_CONNECTED = 8_000
# A process may open this many files for itself, beside one for each device.
SPARE_FILES = 3_500
# New devices each second, each with all that it has to tell at first: storms are for `make load`.
CONNECTS = 100
# Seconds between two reports of each device of the whole fleet in the two phases, and between a person's accesses.
PERIODS = {"working day": 900, "update": 300}
ACCESS = 300
COLUMNS = [
    ("devices", "devices", "{:,}"), ("connected", "connected", "{:,}"), ("memory", "memory, MiB", "{:.0f}"),
    ("database", "database, MiB", "{:.0f}"), ("enrolled", "enrolled/s", "{:.0f}"),
    ("working day.rate", "reports/s by day", "{:.1f}"), ("working day.cores", "of a core by day", "{:.1%}"),
    ("working day.checkin", "p99 report", "{:.0f} ms"), ("working day.decision", "p99 decision", "{:.1f} ms"),
    ("update.rate", "reports/s in the update", "{:.0f}"), ("update.cores", "of a core in the update", "{:.1%}"),
    ("update.checkin", "p99 report", "{:.0f} ms"), ("update.decision", "p99 decision", "{:.1f} ms"),
]


def main():
    options = arguments()
    driver, simulator = program("gatehouse-bench"), program("gatehouse-simulator")
    rows = []
    for engine in options.database:
        print(f"\n{engine}\n| {' | '.join(title for _, title, _ in COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
        for devices in options.devices:
            row = measure(engine, devices, driver, simulator)
            rows.append(row | {"engine": engine, "load": load()})
            print("| " + " | ".join(form.format(row[name]) for name, _, form in COLUMNS) + " |", flush=True)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(rows, indent=2) + "\n")
    sys.exit(0 if all(row["holds"] for row in rows) else 3)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--devices", nargs="+", type=int, default=SIZES)
    parser.add_argument("--out", type=pathlib.Path, help="figures as JSON")
    return parser.parse_args()


def measure(engine, devices, driver, simulator):
    """What one size took on one engine."""
    connected = min(devices, MOST_CONNECTED, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES)
    with Database(engine) as database, Node(*database.flags) as node:
        if devices > connected:
            node.stop()
            place = database.flags[-1] if database.flags else node.database
            subprocess.run(
                [driver, "fill", "--database", place, "--devices", str(devices - connected), "--packages",
                 str(PACKAGES)], check=True, stdout=subprocess.DEVNULL)
            node.restart()
            node.wait_until_ready()
        scenario = node.folder / SCENARIO.name
        scenario.write_text(scaled(devices, connected))
        out = node.folder / "figures.json"
        run = subprocess.Popen(
            [simulator, scenario, "--server", node.address, "--data-dir", node.data, "--state", node.folder / "fleet",
             "--devices", str(connected), "--source-addresses", "4", "--json", out], stderr=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        try:
            phases = watch(run, node)
            summary = run.stdout.read()
            run.wait(timeout=600)
        finally:
            run.kill()
        if run.returncode not in (0, 3):
            sys.exit(f"the simulator ended with {run.returncode}:\n{summary[-2000:]}")
        figures = json.loads(out.read_text())
        if not figures["holds"]:
            tell(figures)
        return {"devices": devices, "connected": connected, "holds": figures["holds"],
                "database": size(node, database) / 2**20} | phases | percentiles(figures)


def tell(figures):
    """What missed, every counter that is not zero, and in which seconds the errors were."""
    for one in figures["assertions"]:
        if not one["holds"]:
            print(f"missed: {one['assertion']} (found {one['found']})", file=sys.stderr)
    print(", ".join(f"{name} {count}" for name, count in figures["counters"].items() if count), file=sys.stderr)
    errors = [f"{second['second']} s: {second['errors']}" for second in figures["timeline"] if second["errors"]]
    print("errors in " + ", ".join(errors[:40]) if errors else "no error in any second", file=sys.stderr)


def scaled(devices, connected):
    """The scenario for so many devices, of which these are connected."""
    text = SCENARIO.read_text()
    for period in PERIODS.values():
        text = text.replace(f"every: {period}s", f"every: {round(1000 * period * connected / devices)}ms")
    text = text.replace("rate: 1/s", f"rate: {max(1, round(devices / ACCESS))}/s")
    coming = math.ceil(connected / CONNECTS) + 5
    return text.replace("duration: 10s\n    connect", f"duration: {coming}s\n    connect")


def watch(run, node):
    """What the server used in each phase, and how large it was at its end."""
    found, phase, begun = {}, "", sample(node)
    latest = begun
    for line in run.stderr:
        if enrolled := re.match(r"enrolled (\d+) of \1 devices", line):
            found["enrolled"] = int(enrolled[1]) / (time.monotonic() - begun["time"])
        second = re.match(r"\d+ s of \d+ s  (.+?)  \d+ connected", line)
        if not second:
            continue
        latest = sample(node)
        if second[1] != phase:
            found |= used(phase, begun, latest)
            phase, begun = second[1], latest
    # A small fleet has nothing left to do after the last phase, and no line tells of its end.
    return found | used(phase, begun, latest)


def used(phase, begun, ended):
    """What the server used between two samples, where the phase is one of those that are shown."""
    seconds = ended["time"] - begun["time"]
    if phase not in PERIODS or not seconds:
        return {}
    return {
        f"{phase}.cores": (ended["processor"] - begun["processor"]) / seconds,
        f"{phase}.rate": (ended["reports"] - begun["reports"]) / seconds, "memory": ended["memory"],
    }


def sample(node):
    figures = node.metrics()
    return {
        "time": time.monotonic(), "memory": figures["process_resident_memory_bytes"] / 2**20,
        "processor": figures["process_cpu_seconds_total"],
        "reports": sum(value for name, value in figures.items() if name.startswith("gatehouse_checkins_total")),
    }


def percentiles(figures):
    """What the assertions on times found, by phase and operation, in milliseconds."""
    found = {}
    for one in figures["assertions"]:
        if words := re.match(r"(checkin|decision)\.p99 < \S+ in (.+)", one["assertion"]):
            found[f"{words[2]}.{words[1]}"] = one["found"]
    return found


if __name__ == "__main__":
    leave_in_order()
    main()
