"""A mail server for tests: Debian's aiosmtpd, with answers as the test wants them.

usage: mail-server.py CONFIGURATION

The configuration is a JSON file: folder, certificate, key, mode (startTLS, implicit or plain), user, password, and the
answers to one message after the other: `250` and the like, `drop` (take it and hang up) or `slow` (never answer).
In the folder it writes `port` once it listens, `log` with the commands that it was given, and every message that it
took as `NNN.json`, read by Python's own parser.
"""

import asyncio
import email
import email.policy
import json
import pathlib
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

configuration = json.loads(pathlib.Path(sys.argv[1]).read_text())
folder = pathlib.Path(configuration["folder"])
answers = list(configuration["answers"])
taken = 0


def log(line):
    with (folder / "log").open("a") as file:
        file.write(line + "\n")


def keep(envelope):
    global taken
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    parts = {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in message.walk() if not part.is_multipart()
    }
    taken += 1
    (folder / f"{taken:03}.json").write_text(json.dumps({
        "sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
        "names": [name for name, _ in message.items()], "headers": {name: str(value) for name, value in message.items()},
        "parts": parts, "defects": [repr(defect) for part in message.walk() for defect in part.defects],
        "longestLine": max(len(line) for line in envelope.content.splitlines()),
        "isASCII": all(byte < 128 for byte in envelope.content),
    }))


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        log("EHLO")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        log(f"MAIL {'TLS' if session.ssl or configuration['mode'] == 'implicit' else 'plain'}")
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        log("DATA")
        answer = answers.pop(0) if answers else "250 OK"
        if answer == "slow":
            await asyncio.sleep(60)
        if answer.startswith("2") or answer == "drop":
            keep(envelope)
        if answer == "drop":
            server.transport.abort()
            return None
        return answer


def authenticate(server, session, envelope, mechanism, data):
    known = (configuration["user"].encode(), configuration["password"].encode())
    isRight = (data.login, data.password) == known
    log(f"AUTH {'right' if isRight else 'wrong'}")
    return AuthResult(success=isRight, handled=False)


async def main():
    mode = configuration["mode"]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(configuration["certificate"], configuration["key"])
    hasAccounts = bool(configuration["user"])

    def make():
        return SMTP(
            Handler(), hostname="localhost", tls_context=context if mode == "startTLS" else None,
            authenticator=authenticate if hasAccounts else None, auth_required=hasAccounts,
            auth_require_tls=mode != "implicit")

    # Where whoever asks for `localhost` looks first: another's server may have this port at the machine's other address.
    family, _, _, _, address = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0]
    server = await asyncio.get_running_loop().create_server(
        make, address[0], 0, family=family, ssl=context if mode == "implicit" else None)
    draft = folder / "port.new"
    draft.write_text(str(server.sockets[0].getsockname()[1]))
    draft.rename(folder / "port")
    await server.serve_forever()


asyncio.run(main())
