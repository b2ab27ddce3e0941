"""Every sentence a roster file can earn: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.people.roles import Platform, Role
from bot.people.roster.closest import closest, closest_country, closest_language, closest_zone
from bot.people.roster.model import COLUMNS, MOST_BYTES, MOST_ROWS

_SHOWN = 40
_SAVE_AS_UTF_8 = 'In Excel: File, Save As, "CSV UTF-8 (Comma delimited)".'


def placed(line: int, column: str, said: str) -> str:
    """A sentence with the place it speaks of before it."""
    if not line:
        return said
    return f"Line {line}, {_visible(column)}: {said}" if column else f"Line {line}: {said}"


# The file as a whole


def too_large(size: int) -> str:
    return (
        f"The file has {size / 1e6:.1f} MB, and I read up to {MOST_BYTES // 1_000_000}. "
        "Split it and import the parts one after the other."
    )


def too_many_rows() -> str:
    return (
        f"there are more than {MOST_ROWS:,} people above this line, and I read no more. "
        "Split it and import the parts one after the other."
    )


def empty_file() -> str:
    return f"The file is empty. Its first line names the columns: {','.join(COLUMNS)}"


def nobody() -> str:
    return "The file has a header and nobody below it. Add a line for each person."


def workbook() -> str:
    return f"This is a workbook, not a CSV file. {_SAVE_AS_UTF_8}"


def utf_16() -> str:
    return f'The file is saved as UTF-16 ("Unicode text"), and I read UTF-8. {_SAVE_AS_UTF_8}'


def not_utf_8(like: str) -> str:
    return (
        f"there are letters here that are not UTF-8, perhaps {quoted(like)}. "
        f"The file was saved in an older encoding, such as Latin-1. {_SAVE_AS_UTF_8}"
    )


def nul() -> str:
    return "there is a NUL byte, which no text has. The file may be damaged: export it again."


def broken_quotes() -> str:
    return (
        "the quotation marks in this row do not add up, so I stopped here. A cell that holds a comma, a "
        'quotation mark or a line break is written between two ", and each " inside it is doubled.'
    )


# The header


def no_header() -> str:
    return f"this should be the header, and I know none of its columns. It reads: {','.join(COLUMNS)}"


def too_many_columns(count: int) -> str:
    return f"the header has {count:,} columns, and I know {len(COLUMNS)}. It reads: {','.join(COLUMNS)}"


def missing_column() -> str:
    return "this column is missing. Add it to the header and fill it in for everybody."


def unknown_column(name: str) -> str:
    known = f"The columns are {', '.join(COLUMNS)}."
    return f"I do not know this column. {_meant(closest(name, COLUMNS)) or known}"


def unnamed_column(number: int) -> str:
    return f"column {number} has no name. Name it, or remove it with its cells."


def column_twice() -> str:
    return "this column is there twice. Keep one of the two."


# One row


def ragged(cells: int, columns: int) -> str:
    return (
        f"there {_are(cells, 'cell')} here and {columns} in the header. A comma is missing or one too many, "
        'or a cell with a comma in it lacks the " around it.'
    )


def empty() -> str:
    return "this is empty, and everybody needs one."


def too_long(size: int, limit: int) -> str:
    return f"this has {size:,} characters, and {limit:,} fit. Please shorten it."


def too_many_words(count: int, limit: int) -> str:
    return f"these are {count:,} entries, and {limit} fit. Keep those that matter most for a match."


def control_character(character: str) -> str:
    name = "a tab" if character == "\t" else f"an invisible control character (U+{ord(character):04X})"
    return f"there is {name} in it, which can make text read as something else. Type the cell again."


def formula(text: str) -> str:
    return (
        f"{quoted(text)} begins with {text[0]}, and a spreadsheet that opens an export would run it as a "
        "formula. Take the sign away."
    )


def nothing_visible() -> str:
    return "there is nothing to see in this name. Write the name people know them by."


def no_email(text: str) -> str:
    return f"{quoted(text)} is not an email address, such as anna@example.com."


def unknown_role(text: str) -> str:
    meant = _meant(closest(text.lower(), list(Role)))
    return f"{quoted(text)} is not a role I know. {meant or _one_of(list(Role))}"


def unknown_platform(text: str) -> str:
    meant = _meant(closest(text.lower(), list(Platform)))
    return f"{quoted(text)} is not a platform I know. {meant or _one_of(list(Platform))}"


def unknown_zone(text: str) -> str:
    example = "Write it as in Europe/Berlin or America/New_York."
    return f"{quoted(text)} is not a time zone I know. {_meant(closest_zone(text)) or example}"


def unknown_country(text: str) -> str:
    example = "Write the two letters of ISO 3166, such as DE or US, or leave it empty."
    return f"{quoted(text)} is not a country code I know. {_meant(closest_country(text)) or example}"


def unknown_locale(text: str) -> str:
    example = "Write it as in en or en-GB, or leave it empty."
    return f"{quoted(text)} is not a language I know. {_meant(closest_language(text)) or example}"


# Rows beside each other


def row_twice(email: str, role: Role, line: int) -> str:
    return f"{email} is {_a(role)} in line {line} already. Keep one of the two lines."


def contradiction(email: str, there: str, line: int, here: str) -> str:
    return (
        f"{email} has {quoted(there) if there else 'nothing'} in line {line} and "
        f"{quoted(here) if here else 'nothing'} here. "
        "It is one person, so write the same in both."
    )


def shared_user_id(user_id: str, email: str, line: int) -> str:
    return f"{quoted(user_id)} is {email} in line {line} already. Each person has a user id of their own."


def own_manager(email: str) -> str:
    return f"{email} cannot be their own manager. Write the manager's address, or leave it empty."


def pair_of_other_role(role: Role) -> str:
    return f"a pair is one mentor and one executive, and this is {_a(role)}. Leave it empty here."


def incomplete_pair(pair: str, mentors: Sequence[int], executives: Sequence[int]) -> str:
    return (
        f"{quoted(pair)} has {_lines('mentor', mentors)} and {_lines('executive', executives)}. "
        "A pair is one mentor and one executive; leave it empty to have them matched."
    )


def pair_of_one(pair: str, email: str) -> str:
    return f"{quoted(pair)} pairs {email} with themselves. Pair two people."


# Parts of sentences


def quoted(text: str) -> str:
    """Quotes what somebody wrote, short, with nothing in it that could disturb a terminal."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f'"{_visible(cut)}"'


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:200])


def _meant(suggestion: str | None) -> str:
    return f"Did you mean {suggestion}?" if suggestion else ""


def _one_of(choices: Sequence[str]) -> str:
    return f"Write one of {', '.join(choices)}."


def _are(count: int, noun: str) -> str:
    return f"is 1 {noun}" if count == 1 else f"are {count:,} {noun}s"


def _a(role: Role) -> str:
    return f"an {role}" if role in {Role.EXECUTIVE, Role.IT} else f"a {role}"


def _lines(noun: str, lines: Sequence[int]) -> str:
    if not lines:
        return f"no {noun}"
    where = ", ".join(str(line) for line in lines[:5]) + ("…" if len(lines) > 5 else "")
    return f"{len(lines)} {noun}{'s' if len(lines) > 1 else ''} (line{'s' if len(lines) > 1 else ''} {where})"
