"""Texts of single messages, as long as they rest: for whoever may see the evidence itself. They are read at the moment
they are shown, and kept nowhere else."""

from collections.abc import Mapping
from itertools import islice

from sqlalchemy import and_, or_, select

from storage import schema
from storage.audited.observations import Observation
from storage.people.bearing import bearers
from storage.people.identities import by_name_alone
from storage.store import Store, fetch_all

AT_ONCE = 500
"""Ids in one query; SQLite takes 32,766 values."""


async def read_quotes(store: Store, observation: Observation, wanted: Mapping[int, frozenset[int]]) -> dict[int, str]:
    """The texts at rest of the messages with these ids, as the observation shows them; of each id only what one of the
    people named beside it wrote, for ids can come twice. Empty where texts have gone."""
    if not wanted:
        return {}
    table, texts, found, ids = schema.messages, schema.texts, dict[int, str](), iter(wanted)
    seen = (
        table.c.chat == observation.chat_row,
        table.c.since <= observation.row,
        or_(table.c.until.is_(None), table.c.until > observation.row),
    )
    place = texts.c.observation == table.c.since, texts.c.id == table.c.id, texts.c.ordinal == table.c.ordinal
    chosen = select(table.c.id, table.c.person, table.c.since, texts.c.text).join(texts, and_(*place)).where(*seen)
    async with store.reading() as connection:
        names = await bearers(connection, observation.chat_row)
        while some := list(islice(ids, AT_ONCE)):
            within = chosen.where(table.c.id.in_(some)).order_by(table.c.id, table.c.ordinal)
            for row in await fetch_all(connection, within):
                person = row.person
                if person is not None and by_name_alone(person):
                    person = names.resolve(person, row.since).person
                if person in wanted[row.id]:
                    found.setdefault(row.id, row.text)
    return found
