"""Chats in which nobody coordinates, and everything happens that looks like it: greetings, memes, news passed on,
quotes, forwards, posts that draw a crowd of replies."""

from bisect import bisect_right
from itertools import accumulate
from random import Random

from tests.worlds.chatter import CHANNELS, say, sentence
from tests.worlds.coordination.acts import BEGINS, Act
from tests.worlds.rhythm import HOUR, ZONE, Rhythm
from tests.worlds.world import DAY, Part

GREETINGS = (
    "Доброе утро всем!", "Доброе утро, друзья!", "Қайырлы таң бәріне!", "Всем доброе утро и хорошего дня",
    "Қайырлы таң, достар!", "Всем привет и хорошего дня!", "Доброго всем дня, соседи", "Спокойной ночи всем",
)  # fmt: skip
MEMES = (
    "Вот это поворот", "Ну вы поняли", "Ждём продолжения", "Кто за, ставьте плюс", "Пруфы или не было",
    "Классика жанра", "Ничего не понятно, но интересно", "Это другое, понимать надо", "Так победим, не иначе",
    "Скоро всё узнаем сами",
    "Собака лает, караван идёт", "Ел мен жер аман болсын", "Көпке топырақ шашпа", "Айтары жоқ, керемет",
    "Сила в единстве народа", "Какой хороший день сегодня", "Спасибо за информацию", "Рахмет ақпарат үшін",
    "Полностью поддерживаю вас", "Толық қолдаймын сізді", "Где можно прочитать об этом", "Уже обсуждали это вчера",
)  # fmt: skip


def said(rng: Random, long: float = 0.35) -> str:
    """Something to say, as plain text."""
    return "".join(part.text if isinstance(part, Part) else part for part in say(rng, long))


def small_talk(rng: Random, people: int, days: int, *, each: float = 40.0) -> list[Act]:
    """What `people` say in `days` days, `each` messages a person and 30 days on average, some much more than others."""
    rhythm = Rhythm(rng, BEGINS, BEGINS + days * DAY, growth=1.1)
    weights = list(accumulate(rng.lognormvariate(0, 1.1) for _ in range(people)))
    regulars = [rng.random() < 0.5 for _ in range(people)]
    acts = []

    def somebody() -> int:
        return min(bisect_right(weights, rng.random() * weights[-1]), people - 1)

    for _ in range(round(people * each * days / 30)):
        at = rhythm.between(rng, BEGINS, BEGINS + days * DAY - 1)
        acts.append(Act(at, somebody(), MEMES[min(int(rng.paretovariate(0.7)) - 1, len(MEMES) - 1)]
                        if rng.random() < 0.02 else said(rng)))  # fmt: skip
    acts += _greetings(rng, people, days, regulars)
    acts += _news(rng, people, days, rhythm, somebody)
    acts += _quotes(rng, acts, somebody)
    acts.sort(key=lambda act: act.at)
    _reply(rng, acts)
    acts += _crowd_pullers(rng, acts, somebody, days)
    return [act for act in acts if act.at < BEGINS + days * DAY]


def _greetings(rng: Random, people: int, days: int, regulars: list[bool]) -> list[Act]:
    """Half of the people greet on some mornings, most of them within the same two hours."""
    acts = []
    for person in range(people):
        often = rng.random() * 0.25 if regulars[person] else 0.0
        own = rng.choices(GREETINGS, (8, 7, 6, 5, 4, 3, 2, 2), k=2)
        for day in range(days):
            if rng.random() < often:
                moment = rng.gauss(8.0 * HOUR, 0.8 * HOUR)
                acts.append(Act(BEGINS + day * DAY + int(moment - ZONE) % DAY, person, rng.choice(own)))
    return acts


def _news(rng: Random, people: int, days: int, rhythm: Rhythm, somebody) -> list[Act]:  # type: ignore[no-untyped-def]
    """A sixth of the people pass on what a channel writes: as a copy, with a word of their own, or forwarded; most
    within two hours, some at once."""
    readers = rng.sample(range(people), max(3, people // 6))
    acts = []
    for _ in range(4 * days):
        at = rhythm.between(rng, BEGINS, BEGINS + days * DAY - 1)
        text, channel = f"{sentence(rng)}. {sentence(rng)}", rng.choice(CHANNELS)
        for _ in range(min(8, int(rng.expovariate(0.5)))):
            who = rng.choice(readers) if rng.random() < 0.8 else somebody()
            when = at + int(rng.expovariate(1 / 5_400))
            die = rng.random()
            own = f"{text} {said(rng)}" if die < 0.2 else text
            acts.append(Act(when, who, own, forwarded_from=channel if die > 0.6 else None))
    return acts


def _quotes(rng: Random, acts: list[Act], somebody) -> list[Act]:  # type: ignore[no-untyped-def]
    """Now and then somebody repeats what another has just said."""
    quoted = [act for act in acts if len(act.text) > 25 and rng.random() < 0.01]
    return [Act(act.at + int(rng.expovariate(1 / 120)) + 5, somebody(), act.text, to=act) for act in quoted]


def _reply(rng: Random, acts: list[Act]) -> None:
    """A quarter of what is said answers something said just before."""
    for place in range(20, len(acts)):
        if rng.random() < 0.25 and acts[place].to is None:
            acts[place].to = acts[place - 1 - min(19, int(rng.expovariate(0.3)))]


def _crowd_pullers(rng: Random, acts: list[Act], somebody, days: int) -> list[Act]:  # type: ignore[no-untyped-def]
    """Every other day somebody says what many answer, half of them within a quarter of an hour."""
    found = []
    for post in rng.sample(acts, min(len(acts), days // 2)):
        found += [
            Act(post.at + 20 + int(rng.expovariate(1 / 1_300)), somebody(), said(rng, 0.2), to=post)
            for _ in range(rng.randint(4, 16))
        ]
    return found
