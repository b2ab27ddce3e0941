"""Reviews of the charter: everybody is asked the same on the same days, and nobody's answer shows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.ids import CohortId
from bot.reviews.model import review_due
from bot.reviews.ticks import ReviewKey, send_review
from bot.surface import Message, Section, Words
from tests.stories.world import COHORT, STAFF, World, pair


@pytest.fixture
def asked(world: World) -> World:
    """Six pairs, one of which has not signed, on the day of the first review."""
    world.begins(*STAFF, *(row for n in range(6) for row in pair(f"m{n}", f"e{n}")))
    world.all_sign(*(f"{side}{n}" for n in range(5) for side in "me"))
    _leaps(world, days=30)
    return world


def _leaps(world: World, *, days: int) -> None:
    """That many days on, in one go, and a working morning."""
    world.clock.advance(timedelta(days=days) - timedelta(hours=1))
    world.passes(hours=3)


def test_all_pairs_are_asked_on_the_same_day_in_the_same_words(asked: World) -> None:
    for n in range(6):
        assert _reviews(asked, f"m{n}") == _reviews(asked, "m0")
        assert _reviews(asked, f"e{n}") == _reviews(asked, "e0")
        assert _reviews(asked, f"e{n}") == 1
    texts = {_review(asked, f"e{n}") for n in range(6)}
    assert len(texts) == 1
    assert "Nobody asked for it" in texts.pop()
    assert "Flag what is not mine" in _review(asked, "m0")
    assert "Flag what is not mine" not in _review(asked, "e0")
    for nobody in ("lena", "carl"):
        assert _reviews(asked, nobody) == 0


def test_the_second_review_comes_on_day_60_and_no_third(asked: World) -> None:
    _leaps(asked, days=30)
    assert _reviews(asked, "m5") == 2
    assert "60 days after the start" in _review(asked, "m5")
    _leaps(asked, days=60)
    assert _reviews(asked, "m5") == 2


def test_nobody_sees_what_somebody_answered(asked: World) -> None:
    """Counts from five on, in bands, when the review closes; not a word of them before."""
    for n in range(6):
        shown = asked[f"m{n}"].presses("Still right")
        assert "Thank you" in shown
        assert "you said" not in shown.lower()
    _changes(asked, "e0", "Less email, please.", "lead_unnamed")
    _changes(asked, "e1", "An hour is too little.", "lead_named")
    before = asked["lena"].all
    assert "charter review" not in before.lower()
    _leaps(asked, days=15)
    lead = asked["lena"].all
    assert re.search(r"Still right: about \d+ %", lead)
    assert re.search(r"Something should change: about \d+ %", lead)
    assert "Less email, please." in lead
    assert "An hour is too little." in lead
    assert "E1" in _note(asked, "An hour is too little.")
    assert "E0" not in _note(asked, "Less email, please.")
    for other in ("m0", "m1", "e2"):
        assert "Less email" not in asked[other].all
    cards = {asked.edge.reads(_card(asked, f"{side}{n}")) for side in "me" for n in range(6)}
    assert len(cards) == 1
    assert "closed" in cards.pop()


def test_an_answer_can_be_changed_until_the_close(asked: World) -> None:
    _changes(asked, "e0", "Less email, please.", "lead_unnamed")
    form = asked["e0"].presses("Something should change")
    assert "Less email, please." in form
    asked["e0"].fills(words="Fewer meetings.", who="lead_unnamed")
    asked["e0"].repeats()
    _changes(asked, "m0", "Never mind.", "lead_unnamed")
    asked["m0"].presses("Still right")
    _leaps(asked, days=15)
    lead = asked["lena"].all
    assert "Fewer meetings." in lead
    assert "Less email" not in lead
    assert "Never mind" not in lead
    assert "closed or not yours" in asked["e0"].does("charter.ask_change", cohort=_cohort(asked), day="30")


def test_what_was_written_is_ones_own_to_see_and_erase(asked: World) -> None:
    _changes(asked, "e0", "Less email, please.", "lead_unnamed")
    asked["e0"].types("/my-data")
    assert "Less email, please." in asked["e0"].presses("Read what I wrote")
    asked["e0"].types("/my-data")
    asked["e0"].presses("Erase what I wrote")
    asked["e0"].presses("Yes, erase them")
    assert "Less email" not in asked["e0"].presses("Something should change")
    _leaps(asked, days=15)
    assert "Less email" not in asked["lena"].all
    assert "Nobody wrote a comment" in asked["lena"].all


def test_a_form_without_a_reader_or_words_is_sent_back(asked: World) -> None:
    asked["e0"].presses("Something should change")
    assert "Please fill this in" in asked["e0"].fills(words="Less email, please.")
    assert "Please fill this in" in asked["e0"].fills(words=" ", who="lead_named")
    assert "too long" in asked["e0"].fills(words="x" * 1_001, who="lead_named")


def test_the_longest_words_in_any_script_fit_the_seal(asked: World) -> None:
    _changes(asked, "e0", "🙂" * 1_000, "lead_unnamed")
    _leaps(asked, days=15)
    assert "🙂🙂" in asked["lena"].all


@pytest.mark.parametrize("day", ["30", "60", "-1", "x", ""])
def test_who_was_not_asked_answers_nothing(asked: World, day: str) -> None:
    for action in ("charter.still_right", "charter.ask_change"):
        assert "closed or not yours" in asked["carl"].does(action, cohort=_cohort(asked), day=day)


def test_a_second_tick_sends_nothing_twice(asked: World) -> None:
    key = ReviewKey(f"{_cohort(asked)}:30")
    asked.work(lambda u: send_review(u, key, asked.clock.now()))
    asked.passes(hours=24)
    assert _reviews(asked, "m0") == 1


@pytest.mark.parametrize(
    "age, sent, due",
    [
        (29, (), None),
        (30, (), 30),
        (59, (), 30),
        (60, (30,), 60),
        (60, (), 60),
        (65, (30, 60), None),
        (89, (30,), 60),
        (90, (30,), None),
        (200, (), None),
    ],
)
def test_what_was_missed_is_sent_late_once_or_left_out(
    age: int, sent: tuple[int, ...], due: int | None
) -> None:
    assert review_due(age, sent) == due


def _changes(world: World, name: str, words: str, who: str) -> None:
    world[name].presses("Something should change")
    assert "Thank you" in world[name].fills(words=words, who=who)


def _review(world: World, name: str) -> str:
    return world.edge.reads(_card(world, name))


def _card(world: World, name: str) -> Message:
    return [m for m in world[name].conversation if "still right?" in m.title][-1]


def _reviews(world: World, name: str) -> int:
    return sum("still right?" in m.title for m in world[name].conversation)


def _note(world: World, words: str) -> str:
    """The words as the lead has them, with who they are from."""
    sections = (b for m in world["lena"].conversation for b in m.blocks if isinstance(b, Section))
    found = (one for section in sections for one in section.blocks if isinstance(one, Words))
    return next(f"{one.text} {one.by}" for one in found if one.text == words)


def _cohort(world: World) -> CohortId:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    return cohort.id
