"""The same seed simulates the same programme, and its people behave like people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.browser.history import EntryKind
from adapters.demo.clock import pass_time
from adapters.demo.environment import Environment, make_environment
from adapters.demo.sample import COHORT, STARTS, read_sample
from adapters.demo.simulation import Simulation
from adapters.demo.temperaments import Habit, Trait, draw_temperaments
from bot.checkins.model import QUESTIONS
from bot.surface import Message, Words
from bot.turn import Called, Event, Pressed, Redraw, RejectForm, Reply, Said, Show, Submitted
from tests.demo.simulated import Acts, Played, played

SEED = 1
PEOPLE = draw_temperaments(SEED, read_sample().rows)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Thirty days with one closed round."""
    with played(tmp_path_factory.mktemp("month"), days=30, seed=SEED) as one:
        yield one


def of(month: Played, email: str) -> list[tuple[Event, Reply]]:
    return [(event, reply) for event, reply, _ in month.acts.seen if event.who.user == email]


def saves(month: Played, email: str) -> list[Submitted]:
    acts = (event.act for event, _ in of(month, email))
    return [act for act in acts if isinstance(act, Submitted) and act.action.name == "checkins.save"]


def presses(month: Played, email: str, action: str) -> list[Pressed]:
    acts = (event.act for event, _ in of(month, email))
    return [act for act in acts if isinstance(act, Pressed) and act.action.name == action]


def with_habit(habit: Habit) -> list[str]:
    return [email for email, one in PEOPLE.items() if one.habit is habit and one.notes and 1 not in one.skips]


def with_trait(trait: Trait) -> str:
    return next(email for email, one in PEOPLE.items() if one.trait is trait)


def answered(values: Submitted) -> set[str]:
    return {question.key for question in QUESTIONS if values.values[question.key]}


def test_the_same_seed_gives_the_same_programme_and_another_seed_another(
    month: Played, tmp_path: Path
) -> None:
    plays = []
    for _ in range(2):
        with played(tmp_path, days=16, seed=5) as one:
            plays.append((deeds(one), one.report()["participation"]))
    assert plays[0][1]["check_ins"], "the first round closes on day 15"
    assert plays[0] == plays[1]
    assert plays[0][0] != deeds(month)[: len(plays[0][0])]


def deeds(play: Played) -> list[tuple[str, datetime]]:
    """Who acted when. Shares of the report are not compared: their noise comes from no seed."""
    return [(event.who.user, at) for event, _, at in play.acts.seen]


def test_the_report_has_what_the_contract_names(month: Played) -> None:
    report = month.report()
    assert list(report) == [
        "cohort",
        "as_of",
        "design",
        "participation",
        "check_ins",
        "capability",
        "performance",
        "talent",
        "scope",
        "withheld",
    ]
    assert report["cohort"] == COHORT
    assert report["participation"]["pairs"] == report["participation"]["pairs_signed"] == 12
    first = report["participation"]["check_ins"][0]
    for role in ("mentor", "executive"):
        assert first[role]["invited"] == 12
        assert 8 <= first[role]["answered"] <= 12
    cells = report["check_ins"][0]["mentor"]["changed"]
    assert set(cells) == {"nothing_yet", "tried", "habit", "workflow"}
    assert all(set(cell) == {"share", "noise"} for cell in cells.values())


def test_most_answer_in_one_sitting(month: Played) -> None:
    for email in with_habit(Habit.IN_A_FORM):
        kept = [act for act in saves(month, email) if answered(act) == {q.key for q in QUESTIONS}]
        assert kept, email


def test_some_answer_one_by_one_with_buttons_and_with_words(month: Played) -> None:
    people = with_habit(Habit.IN_THE_CHAT)
    assert all(presses(month, email, "checkins.choose") for email in people)
    assert all(presses(month, email, "checkins.no_note") for email in people)
    assert any(isinstance(event.act, Said) for email in people for event, _ in of(month, email))


def test_some_answer_half_of_it_first_and_the_rest_days_later(month: Played) -> None:
    emails = set(with_habit(Habit.IN_PARTS))
    begun = {
        event.who.user: now
        for event, _, now in reversed(month.acts.seen)
        if event.who.user in emails and _opens(event)
    }
    ended = {event.who.user: now for event, _, now in month.acts.seen if event.who.user in emails}
    assert any(ended[email] - begun[email] > timedelta(hours=20) for email in emails)


def test_some_answer_only_when_they_are_reminded(month: Played) -> None:
    for email in with_habit(Habit.WHEN_REMINDED):
        cards = [e for e in month.conversation(email) if e.kind is EntryKind.MESSAGE and _is_check_in(e.body)]
        assert len(cards) == 2, "the card, and the reminder below it"
        answered_at = next(
            now for event, _, now in month.acts.seen if event.who.user == email and _opens(event)
        )
        assert answered_at > cards[1].at


def test_one_edits_what_was_saved(month: Played) -> None:
    done = [
        isinstance(event.act, Submitted)
        for event, reply in of(month, with_trait(Trait.HAS_SECOND_THOUGHTS))
        if isinstance(reply, Show | Redraw) and reply.message.notify == "Your check-in is complete"
    ]
    assert len(done) == 2, "complete, and complete again after the edit"
    assert done[-1], "edited in the form"


def test_one_pauses_after_the_first_check_in(month: Played) -> None:
    email = with_trait(Trait.TAKES_LEAVE)
    assert Called("pause") in [event.act for event, _ in of(month, email)]
    assert [act.action.params for act in presses(month, email, "people.pause")] == [{"weeks": "4"}]


def test_one_pair_signs_late_and_joins_the_round_that_is_open(month: Played) -> None:
    late = [email for email, one in PEOPLE.items() if one.signs_late]
    signed = {e.who.user: now for e, _, now in month.acts.seen if _is_press(e, "charter.sign")}
    assert len(signed) == 24
    assert min(signed[email] for email in late) > max(
        now for email, now in signed.items() if email not in late
    )
    for email in late:
        assert any(_is_check_in(entry.body) for entry in month.conversation(email)), email


def test_whoever_forgets_to_say_who_gets_a_note_is_asked_and_says_it(month: Played) -> None:
    rejected = [event.who.user for event, reply, _ in month.acts.seen if isinstance(reply, RejectForm)]
    assert rejected
    for email in rejected:
        note = PEOPLE[email].notes["early"]
        assert saves(month, email)[-1].values[f"{note.question}.audience"] == note.audience.value


def test_some_prefer_not_to_say(month: Played) -> None:
    said = {
        act.values.get(key)
        for email, one in PEOPLE.items()
        for act in saves(month, email)
        for key in [one.declines]
        if key
    }
    pressed = {
        act.action.params["option"] for email in PEOPLE for act in presses(month, email, "checkins.choose")
    }
    assert "declined" in said | pressed


def test_notes_reach_those_they_are_for(month: Played) -> None:
    lead = [
        words for entry in month.conversation("helene.moreau@example.com") for words in _words(entry.body)
    ]
    written = [one.notes["early"] for one in PEOPLE.values() if "early" in one.notes]
    for_lead = {note.text for note in written if note.audience.startswith("lead")}
    for_others = {note.text for note in written if not note.audience.startswith("lead")}
    assert set(lead) <= for_lead
    assert len(lead) >= 5
    assert not for_others & set(lead)


def test_people_who_are_only_compared_with_hear_nothing(month: Played) -> None:
    assert month.conversation("antonia.weiss@example.com") == []


def test_progress_counts_days_messages_and_answers(month: Played) -> None:
    last = month.progress[-1]
    assert last.day == 30
    assert last.now == STARTS + timedelta(days=30)
    assert last.messages > 100
    assert last.answers > 90
    assert [one.day for one in month.progress] == sorted(one.day for one in month.progress)


def test_the_lead_says_what_was_done_and_a_fourth_round_waits_for_the_visitor(tmp_path: Path) -> None:
    with played(tmp_path, days=90, seed=SEED) as one:
        told = [event.act for event, _, _ in one.acts.seen if isinstance(event.act, Submitted)]
        assert [act.action.name for act in told].count("programme.say_did") == 1
        assert len(one.report()["check_ins"]) == 3
        assert len(one.play.still_to_answer) >= 5
        assert any(
            isinstance(entry.body, Message) and entry.body.notify == "I have paused your check-ins"
            for email in PEOPLE
            for entry in one.conversation(email)
        )


async def test_after_the_play_time_passes_and_nobody_acts(tmp_path: Path) -> None:
    environment = make_environment(tmp_path, starts=STARTS)
    assert isinstance(environment, Environment)
    acts = Acts()
    await Simulation(environment, seed=SEED, handle=acts.handle).run(days=5, watch=lambda _: None)
    before, acted = environment.history.revision(), len(acts.seen)
    await pass_time(environment, timedelta(hours=30, minutes=30))
    assert environment.clock.now() == STARTS + timedelta(days=6, hours=6, minutes=30)
    assert environment.history.revision() > before, "cards went out"
    assert len(acts.seen) == acted
    environment.close()


def _is_press(event: Event, action: str) -> bool:
    return isinstance(event.act, Pressed) and event.act.action.name == action


def _opens(event: Event) -> bool:
    return _is_press(event, "checkins.form") or _is_press(event, "checkins.chat")


def _is_check_in(body: Message | str) -> bool:
    return isinstance(body, Message) and body.title.startswith("Check-in 1")


def _words(body: Message | str) -> list[str]:
    if not isinstance(body, Message):
        return []
    parts = (part for block in body.blocks for part in getattr(block, "blocks", ()))
    return [part.text for part in parts if isinstance(part, Words)]


def test_pairs_meet_ask_and_flag_and_what_they_send_to_it_is_done(month: Played) -> None:
    done = [
        event.act.action.name for event, _, _ in month.acts.seen if isinstance(event.act, Pressed | Submitted)
    ]
    for task in ("sessions.keep", "asks.send", "asks.done", "scope.raise", "scope.send", "tickets.done"):
        assert task in done, task
    assert month.report()["scope"]["check_ins"]
