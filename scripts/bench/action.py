#!/usr/bin/env python3
"""Measures how long an action takes from the request to its device, with many devices connected over mutual TLS.

Server, database and devices are on the same machine. Prints rows as JSON.

    scripts/bench/action.py [--devices N] [--actions N] [--rate N]

BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import json
import subprocess
import sys

from node import Node, load, program


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=5_000)
    parser.add_argument("--actions", type=int, default=2_000)
    parser.add_argument("--rate", type=int, default=100)
    options = parser.parse_args()
    driver = program("gatehouse-bench")
    with Node() as node:
        run = subprocess.run(
            [driver, "action", "--server", node.address, "--ca", node.authority, "--code", node.code(options.devices),
             "--token-file", node.data / "admin.token", "--devices", str(options.devices), "--actions",
             str(options.actions), "--rate", str(options.rate)], stdout=subprocess.PIPE, text=True)
        if run.returncode != 0:
            node.log.seek(0)
            sys.exit(f"the driver ended with {run.returncode}; the server said:\n{node.log.read()[-2000:]}")
    values = {figure["name"]: figure["value"] for figure in map(json.loads, run.stdout.splitlines())}
    print(json.dumps(rows(values, options), indent=2, ensure_ascii=False))


def rows(values, options):
    connected = int(values["action.connected"])
    return [
        {"name": "action.latency", "value": values["action.latency.p99"], "unit": "ms", "budget": "< 1000",
         "note": f"p99 of {options.actions:,} at {options.rate}/s, {connected:,} devices connected; p50 "
                 f"{values['action.latency.p50']:g} ms, worst {values['action.latency.max']:g} ms; {load()}"},
        {"name": "action.batch", "value": values["action.batch.max"], "unit": "ms",
         "note": f"one request for all {connected:,}, until the last device has it; p50 "
                 f"{values['action.batch.p50']:g} ms"},
    ]


if __name__ == "__main__":
    main()
