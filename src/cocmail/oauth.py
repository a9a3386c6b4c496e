"""Access tokens for XOAUTH2, fetched anew before each connection (RFC 6749 section 6).

It stands apart because IMAP and SMTP need the same token; a token is never kept past its own life.

Fails: `TokenRefused`. `final` says that trying again is useless until somebody acts (`invalid_grant`).
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass


class TokenRefused(Exception):
    """The token server gave no token."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True, repr=False)
class TokenSource:
    """Where access tokens come from. The secrets are read when needed, so a changed file is seen."""

    url: str
    client_id: str
    client_secret: Callable[[], str]
    refresh_token: Callable[[], str]
    seconds: float = 20.0

    def token(self) -> str:
        """A fresh access token. Raises `TokenRefused`."""
        form = {
            "grant_type": "refresh_token",
            "client_id": self.client_id,
            "client_secret": self.client_secret(),
            "refresh_token": self.refresh_token(),
        }
        body = urllib.parse.urlencode({key: value for key, value in form.items() if value}).encode()
        request = urllib.request.Request(self.url, body)  # noqa: S310 (config admits https and loopback only)
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as reply:  # noqa: S310
                answer = json.loads(reply.read(65_536))
        except urllib.error.HTTPError as error:
            with error:
                final = b"invalid_grant" in error.read(65_536)
            if final:
                raise TokenRefused(
                    "the refresh token is no longer valid; make a new one", final=True
                ) from None
            raise TokenRefused(f"the token server answered {error.code}") from None
        except (OSError, ValueError):
            raise TokenRefused("the token server does not answer") from None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token:
            raise TokenRefused("the token server gave no access token")
        return token
