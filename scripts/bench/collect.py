#!/usr/bin/env python3
"""Measures what collecting costs the agent: everything at once, and what one changed file causes. Prints rows as JSON.

    scripts/bench/collect.py [--runs N] [--changes N]

A change is made to a copy of a folder that only the agent sees in the folder's place, in a mount namespace of its own;
so it takes root. BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

from agent import wait_until_judged
from node import Node, load, program


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--changes", type=int, default=20)
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("error: this needs root\nhint: mount namespaces and the sources of many facts are for root alone")
    with Node() as node:
        agent = node.folder / "gatehouse-agent"
        shutil.copy(program("gatehouse-agent"), agent)
        subprocess.run(["strip", agent], check=True)
        rows = full(agent, options.runs)
        with Enrolled(node, agent) as device:
            rows += [
                delta(device, "collect.delta", "/etc/login.defs", device.change_policy, options.changes, "≤ 50"),
                delta(device, "collect.delta.packages", "/var/lib/dpkg/status", device.change_packages, 5, None),
            ]
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def full(agent, runs):
    """Every collector once, in a process of its own, so that nothing is warm but the machine's page cache."""
    seconds, memory, facts = [], [], 0
    for _ in range(runs):
        process = subprocess.Popen([agent, "facts", "--json"], stdout=subprocess.PIPE)
        facts = len(json.loads(process.stdout.read()))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"facts ended with {process.returncode}")
        seconds.append(usage.ru_utime + usage.ru_stime)
        memory.append(usage.ru_maxrss / 1024)
    return [
        {"name": "collect.full", "value": round(statistics.median(seconds), 3), "unit": "s of a core", "budget": "≤ 2",
         "note": f"{facts} facts, median of {runs} runs; {load()}"},
        {"name": "collect.full.rss", "value": round(max(memory), 1), "unit": "MB", "budget": "≤ 40",
         "note": "peak of the process"},
    ]


def delta(device, name, path, change, count, budget):
    """Changes one file again and again; counts what the agent uses until the server has it, and it is quiet."""
    device.settle()
    milliseconds, waits, sent = [], [], []
    for number in range(count):
        before, mark = device.processor(), device.newest()
        start = time.monotonic()
        change(number)
        sent.append(device.facts_since(mark))
        waits.append(time.monotonic() - start)
        device.settle()
        milliseconds.append((device.processor() - before) * 1000)
    row = {
        "name": name, "value": round(statistics.median(milliseconds), 1), "unit": "ms of a core",
        "note": f"{path} changed: {max(sent)} facts sent, with the server after "
                f"{statistics.median(waits) * 1000:.0f} ms, of which 100 wait for more changes; {load()}",
    }
    return row | ({"budget": budget} if budget else {})


class Enrolled:
    """A running agent that sees copies of two folders."""

    def __init__(self, node, agent):
        self.node, self.agent = node, agent
        self.state = node.folder / "agent"
        self.etc, self.dpkg = node.folder / "etc", node.folder / "dpkg"

    def __enter__(self):
        subprocess.run(["cp", "-a", "/etc", self.etc], check=True)
        self.dpkg.mkdir()
        status = pathlib.Path("/var/lib/dpkg/status")
        self.status = status.read_text() if status.exists() else ""
        (self.dpkg / "status").write_text(self.status)
        self.policy = (self.etc / "login.defs").read_text()
        subprocess.run(
            [self.agent, "enrol", "--server", self.node.address, "--ca", self.node.authority, "--code",
             self.node.code(1), "--state-dir", self.state], check=True, stdout=sys.stderr)
        mounts = f"mount --bind {self.etc} /etc && mount --bind {self.dpkg} /var/lib/dpkg && exec \"$@\""
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", mounts, "sh", self.agent, "run",
             "--state-dir", self.state], stdout=self.node.log, stderr=self.node.log)
        try:
            wait_until_judged(self.agent, self.state, self.process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def change_policy(self, number):
        kept = [line for line in self.policy.splitlines() if not line.startswith("PASS_MAX_DAYS")]
        self.write(self.etc / "login.defs", "\n".join(kept + [f"PASS_MAX_DAYS {1000 + number}", ""]))
        self.wait_for("passwordPolicy.maximumAge", str(1000 + number))

    def change_packages(self, number):
        package = (
            "\nPackage: gatehouse-bench\nStatus: install ok installed\nArchitecture: amd64\n"
            f"Version: 0~bench.{number}.1\n\n")
        self.write(self.dpkg / "status", self.status + package)
        self.wait_for("software.packages", f"0~bench.{number}.1")

    @staticmethod
    def write(path, text):
        """In one step, as the programs that own the files do."""
        draft = path.with_name(path.name + ".draft")
        draft.write_text(text)
        draft.rename(path)

    def processor(self):
        """Seconds of a core that the process has used, to the nanosecond (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def settle(self):
        """Until it uses nothing any more."""
        used, quiet = self.processor(), 0
        while quiet < 3:
            time.sleep(0.1)
            now = self.processor()
            quiet = quiet + 1 if now - used < 0.0005 else 0
            used = now

    def newest(self):
        return self.query("SELECT max(received_at) FROM fact")

    def facts_since(self, mark):
        return self.query("SELECT count(*) FROM fact WHERE received_at > ?", mark)

    def wait_for(self, name, part):
        deadline = time.monotonic() + 30
        while part not in str(self.query("SELECT value FROM fact WHERE name = ?", name)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the change of {name} did not arrive")
            time.sleep(0.002)

    def query(self, statement, *values):
        with sqlite3.connect(f"file:{self.node.database}?mode=ro", uri=True) as database:
            row = database.execute(statement, values).fetchone()
        return row[0] if row else None


if __name__ == "__main__":
    main()
