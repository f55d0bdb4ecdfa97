"""What all tables hang on."""

from sqlalchemy import Column, Integer, MetaData

METADATA = MetaData()


def key(name: str) -> Column[int]:
    """A part of a table's key that is not counted up by itself."""
    return Column(name, Integer, primary_key=True, nullable=False, autoincrement=False)
