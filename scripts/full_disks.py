"""Disks that are full, under PostgreSQL and under SQLite: victims of scripts/faults.py."""

import os
import shutil
import subprocess
import sys
import time

from load import Database


class Full(Database):
    """A disk that others fill: PostgreSQL may even end, and is started again once there is room, as by its manager."""

    megabytes = 320

    def start(self):
        need_root()
        url = super().start()
        self.stop()
        data = self.folder / "data"
        data.rename(self.folder / "full")
        data.mkdir()
        mount_small(data, self.megabytes)
        self.mounted = data
        shutil.copytree(self.folder / "full", data, dirs_exist_ok=True)
        subprocess.run(["chown", "-R", "postgres:postgres", data], check=True)
        shutil.rmtree(self.folder / "full")
        self.filler = data / "filler"
        super().restart()
        return url

    def kill(self):
        """Takes what room there is, again and again: the log makes some by itself."""
        fill(self.filler)

    def check(self, node):
        return hold_full(self.filler, node)

    def restart(self):
        if hasattr(self, "filler"):
            self.filler.unlink(missing_ok=True)
            if self.process.poll() is not None:
                super().restart()
        else:
            super().restart()

    def __exit__(self, *arguments):
        try:
            if self.process:
                self.stop()
        finally:
            # Before the folder is removed: what is mounted there goes first.
            if hasattr(self, "mounted"):
                subprocess.run(["umount", "--lazy", self.mounted], check=False)
            super().__exit__(*arguments)


class FullSQLite(Database):
    """The disk under the node's own data folder; the node goes on running."""

    megabytes = 48

    def mount(self, node):
        """Before the node's first start: its data folder is a small filesystem."""
        need_root()
        node.data.mkdir()
        mount_small(node.data, self.megabytes)
        self.data, self.filler = node.data, node.data / "filler"
        node.before_removal = self.unmount

    def kill(self):
        fill(self.filler)

    def check(self, node):
        return hold_full(self.filler, node)

    def restart(self):
        self.filler.unlink(missing_ok=True)

    def unmount(self):
        subprocess.run(["umount", "--lazy", self.data], check=False)


def need_root():
    if os.geteuid() != 0:
        sys.exit("error: only root may mount the small filesystem\n"
                 "hint: run it as root, in a container if you like")


def mount_small(folder, megabytes):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "gatehouse-faults", folder],
                   check=True)


def fill(filler):
    """Writes until there is no room left."""
    with open(filler, "ab", buffering=0) as file:
        try:
            while True:
                file.write(b" " * 4096)
        except OSError:
            pass


def hold_full(filler, node):
    """Keeps the disk full for a while; decisions are answered from memory, and the node must not end."""
    until = time.monotonic() + 3
    while time.monotonic() < until:
        fill(filler)
        time.sleep(0.05)
    return ["the node ended on a full disk"] if node.process.poll() is not None else []
