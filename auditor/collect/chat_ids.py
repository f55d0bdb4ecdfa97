"""The id of a chat as people and programs write it."""

import re

_MARKED = re.compile(r"-100([0-9]{6,15})")
_WRITTEN = re.compile(r"-?[0-9]{1,18}")


def bare_id(written: str) -> int | None:
    """The bare id in `written`: 1234567890 of -1001234567890, as the Bot API marks supergroups and channels, and 123 of
    -123, as it marks basic groups; None where it is no id."""
    written = written.strip()
    if marked := _MARKED.fullmatch(written):
        return int(marked[1])
    return abs(int(written)) if _WRITTEN.fullmatch(written) else None
