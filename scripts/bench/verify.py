#!/usr/bin/env python3
"""Measures forward-auth decisions beside nginx on the same machine, in the same run.

Each figure is the median of paired, alternating runs of the same load (h2load, HTTP/1.1, 64 kept connections) over the
same transport: first one side, then the other. Server time is read from /proc/PID/stat. Prints rows as JSON.

    scripts/bench/verify.py [--rounds N] [--requests N] [--only socket|tls|cold|nginx]

Needs nginx, h2load (nghttp2-client), openssl and a C compiler (h2load cannot present a client certificate by itself).
BIN=.build/debug takes those binaries instead of building release ones.
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

from node import load, program

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


class Generator:
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

    def __init__(self, generator, pids, **request):
        self.generator, self.pids, self.request = generator, pids, request

    def measure(self):
        before = cpu_seconds(self.pids)
        rate = self.generator.run(**self.request)
        return {"rps": rate, "per_cpu": self.generator.requests / max(cpu_seconds(self.pids) - before, 1 / TICK)}

    def latency(self):
        log = self.generator.folder / "latency.log"
        log.unlink(missing_ok=True)
        self.generator.run(**self.request, log=log)
        return p99(log)


UNITS = {"rps": "requests/s", "per_cpu": "requests/CPU-s", "p99": "ms"}


def compare(name, ours, peer, peer_name, rounds, budgets):
    """Rows of the medians; a ratio is the median of the rounds' own ratios."""
    figures = {"rps": ([], []), "per_cpu": ([], []), "p99": ([], [])}
    ours.measure(), peer.measure()
    for number in range(rounds):
        order = [(0, ours), (1, peer)]
        for index, side in order if number % 2 == 0 else reversed(order):
            for key, value in side.measure().items():
                figures[key][index].append(value)
            figures["p99"][index].append(side.latency())
    rows = []
    for key, (mine, theirs) in figures.items():
        ratio = statistics.median(m / t for m, t in zip(mine, theirs))
        row = {"name": f"{name}.{key}", "value": round(statistics.median(mine), 3), "unit": UNITS[key],
               "peer": peer_name, "peer_value": round(statistics.median(theirs), 3), "ratio": round(ratio, 3),
               "note": load()}
        if key in budgets:
            row["budget"] = budgets[key]
        print(f"{row['name']}: {row['ratio']}", file=sys.stderr, flush=True)
        rows.append(row)
    return rows


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
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--only", choices=["socket", "tls", "cold", "nginx"], help="one comparison alone")
    parser.add_argument("--port", type=int, default=18445, help="this one and the next are listened on")
    options = parser.parse_args()
    bench = program("gatehouse-bench")
    with tempfile.TemporaryDirectory(prefix="verify-") as name:
        print(json.dumps(measure(bench, pathlib.Path(name), options), indent=2, ensure_ascii=False))


def measure(bench, folder, options):
    Certificates(folder)
    generator = Generator(folder, options.requests)
    (folder / "www").mkdir()
    for number in range(APPLICATIONS):
        (folder / "www" / str(number)).touch()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, nginx_port=options.port + 1, auth=AUTH))
    nginx = subprocess.Popen(["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"])
    server = [str(bench), "verify-server", "--socket"]
    quiet = {"stderr": subprocess.DEVNULL}
    gateway = subprocess.Popen(
        server + [str(folder / "decide.sock"), "--port", str(options.port), "--chain", str(folder / "server.pem"),
                  "--key", str(folder / "server.key"), "--roots", str(folder / "ca.pem")], **quiet)
    cold = subprocess.Popen(server + [str(folder / "cold.sock"), "--cold", "yes"], **quiet)
    try:
        for socket, process in (("decide", gateway), ("cold", cold), ("front", nginx)):
            wait_for(folder / f"{socket}.sock", process)
        time.sleep(0.5)
        return comparisons(generator, folder, options, gateway.pid, cold.pid, children(nginx.pid))
    finally:
        for process in (nginx, gateway, cold):
            process.terminate()
        for process in (nginx, gateway, cold):
            process.wait()


def comparisons(generator, folder, options, gateway, cold, workers):
    """What is compared with what: over the socket, over TLS, without the cache, and through nginx."""
    decide = "/access/decide/app-{}"
    plain, secure = "http://localhost", "https://localhost:{}"

    def side(pids, base=plain, path=decide, socket=None):
        return Side(generator, pids, base=base, path=path, socket=socket and folder / f"{socket}.sock")

    static, static_tls = side(workers, socket="static"), side(workers, secure.format(options.port + 1))
    both = workers + [gateway]
    pairs = {
        "socket": (side([gateway], socket="decide"), static, "nginx static 200", "≥ 0.7"),
        "tls": (side([gateway], secure.format(options.port)), static_tls, "nginx static 200", "≥ 0.75"),
        "cold": (side([cold], socket="cold"), static, "nginx static 200", None),
        "nginx": (side(both, path="/gatehouse/{}", socket="front"), side(both, path="/itself/{}", socket="front"),
                  "nginx asking its own 204", "≥ 0.85"),
    }
    rows = []
    for name, (ours, peer, peer_name, budget) in pairs.items():
        if options.only in (None, name):
            budgets = {"rps": budget, "per_cpu": budget, "p99": "≤ 1.5"} if budget else {}
            rows += compare(f"verify.{name}", ours, peer, peer_name, options.rounds, budgets)
    return rows


if __name__ == "__main__":
    main()
