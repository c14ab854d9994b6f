"""The token of a managed session in what requests and httpx send, against the stub's folders."""

import asyncio
import http.server
import io
import os
import ssl
import threading
import unittest

import httpx
import requests

import lftoken_httpx
import lftoken_requests
from lftoken import LFError, Status

import stub
from stub import BASE, CA_FILE, LOGIN, Counts, client

FOLDER = BASE + "/v1-alpha/Repositories/Archive/Entries/1/"
CHILDREN = FOLDER + "Laserfiche.Repository.Folder/children"
# Of the clients of httpx.
SETTINGS = {
    "verify": ssl.create_default_context(cafile=CA_FILE),
    "trust_env": False,
    "timeout": 20,
    "follow_redirects": True,
}


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Redirects to another host, which answers 401."""

    seen = []

    def do_GET(self):
        self.seen.append((self.headers["Host"].split(":")[0], "Authorization" in self.headers))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://localhost:%d/there" % self.server.server_port)
        else:
            self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Requests:
    """What the tests do, with requests."""

    def __init__(self, session):
        self._http = requests.Session()
        self._http.trust_env, self._http.verify = False, CA_FILE
        self._http.auth = lftoken_requests.SessionAuth(session)

    def get(self, address):
        answer = self._http.get(address, timeout=20)
        return answer.status_code, answer.content

    def post(self, address, content=None, files=None):
        return self._http.post(address, data=content, files=files, timeout=20).status_code

    def close(self):
        self._http.close()


class Httpx:
    """The same with httpx."""

    def __init__(self, session):
        self._http = httpx.Client(auth=lftoken_httpx.SessionAuth(session), **SETTINGS)

    def get(self, address):
        answer = self._http.get(address)
        return answer.status_code, answer.content

    def post(self, address, content=None, files=None):
        return self._http.post(address, content=content, files=files).status_code

    def close(self):
        self._http.close()


class AsyncHttpx:
    """The same with httpx and asyncio."""

    def __init__(self, session):
        self._loop = asyncio.new_event_loop()
        self._http = httpx.AsyncClient(auth=lftoken_httpx.SessionAuth(session), **SETTINGS)

    def get(self, address):
        answer = self._loop.run_until_complete(self._http.get(address))
        return answer.status_code, answer.content

    def post(self, address, content=None, files=None):
        if content is not None and not isinstance(content, bytes):
            content = self._each(content)
        return self._loop.run_until_complete(self._http.post(address, content=content, files=files)).status_code

    async def _each(self, parts):
        for part in parts:
            yield part

    def close(self):
        self._loop.run_until_complete(self._http.aclose())
        self._loop.close()


class Shared:
    """The tests; each subclass has another way to send."""

    def setUp(self):
        stub.command("clear")
        self.counts = Counts()
        self.client = client()
        self.addCleanup(self.client.close)
        self.begin()

    def begin(self):
        """Another session, for one that loses two tokens within a minute takes its time."""
        self.session = self.client.session("Archive", **LOGIN)
        self.addCleanup(self.session.close)
        self.http = self.way(self.session)
        self.addCleanup(self.http.close)

    def test_one_login_for_many_requests(self):
        for _ in range(3):
            self.assertEqual(self.http.get(CHILDREN)[0], 200)
        self.assertEqual(self.http.post(FOLDER + "a.txt", b"content"), 201)
        self.assertEqual(self.counts("created", "resource_accepted", "resource_refused"), (1, 4, 0))

    def test_a_dead_token_is_replaced_and_the_request_repeated(self):
        with open(os.environ["LF_TEST_FILE"], "rb") as file:
            size = os.fstat(file.fileno()).st_size
            for send, length in [
                (lambda: self.http.get(CHILDREN)[0] + 1, 0),
                (lambda: self.http.post(FOLDER + "b.txt", b"b" * 100), 100),
                (lambda: self.http.post(FOLDER + "c.txt", files={"file": file}), size),
            ]:
                self.begin()
                self.http.get(CHILDREN)
                counts = Counts()
                stub.command("end-sessions")
                self.assertEqual(send(), 201)
                self.assertEqual(counts("created", "resource_refused", "document_bytes"), (1, 1, length))

    def test_a_body_that_is_gone_is_not_repeated(self):
        self.http.get(CHILDREN)
        stub.command("end-sessions")
        counts = Counts()
        self.assertEqual(self.http.post(FOLDER + "d.txt", iter([b"once"])), 401)
        self.assertEqual(counts("resource_requests", "documents"), (1, 0))
        # But the session knows of it.
        self.assertEqual(self.http.post(FOLDER + "d.txt", iter([b"once"])), 201)
        self.assertEqual(counts("created", "resource_requests", "document_bytes"), (1, 2, 4))

    def test_a_resource_that_refuses_every_token(self):
        stub.command("fault resource:status=401")
        for _ in range(4):
            status, content = self.http.get(CHILDREN)
            self.assertEqual(status, 401)
            self.assertTrue(content)
        stub.command("clear")
        self.assertEqual(self.counts("create_requests", "resource_requests"), (1, 4))

    def test_a_failed_login(self):
        stub.command("fault login:status=503")
        with self.assertRaises(LFError) as caught:
            self.http.get(CHILDREN)
        stub.command("clear")
        self.assertIs(caught.exception.status, Status.SERVER_ERROR)
        self.assertEqual(self.counts("resource_requests"), (0,))

    def test_another_host_gets_no_token(self):
        Elsewhere.seen.clear()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            self.assertEqual(self.http.get("http://127.0.0.1:%d/moved" % server.server_port)[0], 401)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        self.assertEqual(Elsewhere.seen, [("127.0.0.1", True), ("localhost", False)])
        self.assertEqual(self.session.stats["rejections"], 0)


class WithRequests(Shared, unittest.TestCase):
    way = Requests

    def test_a_file_is_wound_back(self):
        self.http.get(CHILDREN)
        stub.command("end-sessions")
        counts = Counts()
        content = io.BytesIO(b"not this" + b"x" * 5000)
        content.seek(8)
        self.assertEqual(self.http.post(FOLDER + "e.txt", content), 201)
        self.assertEqual(counts("resource_requests", "document_bytes"), (2, 5000))


class WithHttpx(Shared, unittest.TestCase):
    way = Httpx


class WithAsyncHttpx(Shared, unittest.TestCase):
    way = AsyncHttpx

    def test_many_requests_at_once(self):
        async def main():
            with self.client.session("Archive", **LOGIN) as session:
                async with httpx.AsyncClient(auth=lftoken_httpx.SessionAuth(session), **SETTINGS) as http:
                    answers = await asyncio.gather(*(http.get(CHILDREN) for _ in range(20)))
                    self.assertEqual({answer.status_code for answer in answers}, {200})

        asyncio.run(main())
        self.assertEqual(self.counts("created", "resource_accepted"), (1, 20))


if __name__ == "__main__":
    unittest.main()
