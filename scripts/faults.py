#!/usr/bin/env python3
"""Kills what a fleet depends on, again and again under load; ends with 0 only if nothing that was acknowledged was lost.

    scripts/faults.py [--fault node|database] [--database sqlite|postgresql] [--times N] [--seed N]

The fault is `kill -9` of the server, or of PostgreSQL with all its processes, at random points of a scenario that the
simulator plays meanwhile; what was killed is started again as a service manager would. Afterwards the log of audits must
be intact and the database whole. The seed is printed, and repeats the points.
BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "bench"))
sys.path.insert(0, str(ROOT / "scripts"))

from load import Database  # noqa: E402
from node import Node, program  # noqa: E402

SCENARIO = ROOT / "examples" / "scenarios" / "faults" / "crashes.yaml"
# Seconds between a recovery and the next kill.
LONGEST_LIFE = 1.5
# Seconds for each kill with its recovery, on a busy machine too.
CYCLE = 4


def main():
    options = arguments()
    chance = random.Random(options.seed)
    print(f"{options.times} times kill -9 of the {options.fault} on {options.database}; --seed {options.seed}", flush=True)
    with Database(options.database) as database, Node(*database.flags) as node:
        victim = database if options.fault == "database" else node
        scenario = node.folder / SCENARIO.name
        scenario.write_text(SCENARIO.read_text().replace("duration: 200s", f"duration: {CYCLE * options.times}s"))
        run = subprocess.Popen(
            [program("gatehouse-simulator"), scenario, "--server", node.address, "--data-dir", node.data,
             "--state", node.folder / "fleet"],
            stderr=subprocess.PIPE, text=True)
        try:
            killed, slowest = kill(victim, node, run, options.times, chance)
            run.wait(timeout=120 + CYCLE * options.times)
        finally:
            run.kill()
        problems = []
        if killed < options.times:
            problems.append(f"the scenario ended after {killed} of {options.times} kills")
        if run.returncode != 0:
            problems.append(f"the simulator ended with {run.returncode}")
        problems += left_behind(node)
        if problems:
            node.log.seek(0)
            print(node.log.read()[-4000:], file=sys.stderr)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{killed} kills, the slowest recovery {slowest:.1f} s: {'failed' if problems else 'nothing was lost'}")
    sys.exit(1 if problems else 0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", choices=["node", "database"], default="node")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    options = parser.parse_args()
    if options.fault == "database" and options.database == "sqlite":
        parser.error("SQLite is part of the server: --fault database needs --database postgresql")
    if options.fault == "database" and "DATABASE_URL" in os.environ:
        parser.error("--fault database kills a PostgreSQL of its own: take DATABASE_URL out of the environment")
    return options


def kill(victim, node, run, times, chance):
    """How often it was killed, and the longest that the server then took until it was ready again."""
    killed, slowest = 0, 0.0
    begun = threading.Event()
    threading.Thread(target=watch, args=(run.stderr, begun), daemon=True).start()
    begun.wait(timeout=120)
    while killed < times and run.poll() is None:
        time.sleep(chance.uniform(0.05, LONGEST_LIFE))
        if victim.process.poll() is not None or node.process.poll() is not None:
            sys.exit(f"something ended by itself after {killed} kills")
        victim.kill()
        killed += 1
        began = time.monotonic()
        victim.restart()
        node.wait_until_ready()
        slowest = max(slowest, time.monotonic() - began)
    return killed, slowest


def watch(progress, begun):
    """Shows the simulator's progress, and says when the fleet is enrolled and reports."""
    for line in progress:
        print(line, end="", file=sys.stderr, flush=True)
        if "  crashes  " in line:
            begun.set()
    begun.set()


def left_behind(node):
    """What is not whole after all that."""
    problems = []
    for question in (["audit", "verify"], ["device", "list"]):
        try:
            print(node.cli(*question).splitlines()[-1])
        except subprocess.CalledProcessError as error:
            problems.append(f"gatehouse {' '.join(question)}: {error.stderr.strip()}")
    if not any(path.name == "database.url" for path in node.data.iterdir()):
        with sqlite3.connect(f"file:{node.database}?mode=ro", uri=True) as database:
            findings = [row[0] for row in database.execute("PRAGMA integrity_check")]
        print(f"integrity check: {'; '.join(findings)}")
        problems += [finding for finding in findings if finding != "ok"]
    return problems


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
