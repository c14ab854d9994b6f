"""Managed sessions for threads, their callbacks, forks and the end of a program, against the stub."""

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
import unittest
import warnings
from datetime import datetime, timedelta, timezone

import lftoken
from lftoken import Action, Api, Cancel, Event, LFError, SessionState, Status

import stub
from stub import LOGIN, PASSWORD, Counts, client


class Case(unittest.TestCase):
    def setUp(self):
        self.counts = Counts()
        self.client = client()
        self.addCleanup(self.client.close)

    def session(self, repository="Archive", **settings):
        session = self.client.session(repository, **dict(LOGIN, **settings))
        self.addCleanup(session.close)
        return session

    def fails(self, status, call, *arguments, **keywords):
        with self.assertRaises(LFError) as caught:
            call(*arguments, **keywords)
        self.assertIs(caught.exception.status, status, str(caught.exception))
        self.assertNotIn(PASSWORD, str(caught.exception))
        self.assertNotRegex(str(caught.exception), "{|}|lf_|LF_")
        return caught.exception


    def eventually(self, what):
        """Callbacks may come when the call that they are about has returned."""
        ends = time.monotonic() + 20
        while not what():
            self.assertLess(time.monotonic(), ends)
            time.sleep(0.02)


class Reads(Case):
    def test_threads_share_one_login(self):
        session = self.session("fault:create:delay=300")
        self.assertIs(session.state, SessionState.EMPTY)
        self.assertIsNone(session.expires_at)
        values = []
        threads = [threading.Thread(target=lambda: values.append(session.token())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(values), 8)
        self.assertEqual(set(values), {session.try_token()})
        self.assertEqual(session.authorization(total_timeout=5, correlation_id="Nr. 3"), "Bearer " + values[0])
        self.assertEqual(self.counts("create_requests", "created"), (1, 1))
        self.assertIs(session.state, SessionState.FRESH)
        self.assertGreater(session.expires_at, datetime.now(timezone.utc))
        self.assertEqual((session.stats["logins"], session.stats["renewals"]), (1, 0))
        self.assertEqual(session.events(), [(Event.LOGGED_IN, None)])
        session.close(total_timeout=timedelta(seconds=10))
        session.close()
        self.assertEqual(self.counts("invalidated"), (1,))
        self.assertEqual(session.events(), [(Event.LOGGED_OUT, None)])
        self.assertIs(session.state, SessionState.CLOSED)
        self.assertIs(self.fails(Status.CLOSED, session.token).action, Action.FIX_CALL)

    def test_a_long_token(self):
        session = self.session()
        texts = ["t" * 5000, "t" * 9000]

        def read(handle, buffer, size, needed, error):
            text = texts[0] if size < 5000 else texts[1]
            needed.value = len(text) + 1
            if needed.value > size:
                return lftoken.LF_E_BUFFER_TOO_SMALL
            buffer.value = text.encode()
            return lftoken.LF_OK

        self.assertEqual(session._read(read), texts[1])

    def test_one_waiter_gives_up_and_the_login_goes_on(self):
        session = self.session("fault:create:delay=900")
        self.assertIsNone(session.try_token())
        self.fails(Status.TIMED_OUT, session.token, total_timeout=0.1)
        cancel = Cancel()
        threading.Timer(0.1, cancel.trigger).start()
        self.fails(Status.CANCELLED, session.authorization, cancel=cancel)
        self.assertEqual(session.token(), session.try_token())
        self.assertEqual(self.counts("create_requests"), (1,))

    def test_other_threads_run_while_one_waits(self):
        session = self.session("fault:create:delay=700")
        waiter = threading.Thread(target=session.token)
        waiter.start()
        steps = 0
        while waiter.is_alive():
            time.sleep(0.01)
            steps += 1
        self.assertGreater(steps, 20)

    def test_the_end_of_a_with(self):
        with self.assertRaises(ZeroDivisionError):
            with self.session() as session:
                session.token()
                1 / 0
        self.assertEqual(self.counts("created", "invalidated"), (1, 1))
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with self.assertRaises(ZeroDivisionError):
                with self.client.session("fault:invalidate:status=403,act,times=1", **LOGIN) as session:
                    session.token()
                    1 / 0
        self.assertIn("was not logged out", str(seen[0].message))
        self.assertEqual(seen[0].filename, __file__)
        lftoken._sessions.discard(session)

    def test_shutdown(self):
        host = client()
        token, session = host.create_token("Archive", **LOGIN), host.session("Archive", **LOGIN)
        session.token()
        self.assertEqual(host.shutdown(total_timeout=20), 0)
        self.assertEqual(self.counts("created", "invalidated"), (2, 2))
        self.fails(Status.CLOSED, session.token)
        self.fails(Status.CLOSED, host.create_token, "Archive", **LOGIN)
        self.fails(Status.CLOSED, host.session, "Archive", **LOGIN)
        token.invalidate()

    def test_settings(self):
        session = self.session(
            margin=timedelta(seconds=5),
            renew_after_percent=50,
            jitter_percent=0,
            keep_alive_seconds=timedelta(hours=1),
            linger_seconds=1.5,
            hold=False,
        )
        session.token()
        for settings, kind in [
            ({"margin": -1}, ValueError),
            ({"linger_seconds": "soon"}, TypeError),
            ({"jitter_percent": 2**32}, ValueError),
            ({"renew_after_percent": 0}, LFError),
            ({"keep_alive_seconds": 3601}, LFError),
        ]:
            with self.subTest(settings), self.assertRaisesRegex(kind, next(iter(settings))):
                self.client.session("Archive", **dict(LOGIN, **settings))
        with self.assertRaisesRegex(TypeError, r"^session\(\) .*'user'$"):
            self.client.session("Archive", user="svc")
        with client(api=Api.SERVER_V1) as host:
            self.fails(Status.UNSUPPORTED, host.session, "Archive", hold=True, **LOGIN)
        # So long after the last read it is logged out.
        self.eventually(lambda: session.state == SessionState.EMPTY)
        self.assertEqual(session.events()[0], (Event.LOGGED_IN, None))


class Credentials(Case):
    def test_refused_ones_are_not_tried_again(self):
        session = self.session(password="wrong")
        for _ in range(3):
            error = self.fails(Status.CREDENTIALS_REFUSED, session.token)
        self.assertIn("Session.set_credentials", str(error))
        self.assertIn("Session.retry_credentials", str(error))
        self.assertIs(session.state, SessionState.FAILING)
        self.assertEqual(self.counts("create_requests"), (1,))
        event, failure = session.events()[0]
        self.assertIs(event, Event.LOGIN_FAILED)
        self.assertEqual((failure.status, failure.http_status), (Status.CREDENTIALS_REFUSED, 401))
        session.retry_credentials()
        self.fails(Status.CREDENTIALS_REFUSED, session.token)
        self.assertEqual(self.counts("create_requests"), (2,))
        session.set_credentials(**LOGIN)
        session.token()
        with lftoken.Credentials(**LOGIN) as same:
            session.set_credentials(same)
        session.token()
        self.assertEqual(self.counts("created"), (1,))
        with self.assertRaisesRegex(TypeError, r"^set_credentials\(\) .*'margin'$"):
            session.set_credentials(margin=3)

    def test_they_are_asked_for(self):
        asked = []

        def ask():
            asked.append(threading.get_ident())
            if len(asked) == 1:
                raise LookupError("no password yet")
            # Part of it could be used.
            return dict(LOGIN, application_name=3) if len(asked) == 2 else LOGIN

        session = self.client.session("Archive", ask=ask)
        self.addCleanup(session.close)
        error = self.fails(Status.INVALID_ARGUMENT, session.token)
        self.assertIsInstance(error.__cause__, LookupError)
        self.fails(Status.INVALID_ARGUMENT, session.token)
        self.assertEqual((len(asked), self.counts("create_requests")), (1, (0,)))
        session.retry_credentials()
        error = self.fails(Status.INVALID_ARGUMENT, session.token)
        self.assertIn("application_name", str(error.__cause__))
        session.retry_credentials()
        session.token()
        self.assertEqual((len(asked), self.counts("create_requests")), (3, (1,)))
        self.assertNotIn(threading.get_ident(), asked)
        self.fails(Status.INVALID_ARGUMENT, self.client.session, "Archive", ask=ask, **LOGIN)
        self.fails(Status.INVALID_ARGUMENT, self.client.session, "Archive")


class Rejections(Case):
    def test_the_service_confirms_the_token(self):
        session = self.session()
        header = session.authorization()
        self.assertIsNone(session.authorization_after_401(header))
        self.assertIs(session.token_rejected(header), False)
        self.assertIs(session.token_rejected("an older one"), True)
        self.assertEqual((session.authorization(), self.counts("created", "refreshed")), (header, (1, 1)))

    def test_a_dead_token_is_replaced(self):
        session = self.session()
        header = session.authorization()
        stub.command("end-sessions")
        again = session.authorization_after_401(header)
        self.assertNotEqual(again, header)
        # It is late, and no reason for another login.
        self.assertEqual(session.authorization_after_401(header), again)
        # A new one that dies at once would cost a login for each request.
        stub.command("end-sessions")
        self.assertIsNone(session.authorization_after_401(again))
        self.fails(Status.ACCESS_DENIED, session.token)
        self.assertEqual(self.counts("created"), (2,))


class Callbacks(Case):
    def test_events(self):
        seen = []
        settings = dict(LOGIN, on_event=lambda *event: seen.append(event))
        with client(retry=(1, 0, 0)) as host:
            with host.session("fault:refresh:status=503", **settings) as session:
                session.token_rejected(session.token())
                self.fails(Status.SERVER_ERROR, session.token)
        self.eventually(lambda: len(seen) == 3)
        # Those of several threads may overtake each other; the list has them in order.
        kinds = [event for event, _ in session.events()]
        self.assertEqual(kinds, [Event.LOGGED_IN, Event.RENEWAL_FAILED, Event.LOGGED_OUT])
        seen = dict(seen)
        self.assertEqual(sorted(seen), sorted(kinds))
        failure = seen[Event.RENEWAL_FAILED]
        self.assertEqual((failure.status, failure.http_status), (Status.SERVER_ERROR, 503))
        self.assertIsNone(seen[Event.LOGGED_IN])

    def test_calls_inside_and_exceptions(self):
        failures, seen = [], []

        def happened(event, failure):
            try:
                session.close()
            except LFError as error:
                failures.append(error.status)
            raise RuntimeError("stays inside")

        hook, sys.unraisablehook = sys.unraisablehook, lambda unraisable: seen.append(unraisable.exc_value)
        try:
            session = self.session(on_event=happened)
            session.token()
            session.close()
            self.eventually(lambda: len(seen) == 2)
        finally:
            sys.unraisablehook = hook
        self.assertIn(Status.WOULD_DEADLOCK, failures)
        self.assertTrue(all(isinstance(error, RuntimeError) for error in seen))

    def test_the_collector_frees_and_the_library_logs_out(self):
        session = self.client.session("Archive", **LOGIN)
        session.token()
        finalizer = session._finalizer
        del session
        gc.collect()
        self.assertFalse(finalizer.alive)
        self.assertEqual(self.client.settle(), 0)
        self.assertEqual(self.counts("created", "invalidated"), (1, 1))


def _read_in_a_child(session, answers):
    try:
        session.token()
    except LFError as error:
        answers.put((error.status, str(error)))


class Processes(Case):
    def test_a_forked_child_is_told(self):
        session = self.session()
        header = session.authorization()
        with warnings.catch_warnings():
            # Newer ones advise against a fork beside threads.
            warnings.simplefilter("ignore", DeprecationWarning)
            context = multiprocessing.get_context("fork")
            answers = context.Queue()
            child = context.Process(target=_read_in_a_child, args=(session, answers))
            child.start()
        status, text = answers.get(timeout=30)
        child.join(30)
        self.assertEqual((child.exitcode, status), (0, Status.FORKED))
        self.assertIn("Make a client and a session of its own in the child process", text)
        self.assertEqual((session.authorization(), self.counts("created")), (header, (1,)))

    def run_program(self, text):
        program = "import os, sys, threading\nimport lftoken, stub\nhost = stub.client()\n" + text
        return subprocess.run(
            [sys.executable, "-W", "default", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60
        )

    def test_a_program_that_ends_with_an_open_session_logs_out(self):
        for end in "", "host.close()", "sys.exit()", "threading.Thread(target=session.token).start()":
            counts = Counts()
            run = self.run_program(
                "def happened(event, _): os.write(1, event.name.encode() + b'\\n')\n"
                "session = host.session('fault:invalidate:status=503,times=1', on_event=happened, **stub.LOGIN)\n"
                "session.token()\n" + end
            )
            self.assertEqual((run.returncode, run.stderr), (0, b""), end)
            self.assertEqual(counts("created", "invalidated"), (1, 1), end)
            # What comes too late is told to nobody.
            self.assertLessEqual(set(run.stdout.split()), {b"LOGGED_IN", b"LOGGED_OUT"}, end)

    def test_a_logout_that_fails_at_the_end_is_reported(self):
        run = self.run_program(
            "session = host.session('fault:invalidate:drop', **stub.LOGIN)\n"
            "session.token()\n"
            "began = __import__('time').monotonic()\n"
            "import atexit; atexit._run_exitfuncs()\n"
            "print(__import__('time').monotonic() - began)\n"
        )
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(b"RuntimeWarning: a session was not logged out at the end of the program", run.stderr)
        self.assertNotIn(b"Traceback", run.stderr)
        self.assertLess(float(run.stdout), 8)

    def test_a_forked_child_ends_in_silence(self):
        run = self.run_program(
            "session = host.session('Archive', **stub.LOGIN)\n"
            "session.token()\n"
            "child = os.fork()\n"
            "if child == 0: sys.exit(7)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if sys.version_info > (3, 9) else 7)\n"
            "session.token()\n"
        )
        self.assertEqual((run.returncode, run.stdout.split()[-1]), (0, b"7"), run.stderr)
        self.assertNotIn(b"not logged out", run.stderr)
        self.assertEqual(self.counts("created", "invalidated"), (1, 1))


if __name__ == "__main__":
    unittest.main()
