"""The stub that a test talks to: what it has counted, and what it is told to do."""

import json
import os
import ssl
import urllib.parse
import urllib.request

import lftoken

PASSWORD = "correct horse battery staple"
LOGIN = {"username": "svc", "password": PASSWORD}
BASE = os.environ["LF_TEST_BASE"]
CA_FILE = os.environ["LF_TEST_CA"]


def client(**settings):
    settings = dict({"trust": lftoken.Trust.ADDED_ONLY, "ca_files": CA_FILE}, **settings)
    return lftoken.Client(BASE, **settings)


def _ask(path, method="GET"):
    context = ssl.create_default_context(cafile=CA_FILE)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    address = urllib.parse.urljoin(BASE, "/_stub/" + path)
    with opener.open(urllib.request.Request(address, method=method), timeout=20) as answer:
        return answer.read()


def command(line):
    _ask("command?line=" + urllib.parse.quote(line), "POST")


def report():
    return json.loads(_ask("report"))


class Counts:
    """What has come to the stub since this was made."""

    def __init__(self):
        self._before = report()

    def __call__(self, *names):
        now = report()
        return tuple(now[name] - self._before[name] for name in names)
