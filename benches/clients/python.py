"""The laserfiche-api package, measured in the ways of driver.c that make sense for it.

python.py ADDRESS CA nothing | cold REFRESHES | count OPERATION COUNT | time OPERATION COUNT
"""

import sys
import time

WARM_UP = 50
REPOSITORY = "Main Archive"


class Client:
    def __init__(self, address, ca_file):
        # Here, because importing it is a part of a cold start.
        import laserfiche_api

        configuration = laserfiche_api.Configuration()
        configuration.host = address
        if ca_file != "system":
            configuration.ssl_ca_cert = ca_file
        self.client = laserfiche_api.ApiClient(configuration)
        self.api = laserfiche_api.AccessTokensApi(self.client)
        self.login = laserfiche_api.CreateConnectionRequest(
            username="scan-station-7", password="correct horse battery staple", application_name="benchmark"
        )

    def create(self, _=None):
        # The package sends no Authorization of its own.
        self.client.default_headers.pop("Authorization", None)
        token = self.api.create_access_token(REPOSITORY, body=self.login).auth_token
        self.client.set_default_header("Authorization", "Bearer " + token)
        return token

    def refresh(self, _):
        self.client.set_default_header("Keep-Alive", "1800")
        if not self.api.refresh_access_token(REPOSITORY).value:
            raise RuntimeError("the answer has no value")

    def invalidate(self, _):
        if not self.api.invalidate_access_token(REPOSITORY).value:
            raise RuntimeError("not logged out")


def calls(client, operation, count, times):
    tokens = [client.create() for _ in range(count if operation == "invalidate" else 1)]
    call = getattr(client, operation)
    cpu = time.process_time_ns()
    for i in range(count):
        begin = time.monotonic_ns()
        call(tokens[i % len(tokens)])
        times.append(time.monotonic_ns() - begin)
    return time.process_time_ns() - cpu


def main():
    address, ca_file, way, *rest = sys.argv[1:]
    if way == "nothing":
        return
    if way == "cold":
        begin = time.monotonic_ns()
        client = Client(address, ca_file)
        token = client.create()
        print((time.monotonic_ns() - begin) / 1e6)
        for _ in range(int(rest[0])):
            client.refresh(token)
        return
    operation, count = rest[0], int(rest[1])
    client = Client(address, ca_file)
    calls(client, "refresh", WARM_UP, [])
    times = []
    cpu = calls(client, operation, count, times)
    if way == "time":
        times.sort()
        print(times[count // 2], times[count - 1 - count // 100], cpu // count)


main()
