#!/usr/bin/env python3
"""An OpenID provider that others wrote (oidc-provider-mock of PyPI), behind TLS on a free port of 127.0.0.1.

    upstream.py CERTIFICATE KEY

Prints its port, and serves until it is ended. Jane has an address that was checked; the person `eve` has one that was not.
"""

import sys
import warnings

warnings.simplefilter("ignore")

import oidc_provider_mock  # noqa: E402
from oidc_provider_mock import User  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

PEOPLE = [
    User(sub="jane", claims={
        "preferred_username": "jane@partner.example", "name": "Jane Doe", "email": "jane@partner.example",
        "email_verified": True}),
    User(sub="eve", claims={"name": "Eve", "email": "jane@partner.example", "email_verified": False}),
]

server = make_server(
    "127.0.0.1", 0, oidc_provider_mock.app(user_claims=PEOPLE), threaded=True, ssl_context=(sys.argv[1], sys.argv[2]))
print(server.server_port, flush=True)
server.serve_forever()
