"""Closing a round: what is shown, what is withheld, and that nothing ties a choice to a person."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from random import Random, SystemRandom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.cells import NoisyCell, Thresholds, Withheld
from bot.privacy.release import (
    BOTH_ROLES,
    DECLINED,
    CellSpec,
    KeptAnswer,
    Participation,
    PersonAnswers,
    Randomness,
    ReleaseQuestion,
    RoundRelease,
    Shuffle,
    release_round,
)

STEPS = tuple("12345")
ROLES = ("mentor", "executive")


def safe_to_raise(role: str) -> ReleaseQuestion:
    cells = (CellSpec("4_5", frozenset("45")), CellSpec("1_2", frozenset("12")))
    return ReleaseQuestion(key="safe_to_raise", role=role, options=STEPS, cells=cells)


def unsure(role: str) -> ReleaseQuestion:
    options = ("clear", "some", "unclear")
    cells = tuple(CellSpec(option, frozenset((option,))) for option in options)
    return ReleaseQuestion(key="unsure", role=role, options=options, cells=cells)


QUESTIONS = tuple(question(role) for role in ROLES for question in (unsure, safe_to_raise))
PLENTY = {"mentor": 50, "executive": 50}

choices = st.fixed_dictionaries(
    {},
    optional={
        "unsure": st.sampled_from(("clear", "some", "unclear", DECLINED)),
        "safe_to_raise": st.sampled_from((*STEPS, DECLINED)),
    },
)
people = st.lists(st.builds(PersonAnswers, st.sampled_from(ROLES), choices), max_size=40)


def quiet(shuffle: Shuffle = lambda _answers: None) -> Randomness:
    """Every draw of noise is 0, so that counts can be followed."""
    return Randomness(shuffle, lambda below: below - 1)


def release(
    answers: Sequence[PersonAnswers], seed: int = 1, thresholds: Thresholds = Thresholds()
) -> RoundRelease:
    return release_round(QUESTIONS, answers, PLENTY, thresholds, quiet(Random(seed).shuffle))


def mentors(*steps: str) -> list[PersonAnswers]:
    return [PersonAnswers("mentor", {"safe_to_raise": step}) for step in steps]


def executives(*steps: str) -> list[PersonAnswers]:
    return [PersonAnswers("executive", {"safe_to_raise": step}) for step in steps]


def shown(released: RoundRelease, question: str, cell: str, role: str = "mentor") -> object:
    return next(c.shown for c in released.cells if (c.role, c.question, c.cell) == (role, question, cell))


def test_a_cell_counts_those_who_chose_one_of_its_options() -> None:
    released = release(mentors(*"4554321343"))
    assert shown(released, "safe_to_raise", "4_5") == NoisyCell(5, 10)
    assert shown(released, "safe_to_raise", "1_2") == NoisyCell(2, 10)


def test_every_cell_has_noise_of_its_own() -> None:
    released = release_round(
        QUESTIONS, mentors(*"5" * 50), PLENTY, Thresholds(), Randomness(lambda _: None, Random(5).randrange)
    )
    drawn = [cell.shown.count for cell in released.cells if isinstance(cell.shown, NoisyCell)]
    assert len(drawn) == 5
    assert len(set(drawn[:3])) > 1  # three counts of nobody


def test_fewer_than_eight_answers_of_all_withhold_every_cell() -> None:
    released = release([*mentors(*"5555"), *executives(*"555")])
    assert {cell.shown for cell in released.cells} == {Withheld("fewer than 8 answers")}


def test_two_small_roles_are_shown_together() -> None:
    released = release([*mentors(*"5555"), *executives(*"5551")])
    assert shown(released, "safe_to_raise", "4_5", BOTH_ROLES) == NoisyCell(7, 8)
    assert shown(released, "safe_to_raise", "4_5") == Withheld("fewer than 8 answers")
    assert shown(released, "safe_to_raise", "4_5", "executive") == Withheld("fewer than 8 answers")


def test_a_small_role_beside_a_large_one_waits_so_that_no_answer_is_counted_twice() -> None:
    released = release([*mentors(*"55555555"), *executives(*"5551")])
    assert shown(released, "safe_to_raise", "4_5") == NoisyCell(8, 8)
    assert shown(released, "safe_to_raise", "4_5", "executive") == Withheld("fewer than 8 answers")
    assert not any(cell.role == BOTH_ROLES for cell in released.cells)


def test_declining_counts_as_answering_and_in_no_cell() -> None:
    released = release(mentors(*"5555", *[DECLINED] * 4))
    assert shown(released, "safe_to_raise", "4_5") == NoisyCell(4, 8)
    assert released.participation[0] == Participation(role="mentor", invited=50, answered=8)
    assert len(released.kept) == 4


def test_a_raised_threshold_withholds_more() -> None:
    released = release(mentors(*"55555555"), thresholds=Thresholds(cells=9))
    assert shown(released, "safe_to_raise", "4_5") == Withheld("fewer than 9 answers")


def test_a_small_role_shows_no_participation() -> None:
    released = release_round(QUESTIONS, mentors("5"), {"mentor": 4, "executive": 5}, Thresholds(), quiet())
    assert released.participation == (
        Participation(role="mentor", withheld="fewer than 5 invited"),
        Participation(role="executive", invited=5, answered=0),
    )


def test_somebody_who_chose_nothing_did_not_answer() -> None:
    assert release([PersonAnswers("mentor", {})]).participation[0].answered == 0


def test_one_cell_may_count_all_options() -> None:
    everybody = ReleaseQuestion(
        key="unsure", role="mentor", options=("a", "b"), cells=(CellSpec("all", frozenset("ab")),)
    )
    assert everybody.cells[0].options == {"a", "b"}
    with pytest.raises(ValueError, match="an option that nobody is offered"):
        ReleaseQuestion(key="unsure", role="mentor", options=("a",), cells=everybody.cells)


def test_a_round_nobody_was_asked_is_released_empty() -> None:
    assert release_round((), (), {}, Thresholds(), quiet()) == RoundRelease((), ())


@given(answers=people)
def test_every_cell_is_there_once_whatever_was_answered(answers: list[PersonAnswers]) -> None:
    released = [(cell.role, cell.question, cell.cell) for cell in release(answers).cells]
    each = [(q.role, q.key, cell.key) for q in QUESTIONS for cell in q.cells]
    assert released[-len(each) :] == each
    assert {role for role, *_ in released[: -len(each)]} <= {BOTH_ROLES}


@given(answers=people)
def test_below_the_threshold_all_of_a_role_is_withheld_and_above_nothing(
    answers: list[PersonAnswers],
) -> None:
    answered = Counter(person.role for person in answers if person.choices)
    is_together = max(answered.values(), default=0) < 8 <= answered.total()
    released = release(answers)
    for cell in released.cells:
        if cell.role != BOTH_ROLES:
            assert isinstance(cell.shown, Withheld) == (answered[cell.role] < 8)
    assert any(cell.role == BOTH_ROLES for cell in released.cells) == is_together


@given(answers=people)
def test_each_answer_is_counted_in_one_group_at_most(answers: list[PersonAnswers]) -> None:
    """So a round spends epsilon = 2 a question of anybody, and no more."""
    shown = {cell.role for cell in release(answers).cells if isinstance(cell.shown, NoisyCell)}
    assert not (BOTH_ROLES in shown and len(shown) > 1)


@given(answers=people)
def test_the_choices_kept_are_those_made(answers: list[PersonAnswers]) -> None:
    made = Counter(
        KeptAnswer(role=a.role, question=question, option=choice)
        for a in answers
        for question, choice in a.choices.items()
        if choice != DECLINED
    )
    assert Counter(release(answers).kept) == made


@given(answers=people, seed=st.integers(0, 1_000))
def test_who_chose_what_together_leaves_no_trace(answers: list[PersonAnswers], seed: int) -> None:
    """Deal the choices to each question out to others of the role: the release is the same, bit for bit."""
    assert release(_dealt_anew(answers, Random(seed)), seed) == release(answers, seed)


def test_kept_choices_of_one_person_do_not_keep_a_common_place() -> None:
    """With all choices of a question distinct, two questions line up no more often than chance."""
    names = tuple(f"p{n}" for n in range(200))
    questions = [ReleaseQuestion(key=key, role="mentor", options=names, cells=()) for key in ("a", "b")]
    answers = [PersonAnswers("mentor", {"a": name, "b": name}) for name in names]
    kept = release_round(questions, answers, {"mentor": 200}, Thresholds(), quiet(Random(7).shuffle)).kept
    first, second = ([k.option for k in kept if k.question == key] for key in ("a", "b"))
    assert sorted(first) == sorted(second)
    assert sum(x == y for x, y in zip(first, second, strict=True)) <= 6
    assert first != list(names)
    assert [k.question for k in kept[:200]].count("a") not in {0, 200}


def test_the_systems_randomness_is_a_shuffle() -> None:
    released = release_round(
        QUESTIONS,
        mentors(*"1234512345"),
        PLENTY,
        Thresholds(),
        Randomness(SystemRandom().shuffle, secrets.randbelow),
    )
    assert len(released.kept) == 10


class TestDefects:
    @pytest.mark.parametrize(
        "answer, why",
        [
            (PersonAnswers("mentor", {"unsure": "swordfish"}), "unsure is none of its options"),
            (PersonAnswers("mentor", {"unsure": ""}), "unsure is none of its options"),
            (PersonAnswers("mentor", {"other": "clear"}), "mentor was not asked other"),
            (PersonAnswers("lead", {"unsure": "clear"}), "lead was not asked unsure"),
        ],
    )
    def test_an_answer_to_nothing_asked_is_refused_unquoted(self, answer: PersonAnswers, why: str) -> None:
        with pytest.raises(ValueError, match=why) as caught:
            release([answer])
        assert "swordfish" not in str(caught.value)

    def test_more_answers_than_invitations_are_refused(self) -> None:
        with pytest.raises(ValueError, match="more answered"):
            release_round(QUESTIONS, mentors(*"55"), {"mentor": 1}, Thresholds(), quiet())

    def test_an_answer_of_a_role_that_was_not_invited_is_refused(self) -> None:
        with pytest.raises(ValueError, match="more answered"):
            release_round(QUESTIONS, mentors("5"), {"executive": 50}, Thresholds(), quiet())

    def test_one_question_twice_is_refused(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            release_round([*QUESTIONS, *QUESTIONS], (), PLENTY, Thresholds(), quiet())

    def test_a_cell_of_unknown_options_is_refused(self) -> None:
        with pytest.raises(ValueError, match="nobody is offered"):
            ReleaseQuestion(key="q", role="mentor", options=("a",), cells=(CellSpec("c", frozenset("ab")),))

    def test_declining_is_no_option(self) -> None:
        with pytest.raises(ValueError, match="declining"):
            ReleaseQuestion(key="q", role="mentor", options=("a", DECLINED), cells=())


def _dealt_anew(answers: Sequence[PersonAnswers], random: Random) -> list[PersonAnswers]:
    dealt: list[dict[str, str]] = [{} for _ in answers]
    for role in ROLES:
        places = [place for place, person in enumerate(answers) if person.role == role and person.choices]
        for question in ("unsure", "safe_to_raise"):
            holders = [place for place in places if question in answers[place].choices]
            made = [answers[place].choices[question] for place in holders]
            random.shuffle(made)
            for place, choice in zip(holders, made, strict=True):
                dealt[place][question] = choice
    anew = [PersonAnswers(person.role, mine) for person, mine in zip(answers, dealt, strict=True)]
    random.shuffle(anew)
    return anew
