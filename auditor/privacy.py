"""What is kept, for how long, and the proof of it from the database itself."""

import time

from auditor.settings import Settings
from storage.database import Database
from storage.retention import DAY, holdings
from storage.schema import METADATA


async def privacy_lines(database: Database, settings: Settings, now: int) -> list[str]:
    """Plain sentences, and the counts behind them."""
    held = await holdings(database)
    columns = {table.name: ", ".join(column.name for column in table.columns) for table in METADATA.sorted_tables}
    return [
        "Of the people of audited chats no id, name, username or phone is kept: at the storage door each becomes a",
        "pseudonym under a key that lies outside the database, and a text becomes a fingerprint.",
        "A person known by a name alone cannot be found by an id, and so not be forgotten by one.",
        "",
        f"Database         {database.path}",
        f"Chats, audits    {held.chats}, {held.audits}",
        f"Messages         {held.messages}; with their text: {held.texts}",
        f"Texts            rest {settings.retain_text_days} days at most; {_oldest(held.oldest_text, now)}",
        f"Rows of people   {held.people} by id; rest {settings.retain_rows_days} days after their last observation",
        f"Arrivals, leaves {held.arrivals}, {held.leaves}",
        f"Forgotten        {held.erasures} pseudonyms, turned away at the door",
        "",
        "All that there is to hold (table: columns):",
        *(f"  {name}: {listed}" for name, listed in columns.items()),
    ]


def _oldest(collected_at: int | None, now: int) -> str:
    if collected_at is None:
        return "none rests"
    day = time.strftime("%Y-%m-%d", time.gmtime(collected_at))
    return f"the oldest was collected on {day}, {max(0, now - collected_at) // DAY} days ago"
