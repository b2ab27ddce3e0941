"""All tables, one module for each noun. Names follow the glossary; what a column must not hold is noted beside it.

Ids are random text. Instants are stored in UTC and read as aware datetimes. People's answers are sealed before they
are stored: the database alone cannot read `sealed` columns.
"""

from adapters.sql.tables.asks import ask, triage_tally
from adapters.sql.tables.base import metadata
from adapters.sql.tables.charter import budget_approval, charter, charter_draft, signature
from adapters.sql.tables.checkins import answer, check_in, draft, note, private_note, round_, silent_streak
from adapters.sql.tables.flags import flag_entry, pattern_told, scope_flag
from adapters.sql.tables.outbox import arrival, delivery, workspace_lease
from adapters.sql.tables.people import directory_look, organisation, person
from adapters.sql.tables.platforms import conversation_reference, slack_installation, slack_installing
from adapters.sql.tables.privacy import audit, cohort_key
from adapters.sql.tables.processing import parked, schema_note, seen_event
from adapters.sql.tables.programme import cohort, membership, pairing
from adapters.sql.tables.reports import released_cell, released_participation, released_scope
from adapters.sql.tables.reviews import charter_review, review_answer
from adapters.sql.tables.sessions import session
from adapters.sql.tables.tickets import desk_call, desk_errand, ticket

__all__ = [
    "answer",
    "arrival",
    "ask",
    "audit",
    "budget_approval",
    "charter",
    "charter_draft",
    "charter_review",
    "check_in",
    "cohort",
    "cohort_key",
    "conversation_reference",
    "delivery",
    "desk_call",
    "desk_errand",
    "directory_look",
    "draft",
    "flag_entry",
    "membership",
    "metadata",
    "note",
    "organisation",
    "pairing",
    "parked",
    "pattern_told",
    "person",
    "private_note",
    "released_cell",
    "released_participation",
    "released_scope",
    "review_answer",
    "round_",
    "schema_note",
    "scope_flag",
    "seen_event",
    "session",
    "signature",
    "silent_streak",
    "slack_installation",
    "slack_installing",
    "ticket",
    "triage_tally",
    "workspace_lease",
]
