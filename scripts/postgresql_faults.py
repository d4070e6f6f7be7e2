"""PostgreSQL that loses its primary or its network: victims of scripts/faults.py beside plain deaths."""

import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request

from load import Database, end
from revocations import MARGIN, STALENESS, decision


class Replicated(Database):
    """A primary with a synchronous replica: both have what is acknowledged. Its death makes the replica the primary."""

    def start(self):
        super().start()
        self.folders = [self.folder / "a", self.folder / "b"]
        for folder in self.folders:
            folder.mkdir()
            own(folder)
        self.stop()
        (self.folder / "data").rename(self.folders[0] / "data")
        self.primary = 0
        self.run()
        self.settle()
        hosts = ",".join(str(folder) for folder in self.folders)
        return f"postgresql://gatehouse@/postgres?host={hosts}"

    def server(self, number):
        folder = self.folders[number]
        return [*self.command[:self.command.index("-D")], "-D", folder / "data", "-k", folder,
                "-c", "listen_addresses=", "-c", "wal_level=replica"]

    def run(self):
        """Starts the primary alone, which then waits for nobody."""
        folder = self.folders[self.primary]
        self.process = self.launch(self.server(self.primary))
        self.await_answer(folder)

    def launch(self, command):
        with open(self.folder / "log", "a") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/")

    def await_answer(self, folder):
        for _ in range(300):
            if subprocess.run([self.program("pg_isready"), "--quiet", "-h", folder], check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit(f"PostgreSQL did not come up:\n{(self.folder / 'log').read_text()[-2000:]}")

    def program(self, name):
        return pathlib.Path(self.question[0]).parent / name

    @property
    def socket_folder(self):
        return self.folders[self.primary]

    def settle(self):
        """Gives the primary a fresh replica, and lets it wait for that one from then on."""
        spare = 1 - self.primary
        data = self.folders[spare] / "data"
        shutil.rmtree(data, ignore_errors=True)
        run = self.command[:self.command.index("-D") - 1]
        subprocess.run(
            [*run, self.program("pg_basebackup"), "-h", self.folders[self.primary], "-U", "gatehouse", "-D", data, "-R",
             "-X", "stream", "-c", "fast"], check=True, cwd="/", stdout=subprocess.DEVNULL)
        self.standby = self.launch(self.server(spare))
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.ask("SELECT pg_reload_conf()")
        for _ in range(300):
            if self.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1":
                return
            time.sleep(0.1)
        sys.exit(f"the replica did not follow:\n{(self.folder / 'log').read_text()[-2000:]}")

    def restart(self):
        """The replica takes over; as long as it has none of its own it waits for nobody."""
        if self.folder and hasattr(self, "standby"):
            self.primary = 1 - self.primary
            self.process = self.standby
            self.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
            self.ask("SELECT pg_promote(true)")
            self.ask("SELECT pg_reload_conf()")
        else:
            super().restart()

    def __exit__(self, *arguments):
        try:
            if hasattr(self, "standby"):
                end(self.standby, signal.SIGINT)
        finally:
            super().__exit__(*arguments)


class Partitioned(Database):
    """A network between the node and its database that stops to deliver, without a word, and then goes on."""

    def start(self):
        url = super().start()
        self.proxy = Proxy(str(self.folder / ".s.PGSQL.5432"))
        self.direct = url
        return f"postgresql://gatehouse@127.0.0.1:{self.proxy.port}/postgres?sslmode=disable"

    def prepare(self, node, revocations):
        """A node that the network does not fail: devices are revoked over there."""
        self.revocations = revocations
        self.other = Elsewhere(node, self.direct)
        # Its folder lies in the node's.
        node.before_removal = self.other.end

    def kill(self):
        self.proxy.stop()

    def check(self, node):
        """What must hold as long as nothing comes through; the problems that there are."""
        began = time.monotonic()
        # The node that is cut off may hold the writers' lock, which it loses after a few seconds.
        fields = self.revocations.revoke(self.other.cli)
        revoked = time.monotonic()
        problems = []
        while time.monotonic() < began + STALENESS + MARGIN + 3:
            status, retry = decision(node, fields)
            if time.monotonic() > revoked + STALENESS + MARGIN:
                if status != 503 or not retry:
                    problems.append(f"a node that knows nothing new answered {status}, Retry-After {retry}")
                    break
            time.sleep(0.05)
        if ready(node) != 503:
            problems.append("a node that knows nothing new says that it is ready")
        if "gatehouse_stale 1" not in metrics(node):
            problems.append("gatehouse_stale is not 1 while decisions are refused")
        self.revoked = fields
        return problems

    def check_afterwards(self, node):
        status = self.revocations.answer(self.revoked)
        if status == 403:
            return []
        return [f"a device that was revoked elsewhere was answered {status} after the partition"]

    def restart(self):
        if hasattr(self, "proxy"):
            self.proxy.go_on()
        else:
            super().restart()

    def __exit__(self, *arguments):
        try:
            if hasattr(self, "other"):
                self.other.end()
        finally:
            super().__exit__(*arguments)


class Proxy:
    """Carries bytes to a socket; while it is stopped it takes everything and delivers nothing, and nobody is told."""

    def __init__(self, target):
        self.target = target
        self.moving = threading.Event()
        self.moving.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def stop(self):
        self.moving.clear()

    def go_on(self):
        self.moving.set()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        self.moving.wait()
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.target)
        except OSError:
            client.close()
            return
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        try:
            while data := source.recv(65536):
                self.moving.wait()
                sink.sendall(data)
        except OSError:
            pass
        self.moving.wait()
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Elsewhere:
    """A second node over the same database, with the keys of the first."""

    def __init__(self, node, url):
        self.node = node
        self.data = node.folder / "elsewhere"
        self.data.mkdir(mode=0o700)
        for path in node.data.iterdir():
            if path.is_dir():
                shutil.copytree(path, self.data / path.name)
            elif path.is_file():
                shutil.copy2(path, self.data / path.name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(node.folder / "elsewhere.log", "w") as log:
            self.process = subprocess.Popen(
                [node.binary, "serve", "--data-dir", self.data, "--port", str(port), "--device-port", "0",
                 "--decision-port", "0", "--metrics-port", "0", "--database", url, "--log-level", "warning"],
                stdout=log, stderr=log)
        try:
            node.wait_until(lambda: self.cli("compliance"))
        except BaseException:
            self.end()
            raise

    def cli(self, *arguments):
        run = subprocess.run([self.node.binary, *arguments, "--data-dir", self.data], check=False, capture_output=True,
                             text=True)
        if run.returncode != 0 and "compliance" not in arguments:
            print(f"elsewhere: {run.stderr.strip()}", file=sys.stderr)
        run.check_returncode()
        return run.stdout

    def end(self):
        end(self.process)


def ready(node):
    context = ssl.create_default_context(cafile=str(node.authority))
    try:
        return urllib.request.urlopen(f"{node.address}/readyz", context=context, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code


def metrics(node):
    port = node.command[node.command.index("--metrics-port") + 1]
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()


def own(path):
    if os.geteuid() == 0:
        shutil.chown(path, "postgres", "postgres")
