"""The metadata of all tables, and helpers for their columns and indexes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

SERIAL = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[str]:
    """A primary key of random text."""
    return Column("id", String(32), primary_key=True)


def of(table: str, *, name: str = "") -> Column[str]:
    """A foreign key to the table. The column has the table's name by default."""
    return Column(name or table, String(32), ForeignKey(f"{table}.id"), nullable=False)


def index_where(column: str, *columns: str, only: str) -> Index:
    """A partial index of the few rows that still wait for something. It stays small as the history grows."""
    return Index(None, column, *columns, sqlite_where=text(only), postgresql_where=text(only))
