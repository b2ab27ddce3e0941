"""Changing the charter in chat, in words: the forms, what would change, and what is wrong with a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import limits
from bot.charter.difference import Difference, wordless
from bot.charter.line_screens import TITLES
from bot.charter.model import LINES, MINUTES, Charter, CharterDraft, Domain, Terms, parts
from bot.ids import CohortId
from bot.people.model import Person
from bot.screens import buttons, clipped, counted, listed, message, moment, press, primary, quiet
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Form,
    LongText,
    Message,
    Number,
    Section,
    ShortText,
    Text,
)

_SHORT: Final = 60
"""Letters of a line's name on the card that says what would change: twice 45 of them fit it."""
WORDS_FIELD: Final = 1_800
"""Letters of a line's words in one field, so that there is room to add some."""
_FIELDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """The effects that publishing a draft would have."""

    draft: CharterDraft
    current: Charter
    difference: Difference
    pairs: int
    sign_by: datetime
    asks_line_managers: bool


def form(cohort: CohortId, written: Mapping[str, str], instance: str) -> Form:
    """`written`: what stands in each field, by key."""
    part_hint = (
        f"A line each, {LINES} at most: Name, or Name: word, word, … to set the words by which requests are known. A "
        "name alone keeps its words."
    )
    return Form(
        "Change the charter",
        Action("charter.sort_edit", {"cohort": cohort}),
        instance,
        (
            Text("Nothing goes out when you send this: you first see what would change, and for whom."),
            *(
                LongText(key=key, label=title, hint=part_hint, required=True, initial=written[key])
                for key, title in TITLES.items()
            ),
            Number(
                key="minutes",
                label="Mentor's time, in minutes a week",
                hint="If it rises, line managers are asked to approve it.",
                required=True,
                low=1,
                high=MINUTES,
                initial=written["minutes"],
            ),
            _contact("contact_one", "First person to turn to", "Their email; in the programme.", written),
            _contact(
                "contact_two",
                "Second person to turn to",
                "Their email; outside the lead's and the executives' line.",
                written,
            ),
        ),
        "See what changes",
    )


def dry_run(run: DryRun, person: Person) -> Message:
    """Shows in full what would change; nothing is published yet."""
    blocks = tuple(_changes(run.difference))
    return message(
        "What would change in the charter",
        *(blocks or (Text("Nothing is different yet."),)),
        *_no_words(run.draft.terms),
        *((Text(_goes_to(run, person)),) if blocks else ()),
        _run_buttons(run.draft, can_publish=bool(blocks)),
        quiet(
            "Nothing is published until you press Publish. Only you see this; your draft is kept until then."
        ),
        title=f"Draft of version {run.current.version + 1}",
    )


def pick_words(draft: CharterDraft) -> Message:
    """Which line's words are to be changed."""
    return message(
        "Which line's words?",
        Text(
            "Requests are sorted by the words behind each line. Which line's words would you like to change?"
        ),
        *(Section(TITLES[part], tuple(_rows(draft, part, lines))) for part, lines in parts(draft.terms)),
        buttons(press("Back", "charter.show_edit", **_about(draft))),
    )


def words_form(draft: CharterDraft, part: str, place: int, written: Sequence[str], instance: str) -> Form:
    """The words behind one line, in as many fields as they need."""
    domain = dict(parts(draft.terms))[part][place]
    return Form(
        "Words behind a line",
        Action("charter.keep_words", {**_about(draft), "part": part, "line": str(place)}),
        instance,
        (
            Text(f"{TITLES[part]}: {domain.name}"),
            Text(
                "Words and phrases, apart by commas, in any language; endings and accents do not matter. A phrase says "
                "more than a word; a word after ~ is only a hint.",
                tone="quiet",
            ),
            *(
                LongText(key=f"words_{n}", label=f"Words {n}" if n > 1 else "Words", initial=text)
                for n, text in enumerate(written, start=1)
            ),
        ),
        "See what changes",
    )


def spread(words: Sequence[str]) -> list[str]:
    """Words over fields, with room left in the last one."""
    fields = [""]
    for word in words:
        joined = f"{fields[-1]}, {word}" if fields[-1] else word
        if len(joined) > WORDS_FIELD:
            fields.append(word)
        else:
            fields[-1] = joined
    return fields if len(fields[-1]) <= WORDS_FIELD // 2 else [*fields, ""]


def published(charter: Charter, people: int) -> Message:
    return message(
        f"Version {charter.version} is in force",
        Text(
            f"Version {charter.version} of the charter is in force, and goes to {counted(people, 'person', 'people')} "
            "to be signed, in their working hours."
        ),
        buttons(press("Show the charter", "charter.show", cohort=charter.cohort)),
        title=f"Version {charter.version} is in force",
    )


def dropped() -> Message:
    return message("Dropped", Text("Your draft is dropped. The charter stays as it is."))


def draft_gone(cohort: CohortId) -> Message:
    return message(
        "That draft is gone",
        Text("That draft was published, dropped or written anew, and nothing was changed."),
        buttons(
            press("Show the charter", "charter.show", cohort=cohort),
            press("Change the charter", "charter.edit", cohort=cohort),
        ),
    )


def overtaken(draft: CharterDraft, current: Charter) -> Message:
    return message(
        "The charter has changed meanwhile",
        Text(
            f"Version {current.version} came into force while you wrote, so nothing was published. Your draft is kept: "
            "open it to see what it would change in that version."
        ),
        buttons(
            primary("Open my draft", "charter.rebase", **_about(draft)),
            press("Drop it", "charter.drop_edit", **_about(draft)),
        ),
    )


def refused(draft: CharterDraft, said: str) -> Message:
    return message(
        "That cannot be published",
        Text(said),
        buttons(
            press("Change", "charter.edit", cohort=draft.cohort),
            press("Drop it", "charter.drop_edit", **_about(draft)),
        ),
    )


def _contact(key: str, label: str, hint: str, written: Mapping[str, str]) -> ShortText:
    return ShortText(key=key, label=label, hint=hint, required=True, initial=written[key], limit=254)


def _about(draft: CharterDraft) -> dict[str, str]:
    return {"cohort": draft.cohort, "draft": draft.id}


def _changes(found: Difference) -> Iterator[Block]:
    named = (
        ("Added", found.added),
        ("Removed", found.removed),
        ("Moved to another part", found.moved),
        ("Other words behind it", found.reworded),
    )
    for title, names in named:
        if names:
            yield Section(title, tuple(_bullets(names)))
    if found.ordered:
        yield Text("The lines stand in another order.")
    if found.minutes:
        yield Text(f"Mentor's time: {found.minutes[1]} minutes a week, not {found.minutes[0]}.")
    if found.contacts:
        yield Text(f"People to turn to: {listed(found.contacts[1])}, not {listed(found.contacts[0])}.")


def _bullets(names: Sequence[str]) -> Iterator[Text]:
    """In texts of as many as one holds."""
    for at in range(0, len(names), 3 * LINES):
        yield Text("\n".join(f"• {clipped(name, _SHORT)}" for name in names[at : at + 3 * LINES]))


def _no_words(terms: Terms) -> tuple[Text, ...]:
    names = wordless(terms)
    if not names:
        return ()
    few = [clipped(name, _SHORT) for name in names[:3]]
    more = len(names) - len(few)
    said = listed((*few, *((f"{more} more",) if more > 0 else ())))
    return (quiet(f"No request is recognised by {said} yet: give them words, by the button."),)


def _goes_to(run: DryRun, person: Person) -> str:
    people = counted(2 * run.pairs, "person", "people")
    asks = " Line managers are asked to approve the time." if run.asks_line_managers else ""
    return (
        f"If you publish this, {people} in {counted(run.pairs, 'pair')} get it and sign again, by "
        f"{moment(run.sign_by, person)}; check-ins of new rounds wait for their signatures.{asks}"
    )


def _run_buttons(draft: CharterDraft, *, can_publish: bool) -> Buttons:
    about = _about(draft)
    return buttons(
        *((primary("Publish", "charter.publish", **about),) if can_publish else ()),
        press("Change", "charter.edit", cohort=draft.cohort),
        press("Change words", "charter.pick_words", **about),
        press("Drop", "charter.drop_edit", **about),
    )


def _rows(draft: CharterDraft, part: str, lines: Sequence[Domain]) -> Iterator[Buttons]:
    shown = [_line_button(draft, part, place, line) for place, line in enumerate(lines)]
    for at in range(0, len(shown), limits.BUTTONS):
        yield buttons(*shown[at : at + limits.BUTTONS])


def _line_button(draft: CharterDraft, part: str, place: int, line: Domain) -> Button:
    label = f"{clipped(line.name, limits.BUTTON - 6)} ({len(line.words)})"
    return press(label, "charter.ask_words", **_about(draft), part=part, line=str(place))
