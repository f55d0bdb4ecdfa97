"""What every source is: something that says what it can see, and yields records."""

from collections.abc import Iterator
from typing import Protocol

from storage.records import Batch, Chat, Coverage
from storage.sources import Kind


class Source(Protocol):
    """One chat, ready to be read once, from the beginning."""

    kind: Kind
    chat: Chat

    def read(self) -> Iterator[Batch]:
        """The records in the order of the source, a handful at a time, and how far it has come."""
        ...

    def coverage(self) -> Coverage:
        """What was seen and what was lost; complete once `read` has ended."""
        ...
