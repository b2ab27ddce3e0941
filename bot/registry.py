"""All features together, by what they declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.events import DomainEvent
from bot.feature import ButtonRoute, Command, DueWork, Example, Feature, FormRoute
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.screens import unknown_word
from bot.turn import Quoted, Reply, Show, Turn

D = TypeVar("D")


class DeclaredTwice(ValueError):
    """Two features declare a command, button, form or kind of due work of one name."""

    def __init__(self, what: str, name: str, one: str, other: str) -> None:
        super().__init__(f"the {what} {name} is declared by {one} and by {other}")


@dataclass(frozen=True, slots=True)
class Registry:
    """Made by `register`. Mappings are by name; `due` stands in the order of its phases."""

    features: tuple[Feature, ...]
    commands: Mapping[str, Command]
    buttons: Mapping[str, ButtonRoute]
    forms: Mapping[str, FormRoute]
    due: tuple[DueWork[Any], ...]

    def call(self, turn: Turn, typed: str, text: str, quoted: Quoted | None = None) -> Reply:
        """Answers a command as it was typed, with or without its slash."""
        command = self.command(typed)
        if quoted and command and command.on_message:
            return command.on_message(turn, text, quoted)
        if not (command and command.for_everybody) and (reply := self.answer_bystander(turn)):
            return reply
        return command.answer(turn, text) if command else Show(unknown_word(self.help_for(turn)))

    def command(self, typed: str) -> Command | None:
        return self.commands.get(typed.strip().removeprefix("/").casefold().replace("_", "-"))

    def answer_bystander(self, turn: Turn) -> Reply | None:
        """None if the person has a part in a cohort."""
        answers = (one.bystanders(turn) for one in self.features if one.bystanders)
        return next((reply for reply in answers if reply), None)

    def answer_words(self, turn: Turn, text: str) -> Reply:
        answers = (one.words(turn, text) for one in self.features if one.words)
        reply = next((reply for reply in answers if reply), None)
        return reply or Show(unknown_word(self.help_for(turn)))

    def help_for(self, turn: Turn) -> list[tuple[str, str]]:
        """The commands for the roles that the person has somewhere: word, and what it does."""
        roles = {one.role for one in turn.unit.people.memberships(turn.person.id)}
        return self.listed(roles)

    def listed(self, roles: Iterable[Role] = Role) -> list[tuple[str, str]]:
        known = frozenset(roles)
        return [
            (one.word, one.does)
            for one in self.commands.values()
            if one.is_listed and (not one.roles or one.roles & known)
        ]

    def publish(self, unit: UnitOfWork, event: DomainEvent) -> None:
        """Calls each listener of the event, in the order of the features."""
        for feature in self.features:
            for listener in feature.listeners:
                if isinstance(event, listener.event):
                    listener.hear(unit, event)

    def examples(self) -> tuple[Example, ...]:
        return tuple(example for feature in self.features for example in feature.examples())


def register(features: Sequence[Feature]) -> Registry:
    """Raises DeclaredTwice."""
    due = _by_name("due work", features, lambda one: [(work.kind, work) for work in one.due])
    return Registry(
        features=tuple(features),
        commands=_by_name("command", features, lambda one: [(c.word, c) for c in one.commands]),
        buttons=_by_name("button", features, lambda one: [(b.name, b) for b in one.buttons]),
        forms=_by_name("form", features, lambda one: [(f.name, f) for f in one.forms]),
        due=tuple(sorted(due.values(), key=lambda work: work.phase)),
    )


def _by_name(
    what: str, features: Sequence[Feature], declared: Callable[[Feature], Iterable[tuple[str, D]]]
) -> Mapping[str, D]:
    owners: dict[str, str] = {}
    found: dict[str, D] = {}
    for feature in features:
        for name, one in declared(feature):
            if name in found:
                raise DeclaredTwice(what, name, owners[name], feature.name)
            owners[name], found[name] = feature.name, one
    return found
