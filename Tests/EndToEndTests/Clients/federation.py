#!/usr/bin/env python3
"""Signs people in at an upstream provider as a browser would: redirects, cookies and a form.

    federation.py SERVER TENANT ROOTS

ROOTS has the roots of both servers. Prints `ok NAME` for each step that held.
"""

import sys
from urllib.parse import urlsplit

import requests

SERVER, TENANT, ROOTS = sys.argv[1:]


def browser():
    """A browser with nothing in it."""
    session = requests.Session()
    session.verify = ROOTS
    # The environment's bundle would take the place of the roots above.
    session.trust_env = False
    return session


def leave(session, path="/me"):
    """To the provider's page."""
    answer = session.get(f"{SERVER}/{TENANT}/signin/with/partner", params={"continue": path}, allow_redirects=False)
    assert answer.status_code == 303, (answer.status_code, answer.text)
    return answer.headers["location"]


def allow(session, address, subject):
    """The person signs in at the provider: where it sends the browser back to."""
    answer = session.post(address, data={"sub": subject}, allow_redirects=False)
    assert answer.status_code in (302, 303), (answer.status_code, answer.text[:500])
    return answer.headers["location"]


def sign_in(session, subject):
    return session.get(allow(session, leave(session), subject), allow_redirects=False)


def step(name, holds, found=""):
    if not holds:
        sys.exit(f"{name}: {found}")
    print(f"ok {name}", flush=True)


page = browser().get(f"{SERVER}/{TENANT}/signin")
step("button", "Sign in at Partner" in page.text, page.text[:2000])

jane = browser()
answer = sign_in(jane, "jane")
step("sign_in", answer.status_code == 303 and answer.headers["location"] == "/me", answer.text)
me = jane.get(f"{SERVER}/me")
step("me", me.status_code == 200 and "Jane Doe" in me.text, me.text[:2000])

again = browser()
answer = sign_in(again, "jane")
step("again", answer.status_code == 303, answer.text)

# What somebody else's browser brings back is not its own sign-in.
mallory, victim = browser(), browser()
stolen = allow(mallory, leave(mallory), "jane")
leave(victim)
answer = victim.get(stolen, allow_redirects=False)
step("another_browser", answer.status_code == 401 and "__Host-gatehouse-session" not in victim.cookies, answer.text)
answer = browser().get(stolen, allow_redirects=False)
step("no_sign_in", answer.status_code == 400, answer.text)

twice = browser()
back = allow(twice, leave(twice), "jane")
kept = twice.cookies.get("__Host-gatehouse-federation")
first = twice.get(back, allow_redirects=False)
second = browser().get(back, cookies={"__Host-gatehouse-federation": kept}, allow_redirects=False)
step("replay", first.status_code == 303 and second.status_code == 400, f"{first.status_code} {second.text}")

answer = sign_in(browser(), "eve")
step("unchecked_address", answer.status_code == 401, answer.text)

refused = browser()
address = urlsplit(leave(refused))
answer = refused.get(f"{SERVER}/{TENANT}/signin/callback?error=access_denied&state=x", allow_redirects=False)
step("wrong_state", answer.status_code == 401, answer.text)
