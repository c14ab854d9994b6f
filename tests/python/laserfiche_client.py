"""Laserfiche's client for Python logs in, refreshes and logs out at the stub, as its own pages show it."""

import datetime
import os
import sys

import laserfiche_api

configuration = laserfiche_api.Configuration()
configuration.host = os.environ["LF_BASE_ADDRESS"]
configuration.ssl_ca_cert = os.environ.get("LF_CA_FILE")
repository = os.environ["LF_REPOSITORY"]
login = laserfiche_api.CreateConnectionRequest(username=os.environ["LF_USER"], password=os.environ["LF_PASSWORD"])


def life(client, carry):
    """One session; `carry` says how the client shows it from then on."""
    api = laserfiche_api.AccessTokensApi(client)
    session = api.create_access_token(repository, body=login, create_cookie=True, customer_id="123456789")
    assert isinstance(session.expire_time, datetime.datetime), session
    carry(session, client.last_response.urllib3_response.headers["Set-Cookie"])
    refreshed = api.refresh_access_token(repository, keep_alive="1800")
    assert refreshed.value > session.expire_time, refreshed
    assert api.invalidate_access_token(repository).value is True


def bearer(client):
    return lambda session, _: client.set_default_header("Authorization", "Bearer " + session.auth_token)


def cookie(client):
    def carry(_, line):
        client.cookie = line.split(";")[0]

    return carry


client = laserfiche_api.ApiClient(configuration)
life(client, bearer(client))
# The client goes on to send the first session's token, with the second login, too.
life(client, bearer(client))
client = laserfiche_api.ApiClient(configuration)
life(client, cookie(client))
print("three sessions, on Python", sys.version.split()[0])
