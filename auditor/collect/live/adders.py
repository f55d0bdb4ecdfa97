"""Who added people lately, by name: from the admin log, for the moment in which an admin of the chat asks. Nothing of
it is written anywhere."""

from collections.abc import Collection

from auditor.collect.live.place import Closed
from auditor.collect.live.read import plan
from auditor.collect.live.requests import Requests
from auditor.collect.live.target import Target
from auditor.collect.live.waits import Pace
from auditor.collect.live.walk.admin_sources import PAGE_OF_LOG
from auditor.errors import ChatUnreachable, RequestRefused
from storage.people.identities import Identities
from storage.records import Chat
from storage.store import Store

PAGES = 50
"""Of 100 events each; a burst is among the newest."""


async def adders_by_name(store: Store, pace: Pace, chat: Chat, wanted: Collection[int]) -> list[tuple[int, str]]:
    """Ids and names of those whom the database knows by these pseudonyms, as far as the log of the last 48 hours shows
    them. Raises `ChatUnreachable` where the account may not read the log."""
    target = Target("name", chat.username.lower()) if chat.username else Target("id", str(chat.telegram_id))
    found, _ = await plan(store, pace, target)
    if isinstance(found, Closed) or not found.admin or chat.kind == "basic-group":
        raise ChatUnreachable("The reading account is no admin of this chat.", why="no-log")
    identities, missing = Identities(store.key), set(wanted)
    telegram, below, named = Requests(pace), 0, list[tuple[int, str]]()
    for _ in range(PAGES):
        try:
            page = await telegram.log(found.peer, below, PAGE_OF_LOG, adds_only=True)
        except RequestRefused:
            raise ChatUnreachable("The reading account may not read the admin log.", why="no-log") from None
        for actor, name in page.actors.items():
            person = identities.person(str(actor))
            if person in missing:
                missing.discard(person)
                named.append((actor, name))
        if not missing or len(page.ids) < PAGE_OF_LOG or min(page.ids) == below:
            break
        below = min(page.ids)
    return named
