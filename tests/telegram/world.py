"""The chats as each account may see them: who is in, what they may read, and what changes while the server runs."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.telegram.faults import RpcFault
from tests.worlds.live import Account, LiveChat, Operator, Standing
from tests.worlds.world import DAY, Event

INSIDE = frozenset({"member", "admin", "creator"})
_DAYS_AGO = {"online": 0.0, "recently": 1.0, "last_week": 5.0, "last_month": 20.0, "empty": 400.0}


@dataclass
class Seat:
    """An account of ours in a chat. What is not after `hidden_until` is not shown to it."""

    standing: Standing
    since: int
    inviter: int | None = None
    hidden_until: int = 0


class Room:
    """A chat of this Telegram, with the accounts of ours that are in it."""

    def __init__(self, chat: LiveChat) -> None:
        self.chat = chat
        self.id = chat.id
        self.history: list[Event] = list(chat.written)
        self.ids: list[int] = [event.id for event in self.history]
        self.seats: dict[int, Seat] = {}
        self.asking: set[int] = set()
        """Accounts whose request to join nobody has decided about."""
        self.peeking: set[int] = set()
        self._by_activity: list[int] | None = None

    @property
    def is_channel(self) -> bool:
        """A broadcast channel."""
        return self.chat.shape == "channel"

    @property
    def is_basic(self) -> bool:
        """A basic group: no access hash, complete member list, ids of messages from the account's mailbox."""
        return self.chat.shape == "basic_group"

    @property
    def count(self) -> int:
        """Telegram's own count of members, with ours."""
        return self.chat.count + sum(seat.standing in INSIDE for seat in self.seats.values())

    def standing(self, account: Operator) -> Standing:
        """What an account is here."""
        seat = self.seats.get(account.id)
        return "stranger" if seat is None else seat.standing

    def is_inside(self, account: Operator) -> bool:
        """A member, whatever the rights."""
        return self.standing(account) in INSIDE

    def is_admin(self, account: Operator) -> bool:
        """An admin or the creator."""
        return self.standing(account) in {"admin", "creator"}

    def may_read(self, account: Operator) -> bool:
        """Public chats can be read by everybody who was not banned; private ones from inside, or while peeking."""
        if self.standing(account) == "banned":
            return False
        return self.chat.username is not None or self.is_inside(account) or account.id in self.peeking

    def may_list(self, account: Operator) -> bool:
        """Whether the whole member list is shown."""
        closed = self.chat.listed_to_members and not self.is_inside(account)
        return self.is_admin(account) or not (self.is_channel or self.chat.participants_hidden or closed)

    def hidden_until(self, account: Operator) -> int:
        """Up to which message id the history is hidden from an account."""
        seat = self.seats.get(account.id)
        if seat is not None and seat.standing == "creator":
            return 0
        return max(self.chat.available_min_id, 0 if seat is None else seat.hidden_until)

    def visible(self, account: Operator) -> tuple[int, int]:
        """The part of the history that an account is shown: first and last place."""
        return bisect_right(self.ids, self.hidden_until(account)), len(self.ids)

    @property
    def by_activity(self) -> list[int]:
        """The members, those seen last first; ours are the most recent of all."""
        if self._by_activity is None:
            self._by_activity = sorted(self.chat.members, key=self._seen, reverse=True)
        return [person for person, seat in self.seats.items() if seat.standing in INSIDE] + self._by_activity

    def _seen(self, person: int) -> tuple[float, int]:
        account = self.chat.accounts[person]
        if account.seen_at is not None:
            return account.seen_at, person
        days = 1_000.0 if account.deleted else _DAYS_AGO[account.last_seen]
        return self.chat.now - days * DAY, person

    def admins(self) -> list[int]:
        """Creator and admins, ours too."""
        ours = [person for person, seat in self.seats.items() if seat.standing in {"admin", "creator"}]
        return [*ours, self.chat.creator, *self.chat.admins]

    def bots(self) -> list[int]:
        """The bots among the members."""
        return [person for person in self.chat.members if self.chat.accounts[person].bot]

    def sit(self, account: Operator, standing: Standing) -> None:
        """Puts an account into the chat as if it had been there for a while; `stranger` takes it out."""
        if standing == "stranger":
            self.seats.pop(account.id, None)
        else:
            self.seats[account.id] = Seat(standing, self.chat.now - 20 * DAY, self.chat.creator)

    def join(self, account: Operator, event: Event) -> None:
        """An account comes in now, and the history says so."""
        last = self.ids[-1] if self.ids else 0
        hidden = last if self.chat.prehistory_hidden and self.chat.username is None else 0
        self.seats[account.id] = Seat("member", event.at, hidden_until=hidden)
        self.asking.discard(account.id)
        if not self.is_channel:
            self.history.append(event)
            self.ids.append(event.id)

    def leave(self, account: Operator) -> None:
        """An account goes out; a broadcast channel and a large group do not say so."""
        self.seats.pop(account.id, None)

    def next_id(self) -> int:
        """The id that the next message gets."""
        return self.ids[-1] + 1 if self.ids else 1


class LiveWorld:
    """All chats and people of this Telegram."""

    def __init__(self, chats: Iterable[LiveChat], operators: Iterable[Operator]) -> None:
        self.operators = {operator.id: operator for operator in operators}
        self.rooms: dict[int, Room] = {}
        for chat in _with_ancestors(chats):
            self.rooms[chat.id] = Room(chat)
        self.now = max((room.chat.now for room in self.rooms.values()), default=0)
        default = next(iter(self.operators.values()))
        self.people: dict[int, Account] = {}
        for room in self.rooms.values():
            if room.chat.standing != "stranger":
                room.sit(default, room.chat.standing)
            for person, account in room.chat.accounts.items():
                self.people.setdefault(person, account)
        for operator in self.operators.values():
            self.people[operator.id] = Account(
                operator.id,
                operator.first_name,
                username=operator.username,
                phone=operator.phone,
                last_seen="online",
            )
        self._usernames: dict[str, Room | int] = {
            each.username.lower(): each.id for each in self.people.values() if each.username
        }
        self._usernames |= {r.chat.username.lower(): r for r in self.rooms.values() if r.chat.username}
        self._invites = {
            room.chat.link_of(maker): room
            for room in self.rooms.values()
            for maker in (room.chat.creator, *room.chat.link_makers)
        }

    def named(self, username: str) -> Room | int | None:
        """The chat of a username, or a person's id."""
        return self._usernames.get(username.lower())

    def invited(self, invite: str) -> Room | None:
        """The chat that an invite link leads to."""
        return self._invites.get(invite)

    def room(self, peer: Any, account: Operator) -> Room:
        """The chat that a request means. The access hash must be the one that this account was given."""
        channel = getattr(peer, "channel_id", None)
        if channel is not None:
            room = self.rooms.get(channel)
            expected = access_hash(account, channel)
            if room is None or room.is_basic or getattr(peer, "access_hash", expected) != expected:
                raise RpcFault(400, "CHANNEL_INVALID")
            return room
        room = self.rooms.get(getattr(peer, "chat_id", 0))
        if room is None or not room.is_basic:
            raise RpcFault(400, "PEER_ID_INVALID")
        return room

    def readable(self, peer: Any, account: Operator) -> Room:
        """The chat that a request means, if the account may read it."""
        room = self.room(peer, account)
        if not room.may_read(account):
            raise RpcFault(406, "CHANNEL_PRIVATE") if not room.is_basic else RpcFault(400, "PEER_ID_INVALID")
        return room

    def administered(self, peer: Any, account: Operator) -> Room:
        """The chat that a request means, if the account is an admin there."""
        room = self.readable(peer, account)
        if not room.is_admin(account):
            raise RpcFault(400, "CHAT_ADMIN_REQUIRED")
        return room

    def person(self, peer: Any, account: Operator) -> Account:
        """The person that a request means."""
        kind = type(peer).__name__
        if kind in {"InputUserSelf", "InputPeerSelf"}:
            return self.people[account.id]
        found = self.people.get(getattr(peer, "user_id", 0))
        expected = access_hash(account, found.id) if found else 0
        if found is None or getattr(peer, "access_hash", expected) != expected:
            raise RpcFault(400, "USER_ID_INVALID")
        return found

    def joined(self, account: Operator) -> Iterator[Room]:
        """The chats that an account is in."""
        return (room for room in self.rooms.values() if room.is_inside(account))


def _with_ancestors(chats: Iterable[LiveChat]) -> Iterator[LiveChat]:
    for chat in chats:
        if chat.ancestor is not None:
            yield chat.ancestor
        yield chat


def access_hash(account: Operator, peer_id: int, purpose: str = "") -> int:
    """What an account must show to speak of a chat or a person: of no use to any other account."""
    said = f"{account.id}/{peer_id}/{purpose}".encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") >> 1
