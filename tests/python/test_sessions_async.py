"""Managed sessions in coroutines of asyncio, against the stub."""

import asyncio
import threading
import time
import unittest

from lftoken import LFError, SessionState, Status

from stub import LOGIN, Counts, client


class Pulse:
    """Beats while the event loop is free, and tells its longest pause."""

    async def __aenter__(self):
        self.longest = 0
        self._task = asyncio.ensure_future(self._beat())
        return self

    async def _beat(self):
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.longest = max(self.longest, time.monotonic() - before)

    async def __aexit__(self, *_):
        self._task.cancel()


class Coroutines(unittest.TestCase):
    def setUp(self):
        self.counts = Counts()
        self.client = client()
        self.addCleanup(self.client.close)

    def session(self, repository="Archive", **settings):
        session = self.client.session(repository, **dict(LOGIN, **settings))
        self.addCleanup(session.close)
        return session

    def test_many_tasks_share_one_login_and_block_nothing(self):
        async def main():
            slow = "fault:create:delay=1500;invalidate:delay=1500"
            async with Pulse() as pulse:
                async with self.session(slow) as session:
                    values = await asyncio.gather(*(session.token_async() for _ in range(50)))
                    self.assertEqual(set(values), {session.try_token()})
                    self.assertEqual(await session.authorization_async(), "Bearer " + values[0])
                self.assertIs(session.state, SessionState.CLOSED)
            self.assertLess(pulse.longest, 1)
            self.assertEqual(session._waiting, set())

        asyncio.run(main())
        self.assertEqual(self.counts("create_requests", "created", "invalidated"), (1, 1, 1))

    def test_a_cancelled_task_leaves_the_login_alone(self):
        async def main():
            session = self.session("fault:create:delay=800")
            first = asyncio.ensure_future(session.token_async())
            second = asyncio.ensure_future(session.token_async())
            await asyncio.sleep(0.1)
            first.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await first
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(session.token_async(), 0.1)
            self.assertEqual(await second, session.try_token())
            await session.close_async(total_timeout=10)

        asyncio.run(main())
        self.assertEqual(self.counts("create_requests", "created", "invalidated"), (1, 1, 1))

    def test_a_failure_reaches_all(self):
        async def main():
            session = self.session("fault:create:delay=300", password="wrong")
            tasks = (session.token_async() for _ in range(5))
            failures = await asyncio.gather(*tasks, return_exceptions=True)
            self.assertEqual({failure.status for failure in failures}, {Status.CREDENTIALS_REFUSED})

        asyncio.run(main())
        self.assertEqual(self.counts("create_requests"), (1,))

    def test_a_wait_ends_when_the_session_is_closed(self):
        async def main():
            session = self.session("fault:create:delay=900")
            waiting = asyncio.ensure_future(session.token_async())
            await asyncio.sleep(0.1)
            await session.close_async()
            with self.assertRaises(LFError) as caught:
                await asyncio.wait_for(waiting, 5)
            self.assertIs(caught.exception.status, Status.CLOSED)

        asyncio.run(main())
        self.client.settle()
        self.assertEqual(*self.counts("created", "invalidated"))

    def test_loops_on_several_threads(self):
        session = self.session("fault:create:delay=500")
        values = []

        def run():
            values.append(asyncio.run(session.token_async()))

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(values), set(values)), (4, {session.token()}))
        self.assertEqual(self.counts("create_requests"), (1,))

    def test_a_rejection(self):
        async def main():
            session = self.session()
            header = await session.authorization_async()
            self.assertIsNone(await session.authorization_after_401_async(header))

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
