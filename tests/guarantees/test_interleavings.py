"""Any order of answers, repeats, pauses, signatures, ticks, sendings, restarts and time: what holds all the same."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from adapters.sql.engine import make_engine
from adapters.sql.tables import check_in, delivery, person, round_
from bot.checkins.model import QUESTIONS, Audience, Question
from bot.ids import CheckInId, EventKey, new_id
from bot.outbox import Delivery, DeliveryState, Outcome
from bot.turn import Event, Redraw, Reply, Said, Show
from tests.guarantees.play import UNTIL_FIRST_CARD, Play, press, submission
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, RecordingMessenger, pair

ZONES = {"0": "Europe/London", "1": "America/New_York"}
PARTNER = {"m0": "e0", "e0": "m0", "m1": "e1", "e1": "m1"}
LEAD = "lena"
NAMES = st.sampled_from(sorted(PARTNER))
ASKED = st.sampled_from(QUESTIONS)
LEAPS = st.sampled_from([1, 5, 24, 96, 24 * 11])
"""Hours: within a day, over a night, over a weekend, over a close."""


class Counting(RecordingMessenger):
    """Knows how often each delivery was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Counter[str] = Counter()

    async def send(self, delivery: Delivery) -> Outcome:
        self.sent[delivery.id] += 1
        return await super().send(delivery)


class Interleavings(RuleBasedStateMachine):
    """Two pairs on two continents, and a model of what they chose and who may read what they wrote."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="upmentor-interleavings-"))
        shutil.copy(self.template, self.folder / "upmentor.db")
        engine = make_engine(f"sqlite:///{self.folder / 'upmentor.db'}")
        event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF").close())
        self.play = Play(engine, BrowserEdge())
        self.play.messenger = self.messenger = Counting()
        self.signed: set[str] = set()
        self.past: list[Event] = []
        self.chosen: dict[CheckInId, dict[str, str]] = defaultdict(dict)
        self.readers: dict[str, set[str]] = {}

    @initialize(signers=st.sets(NAMES, min_size=2))
    def begins(self, signers: set[str]) -> None:
        rows = (row for n, zone in ZONES.items() for row in pair(f"m{n}", f"e{n}", zone=zone, country=""))
        self.play.begins(*STAFF, *rows)
        for name in sorted(signers):
            self.signs(name)
        self.play.leaps(UNTIL_FIRST_CARD)

    @rule(name=NAMES)
    def signs(self, name: str) -> None:
        self._arrives(self.play.signature(name))
        self.signed.add(name)

    @rule(name=NAMES, question=ASKED, data=st.data())
    def chooses(self, name: str, question: Question, data: st.DataObject) -> None:
        option = data.draw(st.sampled_from(question.options))
        asked = self.play.check_ins().get(name)
        if asked:
            about = {"check_in": asked, "question": question.key, "option": option}
            if isinstance(self._arrives(press(self.play, name, "checkins.choose", **about)), Redraw):
                self.chosen[asked][question.key] = option

    @rule(name=NAMES, noted=ASKED, data=st.data())
    def fills_the_form(self, name: str, noted: Question, data: st.DataObject) -> None:
        given = {q.key: data.draw(st.sampled_from(["", *q.options])) for q in QUESTIONS}
        audience, words = data.draw(st.sampled_from(noted.audiences)), self._words()
        asked = self.play.check_ins().get(name)
        if asked:
            note = {f"{noted.key}__note": words, f"{noted.key}__audience": audience.value}
            if self._is_saved(self._arrives(submission(self.play, name, asked, **given, **note))):
                self.chosen[asked] = {key: option for key, option in given.items() if option}
                self._notice_audiences(name, asked)

    @rule(name=NAMES)
    def says_words(self, name: str) -> None:
        act = Said(self._words())
        self._arrives(Event(key=EventKey(new_id()), who=self.play[name].address, act=act))

    @rule(name=NAMES, question=ASKED, audience=st.sampled_from(Audience))
    def tells_whom(self, name: str, question: Question, audience: Audience) -> None:
        asked = self.play.check_ins().get(name)
        if asked:
            about = {"check_in": asked, "question": question.key, "audience": audience.value}
            if isinstance(self._arrives(press(self.play, name, "checkins.tell", **about)), Redraw):
                self._notice_audiences(name, asked)

    @rule(data=st.data())
    def an_old_event_comes_again(self, data: st.DataObject) -> None:
        if self.past:
            self.play.arrives(self.past[data.draw(st.integers(0, len(self.past) - 1))])

    @rule(name=NAMES)
    def pauses(self, name: str) -> None:
        self._arrives(press(self.play, name, "people.pause", weeks="2"))

    @rule(name=NAMES)
    def comes_back(self, name: str) -> None:
        self._arrives(press(self.play, name, "people.resume"))

    @rule(hours=LEAPS)
    def time_passes(self, hours: int) -> None:
        self.play.clock.advance(timedelta(hours=hours))

    @rule()
    def ticks(self) -> None:
        self.play.ticks()

    @rule()
    def drains(self) -> None:
        self.play.drains()

    @rule()
    def restarts(self) -> None:
        self.play.engine.dispose()
        self.play.holds(self.play.ring)

    @invariant()
    def drafts_hold_what_was_accepted_last(self) -> None:
        for name, asked in self._open().items():
            kept = self.play.draft(asked).answers
            assert {key: a.choice for key, a in kept.items() if a.choice} == self.chosen[asked], name

    @invariant()
    def asked_once_and_reminded_once_in_working_hours_after_both_signed(self) -> None:
        cards: Counter[str] = Counter()
        for card, email, zone, at in self._promised_cards():
            cards[card] += 1
            local = at.astimezone(ZoneInfo(zone))
            assert local.weekday() < 5, local
            assert 9 <= local.hour < 17, local
            name = email.partition("@")[0]
            assert {name, PARTNER[name]} <= self.signed
        assert all(times <= 2 for times in cards.values()), "the card and one reminder"
        with self.play.engine.begin() as connection:
            rows = connection.execute(select(check_in.c.round, check_in.c.person)).all()
        assert len(rows) == len(set(rows))

    @invariant()
    def words_reach_only_whom_their_author_picked(self) -> None:
        for address, conversation in self.messenger.conversations.items():
            read = "\n".join(self.play.edge.reads(message) for message in conversation)
            name = address.user.partition("@")[0]
            assert not [
                words for words, readers in self.readers.items() if name not in readers and words in read
            ]

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        assert set(self.messenger.sent.values()) <= {1}

    def teardown(self) -> None:
        """Whatever came before: a tick and a drain later every promise that is due has been kept, once."""
        try:
            self.play.leaps(timedelta(days=14))
            self.play.leaps(timedelta(days=1))
            due = select(delivery.c.state).where(delivery.c.next_at <= self.play.clock.now())
            with self.play.engine.begin() as connection:
                assert set(connection.execute(due).scalars()) <= {DeliveryState.DELIVERED}
            self.nothing_is_sent_twice()
            self.words_reach_only_whom_their_author_picked()
        finally:
            self.play.engine.dispose()
            shutil.rmtree(self.folder)

    def _arrives(self, event: Event) -> Reply:
        self.past.append(event)
        reply = self.play.arrives(event)
        if isinstance(reply, Show | Redraw):
            read = self.play.edge.reads(reply.message)
            assert not [words for words in self.readers if words in read], (
                "free text was repeated into the chat"
            )
        return reply

    def _is_saved(self, reply: Reply) -> bool:
        read = self.play.edge.reads(reply.message) if isinstance(reply, Show) else ""
        return "answered" in read

    def _words(self) -> str:
        """Words that nobody else ever writes; at first they are for nobody."""
        words = f"words number {len(self.readers):04} end"
        self.readers[words] = set()
        return words

    def _notice_audiences(self, name: str, asked: CheckInId) -> None:
        whom: Mapping[str, set[str]] = {"pair": {PARTNER[name]}, "only_me": set()}
        for given in self.play.draft(asked).answers.values():
            if given.note and given.audience:
                self.readers[given.note] |= whom.get(given.audience, {LEAD})

    def _open(self) -> dict[str, CheckInId]:
        wanted = (
            select(person.c.email, check_in.c.id)
            .join(check_in, check_in.c.person == person.c.id)
            .join(round_, round_.c.id == check_in.c.round)
            .where(round_.c.closed_at.is_(None), check_in.c.sent_at.is_not(None))
        )
        with self.play.engine.begin() as connection:
            return {email: CheckInId(id_) for email, id_ in connection.execute(wanted)}

    def _promised_cards(self) -> list[tuple[str, str, str, datetime]]:
        wanted = (
            select(delivery.c.card, person.c.email, person.c.zone, delivery.c.created_at)
            .join(person, person.c.id == delivery.c.person)
            .where(delivery.c.card.like("check-in:%"), ~delivery.c.redraws)
        )
        with self.play.engine.begin() as connection:
            return [(card, email, zone, at) for card, email, zone, at in connection.execute(wanted)]


def test_any_interleaving(empty_database: Path) -> None:
    Interleavings.template = empty_database
    few = settings(
        max_examples=12,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Interleavings, settings=few)
