"""Counts the statements of each kind of turn at the driver, so that no turn comes to need more unseen.

More is no mistake in itself, but a commit that raises a number here gives the reason. Fewer lowers the number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import psycopg
import pytest
from sqlalchemy import Engine, event, select

from adapters.sql.statements import POSTGRES
from adapters.sql.tables import check_in, person
from benchmarks.programme import MONDAY, NAME, Programme
from bot.address import Address
from bot.checkins.model import QUESTIONS
from bot.checkins.turns import Opened, open_now
from bot.conversation import handle
from bot.ids import EventKey, new_id
from bot.people.roles import Platform
from bot.surface import Action, Button, Buttons, Choice, Field, Form, Message, Section
from bot.ticks import tick
from bot.turn import Act, Called, Event, OpenForm, Pressed, Redraw, RejectForm, Reply, Said, Show, Submitted


@dataclass
class Bot:
    """A cohort of two pairs who were asked, with what each turn sent to the database."""

    programme: Programme
    sent: list[str] = field(default_factory=list)

    def hears(self, who: str, act: Act) -> Reply:
        event = Event(
            key=EventKey(new_id()), who=Address(platform=Platform.BROWSER, workspace="", user=who), act=act
        )
        self.sent.clear()
        return handle(event, self.programme.work, MONDAY)

    def card_of(self, who: str) -> str:
        """The id of the person's check-in."""
        theirs = select(check_in.c.id).join(person).where(person.c.account == who)
        with self.programme.engine.connect() as connection:
            found: str = connection.execute(theirs).scalar_one()
        return found


MENTOR: Final = "U00000000"
EXECUTIVE: Final = "U00000001"
Turn: TypeAlias = Callable[[Bot], Reply]
ANSWERS: Final = {q.key: q.options[0] for q in QUESTIONS}


def say(who: str, command: str, text: str = "") -> Turn:
    return lambda bot: bot.hears(who, Called(command, text))


def choose(bot: Bot, number: int = 0) -> Reply:
    question = QUESTIONS[number]
    about = {"check_in": bot.card_of(MENTOR), "question": question.key, "option": question.options[0]}
    return bot.hears(MENTOR, Pressed(Action("checkins.choose", about)))


def choose_last(bot: Bot) -> Reply:
    save_form(bot)
    return choose(bot)


def save_form(bot: Bot) -> Reply:
    about = {"check_in": bot.card_of(MENTOR)}
    form = bot.hears(MENTOR, Pressed(Action("checkins.form", about)))
    return submit(bot, MENTOR, form, ANSWERS)


def press(who: str, first: Turn, name: str) -> Turn:
    """The button of that action in the answer to another turn."""

    def turn(bot: Bot) -> Reply:
        reply = first(bot)
        assert isinstance(reply, Show | Redraw), reply
        action = next(a for a in _actions(reply.message) if a.name == name)
        return bot.hears(who, Pressed(action))

    return turn


def fill(who: str, first: Turn, values: Mapping[str, str]) -> Turn:
    return lambda bot: submit(bot, who, first(bot), values)


def submit(bot: Bot, who: str, reply: Reply, values: Mapping[str, str]) -> Reply:
    assert isinstance(reply, OpenForm), reply
    form = reply.form
    kept = bot.hears(who, Submitted(form.action, form.instance, {**_initial(form), **values}))
    assert not isinstance(kept, RejectForm), kept
    return kept


def _initial(form: Form) -> dict[str, str]:
    """What stands in the form; where something has to be picked, the first that can be."""
    return {one.key: _value(one) for one in form.fields}


def _value(one: Field) -> str:
    if isinstance(one, Choice) and one.required and not one.initial:
        return one.options[0].value
    return str(getattr(one, "initial", ""))


def _actions(message: Message) -> list[Action]:
    blocks = [
        b for block in message.blocks for b in (block.blocks if isinstance(block, Section) else (block,))
    ]
    rows = [block.items for block in blocks if isinstance(block, Buttons)]
    return [button.action for row in rows for button in row if isinstance(button, Button)]


FLAG: Final = say(MENTOR, "scope-flag")
FLAG_FOR_IT: Final = fill(MENTOR, FLAG, {"kind": "it_support", "detail": "The printer takes no paper."})
ASK: Final = say(EXECUTIVE, "ask", "Please show me how to write a better prompt.")
STATEMENTS: Final[Mapping[str, tuple[Turn, int]]] = {
    "an option pressed": (choose, 3),
    "the last option pressed, the card redrawn": (choose_last, 4),
    "a check-in's form opened": (press(MENTOR, say(MENTOR, "check-in"), "checkins.form"), 3),
    "a whole form saved, the card redrawn": (save_form, 4),
    "a word in the chat": (lambda bot: bot.hears(MENTOR, Said("tools")), 4),
    "/check-in": (say(MENTOR, "check-in"), 3),
    "/pause": (say(MENTOR, "pause"), 2),
    "a pause begun": (press(MENTOR, say(MENTOR, "pause"), "people.pause"), 2),
    "/help": (say(MENTOR, "help"), 2),
    "/home": (say(MENTOR, "home"), 12),
    "/charter": (say(MENTOR, "charter"), 12),
    "/my-data": (say(MENTOR, "my-data"), 7),
    "/session": (say(MENTOR, "session"), 7),
    "a session kept": (
        press(MENTOR, press(MENTOR, say(MENTOR, "session"), "sessions.about"), "sessions.keep"),
        9,
    ),
    "a flag's form opened": (FLAG, 5),
    "a flag raised": (fill(MENTOR, FLAG, {"kind": "workload", "hears": "count"}), 9),
    "a flag for IT drafted": (FLAG_FOR_IT, 9),
    "a flag sent to IT": (press(MENTOR, FLAG_FOR_IT, "scope.send"), 8),
    "/ask with words": (ASK, 10),
    "an ask sent": (press(EXECUTIVE, ASK, "asks.send"), 9),
}
"""Each with its statements on PostgreSQL, which keeps an event and locks its person in one. SQLite needs two."""


class _Cursor(psycopg.Cursor[Any]):
    """Writes down what it sends."""

    sent: list[str]

    def execute(self, query: Any, params: Any = None, **how: Any) -> _Cursor:
        self.sent.append(str(query))
        return super().execute(query, params, **how)

    def executemany(self, query: Any, params_seq: Any, **how: Any) -> None:
        self.sent.append(str(query))
        super().executemany(query, params_seq, **how)


@pytest.fixture
def bot(migrated: Engine) -> Bot:
    sent: list[str] = []
    if migrated.dialect.name == POSTGRES:
        counting = type("Counting", (_Cursor,), {"sent": sent})
        event.listen(migrated, "connect", lambda driver, _entry: setattr(driver, "cursor_factory", counting))
    else:
        event.listen(migrated, "before_cursor_execute", lambda _c, _d, said, *_rest: sent.append(said))
    programme = Programme(migrated)
    programme.begin(4)
    asked = programme.work(lambda unit: open_now(unit, NAME, now=MONDAY, actor="test"))
    assert isinstance(asked, Opened), asked
    tick(MONDAY, programme.work)
    bot = Bot(programme, sent)
    for once_a_process in (choose, say(MENTOR, "home")):  # the keys, and which organisation this is
        once_a_process(bot)
    return bot


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_turn_sends_as_many_statements_as_it_is_known_to(bot: Bot, kind: str) -> None:
    turn, known = STATEMENTS[kind]
    turn(bot)
    sent = [said for said in bot.sent if not said.startswith("BEGIN")]
    entering = 1 if bot.programme.engine.dialect.name == POSTGRES else 2
    assert len(sent) - entering == known - 1, "\n\n".join(sent)
