"""Small live chats of the other kinds: basic group, broadcast channel with its discussion group, forum, and a
supergroup that was a basic group."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.worlds.chatter import say, sentence
from tests.worlds.live import drawn
from tests.worlds.live.chat import LiveChat, Shape, Standing, members_of
from tests.worlds.live.supergroups import NOW, dvk_live, small_shape
from tests.worlds.world import DAY, THE_CHAT, Event, Kind, Person, Reach, Reaction, World


@dataclass
class _Diary:
    """A history in the making."""

    rng: Random
    at: int
    step: int
    number: int = 0
    events: list[Event] = field(default_factory=list)

    def happens(self, kind: Kind, actor: int, members: tuple[int, ...] = (), **more: Any) -> Event:
        self.number += 1
        self.at += self.rng.randint(1, self.step)
        self.events.append(Event(self.number, self.at, kind, actor, members, **more))
        return self.events[-1]

    def says(self, actor: int, **more: Any) -> Event:
        return self.happens("message", actor, text=say(self.rng), **more)


def _accounts(rng: Random, people: Iterable[tuple[Person, int]], events: Iterable[Event], now: int) -> dict[int, Any]:
    wrote = drawn.last_words(events)
    return {p.id: drawn.account(rng, p, now, wrote.get(p.id), created=made) for p, made in people}


def basic_group_live(
    seed: int,
    people: int = 60,
    *,
    now: int = NOW,
    standing: Standing = "member",
    chat_id: int = 400_100_200,
    title: str = "Двор",
) -> LiveChat:
    """A basic group: made with a few, others added by several of them, some by link; some left, a third talk."""
    rng = Random(f"basic/{seed}")
    drawn_people = drawn.draw_people(rng, people, now - 200 * DAY)
    ids = [person.id for person, _ in drawn_people]
    diary = _Diary(rng, now - 190 * DAY, 36_000)
    founder, first, rest = ids[0], tuple(ids[1:8]), ids[8:]
    diary.happens("create_group", founder, (founder, *first))
    adders = [founder, *first[:3]]
    for place, person in enumerate(rest):
        if place % 6 == 5:
            diary.happens("join_by_link", person)
        else:
            diary.happens("invite_members", rng.choice(adders), (person,))
        if place % 3 == 0:
            diary.says(person)
        if place % 10 == 9:
            diary.happens("remove_members", person, (person,))
    diary.number += 3  # a basic group's message ids are those of the account's whole mailbox, so there are gaps
    talkers = [founder, *first, *rest[::6]]
    for _ in range(people * 3):
        diary.says(rng.choice(talkers))
    return _chat("basic_group", title, chat_id, drawn_people, diary, now=now, standing=standing, admins=first[:1])


def _chat(
    shape: Shape,
    title: str,
    chat_id: int,
    people: Iterable[tuple[Person, int]],
    diary: _Diary,
    *,
    now: int,
    standing: Standing,
    **more: Any,
) -> LiveChat:
    people, events = list(people), tuple(diary.events)
    kind = {"basic_group": "private_group", "supergroup": "private_supergroup", "channel": "public_channel"}[shape]
    world = World(title, chat_id, kind, {person.id: person for person, _ in people}, lambda: iter(events))
    members = members_of(events)
    return LiveChat(
        world=world,
        shape=shape,
        accounts=_accounts(diary.rng, people, events, now),
        members=members,
        creator=people[0][0].id,
        now=now,
        standing=standing,
        invite=f"Small{chat_id:011x}",
        **more,
    )


def migrated_live(seed: int, people: int = 60, *, now: int = NOW, standing: Standing = "member") -> LiveChat:
    """A supergroup that was a basic group: its people were carried over without an event, and more came after."""
    before = basic_group_live(seed, people, now=now - 30 * DAY, standing=standing)
    rng = Random(f"migrated/{seed}")
    chat_id = 1_400_000_010
    moved_at = before.now
    ended = Event(before.events[-1].id + 1, moved_at, "migrate_to_supergroup", before.creator)
    old_events = (*before.events, ended)
    newcomers = drawn.draw_people(rng, people // 3, moved_at)
    diary = _Diary(rng, moved_at, 20_000)
    diary.happens("migrate_from_group", before.creator)
    carried = list(before.members)
    for person, _ in newcomers:
        diary.happens("invite_members", before.creator, (person.id,))
        diary.says(rng.choice(carried))
    events = tuple(diary.events)
    people_of_both = {**before.world.people, **{person.id: person for person, _ in newcomers}}
    ancestor = replace(
        before,
        world=replace(before.world, events=lambda: iter(old_events)),
        now=now,
        migrated_to=chat_id,
    )
    return LiveChat(
        world=World(before.title, chat_id, "private_supergroup", people_of_both, lambda: iter(events)),
        shape="supergroup",
        accounts={**before.accounts, **_accounts(rng, newcomers, events, now)},
        members={**before.members, **members_of(events)},
        creator=before.creator,
        now=now,
        admins=before.admins,
        standing=standing,
        invite=f"Moved{seed:011x}",
        ancestor=ancestor,
    )


def channel_live(
    seed: int,
    people: int = 500,
    *,
    now: int = NOW,
    posts: int = 120,
    views: float = 0.3,
    bought: bool = False,
    standing: Standing = "stranger",
    chat_id: int = 1_400_000_020,
    username: str | None = "city_news",
    linked: int | None = None,
) -> LiveChat:
    """A broadcast channel: subscribers come unwritten, posts have views (`views`: the usual share of subscribers who
    saw one; `bought` ones hardly vary), forwards, reactions and comments."""
    rng = Random(f"channel/{seed}")
    drawn_people = drawn.draw_people(rng, people, now - 100 * DAY)
    step = 90 * DAY // posts
    diary = _Diary(rng, now - 95 * DAY, 1_000)
    diary.happens("create_channel", THE_CHAT)
    founder = drawn_people[0][0].id
    for person, _ in drawn_people:
        diary.happens("join_by_link" if rng.random() < 0.2 else "invite_members", person.id, (person.id,))
    unwritten = frozenset(event.id for event in diary.events[1:])
    begins = now - 91 * DAY
    for place in range(posts):
        seen = round(people * views * (1.0 if bought else rng.lognormvariate(0, 0.5))) + rng.randint(0, 3)
        diary.at = max(diary.at, begins + place * step)
        diary.happens(
            "message",
            THE_CHAT,
            text=(f"{sentence(rng)}. {sentence(rng)}",),
            reach=Reach(seen, forwards=seen // 40, comments=rng.randint(0, 6)),
            reactions=(Reaction("👍", seen // 15), Reaction("🔥", seen // 60)) if seen >= 60 else (),
        )
    chat = _chat("channel", "Городские новости", chat_id, drawn_people, diary, now=now, standing=standing)
    return replace(chat, creator=founder, username=username, unwritten=unwritten, linked=linked)


def discussion_live(
    seed: int, people: int = 240, *, channel: LiveChat | None = None, **changes: Any
) -> tuple[LiveChat, LiveChat]:
    """A channel and its discussion group, where each post is forwarded by itself, some write in a channel's name, and
    the group's anonymous admin says something now and then."""
    channel = channel or channel_live(seed, people * 2, linked=1_400_000_021)
    defaults: dict[str, Any] = {
        "title": "Обсуждение",
        "chat_id": 1_400_000_021,
        "username": "city_talk",
        "now": channel.now,
    }
    group = dvk_live(seed, people, **(defaults | small_shape(people) | changes))
    rng = Random(f"discussion/{seed}")
    begins = group.begins
    inserted = [
        Event(0, post.at + 2, "message", THE_CHAT, text=post.text, auto_forward_of=post.id)
        for post in channel.events
        if post.kind == "message" and post.at > begins
    ]
    inserted += [
        Event(0, rng.randrange(begins + DAY, group.now), "message", THE_CHAT, text=say(rng), sent_as=sent_as)
        for sent_as in (1_900_000_001, None)
        for _ in range(12)
    ]
    both = {person: channel.accounts[person] for person in group.accounts if person in channel.accounts}
    group = replace(
        _with(group, inserted),
        accounts={**group.accounts, **both},
        linked=channel.id,
        neighbours={1_900_000_001: "Чужой канал"},
    )
    return replace(channel, linked=group.id), group


def _with(chat: LiveChat, inserted: Iterable[Event]) -> LiveChat:
    """The chat with more events (of id 0) among its own: ids from 1, in order of time; replies and pins follow."""
    events = sorted([*chat.events, *inserted], key=lambda event: (event.at, event.id or 10**9))
    moved = {event.id: place for place, event in enumerate(events, 1) if event.id}
    merged = tuple(
        replace(event, id=place, target=moved.get(event.target) if event.target else None)
        for place, event in enumerate(events, 1)
    )
    world = replace(chat.world, events=lambda: iter(merged))
    return replace(chat, world=world, unwritten=frozenset(moved[each] for each in chat.unwritten))


def forum_live(seed: int, people: int = 240, *, topics: int = 4, **changes: Any) -> LiveChat:
    """A supergroup with topics, made by its creator on the first day: nearly every message is in one of them."""
    defaults: dict[str, Any] = {"title": "Форум", "chat_id": 1_400_000_030, "username": "city_forum"}
    chat = dvk_live(seed, people, **(defaults | small_shape(people) | changes))
    rng = Random(f"forum/{seed}")
    made_at = chat.begins + 60
    chat = _with(
        chat,
        [Event(0, made_at + place, "create_topic", chat.creator, text=(sentence(rng),)) for place in range(topics)],
    )
    heads = [event.id for event in chat.events if event.kind == "create_topic"]
    events = tuple(
        replace(event, topic=rng.choice(heads)) if event.kind == "message" and rng.random() < 0.9 else event
        for event in chat.events
    )
    return replace(chat, forum=True, world=replace(chat.world, events=lambda: iter(events)))
