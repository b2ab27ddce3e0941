"""Charter reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.cast import COHORT, EXECUTIVE, MENTOR, NOON, TERMS
from bot.charter.model import Charter
from bot.feature import Example
from bot.people.roles import Role
from bot.privacy.cells import NoisyCell
from bot.reviews import screens
from bot.reviews.model import Review, ReviewAnswer, Verdict


def examples() -> Iterator[Example]:
    current = Charter(
        cohort=COHORT.id, version=1, terms=TERMS, published_at=NOON, sign_by=NOON + timedelta(days=14)
    )
    review = Review(cohort=COHORT.id, day=30, sent_at=NOON, closes_at=NOON + timedelta(days=14))
    for person, role in ((MENTOR, Role.MENTOR), (EXECUTIVE, Role.EXECUTIVE)):
        yield Example(
            f"charter.review ({role.value})",
            f"a {role.value}",
            screens.card(COHORT, review, current, person, role),
        )
    words = ReviewAnswer(Verdict.CHANGE, "Ninety minutes is too little in March.", named=True)
    yield Example("charter.review_form", "a mentor", screens.form(review, words, "form-4"))
    yield Example("charter.review_thanks", "a mentor", screens.thanks(review, MENTOR))
    yield Example("charter.review_closed", "a mentor", screens.closed(COHORT))
    yield Example("charter.review_over", "a mentor", screens.over())
    shares = {Verdict.STILL_RIGHT: NoisyCell(17, 24), Verdict.CHANGE: NoisyCell(5, 24)}
    yield Example("charter.review_for_leads", "a lead", screens.for_leads(COHORT, review, shares, 1))
    page = [(screens.HEADING, [(words.words, MENTOR.name), ("Less email, please.", "")])]
    yield Example("charter.review_notes", "a lead", screens.notes(COHORT, review, page))
