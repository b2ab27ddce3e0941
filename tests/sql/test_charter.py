"""The store of charters, beside versions and signatures, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.approvals.model import Approval
from bot.charter.model import CharterDraft, Domain, Terms
from bot.ids import CohortId, PersonId
from bot.ports import UnitOfWork
from bot.programme.model import CohortState
from bot.reviews.model import Review
from tests.sql.samples import COMPANY, DAY, NOW, SPRING, TERMS, begin, cohort, person

M0, E0, M1 = (PersonId(name) for name in ("m0", "e0", "m1"))
DRAFT = CharterDraft(id="form-1", cohort=SPRING, author=M0, replaces=1, terms=TERMS)
REVIEW = Review(cohort=SPRING, day=30, sent_at=NOW, closes_at=NOW + 14 * DAY)
APPROVED = Approval(
    cohort=SPRING, mentor=M0, minutes=90, approved_by="bea@example.com", approved_at=NOW, recorded_by=E0
)


class TestDrafts:
    def test_a_draft_takes_the_place_of_its_authors_last_one(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        unit.charters.keep_draft(DRAFT)
        other = replace(DRAFT, author=M1, id="form-2")
        unit.charters.keep_draft(other)
        changed = replace(
            DRAFT,
            id="form-3",
            replaces=2,
            terms=Terms(
                TERMS.teaches, (Domain("pay", ("raise",)),), TERMS.it_owns, 45, ("a@b.org", "c@d.org")
            ),
        )
        unit.charters.keep_draft(changed)
        assert unit.charters.draft(SPRING, M0) == changed
        assert unit.charters.draft(SPRING, M1) == other

    def test_a_dropped_draft_is_gone_and_no_other(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        unit.charters.keep_draft(DRAFT)
        unit.charters.keep_draft(replace(DRAFT, author=M1))
        for _twice in range(2):
            unit.charters.drop_draft(SPRING, M0)
        assert unit.charters.draft(SPRING, M0) is None
        assert unit.charters.draft(SPRING, M1)


class TestApprovals:
    def test_a_later_approval_takes_the_place_of_the_first(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        unit.approvals.keep([])
        assert unit.approvals.of(SPRING) == {}
        second = replace(APPROVED, mentor=M1, recorded_by=None)
        unit.approvals.keep([APPROVED, second])
        assert unit.approvals.of(SPRING) == {M0: APPROVED, M1: second}
        more = replace(APPROVED, minutes=120, approved_at=NOW + DAY, recorded_by=None)
        unit.approvals.keep([more])
        assert unit.approvals.of(SPRING) == {M0: more, M1: second}
        assert unit.approvals.of(CohortId("other")) == {}

    def test_people_are_found_by_their_line_manager(self, unit: UnitOfWork) -> None:
        bea = "bea@example.com"
        unit.people.save(
            [
                person("zoe", manager_email=bea),
                person("ada", manager_email=bea),
                person("cy", manager_email="x@y.org"),
            ]
        )
        unit.people.save([person("dee")])
        assert [one.id for one in unit.people.reporting_to(COMPANY, bea)] == ["ada", "zoe"]
        assert unit.people.reporting_to(COMPANY, "") == ()


class TestReviews:
    @pytest.mark.parametrize("age, due", [(29, None), (30, 30), (59, 30), (60, 60), (89, 60), (90, None)])
    def test_a_review_is_due_on_its_day(self, unit: UnitOfWork, age: int, due: int | None) -> None:
        launched = date(2026, 1, 5)
        for name, state in (("live", CohortState.LAUNCHED), ("over", CohortState.ENDED)):
            unit.programme.add(cohort(name, state=state, launched_on=launched))
        unit.programme.add(cohort("draft"))
        found = unit.reviews.due(launched + timedelta(days=age))
        assert found == ((("live", due),) if due else ())

    def test_a_review_that_was_sent_is_not_due(self, unit: UnitOfWork) -> None:
        launched = date(2026, 1, 5)
        begin(unit, 0)
        unit.programme.save(cohort(state=CohortState.LAUNCHED, launched_on=launched))
        assert unit.reviews.open(REVIEW, {})
        assert unit.reviews.due(launched + 31 * DAY) == ()
        assert unit.reviews.due(launched + 61 * DAY) == ((SPRING, 60),)

    def test_a_review_is_opened_once_with_an_answer_for_each(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        assert unit.reviews.open(REVIEW, {M0: b"m", E0: b"e"})
        assert not unit.reviews.open(replace(REVIEW, sent_at=NOW + DAY), {M0: b"other"})
        for lock in (False, True):
            assert unit.reviews.review(SPRING, 30, lock=lock) == REVIEW
        assert unit.reviews.review(SPRING, 60) is None
        assert unit.reviews.answers(SPRING, 30) == {M0: b"m", E0: b"e"}
        assert unit.reviews.asking(M0) == ((REVIEW, b"m"),)
        assert unit.reviews.asking(M1) == ()

    def test_an_answer_takes_the_place_of_the_last_one(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        unit.reviews.open(REVIEW, {M0: b"m", E0: b"e"})
        unit.reviews.answer(REVIEW, M0, b"again")
        assert unit.reviews.answers(SPRING, 30) == {M0: b"again", E0: b"e"}

    def test_the_close_takes_the_answers_of_this_review_only(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        later = replace(REVIEW, day=60, closes_at=NOW + 15 * DAY)
        for one in (REVIEW, later):
            unit.reviews.open(one, {M0: b"m"})
        assert unit.reviews.due_to_close(NOW + 14 * DAY - timedelta(seconds=1)) == ()
        assert unit.reviews.due_to_close(NOW + 14 * DAY) == ((SPRING, 30),)
        unit.reviews.close(REVIEW, NOW + 14 * DAY)
        assert unit.reviews.review(SPRING, 30) == replace(REVIEW, closed_at=NOW + 14 * DAY)
        assert unit.reviews.answers(SPRING, 30) == {}
        assert unit.reviews.asking(M0) == ((later, b"m"),)
        assert unit.reviews.due_to_close(NOW + 99 * DAY) == ((SPRING, 60),)
