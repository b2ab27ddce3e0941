"""`upmentor doctor`: what is well, and the mend for what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli.output import print_json

if TYPE_CHECKING:
    from adapters.chat.doctor import Check


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def doctor(*, as_json: bool) -> None:
    """Looks at settings, keys, database, clock and disk; exit code 1 if anything is not well."""
    from adapters.operator.doctor import diagnose

    found = []
    for finding in diagnose():
        found.append(finding)
        if not as_json:
            click.echo(_line(finding))
    if as_json:
        print_json([{"name": f.name, "ok": f.is_ok, "said": f.message, "mend": f.fix} for f in found])
    if not all(finding.is_ok for finding in found):
        raise SystemExit(1)


def _line(finding: Check) -> str:
    sign = click.style("ok  ", fg="green") if finding.is_ok else click.style("fail", fg="red")
    return f"{sign}  {finding.name}: {finding.message}" + (f". {finding.fix}" if finding.fix else "")
