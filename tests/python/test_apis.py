"""What differs from API to API, and logins in a browser, against the stub that tests/hosts/python.rs starts."""

import os
import socket
import ssl
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

import lftoken
from lftoken import Action, Api, Authorization, Cancel, Capability, Client, Credentials, LFError, Status, TokenState

PASSWORD = "correct horse battery staple"
LOGIN = {"username": "svc", "password": PASSWORD}
SERVICE_APP = {
    "access_key": os.environ["LF_TEST_ACCESS_KEY"],
    "service_principal_key": os.environ["LF_TEST_PRINCIPAL_KEY"],
}
WEB_APP = {"client_id": "web-app", "client_secret": "web app's secret: ä+/="}


def client(api, **settings):
    address = os.environ["LF_TEST_SIGN_IN" if api == Api.CLOUD else "LF_TEST_BASE"]
    return Client(address, api=api, trust=lftoken.Trust.ADDED_ONLY, ca_files=os.environ["LF_TEST_CA"], **settings)


def free_address():
    """Where a browser can come back to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "http://127.0.0.1:%d/back" % probe.getsockname()[1]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def browser(*handlers):
    context = ssl.create_default_context(cafile=os.environ["LF_TEST_CA"])
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), *handlers
    )


def callback_of(url):
    """Where the login page sends the browser, which does not go there."""
    try:
        browser(NoRedirect).open(url, timeout=20)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("the login page did not send the browser back")


class Case(unittest.TestCase):
    def client(self, api, **settings):
        made = client(api, **settings)
        self.addCleanup(made.close)
        return made

    def authorization(self, host, redirect_address=None, **settings):
        made = Authorization(host, redirect_address or free_address(), **settings)
        self.addCleanup(made.close)
        return made

    def fails(self, status, call, *arguments, **keywords):
        with self.assertRaises(LFError) as caught:
            call(*arguments, **keywords)
        error = caught.exception
        self.assertIs(error.status, status, str(error))
        for secret in PASSWORD, SERVICE_APP["service_principal_key"], WEB_APP["client_secret"]:
            self.assertNotIn(secret, str(error))
        self.assertNotRegex(str(error), "{|}|lf_|LF_")
        return error


class Apis(Case):
    def test_what_each_can_do(self):
        able = {
            Api.V1_ALPHA: set(Capability),
            Api.SERVER_V1: {Capability.CHOOSE_REPOSITORY},
            Api.SERVER_V2: {Capability.CHOOSE_REPOSITORY},
            Api.CLOUD: set(),
        }
        self.assertEqual(set(able), set(Api))
        for api in Api:
            host = self.client(api)
            self.assertEqual({what for what in Capability if host.supports(what)}, able[api], api)
            self.assertIs(host.supports(99), False)

    def test_a_refresh_is_a_new_login(self):
        for api in Api.SERVER_V1, Api.SERVER_V2:
            host = self.client(api)
            with host.create_token("Archive", **LOGIN) as token:
                self.assertEqual(token.api_address, os.environ["LF_TEST_BASE"])
                self.assertEqual((token.repository_id, token.scope), ("Archive", ""))
                before = token.value
                token.refresh()
                self.assertNotEqual(token.value, before)
                error = self.fails(Status.UNSUPPORTED, token.refresh, 60)
                self.assertEqual(error.exchange, lftoken.Exchange.NOTHING_SENT)
                token.invalidate()
                self.assertIs(token.state, TokenState.DISCARDED)
            self.assertEqual(host.settle(), 0)

    def test_an_adopted_token_is_refreshed_with_credentials(self):
        host = self.client(Api.SERVER_V1)
        value = host.create_token("Archive", **LOGIN).value
        adopted = host.adopt_token("Archive", value, **LOGIN)
        adopted.refresh()
        self.assertNotEqual(adopted.value, value)
        with Credentials(**LOGIN) as credentials:
            self.assertIsNone(host.adopt_token("Archive", value, credentials=credentials).expires_at)
        alone = host.adopt_token("Archive", value)
        self.assertIs(self.fails(Status.UNSUPPORTED, alone.refresh).action, Action.LOG_IN_AGAIN)
        self.assertEqual(alone.value, value)

    def test_a_timer_cannot_lock_an_account(self):
        host = self.client(Api.SERVER_V2)
        adopted = host.adopt_token("Archive", "a value", username="svc", password="not it")
        error = self.fails(Status.CREDENTIALS_REFUSED, adopted.refresh)
        self.assertEqual(error.exchange, lftoken.Exchange.ANSWERED)
        error = self.fails(Status.CREDENTIALS_REFUSED, adopted.refresh)
        self.assertEqual(error.exchange, lftoken.Exchange.NOTHING_SENT)

    def test_a_login_of_unknown_outcome(self):
        host = self.client(Api.SERVER_V1, retry=(1, 0, 0))
        error = self.fails(Status.OUTCOME_UNKNOWN, host.create_token, "fault:token:drop", **LOGIN)
        self.assertIs(error.action, Action.CHECK_SESSION)
        self.assertEqual((host.settle(), host.settle()), (1, 0))

    def test_what_an_api_does_not_take(self):
        error = self.fails(Status.UNSUPPORTED, self.client(Api.V1_ALPHA).create_token, "Archive", **SERVICE_APP)
        self.assertIn("(api)", error.message)
        self.fails(Status.UNSUPPORTED, self.client(Api.SERVER_V1).create_token, "Archive", saml_token="a token")
        self.fails(Status.UNSUPPORTED, self.client(Api.CLOUD).create_token, **LOGIN)
        for api in set(Api) - {Api.CLOUD}:
            self.fails(Status.INVALID_ARGUMENT, self.client(api).create_token, **LOGIN)
        for api in Api.V1_ALPHA, Api.SERVER_V1:
            self.fails(Status.UNSUPPORTED, Authorization, self.client(api), free_address())
        for api in set(Api) - {Api.CLOUD}:
            self.assertIn("(base_address)", self.fails(Status.INVALID_ARGUMENT, Client, api=api).message)
        self.assertRegex(str(self.fails(Status.INVALID_ARGUMENT, client, 99)), ": api: ")


class Cloud(Case):
    def test_a_service_app(self):
        host = self.client(Api.CLOUD)
        with host.create_token(scope="repository.Read", **SERVICE_APP) as token:
            self.assertEqual((token.repository_id, token.scope), ("", "repository.Read"))
            self.assertEqual(token.api_address, "https://api.laserfiche.com/repository")
            self.assertEqual(token.refresh_token, "")
            before = token.value
            token.refresh()
            self.assertNotEqual(token.value, before)
        self.assertEqual(host.create_token("Archive", **SERVICE_APP).repository_id, "Archive")

    def test_the_access_key_in_a_file(self):
        folder = os.path.dirname(os.environ["LF_TEST_CA"])
        path = os.path.join(folder, "Schlüssel.txt")
        with open(path, "w") as file:
            file.write(SERVICE_APP["access_key"])
        host = self.client(Api.CLOUD)
        login = {"service_principal_key": SERVICE_APP["service_principal_key"]}
        host.create_token(access_key_file=path, **login).invalidate()
        missing = os.path.join(folder, "missing.txt")
        error = self.fails(Status.INVALID_ARGUMENT, host.create_token, access_key_file=missing, **login)
        self.assertIn("missing.txt", error.message)
        error = self.fails(Status.INVALID_ARGUMENT, host.create_token, **dict(SERVICE_APP, access_key="e30="))
        self.assertIn("clientId", error.message)
        self.fails(Status.CREDENTIALS_REFUSED, host.create_token, **dict(SERVICE_APP, service_principal_key="not it"))

    def test_a_key_names_its_region(self):
        with Client(api=Api.CLOUD, proxy="127.0.0.1:9", retry=(1, 0, 0)) as host:
            error = self.fails(Status.CONNECT_FAILED, host.create_token, **SERVICE_APP)
            self.assertIn("signin.laserfiche.com", error.message)

    def test_credentials_are_given_once(self):
        host = self.client(Api.CLOUD)
        with Credentials(**SERVICE_APP) as credentials:
            host.create_token(None, credentials).invalidate()
            with self.assertRaisesRegex(TypeError, r"^create_token\(\): scope goes into the credentials"):
                host.create_token(None, credentials, scope="repository.Read")
        with self.assertRaisesRegex(TypeError, r"^create_token\(\): credentials is a dict"):
            host.create_token(None, SERVICE_APP)
        self.fails(Status.INVALID_HANDLE, host.create_token, None, credentials)
        with self.assertRaisesRegex(TypeError, r"^adopt_token\(\) .*'total_timeout'$"):
            host.adopt_token(None, "a value", total_timeout=1)
        with self.assertRaisesRegex(TypeError, "^scope: "):
            Credentials(scope=1)
        with self.assertRaisesRegex(ValueError, "^repository_id: "):
            host.create_token("a\0b", **SERVICE_APP)

    def test_a_refresh_token_whose_answer_was_lost(self):
        host = self.client(Api.CLOUD)
        lost = dict(client_id="single-page-app", refresh_token="fault:token:drop")
        adopted = host.adopt_token(None, "a value", **lost)
        error = self.fails(Status.OUTCOME_UNKNOWN, adopted.refresh)
        self.assertIs(error.action, Action.LOG_IN_AGAIN)
        error = self.fails(Status.OUTCOME_UNKNOWN, adopted.refresh)
        self.assertEqual(error.exchange, lftoken.Exchange.NOTHING_SENT)
        self.assertEqual((adopted.value, host.settle()), ("a value", 0))


class InABrowser(Case):
    def wait_for(self, authorization):
        """Logs in as a person does, and returns the credentials with the page that the browser then shows."""
        authorization.listen()
        shown = []
        person = threading.Thread(target=lambda: shown.append(browser().open(authorization.url, timeout=20).read()))
        person.start()
        try:
            credentials = authorization.wait(total_timeout=20)
        finally:
            person.join()
        return credentials, shown[0].decode()

    def test_a_web_app_and_its_refresh_tokens(self):
        host = self.client(Api.CLOUD)
        scope = "repository.Read repository.Write"
        credentials, page = self.wait_for(self.authorization(host, scope=scope, **WEB_APP))
        self.assertIn("close", page)
        token = host.create_token(None, credentials)
        self.assertEqual(token.scope, scope)
        # A code is taken once.
        self.fails(Status.INVALID_ARGUMENT, host.create_token, None, credentials)
        first, value = token.refresh_token, token.value
        self.assertTrue(first)
        token.refresh()
        self.assertTrue(first != token.refresh_token and value != token.value)
        # After a restart.
        again = host.create_token(refresh_token=token.refresh_token, **WEB_APP)
        self.assertNotIn(again.refresh_token, ("", first, token.refresh_token))

    def test_a_single_page_app(self):
        host = self.client(Api.CLOUD)
        with self.authorization(host, client_id="single-page-app", customer_id="123456789") as authorization:
            self.assertIn("customerId=123456789", authorization.url)
            credentials, _ = self.wait_for(authorization)
        host.create_token("Archive", credentials).refresh()

    def test_a_server_of_one_s_own(self):
        host = self.client(Api.SERVER_V2)
        authorization = self.authorization(host)
        callback = callback_of(authorization.url)
        other = callback_of(self.authorization(host).url)
        for wrong in other, "", callback.replace("code=", "cod="), callback + "#fragment":
            self.fails(Status.INVALID_ARGUMENT, authorization.accept, wrong)
        with self.assertRaisesRegex(TypeError, "^callback_url: "):
            authorization.accept(7)
        # Nothing was used up.
        with authorization.accept(urllib.parse.urlsplit(callback).query) as credentials:
            token = host.create_token("Archive", credentials)
        self.assertEqual(token.repository_id, "Archive")
        token.refresh()
        self.fails(Status.INVALID_ARGUMENT, authorization.accept, callback)

    def test_the_user_refuses(self):
        host = self.client(Api.CLOUD)
        app = "fault:authorize:type=access_denied,message=Not today"
        authorization = self.authorization(host, client_id=app)
        error = self.fails(Status.ACCESS_DENIED, authorization.accept, callback_of(authorization.url))
        self.assertEqual((error.problem_type, error.action), ("access_denied", Action.LOG_IN_AGAIN))
        self.assertIn("Not today", error.message)

    def test_nobody_comes(self):
        host = self.client(Api.CLOUD)
        authorization = self.authorization(host, client_id="single-page-app")
        self.fails(Status.INVALID_ARGUMENT, authorization.wait)  # nobody listens yet
        authorization.listen()
        self.fails(Status.TIMED_OUT, authorization.wait, total_timeout=0.05)
        cancel = Cancel()
        threading.Timer(0.1, cancel.trigger).start()
        self.fails(Status.CANCELLED, authorization.wait, cancel=cancel)
        with self.assertRaisesRegex(TypeError, r"^wait\(\) .*'timeout'$"):
            authorization.wait(timeout=1)
        # It has listened all the while.
        credentials, _ = self.wait_for(authorization)
        host.create_token(None, credentials)

    def test_what_cannot_be_listened_to(self):
        host = self.client(Api.CLOUD)
        app = {"client_id": "single-page-app"}
        self.fails(Status.INVALID_ARGUMENT, self.authorization(host, "https://app.example.com/", **app).listen)
        address = free_address()
        self.authorization(host, address, **app).listen()
        self.fails(Status.INVALID_ARGUMENT, self.authorization(host, address, **app).listen)
        self.fails(Status.INVALID_ARGUMENT, Authorization, host, "http://app.example.com/", **app)
        self.fails(Status.INVALID_ARGUMENT, Authorization, host, free_address())
        self.fails(Status.INVALID_ARGUMENT, Authorization, self.client(Api.SERVER_V2), free_address(), **app)
        with self.assertRaisesRegex(TypeError, "^client_id: "):
            Authorization(host, address, client_id=1)
        with self.assertRaisesRegex(ValueError, "^client_secret: "):
            Authorization(host, address, client_secret="a\0b", **app)

    def test_closing_frees_the_port(self):
        host = self.client(Api.CLOUD)
        address = free_address()
        for _ in range(2):
            with Authorization(host, address, client_id="single-page-app") as authorization:
                authorization.listen()
        with self.assertRaises(LFError) as caught:
            authorization.url
        self.assertIs(caught.exception.status, Status.INVALID_HANDLE)


if __name__ == "__main__":
    unittest.main()
