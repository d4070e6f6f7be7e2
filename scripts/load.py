#!/usr/bin/env python3
"""Plays scenarios of the simulator against a server of its own; ends with 0 only if every assertion of each held.

    scripts/load.py [--database sqlite|postgresql|both] [--devices N] [--out DIR] [SCENARIO.yaml ...]

Without a scenario all of examples/scenarios are played, and without a database both. The server is one process on free
ports, in a folder below var that is removed afterwards. PostgreSQL is a private cluster of this run, unless
DATABASE_URL names one.
BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from node import Node, program  # noqa: E402

# Devices of the scenario `overload` for debug binaries.
DEBUG_OVERLOAD = 500


def main():
    options = arguments()
    simulator = program("gatehouse-simulator")
    # The one that enrols most is the last: a policy is judged for all that are enrolled.
    scenarios = options.scenario or sorted(
        (ROOT / "examples" / "scenarios").glob("*.yaml"), key=lambda path: (path.stem == "overload", path))
    engines = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    options.out.mkdir(parents=True, exist_ok=True)
    failed = [name for engine in engines for name in load(engine, simulator, scenarios, options)]
    print(f"\n{'failed: ' + ', '.join(failed) if failed else 'Every assertion held.'}")
    sys.exit(1 if failed else 0)


def is_debug():
    return pathlib.Path(os.environ.get("BIN", "")).name == "debug"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "var" / "load", help="folder of plots and figures")
    parser.add_argument("--devices", type=int, help="in place of the scenarios' own number")
    parser.add_argument("scenario", nargs="*", type=pathlib.Path)
    return parser.parse_args()


def load(engine, simulator, scenarios, options):
    """Plays all scenarios on one server, whose fleet is enrolled once; the names of those that failed."""
    failed = []
    with Database(engine) as database, Node(*database.flags) as node:
        for scenario in scenarios:
            name = f"{scenario.stem} on {engine}"
            print(f"\n== {name}", flush=True)
            out = options.out / f"{scenario.stem}-{engine}"
            command = [
                str(simulator), str(scenario), "--server", node.address, "--data-dir", str(node.data), "--state",
                str(node.folder / "fleet"), "--json", f"{out}.json", "--plot", f"{out}.svg", "--server-pid",
                str(node.process.pid),
            ]
            # What is not optimised is overloaded by few, and takes a minute to enrol more.
            devices = options.devices or (DEBUG_OVERLOAD if scenario.stem == "overload" and is_debug() else None)
            if devices:
                command += ["--devices", str(devices)]
            if subprocess.run(command, check=False).returncode != 0:
                failed.append(name)
        if node.process.poll() is not None:
            failed.append(f"the server on {engine} ended with {node.process.returncode}")
        if failed:
            node.log.seek(0)
            print(node.log.read()[-4000:], file=sys.stderr)
    return failed


def leave_in_order():
    """Has SIGTERM leave every `with` block, so that what the program started ends with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def end(process, signal_number=signal.SIGTERM):
    """Ends a process that may have ended already: in good order, or at once where it does not end."""
    if process.poll() is not None:
        return
    process.send_signal(signal_number)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Database:
    """Where the server keeps its data; a PostgreSQL of this run is there while the `with` block runs."""

    def __init__(self, engine):
        self.engine = engine
        self.folder = None
        self.process = None
        self.flags = []

    def __enter__(self):
        if self.engine == "postgresql":
            try:
                url = os.environ.get("DATABASE_URL") or self.start()
            except BaseException:
                self.__exit__()
                raise
            self.flags = ["--database", url]
        return self

    def __exit__(self, *_):
        try:
            if self.process:
                self.stop()
        finally:
            if self.folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self):
        """Ends it in good order: sessions are ended, and what is committed is written."""
        end(self.process, signal.SIGINT)

    def kill(self):
        """Ends all its processes at once; stopped first, it begins no further ones meanwhile."""
        self.process.send_signal(signal.SIGSTOP)
        children = subprocess.run(
            ["pgrep", "--parent", str(self.process.pid)], check=False, capture_output=True, text=True).stdout.split()
        self.process.kill()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.process.wait()

    def restart(self):
        """Starts it, for the first time or again, and returns once it answers.

        It refuses to start beside a process of before that is not gone yet, and is started again, as by a service
        manager.
        """
        self.process = None
        for _ in range(200):
            if self.process is None or self.process.poll() is not None:
                with open(self.folder / "log", "a") as log:
                    self.process = subprocess.Popen(self.command, stdout=log, stderr=log, cwd="/")
            if subprocess.run(self.question, check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit(f"PostgreSQL did not come up:\n{(self.folder / 'log').read_text()[-2000:]}")

    def ask(self, question):
        """What the server says to one question, as text."""
        return subprocess.run(
            [pathlib.Path(self.question[0]).parent / "psql", "-X", "-q", "-A", "-t", "-h", self.socket_folder, "-U",
             "gatehouse", "-d", "postgres", "-c", question],
            check=True, capture_output=True, text=True).stdout.strip()

    @property
    def socket_folder(self):
        return self.folder

    def start(self):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries:
            sys.exit("error: there is no PostgreSQL on this machine\nhint: scripts/packages.sh load installs it")
        (ROOT / "var").mkdir(exist_ok=True)
        # Its socket's path must be short, and its folder one that the account of PostgreSQL may enter.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-load-", dir="/tmp"))
        run = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            run = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = self.folder / "data"
        subprocess.run([*run, binaries[-1] / "initdb", "-D", data, "-U", "gatehouse", "--auth=trust", "-E", "UTF8",
                        "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.command = [*run, binaries[-1] / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses="]
        self.question = [binaries[-1] / "pg_isready", "--quiet", "-h", self.folder]
        self.restart()
        return f"postgresql://gatehouse@/postgres?host={self.folder}"


if __name__ == "__main__":
    leave_in_order()
    main()
