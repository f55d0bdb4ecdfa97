"""The ids of people whom the database knows by pseudonym alone: read again from Telegram at the moment in which an
admin of the chat asks, matched in memory, and written nowhere here."""

from collections.abc import Collection

from auditor.collect.live.marks import Marks
from auditor.collect.live.place import Closed
from auditor.collect.live.read import plan
from auditor.collect.live.requests import Requests
from auditor.collect.live.target import Target
from auditor.collect.live.waits import Pace
from auditor.collect.live.walk import Walk
from auditor.errors import ChatUnreachable
from storage.people.identities import Identities
from storage.records import Batch, Chat, Who
from storage.store import Store


class _Matching:
    """Looks in each page for whom it wants."""

    def __init__(self, identities: Identities, wanted: Collection[int]) -> None:
        self._identities = identities
        self._wanted = frozenset(wanted)
        self._found: set[int] = set()
        self._admins: set[str | None] = set()

    async def keep(self, page: Batch, _: str) -> None:
        """Takes in a page, and keeps nothing of it but the ids of whom it wants."""
        for member in page.members:
            if member.listing is not None and member.listing.role in {"creator", "admin"}:
                self._admins.add(member.who.key)
            self._look(member.who)
        for arrival in page.arrivals:
            self._look(arrival.who)

    @property
    def ids(self) -> list[int]:
        """Whom it found, ascending; admins are nobody to remove."""
        return sorted(self._found - {int(key) for key in self._admins if key is not None})

    def _look(self, who: Who) -> None:
        if who.key is not None and self._identities.person(who.key) in self._wanted:
            self._found.add(int(who.key))


async def ids_of(store: Store, pace: Pace, chat: Chat, wanted: Collection[int]) -> list[int]:
    """Telegram's ids of those whom the database knows by these pseudonyms, ascending, as far as the member list, the
    admin log of the last 48 hours and the lists of invite links show them now. Raises `ChatUnreachable` where the
    account is no admin."""
    target = Target("name", chat.username.lower()) if chat.username else Target("id", str(chat.telegram_id))
    found, _ = await plan(store, pace, target)
    if isinstance(found, Closed) or not found.admin:
        raise ChatUnreachable("The reading account is no admin of this chat.", why="no-log")
    matching = _Matching(Identities(store.key), wanted)
    await Walk(Requests(pace), matching, found, Marks(), lambda _: None).look_again()
    return matching.ids
