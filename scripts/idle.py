#!/usr/bin/env python3
"""Measures what devices take that are connected and idle; ends with 3 when a budget is missed.

    scripts/idle.py [--nodes N] [--devices N] [--idle SECONDS] [--out FILE]

Several nodes over one private PostgreSQL, or one over SQLite with --nodes 1, each with so many devices of a simulator
of its own, enrolled for real and connected over TLS from several loopback addresses. The nodes are started anew between
enrolling and connecting, so that their memory is that of nodes that know the fleet and hold nobody. Everything is on
free ports, in folders that are removed afterwards. BIN=.build/debug takes those binaries instead of building release
ones.
"""

import argparse
import contextlib
import json
import pathlib
import re
import resource
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "bench"))
sys.path.insert(0, str(ROOT / "scripts"))

from load import Database, leave_in_order  # noqa: E402
from node import Node, program  # noqa: E402

SCENARIOS = ROOT / "examples" / "scenarios" / "idle"
USUAL_DEVICES = 16_000
USUAL_RATE = 150
# What a device may take of a node.
MOST_KIB = 64
MOST_REQUESTS = 0.02
# What Fleet published of 50,000 hosts: requests/s of each.
FLEET_REQUESTS = 0.28
# Devices for which the arithmetic is shown.
PROJECTED = 50_000
# A process may open this many files for each connection, and a few for itself.
SPARE_FILES = 3_500


def main():
    options = arguments()
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if options.devices + SPARE_FILES > files:
        sys.exit(f"error: {options.devices} devices need more files than the {files} that a process may open here")
    engine = "sqlite" if options.nodes == 1 else "postgresql"
    print(f"{options.nodes} nodes over {engine}, {options.devices} idle devices each", flush=True)
    with Database(engine) as database:
        # Each node is ended, whatever becomes of the others' ends.
        with contextlib.ExitStack() as ends:
            nodes = []
            for _ in range(options.nodes):
                nodes.append(ends.enter_context(Node(*database.flags, like=nodes[0] if nodes else None)))
            found = measure(nodes, options)
    report(found, options)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--devices", type=int, default=USUAL_DEVICES, help="of each node")
    parser.add_argument("--idle", type=int, default=180, help="seconds in which nothing happens")
    parser.add_argument("--out", type=pathlib.Path, help="figures as JSON")
    return parser.parse_args()


def measure(nodes, options):
    """What each node took, by the count of its connections, and while nothing happened."""
    began = time.monotonic()
    fleets = [Fleet(node, number, options) for number, node in enumerate(nodes, start=1)]
    together(fleets, Fleet.enrol)
    print(f"enrolled {len(nodes) * options.devices} devices in {time.monotonic() - began:.0f} s", flush=True)
    for node in nodes:
        node.stop()
        node.restart()
    for node in nodes:
        node.wait_until_ready()
    time.sleep(10)
    for fleet in fleets:
        fleet.points.append(fleet.sample(0))
    try:
        together(fleets, Fleet.play)
    finally:
        for fleet in fleets:
            fleet.end()
    return fleets


def together(fleets, work):
    """Does the work of all at once, and ends the program if one failed."""
    problems = []

    def attempt(fleet):
        try:
            work(fleet)
        except Exception as error:  # noqa: BLE001 - told below, by the program itself
            problems.append(f"node {fleet.number}: {error}")

    threads = [threading.Thread(target=attempt, args=(fleet,)) for fleet in fleets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        sys.exit("error: " + "\n".join(problems))


class Fleet:
    """The devices of one node."""

    def __init__(self, node, number, options):
        self.node = node
        self.number = number
        self.options = options
        self.process = None
        # Of the node: before anybody connected, then at each quarter of the fleet.
        self.points = []
        self.idle = []

    def command(self, scenario):
        return [program("gatehouse-simulator"), scenario, "--server", self.node.address, "--data-dir", self.node.data,
                "--state", self.node.folder / "fleet", "--devices", str(self.options.devices),
                "--seed", str(self.number), "--source-addresses", "4"]

    def enrol(self):
        run = subprocess.run(
            self.command(SCENARIOS / "enrolling.yaml") + ["--quiet"], check=False, capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"enrolling ended with {run.returncode}: {run.stderr[-500:]}{run.stdout[-500:]}")

    def play(self):
        """Connects all, and takes a sample at the end of each stretch in which nothing happens."""
        scenario = self.node.folder / "idle.yaml"
        # All nodes are on this machine, and a handshake costs both ends: they share what it can do in a second.
        nodes = self.options.nodes
        rate = max(1, round(USUAL_RATE * self.options.devices / USUAL_DEVICES / nodes))
        text = (SCENARIOS / "idle.yaml").read_text().replace(f"connect: {USUAL_RATE}/s", f"connect: {rate}/s")
        text = re.sub(r"duration: (27|28)s", lambda found: f"duration: {int(found[1]) * nodes}s", text)
        scenario.write_text(text.replace("duration: 600s", f"duration: {self.options.idle + 60}s"))
        # What holds few devices connects them over the same time: the rate is a whole number.
        self.process = subprocess.Popen(
            self.command(scenario), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        phase, last = "", None
        for line in self.process.stderr:
            found = re.match(r"(\d+) s of \d+ s  (.+?)  (\d+) connected", line)
            if not found:
                continue
            if found[2] != phase and phase.startswith("hold"):
                self.points.append(last)
            if found[2] == "idle" and phase != "idle":
                print(f"node {self.number}: {found[3]} connected", flush=True)
                self.idle.append(self.sample(int(found[3])))
            phase = found[2]
            if phase.startswith("hold"):
                last = self.sample(int(found[3]))
            if phase == "idle" and time.monotonic() - self.idle[0]["time"] >= self.options.idle:
                self.idle.append(self.sample(int(found[3])))
                return
        raise RuntimeError(f"the simulator ended with {self.process.wait()}")

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def sample(self, connected):
        figures = self.node.metrics()
        return {
            "time": time.monotonic(), "connected": connected,
            "resident": figures["process_resident_memory_bytes"],
            "processor": figures["process_cpu_seconds_total"],
            "requests": sum(value for name, value in figures.items() if name.startswith("gatehouse_admitted_total")),
            "waiting": figures["gatehouse_devices_waiting"],
        }


def report(fleets, options):
    """Prints the table, and ends with 3 when a budget is missed."""
    missed, rows = [], []
    print(f"\n{'node':>4} {'connected':>9} {'resident':>10} {'KiB each':>9}")
    for fleet in fleets:
        before = fleet.points[0]["resident"]
        for point in fleet.points:
            each = (point["resident"] - before) / 1024 / point["connected"] if point["connected"] else 0
            print(f"{fleet.number:>4} {point['connected']:>9} {point['resident'] / 2**20:>6.0f} MiB {each:>9.1f}")
        slope = steepness([(point["connected"], point["resident"] / 1024) for point in fleet.points])
        first, last = fleet.idle
        seconds = last["time"] - first["time"]
        requests = (last["requests"] - first["requests"]) / seconds / max(last["waiting"], 1)
        cores = (last["processor"] - first["processor"]) / seconds
        rows.append({"node": fleet.number, "slope": slope, "requests": requests, "cores": cores, "points": fleet.points,
                     "idle": fleet.idle})
        projected = before / 2**30 + PROJECTED * slope / 2**20
        print(f"{'':>4} slope {slope:.1f} KiB a connection; idle for {seconds:.0f} s: {requests:.5f} requests/s "
              f"a device (Fleet, published: {FLEET_REQUESTS}), {cores * 100:.1f} % of a core; {PROJECTED} devices "
              f"would be {before / 2**20:.0f} MiB + {PROJECTED} x {slope:.1f} KiB = {projected:.2f} GiB")
        if last["waiting"] < options.devices:
            missed.append(f"node {fleet.number} held {last['waiting']:.0f} of {options.devices} devices")
        if slope > MOST_KIB:
            missed.append(f"node {fleet.number}: {slope:.1f} KiB a connection, more than {MOST_KIB}")
        if requests > MOST_REQUESTS:
            missed.append(f"node {fleet.number}: {requests:.4f} requests/s a device, more than {MOST_REQUESTS}")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(rows, indent=2) + "\n")
    print("\n" + ("missed: " + "; ".join(missed) if missed else "Every budget held."))
    sys.exit(3 if missed else 0)


def steepness(points):
    """The slope of the straight line that is nearest to the points."""
    count = len(points)
    mean_x, mean_y = (sum(values) / count for values in zip(*points))
    across = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / across if across else float("inf")


if __name__ == "__main__":
    leave_in_order()
    main()
