"""Access tokens from a real token server on loopback, kind and otherwise."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests import forked
from tests.builders import write_config
from tests.servers import SmtpServer, free_port

from cocmail.config import Config, load
from cocmail.oauth import TokenRefused, TokenSource
from cocmail.wiring import imap_account, smtp_account

Reply = Callable[["Conversation"], None]


class Conversation(BaseHTTPRequestHandler):
    """One request: what was asked is kept, and the server's `reply` answers."""

    server: "TokenServer"

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.append({key: value[0] for key, value in parse_qs(form).items()})
        self.server.reply(self)

    def do_GET(self) -> None:
        self.server.asked.append({"GET": self.path})
        self.server.reply(self)

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class TokenServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.asked: list[dict[str, str]] = []
        self.reply: Reply = lambda it: it.say(200, json.dumps({"access_token": "fresh-token"}).encode())
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/token"

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.reply = lambda it: it.say(status, body, **headers)

    def handle_error(self, *_: object) -> None:
        """A client that gave up is what some tests are about."""


def _serving() -> Iterator[TokenServer]:
    with TokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.ended.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def server() -> Iterator[TokenServer]:
    yield from _serving()


@pytest.fixture
def elsewhere() -> Iterator[TokenServer]:
    yield from _serving()


def source(url: str, seconds: float = 5, client_secret: str = "client-secret") -> TokenSource:
    return TokenSource(url, "client-id", lambda: client_secret, lambda: "refresh-token", seconds)


def refused(of: TokenSource) -> TokenRefused:
    with pytest.raises(TokenRefused) as caught:
        of.token()
    assert "token" in str(caught.value)
    for secret in ("client-secret", "refresh-token", "fresh-token"):
        assert secret not in f"{caught.value!r} {of!r}"
    return caught.value


def test_a_refresh_token_buys_an_access_token(server: TokenServer) -> None:
    token = source(server.url).token()

    assert token == "fresh-token"
    assert server.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "client-id",
            "client_secret": "client-secret",
            "refresh_token": "refresh-token",
        }
    ]


def test_a_client_without_a_secret_sends_none(server: TokenServer) -> None:
    source(server.url, client_secret="").token()

    assert "client_secret" not in server.asked[0]


def test_each_token_is_fetched_anew_and_so_are_the_secrets(server: TokenServer) -> None:
    tokens = iter(["old", "new"])
    changing = TokenSource(server.url, "client-id", lambda: "", lambda: next(tokens))

    changing.token()
    changing.token()

    assert [asked["refresh_token"] for asked in server.asked] == ["old", "new"]


def _gives(server: TokenServer, refresh: object) -> None:
    server.answer(200, json.dumps({"access_token": "fresh-token", "refresh_token": refresh}).encode())


def _of_both(folder: Path, url: str) -> tuple[Config, Path]:
    """Both servers are logged in to by tokens that one refresh token buys; that one's file."""
    path = write_config(folder, smtp_more='user = "conduct"')
    tables = "".join(
        f'[{section}.oauth2]\ntoken_url = "{url}"\nclient_id = "id"\nrefresh_token_file = "refresh"\n'
        for section in ("imap", "smtp")
    )
    path.write_text(path.read_text().replace('password_file = "imap.password"\n', "") + tables)
    (folder / "refresh").write_text("first-token\n")
    (folder / "refresh").chmod(0o400)
    return load(path), folder / "refresh"


def test_a_new_refresh_token_takes_the_place_of_the_old_one_for_both_servers(
    tmp_path: Path, server: TokenServer
) -> None:
    """Where the old one ends, at once or 90 days after it was made, the daemon would be shut out for good."""
    config, file = _of_both(tmp_path, server.url)
    secrets = [imap_account(config).secret, smtp_account(config).secret]
    for number, secret in enumerate(secrets):
        _gives(server, f"next-token-{number}")
        assert secret is not None
        assert secret() == "fresh-token"

    assert [each["refresh_token"] for each in server.asked] == ["first-token", "next-token-0"]
    assert file.read_text() == "next-token-1\n"
    assert file.stat().st_mode & 0o777 == 0o400
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize("given", [None, "", 7, ["a"], "two words", "a\nb", "first-token"])
def test_what_is_no_new_refresh_token_leaves_the_old_one(
    tmp_path: Path, server: TokenServer, given: object
) -> None:
    config, file = _of_both(tmp_path, server.url)
    before = file.stat().st_ino
    _gives(server, given)

    assert imap_account(config).secret() == "fresh-token"

    assert (file.read_text(), file.stat().st_ino) == ("first-token\n", before)


def test_a_new_refresh_token_that_cannot_be_kept_is_told_once(
    tmp_path: Path, server: TokenServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config, file = _of_both(tmp_path, server.url)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "refresh").write_text("handed-over")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    _gives(server, "next-token")
    secret = imap_account(config).secret

    assert [secret(), secret()] == ["fresh-token"] * 2

    assert [each["refresh_token"] for each in server.asked] == ["handed-over"] * 2
    assert file.read_text() == "first-token\n"
    (told,) = caplog.messages
    assert told.startswith("imap.oauth2.refresh_token_file: the token server gives new refresh tokens")
    assert "next-token" not in told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # It forks, and does nothing there that a lock could hold up.
@pytest.mark.parametrize(
    ("owner", "group", "kept", "mode"),
    [(0, 65534, "first", 0o440), (65534, 65534, "next", 0o440), (65534, 0, "next", 0o400)],
)
def test_a_renewed_secret_is_never_taken_from_its_owner_or_shown_to_another_group(
    owner: int, group: int, kept: str, mode: int
) -> None:
    """`check` of somebody in the group of the service, which could not read its own token from then on."""
    # Where other accounts may come.
    with TemporaryDirectory() as name:
        folder = Path(name)
        config, file = _of_both(folder, "https://oauth2.example.org/token")
        os.chown(file, owner, group)
        file.chmod(0o440)
        folder.chmod(0o777)
        if (child := os.fork()) == 0:
            try:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
                config.renew_secret("refresh", "next-token")
            finally:
                os._exit(0)
        os.waitpid(child, 0)

        assert (file.read_text(), file.stat().st_uid) == (f"{kept}-token\n", owner)
        assert file.stat().st_mode & 0o777 == mode
        assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_a_refresh_token_that_somebody_puts_there_meanwhile_stays(server: TokenServer) -> None:
    """They would have to make it once more, where the old one was no longer to be used."""
    there, kept = iter(["old", "by hand"]), list[str]()
    _gives(server, "next-token")

    token = TokenSource(server.url, "id", str, lambda: next(there), keep=kept.append).token()

    assert (token, kept) == ("fresh-token", [])


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("fault", ["invalid_grant", "invalid_client", "unauthorized_client"])
def test_a_token_that_is_no_longer_valid_is_final(server: TokenServer, status: int, fault: str) -> None:
    server.answer(status, json.dumps({"error": fault, "error_description": "refresh-token"}).encode())

    error = refused(source(server.url))

    assert error.final


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (500, b'{"error": "invalid_grant"}'),
        (503, b""),
        (429, b'{"error": "slow_down"}'),
        (400, b'{"error": "temporarily_unavailable"}'),
        (400, b"invalid_grant is what this page is about"),
        (400, b'["invalid_grant"]'),
        (400, b'{"error": ["invalid_grant"]}'),
        (400, b"[" * 50_000),
        (404, b"\xff\xfe"),
    ],
)
def test_what_may_pass_is_not_final(server: TokenServer, status: int, body: bytes) -> None:
    server.answer(status, body)

    error = refused(source(server.url))

    assert not error.final
    assert str(status) in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"{}",
        b'{"access_token": ""}',
        b'{"access_token": 7}',
        b'{"access_token": "two words"}',
        b'{"access_token": "a\\r\\nb"}',
        b'{"access_token": "k\\u00e4\\u00e4k"}',
        b'{"access_token": "' + b"x" * 70_000 + b'"}',
        b"[" * 60_000,
    ],
)
def test_an_answer_without_a_token_is_refused(server: TokenServer, body: bytes) -> None:
    server.answer(200, body)

    error = refused(source(server.url))

    assert not error.final


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\xff" * 70_000])
def test_what_is_no_http_is_refused(server: TokenServer, raw: bytes) -> None:
    def say_it(conversation: Conversation) -> None:
        conversation.wfile.write(raw)

    server.reply = say_it

    error = refused(source(server.url))

    assert not error.final


def test_an_answer_that_breaks_off_is_refused(server: TokenServer) -> None:
    server.answer(200, b'{"access_token": "fresh', **{"Content-Length": "5000"})

    error = refused(source(server.url))

    assert not error.final


def test_nobody_listening_is_refused() -> None:
    error = refused(source(f"http://127.0.0.1:{free_port()}/token"))

    assert not error.final


def _say_nothing(conversation: Conversation) -> None:
    conversation.server.ended.wait(20)


def _begin_and_stop(conversation: Conversation) -> None:
    conversation.say(200, b"{", **{"Content-Length": "5000"})
    conversation.server.ended.wait(20)


def _drip(conversation: Conversation) -> None:
    conversation.say(200, b"{", **{"Content-Length": "5000"})
    while not conversation.server.ended.wait(0.05):
        conversation.wfile.write(b" ")


@pytest.mark.parametrize("reply", [_say_nothing, _begin_and_stop, _drip])
def test_a_server_that_hangs_is_given_up(server: TokenServer, reply: Reply) -> None:
    server.reply = reply
    begun = time.monotonic()

    error = refused(source(server.url, seconds=0.4))

    assert time.monotonic() - begun < 5
    assert not error.final


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server: TokenServer, elsewhere: TokenServer, status: int) -> None:
    """The refresh token is for the configured server, and so is the trust in what comes back."""
    server.answer(status, b"", Location=elsewhere.url)

    error = refused(source(server.url))

    assert elsewhere.asked == []
    assert len(server.asked) == 1
    assert not error.final


def _checked(folder: Path, section: str, url: str, *, smtp_port: int = 1, more: str = "") -> str:
    """What `check` says of a server that is logged in to by a token from there."""
    smtp_more = 'user = "conduct"' if section == "smtp" else ""
    path = write_config(folder, smtp_port=smtp_port, smtp_more=smtp_more)
    text = path.read_text()
    if section == "imap":
        text = text.replace('password_file = "imap.password"\n', "")
    oauth2 = (
        f'[{section}.oauth2]\ntoken_url = "{url}"\nclient_id = "id"\nrefresh_token_file = "refresh"\n{more}'
    )
    path.write_text(f"{text}\n{oauth2}")
    (folder / "refresh").write_text("refresh-token")
    (folder / "refresh").chmod(0o600)
    done = forked.run("-c", str(path), "check", "--json", cwd=folder, seconds=60)
    (found,) = (each["text"] for each in json.loads(done.stdout) if each["what"] == section)
    return str(found)


@pytest.mark.parametrize("section", ["imap", "smtp"])
def test_check_says_where_to_look_when_no_token_is_to_be_had(
    tmp_path: Path, server: TokenServer, section: str
) -> None:
    """Nothing is wrong with host, port and security of the mail server."""
    server.answer(404, b"")
    nobody = f"http://127.0.0.1:{free_port()}/token"
    with SmtpServer(user="conduct", token="fresh-token") as smtp:
        silent = _checked(tmp_path, section, nobody, smtp_port=smtp.port)
        wrong = _checked(tmp_path, section, server.url, smtp_port=smtp.port)

    assert silent.endswith(
        ": the token server does not answer; check token_url, and whether a firewall is between"
    )
    assert wrong.endswith(": the token server answered 404; check token_url")


@pytest.mark.parametrize("section", ["imap", "smtp"])
def test_a_client_secret_that_is_missing_is_found_before_anybody_is_asked(
    tmp_path: Path, server: TokenServer, section: str
) -> None:
    said = _checked(tmp_path, section, server.url, more='client_secret_file = "secret"\n')

    missing = f"{section}.oauth2.client_secret_file: cannot read {tmp_path}/secret: No such file or directory"
    assert said == missing
    started = forked.run("-c", str(tmp_path / "cocmail.toml"), "run", "--once", cwd=tmp_path, seconds=60)
    assert (started.returncode, started.stderr) == (2, f"cocmail: {missing}\n")
    assert server.asked == []
