"""The id of a chat as people and programs write it."""

import re

from auditor.errors import Sentence

_MARKED = re.compile(r"-100([0-9]{6,15})")
_WRITTEN = re.compile(r"-?[0-9]{1,18}")


def bare_id(written: str) -> int | None:
    """The bare id in `written`: 1234567890 of -1001234567890, as the Bot API marks supergroups and channels, and 123 of
    -123, as it marks basic groups; None where it is no id."""
    written = written.strip()
    if marked := _MARKED.fullmatch(written):
        return int(marked[1])
    return abs(int(written)) if _WRITTEN.fullmatch(written) else None


def names_several(chat: str | None, found: int) -> Sentence:
    """Why no one chat was chosen, of the several that there are: what somebody asked for names so many of them."""
    if chat is None:
        return Sentence("Choose one with --chat")
    if not found:
        return Sentence("{chat!r} names none of them", chat=chat)
    return Sentence("{chat!r} names {count} of them", chat=chat, count=found)
