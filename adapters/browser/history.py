"""The chat page's history in a SQLite file of its own. It takes the place of what Slack and Teams store."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock

import msgspec

from bot.surface import Message, Text, decode_message, encode_message

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('message', 'reply', 'said')),
    body TEXT NOT NULL,
    card TEXT NOT NULL,
    revision INTEGER NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS messages_of_a_person ON messages (person, id);
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, message INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (person TEXT PRIMARY KEY, message INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS born (mark TEXT NOT NULL);
"""

# Each row has the time of the row before it, so that the page can draw a line between two days.
_LAST_ENTRIES = """
WITH entries AS (SELECT *, lag(at) OVER (ORDER BY id) AS before FROM messages WHERE person = :person)
SELECT * FROM entries ORDER BY id DESC LIMIT :last
"""
_CHANGED_ENTRIES = """
WITH entries AS (SELECT *, lag(at) OVER (ORDER BY id) AS before FROM messages WHERE person = :person)
SELECT * FROM entries WHERE revision > :after ORDER BY id
"""

_UNREAD = """
SELECT person, count(*) AS unread FROM messages LEFT JOIN seen USING (person)
WHERE kind <> 'said' AND id > coalesce(message, 0) GROUP BY person
"""
_SEE = (
    "INSERT OR REPLACE INTO seen SELECT person, max(id) FROM messages WHERE person = :person GROUP BY person"
)

_APPEND = """
INSERT INTO messages (person, at, kind, body, card, revision)
VALUES (:person, :at, :kind, :body, :card, (SELECT coalesce(max(revision), 0) + 1 FROM messages)) RETURNING id
"""
_REPLACE = """
UPDATE messages SET body = :body, revision = (SELECT max(revision) + 1 FROM messages)
WHERE id = :id AND person = :person AND kind <> 'said'
"""


class EntryKind(StrEnum):
    """`MESSAGE` and `REPLY` are the bot's, the latter for one person only; `SAID` is what the person typed."""

    MESSAGE = "message"
    REPLY = "reply"
    SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a conversation. `revision` grows with every change anywhere in the history.

    `before` is the time of the entry above it. `body` is a string if the person typed it.
    """

    id: int
    revision: int
    at: datetime
    before: datetime | None
    kind: EntryKind
    body: Message | str


class History:
    """Everybody's conversation. Takes each delivery once, however often it is sent."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._lock = Lock()
        self._watchers: set[Callable[[], None]] = set()
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # a demo chat may lose its last minute
        self._db.executescript(_TABLES)
        self.mark = self._mark()
        """A random id of this history. A page that sees another one reloads."""

    def close(self) -> None:
        self._db.close()

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Calls `changed` after every change, in the thread that made it. Returns a function that ends this."""
        self._watchers.add(changed)
        return lambda: self._watchers.discard(changed)

    def say(self, person: str, text: str, *, at: datetime, delivery: str) -> None:
        """Keeps a text that the person typed."""
        self._take(delivery, lambda: self._append(person, at, EntryKind.SAID, text))

    def receive(self, person: str, message: Message, *, at: datetime, delivery: str, card: str = "") -> int:
        """Keeps a message of the bot and returns its id."""
        return self._take(delivery, lambda: self._append(person, at, EntryKind.MESSAGE, _text(message), card))

    def answer(self, person: str, message: Message, *, at: datetime, delivery: str) -> int:
        """Keeps a reply that only the person sees, and returns its id."""
        return self._take(delivery, lambda: self._append(person, at, EntryKind.REPLY, _text(message)))

    def redraw(self, person: str, message: Message, *, at: datetime, delivery: str, card: str) -> int:
        """Replaces the person's latest message with this card, or appends one if there is none. Returns the id."""

        def replace_or_append() -> int:
            latest = self._latest(person, card)
            if latest is None:
                return self._append(person, at, EntryKind.MESSAGE, _text(message), card)
            self._replace(person, latest, message)
            return latest

        return self._take(delivery, replace_or_append)

    def redraw_pressed(self, person: str, message: Message, *, pressed: int) -> bool:
        """Replaces the message with this id; returns False if the person has no such message."""
        with self._changing():
            return self._replace(person, pressed, message)

    def conversation(self, person: str, *, last: int) -> list[Entry]:
        """The person's last entries, oldest first."""
        rows = self._read(_LAST_ENTRIES, person=person, last=last)
        return [_entry(row) for row in reversed(rows)]

    def changes(self, person: str, *, after: int) -> list[Entry]:
        """Entries that were added to the person's conversation, or redrawn, since the revision."""
        return [_entry(row) for row in self._read(_CHANGED_ENTRIES, person=person, after=after)]

    def revision(self) -> int:
        """The revision of the latest change."""
        return int(self._read("SELECT coalesce(max(revision), 0) AS latest FROM messages")[0]["latest"])

    def count(self, person: str) -> int:
        rows = self._read("SELECT count(*) AS entries FROM messages WHERE person = :person", person=person)
        return int(rows[0]["entries"])

    def unread(self) -> Mapping[str, int]:
        """The number of unseen messages of each person who has any."""
        return {row["person"]: row["unread"] for row in self._read(_UNREAD)}

    def mark_seen(self, person: str) -> None:
        """Marks the person's conversation as seen."""
        if person in self.unread():
            with self._changing():
                self._db.execute(_SEE, {"person": person})

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        for changed in tuple(self._watchers):
            changed()

    def _take(self, delivery: str, keep: Callable[[], int]) -> int:
        """Calls `keep` once for each delivery and returns its message id; a repeat returns the first id."""
        with self._changing():
            query = "SELECT message FROM deliveries WHERE id = ?"
            if taken := self._db.execute(query, (delivery,)).fetchone():
                return int(taken["message"])
            message = keep()
            self._db.execute("INSERT INTO deliveries VALUES (?, ?)", (delivery, message))
            return message

    def _append(self, person: str, at: datetime, kind: EntryKind, body: str, card: str = "") -> int:
        values = {"person": person, "at": at.isoformat(), "kind": kind, "body": body, "card": card}
        return int(self._db.execute(_APPEND, values).fetchone()["id"])

    def _replace(self, person: str, message_id: int, message: Message) -> bool:
        values = {"id": message_id, "person": person, "body": _text(message)}
        return self._db.execute(_REPLACE, values).rowcount == 1

    def _latest(self, person: str, card: str) -> int | None:
        query = "SELECT max(id) AS latest FROM messages WHERE person = ? AND card = ? AND card <> ''"
        latest = self._db.execute(query, (person, card)).fetchone()["latest"]
        return None if latest is None else int(latest)

    def _read(self, query: str, **values: str | int) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def _mark(self) -> str:
        with self._changing():
            query = "INSERT INTO born SELECT ? WHERE NOT EXISTS (SELECT * FROM born)"
            self._db.execute(query, (secrets.token_hex(8),))
        return str(self._read("SELECT mark FROM born")[0]["mark"])


def _text(message: Message) -> str:
    return encode_message(message).decode()


def _entry(row: sqlite3.Row) -> Entry:
    kind = EntryKind(row["kind"])
    return Entry(
        id=row["id"],
        revision=row["revision"],
        at=datetime.fromisoformat(row["at"]),
        before=datetime.fromisoformat(row["before"]) if row["before"] else None,
        kind=kind,
        body=row["body"] if kind is EntryKind.SAID else _message(row["body"]),
    )


def _message(body: str) -> Message:
    try:
        return decode_message(body.encode())
    except msgspec.DecodeError:
        text = "This message was made by another version of Upmentor, so it cannot be shown."
        return Message(notify=text[:60], blocks=(Text(text, tone="quiet"),))
