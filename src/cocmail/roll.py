"""Who stands on the roster as the database has it: who joined and waits to be met, who is met, who left.

The configuration says who is on the roster; the roll is what was taken down of it at the last look, and no letter goes
to any of us who does not stand there. People stand on it by the keyed hash of their address that stands in `letters`
too, once for each part they have. Whoever joins is *new* until every case was looked at for them; whoever left is not
there any more. It stands apart because nothing else may read or write those rows.

Fails: `RosterIsOld`; otherwise as `database`.
"""

import sqlalchemy as sa

from cocmail.cases.model import Audience, Responder, Roster
from cocmail.sealing import Keys
from cocmail.tables import letters, members

# Each of our people by keyed hash, and their part: `responder` or `contact`.
Members = frozenset[tuple[bytes, str]]

# What stands in the place of the names of somebody for whom not every case was looked at yet.
_NEW = b""
# The same, and since the last look began somebody wrote in a case who did not know of them: the look does not count.
_NEW_AGAIN = b"\1"
_IS_NEW = members.c.known_as.in_((_NEW, _NEW_AGAIN))


def _stands(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a letter is to somebody on the roll in the part that it was written for."""
    who = (members.c.person_hash == letters.c.recipient_hash, members.c.part == letters.c.audience)
    return sa.exists().where(*who, *more).correlate(letters)


# A reporter's letters are no matter of the roll; and before the first roster was taken down, nobody has left.
_OF_NOBODY = (letters.c.audience == Audience.REPORTER) | ~sa.exists(sa.select(members))
#: Of a row of `letters`: whether it is to somebody of us who has left.
TO_LEAVER = ~(_OF_NOBODY | _stands())
#: Of a row of `letters`: whether the roll lets it go. Who joined gets nothing before every case was looked at for them.
MAY_GO = _OF_NOBODY | _stands(~_IS_NEW)


class RosterIsOld(Exception):
    """Another process took a newer roster down than the one at hand. Nothing was changed."""


class Roll:
    """The roll inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def members(self) -> Members:
        """Who was on the roster at the last look."""
        rows = self._connection.execute(sa.select(members)).all()
        return frozenset((bytes(each.person_hash), each.part) for each in rows)

    def waits_to_be_met(self) -> bool:
        """Whether somebody joined and not every case was looked at for them: whoever did it was stopped."""
        return self._connection.scalar(sa.select(members.c.part).where(_IS_NEW).limit(1)) is not None

    def meet(
        self, roster: Roster, instead_of: Members | None
    ) -> tuple[frozenset[tuple[str, Audience]], frozenset[str]]:
        """Take down who is on the roster now. Whoever is new waits for their first letter until `has_met`.

        Returns who was in no roster that was met to its end, their keys and their parts, and the keys of those who
        have other names. Raises `RosterIsOld` where neither this roster stands here already nor what it was read to
        come `instead_of`: then somebody read a newer one. None replaces whatever stands here.
        """
        known = self._locked()
        listed = _listed(self._keys, roster)
        if instead_of is not None and known not in (frozenset(), instead_of, frozenset(listed)):
            raise RosterIsOld("the roster was changed since ours was read")
        for each in sorted(known - listed.keys()):
            self._connection.execute(members.delete().where(*_is(each)))
        for person_hash, part in sorted(listed.keys() - known):
            row_of_new = {"person_hash": person_hash, "part": part, "known_as": _NEW}
            self._connection.execute(members.insert().values(row_of_new))
        is_new_again = members.c.known_as == _NEW_AGAIN
        self._connection.execute(members.update().where(is_new_again).values(known_as=_NEW))
        names = self._names(roster)
        new, renamed = set(), set()
        for row in self._connection.execute(sa.select(members)).all():
            key, part = listed[bytes(row.person_hash), row.part]
            if bytes(row.known_as) == _NEW:
                new.add((key, part))
            elif bytes(row.known_as) != names[key]:
                renamed.add(key)
        return frozenset(new), frozenset(renamed)

    def still_meets(self, roster: Roster) -> None:
        """Keep the roster that was taken down as it is to the end of this transaction.

        Raises `RosterIsOld` where somebody took down another one since.
        """
        # No stronger lock: whoever files a message at this moment holds its case, and may have to mark somebody.
        if self._locked(is_shared=True) != members_of(self._keys, roster):
            raise RosterIsOld("the roster was changed while it was met")

    def knew_only(self, roster: Roster) -> None:
        """What this transaction wrote was written by a process with that roster, which may be an old one by now.

        Whoever is not on it was not looked for in those words, and gets no letter before every case was looked at for
        them once more.
        """
        for each in sorted(self.members() - members_of(self._keys, roster)):
            self._connection.execute(members.update().where(*_is(each)).values(known_as=_NEW_AGAIN))

    def has_met(self, roster: Roster) -> None:
        """Every case is in line with the roster: whoever is new gets their letters from now on.

        Raises `RosterIsOld` where somebody took down another one since.
        """
        listed = _listed(self._keys, roster)
        if self._locked() != frozenset(listed):
            raise RosterIsOld("the roster was changed while it was met")
        names = self._names(roster)
        for each, (key, _) in listed.items():
            is_old = members.c.known_as.not_in((names[key], _NEW_AGAIN))
            self._connection.execute(members.update().where(*_is(each), is_old).values(known_as=names[key]))

    def _locked(self, *, is_shared: bool = False) -> Members:
        # Once to lock and once to look: PostgreSQL shows what another one added only to a new statement.
        lock = sa.select(members).with_for_update(read=is_shared, key_share=is_shared)
        self._connection.execute(lock).all()
        return self.members()

    def _names(self, roster: Roster) -> dict[str, bytes]:
        """What stands on the roll for the names of each, by key, once they are met."""
        return {each.key: self._known_as(each) for each in roster.everybody()}

    def _known_as(self, who: Responder) -> bytes:
        return self._keys.find("known-as", "\0".join((who.name, *sorted(who.also_known_as))))


def members_of(keys: Keys, roster: Roster) -> Members:
    """How a roster stands on the roll."""
    return frozenset(_listed(keys, roster))


def _listed(keys: Keys, roster: Roster) -> dict[tuple[bytes, str], tuple[str, Audience]]:
    """Everybody on a roster as they stand on the roll, each with their key and part."""
    contacts = (*roster.escalation_contacts, *filter(None, (roster.independent_contact,)))
    parts = [(each.key, Audience.RESPONDER) for each in roster.responders]
    parts += [(each.key, Audience.CONTACT) for each in contacts]
    return {(keys.find("address", key), str(part)): (key, part) for key, part in parts}


def _is(member: tuple[bytes, str]) -> tuple[sa.ColumnElement[bool], ...]:
    person_hash, part = member
    return members.c.person_hash == person_hash, members.c.part == part
