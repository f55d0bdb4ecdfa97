"""A crowd as Telegram shows it live: accounts, a member list, a history."""

from random import Random

from tests.worlds.coordination.acts import BEGINS, Crowd
from tests.worlds.live import NOW, LiveChat, drawn
from tests.worlds.live.chat import members_of
from tests.worlds.world import DAY


def crowd_live(crowd: Crowd, *, username: str = "loud_square", now: int = NOW) -> LiveChat:
    """The crowd as a public supergroup; the accounts of its farms have neither a photo nor a username."""
    rng = Random(f"{crowd.seed}/live")
    world = crowd.world()
    events = tuple(world.events())
    wrote = drawn.last_words(events)
    people = list(world.people.values())
    farmed = {people[number].id for number in crowd.planted.farmed}
    accounts = {
        person.id: drawn.account(rng, person, now, wrote.get(person.id), created=BEGINS - 400 * DAY)
        for person in people
    }
    for person in farmed:
        accounts[person] = drawn.blank(accounts[person])
    return LiveChat(
        world=world,
        shape="supergroup",
        accounts=accounts,
        members=members_of(events),
        creator=people[0].id,
        now=now,
        username=username,
        invite="LoudSquare000001",
    )
