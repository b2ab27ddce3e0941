"""The thief: somebody who holds the whole database and none of the keys, and knows what everybody may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, select, text

from adapters.sql.engine import make_engine
from adapters.sql.retention import clear_traces
from adapters.sql.schema import migrate
from adapters.sql.tables import (
    answer,
    check_in,
    delivery,
    draft,
    metadata,
    note,
    person,
    released_cell,
    released_participation,
    silent_streak,
)
from bot.outbox import DeliveryState
from bot.privacy.seal import Purpose
from tests.guarantees.play import CHOICES, UNTIL_CLOSED, UNTIL_FIRST_CARD, UNTIL_NEXT_CARD, Play, submits
from tests.parts.postgres import empty_database
from tests.stories.edges import BrowserEdge

PAIRS = 5
NOTES = {
    "m0": ("unsure", "lead_unnamed", "zebras cross the corridor at noon"),
    "m1": ("unsure", "lead_named", "walruses guard the printer"),
    "m2": ("changed", "pair", "pelicans carry the slides"),
    "m3": ("support", "only_me", "lemurs hum in the lift"),
    "e0": ("reused", "pair", "otters juggle the budget"),
    "e1": ("unsure", "lead_unnamed", "ibexes stand on the roof"),
}
HABITS = {"m0": "workflow", "m1": "nothing_yet", "e0": "tried", "e1": "workflow"}
LABELS = ("A whole workflow changed", "Nothing yet", "Protected time", 'nothing_yet":', '"choice"', '"habit"')
"""What a choice would look like in plain text, in a draft or on a card; option keys alone are in every release."""
SEALED_AT_CLOSE = (answer, note, silent_streak, released_cell, released_participation, check_in)
COUNTED = {"lies_at", "writer", "seq"}
"""Grow with whatever is written; which rows share one, and their order, are looked at apart."""
NOISY = {"share", "noisy_count"}
"""Drawn anew for each world; `test_noise` bounds what they tell."""
NAMED = {
    *(
        "id",
        "organisation",
        "cohort",
        "round",
        "person",
        "mentor",
        "executive",
        "check_in",
        "card",
        "ring_key",
    ),
    *("key", "receipt", "actor", "about", "hash", "previous"),
}
"""Ids, and what has ids in it."""


@dataclass(frozen=True)
class Loot:
    """Every row of every table as it lies, with where it lies and the transaction that wrote it, if that is kept."""

    rows: dict[str, list[dict[str, Any]]]

    def of(self, table: Table) -> list[dict[str, Any]]:
        return self.rows[table.name]

    def values(self, table: Table) -> Iterator[tuple[str, Any]]:
        for row in self.of(table):
            yield from row.items()


def steal(engine: Engine) -> Loot:
    with engine.begin() as connection:
        return Loot(
            {
                table.name: [
                    dict(row)
                    for row in connection.execute(_as_it_lies(table, engine.dialect.name)).mappings()
                ]
                for table in metadata.sorted_tables
            }
        )


def _as_it_lies(table: Table, dialect: str) -> Any:
    if dialect == "sqlite":
        return select(table)  # WITHOUT ROWID, or by rowid: the order of the file
    where = text("ctid::text AS lies_at, xmin::text AS writer")
    return select(table, where).order_by(text("ctid"))


def bytes_of(engine: Engine) -> bytes:
    """The raw files of the database, free pages and logs too."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CHECKPOINT")
    with engine.begin() as connection:
        folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        base = connection.exec_driver_sql(
            "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
        ).scalar_one()
    if not folder.is_dir():
        return b""  # a server elsewhere
    files = [*(folder / base).iterdir(), *(folder / "pg_wal").glob("0*")]
    return b"".join(file.read_bytes() for file in files)


def a_round(play: Play, choices: dict[str, str], notes: dict[str, tuple[str, str, str]]) -> None:
    """Everybody answers the open round, some with a note; then it closes."""
    asked = play.check_ins()
    for name in sorted(asked):
        play.clock.advance(timedelta(minutes=7))
        question, audience, words = notes.get(name, ("", "", ""))
        noted = {f"{question}__note": words, f"{question}__audience": audience} if words else {}
        submits(play, name, asked[name], **(CHOICES | {"changed": choices.get(name, "habit")} | noted))
    play.drains()
    play.leaps(UNTIL_CLOSED)


def played(engine: Engine, choices: dict[str, str], notes: dict[str, tuple[str, str, str]]) -> Play:
    play = Play(engine, BrowserEdge())
    play.pairs_up(PAIRS)
    play.leaps(UNTIL_FIRST_CARD)
    a_round(play, choices, notes)
    return play


@pytest.fixture
def robbed(engine: Engine) -> Play:
    """Two rounds have closed, all answered; choices and notes are known to the test."""
    play = played(engine, HABITS, NOTES)
    play.leaps(UNTIL_NEXT_CARD - UNTIL_CLOSED)
    a_round(play, HABITS, NOTES)
    return play


def test_the_thief_learns_nothing_of_closed_answers(robbed: Play) -> None:
    """One robbery, every question put to the loot; playing it is what takes long."""
    loot = steal(robbed.engine)
    _what_was_answered_is_all_there(robbed, loot)
    _nothing_is_legible(loot, bytes_of(robbed.engine))
    _answers_name_nobody(loot)
    _answers_are_all_alike(loot)
    _answers_lie_in_the_order_of_random_ids(loot)
    _drafts_are_gone_and_traces_are_everybodys(loot)
    _what_was_sent_is_not_kept(loot)
    _one_transaction_wrote_what_the_close_wrote(loot)


def _what_was_answered_is_all_there(play: Play, loot: Loot) -> None:
    """Else the thief would fail for want of anything to steal."""
    vault, chosen = play.vault(), defaultdict(list)
    for row in loot.of(answer):
        binding = (row["round"], row["role"], row["question"], row["id"])
        chosen[row["role"], row["question"]].append(
            vault.open(Purpose.ANSWER, binding, row["sealed"]).decode()
        )
    assert sorted(chosen["mentor", "changed"]) == sorted(2 * ["workflow", "nothing_yet", *3 * ["habit"]])
    assert sorted(chosen["executive", "changed"]) == sorted(2 * ["workflow", "tried", *3 * ["habit"]])
    assert len(loot.of(answer)) == 2 * 2 * PAIRS * len(CHOICES)
    assert len(loot.of(note)) == 2 * 3
    lead = play["lena"].all
    assert all(words in lead for _, audience, words in NOTES.values() if audience.startswith("lead"))
    assert NOTES["m2"][2] in play["e2"].all


def _nothing_is_legible(loot: Loot, raw: bytes) -> None:
    words = [words for _, _, words in NOTES.values()]
    told = [word.encode() for word in (*words, *LABELS)]
    assert not raw or b"m0@example.com" in raw, "these are not the database's files"
    assert [one for one in told if one in raw] == []
    kept = [value for table in metadata.sorted_tables for _, value in loot.values(table)]
    assert not [v for v in kept if isinstance(v, bytes) for one in told if one in v]
    options = {*CHOICES.values(), *HABITS.values()} - {"4"}
    elsewhere = [table for table in metadata.sorted_tables if table is not released_cell]
    assert not [
        v for table in elsewhere for _, v in loot.values(table) if isinstance(v, str) and v in options
    ]


def _answers_name_nobody(loot: Loot) -> None:
    """No value of an answer, a note or a release is, or holds, anything of a person's, nor a moment."""
    people = {str(row[key]) for row in loot.of(person) for key in ("id", "email")}
    theirs = people | {str(row["id"]) for table in (check_in, delivery) for row in loot.of(table)}
    for table in (answer, note, released_cell, released_participation):
        for column, value in loot.values(table):
            assert not isinstance(value, datetime), (table.name, column)
            if isinstance(value, bytes):
                assert not any(one.encode() in value for one in theirs), (table.name, column)
            elif column not in COUNTED:
                assert not any(one in str(value) for one in theirs), (table.name, column)


def _answers_are_all_alike(loot: Loot) -> None:
    for table in (answer, note, silent_streak):
        assert len({len(row["sealed"]) for row in loot.of(table)}) == 1, table.name
    assert len({row["sealed"] for row in loot.of(answer)}) == len(loot.of(answer))
    assert len({len(row["id"]) for row in loot.of(answer)}) == 1


def _answers_lie_in_the_order_of_random_ids(loot: Loot) -> None:
    """Within a round: so the order is chance's, and tells nothing of who came first."""
    for table in (answer, note):
        by_round = defaultdict(list)
        for row in loot.of(table):
            by_round[row["round"]].append(row["id"])
        assert len(by_round) == 2
        assert all(ids == sorted(ids) for ids in by_round.values())


def _drafts_are_gone_and_traces_are_everybodys(loot: Loot) -> None:
    assert loot.of(draft) == []
    asked = {row["person"] for row in loot.of(check_in)}
    assert {row["person"] for row in loot.of(silent_streak)} == asked
    assert len(asked) == 2 * PAIRS
    assert {(row["remind_at"], row["reminders"]) for row in loot.of(check_in)} == {(None, 0)}
    for round_id in {row["round"] for row in loot.of(check_in)}:
        cards = {f"check-in:{row['id']}" for row in loot.of(check_in) if row["round"] == round_id}
        sent = sorted(loot.of(delivery), key=lambda row: row["seq"])
        last = {row["card"]: row["created_at"] for row in sent if row["card"] in cards}
        assert last.keys() == cards
        assert len(set(last.values())) == 1, "a closed card went to some only"


def _what_was_sent_is_not_kept(loot: Loot) -> None:
    assert {row["state"] for row in loot.of(delivery)} == {DeliveryState.DELIVERED}
    assert {row["sealed"] for row in loot.of(delivery)} == {None}


def _one_transaction_wrote_what_the_close_wrote(loot: Loot) -> None:
    """PostgreSQL keeps each row's transaction: the same for all of a round, so none stands out."""
    for table in SEALED_AT_CLOSE:
        by_round = defaultdict(set)
        for row in loot.of(table):
            by_round[row.get("round", "")].add(row.get("writer"))
        assert {len(writers) for writers in by_round.values()} == {1}, table.name


@pytest.fixture
def two_engines(
    migrated_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Sequence[Engine]]:
    if migrated_url.startswith("sqlite"):
        yield from _engines(migrated_url, f"sqlite:///{tmp_path / 'other.db'}")
    else:
        with empty_database(request.getfixturevalue("postgres_url")) as other:
            yield from _engines(migrated_url, other)


def _engines(url: str, other: str) -> Iterator[Sequence[Engine]]:
    migrate(other)
    engines = [make_engine(url), make_engine(other)]
    yield engines
    for engine in engines:
        engine.dispose()


def test_two_worlds_with_answers_swapped_look_the_same(two_engines: Sequence[Engine]) -> None:
    """What two people chose and wrote changes hands; nothing in what the thief holds tells the worlds apart."""
    swapped = NOTES | {"m0": NOTES["m1"], "m1": NOTES["m0"]}
    choices = HABITS | {"m0": HABITS["m1"], "m1": HABITS["m0"]}
    first, second = (
        _looks(played(engine, *world).engine)
        for engine, world in zip(two_engines, ((HABITS, NOTES), (choices, swapped)), strict=True)
    )
    assert first == second


def test_two_worlds_with_answers_swapped_look_the_same_while_open(two_engines: Sequence[Engine]) -> None:
    looks = []
    for engine, (mine, yours) in zip(
        two_engines, (("habit", "workflow"), ("workflow", "habit")), strict=True
    ):
        play = Play(engine, BrowserEdge())
        play.pairs_up(1)
        play.leaps(UNTIL_FIRST_CARD)
        asked = play.check_ins()
        submits(play, "m0", asked["m0"], changed=mine, unsure="clear")
        submits(play, "e0", asked["e0"], changed=yours)
        clear_traces(engine)
        looks.append(_looks(engine))
    assert looks[0] == looks[1]


def _looks(engine: Engine) -> dict[str, list[str]]:
    """The database as one who has no keys sees it: random ids and sealed bytes could be any of their length."""
    loot = steal(engine)
    known = {row["id"]: f"<{row['email']}>" for row in loot.of(person)}
    checked = {f"check-in:{row['id']}": f"<check-in of {known[row['person']]}>" for row in loot.of(check_in)}
    return {
        name: sorted(
            repr([(column, _look(column, value, known | checked)) for column, value in row.items()])
            for row in rows
        )
        for name, rows in loot.rows.items()
    }


def _look(column: str, value: object, known: dict[str, str]) -> object:
    if column in COUNTED:
        return "a number"
    if column in NOISY and value not in ("", None):
        return "noise"
    if isinstance(value, bytes):
        return len(value)
    if column in NAMED:
        return known.get(str(value), len(str(value)))
    return value
