"""The charter on the home."""

from __future__ import annotations

from bot.charter import screens
from bot.feature import HomeLines, HomePair
from bot.screens import press
from bot.turn import Turn


def in_pair(turn: Turn, pair: HomePair) -> HomeLines:
    """Says whether both have signed the charter in force."""
    charter = turn.unit.charters.current(pair.cohort.id)
    signed = turn.unit.charters.signatures(pair.cohort.id, charter.version).at if charter else {}
    said = screens.home_sentence(
        charter,
        pair.partner,
        signed_by_me=turn.person.id in signed,
        signed_by_partner=bool(pair.partner and pair.partner.id in signed),
    )
    return HomeLines(
        sentence=said, buttons=(press("Show the charter", "charter.show", cohort=pair.cohort.id),)
    )
