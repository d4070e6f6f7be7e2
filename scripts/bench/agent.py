#!/usr/bin/env python3
"""Measures the agent at rest: its memory, its processor time over a minute, and its size on disk. Prints rows as JSON.

    scripts/bench/agent.py [--seconds S]

BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

from node import Node, load, processor_seconds, program

SYSTEM_LIBRARIES = ("linux-vdso", "ld-linux", "libc.", "libm.", "libpthread", "libdl", "librt", "libgcc_s", "libstdc++")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with Node() as node:
        agent = node.folder / "gatehouse-agent"
        shutil.copy(program("gatehouse-agent"), agent)
        subprocess.run(["strip", agent], check=True)
        state = node.folder / "agent"
        subprocess.run(
            [agent, "enrol", "--server", node.address, "--ca", node.authority, "--code", node.code(1),
             "--state-dir", state], check=True, stdout=sys.stderr)
        rows = measure(node, agent, state, options.seconds) + [size(agent)]
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def measure(node, agent, state, seconds):
    process = subprocess.Popen([agent, "run", "--state-dir", state], stdout=node.log, stderr=node.log)
    try:
        wait_until_judged(agent, state, process)
        time.sleep(5)
        before, start = processor_seconds(process.pid), time.monotonic()
        time.sleep(seconds)
        used = (processor_seconds(process.pid) - before) / (time.monotonic() - start) * 100
        memory = status(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
    held = ", ".join(f"{name} {memory[name] / 1024:.1f}" for name in ("RssAnon", "RssFile", "VmHWM"))
    return [
        {"name": "agent.rss", "value": round(memory["VmRSS"] / 1024, 1), "unit": "MB", "budget": "≤ 20",
         "note": f"{held} MB; {memory['Threads']} threads"},
        {"name": "agent.idle_cpu", "value": round(used, 3), "unit": "% of a core", "budget": "≤ 0.5",
         "note": f"over {seconds} s with the long poll open; {load()}"},
    ]


def wait_until_judged(agent, state, process):
    deadline = time.monotonic() + 60
    while True:
        answer = subprocess.run([agent, "status", "--state-dir", state], capture_output=True, text=True)
        if answer.returncode == 0 and "not judged yet" not in answer.stdout:
            return
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"the agent was not judged: {answer.stdout}{answer.stderr}")
        time.sleep(0.5)


def status(pid):
    fields = {}
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        name, value = line.split(":", 1)
        number = value.split()[0] if value.split() else ""
        if number.isdigit():
            fields[name] = int(number)
    return fields


def size(agent):
    needed = subprocess.run(["ldd", agent], check=True, capture_output=True, text=True).stdout
    libraries = [pathlib.Path(line.split()[0]).name for line in needed.splitlines()]
    foreign = [name for name in libraries if not name.startswith(SYSTEM_LIBRARIES)]
    note = "stripped; needs only the C and C++ runtime: " if not foreign else f"stripped; also needs {foreign}: "
    return {
        "name": "agent.size", "value": round(agent.stat().st_size / 1e6, 1), "unit": "MB", "budget": "≤ 40",
        "note": note + " ".join(name for name in libraries if name.startswith("lib")),
    }


if __name__ == "__main__":
    main()
