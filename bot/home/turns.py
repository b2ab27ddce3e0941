"""What happens when somebody opens their home."""

from __future__ import annotations

from bot.asks import agenda
from bot.checkins.model import questions_of
from bot.checkins.sealing import read_draft
from bot.checkins.turns import next_round_on
from bot.flags.contact_turns import is_contact
from bot.home import screens
from bot.ids import CohortId
from bot.people.model import CHECKED_IN
from bot.programme.leads import led_cohorts
from bot.turn import Reply, Show, Turn


def show(turn: Turn, _said: object = "") -> Reply:
    cohorts = [m.cohort for m in turn.unit.people.memberships(turn.person.id) if m.role in CHECKED_IN]
    return Show(
        screens.home(
            turn.person,
            _pending(turn),
            [_part(turn, cohort) for cohort in cohorts],
            next_round_on(turn),
            [(cohort.id, cohort.name) for cohort in led_cohorts(turn)],
            len(turn.unit.flags.waiting_for(turn.person.id)) if is_contact(turn) else None,
        )
    )


def _pending(turn: Turn) -> screens.Pending | None:
    open_ = turn.unit.checkins.open_for(turn.person.id)
    if not open_:
        return None
    questions = questions_of(open_[0].cohort)
    return screens.Pending(
        check_in=open_[0].check_in.id,
        closes_at=open_[0].round.closes_at,
        done=read_draft(turn.unit, open_[0]).done(questions),
        questions=len(questions),
    )


def _part(turn: Turn, cohort: CohortId) -> screens.Part:
    unit, person = turn.unit, turn.person
    pairing = unit.programme.pairing_of(person.id, cohort)
    partner = unit.people.person(pairing.partner(person.id)) if pairing else None
    charter = unit.charters.current(cohort)
    signed = unit.charters.signatures(cohort, charter.version).at if charter else {}
    return screens.Part(
        id=cohort,
        cohort=unit.programme.cohort(cohort).name,
        partner=partner.name if partner else "",
        charter=charter.version if charter else 0,
        signed_by_me=person.id in signed,
        signed_by_partner=bool(partner and partner.id in signed),
        is_mentor=bool(pairing and pairing.mentor == person.id),
        agenda=[line for _, line in agenda.lines(unit, pairing.id)] if pairing else (),
    )
