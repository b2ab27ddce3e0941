"""Somebody logs a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.events import SessionLogged
from bot.forms import Rejected, read_form
from bot.ids import PairingId, SessionId, new_id
from bot.people.model import CHECKED_IN
from bot.programme.model import Pairing
from bot.screens import stale
from bot.sessions import screens
from bot.sessions.model import LONGEST, LOOK_BACK, Layer, Session, Topic, minutes_in_week
from bot.surface import Action, Message, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn

LATELY = 5
"""Sessions that the log shows of a pair."""


def show(turn: Turn, _said: object = "") -> Reply:
    """`/session`: a tap for how long, a tap for what about."""
    pairs = [_pair(turn, pairing) for pairing in _pairings(turn)]
    return Show(screens.log(turn.person, pairs, new_id()) if pairs else screens.for_pairs())


def about(turn: Turn, action: Action) -> Reply:
    """The first tap."""
    pairing, minutes = _pairing(turn, action), action.params.get("minutes", "")
    if pairing is None or not _is_length(minutes):
        return Show(stale())
    session = action.params.get("session", "")
    return Redraw(screens.about_what(session, pairing.id, int(minutes), _partner(turn, pairing)))


def keep(turn: Turn, action: Action) -> Reply:
    """The second tap: the session is in the log."""
    pairing, minutes = _pairing(turn, action), action.params.get("minutes", "")
    session, topic = action.params.get("session", ""), action.params.get("topic", "")
    if pairing is None or not _is_length(minutes) or topic not in [*Topic] or not 0 < len(session) <= 32:
        return Show(stale())
    logged = _session(turn, pairing, SessionId(session), _today(turn), int(minutes), Topic(topic))
    return Redraw(_kept(turn, logged, pairing)) if _keep(turn, logged, pairing) else Show(stale())


def layer(turn: Turn, action: Action) -> Reply:
    """A third tap, for who likes: what the session changed."""
    found = turn.unit.sessions.session(SessionId(action.params.get("session", "")))
    changed = action.params.get("layer", "")
    pairing = _own(turn, found.pairing) if found else None
    if found is None or pairing is None or changed not in [*Layer]:
        return Show(stale())
    logged = replace(found, layer=Layer(changed))
    return Redraw(_kept(turn, logged, pairing)) if _keep(turn, logged, pairing) else Show(stale())


def remove(turn: Turn, action: Action) -> Reply:
    if turn.is_repeat or turn.unit.sessions.remove(
        SessionId(action.params.get("session", "")), turn.person.id
    ):
        return Redraw(screens.removed())
    return Show(stale())


def form(turn: Turn, action: Action) -> Reply:
    pairing = _pairing(turn, action)
    if pairing is None:
        return Show(stale())
    return OpenForm(screens.form(pairing.id, _partner(turn, pairing), _today(turn), new_id()))


def save(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """Another day or length, by form."""
    pairing = _pairing(turn, submitted)
    if pairing is None:
        return Show(stale())
    today = _today(turn)
    asked = screens.form(pairing.id, _partner(turn, pairing), today, instance)
    read = read_form(asked, values)
    if isinstance(read, Rejected):
        return RejectForm(asked, read.problems)
    held_on = date.fromisoformat(read.values["held_on"])
    if problem := _day_problem(held_on, today):
        return RejectForm(asked, {"held_on": problem})
    minutes = round(float(read.values["minutes"].replace(",", ".")))
    logged = _session(turn, pairing, SessionId(instance[:32]), held_on, minutes, Topic(read.values["topic"]))
    if read.values["layer"]:
        logged = replace(logged, layer=Layer(read.values["layer"]))
    return Show(_kept(turn, logged, pairing)) if _keep(turn, logged, pairing) else Show(stale())


def _keep(turn: Turn, session: Session, pairing: Pairing) -> bool:
    if turn.is_repeat:
        return True
    if not turn.unit.sessions.keep(session):
        return False
    turn.unit.publish(SessionLogged(pairing=pairing, at=turn.now))
    return True


def _kept(turn: Turn, session: Session, pairing: Pairing) -> Message:
    return screens.kept(turn.person, session, _partner(turn, pairing))


def _pair(turn: Turn, pairing: Pairing) -> screens.Pair:
    today, charter = _today(turn), turn.unit.charters.current(pairing.cohort)
    recent = turn.unit.sessions.sessions(pairing.id, since=today - LOOK_BACK)
    return screens.Pair(
        pairing=pairing.id,
        partner=_partner(turn, pairing),
        lately=recent[:LATELY],
        this_week=minutes_in_week(recent, today),
        agreed=charter.terms.weekly_minutes if charter else 0,
        is_mentor=pairing.mentor == turn.person.id,
    )


def _pairings(turn: Turn) -> Iterator[Pairing]:
    """The person's pairings in cohorts that have a charter, so that the time agreed is known."""
    for membership in turn.unit.people.memberships(turn.person.id):
        pairing = turn.unit.programme.pairing_of(turn.person.id, membership.cohort)
        if membership.role in CHECKED_IN and pairing and turn.unit.charters.current(membership.cohort):
            yield pairing


def _pairing(turn: Turn, action: Action) -> Pairing | None:
    return _own(turn, PairingId(action.params.get("pairing", "")))


def _own(turn: Turn, wanted: PairingId) -> Pairing | None:
    return next((one for one in _pairings(turn) if one.id == wanted), None)


def _partner(turn: Turn, pairing: Pairing) -> str:
    return turn.unit.people.person(pairing.partner(turn.person.id)).name


def _session(
    turn: Turn, pairing: Pairing, session: SessionId, held_on: date, minutes: int, topic: Topic
) -> Session:
    return Session(
        id=session,
        cohort=pairing.cohort,
        pairing=pairing.id,
        held_on=held_on,
        minutes=minutes,
        topic=topic,
        logged_by=turn.person.id,
        logged_at=turn.now,
    )


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.person.zone)).date()


def _day_problem(held_on: date, today: date) -> str:
    if held_on > today:
        return screens.NOT_YET
    return screens.TOO_LONG_AGO if held_on < today - LOOK_BACK else ""


def _is_length(minutes: str) -> bool:
    return minutes.isascii() and minutes.isdigit() and len(minutes) < 4 and 0 < int(minutes) <= LONGEST
