"""What happens when nobody moves: cases whose date has come, letters that failed, content whose time is over.

Due dates live in the case row, so a repeated or late sweep does no harm; one transaction a case, so one
trouble never holds up another. A case that cannot be opened (a sealed value was tampered with) is said once.

Fails: `StoreUnavailable` reaches the caller, who waits and calls again.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from cocmail import membership, overviews
from cocmail.cases import deadlines, policy
from cocmail.cases.model import Decision, Ground, Ladder, Roster, Rules
from cocmail.cases.undelivered import on_undelivered
from cocmail.database import StoreUnavailable
from cocmail.health import Health
from cocmail.letters import Letters
from cocmail.logs import place_of
from cocmail.membership import NamedIn
from cocmail.quarantine import drop_quarantined, has_old_quarantine
from cocmail.roll import Members, RosterIsOld
from cocmail.sealing import AFTER_ERASING, KeyUnusable, SealBroken
from cocmail.store import Store

log = logging.getLogger("cocmail.escalation")

_A_DAY = timedelta(days=1)
_OVER = "quarantine_is_over"
_LADDER = "ladder"

# Of thousands of cases each is dated in 5 ms, and a mail that is to be written down finds the way free in between.
_BATCH = 50
_BETWEEN_BATCHES = 0.2


@dataclass
class Escalation:
    """Watches the clock. `sweep` is the one verb."""

    store: Store
    letters: Letters
    rules: Rules
    clock: Callable[[], datetime]
    health: Health
    named_in: NamedIn  #: whom of the roster a text names
    quarantine: timedelta = timedelta(days=90)  #: how long what belongs to no case is kept
    #: Asked before each case: whether to leave the rest for later.
    stopping: Callable[[], bool] = lambda: False
    _said: set[str] = field(default_factory=set, init=False)
    _is_up: bool = field(default=False, init=False)
    #: Who stood in the database when the roster in `rules` was read; None where nobody looked.
    instead_of: Members | None = None
    #: Who stands there by now, where that is a newer roster than ours.
    newer: Members | None = field(default=None, init=False)
    #: The roster that every case is in line with, and how it stands in the database; the one met last.
    _in_line: tuple[Roster, Members] | None = field(default=None, init=False)
    _met: Roster | None = field(default=None, init=False)
    _dated_by: Ladder | None = field(default=None, init=False)  #: the numbers that every case has its date by
    _unclean: bool = field(default=False, init=False)  #: files of the database may hold what was destroyed

    def sweep(self) -> int:
        """Do what the clock demands. Returns how many cases moved."""
        now = self.clock()
        self._take_up(now)
        self._alone("the roster", partial(self._meet, now))
        self._tell_of_failures()
        moved = 0
        ladder = self.rules.ladder
        if self._dated_by != ladder:
            self._date_anew(now)
        for case_id in self.store.due_cases(now, now + ladder.follow_up + ladder.repeat + _A_DAY):
            if self.stopping():
                return moved
            moved += self._alone(f"case {case_id}", partial(self._move, case_id, now))
        self._alone("the digest", partial(self._digest, now))
        self._alone("the quarantine", partial(self._drop, now))
        self._forget()
        return moved

    def _move(self, case_id: int, now: datetime) -> bool:
        farewell = now - self.rules.ladder.farewell
        heard = self.store.accepted_before(case_id, "expiry", farewell)
        with self.store.transaction() as tx:
            decision = policy.on_silence(tx.case(case_id), now, self.rules, heard=heard)
            if decision is None:
                return False
            tx.carry_out(decision, now, partial(self.letters.compose, now=now))
        done = ["erased"] if decision.erase else [entry.text for entry in decision.entries]
        for each in done:
            log.info("%s: %s", decision.case.name, each)
        if decision.erase:
            log.warning("%s: its time was over: %s", decision.case.name, AFTER_ERASING)
        return bool(done)

    def _date_anew(self, now: datetime) -> None:
        """Where `[clock]` or `[retention]` was changed, each case gets its date by the numbers of now."""
        ladder = self.rules.ladder
        if self.health.noted().get(_LADDER, ("",))[0] != repr(ladder):
            with self.store.reading() as tx:
                kept = tx.case_ids(closed=True)
            are_dated = True
            for number, case_id in enumerate(kept, 1):
                if self.stopping():
                    return
                if number % _BATCH == 0:
                    time.sleep(_BETWEEN_BATCHES)
                are_dated &= self._alone(f"case {case_id}", partial(self._date, case_id, now))
            if are_dated:
                # Else the next start tries again: the key of a case may be back then.
                self.health.note(now, **{_LADDER: repr(ladder)})
        self._dated_by = ladder

    def _date(self, case_id: int, now: datetime) -> bool:
        """Give a case its date. Returns whether it has it, as it always does where nothing fails."""
        with self.store.transaction() as tx:
            case = tx.case(case_id)
            again = policy.scheduled(case, self.rules)
            if again.next_due_at != case.next_due_at:
                tx.carry_out(Decision(again), now, partial(self.letters.compose, now=now))
        return True

    def _meet(self, now: datetime) -> bool:
        """Whoever joined the roster or left it; where another process read a newer one, it is left alone."""
        roster, known = self.rules.roster, self.store.members()
        if self.instead_of is None:
            self.instead_of = known
        if self._in_line == (roster, known) and not self.store.waits_to_be_met():
            return False
        try:
            met = membership.meet(
                self.store,
                self.letters,
                self.rules,
                now,
                self.named_in,
                self.instead_of,
                say=self._say,
                stopping=self.stopping,
            )
        except RosterIsOld:
            self.newer = self.store.members()
            return False
        if met is None:
            return False
        self.instead_of, self.newer = met, None
        # Twice: a report that was being filed meanwhile knew the roster from before.
        self._in_line = (roster, met) if self._met == roster else None
        self._met = roster
        return False

    def _digest(self, now: datetime) -> bool:
        """Once a week. A daemon that was down then sends one, not one for each week."""
        if self.rules.digest is None:
            return False
        zone = ZoneInfo(self.rules.timezone)
        due = deadlines.last_digest(now, *self.rules.digest, zone)
        noted = self.health.noted().get("digest")
        if noted is None or noted[1] > now:
            # The first one comes when its day comes.
            self.health.note(now, digest="noted")
            return False
        if noted[1] >= due:
            return False
        with self.store.transaction() as tx:
            sent = overviews.digest(tx, self.letters, self.rules, now, f"{due:%Y-%m-%d}")
        self.health.note(now, digest="sent")
        log.info("the weekly digest goes to %d responders", sent)
        return True

    def _tell_of_failures(self) -> None:
        for letter_id in self.store.unhandled_failures():
            if self.stopping():
                return
            self._alone(f"letter {letter_id}", partial(self._tell_of_failure, letter_id))

    def _tell_of_failure(self, letter_id: int) -> bool:
        now = self.clock()
        with self.store.transaction() as tx:
            if not tx.post.mark_handled(letter_id):
                return False
            letter = tx.post.letter(letter_id)
            if letter.case_id is None:
                overviews.tell_of_failure(tx, self.letters, self.rules, letter, now)
                log.error("letter %d, which belongs to no case, could not be delivered", letter_id)
                return True
            case, failed = tx.case(letter.case_id), letter.failed
            ground = Ground(now, self.rules, failed.step, tuple(tx.history(letter.case_id)))
            decision = on_undelivered(case, failed, ground)
            tx.carry_out(decision, now, partial(self.letters.compose, now=now))
        told = len({each.to for each in decision.letters})
        told_whom = f"{told} of the others are told" if told else "nobody is left to be told by mail"
        log.error("letter %d of %s could not be delivered; %s", letter_id, decision.case.name, told_whom)
        return True

    def _alone(self, what: str, work: Callable[[], bool]) -> bool:
        """One case at a time: what fails for one must not keep the others from their date. It is said once."""
        try:
            return work()
        except StoreUnavailable:
            raise
        except SealBroken as error:
            self._say(str(error))
        except Exception as error:
            self._say(f"{what} cannot be looked after: {place_of(error)}")
        return False

    def _drop(self, now: datetime) -> bool:
        """Destroy what was kept aside long enough: only when that still holds a day after it was first seen.

        A clock that is ahead for an hour must not destroy anything.
        """
        before = now - self.quarantine
        noted = self.health.noted().get(_OVER)
        if not has_old_quarantine(self.store, before):
            if noted is not None:
                self.health.note(now, **{_OVER: None})
            return False
        if noted is None or noted[1] > now:
            self.health.note(now, **{_OVER: "seen"})
            return False
        if now - noted[1] < _A_DAY:
            return False
        if dropped := drop_quarantined(self.store, before, now):
            log.info("%d messages in quarantine were destroyed: their time was over", dropped)
        return True

    def _take_up(self, now: datetime) -> None:
        """Once: what was destroyed before an older database was put back is destroyed in that one too."""
        if not self._is_up:
            for name in self.store.erase_forgotten(now):
                log.warning("%s was erased again: its key had been destroyed before", name)
            self._is_up = True

    def _forget(self) -> None:
        """What was destroyed in the database is destroyed for every backup of it as well."""
        try:
            if forgotten := self.store.forget_destroyed():
                log.info("the key file has forgotten %d keys that were destroyed", forgotten)
                self._unclean = True
        except KeyUnusable as error:
            self._say(f"{error}; older backups still open what was destroyed")
        if self._unclean:
            self._unclean = not self.store.database.wipe()

    def _say(self, trouble: str) -> None:
        if trouble not in self._said:
            self._said.add(trouble)
            log.error("%s", trouble)
