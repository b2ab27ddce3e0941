"""`upmentor serve`: run all configured adapters, the ticker and the web pages."""

from __future__ import annotations

import gc
from contextlib import closing

import click

from adapters.cli.context import CommandFailed, opened_core


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for every address of the machine."
)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, help="0 for any free one."
)
def serve(host: str, port: int) -> None:
    """Runs the bot until it is result_or_fail to stop (SIGTERM, Ctrl-C)."""
    gc.disable()  # imported modules stay, and collecting garbage among them is a tenth of the start
    from adapters.main import CannotStart, build
    from adapters.runtime.serving import run as run_in_loop
    from adapters.runtime.serving import serve as serve_app

    gc.freeze()
    gc.enable()

    async def until_stopped() -> str:
        app = build(core, host=host)
        if isinstance(app, CannotStart):
            return app.message
        with closing(app):
            failed = await serve_app(app, host=host, port=port, listening=_print_address)
        return failed.message if failed else ""

    with opened_core() as core:
        if problem := run_in_loop(until_stopped()):
            raise CommandFailed(problem)


def _print_address(address: str) -> None:
    click.echo(f"Upmentor listens on {address}")
