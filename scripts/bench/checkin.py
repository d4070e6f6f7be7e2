#!/usr/bin/env python3
"""Measures durable check-ins over mutual TLS: server, database and load on the same machine.

Each device sends its next report only after the acknowledgement of the last, which the server gives once the report is
on the disk. Prints rows as JSON.

    scripts/bench/checkin.py [--database sqlite|postgresql ...] [--connections C] [--devices N] [--seconds S]
                             [--fact plain|judged|verdict ...]

PostgreSQL is a private cluster of this run, on the same processors.
BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from node import Node, load, program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from load import Database  # noqa: E402

FACTS = ["plain", "judged", "verdict"]
NOTES = {
    "plain": "no policy looks at the changed fact",
    "judged": "a policy looks at it; the verdict stays",
    "verdict": "the verdict changes with every report",
}
BUDGETS = {"sqlite": "≥ 5000", "postgresql": "≥ 2500"}
LARGEST_ANSWER = 300


def main():
    options = arguments()
    driver = program("gatehouse-bench")
    rows = []
    for engine in options.database:
        with Database(engine) as database, Node(*database.flags) as node:
            for fact in options.fact:
                rows += changed(node, driver, options, fact, engine)
            if engine == "sqlite":
                rows += unchanged(node, driver, options)
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--devices", type=int, default=512)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--fact", nargs="+", choices=FACTS, default=FACTS)
    return parser.parse_args()


def changed(node, driver, options, fact, engine):
    values, server = drive(node, driver, options, "changed", fact)
    name = "checkin.changed" if engine == "sqlite" else f"checkin.{engine}.changed"
    if fact != "plain":
        name += f".{fact}"
    rate = row(name, values[""], "requests/s", note=f"{NOTES[fact]}; server {server:.0f} µs each; {load()}")
    if fact == "plain":
        rate |= {"budget": BUDGETS[engine], "peer": "Fleet, published: 0.28/s a host at 50,000 hosts",
                 "peer_value": 13_900}
    slowest = row(f"{name}.p99", values["p99"], "ms", note=f"p50 {values['p50']} ms, p99.9 {values['p99.9']} ms")
    if fact == "plain":
        slowest["budget"] = "< 100"
    return [rate, slowest]


def unchanged(node, driver, options):
    before = {}

    def note_state():
        before.update(change=node.newest_change(), written=node.written())

    values, server = drive(node, driver, options, "unchanged", "plain", note_state)
    changes = node.newest_change() - before["change"]
    written = (node.written() - before["written"]) / (values[""] * options.seconds)
    if changes or values["bytes"] > LARGEST_ANSWER:
        sys.exit(f"unchanged check-ins made {changes} changes and were answered in {values['bytes']} bytes")
    return [
        row("checkin.unchanged", values[""], "requests/s", note=f"server {server:.0f} µs each; {load()}"),
        row("checkin.unchanged.p99", values["p99"], "ms"),
        row("checkin.unchanged.bytes", values["bytes"], "bytes", budget=f"≤ {LARGEST_ANSWER}"),
        row("checkin.unchanged.written", round(written, 2), "bytes",
            note="to the disk, a check-in; times of contact are saved in batches"),
    ]


def drive(node, driver, options, mode, fact, before=lambda: None):
    """The driver's figures by the end of their names, and the server's processor time a check-in in microseconds."""
    command = [
        str(driver), "checkin", "--server", node.address, "--ca", str(node.authority), "--code",
        node.code(options.devices), "--devices", str(options.devices), "--connections", str(options.connections),
        "--seconds", str(options.seconds), "--mode", mode, "--fact", fact,
    ]
    values = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            figure = json.loads(line)
            if figure["name"] == "checkin.begin":
                before()
                processor = node.processor_seconds()
            elif figure["name"] == "checkin.end":
                processor = node.processor_seconds() - processor
            else:
                name = figure["name"].removeprefix(f"checkin.{mode}").removeprefix(f".{fact}").removeprefix(".")
                values[name] = figure["value"]
    if process.returncode != 0:
        sys.exit(f"the driver ended with {process.returncode}; the server said:\n{log(node)}")
    return values, processor / (values[""] * options.seconds) * 1e6


def log(node):
    node.log.seek(0)
    return node.log.read()[-2000:]


def row(name, value, unit, **more):
    return {"name": name, "value": value, "unit": unit, **more}


if __name__ == "__main__":
    main()
