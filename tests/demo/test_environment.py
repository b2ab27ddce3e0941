"""The environment replaces an earlier demo, and no other file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.demo.environment import CannotRunDemo, Environment, make_environment
from adapters.demo.sample import STARTS
from adapters.demo.simulation import Simulation
from bot.programme.turns import create_cohort


def said(environment: Environment | CannotRunDemo) -> str:
    assert isinstance(environment, CannotRunDemo)
    return environment.message


def set_up(folder: Path) -> Environment:
    environment = make_environment(folder, starts=STARTS)
    assert isinstance(environment, Environment)
    return environment


async def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        environment = set_up(tmp_path)
        await Simulation(environment, seed=1).run(days=1, watch=lambda _: None)
        assert environment.history.revision() > 0
        environment.close()
    fresh = set_up(tmp_path)
    assert fresh.history.revision() == 0
    fresh.close()


def test_a_demo_that_is_running_is_left_alone(tmp_path: Path) -> None:
    running = set_up(tmp_path)
    assert "Another demo is running" in said(make_environment(tmp_path, starts=STARTS))
    running.close()
    set_up(tmp_path).close()


def test_a_file_that_is_no_database_stays(tmp_path: Path) -> None:
    (tmp_path / "demo.db").write_text("my notes")
    assert "not from an earlier demo" in said(make_environment(tmp_path, starts=STARTS))
    assert (tmp_path / "demo.db").read_text() == "my notes"


def test_a_database_of_something_else_stays(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "demo.db")) as theirs:
        theirs.execute("CREATE TABLE songs (title TEXT)")
    assert "not from an earlier demo" in said(make_environment(tmp_path, starts=STARTS))


def test_a_database_with_a_cohort_of_somebodys_own_stays(tmp_path: Path) -> None:
    environment = set_up(tmp_path)
    environment.core.work(lambda unit: create_cohort(unit, name="Our own", now=STARTS, actor="operator:me"))
    environment.close()
    assert "not from an earlier demo" in said(make_environment(tmp_path, starts=STARTS))


def test_a_folder_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "cannot be made in this folder" in said(make_environment(tmp_path / "gone", starts=STARTS))
