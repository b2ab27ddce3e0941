"""`upmentor migrate`: upgrade the database to the newest schema."""

from __future__ import annotations

import click

from adapters.cli.context import CommandFailed, settings_or_fail


@click.command()
def migrate() -> None:
    """Upgrades the database to the newest schema; creates a missing SQLite file."""
    from adapters.sql.engine import make_engine
    from adapters.sql.schema import migrate as upgrade
    from adapters.sql.schema import schema_state

    settings = settings_or_fail()
    try:
        upgrade(settings.database_url)
    except ValueError as refused:
        raise CommandFailed(f"Nothing was changed: {refused}") from None
    engine = make_engine(settings.database_url)
    state = schema_state(engine)
    engine.dispose()
    click.echo(
        f"{settings.database_without_password} has the schema {getattr(state, 'revision', 'of a later release')}."
    )
