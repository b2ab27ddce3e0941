"""Every table. Names follow the glossary; what a column may never hold stands beside it.

Ids are random text. Instants are kept as UTC and come back aware. What people answer is sealed before it
gets here: `sealed` columns are bytes that the database alone cannot read.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from adapters.sql.columns import Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


def _key(name: str = "id") -> Column[str]:
    return Column(name, String(32), primary_key=True)


def _of(table: str, *, name: str = "") -> Column[str]:
    return Column(name or table, String(32), ForeignKey(f"{table}.id"), nullable=False)


def _where(column: str, *columns: str, only: str) -> Index:
    """An index of the few rows that work is waiting for: as small however long the history grows."""
    return Index(None, column, *columns, sqlite_where=text(only), postgresql_where=text(only))


SERIAL = BigInteger().with_variant(Integer, "sqlite")

organisation = Table("organisation", metadata, _key(), Column("name", String(200), nullable=False))

person = Table(
    "person",
    metadata,
    _key(),
    _of("organisation"),
    Column("email", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False, server_default=""),
    Column("account", String(320)),  # NULL until it is known
    Column("zone", String(64), nullable=False),
    Column("country", String(2), nullable=False, server_default=""),
    Column("locale", String(32), nullable=False, server_default=""),
    Column("team", String(200), nullable=False, server_default=""),
    Column("manager_email", String(320), nullable=False, server_default=""),
    Column("teaches", Text, nullable=False, server_default=""),
    Column("wants_to_learn", Text, nullable=False, server_default=""),
    Column("pause_reason", String(16)),
    Column("pause_until", Date),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("knows_chat_history", Boolean, nullable=False),
    Column("picks", LargeBinary, nullable=False),
    UniqueConstraint("organisation", "email"),
    UniqueConstraint("platform", "workspace", "account"),
    _where("pause_until", only="pause_until IS NOT NULL"),
    _where("manager_email", only="manager_email != ''"),
)

cohort = Table(
    "cohort",
    metadata,
    _key(),
    _of("organisation"),
    Column("name", String(100), nullable=False),
    Column("template", String(32), nullable=False),
    Column("cadence_weeks", SmallInteger, nullable=False),
    Column("cells_min", SmallInteger, nullable=False),
    Column("waves_min", SmallInteger, nullable=False),
    Column("design", String(16), nullable=False),
    Column("own_question", String(200), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("launched_on", Date),
    Column("next_round_on", Date),
    UniqueConstraint("organisation", "name"),
    CheckConstraint("cells_min >= 5", name="cells_min"),
    CheckConstraint("waves_min >= 8", name="waves_min"),
)

# Which ring key wraps it; the key itself is random and nowhere else.
cohort_key = Table(
    "cohort_key",
    metadata,
    Column("cohort", String(32), ForeignKey("cohort.id"), primary_key=True),
    Column("ring_key", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    _of("cohort"),
    _of("person"),
    Column("role", String(32), nullable=False),
    PrimaryKeyConstraint("cohort", "person", "role"),
    Index(None, "person"),
)

pairing = Table(
    "pairing",
    metadata,
    _key(),
    _of("cohort"),
    _of("person", name="mentor"),
    _of("person", name="executive"),
    UniqueConstraint("cohort", "mentor", "executive"),
    Index(None, "mentor"),
    Index(None, "executive"),
)

charter = Table(
    "charter",
    metadata,
    _of("cohort"),
    Column("version", Integer, nullable=False),
    Column("terms", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("sign_by", Instant, nullable=False),
    PrimaryKeyConstraint("cohort", "version"),
)

signature = Table(
    "signature",
    metadata,
    Column("cohort", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    _of("person"),
    Column("signed_at", Instant, nullable=False),
    PrimaryKeyConstraint("cohort", "version", "person"),
    ForeignKeyConstraint(("cohort", "version"), ("charter.cohort", "charter.version")),
)

round_ = Table(
    "round",
    metadata,
    _key(),
    _of("cohort"),
    Column("number", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("not_before", Instant),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("cohort", "number"),
    _where("closes_at", only="closed_at IS NULL"),
)

# One a person and round, which makes a second planner harmless. The cohort is the round's: repeated here
# it would cost each of 100,000 planned rows another foreign key to check.
check_in = Table(
    "check_in",
    metadata,
    _key(),
    _of("round"),
    _of("person"),
    Column("role", String(32), nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("remind_at", Instant),
    Column("reminders", SmallInteger, nullable=False),
    UniqueConstraint("round", "person"),
    Index(None, "person"),
    _where("send_at", only="sent_at IS NULL"),
    _where("remind_at", only="remind_at IS NOT NULL"),
)

# While a round is open only; one sealed blob a person, so not even which questions were answered shows.
draft = Table(
    "draft",
    metadata,
    Column("check_in", String(32), ForeignKey("check_in.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# No person, no time, no order: rows lie by their random id.
answer = Table(
    "answer",
    metadata,
    _key(),
    _of("cohort"),
    _of("round"),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

note = Table(
    "note",
    metadata,
    _key(),
    _of("cohort"),
    _of("round"),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "cohort"),
    sqlite_with_rowid=False,
)

private_note = Table(
    "private_note",
    metadata,
    _of("person"),
    _of("cohort"),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("person", "cohort", "question"),
    sqlite_with_rowid=False,
)

# Sealed, since a count that fell to none would tell who answered the last round.
silent_streak = Table(
    "silent_streak",
    metadata,
    _of("cohort"),
    _of("person"),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("cohort", "person"),
    sqlite_with_rowid=False,
)

# What a report may show of a closed round, in bands; a trigger refuses every change.
released_participation = Table(
    "released_participation",
    metadata,
    _of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("role", String(32), nullable=False),
    Column("invited", Integer),
    Column("answered", Integer),
    Column("withheld", String(200), nullable=False),
    PrimaryKeyConstraint("round", "role"),
)

released_cell = Table(
    "released_cell",
    metadata,
    _of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("cell", String(32), nullable=False),
    Column("share", String(16), nullable=False),
    Column("people", String(16), nullable=False),
    Column("withheld", String(200), nullable=False),
    PrimaryKeyConstraint("round", "role", "question", "cell"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    _of("organisation"),
    _of("person"),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False),
    Column("account", String(320), nullable=False),
    Column("card", String(64), nullable=False),
    Column("redraws", Boolean, nullable=False),
    Column("sealed", LargeBinary),  # the message; deleted once it is delivered
    Column("state", String(16), nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("next_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("receipt", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("repair", Text, nullable=False),
    _where("platform", "workspace", "next_at", only="state = 'waiting'"),
    Index(
        "ix_delivery_tried",
        *("platform", "workspace", "next_at"),
        sqlite_where=text("state = 'waiting' AND attempts > 0"),
        postgresql_where=text("state = 'waiting' AND attempts > 0"),
    ),
    _where("person", "seq", only="state = 'waiting'"),
    _where("settled_at", only="settled_at IS NOT NULL"),
    Index(None, "person", "card"),
)

# Which replica drains a workspace; the fence grows with each holder, so a late one is found out.
workspace_lease = Table(
    "workspace_lease",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False),
    Column("holder", String(64), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
    PrimaryKeyConstraint("platform", "workspace"),
)

seen_event = Table(
    "seen_event",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

parked = Table(
    "parked",
    metadata,
    Column("kind", String(32), nullable=False),
    Column("item", String(64), nullable=False),
    Column("error", Text, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("parked_at", Instant, nullable=False),
    Column("retry_at", Instant, nullable=False),
    PrimaryKeyConstraint("kind", "item"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(320), nullable=False),
    Column("what", String(64), nullable=False),
    Column("about", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "what", "seq"),
)

# Where a delivery was seen to stand although its sending gave no such receipt: the answer was lost on its way.
arrival = Table(
    "arrival",
    metadata,
    Column("delivery", String(32), ForeignKey("delivery.id", ondelete="CASCADE"), nullable=False),
    Column("receipt", String(255), nullable=False),
    PrimaryKeyConstraint("delivery", "receipt"),
)

# Where the Slack app is installed by OAuth; the bot's token is sealed under the key ring.
slack_installation = Table(
    "slack_installation",
    metadata,
    Column("place", String(32), primary_key=True),  # a workspace (T…), or an organisation (E…) as a whole
    Column("enterprise", String(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("bot_user", String(32), nullable=False),
    Column("bot", String(32), nullable=False),
    Column("app", String(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("installed_at", Instant, nullable=False),
)

# Installations that were begun: used up by the first that comes back with the state, kept as its hash only.
slack_installing = Table(
    "slack_installing",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False),
)

# Where a person is spoken to first in Teams: their own chat with the bot, kept while the app is installed for them.
# The email is the directory's, for a roster that comes later; no other word of theirs is here.
conversation_reference = Table(
    "conversation_reference",
    metadata,
    Column("workspace", String(200), nullable=False),
    Column("account", String(320), nullable=False),
    Column("conversation", Text, nullable=False),
    Column("service_url", Text, nullable=False),
    Column("bot", String(320), nullable=False),
    Column("member", String(320), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("locale", String(32), nullable=False),
    Column("email", String(320), nullable=False),
    PrimaryKeyConstraint("workspace", "account"),
    Index(None, "workspace", "email"),
)

# When a platform's directory is to be asked about a person again, and what it said that is no fact of the person's.
directory_look = Table(
    "directory_look",
    metadata,
    Column("person", String(32), ForeignKey("person.id"), primary_key=True),
    Column("again_at", Instant, nullable=False),
    Column("is_guest", Boolean, nullable=False),
)

# A mentor's scope flag. Who wrote it is sealed with its words; the pseudonym is a keyed hash under the cohort's key.
# Flags and tickets lie by their random id and have days, not moments: messages have an order, a moment and a person.
scope_flag = Table(
    "scope_flag",
    metadata,
    _key(),
    _of("cohort"),
    Column("pseudonym", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("telling", String(16), nullable=False),
    Column("contact", String(32), ForeignKey("person.id")),
    Column("state", String(16), nullable=False),
    Column("reference", String(16), nullable=False, unique=True),
    Column("opened_at", Instant, nullable=False),
    Column("act_by", Instant),
    Column("may_pass_on", Boolean, nullable=False),
    Column("passed_on_at", Instant),
    Column("late_at", Instant),
    Column("taken_at", Instant),
    Column("closed_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "cohort", "opened_at"),
    Index(None, "pseudonym"),
    _where("contact", only="state IN ('open', 'taken')"),
    _where("act_by", only="state IN ('open', 'taken')"),
    sqlite_with_rowid=False,
)

flag_entry = Table(
    "flag_entry",
    metadata,
    Column("flag", String(32), ForeignKey("scope_flag.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("by", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("flag", "number"),
    sqlite_with_rowid=False,
)

# The session log of a pair.
session = Table(
    "session",
    metadata,
    _key(),
    _of("cohort"),
    _of("pairing"),
    Column("held_on", Date, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("topic", String(16), nullable=False),
    Column("layer", String(16)),
    _of("person", name="logged_by"),
    Column("logged_at", Instant, nullable=False),
    Index(None, "pairing", "held_on"),
    Index(None, "cohort"),
)

# Of which pattern in their own flags somebody was told, so that it is said once in a while only.
pattern_told = Table(
    "pattern_told",
    metadata,
    Column("pseudonym", String(64), nullable=False),
    Column("pattern", String(32), nullable=False),
    Column("told_at", Instant, nullable=False),
    PrimaryKeyConstraint("pseudonym", "pattern"),
    sqlite_with_rowid=False,
)

# What an executive asked for; its words are sealed.
ask = Table(
    "ask",
    metadata,
    _key(),
    _of("cohort"),
    _of("pairing"),
    Column("suggested", String(16), nullable=False),
    Column("lane", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("tell_at", Instant),
    Column("told_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "pairing"),
    _where("tell_at", only="told_at IS NULL"),
)

# How often which suggestion was followed or overruled: counts only, so that the rules can be made better.
triage_tally = Table(
    "triage_tally",
    metadata,
    _of("cohort"),
    Column("suggested", String(16), nullable=False),
    Column("chosen", String(16), nullable=False),
    Column("requests", Integer, nullable=False),
    PrimaryKeyConstraint("cohort", "suggested", "chosen"),
)

ticket = Table(
    "ticket",
    metadata,
    _key(),
    _of("cohort"),
    Column("flag", String(32), ForeignKey("scope_flag.id"), unique=True),
    Column("ask", String(32), ForeignKey("ask.id"), unique=True),
    Column("reference", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("desk", String(16), nullable=False),
    Column("desk_reference", String(200), nullable=False),
    Column("url", Text, nullable=False),
    Column("taken_by", String(32), ForeignKey("person.id")),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("said_at", Instant),
    Column("look_at", Instant),
    Column("reopened", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _where("desk_reference", only="desk_reference != ''"),
    _where("look_at", only="look_at IS NOT NULL"),
    _where("cohort", "created_at", only="state IN ('open', 'waiting')"),
    sqlite_with_rowid=False,
)

# What is to be done at the desk; a row goes when it is done.
desk_errand = Table(
    "desk_errand",
    metadata,
    Column("ticket", String(32), ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("why", String(300), nullable=False),
    PrimaryKeyConstraint("ticket", "kind", "number"),
    Index(None, "next_at"),
)

# A webhook of the desk's that was taken: its signature, so that it is not taken twice.
desk_call = Table(
    "desk_call",
    metadata,
    Column("signature", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

# The mentor's time, approved once by their line manager; `recorded_by` where a lead wrote down who approved.
budget_approval = Table(
    "budget_approval",
    metadata,
    _of("cohort"),
    _of("person", name="mentor"),
    Column("minutes", Integer, nullable=False),
    Column("approved_by", String(320), nullable=False),
    Column("approved_at", Instant, nullable=False),
    Column("recorded_by", String(32), ForeignKey("person.id")),
    PrimaryKeyConstraint("cohort", "mentor"),
)

# What a lead wrote and has not put in force yet: one each, replaced by the next.
charter_draft = Table(
    "charter_draft",
    metadata,
    _of("cohort"),
    _of("person"),
    Column("id", String(100), nullable=False),
    Column("replaces", Integer, nullable=False),
    Column("terms", Text, nullable=False),
    PrimaryKeyConstraint("cohort", "person"),
)

# Charter reviews that were sent, to all pairs of a cohort at once. What was answered is counted at the close.
charter_review = Table(
    "charter_review",
    metadata,
    _of("cohort"),
    Column("day", SmallInteger, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    PrimaryKeyConstraint("cohort", "day"),
    _where("closes_at", only="closed_at IS NULL"),
)

# While a review is open only; one sealed blob of one size for each person who was asked, answered or not.
review_answer = Table(
    "review_answer",
    metadata,
    Column("cohort", String(32), nullable=False),
    Column("day", SmallInteger, nullable=False),
    _of("person"),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("cohort", "day", "person"),
    ForeignKeyConstraint(("cohort", "day"), ("charter_review.cohort", "charter_review.day")),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

# Flags of a cohort up to a round's close, in bands; a trigger refuses every change.
released_scope = Table(
    "released_scope",
    metadata,
    _of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("flags", String(16), nullable=False),
    Column("withheld", String(200), nullable=False),
    PrimaryKeyConstraint("round", "kind"),
)

# What each revision of the schema promised, oldest first: whether the release before it still works on it.
schema_note = Table(
    "schema_note",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", String(64), nullable=False, unique=True),
    Column("is_compatible", Boolean, nullable=False),
)
