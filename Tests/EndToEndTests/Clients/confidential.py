"""Gets tokens for an application with Microsoft's own library, and asks the API with them.

Arguments: the server's address, the file of its root, the tenant, the client's id, its secret, the file of its key and
that of its certificate in PEM. Prints what each way answered, as JSON.
"""
import json
import pathlib
import sys

import msal
import requests

server, root, tenant, client, secret, key, certificate = sys.argv[1:]


def ask(credential):
    app = msal.ConfidentialClientApplication(
        client, client_credential=credential, authority=f"{server}/{tenant}", instance_discovery=False, verify=root)
    answer = app.acquire_token_for_client([f"{server}/.default"])
    if "access_token" not in answer:
        return {"error": answer["error"], "codes": answer["error_codes"]}
    again = app.acquire_token_for_client([f"{server}/.default"])
    headers = {"Authorization": "Bearer " + answer["access_token"]}
    return {
        "fromCache": again["token_source"],
        "devices": requests.get(server + "/api/v1/devices", headers=headers, verify=root, timeout=10).status_code,
        "audit": requests.get(server + "/api/v1/audit", headers=headers, verify=root, timeout=10).status_code,
    }


print(json.dumps({
    "secret": ask(secret),
    "wrong": ask("ghs_wrong"),
    "certificate": ask({
        "private_key": pathlib.Path(key).read_text(), "public_certificate": pathlib.Path(certificate).read_text()}),
}, sort_keys=True))
