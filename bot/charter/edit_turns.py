"""A lead changes the charter in chat: written in a form, seen as a dry run, and only then published.

What is written is kept as a draft of the lead's own, so that nothing is lost between form and confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.charter import edit_screens as screens
from bot.charter import line_screens
from bot.charter.difference import difference
from bot.charter.model import PARTS, Charter, CharterDraft, Domain, Terms, parts
from bot.charter.parsing import read_parts, read_words, words_problem, write_parts
from bot.charter.reporting_line import first_contact_problem, second_contact_problem
from bot.charter.turns import SIGN_WITHIN, republish, why_not
from bot.forms import Rejected, read_form
from bot.ids import CohortId, new_id
from bot.programme.leads import all_leads, led_cohort
from bot.programme.model import Cohort
from bot.screens import leads_only
from bot.surface import Action, Message, Values
from bot.turn import OpenForm, Redraw, Refused, RejectForm, Reply, Show, Turn


def edit(turn: Turn, action: Action) -> Reply:
    """The form, with what the lead's draft says, or else the charter in force."""
    cohort, current = _at_hand(turn, action)
    if cohort is None or current is None:
        return Show(leads_only(all_leads(turn)))
    draft = turn.unit.charters.draft(cohort.id, turn.person.id)
    terms = draft.terms if draft and draft.replaces == current.version else current.terms
    return OpenForm(screens.form(cohort.id, _written(terms), new_id()))


def sort_edit(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The form came back: what is wrong stands at its fields with what was typed, else the dry run is shown."""
    cohort, current = _at_hand(turn, submitted)
    if cohort is None or current is None:
        return Show(leads_only(all_leads(turn)))
    before = turn.unit.charters.draft(cohort.id, turn.person.id)
    if turn.is_repeat:
        return Show(_run(turn, cohort, current, before) if before else screens.draft_gone(cohort.id))
    base = before.terms if before and before.replaces == current.version else current.terms
    typed = {key: values.get(key, "") for key in _written(base)}
    form = screens.form(cohort.id, typed, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    terms, wrong = _terms(turn, cohort, read.values, base)
    if wrong:
        return RejectForm(form, wrong)
    draft = CharterDraft(
        id=instance, cohort=cohort.id, author=turn.person.id, replaces=current.version, terms=terms
    )
    turn.unit.charters.keep_draft(draft)
    return Show(_run(turn, cohort, current, draft))


def show_edit(turn: Turn, action: Action) -> Reply:
    """The dry run of the draft as it is."""
    cohort, current, draft = _own_draft(turn, action)
    if cohort is None or current is None or draft is None:
        return Show(_gone(turn, action))
    return Redraw(_run(turn, cohort, current, draft))


def rebase(turn: Turn, action: Action) -> Reply:
    """A draft that another version overtook is held against that version."""
    cohort, current, draft = _own_draft(turn, action)
    if draft is None and turn.is_repeat and cohort:
        draft = turn.unit.charters.draft(cohort.id, turn.person.id)
    if cohort is None or current is None or draft is None:
        return Show(_gone(turn, action))
    if not turn.is_repeat:
        draft = replace(draft, id=new_id(), replaces=current.version)
        turn.unit.charters.keep_draft(draft)
    return Redraw(_run(turn, cohort, current, draft))


def publish_edit(turn: Turn, action: Action) -> Reply:
    """Puts the draft that the card shows in force, if it is still that draft and still fits."""
    cohort, current, draft = _own_draft(turn, action)
    if cohort is None or current is None or draft is None:
        return Redraw(_after(turn, action))
    if draft.replaces != current.version:
        return Redraw(screens.overtaken(draft, current))
    if turn.is_repeat:  # it was refused; what was wrong may be mended since, and then another press publishes
        refused = why_not(turn.unit, current, draft.terms)
        return Redraw(screens.refused(draft, refused) if refused else _run(turn, cohort, current, draft))
    actor = f"person:{turn.person.id}"
    done = republish(turn.unit, cohort.name, draft.terms, now=turn.now, actor=actor)
    if isinstance(done, Refused):
        return Redraw(screens.refused(draft, done.message))
    turn.unit.charters.drop_draft(cohort.id, turn.person.id)
    return Redraw(screens.published(done, 2 * len(turn.unit.programme.pairings(cohort.id))))


def drop_edit(turn: Turn, action: Action) -> Reply:
    cohort, _current, draft = _own_draft(turn, action)
    if cohort and draft and not turn.is_repeat:
        turn.unit.charters.drop_draft(cohort.id, turn.person.id)
    return Redraw(screens.dropped() if draft or turn.is_repeat else _gone(turn, action))


def pick_words(turn: Turn, action: Action) -> Reply:
    _cohort, _current, draft = _own_draft(turn, action)
    return Redraw(screens.pick_words(draft) if draft else _gone(turn, action))


def ask_words(turn: Turn, action: Action) -> Reply:
    _cohort, _current, draft = _own_draft(turn, action)
    place = _place(draft, action) if draft else None
    if draft is None or place is None:
        return Show(_gone(turn, action))
    part, line, domain = place
    return OpenForm(screens.words_form(draft, part, line, screens.spread(domain.words), new_id()))


def keep_words(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    cohort, current, draft = _own_draft(turn, submitted)
    if turn.is_repeat and cohort and current:
        kept = turn.unit.charters.draft(cohort.id, turn.person.id)
        return Show(_run(turn, cohort, current, kept) if kept else screens.draft_gone(cohort.id))
    place = _place(draft, submitted) if draft else None
    if cohort is None or current is None or draft is None or place is None:
        return Show(_gone(turn, submitted))
    part, line, domain = place
    fields = screens.spread(domain.words)
    typed = [values.get(f"words_{n}", "") for n in range(1, len(fields) + 1)]
    form = screens.words_form(draft, part, line, typed, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    words = read_words("\n".join(read.values.values()))
    if problem := words_problem(words):
        return RejectForm(form, {"words_1": problem[0].upper() + problem[1:]})
    draft = replace(draft, id=instance, terms=_with_words(draft.terms, part, line, words))
    turn.unit.charters.keep_draft(draft)
    return Show(_run(turn, cohort, current, draft))


def _at_hand(turn: Turn, action: Action) -> tuple[Cohort | None, Charter | None]:
    cohort = led_cohort(turn, action)
    return cohort, turn.unit.charters.current(cohort.id) if cohort else None


def _own_draft(turn: Turn, action: Action) -> tuple[Cohort | None, Charter | None, CharterDraft | None]:
    """The draft that the button is about, if the person leads the cohort and has it still.

    Each change of a draft gives it another id, so that a card publishes what it shows or nothing.
    """
    cohort, current = _at_hand(turn, action)
    draft = turn.unit.charters.draft(cohort.id, turn.person.id) if cohort else None
    return cohort, current, draft if draft and draft.id == action.params.get("draft") else None


def _gone(turn: Turn, action: Action) -> Message:
    cohort = led_cohort(turn, action)
    return screens.draft_gone(cohort.id) if cohort else leads_only(all_leads(turn))


def _after(turn: Turn, action: Action) -> Message:
    """To a repeat of the press that published, the same; to any other press the truth."""
    cohort, current = _at_hand(turn, action)
    if cohort and current and turn.is_repeat:
        return screens.published(current, 2 * len(turn.unit.programme.pairings(cohort.id)))
    return _gone(turn, action)


def _written(terms: Terms) -> Mapping[str, str]:
    one, two = (*terms.contacts, "", "")[:2]
    return {
        **write_parts(terms),
        "minutes": str(terms.weekly_minutes),
        "contact_one": one,
        "contact_two": two,
    }


def _terms(
    turn: Turn, cohort: Cohort, values: Mapping[str, str], base: Terms
) -> tuple[Terms, Mapping[str, str]]:
    """The terms as written, and what is wrong, by field."""
    reading = read_parts(values, base)
    wrong = {part: line_screens.problems(said) for part, said in reading.wrong.items()}
    minutes = float(values["minutes"].replace(",", "."))
    if not minutes.is_integer():
        wrong["minutes"] = line_screens.WHOLE_MINUTES
    one, two = values["contact_one"].casefold(), values["contact_two"].casefold()
    wrong |= _contacts_wrong(turn, cohort.id, one, two)
    teaches, keeps, it_owns = (tuple(reading.read[part]) for part in PARTS)
    return Terms(teaches, keeps, it_owns, int(minutes), (one, two)), wrong


def _contacts_wrong(turn: Turn, cohort: CohortId, one: str, two: str) -> Mapping[str, str]:
    said = {
        "contact_one": first_contact_problem(turn.unit, cohort, one),
        "contact_two": line_screens.SAME_CONTACT
        if one == two
        else second_contact_problem(turn.unit, cohort, two),
    }
    return {key: problem for key, problem in said.items() if problem}


def _run(turn: Turn, cohort: Cohort, current: Charter, draft: CharterDraft) -> Message:
    if draft.replaces != current.version:
        return screens.overtaken(draft, current)
    run = screens.DryRun(
        draft=draft,
        current=current,
        difference=difference(current.terms, draft.terms),
        pairs=len(turn.unit.programme.pairings(cohort.id)),
        sign_by=turn.now + SIGN_WITHIN,
        asks_line_managers=draft.terms.weekly_minutes > current.terms.weekly_minutes,
    )
    return screens.dry_run(run, turn.person)


def _place(draft: CharterDraft, action: Action) -> tuple[str, int, Domain] | None:
    part, line = action.params.get("part", ""), action.params.get("line", "")
    lines: Sequence[Domain] = dict(parts(draft.terms)).get(part, ())
    if not (line.isascii() and line.isdecimal() and int(line) < len(lines)):
        return None
    return part, int(line), lines[int(line)]


def _with_words(terms: Terms, part: str, line: int, words: tuple[str, ...]) -> Terms:
    changed = {
        name: tuple(Domain(d.name, words) if (name, n) == (part, line) else d for n, d in enumerate(lines))
        for name, lines in parts(terms)
    }
    return Terms(
        changed["teaches"], changed["keeps"], changed["it_owns"], terms.weekly_minutes, terms.contacts
    )
