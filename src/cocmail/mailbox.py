"""The IMAP folder: what waits in it, a nap until something comes, and letting go of what is ours.

The folder is opened read-only (EXAMINE) and bodies are fetched with BODY.PEEK: flags are never the queue. One
object, one thread. Any trouble ends the connection; the next call makes a new one and compares every UID.

Fails: `MailboxUnavailable` (nothing was changed; the caller waits and calls again). Its `final` says that
trying again soon is useless: a refused login, a folder that is not there.
"""

import logging
import re
import secrets
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    ProtocolError,
)

from cocmail.imap import HEAD_BYTES, Client, IdleRefused, ImapAccount, MailboxUnavailable, Session
from cocmail.mail.message import Arrival

log = logging.getLogger("cocmail.mailbox")

BATCH_MESSAGES = 50
BATCH_BYTES = 8 * 1024 * 1024
# A command line stays well under the 8 KB that any server takes.
_UIDS_IN_A_COMMAND = 400
_IDLE_SLICE = 240.0
# A message at which a session broke so often is left alone until the next reconciliation.
_GIVE_UP = 4

_MISSING = re.compile(
    r"\[(NONEXISTENT|NOPERM|TRYCREATE)\b|exist|no such|unknown|not found|invalid", re.IGNORECASE
)
_COUNT = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE)\b", re.IGNORECASE)

_NOT_MOVED = "nothing can be moved to imap.processed_folder; see whether it can be made and has room"

# UID, RFC822.SIZE (None: the server did not say), INTERNALDATE.
_Fact = tuple[int, int | None, datetime]


class _NoFolder(MailboxUnavailable):
    """The server does not open a folder; where that is `final` the session is as good as before."""

    @property
    def spares_session(self) -> bool:
        return self.final


class _NotMoved(MailboxUnavailable):
    """The server answers that it moves nothing; the session is as good as before."""

    @property
    def spares_session(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages fetched together. Bytes of None: the server no longer has it, as it says itself."""

    folder: str
    uid_validity: int
    junk: bool
    messages: tuple[tuple[Arrival, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """What EXAMINE tells of a folder."""

    uid_validity: int
    uid_next: int
    exists: int


class Mailbox:
    """The mailbox of the alias. `known` tells the UIDs that are held already, by folder, UIDVALIDITY and lowest UID."""

    def __init__(self, account: ImapAccount, known: Callable[[str, int, int], set[int]]) -> None:
        self._account = account
        self._known = known
        self._session = Session(account, self._begin, self._hear)
        self._looked: _Opened | None = None
        self._last_uid: dict[tuple[str, int], int] = {}
        self._failures: dict[tuple[str, int, int], int] = {}
        self._reconcile = False
        self._idle_refused = False
        self._processed_is_there = False
        self._said: set[str] = set()
        self.on_server = 0  #: messages in the folder at the last look
        self.held = 0  #: how many of them we hold
        self.junk_fault = ""  #: why the junk folder could not be read at the last look; '' where it could
        self.move_fault = (
            ""  #: why nothing could be moved to the processed folder at the last try; '' where it could
        )
        #: the junk folder, its UIDVALIDITY and all that it held, where the last look saw it whole
        self.junk: tuple[str, int, set[int]] | None = None

    @property
    def place(self) -> tuple[str, int] | None:
        """The folder and its UIDVALIDITY at the last look, for what is to be settled; None before the first."""
        return (self._account.folder, self._looked.uid_validity) if self._looked else None

    @property
    def given_up(self) -> int:
        """How many messages cannot be fetched, and are tried again at the next reconciliation."""
        return sum(count >= _GIVE_UP for count in self._failures.values())

    def waiting(self) -> Iterator[Batch]:
        """Everything that the folder (and the junk folder) holds and we do not, in bounded batches.

        A caller may stop at any batch: what it did not take is given again. Raises `MailboxUnavailable`, and
        what `known` raises.
        """
        if self._reconcile:
            self._reconcile = False
            self._last_uid.clear()
            self._failures = {it: _GIVE_UP - 1 for it, count in self._failures.items() if count >= _GIVE_UP}
        self._session.end_if_old()
        self.junk = None  # What an earlier look saw says nothing of what came since.
        yield from self._waiting_in(self._account.folder, junk=False)
        for batch in self._waiting_in_junk():
            yield batch
            # A report must not wait for the end of years of junk.
            yield from self._waiting_in(self._account.folder, junk=False)

    def reconcile(self) -> None:
        """At the next look compare every UID, not only the new ones. Safe from any thread."""
        self._reconcile = True

    def settle(self, uids: list[int], uid_validity: int) -> None:
        """Move committed messages to the processed folder, where one is configured. Raises `MailboxUnavailable`.

        UIDs that are gone already do no harm, nor do those of another UIDVALIDITY: nothing is done for them.
        """
        account = self._account
        if not uids or not account.processed_folder:
            return
        try:
            with self._session.talk() as client:
                if not self._can_move(client, uid_validity):
                    return
                try:
                    if not self._processed_is_there and not client.folder_exists(account.processed_folder):
                        client.create_folder(account.processed_folder)
                    self._processed_is_there = True
                    for start in range(0, len(uids), _UIDS_IN_A_COMMAND):
                        client.move(uids[start : start + _UIDS_IN_A_COMMAND], account.processed_folder)
                except (IMAPClientAbortError, ProtocolError):
                    raise
                except IMAPClientError:
                    self._processed_is_there = False
                    raise _NotMoved(_NOT_MOVED) from None
        except MailboxUnavailable as error:
            self.move_fault = str(error)
            self._say(logging.ERROR, self.move_fault)
            raise
        self.move_fault = ""

    def _can_move(self, client: Client, uid_validity: int | None = None) -> bool:
        """Open the folder for moving; False where it was numbered anew meanwhile. Raises `MailboxUnavailable`."""
        if not client.has_capability("MOVE"):
            raise _NotMoved("the server cannot MOVE; leave imap.processed_folder empty", final=True)
        try:
            selected = client.select_folder(self._account.folder)
        except IMAPClientReadOnlyError:
            raise _NotMoved(
                "the folder is read-only; leave imap.processed_folder empty", final=True
            ) from None
        return uid_validity is None or int(selected.get(b"UIDVALIDITY", 0)) == uid_validity

    def wait(self, seconds: float, wake: int) -> None:
        """Sleep until something may have come, `seconds` have passed, or the file descriptor `wake` is readable.

        With IDLE (RFC 2177) the server tells at once. The caller looks after every nap all the same: IDLE only
        makes it shorter. Raises `MailboxUnavailable`.
        """
        end = time.monotonic() + seconds
        if self._session.is_open and self._account.idle and not self._idle_refused:
            with self._session.talk() as client:
                if client.has_capability("IDLE"):
                    self._listen(client, end, wake)
                    if not self._idle_refused:
                        return
        select.select([wake], [], [], max(0.0, end - time.monotonic()))

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder has a message of that Message-ID (RFC 3501 section 6.4.4). Raises `MailboxUnavailable`."""
        with self._session.talk() as client:
            if not self._examine(client, folder).exists:
                return False
            return bool(client.search(["HEADER", "Message-ID", message_id]))

    def probe(self) -> tuple[str, ...]:
        """Log in, open the folders, and give the server's capabilities. For `check`."""
        with self._session.talk() as client:
            self.on_server = self._examine(client, self._account.folder).exists
            if self._account.junk_folder:
                self._examine(client, self._account.junk_folder)
            if self._account.processed_folder:
                self._try_processed(client, self._account.processed_folder)
            return tuple(sorted(each.decode("ascii", "replace") for each in client.capabilities()))

    def _try_processed(self, client: Client, folder: str) -> None:
        """Whether the processed folder is there or can be made, without making it: a daemon may move mail to it."""
        self._can_move(client)
        if client.folder_exists(folder):
            self._examine(client, folder)
            return
        beside = f"{folder}-{secrets.token_hex(4)}"
        try:
            client.create_folder(beside)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise _NotMoved(_NOT_MOVED, final=True) from None
        try:
            client.delete_folder(beside)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise _NotMoved(
                f'the folder "{beside}", made to try imap.processed_folder, cannot be deleted; delete it by hand',
                final=True,
            ) from None

    def close(self) -> None:
        """End the session, politely where that is still possible."""
        self._session.end()

    # -- looking -----------------------------------------------------------------------------------------

    def _waiting_in_junk(self) -> Iterator[Batch]:
        if self._account.junk_folder:
            try:
                yield from self._waiting_in(self._account.junk_folder, junk=True)
            except _NoFolder as error:
                # Many servers make it when the first junk comes; reports must not wait for that.
                self.junk_fault = str(error)
                self._say(logging.WARNING, self.junk_fault)
            else:
                self.junk_fault = ""

    def _waiting_in(self, folder: str, *, junk: bool) -> Iterator[Batch]:
        with self._session.talk() as client:
            opened = self._examine(client, folder)
            place = folder, opened.uid_validity
            last = self._last_uid.get(place)
            found = self._search(client, last) if opened.exists else set()
        # Outside the session: a fault of the database is not the mailbox's.
        known = self._known(*place, min(found)) if found else set()
        wanted = sorted(found - known)  # Servers need not sort UIDs, and we work in order.
        if not junk:
            self._looked = opened
            self.on_server, self.held = opened.exists, max(0, opened.exists - len(wanted))
        ready = [uid for uid in wanted if self._failures.get((*place, uid), 0) < _GIVE_UP]
        newest = max(found, default=last or 0)
        waiting, came = self._in_turn(place, ready), deque[list[int]]()
        is_turn_of_new = False
        while waiting or came:
            # What comes meanwhile takes turns with what waits: a report must not wait for the end of a flood, nor of
            # an old mailbox.
            turn = came if came and (is_turn_of_new or not waiting) else waiting
            is_turn_of_new = turn is waiting
            plan = self._plan(place, turn.popleft())
            if plan is None:
                return
            for facts in plan:
                fetched = self._fetched(place, facts, junk=junk)
                if not fetched:
                    return
                # Given away whole: the caller files it, and lets go of its bytes before.
                yield fetched.pop()
                self.held += 0 if junk else len(facts)
            if fresh := self._came_since(place, newest):
                newest = fresh[-1]
                found.update(fresh)
                came.extend(_chunks(fresh))
                self.on_server += 0 if junk else len(fresh)
        if junk and (last is None or not opened.exists):
            self.junk = (*place, found)
        # Only now: a caller that stopped, or failed to commit a batch, is given the rest again.
        if len(ready) == len(wanted):
            self._last_uid[place] = newest

    def _came_since(self, place: tuple[str, int], newest: int) -> list[int]:
        with self._session.talk() as client:
            opened = self._examine(client, place[0])
            # RFC 3501 section 2.3.1.1: UIDNEXT tells whether anything came.
            if opened.uid_validity != place[1] or 0 < opened.uid_next <= newest + 1 or not opened.exists:
                return []
            return sorted(self._search(client, newest))

    def _in_turn(self, place: tuple[str, int], uids: list[int]) -> deque[list[int]]:
        """UIDs in the order in which they are fetched. Where a session broke once, a message comes last and alone."""
        failures = {uid: count for uid in uids if (count := self._failures.get((*place, uid), 0))}
        suspects = sorted(failures, key=lambda uid: failures[uid])
        return deque([*_chunks([uid for uid in uids if uid not in failures]), *([uid] for uid in suspects)])

    def _search(self, client: Client, last: int | None) -> set[int]:
        if last is None:
            # At start, hourly, after a break, and after a change of UIDVALIDITY: look at everything.
            return set(client.search("ALL"))
        # "n:*" always names the last message, even when its UID is lower.
        return {uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last}

    def _plan(self, place: tuple[str, int], uids: list[int]) -> list[list[_Fact]] | None:
        """Some messages in batches bounded by bytes; None where the folder was numbered anew meanwhile."""
        with self._session.talk() as client:
            if self._examine(client, place[0]).uid_validity != place[1]:
                return None
            told = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            facts = [_fact(uid, told.get(uid, {})) for uid in uids]
        plan: list[list[_Fact]] = []
        filled = BATCH_BYTES
        for fact in facts:
            size = BATCH_BYTES if fact[1] is None else fact[1]
            if filled + size > BATCH_BYTES:
                plan.append([])
                filled = 0
            plan[-1].append(fact)
            filled += size
        return plan

    def _fetched(self, place: tuple[str, int], facts: list[_Fact], *, junk: bool) -> list[Batch]:
        """One batch; none where the folder was numbered anew meanwhile."""
        with self._session.talk() as client:
            # The caller may have moved messages since the last batch, or the session may be a new one.
            if self._examine(client, place[0]).uid_validity != place[1]:
                return []
            try:
                messages = self._fetch(client, place, facts)
            except Exception:
                self._blame([(*place, uid) for uid, _, _ in facts])
                raise
        for uid, _, _ in facts:
            self._failures.pop((*place, uid), None)
        return [Batch(*place, junk, messages)]

    def _blame(self, messages: list[tuple[str, int, int]]) -> None:
        """Remember at which messages the session broke: one of them may break it each time."""
        for message in messages:
            self._failures[message] = self._failures.get(message, 0) + 1
            if self._failures[message] == _GIVE_UP:
                log.error(
                    "the message with UID %d cannot be fetched; it is tried again every hour", message[2]
                )

    def _fetch(
        self, client: Client, place: tuple[str, int], facts: list[_Fact]
    ) -> tuple[tuple[Arrival, bytes | None], ...]:
        limit = self._account.max_bytes
        whole = [uid for uid, size, _ in facts if size is not None and size <= limit]
        raws = self._bodies(client, place[0], whole)
        messages: list[tuple[Arrival, bytes | None]] = []
        for uid, size, at in facts:
            raw = raws.get(uid) if uid in whole else self._beginning(client, uid, size)
            truncated = uid not in whole and (size is not None or len(raw or b"") >= limit)
            actual = len(raw or b"") if size is None else size
            messages.append((Arrival(*place, uid, at, actual, truncated), raw))
        missing = [arrival.uid for arrival, raw in messages if raw is None]
        if missing and self._still_there(client, place[0], missing):
            # No tombstone for it: it may be had another time.
            raise ProtocolError("a message is listed and not given")
        return tuple(messages)

    def _bodies(self, client: Client, folder: str, uids: list[int]) -> dict[int, bytes]:
        try:
            answer = client.fetch(uids, ["BODY.PEEK[]"])
        except (IMAPClientAbortError, ProtocolError):
            raise
        except IMAPClientError:
            # Some servers refuse the whole command when one message has just been removed.
            there = self._still_there(client, folder, uids)
            if len(there) == len(uids):
                raise
            answer = client.fetch(there, ["BODY.PEEK[]"])
        return {
            uid: raw for uid, each in answer.items() if (raw := _content(each.get(b"BODY[]"))) is not None
        }

    def _still_there(self, client: Client, folder: str, uids: list[int]) -> list[int]:
        # A session may go on listing what another one removed, until it opens the folder again.
        exists = self._examine(client, folder).exists
        found = client.search(["UID", ",".join(map(str, uids))]) if exists else ()
        return [uid for uid in uids if uid in found]

    def _beginning(self, client: Client, uid: int, size: int | None) -> bytes | None:
        """The headers, however long, and HEAD_BYTES more; of a message of unknown size, all up to the limit."""
        limit = self._account.max_bytes
        raw = bytearray()
        wanted = limit
        while len(raw) < wanted:
            asked = min(HEAD_BYTES, wanted - len(raw))
            answer = client.fetch([uid], [f"BODY.PEEK[]<{len(raw)}.{asked}>"]).get(uid, {})
            piece = _content(answer.get(b"BODY[]<%d>" % len(raw)))
            if piece is None:
                return None
            seen = max(0, len(raw) - 3)
            raw += piece
            if size is not None and wanted == limit and (end := raw.find(b"\r\n\r\n", seen)) >= 0:
                wanted = min(limit, end + 4 + HEAD_BYTES)
            if len(piece) < asked:
                break
        return bytes(raw[:wanted])

    def _examine(self, client: Client, folder: str) -> _Opened:
        try:
            told = client.select_folder(folder, readonly=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            names = ("processed_folder", "junk_folder", "folder")
            keys = {getattr(self._account, name): f"imap.{name}" for name in names}
            reason = f'the folder "{folder}" cannot be opened; check {keys.get(folder, "imap.sent_folder")}'
            raise _NoFolder(reason, final=bool(_MISSING.search(str(error)))) from None
        opened = _Opened(*(int(told.get(key, 0)) for key in (b"UIDVALIDITY", b"UIDNEXT", b"EXISTS")))
        if not opened.uid_validity:
            raise MailboxUnavailable("the server gives the folder no UIDVALIDITY", final=True)
        return opened

    # -- sleeping ----------------------------------------------------------------------------------------

    def _listen(self, client: Client, end: float, wake: int) -> None:
        # Opened anew, because what came during the last look was told then, and is not told again.
        opened, looked = self._examine(client, self._account.folder), self._looked
        if (
            looked is None
            or (opened.uid_validity, opened.uid_next) != (looked.uid_validity, looked.uid_next)
            or opened.exists > looked.exists
        ):
            return
        exists = opened.exists
        pause = 0.0
        while (left := end - time.monotonic()) > 0:
            begun = time.monotonic()
            try:
                lines = client.idle_until(min(left, _IDLE_SLICE), wake)
            except IdleRefused:
                self._idle_refused = True
                log.info("the IMAP server refuses IDLE; the mailbox is looked at every now and then")
                return
            for line in lines:
                if found := _COUNT.match(line):
                    removed = found[2].upper() == b"EXPUNGE"
                    count = exists - 1 if removed else int(found[1])
                    if count > exists:
                        return
                    exists = count
            # A server that chatters must not keep us busy.
            pause = min(pause * 2 or 0.1, 2.0) if time.monotonic() - begun < 1 else 0.0
            if select.select([wake], [], [], max(0.0, min(pause, end - time.monotonic())))[0]:
                return

    # -- the session -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """What was learnt of an earlier session says nothing of the new one."""
        self._idle_refused = self._processed_is_there = False
        self._last_uid.clear()

    def _hear(self) -> None:
        """The server wants the operator to see something (RFC 3501 section 7.1). Its words may quote a mail."""
        self._say(logging.WARNING, "the IMAP server sends an alert; log in to the mailbox by hand to read it")

    def _say(self, level: int, words: str) -> None:
        """Log what would be the same at every look only once."""
        if words not in self._said:
            self._said = {*self._said, words} if len(self._said) < 100 else {words}
            log.log(level, "%s", words)


def _chunks(uids: list[int]) -> Iterable[list[int]]:
    return (uids[start : start + BATCH_MESSAGES] for start in range(0, len(uids), BATCH_MESSAGES))


def _fact(uid: int, told: dict[bytes, Any]) -> _Fact:
    size, at = told.get(b"RFC822.SIZE"), told.get(b"INTERNALDATE")
    when = datetime.now(UTC)
    if isinstance(at, datetime) and at.tzinfo:
        with suppress(OverflowError):
            when = at.astimezone(UTC)
    return uid, None if size is None else max(0, int(size)), when


def _content(value: object) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    raise ProtocolError("what should be a message is none")
