"""Links that Telegram marks in a text, as Telethon and whoever writes Telegram's objects to JSON name them.

An address can hide behind other words, and one that is written can lack all signs of being one. Whatever stands here
may be damaged: what is none is passed over.
"""

from collections.abc import Iterable

from storage.people.traits.links import LONGEST

HIDDEN, WRITTEN = "MessageEntityTextUrl", "MessageEntityUrl"


def first_link(text: str, entities: Iterable[tuple[str, object, object, object]]) -> str | None:
    """The first link among entities, each of them its kind, offset, length and address; None where none is one.
    Telegram counts in units of UTF-16."""
    for kind, offset, length, url in entities:
        if kind == HIDDEN and isinstance(url, str) and url:
            return url
        if kind == WRITTEN and isinstance(offset, int) and isinstance(length, int) and offset >= 0 < length:
            units = text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + min(length, LONGEST))]
            return units.decode("utf-16-le", "replace") or None
    return None
