"""`/queue`: what is being audited and what waits, for the operator."""

from html import escape

from auditor.report.statements.wording import Wording
from bot.talk import Command, Talk
from bot.telling.answers import Answer, how_far
from storage.companion import jobs
from storage.companion.jobs import Waiting
from storage.sources import EXPORT, SENT

LINES = 40
"""Jobs that are shown each in a line: a screen or two."""


async def queue(talk: Talk, _: str) -> None:
    """Operator: what is being audited and what waits."""
    store = talk.companion.store
    shown, counted = await jobs.queue(store, LINES), await jobs.counted(store)
    await talk.say(lines_of(shown, talk.words, more=sum(counted.values()) - len(shown)))


def lines_of(lines: list[Waiting], words: Wording, *, more: int = 0) -> Answer:
    """For the operator: what is being audited and what waits, and how many `more` do."""
    if not lines:
        return Answer(escape(words.text("The queue is empty.")))
    told = [f"#{each.job.job} {escape(_in_the_queue(each, words))}" for each in lines[:LINES]]
    more += len(lines) - len(told)
    return Answer("\n".join([*told, *([f"… {words.number(more)}"] if more > 0 else [])]))


def _in_the_queue(line: Waiting, words: Wording) -> str:
    job = line.job
    asked = words.source(EXPORT) if job.kind == SENT else job.target.partition(":")[2]
    if job.state == "waiting":
        stands = words.text("waits its turn")
    elif job.state == "parked":
        stands = words.text("waits for Telegram")
    else:
        stands = how_far(job, words, None)[0].rstrip(".")
    people = words.count_text("{count} person", "{count} people", line.people)
    return f"{words.chat_title(job.title or asked, 60)} · {stands} · {people}"


QUEUE = Command(
    "queue",
    queue,
    what=lambda words: words.text("for operators: what is being audited, and what waits"),
    who="operators",
)
