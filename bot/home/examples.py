"""The home, with a section that several nouns share."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cast import COHORT, EXECUTIVE, LEAD, MENTOR
from bot.feature import Example, HomeLines
from bot.home import screens
from bot.screens import flag_button, press
from bot.surface import Section, Text, Words


def examples() -> Iterator[Example]:
    check_in = Section("My check-in", (Text("No check-in is open."),))
    signed = HomeLines(
        sentence="Version 1 of the charter is signed by both of you.",
        buttons=(press("Show the charter", "charter.show", cohort=COHORT.id),),
    )
    agenda = HomeLines(
        blocks=(
            Text("For your next session:"),
            Words("Show me how to write a prompt for our monthly report."),
        ),
        buttons=(press("See the agenda", "asks.agenda"), flag_button()),
    )
    pair = screens.shared_section(
        COHORT.name, [HomeLines(sentence=screens.with_whom(EXECUTIVE)), signed, agenda]
    )
    yield Example("home.home", "a mentor", screens.home(MENTOR, [check_in, pair]))
    glance = HomeLines(buttons=(press("At a glance", "programme.show"),))
    led = screens.shared_section(screens.led_title(COHORT.name), [glance])
    yield Example("home.home (lead)", "a lead", screens.home(LEAD, [check_in, led]))
