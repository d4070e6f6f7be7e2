#!/usr/bin/env python3
"""Signs in to a fresh server with a real browser and its virtual authenticator.

    sign_in.py PORT SETUP-CODE-FILE [FOLDER-FOR-SCREENSHOTS]

Prints `ok STEP` for each step that went as it must, and ends with 1 at the first that did not.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import time
import traceback

from chromium import Chromium, Failure, spki_of


def time_code(key, offset=0):
    """The code of RFC 6238 for a key in base 32."""
    secret = base64.b32decode(key.replace(" ", ""))
    step = int(time.time()) // 30 + offset
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place:place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def expect(condition, what):
    """Ends the test unless the condition holds."""
    if not condition:
        raise Failure(what)


class Site:
    """The server under test, in a browser."""

    def __init__(self, port, code_file, shots):
        self.base = f"https://localhost:{port}"
        self.code_file = code_file
        self.shots = shots
        self.browser = Chromium(spki_of("localhost", port))
        self.browser.call("WebAuthn.enable")
        self.authenticator = self.add_authenticator("internal")
        # The virtual authenticator answers the request that waits for autofill by itself: only one step wants that.
        self.without_autofill = self.browser.call(
            "Page.addScriptToEvaluateOnNewDocument",
            source="PublicKeyCredential.isConditionalMediationAvailable = async () => false")["identifier"]

    def add_authenticator(self, transport):
        """A virtual authenticator whose user is there and known."""
        return self.browser.call("WebAuthn.addVirtualAuthenticator", options={
            "protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True})["authenticatorId"]

    def shoot(self, name):
        """Keeps how the page looks, light and dark."""
        if self.shots:
            for scheme in ("light", "dark"):
                self.browser.screenshot(os.path.join(self.shots, f"{name}-{scheme}.png"), scheme)

    def press(self):
        """Presses the page's passkey button."""
        self.browser.wait("document.querySelector('[data-begin]')?.hidden === false")
        self.browser.run("document.querySelector('[data-begin]').click()")

    def open_sign_in(self, query=""):
        """The sign-in page."""
        self.browser.open(f"{self.base}/default/signin{query}")

    def wait_for_me(self):
        """Waits until the browser is on the person's own page."""
        self.browser.wait("location.pathname === '/me' && document.readyState === 'complete'")

    def sign_out(self):
        """Ends the session."""
        if self.browser.run("location.pathname") != "/me":
            self.browser.open(f"{self.base}/me")
        self.browser.submit("/me/signout")
        self.browser.wait("location.pathname === '/default/signin'")

    def ceremony(self, change="", times=1):
        """Runs a sign-in by hand in the page: answers the statuses and the last problem."""
        return self.browser.run("""(async () => {
            const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
            const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, "-").replace(/\\//g, "_")
                .replace(/=+$/, "");
            const post = (path, body) => fetch(path, { method: "POST", headers: { "content-type": "application/json" },
                body: JSON.stringify(body) });
            const offer = await (await post("/default/signin/options", {})).json();
            const options = { ...offer.options, challenge: bytes(offer.options.challenge), allowCredentials: [] };
            %s;
            const credential = await navigator.credentials.get({ publicKey: options });
            const response = {};
            for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
                response[name] = text(credential.response[name]);
            }
            const body = { state: offer.state, continue: "/me", response: { id: credential.id, type: credential.type,
                rawId: text(credential.rawId), response, clientExtensionResults: {} } };
            const statuses = [];
            let problem = {};
            for (let i = 0; i < %d; i += 1) {
                const reply = await post("/default/signin/passkey", body);
                statuses.push(reply.status);
                problem = await reply.json();
            }
            return { statuses, detail: problem.detail };
        })()""" % (change, times))


def set_up(site):
    browser = site.browser
    browser.open(f"{site.base}/default/setup")
    site.shoot("setup")
    browser.fill(code="GH-00000-00000-00000-00000-00000", user="root", name="Root")
    browser.submit("/default/setup")
    expect("The set-up code is wrong" in browser.text(), "a wrong set-up code was not refused")
    site.shoot("setup-wrong")
    with open(site.code_file, encoding="utf-8") as file:
        browser.fill(code=file.read().strip(), user="root", name="Root")
    browser.submit("/default/setup")
    site.shoot("setup-passkey")
    site.press()
    site.wait_for_me()
    expect("first passkey" in browser.text() and "root" in browser.text(), "the administrator's page lacks the passkey")
    site.shoot("me")
    browser.open(f"{site.base}/default/setup")
    expect("set up already" in browser.text(), "the set-up page is still open")


def sign_in(site):
    site.sign_out()
    site.shoot("sign-in")
    site.press()
    site.wait_for_me()


def autofill(site):
    """Signs in by the request that waits for autofill, without a button."""
    browser = site.browser
    site.sign_out()
    browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=site.without_autofill)
    site.open_sign_in("?continue=/me")
    site.wait_for_me()
    site.without_autofill = browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="PublicKeyCredential.isConditionalMediationAvailable = async () => false")["identifier"]


def add_and_remove(site):
    browser = site.browser
    second = site.add_authenticator("usb")
    browser.call("WebAuthn.setAutomaticPresenceSimulation", authenticatorId=site.authenticator, enabled=False)
    browser.run("document.querySelector('[data-name]').value = 'key <b>ring</b>'; window.isOld = true")
    site.press()
    browser.wait("!window.isOld && document.body.innerText.includes('key <b>ring</b>')")
    expect(browser.run("document.querySelectorAll('.cards li strong').length") >= 3, "the second passkey is not listed")
    path = browser.run("[...document.querySelectorAll('form[action$=\"/rename\"]')].pop().getAttribute('action')")
    browser.run(f"document.querySelector('form[action={json.dumps(path)}] input[name=name]').value = 'spare'")
    browser.submit(path)
    expect("spare" in browser.text() and "ring" not in browser.text(), "the passkey was not renamed")
    browser.submit(path.replace("rename", "remove"))
    expect("spare" not in browser.text(), "the passkey was not removed")
    first = browser.run("document.querySelector('form[action$=\"/remove\"]').getAttribute('action')")
    browser.submit(first)
    expect("last thing" in browser.text(), "the last passkey was removed")
    site.shoot("me-problem")
    browser.call("WebAuthn.removeVirtualAuthenticator", authenticatorId=second)
    browser.call("WebAuthn.setAutomaticPresenceSimulation", authenticatorId=site.authenticator, enabled=True)


def replay(site):
    result = site.ceremony(times=3)
    expect(result["statuses"] == [200, 400, 400], f"a challenge counted more than once: {result}")


def unverified(site):
    browser = site.browser
    browser.call("WebAuthn.setUserVerified", authenticatorId=site.authenticator, isUserVerified=False)
    result = site.ceremony("options.userVerification = 'discouraged'")
    expect(result["statuses"] == [401] and "did not verify" in result["detail"], f"no verification passed: {result}")
    site.open_sign_in()
    site.press()
    browser.wait("document.querySelector('[data-status]').textContent.includes('Nothing was chosen')", 60)
    site.shoot("sign-in-cancelled")
    browser.call("WebAuthn.setUserVerified", authenticatorId=site.authenticator, isUserVerified=True)


def bad_signature(site):
    browser = site.browser
    browser.call("WebAuthn.setResponseOverrideBits", authenticatorId=site.authenticator, isBogusSignature=True)
    result = site.ceremony()
    browser.call("WebAuthn.setResponseOverrideBits", authenticatorId=site.authenticator, isBogusSignature=False)
    expect(result["statuses"] == [401] and "signature" in result["detail"], f"a wrong signature passed: {result}")


def wrong_origin(site):
    """A page of another port has the same relying party, and another origin."""
    served = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            served.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><p>elsewhere")

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        browser = site.browser
        site.open_sign_in()
        offer = browser.run("""fetch("/default/signin/options", { method: "POST", body: "{}",
            headers: { "content-type": "application/json" } }).then((r) => r.json())""")
        browser.open(f"http://localhost:{server.server_port}/")
        answer = browser.run("""(async () => {
            const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
            const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, "-").replace(/\\//g, "_")
                .replace(/=+$/, "");
            const options = %s;
            const credential = await navigator.credentials.get({ publicKey: { ...options,
                challenge: bytes(options.challenge), allowCredentials: [] } });
            const response = {};
            for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
                response[name] = text(credential.response[name]);
            }
            return { id: credential.id, type: credential.type, rawId: text(credential.rawId), response,
                clientExtensionResults: {} };
        })()""" % json.dumps(offer["options"]))
        frame = browser.run(f"""new Promise((done) => {{
            const frame = document.createElement("iframe");
            frame.onload = () => {{ let is = "blocked"; try {{ is = frame.contentDocument ? "open" : "blocked"; }} catch {{}}
                done(is); }};
            frame.src = "{site.base}/me";
            document.body.append(frame);
        }})""")
        expect(frame == "blocked", "a page was shown in a frame")
        form = f"""document.body.innerHTML = '<form method=post action="{site.base}/me/signout"></form>';
            document.forms[0].submit()"""
        browser.run(form)
        browser.wait(f"location.origin === '{site.base}' && document.readyState === 'complete'")
        expect("another site" in browser.text() or "Sign in" in browser.text(), "a form from elsewhere was taken")
        site.open_sign_in()
        status = browser.run("""fetch("/default/signin/passkey", { method: "POST", body: JSON.stringify(%s),
            headers: { "content-type": "application/json" } }).then(async (r) => [r.status, (await r.json()).detail])"""
                             % json.dumps({"state": offer["state"], "response": answer, "continue": "/me"}))
        expect(status[0] == 401 and "origin" in status[1], f"another origin's answer passed: {status}")
    finally:
        server.shutdown()


def password_without_script(site):
    browser = site.browser
    browser.open(f"{site.base}/me")
    if browser.run("location.pathname") != "/me":
        site.press()
        site.wait_for_me()
    browser.open(f"{site.base}/me/password")
    site.shoot("new-password")
    key = browser.run("document.querySelector('code.key').textContent")
    browser.fill(password="correct horse battery", code="000000")
    browser.submit("/me/password")
    expect("code is wrong" in browser.text(), "a wrong first code was taken")
    expect(key == browser.run("document.querySelector('code.key').textContent"), "the key changed")
    browser.fill(password="correct horse battery", code=time_code(key))
    browser.submit("/me/password")
    codes = browser.run("[...document.querySelectorAll('.codes code')].map((one) => one.textContent)")
    expect(len(codes) == 10, "there are no recovery codes")
    site.shoot("recovery-codes")
    site.sign_out()
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    site.open_sign_in("?continue=/me")
    browser.run("document.querySelector('details').open = true")
    site.shoot("sign-in-without-script")
    browser.fill(user="root", password="correct horse battery", code="000000")
    browser.submit("/default/signin/password")
    expect("is wrong" in browser.text(), "a wrong code signed in")
    site.shoot("sign-in-wrong")
    browser.fill(user="root", password="correct horse battery", code=codes[0])
    browser.submit("/default/signin/password")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    site.wait_for_me()
    expect("Recovery codes left: 9" in browser.text(), "the recovery code was not used up")
    site.shoot("me-whole")


def open_redirect(site):
    for target in ("https://example.org/", "//example.org/", "/\\example.org", "/default/signin/../../x", "/other/oauth2/x"):
        site.browser.call("Page.navigate", url=f"{site.base}/default/signin?continue={target}")
        site.browser.wait("document.readyState === 'complete' && document.body.innerText.includes('not one of this server')")
    site.shoot("error")


def counter(site):
    """What happens when a copy of the passkey is used: its counter is behind."""
    browser = site.browser
    site.open_sign_in()
    expect(site.ceremony()["statuses"] == [200], "the passkey does not sign in any more")
    kept = browser.call("WebAuthn.getCredentials", authenticatorId=site.authenticator)["credentials"][0]
    expect(kept["signCount"] > 1, "the authenticator does not count")
    browser.call("WebAuthn.removeCredential", authenticatorId=site.authenticator, credentialId=kept["credentialId"])
    kept["signCount"] = 0
    browser.call("WebAuthn.addCredential", authenticatorId=site.authenticator, credential={
        name: value for name, value in kept.items() if value is not None})
    result = site.ceremony()
    expect(result["statuses"] == [401] and "counter" in result["detail"], f"a copied key signed in: {result}")
    expect(site.ceremony()["statuses"] == [401], "a barred passkey signed in")
    browser.open(f"{site.base}/me")
    expect("may have been copied" in browser.text(), "the person does not learn of the copy")
    site.shoot("me-copied")


STEPS = [set_up, sign_in, autofill, add_and_remove, replay, unverified, bad_signature, wrong_origin, password_without_script,
         open_redirect, counter]


def main():
    port, code_file = int(sys.argv[1]), sys.argv[2]
    site = Site(port, code_file, sys.argv[3] if len(sys.argv) > 3 else None)
    try:
        for step in STEPS:
            try:
                step(site)
            except Exception:
                print(f"failed {step.__name__}\n{traceback.format_exc()}\nthe page says:\n{site.browser.text()}", flush=True)
                sys.exit(1)
            print(f"ok {step.__name__}", flush=True)
    finally:
        site.browser.close()


if __name__ == "__main__":
    main()
