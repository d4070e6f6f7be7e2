"""An HTTPS server for tests that takes webhooks, and checks their signatures by itself.

usage: webhook-server.py CONFIGURATION

The configuration is a JSON file: folder, certificate, key, secret, and the answers to one request after the other: a
status, or `slow` (never answer). In the folder it writes `port` once it listens, and every request as `NNN.json`.
"""

import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import socket
import ssl
import sys
import time

configuration = json.loads(pathlib.Path(sys.argv[1]).read_text())
folder = pathlib.Path(configuration["folder"])
answers = list(configuration["answers"])
taken = 0


def is_signed(headers, body):
    secret = base64.b64decode(configuration["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted, headers["webhook-signature"])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global taken
        body = self.rfile.read(int(self.headers["content-length"]))
        taken += 1
        (folder / f"{taken:03}.json").write_text(json.dumps({
            "path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": json.loads(body), "isSigned": is_signed(self.headers, body),
        }))
        answer = answers.pop(0) if answers else "200"
        if answer == "slow":
            time.sleep(60)
        self.send_response(int(answer))
        if answer.startswith("3"):
            self.send_header("location", "/elsewhere")
        if answer == "503":
            self.send_header("retry-after", "120")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(configuration["certificate"], configuration["key"])
# Where whoever asks for `localhost` looks first, which is an IPv6 address on some machines.
family, _, _, _, address = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0]
http.server.ThreadingHTTPServer.address_family = family
server = http.server.ThreadingHTTPServer(address[:2], Handler)
server.daemon_threads = True
server.socket = context.wrap_socket(server.socket, server_side=True)
draft = folder / "port.new"
draft.write_text(str(server.server_port))
draft.rename(folder / "port")
server.serve_forever()
