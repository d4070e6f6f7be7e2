#!/usr/bin/env python3
"""Measures tokens: how many a server gives per second of one processor, and how long it takes to believe one.

    scripts/bench/token.py [--requests N]

The first is the whole way, over TLS on 32 kept connections, by the processor time of the server alone. Needs h2load
(nghttp2-client). BIN=.build/debug takes those binaries instead of building release ones. Prints rows as JSON.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from node import ROOT, Node, load, program

BUDGETS = {"token.client_credentials": 2000, "token.verify.warm": 5, "token.verify.cold": 160}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20_000)
    options = parser.parse_args()
    rows = [client_credentials(options.requests)] + in_process()
    for row in rows:
        if row["name"] in BUDGETS:
            row["budget"] = BUDGETS[row["name"]]
    print(json.dumps(rows, indent=2))


def client_credentials(requests):
    with Node() as node:
        app = json.loads(node.cli("app", "create", "--name", "bench", "--permission", "device.read", "-o", "json"))
        form = node.folder / "form"
        form.write_text(urllib.parse.urlencode({
            "grant_type": "client_credentials", "client_id": app["clientId"], "client_secret": app["clientSecret"],
            "scope": node.address + "/.default"}))
        url = f"{node.address}/{app['tenantId']}/oauth2/v2.0/token"
        ask(url, form, 200)
        before = node.processor_seconds()
        seconds = ask(url, form, requests)
        used = node.processor_seconds() - before
    return {
        "name": "token.client_credentials", "value": round(requests / used), "unit": "tokens/s",
        "note": f"per core; {requests / seconds:,.0f}/s on this machine, {load()}"}


def ask(url, form, requests):
    """How many seconds so many tokens took; ends the program where one was refused."""
    run = subprocess.run(
        ["h2load", "--h1", "-n", str(requests), "-c", "32", "-t", "1", "-d", form, "-H",
         "content-type: application/x-www-form-urlencoded", url], check=True, capture_output=True, text=True).stdout
    if f"status codes: {requests} 2xx" not in run:
        sys.exit(f"not every request got a token:\n{run}")
    line = next(line for line in run.splitlines() if line.startswith("finished in"))
    amount = line.split()[2].rstrip(",")
    for unit, factor in (("ms", 0.001), ("us", 0.000001), ("s", 1)):
        if amount.endswith(unit):
            return float(amount[:-len(unit)]) * factor
    sys.exit(f"h2load said `{line}`")


def in_process():
    driver = program("gatehouse-bench")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        run = subprocess.run([driver, "token", "--folder", folder], stdout=subprocess.PIPE, text=True, check=True)
    finally:
        shutil.rmtree(folder)
    return [json.loads(line) | {"note": load()} for line in run.stdout.splitlines()]


if __name__ == "__main__":
    main()
