"""Sessions, errors, cancel, the log and the end of a program, against the stub that tests/hosts/python.rs starts."""

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unittest
import warnings
from datetime import datetime, timedelta, timezone

import lftoken
from lftoken import Action, Cancel, Client, LFError, Status

PASSWORD = "correct horse battery staple"
LOGIN = {"username": "svc", "password": PASSWORD}


def client(base_address=None, **settings):
    settings = dict({"trust": lftoken.LF_TRUST_ADDED_ONLY, "ca_files": os.environ["LF_TEST_CA"]}, **settings)
    return Client(base_address or os.environ["LF_TEST_BASE"], **settings)


class Sessions(unittest.TestCase):
    def setUp(self):
        self.client = client(user_agent_product="Python/1.0")
        self.addCleanup(self.client.close)

    def test_a_session_from_login_to_logout(self):
        repository = "Ablage für 100 €"
        login = dict(LOGIN, application_name="Prüfstand", create_cookie=True)
        with self.client.create_token(repository, **login) as token:
            self.assertEqual(token.repository_id, repository)
            self.assertEqual(token.state, lftoken.LF_TOKEN_ACTIVE)
            self.assertGreater(len(token.value), 20)
            self.assertIn("=", token.cookie)
            self.assertGreater(token.remaining, timedelta(minutes=14))
            self.assertGreater(token.expires_at, datetime.now(timezone.utc))
            token.refresh(timedelta(hours=1), total_timeout=20, correlation_id="Nr. 1")
            self.assertGreater(token.remaining, timedelta(minutes=59))
            self.assertLessEqual(token.remaining, token.lifetime)
            self.assertLessEqual(token.lifetime, timedelta(hours=1))
            token.invalidate()
            self.assertEqual(token.state, lftoken.LF_TOKEN_LOGGED_OUT)
            self.assertEqual(token.remaining, timedelta(0))

    def test_the_context_manager_logs_out_after_an_exception(self):
        with self.assertRaises(ZeroDivisionError):
            with self.client.create_token("Archive", **LOGIN) as token:
                adopted = self.client.adopt_token("Archive", token.value)
                1 / 0
        with self.assertRaises(LFError) as caught:
            adopted.refresh()
        self.assertEqual(caught.exception.status, lftoken.LF_E_SESSION_GONE)
        self.assertEqual(adopted.state, lftoken.LF_TOKEN_GONE)

    def test_a_failed_logout_does_not_hide_the_exception(self):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with self.assertRaises(ZeroDivisionError):
                with self.client.create_token("fault:invalidate:status=403,times=1", **LOGIN) as token:
                    again = self.client.adopt_token(token.repository_id, token.value)
                    1 / 0
        self.assertIn("ACCESS_DENIED", str(seen[0].message))
        again.invalidate()
        with self.assertRaises(LFError):
            with self.client.create_token("fault:invalidate:status=403,message=no,times=1", **LOGIN) as token:
                again = self.client.adopt_token(token.repository_id, token.value)
        again.invalidate()

    def test_statuses_and_actions_are_those_of_the_library(self):
        library = lftoken.load()
        for status in lftoken.Status:
            name = "LF_OK" if status == lftoken.Status.OK else "LF_E_" + status.name
            self.assertEqual(library.lf_status_name(status).decode(), name)
            self.assertIn(library.lf_status_action(status), list(lftoken.Action))

    def test_an_adopted_token(self):
        expires_at = datetime(2030, 1, 2, 3, 4, 5, 678000, timezone.utc)
        with self.client.create_token("Archive", **LOGIN) as token:
            with self.client.adopt_token("Archive", token.value, expires_at) as adopted:
                self.assertEqual(adopted.expires_at, expires_at)
            self.assertEqual(adopted._finalizer.alive, False)
            unknown = self.client.adopt_token("Archive", token.value)
            self.assertIsNone(unknown.expires_at)
            self.assertIsNone(unknown.remaining)
            self.assertIsNone(unknown.lifetime)

    def test_ctrl_c_during_a_login_logs_out(self):
        def interrupt(*_):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            with self.assertRaises(KeyboardInterrupt):
                self.client.create_token("fault:create:delay=700", **LOGIN)
        finally:
            signal.signal(signal.SIGALRM, before)

    def test_a_text_that_grows_while_it_is_read(self):
        texts = [b"short", b"a longer one", b"the longest of them all", b"and a short one"]

        def get(handle, buffer, size, needed):
            text = texts.pop(0) if len(texts) > 1 else texts[0]
            needed.value = len(text) + 1
            if needed.value > size:
                return lftoken.LF_E_BUFFER_TOO_SMALL
            buffer.value = text
            return lftoken.LF_OK

        self.assertEqual(lftoken._text(None, get, None), "and a short one")

    def test_many_threads_share_a_client(self):
        done = []

        def work():
            for _ in range(5):
                with self.client.create_token("Archive", **LOGIN) as token:
                    token.refresh(60)
            done.append(True)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(done), 4)


class Errors(unittest.TestCase):
    def setUp(self):
        self.client = client(retry=(1, 0.01, timedelta(milliseconds=20)), pool=(2, 30), max_answer_bytes=100000)
        self.addCleanup(self.client.close)

    def failure(self, repository="Archive", **login):
        with self.assertRaises(LFError) as caught:
            self.client.create_token(repository, **dict(LOGIN, **login))
        self.assertNotIn(PASSWORD, str(caught.exception))
        return caught.exception

    def test_a_refused_login_tells_all(self):
        error = self.failure(password="not it")
        self.assertEqual(error.status, lftoken.LF_E_CREDENTIALS_REFUSED)
        self.assertIs(error.status, Status.CREDENTIALS_REFUSED)
        self.assertEqual(error.name, "CREDENTIALS_REFUSED")
        self.assertIs(error.action, Action.FIX_CREDENTIALS)
        self.assertEqual(error.cause, error.status)
        self.assertIn("127.0.0.1", error.message)
        self.assertEqual(str(error), error.name + ": " + error.message)
        self.assertEqual((error.http_status, error.server_code, error.os_code), (401, 9010, 0))
        self.assertEqual(error.server_message, "The user account or password is incorrect. [9010]")
        self.assertEqual((len(error.operation_id), len(error.request_id)), (32, 32))
        self.assertEqual(error.server_class + error.server_source + error.problem_title, "")
        self.assertEqual((error.attempts, error.exchange), (1, lftoken.LF_EXCHANGE_ANSWERED))
        self.assertIs(error.is_retryable, False)
        self.assertIsNone(error.retry_after)
        self.assertIsNone(error.suggested_wait)

    def test_a_problem_document(self):
        error = self.failure("fault:create:status=409,error=problem,message=Schl%C3%BCssel,code=9099")
        self.assertEqual((error.problem_title, error.server_source), ("Schlüssel", "LaserficheServer"))
        self.assertTrue(error.problem_type)
        self.assertIn("AccessTokens/Create", error.problem_instance)
        self.assertEqual(error.problem_detail, "")

    def test_a_busy_server(self):
        error = self.failure("fault:create:status=429,retry-after=7")
        self.assertEqual(error.status, lftoken.LF_E_RATE_LIMITED)
        self.assertEqual(error.retry_after, timedelta(seconds=7))
        self.assertEqual(error.suggested_wait, timedelta(seconds=7))
        self.assertIs(error.action, Action.TRY_LATER)
        self.assertIs(error.is_retryable, True)

    def test_nobody_listens(self):
        with Client("https://127.0.0.1:9/repository") as nowhere:
            with self.assertRaises(LFError) as caught:
                nowhere.create_token("Archive", **LOGIN)
        error = caught.exception
        self.assertEqual(error.status, lftoken.LF_E_CONNECT_FAILED)
        self.assertEqual(error.exchange, lftoken.LF_EXCHANGE_NOTHING_SENT)
        self.assertGreater(error.os_code, 0)

    def test_wrong_settings(self):
        for settings in (
            {"base_address": "http://example.com/"},
            {"connect_timeout": 0},
            {"trust": 99},
            {"ca_pems": "no certificate"},
            {"proxy": "socks5://127.0.0.1:1"},
            {"min_tls_version": 1},
            {"pinned_certificates": ["not hexadecimal"]},
            {"client_certificate_pem": ("no", "certificate")},
            {"client_certificate_file": ("/nowhere/c.pem", "/nowhere/k.pem")},
        ):
            with self.subTest(settings), self.assertRaises(LFError) as caught:
                Client(**dict({"base_address": os.environ["LF_TEST_BASE"]}, **settings))
            self.assertEqual(caught.exception.status, lftoken.LF_E_INVALID_ARGUMENT)
        for settings in (
            {"total_timeout": -1},
            {"total_timeout": 2**32},
            {"pool": (-1, 1)},
            {"pool": (1, 2, 3)},
            {"retry": 3},
            {"retry": (1, -1, 1)},
            {"user_agent_product": "a\0b"},
        ):
            with self.subTest(settings), self.assertRaisesRegex(ValueError, "^%s: " % next(iter(settings))):
                client(**settings)
        with self.assertRaisesRegex(ValueError, "^total_timeout: -1 seconds "):
            client(total_timeout=-1)

    def test_what_is_wrong_is_named(self):
        with self.assertRaisesRegex(TypeError, "^base_address: "):
            Client(1)
        with self.assertRaisesRegex(TypeError, "^ca_files: None is no text$"):
            client(ca_files=["a.pem", None])
        with self.assertRaisesRegex(TypeError, "^client_certificate_pem: None is no text$"):
            client(client_certificate_pem=("certificate", None))
        for settings in {"trust": 99}, {"connect_timeout": 0}, {"min_tls_version": 1}:
            with self.subTest(settings), self.assertRaisesRegex(LFError, ": %s: " % next(iter(settings))):
                client(**settings)
        with self.assertRaisesRegex(TypeError, "^ca_files: "):
            client(ca_files=[1])
        with client() as host:
            with self.assertRaisesRegex(TypeError, r"^create_token\(\) .*'user_name'$"):
                host.create_token("Archive", user_name="svc")
            with self.assertRaisesRegex(TypeError, r"^settle\(\) .*'timeout'$"):
                host.settle(timeout=1)
            with self.assertRaisesRegex(ValueError, "^total_timeout: "):
                host.create_token("Archive", total_timeout=-1, **LOGIN)
            with self.assertRaisesRegex(ValueError, "^keep_alive: -1 seconds "):
                host.adopt_token("Archive", "a token").refresh(-1)
            with self.assertRaisesRegex(ValueError, "^password: ") as caught:
                host.create_token("Archive", username="svc", password="secret\0")
            self.assertNotIn("secret", str(caught.exception))

    def test_a_closed_handle(self):
        closed = client()
        closed.close()
        closed.close()
        with self.assertRaises(LFError) as caught:
            closed.create_token("Archive", **LOGIN)
        self.assertEqual(caught.exception.status, lftoken.LF_E_INVALID_HANDLE)


class Wording(unittest.TestCase):
    """Messages speak in the names of the module, never in those of C."""

    def plain(self, text):
        self.assertTrue(text)
        self.assertNotRegex(text, "{|}|lf_|LF_")

    def test_every_advice(self):
        library = lftoken.load()
        used = set()
        number = 1
        while library.lf_advice_text(number):
            text = lftoken._advice(library, number)
            self.plain(text)
            self.assertTrue(text.endswith("."), text)
            for key in re.findall("{(.*?)}", library.lf_advice_text(number).decode()):
                used.add(key)
                self.assertIn(lftoken._ADVICE_NAMES[key], text)
            number += 1
        self.assertGreater(number, 40)
        self.assertEqual(used, set(lftoken._ADVICE_NAMES))
        self.assertEqual((lftoken._advice(library, 0), lftoken._advice(library, number)), ("", ""))

    def test_the_names_are_there(self):
        functions = Client.__init__, lftoken.Credentials.__init__
        arguments = {"base_address"}.union(*(function.__kwdefaults__ for function in functions))
        for name in lftoken._ADVICE_NAMES.values():
            owner, _, member = name.rpartition(".")
            if owner == "LFError":
                self.assertIn(member, LFError.__doc__)
            elif owner:
                self.assertTrue(callable(getattr(getattr(lftoken, owner), member)), name)
            else:
                self.assertIn(name.split(" of ")[0], arguments)

    def test_a_name_that_is_not_known_is_left_out(self):
        self.assertEqual(lftoken._fill("Do it ({something_new})."), "Do it.")
        self.assertEqual(
            lftoken._fill("Log in ({something_new}, {login}), or wait ({more_news}): it passes (mostly)."),
            "Log in (Client.create_token), or wait: it passes (mostly).",
        )

    def test_every_status(self):
        library = lftoken.load()
        constants = {name: value for name, value in vars(lftoken).items() if name.startswith("LF_")}
        for kind, prefix in (Status, "LF_E_"), (Action, "LF_ACTION_"):
            named = {name: value for name, value in constants.items() if name.startswith(prefix)}
            members = {prefix + member.name: int(member) for member in kind if prefix + member.name != "LF_E_OK"}
            self.assertEqual(members, named)
        for status in list(Status)[1:]:
            error = LFError(library, status)
            self.assertIs(error.status, status)
            self.assertEqual(error.name, status.name)
            self.assertIsInstance(error.action, Action)
            self.plain(str(error))
        error = LFError(library, 9999)
        self.assertEqual((error.status, error.cause, error.action), (9999, 9999, Action.REPORT_DEFECT))

    def failure(self, host, repository="Archive"):
        with self.assertRaises(LFError) as caught:
            host.create_token(repository, **LOGIN)
        self.plain(str(caught.exception))
        return caught.exception

    def test_an_unknown_authority(self):
        with client(trust=lftoken.LF_TRUST_BUNDLED, ca_files=None) as host:
            error = self.failure(host)
        self.assertEqual((error.status, error.action), (Status.TLS_CERTIFICATE, Action.FIX_SETUP))
        self.assertIn("(ca_pems, ca_files)", error.message)
        self.assertIn("(pinned_certificates)", error.message)
        self.assertNotIn("..", error.message)

    def test_wrong_settings(self):
        with self.assertRaises(LFError) as caught:
            client(ca_files=None)
        self.plain(str(caught.exception))
        self.assertIs(caught.exception.action, Action.FIX_CALL)
        self.assertIn("(ca_pems, ca_files)", caught.exception.message)

    def test_mistakes_in_the_set_up(self):
        # Nobody listens on port 9.
        for settings, login, status, words in [
            ({"proxy": "127.0.0.1:9"}, {}, Status.CONNECT_FAILED, "could not connect to the proxy 127.0.0.1:9"),
            ({"proxy": "http://proxy.example/proxy.pac"}, {}, Status.INVALID_ARGUMENT, "a PAC script is not supported"),
            ({"proxy": "proxy.example", "no_proxy": "10.*"}, {}, Status.INVALID_ARGUMENT, "10.0.0.0/8"),
            ({"base_address": "https://lf.example.com/api/v1"}, {}, Status.INVALID_ARGUMENT, 'leave "/v1" out'),
            ({}, {"password": ""}, Status.INVALID_ARGUMENT, "(allow_empty_password)"),
            ({}, {"password": "", "allow_empty_password": True}, Status.CREDENTIALS_REFUSED, "HTTP 401"),
        ]:
            with self.subTest(words), self.assertRaises(LFError) as caught:
                settings = dict({"retry": (1, 0, 0)}, **settings)
                with client(**settings) as host:
                    host.create_token("Archive", **dict(LOGIN, **login))
            self.plain(str(caught.exception))
            self.assertIs(caught.exception.status, status)
            self.assertIn(words, caught.exception.message)
            self.assertNotIn("Check that the server runs", caught.exception.message)

    def test_a_refusal_that_may_not_be_the_service_s(self):
        gateway = "HTTP/1.1 401 Unauthorized%0D%0AContent-Length: 0%0D%0A%0D%0A"
        with client() as host, host.create_token("fault:refresh:raw=" + gateway, **LOGIN) as token:
            with self.assertRaises(LFError) as caught:
                token.refresh()
            self.assertEqual(token.state, lftoken.LF_TOKEN_ACTIVE)
        error = caught.exception
        self.plain(str(error))
        self.assertEqual((error.status, error.action), (Status.SESSION_UNCONFIRMED, Action.LOG_OUT_THEN_IN))
        self.assertIn("(Token.invalidate)", error.message)

    def test_an_unknown_outcome(self):
        with client() as host:
            error = self.failure(host, "fault:create:refuse")
            self.assertEqual(host.settle(), 1)
            self.assertEqual(host.settle(), 0)
        self.assertIs(error.cause, Status.CONNECTION_LOST)
        self.assertIs(error.action, Action.CHECK_SESSION)


class Waiting(unittest.TestCase):
    def test_another_thread_cancels(self):
        with client() as host, host.create_token("fault:refresh:delay=8000", **LOGIN) as token:
            cancel = Cancel()
            threading.Timer(0.3, cancel.trigger).start()
            began = time.monotonic()
            with self.assertRaises(LFError) as caught:
                token.refresh(cancel=cancel)
            self.assertLess(time.monotonic() - began, 5)
            self.assertEqual(caught.exception.status, lftoken.LF_E_CANCELLED)
            # It stays triggered until it is reset.
            with self.assertRaises(LFError) as caught:
                token.invalidate(cancel=cancel)
            self.assertEqual(caught.exception.status, lftoken.LF_E_CANCELLED)
            cancel.reset()
            token.invalidate(cancel=cancel)
            cancel.close()

    def test_a_late_answer_is_looked_after(self):
        lines = []
        host = client(log=lambda level, text: lines.append((threading.get_ident(), level, text)))
        with self.assertRaises(LFError) as caught:
            host.create_token("fault:create:delay=1500", total_timeout=0.5, correlation_id="Nr. 7", **LOGIN)
        error = caught.exception
        self.assertEqual((error.status, error.cause), (lftoken.LF_E_OUTCOME_UNKNOWN, lftoken.LF_E_TIMED_OUT))
        self.assertEqual(host.settle(total_timeout=timedelta(milliseconds=1)), 1)
        cancel = Cancel()
        cancel.trigger()
        with self.assertRaises(LFError) as caught:
            host.settle(cancel=cancel)
        self.assertIs(caught.exception.status, Status.CANCELLED)
        self.assertEqual(host.settle(), 0)
        host.close()
        threads = {thread for thread, _, _ in lines}
        self.assertGreater(len(threads), 1, lines)
        self.assertTrue(any("Nr. 7" in text for _, _, text in lines), lines)
        self.assertTrue(all(level <= lftoken.LF_LOG_INFO for _, level, _ in lines), lines)
        self.assertFalse(any(PASSWORD in text for _, _, text in lines))

    def test_an_exception_in_the_log_stays_there(self):
        def stumble(level, text):
            raise RuntimeError("stays inside")

        seen = []
        hook, sys.unraisablehook = sys.unraisablehook, lambda unraisable: seen.append(unraisable.exc_value)
        try:
            with client(log=stumble, log_level=lftoken.LF_LOG_DEBUG) as host:
                host.create_token("Archive", **LOGIN).invalidate()
        finally:
            sys.unraisablehook = hook
        self.assertTrue(seen and all(isinstance(error, RuntimeError) for error in seen))

    def test_the_collector_frees(self):
        host = client()
        token = host.create_token("Archive", **LOGIN)
        token.invalidate()
        finalizer, handle = token._finalizer, token._handle
        del token
        gc.collect()
        self.assertFalse(finalizer.alive)
        library = lftoken.load()
        self.assertEqual(library.lf_token_state(handle, lftoken.c_int32()), lftoken.LF_E_INVALID_HANDLE)

    def test_a_program_may_end_while_an_answer_is_outstanding(self):
        # What is registered first runs last: the answer comes when the interpreter has begun to end.
        program = (
            "import atexit, time; atexit.register(time.sleep, 1.5)\n"
            "import lftoken, test_lftoken as t\n"
            "def log(level, text): print('log', flush=True)\n"
            "host = t.client(log=log, log_level=lftoken.LF_LOG_DEBUG)\n"
            "try: host.create_token('fault:create:delay=700', total_timeout=0.2, **t.LOGIN)\n"
            "except lftoken.LFError as error: print(error.name, flush=True)\n"
        )
        run = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        lines = run.stdout.decode().split()
        self.assertEqual(lines[-1], "OUTCOME_UNKNOWN")
        self.assertIn("log", lines)


class Files(unittest.TestCase):
    """As tests/support/src/key_files.rs writes them."""

    PASSWORD = "Grüße 😀"

    def path(self, name):
        return os.path.join(os.path.dirname(os.environ["LF_TEST_CA"]), name)

    def contents(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def takes_only_its_password(self, settings):
        client(**settings(self.PASSWORD)).close()
        with self.assertRaises(LFError) as caught:
            client(**settings("guessed"))
        self.assertEqual(caught.exception.status, Status.INVALID_ARGUMENT)
        self.assertIn("its password is another one", str(caught.exception))
        self.assertNotIn("guessed", str(caught.exception))

    def test_pkcs12_files(self):
        path, contents = self.path("own.pfx"), self.contents("own.pfx")
        self.takes_only_its_password(lambda password: {"client_certificate_pkcs12_file": (path, password)})
        self.takes_only_its_password(lambda password: {"client_certificate_pkcs12": (contents, password)})

    def test_an_encrypted_key(self):
        own = self.path("own.pem"), self.path("own.key")
        self.takes_only_its_password(
            lambda password: {"client_certificate_file": own, "client_key_password": password}
        )

    def test_an_authority_in_binary_form(self):
        with client(ca_files=(), ca_ders=self.contents("ca.der")) as host:
            with host.create_token("Archive", **LOGIN):
                pass


class Checking(unittest.TestCase):
    def setUp(self):
        self.found = []

    def tell(self, step, verdict, text, error):
        self.assertEqual(verdict == lftoken.Verdict.FAILED, error is not None)
        self.found.append((step, verdict))

    def verdicts(self):
        return [step for step, verdict in self.found if verdict != lftoken.Verdict.FACT]

    def test_a_good_way(self):
        with client() as host:
            host.check("Archive", self.tell)
            host.check()
        self.assertEqual(self.verdicts(), list(lftoken.CheckStep))

    def test_a_step_that_fails(self):
        with client(trust=lftoken.Trust.BUNDLED, ca_files=()) as host:
            with self.assertRaises(lftoken.LFError) as raised:
                host.check("Archive", self.tell)
        self.assertEqual(raised.exception.status, lftoken.Status.TLS_CERTIFICATE)
        self.assertEqual(self.verdicts(), list(lftoken.CheckStep))
        self.assertIn((lftoken.CheckStep.TLS, lftoken.Verdict.FAILED), self.found)

    def test_an_exception_comes_out(self):
        with client() as host:
            with self.assertRaises(ZeroDivisionError):
                host.check(found=lambda *_: 1 / 0)


class Loading(unittest.TestCase):
    def test_the_version(self):
        self.assertEqual(lftoken.load().lf_library_version().decode(), lftoken.LF_VERSION)

    def test_a_path(self):
        path = os.environ["LFTOKEN_LIBRARY"]
        with client(library=path) as host:
            host.create_token("Archive", **LOGIN).invalidate()
        with self.assertRaisesRegex(OSError, r"\.missing cannot be loaded: .* LFTOKEN_LIBRARY .* bits of this Python$"):
            client(library=path + ".missing")


if __name__ == "__main__":
    unittest.main()
