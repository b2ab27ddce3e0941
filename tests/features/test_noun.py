"""A noun is added by declaring it: nothing else of the product changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from bot.events import SessionLogged
from bot.feature import (
    ButtonRoute,
    Command,
    DueWork,
    Feature,
    FormRoute,
    HomeLines,
    HomePair,
    HomeSection,
    Listener,
    PersonalData,
    Phase,
)
from bot.forms import Rejected, read_form
from bot.ids import new_id
from bot.outbox import OutgoingMessage
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.screens import buttons, message, press
from bot.surface import Action, Form, LongText, Message, Text, Values
from bot.turn import OpenForm, RejectForm, Reply, Show, Turn
from tests.features.conftest import MakeWorld


@dataclass
class Thanks:
    """A noun with its facts in memory: an executive thanks their mentor, who reads it after the next tick."""

    waiting: dict[str, tuple[str, str]] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)
    sessions: int = 0

    @property
    def feature(self) -> Feature:
        return Feature(
            name="thanks",
            commands=(
                Command(
                    word="thanks",
                    does="Thank your mentor",
                    answer=lambda _turn, _text: Show(_card()),
                    roles=frozenset({Role.EXECUTIVE}),
                ),
            ),
            buttons=(ButtonRoute("thanks.write", self.write, opens_form=True),),
            forms=(FormRoute("thanks.send", self.send),),
            due=(DueWork(kind="thanks.tell", phase=Phase.SEND, find=self.due, do=self.tell),),
            personal_data=PersonalData(
                show=lambda turn: [("Thanks you wrote", str(len(self.of(turn))))],
                export=lambda turn: [("In thanks", words) for words in self.of(turn)],
                erase=self.erase,
                erases=("your thanks",),
            ),
            home=HomeSection(in_pair=self.in_pair),
            listeners=(Listener(SessionLogged, self.count),),
        )

    def write(self, _turn: Turn, _action: Action) -> Reply:
        return OpenForm(_form(new_id()))

    def send(self, turn: Turn, _action: Action, instance: str, values: Values) -> Reply:
        form = _form(instance)
        read = read_form(form, values)
        if isinstance(read, Rejected):
            return RejectForm(form, read.problems)
        mentor = next(
            pairing.mentor
            for membership in turn.unit.people.memberships(turn.person.id)
            if (pairing := turn.unit.programme.pairing_of(turn.person.id, membership.cohort))
        )
        self.waiting[instance] = (mentor, read.values["words"])
        self.words.append((turn.person.id, read.values["words"]))
        return Show(message("Sent", Text("Your mentor reads it soon.")))

    def due(self, _unit: UnitOfWork, _now: datetime, limit: int) -> Sequence[str]:
        return list(self.waiting)[:limit]

    def tell(self, unit: UnitOfWork, item: str, _now: datetime) -> None:
        mentor, words = self.waiting.pop(item)
        told = next(
            one for c in unit.programme.cohorts() for one, _ in unit.people.members(c.id) if one.id == mentor
        )
        unit.outbox.enqueue([OutgoingMessage(person=told.id, message=message("Thanks", Text(words)))])

    def of(self, turn: Turn) -> list[str]:
        return [words for who, words in self.words if who == turn.person.id]

    def erase(self, turn: Turn) -> None:
        self.words = [one for one in self.words if one[0] != turn.person.id]

    def in_pair(self, _turn: Turn, _pair: HomePair) -> HomeLines:
        return HomeLines(sentence=f"Sessions so far: {self.sessions}.")

    def count(self, _unit: UnitOfWork, _event: SessionLogged) -> None:
        self.sessions += 1


def _card() -> Message:
    return message("Thank your mentor", buttons(press("Write", "thanks.write")))


def _form(instance: str) -> Form:
    words = LongText("words", "What for?", required=True)
    return Form("Thank your mentor", Action("thanks.send"), instance, (words,), "Send")


def test_a_command_a_button_a_form_and_due_work(world_with: MakeWorld) -> None:
    world = world_with(Thanks().feature)
    world["ed"].types("/thanks")
    world["ed"].presses("Write")
    assert "Please fill this in" in world["ed"].fills(words="")
    assert "reads it soon" in world["ed"].fills(words="For your patience")
    assert "patience" not in world["mia"].all
    world.ticks()
    world.drains()
    assert "For your patience" in world["mia"].last


def test_help_shows_it_to_those_it_is_for(world_with: MakeWorld) -> None:
    world = world_with(Thanks().feature)
    assert "/thanks" in world["ed"].types("/help")
    assert "/thanks" not in world["mia"].types("/help")
    assert "/thanks" in world["ed"].types("what is this?")


def test_own_data_is_shown_read_and_erased(world_with: MakeWorld) -> None:
    world = world_with(Thanks().feature)
    ed = world["ed"]
    ed.types("/thanks")
    ed.presses("Write")
    ed.fills(words="For your patience")
    assert "Thanks you wrote 1" in ed.types("/my-data")
    assert "In thanks For your patience" in ed.presses("Read what I wrote")
    ed.types("/my-data")
    assert "your thanks" in ed.presses("Erase what I wrote")
    ed.presses("Yes, erase them")
    assert "Thanks you wrote 0" in ed.types("/my-data")


def test_the_home_has_its_line_and_it_hears_of_sessions(world_with: MakeWorld) -> None:
    world = world_with(Thanks().feature)
    assert "Sessions so far: 0." in world["ed"].types("/home")
    world["mia"].types("/session")
    world["mia"].presses("45 min")
    world["mia"].presses("Prompts")
    assert "Sessions so far: 1." in world["ed"].types("/home")


def test_a_form_that_comes_undeclared_fails_in_tests(world_with: MakeWorld) -> None:
    feature = Thanks().feature
    silent = [replace(button, opens_form=False) for button in feature.buttons]
    world = world_with(replace(feature, buttons=silent))
    world["ed"].types("/thanks")
    with pytest.raises(AssertionError, match=r"thanks\.write opens a form and does not declare it"):
        world["ed"].presses("Write")


def test_a_form_that_nobody_takes_fails_in_tests(world_with: MakeWorld) -> None:
    feature = Thanks().feature
    world = world_with(replace(feature, forms=()))
    world["ed"].types("/thanks")
    with pytest.raises(AssertionError, match=r"the form thanks\.send"):
        world["ed"].presses("Write")


def test_a_button_that_nobody_takes_fails_in_tests(world_with: MakeWorld) -> None:
    world = world_with(replace(Thanks().feature, buttons=()))
    with pytest.raises(AssertionError, match=r"the button thanks\.write"):
        world["ed"].types("/thanks")
