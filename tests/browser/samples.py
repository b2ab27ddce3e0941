"""Screens with every block and field, some with text that tries to inject HTML."""

from __future__ import annotations

from bot.surface import (
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    Date,
    Fact,
    Facts,
    Form,
    Link,
    LongText,
    Message,
    Number,
    Option,
    Scale,
    Section,
    Series,
    ShortText,
    Table,
    Text,
    Toggle,
    Words,
)

HOSTILE = (
    "<script>alert(1)</script> <b>&amp;</b> <@U123> @here *bold* [x](javascript:alert(1)) \u202eevil\u202c 🦊"
)

AUDIENCES = ("The lead, without my name", "The lead, with my name", "My pair", "Only me")

FORM = Form(
    title="Your check-in",
    action=Action("checkin.answer", {"checkin": "c1"}),
    instance="form1",
    submit="Save answers",
    items=(
        Text("Five questions, two minutes. You can change your answers until Friday 12 June, 17:00."),
        Choice(
            key="changed",
            label="What has changed in how you work?",
            hint="Who can see this: nobody by name; the lead sees shares of five people or more.",
            required=True,
            options=(
                Option("skill", "I use a skill I did not have"),
                Option("workflow", "A workflow runs differently"),
                Option("nothing", "Nothing yet"),
                Option("declined", "I prefer not to say"),
            ),
        ),
        LongText(
            key="changed_note",
            label="Anything to add?",
            hint="You pick below who gets this note. Nobody gets it unless you pick them.",
            limit=200,
        ),
        Choice(
            key="audience",
            label="Who gets this note?",
            options=tuple(
                Option(str(n), label)
                for n, label in enumerate((*AUDIENCES, *(f"Circle {n}" for n in range(1, 6))))
            ),
        ),
        Scale(
            key="safe",
            label="How safe is it to raise workload or scope concerns?",
            hint="Who can see this: the lead, as a share in bands of ten, from five people on.",
            required=True,
            low_label="Not at all",
            high_label="Completely",
            declined=Option("declined", "I prefer not to say"),
        ),
        Section("And something about you", (Text("These may stay empty.", tone="quiet"),)),
        ShortText(key="tool", label="Which tool helped most?", initial="A spelling checker"),
        Number(key="hours", label="Hours saved a week", hint="A guess is fine, like 2.5.", low=0, high=60),
        Date(key="day", label="Best day for your next session"),
        Toggle(key="remind", label="Remind me the day before", initial=True),
    ),
)

BARS = Chart(
    title="Weekly use of AI",
    kind="bar",
    categories=("Before", "After 45 days", "After 90 days"),
    series=(Series("Participants", (22, 48, 71)), Series("Comparison", (24, 27, 33))),
    alt="Weekly use rose from 22 % to 71 % among participants, and from 24 % to 33 % in the comparison group.",
    unit="%",
)
LINES = Chart(
    title="Confidence, 1 to 5",
    kind="line",
    categories=("Round 1", "Round 2", "Round 3", "Round 4"),
    series=(Series("Mentors", (2.9, 3.4, 3.6, 4.1)), Series("Executives", (2.1, 2.6, 3.5, 3.7))),
    alt="Confidence rose in both roles over four rounds.",
)
TABLE = Table(
    columns=("Outcome", "Before", "After", "Verdict"),
    rows=(
        ("Weekly AI use", "22 %", "71 %", "better than comparison"),
        ("Cycle time, days", "9.4", "6.1", "no clear difference"),
        ("Retention of mentors", "", "", "too few"),
    ),
    caption="What changed",
)

INVITATION = Message(
    notify="Your check-in is ready",
    title="Check-in 3 of 4",
    blocks=(
        Text("Good morning, Ada. Five questions, about two minutes."),
        Facts((Fact("Open until", "Friday 12 June, 17:00"), Fact("Answered so far", "2 of 5"))),
        Buttons(
            (
                Button("Answer in one form", Action("checkin.form", {"checkin": "c1"}), style="primary"),
                Button("One at a time here", Action("checkin.chat", {"checkin": "c1"})),
                Button("Skip this one", Action("checkin.skip", {"checkin": "c1"}), style="danger"),
            )
        ),
        Text("Answers are drafts until the round closes. Nobody sees who answered what.", tone="quiet"),
    ),
)
REPORT = Message(
    notify="The cohort report is ready",
    title="Spring cohort after 90 days",
    blocks=(
        Text("Better than comparison on one of three primary outcomes.", tone="strong"),
        BARS,
        LINES,
        TABLE,
        Buttons((Link("Open the report page", "http://127.0.0.1:8080/reports/1"),)),
    ),
)
NOTES = Message(
    notify="Two notes came in",
    title="Notes for you",
    blocks=(
        Section(
            "What would help",
            (
                Words(
                    "More time with the planning team.\nAnd a quieter room.", by="A mentor, without a name"
                ),
                Words("نحتاج إلى وقت أطول مع الفريق.", by="ليلى"),
                Buttons((Button("Say what was done", Action("notes.answer")),)),
            ),
        ),
    ),
)
HOSTILE_MESSAGE = Message(
    notify=HOSTILE[:100],
    title=HOSTILE,
    blocks=(
        Text(HOSTILE),
        Words(HOSTILE, by=HOSTILE[:90]),
        Facts((Fact(HOSTILE[:90], HOSTILE),)),
        Table(columns=(HOSTILE, ""), rows=((HOSTILE, HOSTILE),), caption=HOSTILE),
        Section(HOSTILE, (Text(HOSTILE),)),
        Buttons(
            (
                Button(HOSTILE[:40], Action("x.y", {"about": HOSTILE})),
                Link("Click", "javascript:alert(1)"),
                Link("Mail", "mailto:lead@example.org"),
            )
        ),
        Chart(HOSTILE[:50], "bar", (HOSTILE[:20],), (Series(HOSTILE[:20], (1,)),), HOSTILE, unit=HOSTILE[:8]),
        Chart(
            HOSTILE[:50], "line", (HOSTILE[:20],), (Series(HOSTILE[:20], (1,)),), HOSTILE, unit=HOSTILE[:8]
        ),
    ),
)

SCREENS: tuple[tuple[str, str, Message | Form], ...] = (
    ("Invitation", "When a round opens.", INVITATION),
    ("Report", "What a lead sees.", REPORT),
    ("Notes", "What people wrote.", NOTES),
    ("Check-in form", "Every field.", FORM),
    ("Hostile text", "Nothing breaks out.", HOSTILE_MESSAGE),
)
