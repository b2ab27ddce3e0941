"""A mentor flags what is not theirs.

(IT) DRAFT -> AT_DESK                   the ticket's exact text is seen and confirmed first
OPEN -> TAKEN -> CLOSED                 by the contact the mentor picked
COUNTED                                 read by nobody
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.flags import contact_screens, contact_turns, screens
from bot.flags.deadlines import act_by
from bot.flags.form_screens import (
    NAMES_SOMEBODY,
    PICK_ANOTHER,
    PICK_WHO,
    SAY_WHAT,
    SAY_WHAT_TO_IT,
    Typed,
    flag_form,
)
from bot.flags.kinds import KINDS
from bot.flags.model import Disclosure, Flag, FlagKind, FlagState, FlagWords
from bot.flags.own import own_flag
from bot.flags.pairings import MentorPairing, mentor_pairings
from bot.flags.pattern_turns import seen_pattern
from bot.flags.sealing import keep_flag, pseudonym
from bot.forms import Rejected, clean_text, read_form
from bot.ids import FlagId, PersonId, TicketId, new_id
from bot.people.mentions import mentions_person
from bot.people.model import Person
from bot.people.scheduling import in_working_hours
from bot.privacy.days import day_of
from bot.references import reference_of
from bot.screens import stale
from bot.surface import Action, Form, Message, Values
from bot.tickets.drafts import (
    Subject,
    confirm,
    draft_ticket,
    drop,
    drop_drafts_of,
    show_draft,
    show_dropped,
)
from bot.tickets.sealing import open_ticket
from bot.triage.suggest import suggest_kind
from bot.turn import OpenForm, Quoted, Redraw, RejectForm, Reply, Show, Turn

AUTHOR_LETTERS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """The form, read: what a flag is made of."""

    pair: MentorPairing
    kind: FlagKind
    detail: str
    quoted: str
    quoted_author: str
    hears: PersonId | None
    telling: Disclosure | None
    """None where nothing was picked."""
    may_pass_on: bool


def show(turn: Turn, text: str = "") -> Reply:
    """`/scope-flag`: the form, or for a contact what waits for them."""
    return _open(turn, Typed(text=clean_text(text), was_in_chat=bool(text)))


def show_quoted(turn: Turn, text: str, quoted: Quoted) -> Reply:
    """The same on a message of somebody's."""
    typed = Typed(
        text=clean_text(text), quoted=clean_text(quoted.text), quoted_author=_author_of(turn, quoted)
    )
    return _open(turn, typed)


def press_flag(turn: Turn, _action: Action) -> Reply:
    return _open(turn, Typed())


def change(turn: Turn, action: Action) -> Reply:
    """The draft for IT, in the form again."""
    ticket = turn.unit.tickets.ticket(TicketId(action.params.get("ticket", "")))
    flag = own_flag(turn, ticket.flag) if ticket and ticket.flag else None
    if ticket is None or flag is None or flag.state is not FlagState.DRAFT:
        return Show(stale())
    typed = Typed(text=open_ticket(turn.unit, ticket).text)
    return OpenForm(_form(turn, mentor_pairings(turn), typed, new_id(), replaces=flag.id))


def raise_flag(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The form came back."""
    known = mentor_pairings(turn)
    if not known:
        return Show(screens.for_mentors())
    by = submitted.params.get("by", "")
    typed = Typed(quoted=values.get("quoted", ""), quoted_author=by[:AUTHOR_LETTERS])
    form = _form(turn, known, typed, instance, replaces=submitted.params.get("replaces", ""))
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    filled = _read(known, read.values, typed.quoted_author)
    if problems := _problems(turn.person, filled):
        return RejectForm(form, problems)
    flag_id = FlagId((submitted.params.get("replaces") or instance)[:32])
    kept = turn.unit.flags.flag(flag_id, lock=True)
    if kept and (kept.pseudonym != _author(turn, filled.pair) or kept.state is not FlagState.DRAFT):
        return _raised_already(turn, kept)
    if filled.kind is FlagKind.IT_SUPPORT:
        return Show(_draft(turn, filled, flag_id))
    return Show(_raise(turn, filled, flag_id))


def send_to_it(turn: Turn, action: Action) -> Reply:
    """The mentor saw the exact text and says so."""
    ticket = confirm(turn, TicketId(action.params.get("ticket", "")))
    flag = own_flag(turn, ticket.flag) if ticket and ticket.flag else None
    if ticket is None or flag is None:
        return Show(stale())
    if flag.state is FlagState.DRAFT and not turn.is_repeat:
        flag = replace(flag, state=FlagState.AT_DESK, opened_at=day_of(turn.now))
        turn.unit.flags.keep(flag)
    return Redraw(screens.sent_to_it(flag, seen_pattern(turn, flag)))


def drop_draft(turn: Turn, action: Action) -> Reply:
    ticket_id = TicketId(action.params.get("ticket", ""))
    ticket = turn.unit.tickets.ticket(ticket_id)
    if turn.is_repeat:
        return Redraw(show_dropped(ticket.reference if ticket else ""))
    if ticket is None or not drop(turn, ticket_id):
        return Show(stale())
    if ticket.flag:
        turn.unit.flags.drop(ticket.flag)
    return Redraw(show_dropped(ticket.reference))


def _open(turn: Turn, typed: Typed) -> Reply:
    known = mentor_pairings(turn)
    if known:
        return OpenForm(_form(turn, known, typed, new_id()))
    if contact_turns.is_contact(turn):
        return contact_turns.show(turn)
    return Show(screens.for_mentors())


def _author_of(turn: Turn, quoted: Quoted) -> str:
    """Their name as the platform says it, or as the roster does."""
    at = turn.person.address
    known = turn.unit.people.at(replace(at, user=quoted.account)) if at and quoted.account else None
    return clean_text(quoted.author or (known.name if known else ""))[:AUTHOR_LETTERS]


def _form(
    turn: Turn, known: tuple[MentorPairing, ...], typed: Typed, instance: str, *, replaces: str = ""
) -> Form:
    """Contacts of the first pair, or of all of them: who may not hear of a pair is refused when the form comes back."""
    offered = {one.person.id: one for pair in known for one in pair.contacts}
    suggestion = suggest_kind(f"{typed.text}\n{typed.quoted}", known[0].charter.terms)
    shown_pairs = [(pair.pairing.id, pair.executive.name) for pair in known]
    about = {"replaces": replaces, "by": typed.quoted_author if typed.quoted else ""}
    action = Action("scope.raise", {key: value for key, value in about.items() if value})
    shown = suggestion if typed.text or typed.quoted else None
    return flag_form(shown_pairs, tuple(offered.values()), typed, shown, action, instance)


def _read(known: tuple[MentorPairing, ...], values: Values, quoted_author: str) -> _Filled:
    wanted = values.get("pairing", known[0].pairing.id)
    pair = next(one for one in known if one.pairing.id == wanted)
    telling, _, person = values["hears"].partition(":")
    return _Filled(
        pair=pair,
        kind=FlagKind(values["kind"]),
        detail=values["detail"],
        quoted=values.get("quoted", ""),
        quoted_author=quoted_author,
        hears=next((one.person.id for one in pair.contacts if one.person.id == person), None),
        telling=Disclosure(telling) if telling else None,
        may_pass_on=values.get("may_pass_on", "") == "yes",
    )


def _problems(mentor: Person, filled: _Filled) -> Mapping[str, str]:
    if filled.kind is FlagKind.IT_SUPPORT:
        if not filled.detail:
            return {"detail": SAY_WHAT_TO_IT}
        both = (mentor, filled.pair.executive)
        return {"detail": NAMES_SOMEBODY} if any(mentions_person(filled.detail, one) for one in both) else {}
    if filled.telling is Disclosure.COUNT:
        return {}
    if filled.hears is None:
        return {"hears": PICK_ANOTHER if filled.telling else PICK_WHO}
    return {} if filled.detail or filled.quoted else {"detail": SAY_WHAT}


def _draft(turn: Turn, filled: _Filled, flag: FlagId) -> Message:
    """The exact text, to be confirmed. The quoted message goes nowhere."""
    kept = _flag(turn, filled, flag, state=FlagState.DRAFT)
    if not turn.is_repeat:
        keep_flag(turn.unit, kept, _words(turn, filled, quoted=""))
    subject = Subject(cohort=kept.cohort, reference=kept.reference, flag=kept.id)
    ticket = draft_ticket(turn, subject, summary=_summary(filled), text=filled.detail)
    return show_draft(turn, ticket, screens.ticket_choices(ticket.id))


def _raise(turn: Turn, filled: _Filled, flag: FlagId) -> Message:
    is_counted = filled.hears is None
    kept = _flag(turn, filled, flag, state=FlagState.COUNTED if is_counted else FlagState.OPEN)
    contact = turn.unit.people.person(filled.hears) if filled.hears else None
    if contact:
        kept = replace(kept, act_by=act_by(kept.kind, contact, turn.now))
    if not turn.is_repeat:
        drop_drafts_of(turn.unit, flag)
        words = _words(turn, filled, quoted=filled.quoted)
        keep_flag(turn.unit, kept, without_words(words) if is_counted else words)
        if contact:
            turn.unit.outbox.enqueue(
                [in_working_hours(contact, contact_screens.came_in(kept, contact), turn.now)]
            )
    return screens.flagged(kept, contact, turn.person, seen_pattern(turn, kept))


def without_words(words: FlagWords) -> FlagWords:
    """Keeps who raised it, and no word of it."""
    return FlagWords(author=words.author, pairing=words.pairing, detail="")


def _flag(turn: Turn, filled: _Filled, flag: FlagId, *, state: FlagState) -> Flag:
    return Flag(
        id=flag,
        cohort=filled.pair.pairing.cohort,
        pseudonym=_author(turn, filled.pair),
        kind=filled.kind,
        telling=filled.telling or Disclosure.COUNT,
        contact=filled.hears if state is FlagState.OPEN else None,
        state=state,
        reference=reference_of(flag),
        opened_at=day_of(turn.now),
        act_by=None,
        may_pass_on=filled.may_pass_on,
        sealed=b"",
    )


def _words(turn: Turn, filled: _Filled, *, quoted: str) -> FlagWords:
    return FlagWords(
        author=turn.person.id,
        pairing=filled.pair.pairing.id,
        detail=filled.detail,
        quoted=quoted,
        quoted_author=filled.quoted_author if quoted else "",
    )


def _author(turn: Turn, pair: MentorPairing) -> str:
    return pseudonym(turn.unit, pair.pairing.cohort, turn.person.id)


def _summary(filled: _Filled) -> str:
    """The charter's line that IT's words in it point to; it names nobody."""
    found = suggest_kind(filled.detail, filled.pair.charter.terms).found
    line = next((one.line for one in found if one.pick is FlagKind.IT_SUPPORT and one.line), "")
    return line or KINDS[FlagKind.IT_SUPPORT]


def _raised_already(turn: Turn, flag: Flag) -> Reply:
    """The same form once more, after it was dealt with."""
    if flag.pseudonym != pseudonym(turn.unit, flag.cohort, turn.person.id):
        return Show(stale())
    if flag.state is FlagState.AT_DESK:
        return Show(screens.sent_to_it(flag, ()))
    contact = turn.unit.people.person(flag.contact) if flag.contact else None
    return Show(screens.flagged(flag, contact, turn.person, ()))
