"""A host written once: which API the server has, and what to log in with, come from outside."""

import os

import lftoken

# The only setting that differs, and the credentials that go with it.
api = lftoken.Api[os.environ["LF_API"].upper().replace("-", "_")]
variables = {
    "username": "LF_USER",
    "password": "LF_PASSWORD",
    "access_key_file": "LF_ACCESS_KEY_FILE",
    "service_principal_key": "LF_SERVICE_PRINCIPAL_KEY",
}
credentials = {keyword: os.environ[name] for keyword, name in variables.items() if name in os.environ}

with lftoken.Client(os.environ["LF_BASE_ADDRESS"], api=api, ca_files=os.environ["LF_CA_FILE"]) as client:
    try:
        with client.create_token(os.environ.get("LF_REPOSITORY"), **credentials) as token:
            print("logged in for", token.api_address)
            before = token.value
            token.refresh(1800 if client.supports(lftoken.Capability.KEEP_ALIVE) else 0)
            print("refreshed,", "the same" if token.value == before else "a new", "token")
            token.invalidate()
            print("does not end" if client.supports(lftoken.Capability.LOG_OUT) else "ends", "by itself")
    finally:
        client.settle()
