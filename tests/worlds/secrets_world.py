"""A small world whose every name, username, phone and id can be searched for in whatever the tool wrote."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.worlds.dvk import dvk_world
from tests.worlds.world import Event, Part, Person, World

_LETTERS = "бвгджзклмнпрстфхцчшщқғңaeiouywkqzx"


def secrets_world(seed: int) -> tuple[World, tuple[str | int, ...]]:
    """The world, and what no output may hold: names (and each of their words), usernames, phones and ids.

    Ids have nine digits at least, names two words of eight random letters each. Messages mention usernames,
    phones and names of others too.
    """
    world = dvk_world(
        seed,
        people=240,
        never_wrote=170,
        half_by=6,
        messages=900,
        adders=4,
        by_link=50,
        by_request=6,
        by_self=14,
        days=90,
        leavers=40,
        newcomers=12,
        returners=3,
        title="Мұздатқыш шеберлері",
        chat_id=1_777_000_555,
    )
    rng = Random(f"secrets/{seed}")
    people = {person.id: _hidden(rng, person.id) for person in world.people.values()}
    secrets: list[str | int] = []
    for person in people.values():
        name, phone = str(person.name), str(person.phone)
        secrets += [person.id, name, *name.split(), str(person.username), phone, phone.replace(" ", "")]
    return replace(world, people=people, events=lambda: _telling(world, people, seed)), tuple(secrets)


def _hidden(rng: Random, user_id: int) -> Person:
    first, last = (_word(rng, _LETTERS, 8).capitalize() for _ in range(2))
    username = f"{_word(rng, 'abcdefghjkmnpqrstuvwxyz', 9)}_{_word(rng, '23456789', 4)}"
    digits = _word(rng, "0123456789", 7)
    phone = f"+7 7{rng.randrange(100):02d} {digits[:3]} {digits[3:5]} {digits[5:]}"
    return Person(user_id, f"{first} {last}", username, phone)


def _word(rng: Random, letters: str, length: int) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def _telling(world: World, people: dict[int, Person], seed: int) -> Iterator[Event]:
    """The events, their texts giving away what they should not."""
    rng = Random(f"secrets/{seed}/telling")
    everyone = list(people.values())
    for event in world.events():
        if event.kind != "message" or event.media is not None:
            yield event
            continue
        other = rng.choice(everyone)
        said = tuple(part for part in event.text if isinstance(part, str) or part.type != "mention_name")
        yield replace(event, text=(*said, *_giveaway(rng, other)))


def _giveaway(rng: Random, other: Person) -> tuple[str | Part, ...]:
    match rng.randrange(5):
        case 0:
            return (" ", Part("mention", f"@{other.username}"))
        case 1:
            return (" ", Part("phone", str(other.phone)), " қоңырау шалыңыз")
        case 2:
            return (" ", Part("mention_name", str(other.name), str(other.id)))
        case 3:
            return (f" — {other.name} айтты",)
        case _:
            return ()
