"""Worlds in the shape of the case of April 2018, "Активисты ДВК": most were put there by a few, most never wrote
a word, and few wrote half of everything. What is planted is exact; the rest is drawn from the seed."""

from dataclasses import dataclass, field, replace
from random import Random

from tests.worlds.ids import newest_id
from tests.worlds.names import names, phone, username
from tests.worlds.play import Plan, Row, play
from tests.worlds.rhythm import HOUR, Rhythm
from tests.worlds.world import DAY, Kind, Person, World
from tests.worlds.writers import counts_of_writers

AS_OF = 1_523_404_800
"""2018-04-11T00:00:00Z: the time of the last message."""

BASE_END = AS_OF - 31 * DAY
"""By then everyone of the base world has arrived."""


@dataclass(frozen=True)
class Shape:
    """How many of what a world has. `people` are those still there at the end; `leavers` come on top of them."""

    people: int
    never_wrote: int
    half_by: int
    messages: int
    adders: int
    by_link: int
    by_request: int
    by_self: int
    days: int
    namesakes: int
    newcomers: int
    deleted: int
    leavers: int
    leavers_added: float
    gone_at_once: float
    returners: int
    unknown: int
    copies: int
    long_texts: float


@dataclass
class _Draft:
    """A world in the making; people are numbers from 0 (the founder)."""

    shape: Shape
    rng: Random
    rhythm: Rhythm
    begins: int
    kind: list[str] = field(default_factory=list)
    writers: list[int] = field(default_factory=list)
    crowd: list[int] = field(default_factory=list)
    """Silent people who were added and stayed, with nothing else special about them yet."""
    adders: list[int] = field(default_factory=list)
    newcomers: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    named_after: dict[int, int] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def happens(self, at: int, kind: Kind, actor: int, members: tuple[int, ...] = (), copy: int = -1) -> None:
        self.rows.append(Row(at, len(self.rows), kind, actor, members, copy))


def dvk_world(
    seed: int,
    *,
    people: int = 90_000,
    never_wrote: int | None = None,
    half_by: int | None = None,
    messages: int | None = None,
    adders: int | None = None,
    by_link: int | None = None,
    by_request: int | None = None,
    by_self: int | None = None,
    days: int = 190,
    namesakes: int = 0,
    newcomers: int = 0,
    deleted: int = 0,
    leavers: int = 0,
    leavers_added: float = 0.9,
    gone_at_once: float = 0.7,
    returners: int | None = None,
    unknown: int = 0,
    copies: int = 0,
    long_texts: float = 0.35,
    title: str = "Активисты ДВК",
    chat_id: int = 1_310_155_678,
    kind: str = "public_supergroup",
) -> World:
    """A chat of `people` of whom `never_wrote` never did, the busiest `half_by` writing exactly half of `messages`.

    What is not given is in proportion to the case (90,000; 70,568; 300; 400,000 messages). `by_link`, `by_request`
    and `by_self` people came so, all others were added by `adders` people. Everyone of the base world has been there
    for 30 days. Among the people, `namesakes` (silent, added, each borrowing the name of another), `newcomers` (of the
    last 30 days), `deleted` (no name; some wrote, most are silent and were added), `unknown` (wrote, no arrival in
    the history). On top of them `leavers` (`leavers_added` of them added, `gone_at_once` of them within hours).
    `returners` leave and come back in the same way. `copies` episodes of one text from several people.
    """
    part = people / 90_000
    shape = Shape(
        people=people,
        never_wrote=_given(never_wrote, 70_568 * part),
        half_by=_given(half_by, max(1, 300 * part)),
        messages=_given(messages, 200_000 * part) * (1 if messages is not None else 2),
        adders=_given(adders, max(5, 60 * part**0.5)),
        by_link=_given(by_link, 9_000 * part),
        by_request=_given(by_request, 1_800 * part),
        by_self=_given(by_self, 3_600 * part),
        days=days,
        namesakes=namesakes,
        newcomers=newcomers,
        deleted=deleted,
        leavers=leavers,
        leavers_added=leavers_added,
        gone_at_once=gone_at_once,
        returners=_given(returners, 900 * part),
        unknown=unknown,
        copies=copies,
        long_texts=long_texts,
    )
    rng = Random(f"dvk/{seed}")
    begins = AS_OF - days * DAY - rng.randrange(HOUR)
    draft = _Draft(shape, rng, Rhythm(rng, begins, AS_OF), begins)
    _cast(draft)
    _arrivals(draft)
    _departures(draft)
    planted = _messages(draft)
    _housekeeping(draft)
    draft.rows.sort()
    persons = _persons(draft, title)
    quiet = tuple(draft.crowd)
    plan = Plan(tuple(persons), tuple(draft.rows), quiet, dict(draft.came), f"dvk/{seed}/words", long_texts)
    return World(title, chat_id, kind, {person.id: person for person in persons}, lambda: play(plan), planted)


def sample_world(seed: int = 2018) -> World:
    """A small world of the same shape, with leavers, deleted accounts, namesakes and a few copied texts: the
    repository's example."""
    return dvk_world(
        seed,
        people=900,
        never_wrote=702,
        half_by=9,
        messages=3_000,
        adders=7,
        by_link=150,
        by_request=12,
        by_self=40,
        days=100,
        namesakes=6,
        newcomers=40,
        deleted=14,
        leavers=150,
        unknown=5,
        copies=4,
        long_texts=0.06,
        title="Активисты ДВК (синтетический пример)",
        chat_id=1_000_201_804,
    )


def _given(value: int | None, otherwise: float) -> int:
    return round(otherwise) if value is None else value


def _cast(draft: _Draft) -> None:
    """Who came how, who writes, who adds, who is deleted, and who is named like another."""
    shape, rng = draft.shape, draft.rng
    alone = shape.by_link + shape.by_request + shape.by_self
    leavers_added = round(shape.leavers * shape.leavers_added)
    added = shape.people - alone - shape.unknown
    if added < 0 or alone < shape.adders or shape.never_wrote > shape.people - shape.unknown - shape.adders:
        raise ValueError("these numbers of people do not fit together")
    draft.kind = (
        ["by_self"] * shape.by_self
        + ["by_link"] * shape.by_link
        + ["by_request"] * shape.by_request
        + ["unknown"] * shape.unknown
        + ["added"] * (added + leavers_added)
        + ["by_link"] * (shape.leavers - leavers_added)
    )
    leaving = range(shape.people, shape.people + shape.leavers)
    first_leaver = alone + shape.unknown + added
    draft.left = dict.fromkeys(leaving, 0)
    assert first_leaver == shape.people

    draft.adders = [0, *rng.sample(range(1, alone), shape.adders - 1)]
    must_write = [*draft.adders, *range(alone, alone + shape.unknown)]
    wanted = shape.people - shape.never_wrote
    others_alone = sorted(set(range(alone)) - set(must_write))
    of_alone = min(len(others_alone), max(0, wanted - len(must_write)), round(alone * 0.6))
    of_added = wanted - len(must_write) - of_alone
    of_alone, of_added = (of_alone, of_added) if of_added <= added else (of_alone + of_added - added, added)
    first_added = alone + shape.unknown
    writing_added = rng.sample(range(first_added, first_added + added), of_added)
    draft.writers = sorted([*must_write, *rng.sample(others_alone, of_alone), *writing_added])

    silent_added = sorted(set(range(first_added, first_added + added)) - set(writing_added))
    rng.shuffle(silent_added)
    _special_people(draft, silent_added)
    draft.crowd = silent_added


def _special_people(draft: _Draft, silent_added: list[int]) -> None:
    """Deleted accounts, namesakes and newcomers; they are taken off `silent_added`."""
    shape, rng = draft.shape, draft.rng
    ordinary = [person for person in draft.writers if person not in set(draft.adders)]
    deleted_writers = rng.sample(ordinary, min(len(ordinary), shape.deleted * 3 // 10))
    draft.deleted = {*deleted_writers, *_take(silent_added, shape.deleted - len(deleted_writers))}
    living = [person for person in ordinary if person not in draft.deleted]
    namesakes = _take(silent_added, shape.namesakes)
    of_writers = rng.sample(living, min(len(living), shape.namesakes // 5))
    bearers = [*of_writers, *_take(silent_added, shape.namesakes - len(of_writers))]
    draft.named_after = dict(zip(namesakes, bearers, strict=True))
    new_writers = rng.sample(living, min(len(living) // 2, shape.newcomers // 5))
    new_writers = [person for person in new_writers if draft.kind[person] != "unknown"]
    draft.newcomers = {*new_writers, *_take(silent_added, shape.newcomers - len(new_writers))}


def _take(people: list[int], number: int) -> list[int]:
    if number > len(people):
        raise ValueError("too few silent people were added for these variants")
    taken = people[len(people) - number :]
    del people[len(people) - number :]
    return taken


def _arrivals(draft: _Draft) -> None:
    """The chat is made, the adders come, and then the others, added in bursts or by themselves."""
    rng, begins = draft.rng, draft.begins
    draft.happens(begins, "create_channel", -1)
    draft.came[0] = begins + 30
    draft.happens(begins + 30, "invite_members", 0, (0,))
    early = begins + (BASE_END - begins) // 20
    for adder in draft.adders[1:]:
        _comes(draft, adder, draft.rhythm.between(rng, begins + HOUR, early))
    for person, kind in enumerate(draft.kind):
        if kind not in {"added", "unknown"} and person not in draft.came:
            window = _window(draft, person)
            _comes(draft, person, draft.rhythm.between(rng, window[0] + 2 * HOUR, window[1]))
    added = [person for person, kind in enumerate(draft.kind) if kind == "added"]
    rng.shuffle(added)
    _bursts(draft, [person for person in added if person not in draft.newcomers], _window(draft, -1))
    _bursts(draft, [person for person in added if person in draft.newcomers], (AS_OF - 28 * DAY, AS_OF - 9 * HOUR))


def _window(draft: _Draft, person: int) -> tuple[int, int]:
    return (AS_OF - 28 * DAY, AS_OF - 9 * HOUR) if person in draft.newcomers else (draft.begins, BASE_END)


def _comes(draft: _Draft, person: int, at: int) -> None:
    """Somebody comes without being added."""
    draft.came[person] = at
    kind = draft.kind[person]
    if kind == "by_self":
        draft.happens(at, "invite_members", person, (person,))
    else:
        draft.happens(at, "join_by_link" if kind == "by_link" else "join_by_request", person)


def _bursts(draft: _Draft, people: list[int], window: tuple[int, int]) -> None:
    """The adders add `people`, few adders most of them, in sessions of an hour or so."""
    rng, adders = draft.rng, draft.adders
    if not people:
        return
    weights = [1 / (place + 2) for place in range(len(adders))]
    shares = rng.choices(adders, weights, k=len(people))
    if window[0] == draft.begins:
        shares[: len(adders)] = adders[: len(people)]
    rows: dict[int, list[int]] = {}
    for adder, person in zip(shares, people, strict=True):
        rows.setdefault(adder, []).append(person)
    for adder, theirs in rows.items():
        first = max(draft.came[adder] + HOUR, window[0])
        while theirs:
            session = _take(theirs, min(len(theirs), rng.randint(8, 60)))
            _session(draft, adder, session, draft.rhythm.between(rng, first, window[1] - 3 * HOUR))


def _session(draft: _Draft, adder: int, people: list[int], at: int) -> None:
    rng = draft.rng
    while people:
        size = min(len(people), rng.choice((1, 1, 1, 2, 3, 5, 9, 20)))
        members = tuple(_take(people, size))
        draft.happens(at, "invite_members", adder, members)
        draft.came.update(dict.fromkeys(members, at))
        at += rng.randint(15, 150)


def _departures(draft: _Draft) -> None:
    """The leavers leave, most within hours; some of the others leave and come back as they came."""
    shape, rng = draft.shape, draft.rng
    for person in draft.left:
        at_once = rng.random() < shape.gone_at_once
        came = draft.came[person]
        after = rng.randint(4 * 60, 20 * HOUR) if at_once else rng.randint(2 * DAY, AS_OF - came - DAY)
        draft.left[person] = came + after
        actor = 0 if not at_once and rng.random() < 0.05 else person
        draft.happens(draft.left[person], "remove_members", actor, (person,))
    special = {*draft.adders, *draft.newcomers, *draft.deleted, *draft.named_after, *draft.named_after.values()}
    able = [person for person in draft.came if person < shape.people and person not in special]
    able = [person for person in able if BASE_END - draft.came[person] > 12 * DAY]
    for person in sorted(rng.sample(able, min(len(able), shape.returners))):
        came = draft.came[person]
        away = rng.randint(came + 2 * DAY, came + 8 * DAY)
        back = rng.randint(away + HOUR, min(BASE_END, away + 20 * DAY))
        draft.happens(away, "remove_members", person, (person,))
        if draft.kind[person] == "added":
            draft.happens(back, "invite_members", _an_adder(draft, back), (person,))
            draft.came[person] = back
        else:
            _comes(draft, person, back)


def _an_adder(draft: _Draft, at: int) -> int:
    return draft.rng.choice([adder for adder in draft.adders if draft.came[adder] < at])


def _messages(draft: _Draft) -> dict[str, int]:
    """Every writer writes between coming and leaving; then some write one text at nearly one time."""
    shape, rng = draft.shape, draft.rng
    writing_leavers = [person for person in draft.left if draft.left[person] - draft.came[person] > 2 * DAY][::10]
    early = [person for person in draft.writers if draft.came.get(person, draft.begins) < AS_OF - 45 * DAY]
    if len(early) < shape.half_by:
        raise ValueError("too few writers came early enough to write half of it all")
    busiest = set(rng.sample(early, shape.half_by))
    order = [
        *sorted(busiest),
        *[person for person in draft.writers if person not in busiest],
        *writing_leavers,
    ]
    counts = counts_of_writers(rng, len(order), shape.messages, shape.half_by)
    times: list[tuple[int, int, int]] = []
    for person, count in zip(order, counts, strict=True):
        first = draft.came.get(person, draft.begins + 2 * HOUR) + 20
        last = draft.left.get(person, AS_OF) - 20
        times.extend((draft.rhythm.between(rng, first, last), person, -1) for _ in range(count))
    planted = _copies(draft, times)
    last = max(range(len(times)), key=lambda place: times[place][0])
    times[last] = (AS_OF, times[last][1], times[last][2])
    for at, person, copy in times:
        draft.happens(at, "message", person, copy=copy)
    return planted


def _copies(draft: _Draft, times: list[tuple[int, int, int]]) -> dict[str, int]:
    """Some messages of 4 to 7 people move to one moment and get one text."""
    if not draft.shape.copies:
        return {}
    rng = draft.rng
    by_person: dict[int, list[int]] = {}
    for place, (_, person, _) in enumerate(times):
        by_person.setdefault(person, []).append(place)
    willing = [person for person, places in by_person.items() if len(places) > 2 and person not in draft.left]
    moved = 0
    for copy in range(draft.shape.copies):
        at = draft.rhythm.between(rng, AS_OF - 25 * DAY, AS_OF - DAY)
        there = [person for person in willing if draft.came.get(person, draft.begins) < at - HOUR]
        for person in rng.sample(there, min(len(there), rng.randint(4, 7))):
            places = [place for place in by_person[person] if times[place][2] < 0]
            if places:
                times[rng.choice(places)] = (at + rng.randint(0, 200), person, copy)
                moved += 1
    return {"coordination.copies": draft.shape.copies, "messages in copies": moved}


def _housekeeping(draft: _Draft) -> None:
    """Now and then the founder pins a message or changes the title."""
    for week in range(1, draft.shape.days // 7):
        at = draft.begins + week * 7 * DAY + draft.rng.randrange(DAY)
        draft.happens(at, "edit_title" if week % 6 == 0 else "pin_message", 0)


def _persons(draft: _Draft, title: str) -> list[Person]:
    """Names, ids that an account of that time could have, usernames and phones."""
    rng = draft.rng
    given = names(rng, {title})
    ids: set[int] = set()
    persons = []
    for number in range(draft.shape.people + draft.shape.leavers):
        newest = newest_id(draft.came.get(number, draft.begins))
        oldest = newest - 90_000_000 if draft.kind[number] == "added" and rng.random() < 0.7 else 100_000_000
        user_id = rng.randrange(oldest, newest)
        while user_id in ids:
            user_id += 1
        ids.add(user_id)
        name = next(given)
        persons.append(Person(user_id, name, username(rng, name, number) if rng.random() < 0.5 else None, phone(rng)))
    for number, bearer in draft.named_after.items():
        persons[number] = replace(persons[number], name=persons[bearer].name)
    for number in draft.deleted:
        persons[number] = replace(persons[number], name=None, username=None, phone=None)
    return persons
