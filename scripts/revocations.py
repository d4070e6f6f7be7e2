"""Devices that are let in, and then revoked one by one while faults come: once acknowledged, none gets in again."""

import http.client
import json
import random
import socket
import subprocess
import sys
import threading
import time

# The default of the setting `staleness`, and what a node may need beyond it to notice and to be asked.
STALENESS = 5
MARGIN = 1.5


class Revocations:
    """So many devices of their own; `within` are the seconds in which an acknowledged revocation must count."""

    def __init__(self, node, count, simulator, within):
        self.node = node
        self.within = within
        self.waiting = enrol(node, count, simulator)
        self.revoked = []
        self.asked = 0
        self.stale = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def revoke(self, cli):
        """Revokes one of them by this command line; what a proxy would say of it, and when that was acknowledged."""
        device, fields = self.waiting.popitem()
        cli("device", "revoke", device)
        self.revoked.append((device, fields, time.monotonic()))
        return fields

    def watch(self):
        """Asks for the last one and for one of all, again and again; a node that is gone answers nothing."""
        while not self.over.wait(0.02):
            known = list(self.revoked)
            for device, fields, acknowledged in {one[0]: one for one in [*known[-1:], *random.sample(known, k=min(
                    len(known), 1))]}.values():
                began = time.monotonic()
                try:
                    status, _ = decision(self.node, fields)
                except (OSError, http.client.HTTPException):
                    continue
                if began < acknowledged + self.within:
                    continue
                self.asked += 1
                if status == 204:
                    self.stale.append(f"{device} got in {began - acknowledged:.1f} s after its revocation")

    def end(self):
        """What did not hold: until now, and now that everything is whole again."""
        self.over.set()
        self.thread.join(timeout=30)
        problems = self.stale[:5]
        if self.thread.is_alive() or not self.asked:
            problems.append("no revoked device was asked for while faults came")
        for device, fields, _ in self.revoked:
            status = self.answer(fields)
            if status != 403:
                problems.append(f"{device} is revoked, and was answered {status} at the end")
        print(f"{len(self.revoked)} revocations, {self.asked} questions after them while faults came and "
              f"{len(self.revoked)} at the end: {len(self.stale)} stale allows")
        return problems

    def answer(self, fields):
        """What a node says that has a moment to prove that it is current."""
        deadline = time.monotonic() + 10
        while True:
            try:
                status, _ = decision(self.node, fields)
            except (OSError, http.client.HTTPException):
                status = 503
            if status != 503 or time.monotonic() > deadline:
                return status
            time.sleep(0.05)


def enrol(node, count, simulator):
    """Devices by their identifiers, with what a proxy says of each; all of them get in."""
    scenario = node.folder / "revoked.yaml"
    scenario.write_text(
        f"scenario: revoked\ndescription: devices to revoke\nseed: 77\ndevices: {count}\n"
        "fleet:\n  - {profile: linux-workstation, share: 1, packages: 5}\n"
        "phases:\n  - {name: enrol, duration: 4s, connect: 40/s, report: {every: 1s, changed: 100%}}\n"
        "assertions:\n  - devices.missing == 0\n")
    state = node.folder / "revoked"
    subprocess.run([simulator, scenario, "--server", node.address, "--data-dir", node.data, "--state", state],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lines = [json.loads(line) for line in (state / "fleet.jsonl").read_text().splitlines() if line.strip()]
    devices = {line["device"]: verified(line["chain"]) for line in lines}
    allowed = [fields for fields in devices.values() if decision(node, fields)[0] == 204]
    if len(allowed) < count:
        sys.exit(f"only {len(allowed)} of {count} devices to revoke get in before the first fault")
    return devices


class SocketConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("gatehouse", timeout=5)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def decision(node, fields):
    """The status of a decision about the intranet, and its Retry-After."""
    connection = SocketConnection(node.data / "decide.sock")
    try:
        connection.request("GET", "/access/decide/intranet", headers=fields)
        answer = connection.getresponse()
        return answer.status, answer.headers["Retry-After"]
    finally:
        connection.close()


def verified(chain):
    """What a proxy says of a client certificate that it has verified."""
    text = subprocess.run(["openssl", "x509", "-noout", "-serial", "-issuer", "-nameopt", "RFC2253"], input=chain,
                          check=True, capture_output=True, text=True).stdout
    values = dict(line.split("=", 1) for line in text.splitlines())
    return {"X-Gatehouse-Client-Verify": "SUCCESS", "X-Gatehouse-Client-Serial": values["serial"].strip(),
            "X-Gatehouse-Client-Issuer": values["issuer"].strip(), "X-Gatehouse-Address": "192.0.2.7"}
