"""`deadsouls privacy`: what is kept, for how long, and the proof of it from the database itself."""

import textwrap
import time
from typing import TYPE_CHECKING

import click

from auditor.doors.installation import installation, run
from auditor.doors.speaking import in_language, tell
from auditor.errors import Sentence

if TYPE_CHECKING:
    from auditor.settings import Settings
    from storage.audited.retention import Holdings
    from storage.store import Store

DAY = 86_400

WIDTH = 110
"""Letters of a line."""

PROMISES = (
    Sentence(
        "Of the people of audited chats no id, name, username or phone is kept: at the storage door each becomes a"
        " pseudonym under a key that lies outside the database, and a text becomes a fingerprint."
    ),
    Sentence("A person known by a name alone cannot be found by an id, and so not be forgotten by one."),
)

NONE = Sentence("none rests")

Row = tuple[Sentence, Sentence]
"""What is held, and how much of it, for how long."""


@click.command()
def privacy() -> None:
    """Says what is kept, for how long, and proves it from the database."""
    from auditor.settings import read_settings

    settings, now = read_settings(), int(time.time())

    async def go() -> None:
        async with installation(settings, now) as store:
            _tell(await _rows(store, settings, now), settings.lang)

    run(go())


def _tell(rows: list[Row], language: str) -> None:
    from storage.schema import METADATA

    for promise in PROMISES:
        click.echo(textwrap.fill(in_language(promise, language), WIDTH, break_on_hyphens=False))
    click.echo()
    named = [(in_language(label, language), in_language(what, language)) for label, what in rows]
    column = max(len(label) for label, _ in named) + 1
    for label, what in named:
        for line in textwrap.wrap(what, WIDTH - column, break_long_words=False, break_on_hyphens=False):
            click.echo(f"{label:{column}}{line}")
            label = ""  # noqa: PLW2901 - it stands in the first line alone
    click.echo()
    tell(Sentence("All that there is to hold (table: columns):"), language)
    for table in METADATA.sorted_tables:
        click.echo(f"  {table.name}: {', '.join(column.name for column in table.columns)}")


async def _rows(store: "Store", settings: "Settings", now: int) -> list[Row]:
    """What is held, and the counts behind it."""
    from storage.audited.retention import holdings
    from storage.traces import left

    held = await holdings(store)
    rests = (
        Sentence("something of it still lies in the files, beside who reads them; the next command overwrites it")
        if await left(store)
        else Sentence("nothing of it lies in the files")
    )
    return [
        (Sentence("Store"), Sentence("{place}", place=store.place)),
        *_of_chats(held, settings, now),
        *_of_the_bot(held, settings, now),
        (Sentence("Forgotten"), Sentence("{count} pseudonyms, turned away at the door", count=held.erasures)),
        (Sentence("Deleted"), rests),
    ]


def _of_chats(held: "Holdings", settings: "Settings", now: int) -> list[Row]:
    oldest = (
        Sentence("the oldest was collected on {day}, {count} days ago", **_ago(held.oldest_text, now))
        if held.oldest_text is not None
        else NONE
    )
    return [
        (
            Sentence("Chats, audits"),
            Sentence("{chats}, {audits}", chats=held.chats, audits=held.audits),
        ),
        (
            Sentence("Messages"),
            Sentence("{count}; with their text: {texts}", count=held.messages, texts=held.texts),
        ),
        (
            Sentence("Texts"),
            Sentence("rest {days} days at most; {oldest}", days=settings.retain_text_days, oldest=oldest),
        ),
        (
            Sentence("Rows of people"),
            Sentence(
                "{count} by id; rest {days} days after their last observation",
                count=held.people,
                days=settings.retain_rows_days,
            ),
        ),
        (
            Sentence("Evidence"),
            Sentence(
                "{count} rows in reports; they go with the rows of people that they rest on; overdue: {overdue}",
                count=held.evidence,
                overdue=held.evidence_overdue,
            ),
        ),
        (
            Sentence("Arrivals, leaves"),
            Sentence("{arrivals}, {leaves}", arrivals=held.arrivals, leaves=held.leaves),
        ),
        (
            Sentence("Accounts, posts"),
            Sentence(
                "{accounts}, {posts}: one row for as long as the same was shown",
                accounts=held.accounts,
                posts=held.posts,
            ),
        ),
    ]


def _of_the_bot(held: "Holdings", settings: "Settings", now: int) -> list[Row]:
    from storage.companion.talkers import KEPT_DAYS

    heard = (
        Sentence("the oldest was heard of on {day}, {count} days ago", **_ago(held.oldest_update, now))
        if held.oldest_update is not None
        else NONE
    )
    decided = (
        Sentence("the oldest was made on {day}, {count} days ago", **_ago(held.oldest_decision, now))
        if held.oldest_decision is not None
        else NONE
    )
    return [
        (
            Sentence("Heard by a bot"),
            Sentence(
                "{count} arrivals and leaves; {oldest}; they rest as rows of people do; spans of listening: {spans}",
                count=held.updates,
                oldest=heard,
                spans=held.listening,
            ),
        ),
        (
            Sentence("Asked the bot"),
            Sentence(
                "{people} people by id, {requests} requests; they rest {days} days after the last; not yet answered:"
                " {unanswered}; denied by the operator: {denied}, until that is lifted",
                people=held.talkers,
                requests=held.requests,
                days=KEPT_DAYS,
                unanswered=held.unanswered,
                denied=held.denied,
            ),
        ),
        (
            Sentence("Decisions"),
            Sentence(
                "{count} under pseudonyms; rest {days} days at most; {oldest}",
                count=held.decisions,
                days=settings.retain_rows_days,
                oldest=decided,
            ),
        ),
    ]


def _ago(at: int, now: int) -> dict[str, object]:
    """The day of a moment, and how many days ago that was."""
    return {"day": time.strftime("%Y-%m-%d", time.gmtime(at)), "count": max(0, now - at) // DAY}
