"""Lets a mentor read and erase what they wrote in flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from bot.flags import screens
from bot.flags.model import Author, Flag, FlagState
from bot.flags.own import own_flags
from bot.flags.sealing import keep_flag, open_entry, open_flag
from bot.tickets.drafts import drop_drafts_of
from bot.tickets.sealing import open_ticket
from bot.turn import Turn

_ENDED = (FlagState.CLOSED, FlagState.AT_DESK, FlagState.COUNTED)


def show(turn: Turn) -> Iterator[tuple[str, str]]:
    if flags := own_flags(turn):
        yield "Flags you raised", str(len(flags))


def export(turn: Turn) -> list[tuple[str, str]]:
    """All that the person wrote or quoted."""
    return [found for flag in own_flags(turn) for found in _words_of(turn, flag)]


def erase(turn: Turn) -> None:
    """Of what has ended or is not sent; a contact who still has to act keeps what they act on.

    The flags stay, without a word: they are counted. What IT has in hand stays IT's.
    """
    for flag in own_flags(turn):
        if flag.state is FlagState.DRAFT:
            drop_drafts_of(turn.unit, flag.id)
            turn.unit.flags.drop(flag.id)
        elif flag.state in _ENDED:
            words = open_flag(turn.unit, flag)
            keep_flag(turn.unit, flag, msgspec.structs.replace(words, detail="", quoted="", quoted_author=""))
            turn.unit.flags.drop_entries(flag.id)


def _words_of(turn: Turn, flag: Flag) -> Iterable[tuple[str, str]]:
    unit, words = turn.unit, open_flag(turn.unit, flag)
    entries = [open_entry(unit, flag, one) for one in unit.flags.entries(flag.id) if one.by is Author.MENTOR]
    for text in (words.detail, words.quoted, *entries):
        if text:
            yield screens.own_heading(flag), text
    for ticket in unit.tickets.of(flags=[flag.id]):
        yield screens.own_heading_for_it(flag), open_ticket(unit, ticket).text
