"""What is derived from the features, and what is refused when they are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.feature import ButtonRoute, Command, DueWork, Feature, FormRoute, Phase
from bot.features import COMMANDS, FEATURES, OPENS_FORM, SHORTCUTS
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.registry import DeclaredTwice, register
from bot.screens import stale
from bot.surface import Action, Values
from bot.turn import Reply, Show, Turn

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def _press(_turn: Turn, _action: Action) -> Reply:
    return Show(stale())


def _submit(_turn: Turn, _action: Action, _instance: str, _values: Values) -> Reply:
    return Show(stale())


def _find(_unit: UnitOfWork, _now: datetime, _limit: int) -> Sequence[str]:
    return ()


def _do(_unit: UnitOfWork, _item: str, _now: datetime) -> None: ...


WORK = DueWork(kind="one.due", phase=Phase.SEND, find=_find, do=_do)
ONE = Feature(
    name="one",
    commands=(Command(word="one", does="One", answer=lambda _turn, _text: Show(stale())),),
    buttons=(ButtonRoute("one.press", _press),),
    forms=(FormRoute("one.form", _submit),),
    due=(WORK,),
)
EMPTY = Feature(name="other")


@pytest.mark.parametrize(
    "other, said",
    [
        (replace(EMPTY, commands=ONE.commands), "the command one is declared by one and by other"),
        (replace(EMPTY, buttons=ONE.buttons), "the button one.press is declared by one and by other"),
        (replace(EMPTY, forms=ONE.forms), "the form one.form is declared by one and by other"),
        (replace(EMPTY, due=ONE.due), "the due work one.due is declared by one and by other"),
    ],
)
def test_what_two_features_declare_is_refused_with_both_names(other: Feature, said: str) -> None:
    with pytest.raises(DeclaredTwice, match=said):
        register((ONE, other))


def test_due_work_stands_in_the_order_of_its_phases() -> None:
    first, last = (
        replace(WORK, kind="first", phase=Phase.CLOSE),
        replace(WORK, kind="last", phase=Phase.AUDIT),
    )
    registry = register((replace(EMPTY, due=(last, first)), ONE))
    assert [work.kind for work in registry.due] == ["first", "one.due", "last"]


def test_rounds_close_before_people_return_and_rounds_open() -> None:
    kinds = [work.kind for work in FEATURES.due]
    wanted = ["round.close", "pause.end", "round.open", "check_in.send", "check_in.remind"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert kinds[-1] == "audit.post"


@pytest.mark.parametrize(
    "roles, shown, hidden",
    [
        ([Role.MENTOR], {"scope-flag", "session", "check-in"}, {"ask", "cohort", "tickets"}),
        ([Role.EXECUTIVE], {"ask", "session", "check-in"}, {"scope-flag", "cohort", "tickets"}),
        ([Role.LEAD], {"cohort", "cohort-report"}, {"ask", "scope-flag", "check-in"}),
        ([Role.IT], {"tickets", "my-data", "home"}, {"ask", "scope-flag", "cohort"}),
        ([], {"my-data", "home", "charter"}, {"ask", "scope-flag", "cohort", "tickets"}),
    ],
)
def test_help_is_for_the_roles_that_somebody_has(
    roles: Iterable[Role], shown: set[str], hidden: set[str]
) -> None:
    listed = {word for word, _ in FEATURES.listed(roles)}
    assert shown <= listed
    assert not hidden & listed


def test_shortcuts_fit_where_they_stand() -> None:
    assert {word for word, *_ in SHORTCUTS} <= FEATURES.commands.keys()
    assert all(len(name) <= 24 for _, _, name, _ in SHORTCUTS)


def test_what_opens_a_form_is_a_button() -> None:
    assert FEATURES.buttons.keys() >= OPENS_FORM


def test_the_table_in_the_docs_is_true() -> None:
    rows = [f"| `/{word}` | {does} | {_who(FEATURES.commands[word])} |" for word, does in COMMANDS]
    table = "\n".join(["| command | what it does | in the help of |", "|---|---|---|", *rows])
    assert table in DOCS.read_text(), f"put this into {DOCS.name}:\n{table}"


def _who(command: Command) -> str:
    return ", ".join(role.value for role in Role if role in command.roles) or "everybody"
