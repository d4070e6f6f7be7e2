#!/usr/bin/env python3
"""Measures forward-auth decisions beside nginx on the same machine, in the same run.

Each figure is the median of paired, alternating runs of the same load (h2load, HTTP/1.1, kept connections): first one
side, then the other. Server time is read from /proc/PID/stat. Rows go to standard output and, with --out, to a file:
{"name", "value", "unit", "peer", "peer_value", "ratio"}.

    scripts/bench/verify.py --bench .build/release/gatehouse-bench [--rounds 5] [--requests 200000] [--out FILE]

Needs nginx, h2load (nghttp2-client), openssl and a C compiler (h2load cannot present a client certificate by itself).
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 64
APPLICATIONS = 200
HEADERS = {
    "X-Gatehouse-Client-Verify": "SUCCESS",
    "X-Gatehouse-Client-Serial": "1D0000000000000102",
    "X-Gatehouse-Client-Issuer": "CN=Gatehouse Device Authority,O=Example",
    "X-Gatehouse-Address": "192.0.2.17",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
}


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def children(pid):
    return [int(c) for c in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(path, process):
    for _ in range(400):
        if os.path.exists(path):
            return
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        time.sleep(0.025)
    sys.exit(f"{path} did not appear")


class Certificates:
    """A root, a server's and an enforcement point's certificate, made for this run."""

    def __init__(self, folder):
        self.folder = folder
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                     "-subj", "/CN=Bench Root", "-keyout", "ca.key", "-out", "ca.pem")
        self.leaf("server", "serverAuth", "DNS:localhost,IP:127.0.0.1")
        tenant = "00000000-0000-0000-0000-000000000001"
        self.leaf("client", "clientAuth", f"URI:spiffe://{tenant}/enforcement-point/bench")

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def leaf(self, name, usage, names):
        (self.folder / f"{name}.ext").write_text(f"extendedKeyUsage={usage}\nsubjectAltName={names}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")


class Load:
    """h2load over a socket or mutual TLS."""

    def __init__(self, folder, requests):
        self.folder = folder
        self.requests = requests
        source = pathlib.Path(__file__).with_name("client_certificate.c")
        self.shim = folder / "client_certificate.so"
        subprocess.run(["cc" if shutil.which("cc") else "clang", "-shared", "-fPIC", "-O1", "-o", str(self.shim),
                        str(source), "-ldl"], check=True)

    def run(self, base, path, socket=None, headers=True, log=None):
        uris = self.folder / "uris"
        uris.write_text("".join(f"{base}{path.format(n)}\n" for n in range(APPLICATIONS)))
        command = ["h2load", "--h1", "-t", "1", "-c", str(CONNECTIONS), "-n", str(self.requests), "-i", str(uris)]
        if socket:
            command += ["-B", f"unix:{socket}"]
        if headers:
            command += [f"--header={name}: {value}" for name, value in HEADERS.items()]
        if log:
            command += [f"--log-file={log}"]
        environment = dict(os.environ)
        if base.startswith("https"):
            environment |= {"LD_PRELOAD": str(self.shim), "CLIENT_CHAIN": str(self.folder / "client.pem"),
                            "CLIENT_KEY": str(self.folder / "client.key")}
        output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        good = int(re.search(r"(\d+) succeeded", output).group(1))
        if good != self.requests:
            sys.exit(f"only {good} of {self.requests} requests to {base}{path} succeeded:\n{output}")
        return float(re.search(r"([\d.]+) req/s", output).group(1))


def p99(log):
    times = sorted(int(line.split("\t")[2]) for line in open(log))
    return times[int(len(times) * 0.99)] / 1000


class Side:
    """One of the two that are compared: what is asked, and whose time counts."""

    def __init__(self, load, pids, **request):
        self.load, self.pids, self.request = load, pids, request

    def measure(self):
        before = cpu_seconds(self.pids)
        rate = self.load.run(**self.request)
        return {"rps": rate, "per_cpu": self.load.requests / max(cpu_seconds(self.pids) - before, 1 / TICK)}

    def latency(self):
        log = self.load.folder / "latency.log"
        log.unlink(missing_ok=True)
        self.load.run(**self.request, log=log)
        return p99(log)


UNITS = {"rps": "requests/s", "per_cpu": "requests/CPU-s", "p99": "ms"}


def compare(name, ours, peer, peer_name, rounds, emit):
    figures = {"rps": ([], []), "per_cpu": ([], []), "p99": ([], [])}
    ours.measure(), peer.measure()
    for number in range(rounds):
        order = [(0, ours), (1, peer)]
        for index, side in order if number % 2 == 0 else reversed(order):
            for key, value in side.measure().items():
                figures[key][index].append(value)
            figures["p99"][index].append(side.latency())
    for key, (mine, theirs) in figures.items():
        ratio = statistics.median(m / t for m, t in zip(mine, theirs))
        emit({"name": f"{name}.{key}", "value": round(statistics.median(mine), 3), "unit": UNITS[key],
              "peer": peer_name, "peer_value": round(statistics.median(theirs), 3), "ratio": round(ratio, 3)})


NGINX = """
daemon off;
worker_processes 1;
user root;
pid {folder}/nginx.pid;
error_log stderr error;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream gatehouse {{ server unix:{folder}/decide.sock; keepalive 64; keepalive_requests 100000000; }}
    upstream itself {{ server unix:{folder}/itself.sock; keepalive 64; keepalive_requests 100000000; }}
    server {{ listen unix:{folder}/static.sock; return 200; }}
    server {{ listen unix:{folder}/itself.sock; return 204; }}
    server {{
        listen 127.0.0.1:{nginx_port} ssl;
        ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
        ssl_client_certificate {folder}/ca.pem; ssl_verify_client on; ssl_protocols TLSv1.3;
        return 200;
    }}
    server {{
        listen unix:{folder}/front.sock;
        location /gatehouse/ {{ auth_request /decide; alias {folder}/www/; }}
        location /itself/ {{ auth_request /self; alias {folder}/www/; }}
        location = /decide {{ internal; proxy_pass http://gatehouse/access/decide/app-1; {auth} }}
        location = /self {{ internal; proxy_pass http://itself/access/decide/app-1; {auth} }}
    }}
}}
"""
AUTH = """
            proxy_http_version 1.1; proxy_pass_request_headers off; proxy_pass_request_body off;
            proxy_set_header Host gatehouse; proxy_set_header Connection ""; proxy_set_header Content-Length "";
            proxy_set_header X-Gatehouse-Client-Verify $http_x_gatehouse_client_verify;
            proxy_set_header X-Gatehouse-Client-Serial $http_x_gatehouse_client_serial;
            proxy_set_header X-Gatehouse-Client-Issuer $http_x_gatehouse_client_issuer;
            proxy_set_header X-Gatehouse-Address $http_x_gatehouse_address;
            proxy_set_header User-Agent $http_user_agent;
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=".build/release/gatehouse-bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--only", choices=["socket", "tls", "nginx"], help="one comparison alone")
    parser.add_argument("--port", type=int, default=18445, help="this one and the next are listened on")
    parser.add_argument("--out")
    options = parser.parse_args()
    rows = []

    def emit(row):
        rows.append(row)
        print(json.dumps(row), flush=True)

    with tempfile.TemporaryDirectory(prefix="verify-") as name:
        measure(pathlib.Path(name), options, emit)
    if options.out:
        pathlib.Path(options.out).write_text("".join(json.dumps(row) + "\n" for row in rows))


def measure(folder, options, emit):
    Certificates(folder)
    load = Load(folder, options.requests)
    (folder / "www").mkdir()
    (folder / "www" / "0").write_bytes(b"")
    for number in range(APPLICATIONS):
        (folder / "www" / str(number)).write_bytes(b"")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, nginx_port=options.port + 1, auth=AUTH))
    nginx = subprocess.Popen(["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"])
    gateway = subprocess.Popen(
        [options.bench, "verify-server", "--socket", str(folder / "decide.sock"), "--port", str(options.port),
         "--chain", str(folder / "server.pem"), "--key", str(folder / "server.key"), "--roots",
         str(folder / "ca.pem")])
    try:
        wait_for(folder / "decide.sock", gateway)
        wait_for(folder / "front.sock", nginx)
        time.sleep(0.5)
        workers = children(nginx.pid)
        decide = "/access/decide/app-{}"
        if options.only in (None, "socket"):
            compare("verify.socket",
                    Side(load, [gateway.pid], base="http://localhost", path=decide, socket=folder / "decide.sock"),
                    Side(load, workers, base="http://localhost", path=decide, socket=folder / "static.sock"),
                    "nginx static 200", options.rounds, emit)
        if options.only in (None, "tls"):
            compare("verify.tls",
                    Side(load, [gateway.pid], base=f"https://localhost:{options.port}", path=decide),
                    Side(load, workers, base=f"https://localhost:{options.port + 1}", path=decide),
                    "nginx static 200", options.rounds, emit)
        if options.only in (None, "nginx"):
            both = workers + [gateway.pid]
            front = folder / "front.sock"
            compare("verify.nginx",
                    Side(load, both, base="http://localhost", path="/gatehouse/{}", socket=front),
                    Side(load, both, base="http://localhost", path="/itself/{}", socket=front),
                    "nginx asking its own 204", options.rounds, emit)
    finally:
        for process in (nginx, gateway):
            process.terminate()
        for process in (nginx, gateway):
            process.wait()


if __name__ == "__main__":
    main()
