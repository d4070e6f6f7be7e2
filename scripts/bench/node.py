"""A server of its own for one benchmark: in a fresh folder, on free ports, with the example policies."""

import os
import pathlib
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / os.environ.get("RELEASE", ".build-release")
TICK = os.sysconf("SC_CLK_TCK")


def program(name):
    """The release binary, built anew where it is not up to date; BIN names a folder of binaries to take as they are."""
    if "BIN" in os.environ:
        return ROOT / os.environ["BIN"] / name
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--static-swift-stdlib", "--scratch-path", str(RELEASE),
         "--product", name], cwd=ROOT, check=True, stdout=sys.stderr)
    return RELEASE / "release" / name


class Node:
    """Runs while the `with` block does; `flags` are further ones of `gatehouse serve`.

    A node that is `like` another uses the same database, and has from it what the nodes of one database share. `before`
    is called with it when everything is known and nothing has begun.
    """

    def __init__(self, *flags, like=None, before=None):
        self.binary = program("gatehouse")
        (ROOT / "var").mkdir(exist_ok=True)
        # On the disk that the repository is on: a file system in memory would make every commit free.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
        self.data = self.folder / "data"
        self.port, self.device_port, decision_port, self.metrics_port = free_ports(4)
        self.log = open(self.folder / "server.log", "w+")
        self.command = [
            self.binary, "serve", "--data-dir", self.data, "--port", str(self.port), "--device-port",
            str(self.device_port), "--decision-port", str(decision_port), "--metrics-port", str(self.metrics_port),
            "--log-level", "warning", *flags]
        if like:
            self.share(like)
        self.before_removal = None
        if before:
            before(self)
        self.restart()

    def share(self, other):
        """Copies the keys, and the administrator's token, that all nodes of one database have."""
        self.data.mkdir(mode=0o700)
        for path in (other.data / name for name in ("authority", "ca.pem", "secrets.key", "admin.token")):
            if path.is_dir():
                shutil.copytree(path, self.data / path.name)
            elif path.exists():
                shutil.copy2(path, self.data)

    def restart(self):
        """Starts it, for the first time or again; it is not ready yet."""
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)

    def kill(self):
        """Ends it at once, so that nothing of it runs any further."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        try:
            self.wait_until(lambda: self.cli("apply", "-f", ROOT / "examples" / "policies"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_ready(self):
        self.wait_until(lambda: self.cli("compliance"))

    def wait_until(self, works):
        """Asks until the server answers; a server that ended ends the program."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return works()
            except subprocess.CalledProcessError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.log.seek(0)
                    sys.exit(f"the server did not come up: {error.stderr}\n{self.log.read()[-4000:]}")
                time.sleep(0.1)

    def stop(self):
        """Ends it in good order, or at once where it does not end."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        if self.before_removal:
            self.before_removal()
        shutil.rmtree(self.folder)

    @property
    def address(self):
        return f"https://localhost:{self.port}"

    @property
    def authority(self):
        return self.data / "ca.pem"

    def cli(self, *arguments):
        return subprocess.run(
            [self.binary, *arguments, "--data-dir", self.data], check=True, capture_output=True, text=True
        ).stdout

    def code(self, uses):
        return self.cli("enrolment-code", "create", "--uses", str(uses)).strip()

    def metrics(self):
        """What it shows on `/metrics`, by name with labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in
                (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))}

    def newest_change(self):
        """The sequence of the newest change, which grows with whatever is written that anybody could care about."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return database.execute("SELECT newest FROM change_counter").fetchone()[0]

    @property
    def database(self):
        return next(path for path in self.data.iterdir() if path.suffix in (".db", ".sqlite"))

    def processor_seconds(self):
        return processor_seconds(self.process.pid)

    def resident(self):
        """MiB of memory that the server holds now."""
        return self.metrics()["process_resident_memory_bytes"] / 2**20

    def written(self):
        """Bytes that the server has sent to the disk."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/io").read_text().splitlines():
            if line.startswith("write_bytes:"):
                return int(line.split()[1])
        return 0


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def free_ports(count):
    """Ports that nobody listens at, below those that the system gives to connections: they would be taken meanwhile."""
    found = []
    while len(found) < count:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as attempt:
            try:
                attempt.bind(("0.0.0.0", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def load():
    return f"load {os.getloadavg()[0]:.1f}"
