"""A roster file becomes people; a cell that cannot be used is named by line and column, with the mend."""

from __future__ import annotations

import pytest

from bot.people.roles import Platform, Role
from bot.people.roster import MOST_LISTED, Roster, RosterProblems, RosterRow, read_roster
from tests.people.sheets import ANNA, only_problem, problems_of, rows_of, sheet


class TestReading:
    def test_a_whole_row(self) -> None:
        (row, _) = rows_of(
            sheet(
                {
                    "email": " Zoe@Example.COM ",
                    "name": "  Zoë\n  Müller ",
                    "role": "Mentor",
                    "platform": "Slack",
                    "user_id": "U024BE7LH",
                    "tenant_id": "T0001",
                    "timezone": "europe/berlin",
                    "country": "de",
                    "locale": "de-AT",
                    "team": "Logistics",
                    "manager_email": "Boss@example.com",
                    "pair": "1",
                    "teaches": "prompts; checking outputs;prompts;;",
                    "wants_to_learn": "",
                },
                {"role": "executive", "pair": "1"},
            )
        )
        assert row == RosterRow(
            email="zoe@example.com",
            name="Zoë Müller",
            role=Role.MENTOR,
            platform=Platform.SLACK,
            user_id="U024BE7LH",
            tenant_id="T0001",
            zone="Europe/Berlin",
            country="DE",
            locale="de_AT",
            team="Logistics",
            manager_email="boss@example.com",
            pair="1",
            teaches=("prompts", "checking outputs"),
        )

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role(self, role: Role) -> None:
        assert rows_of(sheet({"role": role.value}))[0].role is role

    @pytest.mark.parametrize("spelled", ["comparison-junior", "Comparison Junior", "COMPARISON_JUNIOR"])
    def test_roles_as_people_spell_them(self, spelled: str) -> None:
        assert rows_of(sheet({"role": spelled}))[0].role is Role.COMPARISON_JUNIOR

    def test_the_required_columns_suffice(self) -> None:
        roster = read_roster(b"email,name,role,timezone\nanna@example.com,Anna,mentor,UTC\n")
        assert roster == Roster((ANNA,), frozenset({"email", "name", "role", "timezone"}))

    def test_columns_in_any_order_and_writing(self) -> None:
        raw = b'"Role", TimeZone ,Manager-Email,NAME,EMAIL\nmentor,UTC,,Anna,anna@example.com\n'
        assert rows_of(raw) == (ANNA,)

    @pytest.mark.parametrize("platform", ["slack", "teams"])
    def test_an_empty_user_id_is_looked_up_later(self, platform: str) -> None:
        assert rows_of(sheet({"platform": platform}))[0].user_id == ""

    def test_a_browser_user_is_known_by_email(self) -> None:
        assert rows_of(sheet({"platform": "browser"}))[0].user_id == "p0@example.com"
        assert rows_of(sheet({"platform": "browser", "user_id": "me"}))[0].user_id == "me"

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "José",
                "O'Brien",
                "Łukasz",
                "李小龍",
                "محمد علي",
                "שרה כהן",
                "نرگس\N{ZERO WIDTH NON-JOINER}جان",
            ),
            *(
                "👩🏽\N{ZERO WIDTH JOINER}💻 Ada",
                "Anna-Lena",
                "X Æ A-12",
                'Dwayne "The Rock" Johnson',
                "a" * 200,
            ),
        ],
    )
    def test_names_of_the_world(self, name: str) -> None:
        assert rows_of(sheet({"name": name}))[0].name == name

    def test_text_is_composed(self) -> None:
        assert rows_of(sheet({"name": "Zoe\N{COMBINING DIAERESIS}"}))[0].name == "Zoë"

    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", ["", "\N{BYTE ORDER MARK}"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_every_kind_of_file(self, ends: str, mark: str, delimiter: str) -> None:
        lines = ["email,name,role,timezone", "anna@example.com,Anna,mentor,UTC", ""]
        text = mark + ends.join(lines).replace(",", delimiter)
        assert rows_of(text.encode()) == (ANNA,)

    def test_semicolons_between_and_within_cells(self) -> None:
        raw = sheet({"teaches": "a;b"}, delimiter=";")
        assert rows_of(raw)[0].teaches == ("a", "b")

    def test_blank_lines_and_blank_columns_of_a_spreadsheet(self) -> None:
        raw = b"\n,,,,\nemail,name,role,timezone,,\n\nanna@example.com,Anna,mentor,UTC,,\n , ,,,,\n,,,,,\n"
        assert rows_of(raw) == (ANNA,)

    def test_one_person_in_two_roles(self) -> None:
        both = sheet({"email": "a@b.org", "role": "lead"}, {"email": "a@b.org", "role": "contact"})
        assert [row.role for row in rows_of(both)] == [Role.LEAD, Role.CONTACT]

    def test_pairs(self) -> None:
        raw = sheet({"role": "mentor", "pair": "A"}, {"role": "executive", "pair": "A"}, {"role": "mentor"})
        assert [row.pair for row in rows_of(raw)] == ["A", "A", ""]

    @pytest.mark.parametrize(
        "written, kept",
        [
            *(("en-GB", "en_GB"), ("en_gb", "en_GB"), ("de", "de"), ("pt-BR", "pt_BR"), ("", "")),
            *(("zh-TW", "zh_Hant_TW"), ("sr-Latn", "sr_Latn"), ("en-UK", "en_GB"), ("de-US", "de")),
        ],
    )
    def test_locales(self, written: str, kept: str) -> None:
        assert rows_of(sheet({"locale": written}))[0].locale == kept


class TestCells:
    @pytest.mark.parametrize(
        "column, cell, said",
        [
            (
                "timezone",
                "Europe/Berln",
                '"Europe/Berln" is not a time zone I know. Did you mean Europe/Berlin?',
            ),
            ("timezone", "new york", "Did you mean America/New_York?"),
            ("timezone", "W. Europe Standard Time", "Did you mean Europe/Berlin?"),
            ("timezone", "my own time", "Write it as in Europe/Berlin or America/New_York."),
            ("timezone", "localtime", "is not a time zone"),
            ("timezone", "../../etc/passwd", "is not a time zone"),
            ("timezone", "", "this is empty, and everybody needs one."),
            ("role", "mentr", '"mentr" is not a role I know. Did you mean mentor?'),
            ("role", "boss", "Write one of mentor, executive, team, comparison-executive"),
            ("role", "", "this is empty"),
            ("platform", "Slak", "Did you mean slack?"),
            ("platform", "discord", "Write one of slack, teams, browser."),
            ("platform", "", "this is empty"),
            ("country", "UK", "Did you mean GB?"),
            ("country", "DEU", "Did you mean DE?"),
            ("country", "Germny", "Did you mean DE?"),
            ("country", "ZZ", "Write the two letters of ISO 3166"),
            ("locale", "english", "Did you mean en?"),
            ("locale", "xx-YY", "Write it as in en or en-GB"),
            ("locale", "en_GB@x", "is not a language"),
            ("email", "anna", '"anna" is not an email address, such as anna@example.com.'),
            ("email", "Anna <a@b.org>", "is not an email address"),
            ("email", "a@b@c.org", "is not an email address"),
            ("email", "a b@c.org", "is not an email address"),
            ("email", "a@localhost", "is not an email address"),
            ("email", "a@b..org", "is not an email address"),
            ("email", "a\N{ZERO WIDTH SPACE}@b.org", "is not an email address"),
            ("email", "", "this is empty"),
            ("manager_email", "the boss", "is not an email address"),
            ("name", " \n ", "this is empty"),
            ("name", "\N{ZERO WIDTH JOINER}", "there is nothing to see in this name"),
            ("name", "a" * 201, "this has 201 characters, and 200 fit."),
            ("team", "a" * 1_000, "this has 1,000 characters, and 200 fit."),
            ("email", f"{'a' * 250}@b.org", "and 254 fit"),
            ("teaches", "a" * 201, "this has 201 characters, and 200 fit."),
            ("teaches", "a;" * 1_001, "this has 2,002 characters, and 2,000 fit."),
            ("teaches", ";".join(map(str, range(31))), "these are 31 entries, and 30 fit."),
            ("name", "An\x07na", "there is an invisible control character (U+0007) in it"),
            ("name", "\tAnna", "there is a tab in it"),
            ("name", "Anna\N{RIGHT-TO-LEFT OVERRIDE}gpj", "an invisible control character (U+202E)"),
            ("team", "\N{RIGHT-TO-LEFT ISOLATE}Sales", "(U+2067)"),
            ("user_id", "U1\x85", "(U+0085)"),
            ("name", "=1+1", '"=1+1" begins with =, and a spreadsheet that opens an export would run it'),
            ("name", "+1", "begins with +"),
            ("name", "@SUM(A1)", "begins with @"),
            ("name", "-2+3", "begins with -"),
            ("name", "  =1", "begins with ="),
            ("name", "\N{FULLWIDTH EQUALS SIGN}1", "would run it as a formula"),
            ("teaches", "=cmd", "would run it as a formula"),
            ("teaches", "prompts;=cmd", '"=cmd" begins with ='),
        ],
    )
    def test_refused_with_the_mend(self, column: str, cell: str, said: str) -> None:
        problem = only_problem(sheet({}, {column: cell}))
        assert (problem.line, problem.column) == (3, column)
        assert problem.message.startswith(f"Line 3, {column}: ")
        assert said in problem.message
        assert problem.message[-1] in ".?"

    def test_every_problem_of_a_row_is_told_by_column(self) -> None:
        raw = sheet({"email": "x", "name": "", "role": "boss", "timezone": "Mars", "country": "Mars"})
        assert [problem.column for problem in problems_of(raw)] == [
            "email",
            "name",
            "role",
            "timezone",
            "country",
        ]

    def test_what_is_shown_again_is_short_and_harmless(self) -> None:
        said = only_problem(sheet({"timezone": "\N{ZERO WIDTH SPACE}" + "x" * 199})).message
        assert '"\N{REPLACEMENT CHARACTER}xxx' in said
        assert len(said) < 150

    def test_the_first_fifty_are_listed_and_the_rest_counted(self) -> None:
        refused = read_roster(sheet(*({"timezone": f"Mars/{n}"} for n in range(300))))
        assert isinstance(refused, RosterProblems)
        assert [problem.line for problem in refused.problems] == list(range(2, MOST_LISTED + 2))
        assert refused.more == 300 - MOST_LISTED

    def test_problems_come_by_line(self) -> None:
        raw = sheet({}, {"email": "p0@example.com"}, {"country": "Mars"}, {"email": "p0@example.com"})
        assert [problem.line for problem in problems_of(raw)] == [3, 4, 5]
