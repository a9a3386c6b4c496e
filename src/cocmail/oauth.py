"""Access tokens for XOAUTH2, fetched anew before each connection (RFC 6749 section 6).

It stands apart because IMAP and SMTP need the same token; a token is never kept past its own life. A server may give
a new refresh token with each, and end the old one at once or, as Microsoft does, 90 days after it was made: the new one
takes its place (RFC 6749 section 6).

Fails: `TokenRefused`. `final` says that trying again is useless until somebody acts (`invalid_grant`).
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

_LONGEST_ANSWER = 65_536
# The errors of RFC 6749 section 5.2 pass only when somebody acts; what to do about them.
_EXPIRED = "the refresh token is no longer valid; make a new one"
_FINAL = {
    "invalid_grant": _EXPIRED,
    "invalid_client": "the token server does not know this client; check client_id and its secret",
    "unauthorized_client": "this client may not refresh tokens; check its registration",
    "unsupported_grant_type": "the token server does not refresh tokens; check token_url",
    "invalid_scope": _EXPIRED,
}
# IMAP and SMTP may have one file: the second must not come with a refresh token that the first has just used up.
_IN_TURN = threading.Lock()


class TokenRefused(Exception):
    """The token server gave no token."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True, repr=False)
class TokenSource:
    """Where access tokens come from. The secrets are read when needed, so a changed file is seen.

    `keep` is given the refresh token that takes the place of the one that was used.
    """

    url: str
    client_id: str
    client_secret: Callable[[], str]
    refresh_token: Callable[[], str]
    seconds: float = 20.0
    keep: Callable[[str], None] = lambda _: None

    def token(self) -> str:
        """A fresh access token. Raises `TokenRefused`, and whatever reading the secrets raises."""
        with _IN_TURN:
            return self._fresh()

    def _fresh(self) -> str:
        form = {
            "grant_type": "refresh_token",
            "client_id": self.client_id,
            "client_secret": self.client_secret(),
            "refresh_token": self.refresh_token(),
        }
        body = urllib.parse.urlencode({key: value for key, value in form.items() if value}).encode()
        try:
            status, answer = self._ask(body)
        except (OSError, http.client.HTTPException):
            raise TokenRefused(
                "the token server does not answer; check token_url, and whether a firewall is between"
            ) from None
        except (ValueError, RecursionError):
            raise TokenRefused(
                "the token server answers in a way that cannot be used; check token_url"
            ) from None
        fields = answer if isinstance(answer, dict) else {}
        if status != 200:
            fault = fields.get("error")
            if status in (400, 401) and isinstance(fault, str) and fault in _FINAL:
                raise TokenRefused(_FINAL[fault], final=True)
            advice = "check token_url" if status < 500 else "that may pass by itself"
            raise TokenRefused(f"the token server answered {status}; {advice}")
        if (token := _word(fields.get("access_token"))) is None:
            raise TokenRefused("the token server gave no access token; check token_url")
        refresh = _word(fields.get("refresh_token"))
        # What somebody put there meanwhile is newer.
        if refresh not in (None, form["refresh_token"]) and self.refresh_token() == form["refresh_token"]:
            self.keep(refresh)
        return token

    def _ask(self, body: bytes) -> tuple[int, object]:
        """The server's status and its answer; what comes with an error need not be JSON."""
        request = urllib.request.Request(self.url, body)  # noqa: S310 (config admits https and loopback only)
        end = time.monotonic() + self.seconds
        try:
            with urllib.request.build_opener(_StayHere).open(request, timeout=self.seconds) as reply:
                return 200, json.loads(_read(reply, end))
        except urllib.error.HTTPError as error:
            with error:
                try:
                    return error.code, json.loads(_read(error, end))
                except (ValueError, RecursionError):
                    return error.code, None


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the refresh token is for the configured server, and only its answer is believed."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Nowhere."""


def _word(token: object) -> str | None:
    """A token, which becomes part of a command or a line of a file: one visible word, or it is none."""
    is_word = isinstance(token, str) and token and all("!" <= each <= "~" for each in token)
    return str(token) if is_word else None


def _read(reply: IO[bytes], end: float) -> bytes:
    """The body, up to a limit of bytes and of time: each byte of a slow one would start the timeout anew."""
    body = bytearray()
    while len(body) < _LONGEST_ANSWER:
        if time.monotonic() > end:
            raise TimeoutError
        piece = reply.read1(_LONGEST_ANSWER - len(body))  # type: ignore[attr-defined]
        if not piece:
            break
        body += piece
    return bytes(body)
