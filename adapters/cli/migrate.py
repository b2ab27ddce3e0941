"""`upmentor migrate`: bring the database to the newest schema."""

from __future__ import annotations

import click

from adapters.cli.context import Refusal, settings_or_refuse


@click.command()
def migrate() -> None:
    """Brings the database to the newest schema; makes a SQLite file that is not there."""
    from adapters.sql.engine import make_engine
    from adapters.sql.schema import migrate as bring_up
    from adapters.sql.schema import schema_state

    settings = settings_or_refuse()
    try:
        bring_up(settings.database_url)
    except ValueError as refused:
        raise Refusal(f"Nothing was changed: {refused}") from None
    engine = make_engine(settings.database_url)
    state = schema_state(engine)
    engine.dispose()
    click.echo(
        f"{settings.database_for_eyes} has the schema {getattr(state, 'revision', 'of a later release')}."
    )
