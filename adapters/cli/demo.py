"""`upmentor demo`: simulate a whole programme."""

from __future__ import annotations

import click


@click.command()
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True, help="Days to simulate.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True)
@click.option("--serve/--no-serve", default=True, help="Serve the chat page after the report.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same programme.")
def demo(*, days: int, port: int, serve: bool, seed: int) -> None:
    """Simulates a sample programme, prints its report and serves the chat page."""
    from adapters.cli.context import CommandFailed
    from adapters.cli.report import show_report
    from adapters.demo import run

    refused = run(days=days, port=port, serve=serve, seed=seed, show_report=show_report)
    if refused:
        raise CommandFailed(refused.message)
