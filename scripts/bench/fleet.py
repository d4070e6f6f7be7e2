#!/usr/bin/env python3
"""Measures a server that holds a large fleet: its start and memory, lists and single devices, and a change of policy
for everybody while decisions go on. Prints rows as JSON.

    scripts/bench/fleet.py [--database sqlite|postgresql ...] [--devices N ...] [--packages N]

Without --devices there are a hundred thousand. Server, database and questions are on the same machine; the devices are
written into the store while the server does not run. PostgreSQL is a private cluster of this run.
BIN=.build/debug takes those binaries instead of building release ones.
"""

import argparse
import functools
import http.client
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

from node import Node, load, program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from load import Database, leave_in_order  # noqa: E402

ASKED = 300
# Rows of one question of which Fleet published how long it takes, in milliseconds, with 45,000 hosts (fleet#36314).
MANY = 2_500
FLEET_MANY = 1_500
POLICY = """\
apiVersion: gatehouse/v1
kind: CompliancePolicy
metadata: {{name: bench}}
spec:
  platforms: [linux]
  grace: 0s
  requirements:
    - {{name: Disks are encrypted, fact: storage.encrypted, equals: true}}
    - {{name: The firewall is on, fact: firewall.active, equals: true}}
    - {{name: The system is new, fact: os.version, atLeast: "{version}"}}
"""
BUDGET = 100_000


def main():
    options = arguments()
    driver = program("gatehouse-bench")
    rows = []
    for engine in options.database:
        for devices in options.devices:
            rows += measure(engine, devices, options.packages, driver)
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--devices", nargs="+", type=int, default=[BUDGET])
    parser.add_argument("--packages", type=int, default=40)
    return parser.parse_args()


def measure(engine, devices, packages, driver):
    """The rows of one size on one engine."""
    row = functools.partial(row_of, engine, devices)
    with Database(engine) as database, Node(*database.flags) as node:
        empty = node.resident()
        node.process.terminate()
        node.process.wait()
        place = database.flags[-1] if database.flags else str(node.database)
        filled = json.loads(subprocess.run(
            [driver, "fill", "--database", place, "--devices", str(devices), "--packages", str(packages)], check=True,
            stdout=subprocess.PIPE, text=True).stdout)
        yield row("fill", devices / filled["seconds"], "devices/s", note="written into the store, not enrolled")
        start = time.monotonic()
        node.restart()
        node.wait_until_ready()
        yield row("start", time.monotonic() - start, "s", note="until the first command is answered")
        apply(node, "12")
        yield row("memory", node.resident(), "MiB", note="of the server, resident, everything judged once")
        yield row("memory.device", 1024 * (node.resident() - empty) / devices, "KiB",
                  note=f"each, beyond the {empty:.0f} MiB of an empty server")
        yield row("database", size(node, database) / devices / 1024, "KiB",
                  note=f"each, with {packages} packages; {size(node, database) / 2**30:.2f} GiB in all")
        yield from questions(node, devices, row)
        yield from reevaluation(node, devices, filled["serial"], row)


def row_of(engine, devices, name, value, unit, budget=None, note=None):
    """One figure of such a fleet; the budget is that of one size."""
    found = {"name": f"fleet.{engine}.{devices}.{name}", "value": round(value, 3), "unit": unit}
    if budget and devices == BUDGET:
        found["budget"] = budget
    print(f"{found['name']}: {found['value']} {unit} ({note})", file=sys.stderr, flush=True)
    return found | {"note": f"{note}; {load()}" if note else load()}


def questions(node, devices, row):
    """The rows of lists and single devices."""
    for name, times, note in lists(node):
        yield row(f"{name}.p99", quantile(times, 0.99), "ms", "< 50",
                  f"{note}; {len(times)} times, p50 {quantile(times, 0.5):.1f} ms")
    if devices >= MANY:
        times = many(node)
        yield row(f"list.{MANY}", quantile(times, 0.5), "ms", note=(
            f"{MANY:,} devices with their state, in pages; median of {len(times)}, worst {max(times):.0f} ms")
        ) | {"peer": "Fleet, published: 2,500 of 45,000 hosts", "peer_value": FLEET_MANY}


def reevaluation(node, devices, serial, row):
    """The rows of a change of policy after which every verdict is another one."""
    with Decisions(node, serial) as decisions:
        before = node.processor_seconds()
        start = time.monotonic()
        apply(node, "13")
        taken = time.monotonic() - start
        used = node.processor_seconds() - before
    times = decisions.times
    yield row("reevaluate", taken, "s", "< 60",
              f"every verdict changes; {devices / taken:,.0f} devices/s, server {used:.1f} s of a core")
    yield row("reevaluate.decision.p99", quantile(times, 0.99), "ms", "< 20",
              f"of {len(times):,} decisions meanwhile; p50 {quantile(times, 0.5):.2f} ms, worst {max(times):.1f} ms")
    expected = {"204", "403"}
    if set(decisions.answers) != expected:
        sys.exit(f"decisions were answered {decisions.answers}, and {expected} were expected")


def apply(node, version):
    """Changes the policy and waits until every device was judged by it; that nobody complies afterwards is meant."""
    file = node.folder / "bench.yaml"
    file.write_text(POLICY.format(version=version))
    node.cli("apply", "-f", file, "--wait", "--confirm-lock-out")


def size(node, database):
    """Bytes that the data takes."""
    if database.flags:
        command = ["psql", database.flags[-1], "--no-psqlrc", "-Atc", "SELECT pg_database_size(current_database())"]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return node.database.stat().st_size


def lists(node):
    """Name, milliseconds of each answer, and what it is, of every question."""
    client = Client(node)
    first = client.get("/api/v1/devices?orderBy=name&limit=100")
    device = first["items"][50]
    middle = {"value": first.get("next")}

    def next_page(_):
        page = client.get("/api/v1/devices?orderBy=name&limit=100&cursor=" + urllib.parse.quote(middle["value"]))
        middle["value"] = page.get("next") or middle["value"]

    def list_of(condition, order="name"):
        query = urllib.parse.urlencode(
            {"filter": condition, "orderBy": order, "limit": "100"}, quote_via=urllib.parse.quote)
        return lambda _: client.get(f"/api/v1/devices?{query}")

    questions = [
        ("list", lambda _: client.get("/api/v1/devices?limit=100"), "a hundred devices"),
        ("list.name", lambda _: client.get("/api/v1/devices?orderBy=name&limit=100"), "the first hundred by name"),
        ("list.next", next_page, "page after page by name"),
        ("list.recent", lambda _: client.get("/api/v1/devices?orderBy=lastContact%20desc&limit=100"),
         "the hundred that were heard of last"),
        ("filter.name", list_of(f"name eq '{device['name']}'"), "the device of a name"),
        ("filter.serial", list_of(f"serialNumber eq '{device['serialNumber']}'"), "the device of a serial number"),
        ("filter.state", list_of("complianceState eq 'noncompliant'"), "noncompliant ones, of which there are none"),
        ("filter.part", list_of("contains(name,'nch-9999')"), "a part of a name"),
        ("show", lambda _: client.get(f"/api/v1/devices/{device['id']}"), "one device"),
        ("show.facts", lambda _: client.get(f"/api/v1/devices/{device['id']}/facts"), "its facts"),
        ("show.compliance", lambda _: client.get(f"/api/v1/devices/{device['id']}/compliance"), "its verdict, and why"),
    ]
    for name, ask, note in questions:
        yield name, [milliseconds(ask, number) for number in range(ASKED)], note


def many(node):
    """Milliseconds that it takes to read so many devices, page by page."""
    client = Client(node)

    def read(_):
        rest, cursor = MANY, ""
        while rest > 0:
            page = client.get(f"/api/v1/devices?orderBy=name&limit={min(rest, 1000)}{cursor}")
            rest -= len(page["items"])
            cursor = "&cursor=" + urllib.parse.quote(page.get("next") or "")

    return [milliseconds(read, number) for number in range(ASKED // 10)]


def milliseconds(ask, number):
    start = time.perf_counter()
    ask(number)
    return 1000 * (time.perf_counter() - start)


def quantile(values, part):
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


class Client:
    """The API over one kept connection, as an administrator."""

    def __init__(self, node):
        context = ssl.create_default_context(cafile=node.authority)
        self.connection = http.client.HTTPSConnection("localhost", node.port, context=context)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {"Authorization": f"Bearer {(node.data / 'admin.token').read_text().strip()}"}

    def get(self, path):
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path} was answered {answer.status}: {body[:500]}")
        return json.loads(body)


class Decisions:
    """Asks for one device's access two hundred times a second while the `with` block runs."""

    RATE = 200

    def __init__(self, node, serial):
        issuer = subprocess.run(
            ["openssl", "x509", "-in", node.data / "server.pem", "-noout", "-issuer", "-nameopt", "rfc2253"],
            check=True, capture_output=True, text=True).stdout.strip().removeprefix("issuer=")
        self.question = (
            "GET /access/decide/intranet HTTP/1.1\r\nHost: gatehouse\r\nX-Gatehouse-Client-Verify: SUCCESS\r\n"
            f"X-Gatehouse-Client-Serial: {serial}\r\nX-Gatehouse-Client-Issuer: {issuer}\r\n"
            "X-Gatehouse-Address: 192.0.2.17\r\nUser-Agent: bench\r\n\r\n").encode()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(node.data / "decide.sock"))
        self.times, self.answers, self.ends = [], {}, threading.Event()
        self.thread = threading.Thread(target=self.ask)

    def __enter__(self):
        self.thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *_):
        time.sleep(1)
        self.ends.set()
        self.thread.join()
        self.socket.close()

    def ask(self):
        due = time.perf_counter()
        while not self.ends.is_set():
            start = time.perf_counter()
            self.socket.sendall(self.question)
            answer = b""
            while b"\r\n\r\n" not in answer:
                part = self.socket.recv(4096)
                if not part:
                    sys.exit("the server closed the connection of the decisions")
                answer += part
            self.times.append(1000 * (time.perf_counter() - start))
            status = answer[9:12].decode()
            self.answers[status] = self.answers.get(status, 0) + 1
            due = max(due + 1 / self.RATE, time.perf_counter() - 1)
            time.sleep(max(0, due - time.perf_counter()))


if __name__ == "__main__":
    leave_in_order()
    main()
