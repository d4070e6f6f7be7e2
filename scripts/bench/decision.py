#!/usr/bin/env python3
"""Times one access decision beside Cedar and Rego: the same rules, the same requests, the same answers, one run.

Prints rows as JSON. A peer's time is only its own evaluation, with policies parsed and the request built beforehand:
for Cedar what its library reports, for Rego the query of a compiled bundle.
"""

import ipaddress
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "var" / "bench-venv"
SCRATCH = ROOT / "var" / "bench-core"
PEERS = ["cedarpy==4.12.2", "regopy==1.5.2"]
COUNTS = [10, 100, 1000]
BUDGETS = {10: "1,000 ns", 100: "1,000 ns", 1000: "2,000 ns"}
ASSURANCES = ["selfReported", "partner", "agentVerified", "attested"]
SECONDS_PER_PEER = 5.0


def main():
    if Path(sys.prefix).resolve() != VENV.resolve():
        prepare_peers()
        sys.exit(subprocess.call([str(VENV / "bin" / "python"), __file__] + sys.argv[1:]))
    bench = build()
    ours = {row["name"]: row["value"] for row in map(json.loads, run(bench, "measure").splitlines())}
    rows = []
    for count in COUNTS:
        workload = json.loads(run(bench, "workload", str(count)))
        for peer, measure in (("cedarpy", cedar), ("regopy", rego)):
            nanoseconds, decided = measure(workload)
            check(peer, count, workload["requests"], decided)
            value = ours[f"decision.{count}"]
            rows.append({
                "name": f"decision.{count}", "value": value, "unit": "ns", "budget": BUDGETS[count], "peer": peer,
                "peer_value": round(nanoseconds, 1), "ratio": round(nanoseconds / value, 1),
            })
    print(json.dumps(rows, indent=2))


def prepare_peers():
    if not (VENV / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    subprocess.run([str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *PEERS], check=True)


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", str(ROOT / "Packages" / "Core"), "--product",
         "policy-bench", "--scratch-path", str(SCRATCH)], check=True, stdout=sys.stderr)
    return SCRATCH / "release" / "policy-bench"


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def check(peer, count, requests, decided):
    """All engines must say the same, or their times mean nothing."""
    for request, allowed in zip(requests, decided):
        if allowed is not None and allowed != request["allow"]:
            sys.exit(f"{peer} decides otherwise with {count} policies: {request}")


# Cedar: a policy that applies permits; one whose controls are not met, or that blocks, forbids.

def cedar(workload):
    import cedarpy
    policies = cedarpy.PolicySet.from_str("\n".join(map(cedar_policy, workload["policies"])))
    entities = cedarpy.Entities.from_json_str("[]")
    requests = [cedar_request(request) for request in workload["requests"]]
    times, decided = [], [None] * len(requests)
    until = time.monotonic() + SECONDS_PER_PEER
    while time.monotonic() < until or None in decided:
        for index, result in enumerate(cedarpy.is_authorized_batch(requests, policies, entities)):
            times.append(result.metrics["authz_duration_micros"] * 1000)
            decided[index] = result.allowed
            assert not result.diagnostics.errors, result.diagnostics.errors
    return statistics.median(times), decided


def cedar_request(request):
    return {
        "principal": 'Device::"device"', "action": 'Action::"access"',
        "resource": f'Application::"{request["application"]}"',
        "context": {
            "platform": request["platform"], "client": request["client"], "compliant": request["compliant"],
            "assurance": request["assurance"],
            "address": {"__extn": {"fn": "ip", "arg": request["address"]}},
        },
    }


def cedar_policy(policy):
    applications = policy["applications"]
    assert applications is None or len(applications) == 1
    resource = f'resource == Application::"{applications[0]}"' if applications else "resource"
    head = f"(principal, action, {resource})"
    conditions = " && ".join(cedar_conditions(policy)) or "true"
    if policy["controls"] == ["block"]:
        return f"forbid {head} when {{ {conditions} }};"
    joined = (" && " if policy["operator"] == "AND" else " || ").join(map(cedar_control, policy["controls"]))
    return f"permit {head} when {{ {conditions} }};\nforbid {head} when {{ {conditions} }} unless {{ {joined} }};"


def cedar_conditions(policy):
    if policy["platforms"] is not None:
        yield f'{json.dumps(policy["platforms"])}.contains(context.platform)'
    if policy["notPlatforms"]:
        yield f'!{json.dumps(policy["notPlatforms"])}.contains(context.platform)'
    if policy["clients"] is not None:
        yield f'{json.dumps(policy["clients"])}.contains(context.client)'
    if policy["locations"] is not None:
        yield "(" + " || ".join(f'context.address.isInRange(ip("{r}"))' for r in policy["locations"]) + ")"
    for location in policy["notLocations"]:
        yield f'!context.address.isInRange(ip("{location}"))'


def cedar_control(control):
    if control == "compliantDevice":
        return "context.compliant"
    return f"context.assurance >= {least_assurance(control)}"


def least_assurance(control):
    return ASSURANCES.index(control.removeprefix("minimumAssurance:"))


# Rego: policies are data under the name of their application, so that the query looks only at those that can apply.
# Addresses are numbers, since this engine has no functions for networks.

REGO = """
package access

import rego.v1

default allow := false

allow if {
    some policy in candidates
    applies(policy)
    not denied
}

candidates := array.concat(data.everywhere, object.get(data.byApplication, input.application, []))

denied if {
    some policy in candidates
    applies(policy)
    not satisfied(policy)
}

applies(policy) if {
    platform_fits(policy)
    not input.platform in policy.notPlatforms
    client_fits(policy)
    location_fits(policy)
    not within(policy.notLocations)
}

platform_fits(policy) if policy.platforms == null
platform_fits(policy) if input.platform in policy.platforms

client_fits(policy) if policy.clients == null
client_fits(policy) if input.client in policy.clients

location_fits(policy) if policy.locations == null
location_fits(policy) if within(policy.locations)

within(ranges) if {
    some range in ranges
    input.address >= range[0]
    input.address <= range[1]
}

satisfied(policy) if {
    policy.operator == "OR"
    some control in policy.controls
    met(control)
}

satisfied(policy) if {
    policy.operator == "AND"
    every control in policy.controls { met(control) }
}

met(control) if {
    control.kind == "compliantDevice"
    input.compliant
}

met(control) if {
    control.kind == "minimumAssurance"
    input.assurance >= control.least
}
"""


def rego(workload):
    import regopy
    everywhere, by_application = [], {}
    for policy in workload["policies"]:
        entry = rego_policy(policy)
        if policy["applications"] is None:
            everywhere.append(entry)
        for application in policy["applications"] or []:
            by_application.setdefault(application, []).append(entry)
    interpreter = regopy.Interpreter()
    interpreter.add_module("access", REGO)
    interpreter.add_data_json(json.dumps({"everywhere": everywhere, "byApplication": by_application}))
    bundle = interpreter.build(None, ["access/allow"])
    times, decided = [], [None] * len(workload["requests"])
    until = time.monotonic() + SECONDS_PER_PEER
    while time.monotonic() < until or None in decided:
        for index, request in enumerate(workload["requests"]):
            if time.monotonic() > until and None not in decided:
                break
            interpreter.set_input({**request, "address": int(ipaddress.ip_address(request["address"]))})
            start = time.perf_counter_ns()
            output = interpreter.query_bundle_entrypoint(bundle, "access/allow")
            times.append(time.perf_counter_ns() - start)
            decided[index] = json.loads(str(output))["expressions"][0] is True
    return statistics.median(times), decided


def rego_policy(policy):
    def ranges(networks):
        return [[int(n[0]), int(n[-1])] for n in map(ipaddress.ip_network, networks)]

    def control(text):
        if text in ("block", "compliantDevice"):
            return {"kind": text}
        return {"kind": "minimumAssurance", "least": least_assurance(text)}

    return {
        "operator": policy["operator"], "platforms": policy["platforms"], "notPlatforms": policy["notPlatforms"],
        "clients": policy["clients"], "notLocations": ranges(policy["notLocations"]),
        "locations": None if policy["locations"] is None else ranges(policy["locations"]),
        "controls": [control(text) for text in policy["controls"]],
    }


if __name__ == "__main__":
    main()
