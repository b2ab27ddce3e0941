"""An executive asks for something, which is sorted against the charter before anybody is disturbed.

DRAFT -> AGENDA -> DONE                 the mentor reads one line in the next digest
    |--> DESK                           a ticket in the executive's name
    `--> HANDED_BACK, or DROPPED        the words are forgotten
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, assert_never

from bot import limits
from bot.asks import agenda, screens
from bot.asks.model import Ask, AskState, Lane
from bot.asks.sealing import AskWords, ask_id, keep_ask, open_ask
from bot.charter.model import Charter
from bot.forms import Rejected, clean_text, read_form
from bot.ids import AskId, new_id
from bot.people.mentions import mentions_person
from bot.people.model import Person
from bot.programme.model import Pairing
from bot.references import new_reference
from bot.screens import stale
from bot.surface import Action, Form, Message, Values
from bot.tickets.drafts import Subject, confirm, draft_ticket, show_draft, show_sent, status_of
from bot.tickets.drafts import drop as drop_ticket
from bot.tickets.model import Ticket
from bot.triage.suggest import Suggestion, suggest_lane
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn

_DAY: Final = timedelta(days=1)
_FORGOTTEN: Final = (AskState.DROPPED, AskState.HANDED_BACK)


@dataclass(frozen=True, slots=True)
class ExecutivePairing:
    """One of the person's pairings in which they are the executive."""

    pairing: Pairing
    charter: Charter
    mentor: Person
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Sorting:
    """An ask of the person's, at hand."""

    turn: Turn
    pair: ExecutivePairing
    asked: Ask
    words: AskWords

    @property
    def suggestion(self) -> Suggestion[Lane]:
        return suggest_lane(self.words.text, self.pair.charter.terms)

    @property
    def ticket(self) -> Ticket | None:
        return next(iter(self.turn.unit.tickets.of(asks=[self.asked.id])), None)

    @property
    def is_open(self) -> bool:
        return self.asked.state is AskState.DRAFT

    def line(self, lane: Lane) -> str:
        """The charter's line that speaks for this lane; "" if none does."""
        return next((found.line for found in self.suggestion.found if found.pick is lane), "")

    def becomes(self, asked: Ask, words: AskWords | None = None) -> Sorting:
        """Kept, unless the turn is a repeat."""
        words = self.words if words is None else words
        kept = asked if self.turn.is_repeat else keep_ask(self.turn.unit, asked, words)
        return replace(self, asked=kept, words=words)


def show(turn: Turn, text: str = "") -> Reply:
    """`/ask`: with words behind it they are sorted at once, without them a form opens."""
    pairs = _pairs(turn)
    if not pairs:
        return Show(screens.for_executives(agenda.agendas(turn)))
    text = clean_text(text)
    if len(pairs) == 1 and 0 < len(text) <= limits.LONG_TEXT:
        return _sort(turn, pairs[0], text, is_typed=True)
    return OpenForm(_form(pairs, text, new_id()))


def sort(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The form came back; if it changes a draft, that one is dropped."""
    before = _find(turn, submitted)
    pairs = [before.pair] if before else _pairs(turn)
    if not pairs:
        return Show(stale())
    form = _form(pairs, "", instance, replaces=before.asked.id if before else "")
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    wanted = read.values.get("pairing", pairs[0].pairing.id)
    reply = _sort(turn, next(one for one in pairs if one.pairing.id == wanted), read.values["text"])
    if before and before.is_open and before.words.text != read.values["text"]:
        _forget(before, AskState.DROPPED)
    return reply


def send(turn: Turn, action: Action) -> Reply:
    """A lane was pressed: the suggested one, or another."""
    sorting, lane = _find(turn, action), action.params.get("lane", "")
    if sorting is None or lane not in [*Lane]:
        return Show(stale())
    if not sorting.is_open:
        return Redraw(_standing(sorting))
    match Lane(lane):
        case Lane.IN_SCOPE:
            return Redraw(_standing(_put_on_agenda(sorting)))
        case Lane.DECISION:
            return Redraw(_standing(_hand_back(sorting)))
        case Lane.IT:
            return Redraw(_draft_ticket(sorting))
        case _ as never:
            assert_never(never)


def to_desk(turn: Turn, action: Action) -> Reply:
    """The exact text of the ticket was confirmed."""
    sorting = _find(turn, action)
    ticket = sorting.ticket if sorting else None
    sent = confirm(turn, ticket.id) if ticket else None
    if sorting is None or sent is None:
        return Show(stale())
    if not sorting.is_open:
        return Redraw(show_sent(sent))
    _count(sorting, Lane.IT)
    sorting.becomes(replace(sorting.asked, state=AskState.DESK, lane=Lane.IT), AskWords())
    return Redraw(show_sent(sent))


def change(turn: Turn, action: Action) -> Reply:
    sorting = _find(turn, action)
    if sorting is None:
        return Show(stale())
    if not sorting.is_open:
        return Redraw(_standing(sorting))
    return OpenForm(_form([sorting.pair], sorting.words.text, new_id(), replaces=sorting.asked.id))


def drop(turn: Turn, action: Action) -> Reply:
    sorting = _find(turn, action)
    if sorting is None:
        return Show(stale())
    return Redraw(_standing(_forget(sorting, AskState.DROPPED) if sorting.is_open else sorting))


def _sort(turn: Turn, pair: ExecutivePairing, text: str, *, is_typed: bool = False) -> Reply:
    if not pair.is_signed:
        return Show(screens.sign_first(pair.pairing.cohort))
    sorting = _kept(turn, pair, text)
    if sorting is None or (sorting.asked.state in _FORGOTTEN and not turn.is_repeat):
        sorting = _begin(turn, pair, text)
    if not sorting.is_open:
        return Show(_standing(sorting))
    warns = is_typed and not turn.person.knows_chat_history
    if warns and not turn.is_repeat:
        turn.unit.people.save([replace(turn.person, knows_chat_history=True)])
    return Show(_proposal(sorting, warns=warns))


def _begin(turn: Turn, pair: ExecutivePairing, text: str) -> Sorting:
    suggestion = suggest_lane(text, pair.charter.terms)
    asked = Ask(
        id=ask_id(turn.unit, pair.pairing, text, turn.now.date()),
        cohort=pair.pairing.cohort,
        pairing=pair.pairing.id,
        suggested=suggestion.pick,
        lane=suggestion.pick,
        state=AskState.DRAFT,
        asked_at=turn.now,
        sealed=b"",
    )
    words = AskWords(text=text, is_sure=suggestion.is_sure)
    return Sorting(turn, pair, asked, words).becomes(asked)


def _kept(turn: Turn, pair: ExecutivePairing, text: str) -> Sorting | None:
    """The same words asked today, or yesterday and not sent yet."""
    today = turn.now.date()
    for day in (today, today - _DAY):
        asked = turn.unit.asks.ask(ask_id(turn.unit, pair.pairing, text, day), lock=True)
        if asked and (day == today or asked.state is AskState.DRAFT):
            return Sorting(turn, pair, asked, open_ask(turn.unit, asked))
    return None


def _put_on_agenda(sorting: Sorting) -> Sorting:
    tell_at = agenda.next_digest(sorting.pair.mentor, sorting.turn.now)
    _count(sorting, Lane.IN_SCOPE)
    _drop_ticket(sorting)
    asked = replace(sorting.asked, state=AskState.AGENDA, lane=Lane.IN_SCOPE, tell_at=tell_at)
    return sorting.becomes(asked)


def _hand_back(sorting: Sorting) -> Sorting:
    _count(sorting, Lane.DECISION)
    line = sorting.line(Lane.DECISION)
    asked = replace(sorting.asked, lane=Lane.DECISION)
    return _forget(replace(sorting, asked=asked), AskState.HANDED_BACK, line)


def _draft_ticket(sorting: Sorting) -> Message:
    """Nothing is sent: the exact text is shown first."""
    turn, asked, text = sorting.turn, sorting.asked, sorting.words.text
    if mentions_person(text, sorting.pair.mentor):
        return screens.names_mentor(asked.id, sorting.pair.mentor.name)
    subject = Subject(cohort=asked.cohort, reference=new_reference(), ask=asked.id)
    summary = sorting.line(Lane.IT) or screens.IT_SUMMARY
    ticket = sorting.ticket or draft_ticket(
        turn, subject, summary=summary, text=text, requester=turn.person.email
    )
    return show_draft(turn, ticket, screens.ticket_choices(asked.id))


def _forget(sorting: Sorting, state: AskState, line: str = "") -> Sorting:
    _drop_ticket(sorting)
    return sorting.becomes(replace(sorting.asked, state=state), AskWords(line=line))


def _drop_ticket(sorting: Sorting) -> None:
    if ticket := sorting.ticket:
        drop_ticket(sorting.turn, ticket.id)


def _count(sorting: Sorting, chosen: Lane) -> None:
    """Counts nothing where the suggestion was not sure: it cannot be overruled."""
    if sorting.words.is_sure and not sorting.turn.is_repeat:
        asked = sorting.asked
        sorting.turn.unit.asks.tally(asked.cohort, suggested=asked.suggested, chosen=chosen)


def _standing(sorting: Sorting) -> Message:
    """How the ask stands."""
    asked, pair = sorting.asked, sorting.pair
    match asked.state:
        case AskState.DRAFT:
            return _proposal(sorting)
        case AskState.AGENDA:
            tell_at = asked.tell_at if asked.told_at is None else None
            return screens.on_agenda(pair.mentor, sorting.turn.person, tell_at)
        case AskState.DESK:
            ticket = sorting.ticket
            return screens.at_desk(status_of(ticket) if ticket else "")
        case AskState.HANDED_BACK:
            keeps = [domain.name for domain in pair.charter.terms.keeps]
            return screens.handed_back([sorting.words.line] if sorting.words.line else keeps)
        case AskState.DONE:
            return screens.over()
        case AskState.DROPPED:
            return screens.dropped()
        case _ as never:
            assert_never(never)


def _proposal(sorting: Sorting, *, warns: bool = False) -> Message:
    mentor = sorting.pair.mentor.name
    return screens.proposal(sorting.asked.id, sorting.words.text, sorting.suggestion, mentor, warns=warns)


def _form(pairs: Sequence[ExecutivePairing], text: str, instance: str, *, replaces: str = "") -> Form:
    partners = [(pair.pairing.id, pair.mentor.name) for pair in pairs]
    return screens.form(partners, text, instance, replaces=replaces)


def _find(turn: Turn, action: Action) -> Sorting | None:
    """The ask that an action is about, if it is this person's."""
    asked = turn.unit.asks.ask(AskId(action.params.get("ask", "")), lock=True)
    pair = next((one for one in _pairs(turn) if asked and one.pairing.id == asked.pairing), None)
    return Sorting(turn, pair, asked, open_ask(turn.unit, asked)) if asked and pair else None


def _pairs(turn: Turn) -> list[ExecutivePairing]:
    found = (_pair(turn, pairing) for pairing in agenda.pairings(turn) if pairing.executive == turn.person.id)
    return [pair for pair in found if pair]


def _pair(turn: Turn, pairing: Pairing) -> ExecutivePairing | None:
    charter = turn.unit.charters.current(pairing.cohort)
    if charter is None:
        return None
    signed = turn.unit.charters.signatures(charter.cohort, charter.version)
    mentor = turn.unit.people.person(pairing.mentor)
    return ExecutivePairing(pairing, charter, mentor, signed.complete(pairing.mentor, pairing.executive))
