"""`upmentor doctor`: check the installation, and say how to fix what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli.output import print_json

if TYPE_CHECKING:
    from adapters.chat.doctor import Check


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def doctor(*, as_json: bool) -> None:
    """Checks settings, keys, database, clock, disk, desk and platforms; exit code 1 if a check fails."""
    from adapters.operator.doctor import run_checks

    checks = []
    for check in run_checks():
        checks.append(check)
        if not as_json:
            click.echo(_line(check))
    if as_json:
        print_json([{"name": c.name, "ok": c.is_ok, "message": c.message, "fix": c.fix} for c in checks])
    if not all(check.is_ok for check in checks):
        raise SystemExit(1)


def _line(check: Check) -> str:
    sign = click.style("ok  ", fg="green") if check.is_ok else click.style("fail", fg="red")
    fix = f". How to fix: {check.fix}" if check.fix else ""
    return f"{sign}  {check.name}: {check.message}{fix}"
