"""A chat as it stands on Telegram now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tests.worlds.live.people import Account
from tests.worlds.world import THE_CHAT, Event, World

Standing = Literal["stranger", "member", "admin", "creator", "banned"]
"""What the account that looks is in a chat."""

Shape = Literal["basic_group", "supergroup", "channel"]

How = Literal["added", "by_link", "by_request", "by_self", "unknown"]

ARRIVALS = frozenset({"create_group", "invite_members", "join_by_link", "join_by_request"})
MEMBERSHIP = ARRIVALS | {"remove_members"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in the chat now: since when, how they truly came, and who added them."""

    since: int
    how: How = "unknown"
    inviter: int | None = None


@dataclass(frozen=True)
class LiveChat:
    """A world and what Telegram shows around it.

    `accounts` holds everybody of the world and the bots; `members` those who are in it now, bots too, without the
    account that looks. `unwritten` are ids of events whose service message was never written: they happened, and
    only the admin log knew. Messages below `available_min_id` are hidden from everybody but the creator;
    with `prehistory_hidden` a newcomer sees nothing from before, either. `link_makers` have an invite link each.
    `claimed` replaces Telegram's own count where that shall differ from the members. `standing` is that of
    the default operator. `ancestor` is the basic group that this supergroup was.
    """

    world: World
    shape: Shape
    accounts: Mapping[int, Account]
    members: Mapping[int, Member]
    creator: int
    now: int
    admins: Collection[int] = ()
    anonymous: Collection[int] = ()
    username: str | None = None
    invite: str | None = None
    link_makers: tuple[int, ...] = ()
    standing: Standing = "stranger"
    request_needed: bool = False
    guard_bot: int | None = None
    peek: bool = False
    participants_hidden: bool = False
    listed_to_members: bool = False
    """Who is no member may not list them."""
    prehistory_hidden: bool = False
    available_min_id: int = 0
    unwritten: Collection[int] = ()
    linked: int | None = None
    ancestor: "LiveChat | None" = None
    migrated_to: int | None = None
    restriction: str | None = None
    """Telegram's words why nobody is shown this chat."""
    forum: bool = False
    claimed: int | None = None
    about: str = ""
    neighbours: Mapping[int, str] = field(default_factory=dict)
    """Channels that are seen only as the author of something: id -> title."""

    @property
    def id(self) -> int:
        """The chat's bare id."""
        return self.world.chat_id

    @property
    def title(self) -> str:
        """The chat's title."""
        return self.world.title

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All that happened, oldest first."""
        return tuple(self.world.events())

    @cached_property
    def written(self) -> tuple[Event, ...]:
        """All that stands in the history, oldest first."""
        hidden = frozenset(self.unwritten)
        return tuple(event for event in self.events if event.id not in hidden)

    @property
    def begins(self) -> int:
        """When the first thing happened here."""
        return self.events[0].at if self.events else self.now

    @property
    def count(self) -> int:
        """Telegram's own count of members, without the account that looks."""
        return len(self.members) if self.claimed is None else self.claimed

    def link_maker(self, joiner: int) -> int:
        """Whose invite link somebody came by."""
        return self.link_makers[joiner % len(self.link_makers)] if self.link_makers else self.creator

    def link_of(self, maker: int) -> str:
        """The hash of somebody's invite link; the creator's is the chat's own."""
        own = self.invite or f"AAAAA{self.id:011x}"
        return own if maker == self.creator else f"{own[:5]}{maker:011x}"


def members_of(events: Iterable[Event], also: Iterable[int] = ()) -> dict[int, Member]:
    """Who is there at the end, by what happened; those of `also` whom no event brought came nobody knows how."""
    here: dict[int, Member] = {}
    left: set[int] = set()
    begins: int | None = None
    for event in events:
        begins = event.at if begins is None else begins
        for person, member in arrivals_of(event):
            here[person] = member
            left.discard(person)
        if event.kind == "remove_members":
            left.update(event.members)
    for person in also:
        here.setdefault(person, Member(begins or 0))
    return {person: member for person, member in here.items() if person not in left}


def arrivals_of(event: Event) -> list[tuple[int, Member]]:
    """Who came by an event, and how."""
    if event.kind == "join_by_link":
        return [(event.actor, Member(event.at, "by_link"))]
    if event.kind == "join_by_request":
        return [(event.actor, Member(event.at, "by_request"))]
    if event.kind == "create_group" or (event.kind == "invite_members" and event.members == (event.actor,)):
        added = [person for person in event.members if person != event.actor]
        inviter = None if event.actor == THE_CHAT else event.actor
        itself = [(event.actor, Member(event.at, "by_self"))] if inviter is not None else []
        return itself + [(person, Member(event.at, "added", inviter)) for person in added]
    if event.kind == "invite_members":
        inviter = None if event.actor == THE_CHAT else event.actor
        return [(person, Member(event.at, "added", inviter)) for person in event.members]
    return []
