"""What can be wrong with a roster file as a whole, with its header, and between its rows."""

from __future__ import annotations

import pytest

from bot.people.roster import COLUMNS, MOST_BYTES, MOST_ROWS
from tests.people.sheets import only_problem, problems_of, sheet


class TestTheFile:
    @pytest.mark.parametrize(
        "raw, line, said",
        [
            (b"", 0, "The file is empty."),
            (b"\xef\xbb\xbf", 0, "The file is empty."),
            (b"\n \n,,\n", 0, "The file is empty."),
            (b"email,name,role,timezone\n", 0, "The file has a header and nobody below it."),
            (b"PK\x03\x04rest", 0, "This is a workbook, not a CSV file."),
            (b"\xd0\xcf\x11\xe0rest", 0, "This is a workbook, not a CSV file."),
            ("email,name".encode("utf-16"), 0, "The file is saved as UTF-16"),
            ("email,name".encode("utf-16-le"), 0, "The file is saved as UTF-16"),
            ("email,name".encode("utf-16-be"), 0, "The file is saved as UTF-16"),
            (
                "email,name\r\na,Zoë\r\n".encode("latin-1"),
                2,
                'not UTF-8, perhaps "Zoë". The file was saved in',
            ),
            ("email\r\ra,b\rc,Łukasz".encode("cp1250"), 4, 'In Excel: File, Save As, "CSV UTF-8'),
            (b"email,name\na,b\nc,\x00\n", 3, "there is a NUL byte"),
            (
                b"anna@example.com,Anna,mentor,UTC\n",
                1,
                "this should be the header, and I know none of its columns.",
            ),
            (b"x," * 200, 1, "the header has 200 columns, and I know 14."),
            (b"x" * (MOST_BYTES + 1), 0, "The file has 10.0 MB, and I read up to 10."),
        ],
        ids=lambda value: repr(value)[:30],
    )
    def test_refused_as_a_whole(self, raw: bytes, line: int, said: str) -> None:
        problem = only_problem(raw)
        assert (problem.line, problem.column) == (line, "")
        assert said in problem.message
        assert problem.message.startswith(f"Line {line}: ") == bool(line)

    @pytest.mark.parametrize("missing", ["email", "name", "role", "timezone"])
    def test_a_missing_column(self, missing: str) -> None:
        problem = only_problem(sheet({}, {}, columns=tuple(c for c in COLUMNS if c != missing)))
        assert (problem.line, problem.column) == (1, missing)
        assert "this column is missing" in problem.message

    @pytest.mark.parametrize(
        "extra, said",
        [
            ("teachs", "Line 1, teachs: I do not know this column. Did you mean teaches?"),
            ("shoe size", "Line 1, shoe_size: I do not know this column. The columns are email, name,"),
            ("name", "Line 1, name: this column is there twice. Keep one of the two."),
            ("a\x1b[31m", "Line 1, a\N{REPLACEMENT CHARACTER}[31m: I do not know"),
        ],
    )
    def test_a_column_too_many(self, extra: str, said: str) -> None:
        assert only_problem(sheet({}, columns=(*COLUMNS, extra))).message.startswith(said)

    def test_a_column_without_a_name(self) -> None:
        raw = b"email,,name,role,timezone\na@b.org,x,A,mentor,UTC\n"
        assert "column 2 has no name" in only_problem(raw).message

    @pytest.mark.parametrize(
        "row, count", [(b"a@b.org,A,mentor", "are 3 cells"), (b"a@b.org,A,mentor,UTC,x", "are 5 cells")]
    )
    def test_a_ragged_row(self, row: bytes, count: str) -> None:
        problem = only_problem(b"email,name,role,timezone\n" + row + b"\n")
        assert problem.line == 2
        assert f"there {count} here and 4 in the header" in problem.message

    def test_lines_are_those_of_the_file(self) -> None:
        raw = b'email,name,role,timezone\n\n"a@b.org","A\n\nB",mentor,UTC\r\nc@d.org,C,mentor,Mars\n'
        assert [problem.line for problem in problems_of(raw)] == [6]

    @pytest.mark.parametrize(
        "bad", [b'"never closed,A,mentor,UTC', b'"a"b,A,mentor,UTC', b'"' + b"a" * 200_000 + b'"']
    )
    def test_quotation_marks_that_do_not_add_up(self, bad: bytes) -> None:
        raw = b"email,name,role,timezone\na@b.org,A,mentor,Mars\n" + bad + b"\nc@d.org,C,mentor,UTC\n"
        first, second = problems_of(raw)
        assert (first.line, first.column) == (2, "timezone")
        assert (second.line, second.column) == (3, "")
        assert "do not add up" in second.message

    def test_rows_without_number(self) -> None:
        raw = b"email,name,role,timezone\n" + b"a@b.org,A,mentor,UTC\n" * (MOST_ROWS + 5)
        problem = only_problem(raw)
        assert (problem.line, problem.column) == (MOST_ROWS + 2, "")
        assert "there are more than 50,000 people above this line" in problem.message


class TestRowsBesideEachOther:
    def test_one_person_twice_in_one_role(self) -> None:
        problem = only_problem(sheet({"email": "A@b.org"}, {}, {"email": "a@B.org"}))
        assert problem.message == (
            "Line 4, email: a@b.org is a team in line 2 already. Keep one of the two lines."
        )

    @pytest.mark.parametrize(
        "column, there, here",
        [
            ("name", "A", "B"),
            ("timezone", "UTC", "Europe/Berlin"),
            ("team", "", "Sales"),
            ("locale", "en", "de"),
        ],
    )
    def test_one_person_with_two_stories(self, column: str, there: str, here: str) -> None:
        lead = {"email": "a@b.org", "role": "lead", column: there}
        problem = only_problem(sheet(lead, {"email": "a@b.org", "role": "contact", column: here}))
        assert (problem.line, problem.column) == (3, column)
        said = problem.message.replace('"', "")
        assert f"a@b.org has {there or 'nothing'} in line 2 and {here} here." in said

    def test_two_people_with_one_user_id(self) -> None:
        slack = {"platform": "slack", "tenant_id": "T1", "user_id": "U1"}
        problem = only_problem(sheet(slack, slack, slack | {"tenant_id": "T2"}))
        assert (problem.line, problem.column) == (3, "user_id")
        assert '"U1" is p0@example.com in line 2 already' in problem.message

    def test_nobody_manages_themselves(self) -> None:
        problem = only_problem(sheet({"email": "a@b.org", "manager_email": "A@b.org"}))
        assert problem.message.startswith("Line 2, manager_email: a@b.org cannot be their own manager.")

    @pytest.mark.parametrize(
        "roles, line, said",
        [
            (["mentor"], 2, '"A" has 1 mentor (line 2) and no executive.'),
            (["executive"], 2, '"A" has no mentor and 1 executive (line 2).'),
            (
                ["mentor", "mentor", "executive"],
                2,
                '"A" has 2 mentors (lines 2, 3) and 1 executive (line 4).',
            ),
            (["executive"] * 7, 2, "7 executives (lines 2, 3, 4, 5, 6…)"),
            (
                ["mentor", "executive", "team"],
                4,
                "a pair is one mentor and one executive, and this is a team.",
            ),
            (["it"], 2, "this is an it. Leave it empty here."),
        ],
    )
    def test_pairs_that_are_none(self, roles: list[str], line: int, said: str) -> None:
        problem = only_problem(sheet(*({"role": role, "pair": "A"} for role in roles)))
        assert (problem.line, problem.column) == (line, "pair")
        assert said in problem.message

    def test_nobody_is_their_own_pair(self) -> None:
        me = {"email": "a@b.org", "pair": "A"}
        problem = only_problem(sheet(me | {"role": "mentor"}, me | {"role": "executive"}))
        assert "pairs a@b.org with themselves" in problem.message

    @pytest.mark.parametrize("column, cell", [("role", "x"), ("email", "x"), ("pair", "=")])
    def test_a_pair_with_an_unread_half_is_not_judged(self, column: str, cell: str) -> None:
        raw = sheet({"role": "mentor", "pair": "A"}, {"role": "executive", "pair": "A", column: cell})
        assert [problem.column for problem in problems_of(raw)] == [column]

    def test_no_pair_is_judged_where_a_row_is_unreadable(self) -> None:
        raw = sheet({"role": "mentor", "pair": "A"}) + b"ragged\n"
        assert [problem.line for problem in problems_of(raw)] == [3]
