"""Chats that were flooded: people who come as they always did, and a wave of fakes within hours, all of one age."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

from tests.worlds.live import drawn
from tests.worlds.live.ages import id_made_at
from tests.worlds.live.chat import LiveChat, Standing
from tests.worlds.live.kinds import _chat, _Diary
from tests.worlds.live.supergroups import NOW
from tests.worlds.rhythm import HOUR, Rhythm
from tests.worlds.world import DAY, THE_CHAT, Person


@dataclass(frozen=True)
class Flooded:
    """The chat, and who came in the wave, and when it was."""

    chat: LiveChat
    fakes: frozenset[int]
    gone: frozenset[int]
    """Of the fakes, those who left or were deleted within the week."""
    start: int
    end: int


def flooded_live(
    seed: int,
    *,
    usual: int = 4_000,
    fakes: int = 5_000,
    days_since: int = 10,
    kind: Literal["supergroup", "channel"] = "supergroup",
    standing: Standing = "stranger",
    now: int = NOW,
    username: str = "flooded_square",
    chat_id: int = 1_400_000_070,
) -> Flooded:
    """`usual` people come over ninety days, by the hours of the day; `fakes` by the link within three hours,
    `days_since` days ago, with accounts that were made within forty days of each other. A third of the fakes is gone
    within a week of it, and one in twenty of the others at some time."""
    rng = Random(f"flooded/{seed}/{kind}")
    begins, wave = now - 90 * DAY, now - days_since * DAY - 5 * HOUR
    honest = drawn.draw_people(rng, usual, begins)
    made = now - 400 * DAY
    false = [(Person(id_made_at(rng, at), f"Гость {number}"), at)
             for number, at in enumerate(sorted(rng.sample(range(made, made + 40 * DAY), fakes)))]  # fmt: skip
    taken = {person.id for person, _ in honest}
    false = list({person.id: (person, at) for person, at in false if person.id not in taken}.values())
    rhythm = Rhythm(rng, begins, now, growth=1.0)
    comes = [(rhythm.between(rng, begins + DAY, now - HOUR), person.id) for person, _ in honest[1:]]
    comes += [(wave + rng.randrange(3 * HOUR), person.id) for person, _ in false]
    fake_ids = frozenset(person.id for person, _ in false)
    gone: set[int] = set()
    leaving: list[tuple[int, int]] = []
    for at, who in comes:
        if who in fake_ids and days_since > 7 and rng.random() < 1 / 3:
            gone.add(who)
            leaving.append((at + rng.randrange(HOUR, 6 * DAY), who))
        elif who not in fake_ids and rng.random() < 0.05 and at + 2 * DAY < now:
            leaving.append((rng.randrange(at + DAY, now), who))
    diary = _Diary(rng, begins, 1)
    founder = honest[0][0].id
    if kind == "channel":
        diary.happens("create_channel", THE_CHAT)
    else:
        diary.happens("create_group", founder, (founder,))
    for at, who, comes_in in sorted([(at, who, True) for at, who in comes] + [(at, who, False) for at, who in leaving]):
        diary.at = max(diary.at, at - 1)
        if comes_in:
            diary.happens("join_by_link", who)
        else:
            diary.happens("remove_members", who, (who,))
        diary.at = at
    chat = _chat(kind, "Затопленная площадь", chat_id, [*honest, *false], diary, now=now, standing=standing)
    if kind == "channel":
        chat = replace(chat, unwritten=frozenset(event.id for event in diary.events[1:]))
    chat = replace(chat, username=username, creator=founder)
    return Flooded(chat, fake_ids, frozenset(gone), wave, wave + 3 * HOUR)


def flooded_chat(seed: int, people: int = 600, **more: Any) -> LiveChat:
    """The chat alone, of which half came in the wave."""
    return flooded_live(seed, usual=people, fakes=people, **more).chat
