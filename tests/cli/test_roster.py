from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.upmentor import HEADER, ROSTER, ROWS, begin, refuses, says, says_json


@pytest.fixture(autouse=True)
def cohort(clean_environment: Path) -> None:
    begin()


def people() -> int:
    count: int = says_json("cohort", "list", "--json")[0]["people"]
    return count


def test_a_dry_run_shows_the_difference_and_keeps_nothing(clean_environment: Path) -> None:
    (clean_environment / "roster.csv").write_text(ROSTER)

    said = says("roster", "import", "Pilot", "roster.csv", "--dry-run")

    assert "ada@example.com" in said
    assert "4 to add, 0 to change, 0 as they are, 0 not in the file (they stay)." in said
    assert "Nothing was kept" in said
    assert people() == 0


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(ROSTER.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + ROSTER.encode(), id="byte order mark"),
        pytest.param(ROSTER.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(ROSTER.replace(",", ";").encode(), id="semicolons"),
    ],
)
def test_it_is_imported_as_spreadsheets_write_it(clean_environment: Path, encoded: bytes) -> None:
    (clean_environment / "roster.csv").write_bytes(encoded)

    assert 'Imported into "Pilot".' in says("roster", "import", "Pilot", "roster.csv")

    assert people() == 4


def test_the_next_import_says_what_changes(clean_environment: Path) -> None:
    (clean_environment / "roster.csv").write_text(ROSTER)
    says("roster", "import", "Pilot", "roster.csv")
    (clean_environment / "roster.csv").write_text(
        "\n".join((HEADER, ROWS[0].replace("Berlin", "Vienna"), *ROWS[1:3]))
    )

    said = says("roster", "import", "Pilot", "roster.csv")

    assert "zone: Europe/Berlin → Europe/Vienna" in said
    assert "0 to add, 1 to change, 2 as they are, 1 not in the file (they stay)." in said
    assert people() == 4


def test_bad_rows_are_named_and_nothing_is_imported(clean_environment: Path) -> None:
    bad = (
        "zoe@example.com,Zoe,mentr,Europe/Berlin,DE,",
        "yan@example.com,Yan,mentor,Europe/Berln,ZZ,",
        "no email,Xia,mentor,Europe/Berlin,DE,",
    )
    (clean_environment / "roster.csv").write_text("\n".join((HEADER, *ROWS, *bad)))

    said = refuses("roster", "import", "Pilot", "roster.csv")

    assert "nothing was imported" in said
    assert 'Line 6, role: "mentr" is not a role I know. Did you mean mentor?' in said
    assert "Line 7, timezone" in said
    assert "Line 7, country" in said
    assert "Line 8, email" in said
    assert people() == 0


@pytest.mark.parametrize(
    "raw,said",
    [
        (b"", "The file is empty"),
        (HEADER.encode() + b"\nzo\xeb@example.com,Zo\xeb,mentor,Europe/Berlin,DE,\n", "not UTF-8"),
        (ROSTER.encode("utf-16"), "saved as UTF-16"),
        (b"name,role\nAda,mentor\n", "this column is missing"),
        (ROSTER.encode() + ROWS[0].encode(), "ada@example.com is a mentor in line 2 already"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(clean_environment: Path, raw: bytes, said: str) -> None:
    (clean_environment / "roster.csv").write_bytes(raw)

    assert said in refuses("roster", "import", "Pilot", "roster.csv")


def test_a_missing_file_and_a_missing_cohort_are_sentences(clean_environment: Path) -> None:
    assert (
        refuses("roster", "import", "Pilot", "no.csv") == "no.csv cannot be read: No such file or directory\n"
    )
    (clean_environment / "roster.csv").write_text(ROSTER)
    assert 'no cohort called "Autumn"' in refuses("roster", "import", "Autumn", "roster.csv")


def test_a_name_cannot_steer_the_terminal(clean_environment: Path) -> None:
    (clean_environment / "roster.csv").write_text(
        f"{HEADER}\nada@example.com,A\x1b[2Jda,mentor,Europe/Berlin,DE,\n"
    )

    assert "\x1b" not in refuses("roster", "import", "Pilot", "roster.csv")


def test_five_thousand_rows_are_imported_and_only_the_first_shown(clean_environment: Path) -> None:
    rows = (f"p{n}@example.com,Person {n},team,Europe/Berlin,DE," for n in range(5_000))
    (clean_environment / "roster.csv").write_text("\n".join((HEADER, *rows)))

    said = says("roster", "import", "Pilot", "roster.csv")

    assert "… and 4,800 more lines." in said
    assert "5,000 to add" in said
    assert people() == 5_000
