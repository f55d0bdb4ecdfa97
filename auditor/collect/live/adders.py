"""Who added people lately, by name: from the admin log, for the moment in which an admin of the chat asks. Nothing of
it is written anywhere."""

from collections.abc import Collection

from telethon import errors
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live import convert
from auditor.collect.live.pace import Pace
from auditor.collect.live.place import Closed
from auditor.collect.live.read import plan
from auditor.collect.live.target import Target
from auditor.errors import ChatUnreachable
from storage.database import Database
from storage.identities import Identities
from storage.records import Chat

PAGES = 50
"""Of 100 events each; a burst is among the newest."""


async def adders_by_name(database: Database, pace: Pace, chat: Chat, wanted: Collection[int]) -> list[tuple[int, str]]:
    """Ids and names of those whom the database knows by these pseudonyms, as far as the log of the last 48 hours shows
    them. Raises `ChatUnreachable` where the account may not read the log."""
    target = Target("name", chat.username.lower()) if chat.username else Target("id", str(chat.telegram_id))
    found, _ = await plan(database, pace, target)
    if isinstance(found, Closed) or not found.admin or chat.kind == "basic-group":
        raise ChatUnreachable("The reading account is no admin of this chat.", why="no-log")
    identities, missing = Identities(database.key), set(wanted)
    channel = t.InputChannel(found.entity.id, found.entity.access_hash)
    adds, below, named = t.ChannelAdminLogEventsFilter(invite=True), 0, []
    for _ in range(PAGES):
        try:
            page = await pace(f.channels.GetAdminLogRequest(channel, "", below, 0, 100, events_filter=adds))
        except (errors.ChatAdminRequiredError, errors.ForbiddenError) as error:
            raise ChatUnreachable("The reading account may not read the admin log.", why="no-log") from error
        users = convert.users_of(page)
        for event in page.events:
            person = identities.person(str(event.user_id))
            if person in missing:
                missing.discard(person)
                user = users.get(event.user_id)
                named.append((int(event.user_id), _name(user)))
        if not missing or len(page.events) < 100:
            break
        below = min(event.id for event in page.events)
    return named


def _name(user: t.User | None) -> str:
    return "" if user is None else " ".join(part for part in (user.first_name, user.last_name) if part)
