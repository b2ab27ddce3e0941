"""Conversation references of Teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, bindparam, case, delete, select

from adapters.chat.conversation_references import ConversationReference
from adapters.sql.retries import run_with_retries
from adapters.sql.statements import Insert, Statement, on_both
from adapters.sql.tables import conversation_reference as kept
from bot.address import Address
from bot.people.roles import Platform

T = TypeVar("T")


def _keep(insert: Insert) -> Statement:
    statement = insert(kept)
    given = statement.excluded
    rest = {name: given[name] for name in ("conversation", "service_url", "bot", "member")}
    # A field that this activity lacks keeps its earlier value.
    optional = {
        name: case((given[name] == "", kept.c[name]), else_=given[name])
        for name in ("zone", "locale", "email")
    }
    return statement.on_conflict_do_update(
        index_elements=[kept.c.workspace, kept.c.account], set_={**rest, **optional}
    )


_KEEP: Final = on_both(_keep)
_THIS = (kept.c.workspace == bindparam("of_workspace"), kept.c.account == bindparam("of_account"))
_FIND = select(kept).where(*_THIS)
_FORGET = delete(kept).where(*_THIS)
_ANY = select(kept).where(kept.c.workspace == bindparam("of_workspace")).limit(1)
_OF_EMAIL = _ANY.where(kept.c.email == bindparam("of_email"))


class SqlConversationReferences:
    """A `ConversationReferences` on a database, for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, who: Address) -> ConversationReference | None:
        return self._one(_FIND, of_workspace=who.workspace, of_account=who.user)

    def of_email(self, workspace: str, email: str) -> ConversationReference | None:
        return self._one(_OF_EMAIL, of_workspace=workspace, of_email=email.casefold()) if email else None

    def any_in(self, workspace: str) -> ConversationReference | None:
        return self._one(_ANY, of_workspace=workspace)

    def keep(self, reference: ConversationReference) -> None:
        row = _row(reference)
        self._in_transaction(lambda c: c.execute(_KEEP[c.dialect.name], row))

    def forget(self, who: Address) -> bool:
        given = {"of_workspace": who.workspace, "of_account": who.user}
        return self._in_transaction(lambda c: c.execute(_FORGET, given).rowcount == 1)

    def _one(self, statement: Select[*tuple[Any, ...]], **about: str) -> ConversationReference | None:
        row = self._in_transaction(lambda c: c.execute(statement, about).one_or_none())
        return _reference(row) if row is not None else None

    def _in_transaction(self, do: Callable[[Connection], T]) -> T:
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)


def _row(one: ConversationReference) -> dict[str, str]:
    return {
        "workspace": one.who.workspace,
        "account": one.who.user,
        "conversation": one.conversation,
        "service_url": one.service_url,
        "bot": one.bot,
        "member": one.user,
        "zone": one.zone,
        "locale": one.locale,
        "email": one.email.casefold(),
    }


def _reference(row: Row[*tuple[Any, ...]]) -> ConversationReference:
    return ConversationReference(
        who=Address(platform=Platform.TEAMS, workspace=row.workspace, user=row.account),
        conversation=row.conversation,
        service_url=row.service_url,
        bot=row.bot,
        user=row.member,
        zone=row.zone,
        locale=row.locale,
        email=row.email,
    )
