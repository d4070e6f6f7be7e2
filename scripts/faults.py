#!/usr/bin/env python3
"""Kills what a fleet depends on, again and again under load; ends with 0 only if nothing acknowledged was lost.

    scripts/faults.py [--fault node|database|replica|partition|disk-full] [--database sqlite|postgresql] [--times N]
                      [--seed N]

The fault comes at random points of a scenario that the simulator plays meanwhile:

    node        kill -9 of the server, which is started again as a service manager would
    database    the same of PostgreSQL with all its processes
    replica     the same of a primary, whose synchronous replica takes over
    partition   nothing comes through between the server and PostgreSQL, for longer than decisions may rest on what
                is known
    disk-full   no room for SQLite, or for PostgreSQL; needs root, which mounts a small filesystem

Before each fault a device is revoked: it must not get in again, then or later. Afterwards the log of audits must be
intact, the database whole, and nothing in it half done. The seed is printed, and repeats the points.
BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "bench"))
sys.path.insert(0, str(ROOT / "scripts"))

from full_disks import Full, FullSQLite  # noqa: E402
from load import Database, leave_in_order  # noqa: E402
from node import Node, program  # noqa: E402
from postgresql_faults import Partitioned, Replicated  # noqa: E402
from revocations import MARGIN, STALENESS, Revocations  # noqa: E402

SCENARIO = ROOT / "examples" / "scenarios" / "faults" / "crashes.yaml"
# Seconds between a recovery and the next kill.
LONGEST_LIFE = 1.5
# Seconds for each fault with its recovery, on a busy machine too.
CYCLE = {"node": 4, "database": 4, "replica": 12, "partition": 16, "disk-full": 10}
# How the line that counts them calls them.
NAMES = {"node": "kills", "database": "kills", "replica": "failovers", "partition": "partitions",
         "disk-full": "full disks"}
# Seconds in which a revocation counts at a node that loads everything anew, and at one that may lose its database.
COUNTS_WITHIN = {"node": 1.0}
# What one unit of work writes, and so is there whole or not at all: each question finds nothing.
HALVES = {
    "devices without a certificate":
        "SELECT count(*) FROM device WHERE NOT EXISTS (SELECT 1 FROM certificate"
        " WHERE certificate.tenant = device.tenant AND certificate.device = device.id)",
    "devices that no code was used for":
        "SELECT abs((SELECT count(*) FROM device) - (SELECT sum(uses_made) FROM enrolment_code))",
    "enrolments that are not in the log of audits":
        "SELECT abs((SELECT count(*) FROM device)"
        " - (SELECT count(*) FROM audit WHERE action = 'device.enrol'))",
    "revoked devices with a good certificate":
        "SELECT count(*) FROM device JOIN certificate ON certificate.tenant = device.tenant"
        " AND certificate.device = device.id WHERE lifecycle = 'revoked' AND revoked_at IS NULL",
    "revocations that are not in the log of audits, or in it alone":
        "SELECT abs((SELECT count(*) FROM device WHERE lifecycle = 'revoked')"
        " - (SELECT count(DISTINCT target) FROM audit WHERE action = 'device.revoke'))",
    "changes that were counted and are not in the feed":
        "SELECT abs((SELECT newest FROM change_counter) - (SELECT max(sequence) FROM change))",
}


def main():
    options = arguments()
    chance = random.Random(options.seed)
    print(f"{options.times} times {options.fault} on {options.database}; --seed {options.seed}", flush=True)
    with database_for(options) as database, Node(*database.flags, before=getattr(database, "mount", None)) as node:
        victim = node if options.fault == "node" else database
        simulator = program("gatehouse-simulator")
        revocations = Revocations(
            node, options.times, simulator, COUNTS_WITHIN.get(options.fault, STALENESS + MARGIN))
        if hasattr(victim, "prepare"):
            victim.prepare(node, revocations)
        scenario = node.folder / SCENARIO.name
        # However few faults there are, the first revocation counts before the end.
        length = max(CYCLE[options.fault] * options.times, 12)
        scenario.write_text(SCENARIO.read_text().replace("duration: 200s", f"duration: {length}s"))
        run = subprocess.Popen(
            [simulator, scenario, "--server", node.address, "--data-dir", node.data, "--state", node.folder / "fleet"],
            stderr=subprocess.PIPE, text=True)
        try:
            count, slowest, problems = strike(victim, node, run, options.times, chance, revocations)
            run.wait(timeout=120 + length)
        finally:
            run.kill()
        if count < options.times:
            problems.append(f"the scenario ended after {count} of {options.times} {NAMES[options.fault]}")
        if run.returncode != 0:
            problems.append(f"the simulator ended with {run.returncode}")
        problems += revocations.end()
        problems += left_behind(node, database)
        if problems:
            node.log.seek(0)
            print(node.log.read()[-4000:], file=sys.stderr)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{count} {NAMES[options.fault]}, the slowest recovery {slowest:.1f} s: "
          f"{'failed' if problems else 'nothing was lost'}")
    sys.exit(1 if problems else 0)


def database_for(options):
    if options.fault == "disk-full":
        return Full("postgresql") if options.database == "postgresql" else FullSQLite("sqlite")
    return {"replica": Replicated, "partition": Partitioned}.get(options.fault, Database)(options.database)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", choices=list(CYCLE), default="node")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    options = parser.parse_args()
    if options.fault in ("database", "replica", "partition") and options.database == "sqlite":
        parser.error(f"SQLite is part of the server: --fault {options.fault} needs --database postgresql")
    if options.database == "postgresql" and "DATABASE_URL" in os.environ:
        parser.error("the faults need a PostgreSQL of their own: take DATABASE_URL out of the environment")
    return options


def strike(victim, node, run, times, chance, revocations):
    """How often it was struck, the longest that the server then took until it was ready, and what did not hold."""
    count, slowest, problems = 0, 0.0, []
    begun = threading.Event()
    threading.Thread(target=watch, args=(run.stderr, begun), daemon=True).start()
    begun.wait(timeout=120)
    while count < times and run.poll() is None:
        time.sleep(chance.uniform(0.05, LONGEST_LIFE))
        ended = [one for one in (victim.process, node.process) if one and one.poll() is not None]
        if ended:
            sys.exit(f"something ended by itself after {count} times")
        if not hasattr(victim, "prepare"):
            # Acknowledged and hardly anywhere else when the fault comes.
            revocations.revoke(node.cli)
            time.sleep(chance.uniform(0, 0.05))
        victim.kill()
        count += 1
        if hasattr(victim, "check"):
            problems += victim.check(node)
        began = time.monotonic()
        victim.restart()
        node.wait_until_ready()
        slowest = max(slowest, time.monotonic() - began)
        if hasattr(victim, "check_afterwards"):
            problems += victim.check_afterwards(node)
        if hasattr(victim, "settle"):
            victim.settle()
    return count, slowest, problems


def watch(progress, begun):
    """Shows the simulator's progress, and says when the fleet is enrolled and reports."""
    for line in progress:
        print(line, end="", file=sys.stderr, flush=True)
        if "  crashes  " in line:
            begun.set()
    begun.set()


def left_behind(node, database):
    """What is not whole after all that."""
    problems = []
    for question in (["audit", "verify"], ["device", "list"]):
        try:
            print(node.cli(*question).splitlines()[-1])
        except subprocess.CalledProcessError as error:
            problems.append(f"gatehouse {' '.join(question)}: {error.stderr.strip()}")
    if database.engine == "postgresql":
        problems += half_done(database.ask)
    else:
        with sqlite3.connect(f"file:{node.database}?mode=ro", uri=True) as file:
            findings = [row[0] for row in file.execute("PRAGMA integrity_check")]
            print(f"integrity check: {'; '.join(findings)}")
            problems += [finding for finding in findings if finding != "ok"]
            problems += half_done(lambda question: file.execute(question).fetchone()[0])
    return problems


def half_done(ask):
    """What was written without what belongs to it; each answer is a number."""
    counts = {what: int(ask(question) or 0) for what, question in HALVES.items()}
    print(f"half done: {sum(counts.values())} of {len(HALVES)} kinds")
    return [f"{count} {what}" for what, count in counts.items() if count]


if __name__ == "__main__":
    leave_in_order()
    main()
