"""`deadsouls privacy`: what is kept, for how long, and the proof of it from the database itself."""

import time
from typing import TYPE_CHECKING

import click

from auditor.doors.installation import installation, run

if TYPE_CHECKING:
    from auditor.settings import Settings
    from storage.store import Store

DAY = 86_400

DELETED = {
    False: "nothing of it lies in the files",
    True: "something of it still lies in the files, beside who reads them; the next command overwrites it",
}


@click.command()
def privacy() -> None:
    """Says what is kept, for how long, and proves it from the database."""
    from auditor.settings import read_settings

    settings, now = read_settings(), int(time.time())

    async def go() -> None:
        async with installation(settings, now) as database:
            for line in await _lines(database, settings, now):
                click.echo(line)

    run(go())


async def _lines(database: "Store", settings: "Settings", now: int) -> list[str]:
    """Plain sentences, and the counts behind them."""
    from storage.audited.retention import holdings
    from storage.companion.talkers import KEPT_DAYS
    from storage.schema import METADATA
    from storage.traces import left

    held = await holdings(database)
    text = _oldest(held.oldest_text, now, "was collected")
    columns = {table.name: ", ".join(column.name for column in table.columns) for table in METADATA.sorted_tables}
    return [
        "Of the people of audited chats no id, name, username or phone is kept: at the storage door each becomes a",
        "pseudonym under a key that lies outside the database, and a text becomes a fingerprint.",
        "A person known by a name alone cannot be found by an id, and so not be forgotten by one.",
        "",
        f"Store         {database.place}",
        f"Chats, audits    {held.chats}, {held.audits}",
        f"Messages         {held.messages}; with their text: {held.texts}",
        f"Texts            rest {settings.retain_text_days} days at most; {text}",
        f"Rows of people   {held.people} by id; rest {settings.retain_rows_days} days after their last observation",
        f"Evidence         {held.evidence} rows in reports; they go with the rows of people that they rest on;",
        f"                 overdue: {held.evidence_overdue}",
        f"Arrivals, leaves {held.arrivals}, {held.leaves}",
        f"Accounts, posts  {held.accounts}, {held.posts}: one row for as long as the same was shown",
        f"Heard by a bot   {held.updates} arrivals and leaves; {_oldest(held.oldest_update, now, 'was heard of')};",
        f"                 they rest as rows of people do; spans of listening: {held.listening}",
        f"Asked the bot    {held.talkers} people by id, {held.requests} requests;",
        f"                 they rest {KEPT_DAYS} days after the last; not yet answered: {held.unanswered};",
        f"                 denied by the operator: {held.denied}, until that is lifted",
        f"Decisions        {held.decisions} under pseudonyms; rest {settings.retain_rows_days} days at most;",
        f"                 {_oldest(held.oldest_decision, now, 'was made')}",
        f"Forgotten        {held.erasures} pseudonyms, turned away at the door",
        f"Deleted          {DELETED[bool(await left(database))]}",
        "",
        "All that there is to hold (table: columns):",
        *(f"  {name}: {listed}" for name, listed in columns.items()),
    ]


def _oldest(at: int | None, now: int, happened: str) -> str:
    if at is None:
        return "none rests"
    day = time.strftime("%Y-%m-%d", time.gmtime(at))
    return f"the oldest {happened} on {day}, {max(0, now - at) // DAY} days ago"
