"""A thief with the whole database and none of the keys ties no flag, and no ticket of one, to its mentor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from adapters.sql.tables import (
    flag_entry,
    metadata,
    pattern_told,
    scope_flag,
    ticket,
)
from bot.flags.model import Flag
from bot.flags.sealing import open_flag
from bot.ids import FlagId
from bot.privacy.days import day_of
from tests.privacy.worlds import MENTORS, SECRET, Beginning, Twin, begin, flags

OF_FLAGS: Final = (scope_flag, flag_entry, pattern_told, ticket)
RANDOM: Final = re.compile(r"[0-9a-f]{32,64}|[A-Za-z0-9_-]{16}|F-[2-9A-Z]{7}")
EACH: Final = timedelta(minutes=7)
KINDS: Final = {"mia": "errand", "max": "discomfort"}
SWAPPED: Final = {"mia": "discomfort", "max": "errand"}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    return begin(tmp_path_factory.mktemp("robbed"))


@pytest.fixture(scope="module")
def worlds(beginning: Beginning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Twin, Twin]]:
    """In the second, each mentor did what the other did in the first, at the same moments."""
    one, other = (tmp_path_factory.mktemp("world") / "upmentor.db" for _ in range(2))
    pair = beginning.twin(one), beginning.twin(other)
    for twin, kinds in zip(pair, (KINDS, SWAPPED), strict=True):
        _lives(twin, kinds)
    yield pair
    for twin in pair:
        twin.engine.dispose()


def _lives(world: Twin, kinds: Mapping[str, str]) -> None:
    """Each mentor flags something to Carl and something to IT; each is dealt with at a moment of its own."""
    for mentor in MENTORS:
        for _ in range(2):
            flags(world, kinds[mentor], "unnamed:carl", by=mentor, words=f"{SECRET} of {kinds[mentor]}")
            world.clock.advance(EACH)
        flags(world, "workload", "unnamed:lena", by=mentor)  # and Lena lets the time go by
        flags(world, "it_support", by=mentor, words=f"{SECRET} for IT, {kinds[mentor]}")
        world[mentor].presses("Send to IT")
        world.clock.advance(EACH)
    world.passes(hours=2)
    for mentor in MENTORS:
        _it_is_done(world, mentor)
        _carl_answers(world, mentor, "take")
        world[mentor].presses("Open it")
        world[mentor].fills(words=f"More {SECRET}")
        world.clock.advance(EACH)
        _tells_lead(world, mentor, kinds[mentor])
    _logs_too_much(world, "mia")
    world.passes(days=1)
    for mentor in MENTORS:
        _carl_answers(world, mentor, "close")
    world.passes(days=9)


def _it_is_done(world: Twin, mentor: str) -> None:
    flagged = _flags_of(world, mentor)
    for one in world.tickets():
        if one.flag in flagged:
            world["ira"].does("tickets.done", ticket=one.id)
            world.clock.advance(EACH)


def _carl_answers(world: Twin, mentor: str, step: str) -> None:
    for flag in _flags_of(world, mentor).values():
        if flag.contact == world.person("carl").id:
            world["carl"].does("scope.open", flag=flag.id)
            world.clock.advance(EACH)
            world["carl"].fills(words=f"{SECRET}?", step=step)
            world.clock.advance(EACH)


def _flags_of(world: Twin, mentor: str) -> dict[FlagId, Flag]:
    author, flagged = world.person(mentor).id, world.flags()
    authors = world.work(lambda unit: [open_flag(unit, one).author for one in flagged])
    return {one.id: one for one, its in zip(flagged, authors, strict=True) if its == author}


def _tells_lead(world: Twin, mentor: str, kind: str) -> None:
    world[mentor].does("scope.tell_lead", cohort=world.flags()[0].cohort, pattern=kind)
    world.clock.advance(EACH)


def _logs_too_much(world: Twin, mentor: str) -> None:
    """So much, and in two weeks, that the mentor is told."""
    for days in (0, 7):
        world[mentor].types("/session")
        world[mentor].presses("Another day or time")
        day = str((world.clock.now() - timedelta(days=days)).date())
        world[mentor].fills(held_on=day, minutes="300", topic="tools")
    world.clock.advance(EACH)


def test_who_of_two_mentors_flagged_what_does_not_show(worlds: tuple[Twin, Twin]) -> None:
    """Whatever is joined by ids, references, cards, pseudonyms or moments."""
    first, second = (_looks(world) for world in worlds)
    for table, rows in first.items():
        assert rows == second[table], table


def test_the_loot_is_there_and_none_of_it_legible(worlds: tuple[Twin, Twin]) -> None:
    world, _ = worlds
    loot = _steal(world)
    assert len(loot["scope_flag"]) == 8
    assert len(loot["ticket"]) == 2
    assert len(loot["flag_entry"]) == 10
    assert {row["pattern"] for row in loot["pattern_told"]} >= {"lead:errand", "lead:discomfort", "time"}
    file = Path(str(world.engine.url.database))
    raw = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert b"mia@example.com" in raw
    assert SECRET.encode() not in raw
    people = [row[key] for row in loot["person"] for key in ("id", "email")]
    mentors = [row["id"] for row in loot["person"] if row["email"].startswith(MENTORS)]
    for table in OF_FLAGS:
        for row in loot[table.name]:
            theirs = [value for column, value in row.items() if column not in ("contact", "taken_by")]
            assert not [one for one in people for value in theirs if one == value or one in str(value)]
            assert not set(mentors) & {row.get("contact"), row.get("taken_by")}


def test_flags_have_days_and_lie_by_chance(worlds: tuple[Twin, Twin]) -> None:
    for world in worlds:
        loot = _steal(world)
        for table in OF_FLAGS:
            for row in loot[table.name]:
                moments = {c: v for c, v in row.items() if isinstance(v, datetime) and c != "act_by"}
                assert moments == {column: day_of(moment) for column, moment in moments.items()}
            keys = [tuple(row[key.name] for key in table.primary_key) for row in loot[table.name]]
            assert keys == sorted(keys)
        assert {len(row["sealed"]) for row in loot["scope_flag"]} == {1024 + 33}
        assert {len(row["sealed"]) for row in loot["flag_entry"]} == {1024 + 33}


def test_no_message_and_no_audit_entry_names_a_flag_or_a_ticket(worlds: tuple[Twin, Twin]) -> None:
    world, _ = worlds
    loot = _steal(world)
    ids = [row[key] for t in (scope_flag, ticket) for row in loot[t.name] for key in ("id", "reference")]
    ids += [row["pseudonym"] for row in loot["scope_flag"]]
    told = [str(value) for t in ("delivery", "audit") for row in loot[t] for value in row.values()]
    assert {row["what"] for row in loot["audit"]} >= {"flag.read"}
    assert [one for one in ids for text in told if one in text] == []


def _steal(world: Twin) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it lies in the file."""
    with world.engine.begin() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def _looks(world: Twin) -> dict[str, list[str]]:
    """The loot with people by name, and flags, tickets and pseudonyms by what the rows say of them."""
    loot = _steal(world)
    known = {row["id"]: f"<{row['email']}>" for row in loot["person"]}
    for row in loot["scope_flag"]:
        known |= {row[key]: f"<{key} of {row['kind']}>" for key in ("id", "reference")}
        kinds = sorted(one["kind"] for one in loot["scope_flag"] if one["pseudonym"] == row["pseudonym"])
        known[row["pseudonym"]] = f"<whoever flagged {kinds}>"
    return {
        table: sorted(
            repr([(column, _look(column, value, known)) for column, value in row.items()]) for row in rows
        )
        for table, rows in loot.items()
    }


def _look(column: str, value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, bytes):
        return len(value)
    if column in ("seq", "hash", "previous"):
        return "counted or chained"
    if not isinstance(value, str):
        return value
    for one, name in known.items():
        value = value.replace(one, name)
    return RANDOM.sub("random", value)
