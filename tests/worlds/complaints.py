"""The complaints case: letters to an office, most of them one text under different names within a few hours.

In 2018 some 30 complaints about a chat turned out to be one letter. The world knows which are copies, and by whom.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.worlds.names import names

BEGAN = 1_523_440_800
"""2018-04-11T10:00:00Z"""

HOUR = 3_600

LETTER = (
    "Прошу вас принять меры к администратору чата, который без моего согласия добавил меня в группу"
    " и распространяет там недостоверные сведения. Требую удалить мои данные."
)

_OWN = (
    "Меня добавили в чат, не спросив; {who} может это подтвердить, номер обращения {number}.",
    "Менің рұқсатымсыз топқа қосты, {who} куә. Өтінішім №{number}.",
    "С {number} числа получаю сообщения из чата, о котором ничего не знаю. Меня зовут {who}.",
    "Добрый день! Вопрос {number}: как выйти из чата, если {who} добавляет снова и снова?",
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A row of the table; `at` is in seconds since 1970."""

    number: int
    author: str
    author_id: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Complaints:
    """The table in the order of its rows, and the truth of it."""

    rows: tuple[Complaint, ...]
    copied: int
    """How many are the one letter, each by somebody else, within `hours`."""
    hours: int


def complaints(seed: int, *, of: int = 30, copied: int = 24, hours: int = 3) -> Complaints:
    """A table of so many complaints, so many of them copies."""
    rng = Random(seed)
    people = names(rng)
    letters = [(BEGAN + rng.randrange(hours * HOUR), LETTER) for _ in range(copied)]
    for number in range(of - copied):
        text = _OWN[number % len(_OWN)].format(who=next(people), number=rng.randrange(100, 999))
        letters.append((BEGAN + rng.randrange(-20 * 24 * HOUR, 20 * 24 * HOUR), text))
    rows = [
        Complaint(4_000 + number, next(people), str(rng.randrange(10**6, 10**9)), at, text)
        for number, (at, text) in enumerate(sorted(letters), start=1)
    ]
    return Complaints(tuple(rows), copied, hours)


def as_csv(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    """A table as spreadsheets write it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return out.getvalue()


def as_ndjson(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The same, a JSON object a line."""
    return "".join(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)


TOOLKIT = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls")
COORTWEET = ("object_id", "account_id", "content_id", "timestamp_share")


def toolkit_rows(world: Complaints) -> list[list[object]]:
    """The complaints as coordination-network-toolkit takes them."""
    return [[row.number, row.author_id, row.author, "", "", row.text, row.at, ""] for row in world.rows]


def coortweet_rows(world: Complaints) -> list[list[object]]:
    """The complaints as CooRTweet takes them: what was shared has an id, and the text is left out."""
    shared: dict[str, str] = {}
    return [
        [shared.setdefault(row.text, f"https://letters.example/{len(shared)}"), row.author_id, row.number, row.at]
        for row in world.rows
    ]
