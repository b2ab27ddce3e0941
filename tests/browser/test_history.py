"""The chat page's history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.browser.history import EntryKind, History
from bot.surface import Message, Text

AT = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
ADA, GRACE = "browser:demo:ada", "browser:demo:grace"


def plain(text: str) -> Message:
    return Message(notify=text, blocks=(Text(text),))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "history.db")
    yield history
    history.close()


def test_a_delivery_that_comes_twice_stands_once(history: History) -> None:
    first = history.receive(ADA, plain("Hello"), at=AT, delivery="d1")
    again = history.receive(ADA, plain("Hello"), at=AT + timedelta(minutes=1), delivery="d1")
    assert first == again
    assert [entry.at for entry in history.conversation(ADA, last=9)] == [AT]


def test_words_and_answers_stand_once_too(history: History) -> None:
    for _ in range(2):
        history.say(ADA, "Hi 🦊\n\u202eמה", at=AT, delivery="said:k1")
        history.answer(ADA, plain("Hello"), at=AT, delivery="reply:k1")
    kinds = [(entry.kind, entry.body) for entry in history.conversation(ADA, last=9)]
    assert kinds == [(EntryKind.SAID, "Hi 🦊\n\u202eמה"), (EntryKind.REPLY, plain("Hello"))]


def test_a_redraw_replaces_the_latest_with_its_card(history: History) -> None:
    history.receive(ADA, plain("Open"), at=AT, delivery="d1", card="c1")
    second = history.receive(ADA, plain("Open again"), at=AT, delivery="d2", card="c1")
    history.receive(GRACE, plain("Open"), at=AT, delivery="d3", card="c1")
    assert history.redraw(ADA, plain("Closed"), at=AT, delivery="d4", card="c1") == second
    assert [entry.body for entry in history.conversation(ADA, last=9)] == [plain("Open"), plain("Closed")]
    assert [entry.body for entry in history.conversation(GRACE, last=9)] == [plain("Open")]


def test_a_redraw_that_comes_twice_does_not_undo_a_later_one(history: History) -> None:
    history.receive(ADA, plain("Open"), at=AT, delivery="d1", card="c1")
    for delivery, text in (("d2", "Half"), ("d3", "Closed"), ("d2", "Half")):
        history.redraw(ADA, plain(text), at=AT, delivery=delivery, card="c1")
    assert [entry.body for entry in history.conversation(ADA, last=9)] == [plain("Closed")]


@pytest.mark.parametrize("card", ["", "never sent"])
def test_a_redraw_of_nothing_is_a_message(history: History, card: str) -> None:
    history.receive(ADA, plain("No card"), at=AT, delivery="d1")
    history.redraw(ADA, plain("Closed"), at=AT, delivery="d2", card=card)
    assert [entry.body for entry in history.conversation(ADA, last=9)] == [plain("No card"), plain("Closed")]


def test_only_ones_own_messages_of_the_bot_are_drawn_again(history: History) -> None:
    own = history.receive(ADA, plain("Open"), at=AT, delivery="d1")
    history.say(ADA, "Hi", at=AT, delivery="k1")
    assert history.redraw_pressed(ADA, plain("Done"), pressed=own)
    assert not history.redraw_pressed(GRACE, plain("Done"), pressed=own)
    assert not history.redraw_pressed(ADA, plain("Done"), pressed=own + 1)
    assert [entry.body for entry in history.conversation(ADA, last=9)] == [plain("Done"), "Hi"]


def test_changes_are_what_came_or_was_redrawn_since(history: History) -> None:
    first = history.receive(ADA, plain("One"), at=AT, delivery="d1")
    history.receive(ADA, plain("Two"), at=AT + timedelta(days=1), delivery="d2")
    seen = history.revision()
    assert history.changes(ADA, after=seen) == []
    history.redraw_pressed(ADA, plain("One, done"), pressed=first)
    history.receive(ADA, plain("Three"), at=AT + timedelta(days=2), delivery="d3")
    changes = history.changes(ADA, after=seen)
    assert [entry.body for entry in changes] == [plain("One, done"), plain("Three")]
    assert [entry.before for entry in changes] == [None, AT + timedelta(days=1)]
    assert [entry.revision > seen for entry in changes] == [True, True]


def test_unread_counts_the_bots_messages_until_they_are_seen(history: History) -> None:
    history.receive(ADA, plain("One"), at=AT, delivery="d1")
    history.answer(ADA, plain("Two"), at=AT, delivery="d2")
    history.say(ADA, "Hi", at=AT, delivery="k1")
    history.receive(GRACE, plain("One"), at=AT, delivery="d3")
    assert history.unread() == {ADA: 2, GRACE: 1}
    history.mark_seen(ADA)
    assert history.unread() == {GRACE: 1}
    history.receive(ADA, plain("Three"), at=AT, delivery="d4")
    assert history.unread() == {ADA: 1, GRACE: 1}


def test_the_last_entries_come_oldest_first(history: History) -> None:
    for n in range(5):
        history.receive(ADA, plain(str(n)), at=AT, delivery=str(n))
    assert [entry.body for entry in history.conversation(ADA, last=2)] == [plain("3"), plain("4")]
    assert history.count(ADA) == 5


def test_it_is_all_there_after_a_restart_and_knows_itself(tmp_path: Path) -> None:
    first = History(tmp_path / "history.db")
    first.receive(ADA, plain("Hello"), at=AT, delivery="d1")
    first.close()
    second, other = History(tmp_path / "history.db"), History(tmp_path / "other.db")
    second.receive(ADA, plain("Hello"), at=AT, delivery="d1")
    assert second.count(ADA) == 1
    assert first.mark == second.mark != other.mark
    second.close()
    other.close()


def test_a_change_that_fails_keeps_nothing_and_tells_nobody(history: History) -> None:
    told: list[str] = []
    history.watch(lambda: told.append("changed"))
    with pytest.raises(UnicodeEncodeError):
        history.say(ADA, "half a pair: \ud83e", at=AT, delivery="k1")
    assert (history.count(ADA), told) == (0, [])
    history.say(ADA, "whole", at=AT, delivery="k1")
    assert (history.count(ADA), told) == (1, ["changed"])


def test_whoever_stops_watching_is_told_nothing(history: History) -> None:
    told: list[str] = []
    stop = history.watch(lambda: told.append("changed"))
    stop()
    history.say(ADA, "Hi", at=AT, delivery="k1")
    assert told == []


def test_a_message_of_another_version_says_so(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    history.receive(ADA, plain("Hello"), at=AT, delivery="d1")
    with sqlite3.connect(tmp_path / "history.db") as other:
        other.execute('UPDATE messages SET body = \'{"notify": "x", "blocks": [{"type": "hologram"}]}\'')
    other.close()
    (entry,) = history.conversation(ADA, last=9)
    assert isinstance(entry.body, Message)
    assert "another version" in entry.body.notify
    history.close()
