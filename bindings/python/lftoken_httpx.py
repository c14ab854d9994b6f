"""The token of a managed session in what `httpx` sends.

    import lftoken_httpx

    client = httpx.Client(auth=lftoken_httpx.SessionAuth(session))      # or httpx.AsyncClient, with asyncio

Beside lftoken.py, for httpx 0.24 and newer. SPDX-License-Identifier: MIT OR Apache-2.0
"""

import httpx


class SessionAuth(httpx.Auth):
    """Sets the Authorization header of each request from an lftoken.Session.

    After a 401 the request is repeated once, if the session has another token by then and the body can be sent again.
    A token that cannot be had raises lftoken.LFError.
    """

    def __init__(self, session):
        self._session = session

    def sync_auth_flow(self, request):
        authorization = request.headers["Authorization"] = self._session.authorization()
        answer = yield request
        if self._may_repeat(answer, request, authorization):
            authorization = self._session.authorization_after_401(authorization)
            if authorization is not None:
                request.headers["Authorization"] = authorization
                yield request

    async def async_auth_flow(self, request):
        authorization = request.headers["Authorization"] = await self._session.authorization_async()
        answer = yield request
        if self._may_repeat(answer, request, authorization):
            authorization = await self._session.authorization_after_401_async(authorization)
            if authorization is not None:
                request.headers["Authorization"] = authorization
                yield request

    def _may_repeat(self, answer, request, authorization):
        # A redirect to another host goes without the token, and what is answered there does not concern it.
        if answer.status_code != 401 or answer.request.headers.get("Authorization") != authorization:
            return False
        if _can_be_sent_again(request.stream):
            return True
        self._session.token_rejected(authorization)
        return False


def _can_be_sent_again(stream):
    """Whether a body is in memory, or a form whose files httpx winds back."""
    if isinstance(stream, httpx.ByteStream):
        return True
    fields = getattr(stream, "fields", None)
    files = [field.file for field in fields or () if hasattr(field, "file")]
    return fields is not None and all(isinstance(file, (bytes, str)) or _is_seekable(file) for file in files)


def _is_seekable(file):
    return hasattr(file, "seekable") and file.seekable()
