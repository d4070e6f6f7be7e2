"""A headless Chromium that is told what to do over a pipe (Chrome DevTools Protocol), with the standard library alone."""

import base64
import hashlib
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time


def spki_of(host, port):
    """What names the server's key to Chromium: base 64 of SHA-256 of its SubjectPublicKeyInfo."""
    pem = ssl.get_server_certificate((host, port))
    key = subprocess.run(["openssl", "x509", "-pubkey", "-noout"], input=pem.encode(), capture_output=True, check=True)
    body = b"".join(line for line in key.stdout.splitlines() if not line.startswith(b"-----"))
    return base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode()


class Failure(Exception):
    """What a command was answered, or what was waited for in vain."""


class Chromium:
    """One browser with one page; ended by `close`."""

    def __init__(self, spki):
        self.folder = tempfile.mkdtemp(prefix="chromium-")
        command_in, self.commands = os.pipe()
        self.answers, answer_out = os.pipe()

        def take_places():
            # Chromium reads from 3 and writes to 4; neither may be in the other's place meanwhile.
            reading, writing = os.dup(command_in), os.dup(answer_out)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-pipe", f"--user-data-dir={self.folder}", "--lang=en-GB", "--window-size=900,1200",
             f"--ignore-certificate-errors-spki-list={spki}", "about:blank"],
            preexec_fn=take_places, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(os.path.join(self.folder, "stderr"), "wb"))
        os.close(command_in)
        os.close(answer_out)
        self.buffer, self.number, self.events = b"", 0, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        """Ends the browser and forgets what it kept."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, **parameters):
        """Sends a command and answers its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None) and not method.startswith("Target."):
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        """The next message of the browser."""
        while b"\0" not in self.buffer:
            part = os.read(self.answers, 1 << 16)
            if not part:
                raise Failure("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def run(self, script):
        """The value of an expression in the page, which may be a promise."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise Failure(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait(self, script, seconds=20):
        """Waits until an expression is true."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.run(script):
                    return
            except Failure as failure:
                # The page may be gone while another comes.
                if not any(word in str(failure) for word in ("context", "of null")) and "navigated" not in str(failure):
                    raise
            if time.monotonic() > deadline:
                raise Failure(f"waited in vain for {script}; the page says: {self.text()}")
            time.sleep(0.05)

    def open(self, url):
        """Opens a page and waits until it is there."""
        self.call("Page.navigate", url=url)
        self.wait(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url.split('?')[0])})")

    def text(self):
        """What the page says."""
        return self.run("document.body ? document.body.innerText : ''")

    def fill(self, **fields):
        """Types into fields by their ids."""
        for name, value in fields.items():
            self.run(f"document.getElementById({json.dumps(name)}).value = {json.dumps(value)}")

    def submit(self, action):
        """Sends the form that goes to this path, and waits for the page that follows."""
        self.run("window.isOld = true")
        self.run(f"document.querySelector('form[action={json.dumps(action)}]').requestSubmit()")
        self.wait("!window.isOld && document.readyState === 'complete'")

    def screenshot(self, path, scheme):
        """The whole page in one of the two colour schemes."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
