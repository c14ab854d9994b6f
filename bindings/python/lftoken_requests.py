"""The token of a managed session in what `requests` sends.

    import lftoken_requests

    requests.get(address, auth=lftoken_requests.SessionAuth(session))     # or as the auth of a requests.Session

Beside lftoken.py, for requests 2.20 and newer. SPDX-License-Identifier: MIT OR Apache-2.0
"""

import requests.auth
import requests.cookies
import requests.hooks
import requests.utils

# The only event that requests has: the answer has come.
(_ANSWERED,) = requests.hooks.HOOKS


class SessionAuth(requests.auth.AuthBase):
    """Sets the Authorization header of each request from an lftoken.Session.

    After a 401 the request is repeated once, if the session has another token by then and the body can be sent again.
    A token that cannot be had raises lftoken.LFError.
    """

    def __init__(self, session):
        self._session = session

    def __call__(self, request):
        request.headers["Authorization"] = self._session.authorization()
        request.register_hook(_ANSWERED, self._answered)
        return request

    def _answered(self, answer, **settings):
        rejected = answer.request.headers.get("Authorization", "")
        # A redirect to another host goes without the token, and what is answered there does not concern it.
        if answer.status_code != 401 or not rejected.startswith("Bearer "):
            return answer
        request = answer.request.copy()
        if not _rewound(request):
            self._session.token_rejected(rejected)
            return answer
        authorization = self._session.authorization_after_401(rejected)
        if authorization is None:
            return answer
        # Read to its end, so that its connection can be used again.
        answer.content
        answer.close()
        requests.cookies.extract_cookies_to_jar(request._cookies, answer.request, answer.raw)
        request.headers.pop("Cookie", None)
        request.prepare_cookies(request._cookies)
        request.headers["Authorization"] = authorization
        again = answer.connection.send(request, **settings)
        again.history.append(answer)
        again.request = request
        return again


def _rewound(request):
    """Whether the body is as it was before it was sent."""
    if request.body is None or isinstance(request.body, (bytes, str)):
        return True
    try:
        requests.utils.rewind_body(request)
    except requests.exceptions.UnrewindableBodyError:
        return False
    return True
