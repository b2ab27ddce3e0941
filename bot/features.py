"""Every feature of the product, in the order in which people meet them: in help, on the home, in `/my-data`.

A noun is added by a line here; all else that concerns it stands in its own folder.
"""

from __future__ import annotations

from bot.approvals.feature import FEATURE as APPROVALS
from bot.asks.feature import FEATURE as ASKS
from bot.charter.feature import FEATURE as CHARTER
from bot.checkins.feature import FEATURE as CHECKINS
from bot.flags.feature import FEATURE as FLAGS
from bot.home.feature import FEATURE as HOME
from bot.people.feature import FEATURE as PEOPLE
from bot.privacy.feature import FEATURE as PRIVACY
from bot.programme.feature import FEATURE as PROGRAMME
from bot.registry import register
from bot.reports.feature import FEATURE as REPORTS
from bot.reviews.feature import FEATURE as REVIEWS
from bot.sessions.feature import FEATURE as SESSIONS
from bot.tickets.feature import FEATURE as TICKETS

FEATURES = register(
    (
        HOME,
        CHECKINS,
        CHARTER,
        APPROVALS,
        REVIEWS,
        ASKS,
        FLAGS,
        SESSIONS,
        PEOPLE,
        PROGRAMME,
        REPORTS,
        TICKETS,
        PRIVACY,
    )
)
COMMANDS = tuple(FEATURES.listed())
"""Each command's word and what it does, for people of all roles."""
SHORTCUTS = tuple(
    (one.word, one.shortcut.places, one.shortcut.name, one.shortcut.does)
    for one in FEATURES.commands.values()
    if one.shortcut
)
OPENS_FORM = frozenset(name for name, button in FEATURES.buttons.items() if button.opens_form)
IN_OWN_CHAT = frozenset(name for name, button in FEATURES.buttons.items() if button.in_own_chat)
