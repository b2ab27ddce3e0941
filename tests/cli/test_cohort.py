from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sql.schema import migrate
from tests.cli.upmentor import ROSTER, ROWS, URL, begin, refuses, run, says, says_json


@pytest.fixture(autouse=True)
def database(clean_environment: Path) -> None:
    migrate(URL)


def test_a_cohort_is_made_listed_and_launched(clean_environment: Path) -> None:
    (clean_environment / "roster.csv").write_text(ROSTER)

    assert "a check-in every 2 weeks" in says("cohort", "create", "Pilot", "--cadence", "every two weeks")
    says("roster", "import", "Pilot", "roster.csv")
    assert "1 pair asked to sign the charter" in says("cohort", "launch", "Pilot")

    (cohort,) = says_json("cohort", "list", "--json")
    assert (cohort["name"], cohort["state"], cohort["people"], cohort["pairs"]) == ("Pilot", "launched", 4, 1)
    table = says("cohort", "list")
    assert table.splitlines()[0].split() == [
        *("name", "state", "template", "cadence", "people", "pairs"),
        *("launched", "on", "next", "round", "on"),
    ]
    assert len(table.splitlines()) == 2


def test_an_empty_list_says_how_to_begin() -> None:
    assert "upmentor cohort create" in says("cohort", "list")
    assert says_json("cohort", "list", "--json") == []


@pytest.mark.parametrize(
    "arguments,said",
    [
        (("cohort", "create", " "), "A cohort needs a name"),
        (("cohort", "create", "Pilot", "--cadence", "now and then"), "is not a cadence"),
        (("cohort", "create", "Pilot", "--template", "space"), 'no template called "space"'),
        (("cohort", "launch", "Nowhere"), 'no cohort called "Nowhere"'),
        (("check-in", "open", "Nowhere"), 'no cohort called "Nowhere"'),
        (("report", "Nowhere"), 'no cohort called "Nowhere"'),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(arguments: tuple[str, ...], said: str) -> None:
    assert said in refuses(*arguments)


def test_a_cohort_without_pairs_is_not_launched() -> None:
    begin()

    assert "has no pairs yet" in refuses("cohort", "launch", "Pilot")


def test_wrong_usage_is_another_exit_code() -> None:
    assert run("cohort", "create").exit_code == 2
    assert run("report", "Pilot", "--format", "pdf").exit_code == 2


def test_a_round_is_opened_out_of_turn(clean_environment: Path) -> None:
    begin()
    (clean_environment / "roster.csv").write_text(ROSTER)
    says("roster", "import", "Pilot", "roster.csv")
    assert "Launch it first" in refuses("check-in", "open", "Pilot")
    says("cohort", "launch", "Pilot")

    assert 'Opened round 1 of "Pilot" for 0 people' in says("check-in", "open", "Pilot")
    assert "is open until" in refuses("check-in", "open", "Pilot")


def test_a_report_comes_as_text_json_and_csv(clean_environment: Path) -> None:
    begin()
    (clean_environment / "roster.csv").write_text("\n".join((ROSTER.splitlines()[0], *ROWS)))
    says("roster", "import", "Pilot", "roster.csv")

    assert says("report", "Pilot").strip()
    assert says_json("report", "Pilot", "--format", "json")["cohort"] == "Pilot"
    assert says("report", "Pilot", "--format", "csv").startswith("cohort,")

    assert says("report", "Pilot", "--out", "report.txt") == "Wrote report.txt.\n"
    assert (clean_environment / "report.txt").read_text() == says("report", "Pilot").lstrip("\n")
    assert "cannot be written" in refuses("report", "Pilot", "--out", "nowhere/report.txt")
