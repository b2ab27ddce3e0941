"""Roles in a cohort, and the platforms on which people chat."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's part in a cohort, by the name a roster gives it."""

    MENTOR = "mentor"
    EXECUTIVE = "executive"
    TEAM = "team"
    COMPARISON_EXECUTIVE = "comparison-executive"
    COMPARISON_TEAM = "comparison-team"
    COMPARISON_JUNIOR = "comparison-junior"
    LEAD = "lead"
    CONTACT = "contact"
    IT = "it"


class Platform(StrEnum):
    """Where a person is spoken to."""

    SLACK = "slack"
    TEAMS = "teams"
    BROWSER = "browser"
