"""The schema, as SQLAlchemy knows it and as the migrations must arrive at it.

It stands apart because migrations, store and tests read it, and nobody else. Whatever holds words of a
report, a name or an address is `Sealed`: bytes, never searched; what must be found again has a keyed hash
beside it. Case names are not secret; numbers never leave the database.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

SCHEMA = "0004"  #: the revision that this version of the program works with


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite gives it back naive, so the zone is put on again here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """To UTC. A naive time is a mistake of ours and raises."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Aware, in UTC."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


Sealed = sa.LargeBinary
Hash = sa.LargeBinary(32)
# SQLite numbers rows by itself only where the column is INTEGER.
Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One data key for each case and each message, wrapped (see `sealing`). A row is never deleted, so that its number
# is never given twice; a key that was destroyed has no bytes.
data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sealing_key", sa.Integer, nullable=False),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("destroyed_at", Instant),
    # That it was we who destroyed it: whoever can write here must not make the key file forget.
    sa.Column("proof", Hash),
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("data_key", sa.ForeignKey("data_keys.id"), nullable=False),
    sa.Column("name", sa.String(80), nullable=False, unique=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("marks", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("follow_up_due", Instant),
    sa.Column("followed_up_at", Instant),
    sa.Column("followed_up_elsewhere_at", Instant),
    sa.Column("next_due_at", Instant, index=True),
    sa.Column("rung", sa.String(20), nullable=False),
    sa.Column("nudged_at", Instant),
    sa.Column("escalated_at", Instant),
    sa.Column("quiet_until", Instant),
    sa.Column("escalation_level", sa.Integer, nullable=False),
    sa.Column("requests_made", sa.Integer, nullable=False),
    sa.Column("outcome", sa.String(40), nullable=False),
    sa.Column("closed_at", Instant),
    sa.Column("erased_at", Instant),
    # The chain's last link, so that an entry cut off at the end is noticed.
    sa.Column("head", Hash, nullable=False),
    # Over all that stands in `clearance`, so that a row which is gone or an older one is noticed.
    sa.Column("clearance_hash", Hash, nullable=False),
    sa.Column("reporter", Sealed, nullable=False),
    sa.Column("reporter_name", Sealed, nullable=False),
    sa.Column("reporter_hash", Hash, index=True),
    sa.Column("person_named_as", Sealed, nullable=False),
    sa.Column("taken_by", Sealed, nullable=False),
)

checklist = sa.Table(
    "checklist",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("field", sa.String(20), primary_key=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("evidence", Sealed, nullable=False),
)

# Who is held says who is named, so the person stands here by keyed hash and sealed address only.
clearance = sa.Table(
    "clearance",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("person_hash", Hash, primary_key=True),
    sa.Column("person", Sealed, nullable=False),
    sa.Column("standing", sa.String(12), nullable=False),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("data_key", sa.ForeignKey("data_keys.id"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("door", sa.String(24), nullable=False),
    sa.Column("reason", sa.String(120), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("spooled_at", Instant, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("truncated", sa.Boolean, nullable=False),
    sa.Column("digest", Hash, nullable=False, unique=True),
    sa.Column("message_id_hash", Hash, index=True),
    sa.Column("content_hash", Hash),
    # Binds the message to its case, so that one which was moved to another is noticed.
    sa.Column("case_hash", Hash),
)

# Apart from `messages`: an UPDATE of a row rewrites all of it, and this one may be 40 MB.
raw_messages = sa.Table(
    "raw_messages",
    metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id"), primary_key=True),
    sa.Column("raw", Sealed, nullable=False),
)

# Our own table of UIDs: what the mailbox held, and which message it was. A tombstone has no message.
arrivals = sa.Table(
    "arrivals",
    metadata,
    # The user and the host of the mailbox, by keyed hash; empty for what came before this was kept.
    sa.Column("account_hash", Hash, primary_key=True),
    sa.Column("folder", sa.String(255), primary_key=True),
    sa.Column("uid_validity", sa.BigInteger, primary_key=True),
    sa.Column("uid", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.ForeignKey("messages.id"), index=True),
    sa.Column("settled", sa.Boolean, nullable=False),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("type", sa.String(24), nullable=False),
    sa.Column("message_id", sa.ForeignKey("messages.id")),
    sa.Column("author", Sealed, nullable=False),
    sa.Column("body", Sealed, nullable=False),
    sa.Column("body_hash", Hash, nullable=False),
    sa.Column("chain", Hash, nullable=False),
    sa.UniqueConstraint("case_id", "seq"),
)

#: The states of a letter that still has to go out; one that is "sending" may have gone.
WAITING = ("queued", "deferred", "unknown")

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("data_key", sa.ForeignKey("data_keys.id"), nullable=False),
    sa.Column("purpose", sa.String(24), nullable=False),
    sa.Column("audience", sa.String(12), nullable=False),
    sa.Column("disclosure", sa.String(12), nullable=False),
    sa.Column("step_hash", Hash, nullable=False, unique=True),
    sa.Column("recipient", Sealed, nullable=False),
    sa.Column("recipient_hash", Hash, nullable=False, index=True),
    sa.Column("message_id_hash", Hash, nullable=False, unique=True),
    sa.Column("mark_hash", Hash, nullable=False, unique=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Column("queued_at", Instant, nullable=False),
    sa.Column("next_attempt_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    # Since when it waits because its refusal may be about us; nothing where it was not refused like that.
    sa.Column("refused_at", Instant),
    sa.Column("reply_code", sa.String(24), nullable=False),
    sa.Column("handled", sa.Boolean, nullable=False),
    # What answers it proves nothing any more: somebody else had it, or its recipient left.
    sa.Column("revoked", sa.Boolean, nullable=False),
    sa.Index("ix_letters_waiting", "state", "next_attempt_at"),
    sa.Index("ix_letters_sent", "audience", "ended_at"),
)

# Written once, sent as they are: a letter is never rendered again.
letter_bytes = sa.Table(
    "letter_bytes",
    metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("raw", Sealed, nullable=False),
)

# What the YES to a preview sets going: used once, so the row goes with it.
previews = sa.Table(
    "previews",
    metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    # How long the history was by then: what came after it may have moved the case.
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("pending", Sealed, nullable=False),
)

# What the words of a letter that tells of other cases were made of: one can be taken out of it while it waits.
mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("told", Sealed, nullable=False),
)

# Who was on the roster at the last look, by the keyed hash that stands in `letters` too, and in which part: who
# joins or leaves is known by the difference, and no letter goes to anybody else.
members = sa.Table(
    "members",
    metadata,
    sa.Column("person_hash", Hash, primary_key=True),
    sa.Column("part", sa.String(12), primary_key=True),
    # Over their name and other names: whoever gets a new one is looked for again in what was written before. Empty
    # until they were looked for the first time.
    sa.Column("known_as", Hash, nullable=False),
)

# What `status` reads: when something last went well, and what is wrong now. Never content.
health = sa.Table(
    "health",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)

# One row, on PostgreSQL alone: who leads, when it last said so, and how often the lead changed hands.
leadership = sa.Table(
    "leadership",
    metadata,
    sa.Column("epoch", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("holder", sa.String(40), nullable=False),
    sa.Column("beat_at", Instant, nullable=False),
)
