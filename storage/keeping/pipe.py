"""The words between the process that reads a live chat and the one that keeps its pages, as they go down a pipe."""

import asyncio
from typing import Any

import msgspec

from storage.records import Batch, Coverage
from storage.sentences import Sentence

_LENGTH = 4


class Opening(msgspec.Struct, frozen=True, tag=True):
    """The first word of a reading: which observation it is."""

    home: str
    key: bytes
    chat: int
    identity: str
    observation: int
    read_at: int
    keep_text: bool


class Page(msgspec.Struct, frozen=True, tag=True):
    """A page, and where to go on behind it."""

    batch: Batch
    marks: str


class Finish(msgspec.Struct, frozen=True, tag=True):
    """The last word of a reading: it is whole. `last` is the coverage of the reading before it."""

    coverage: Coverage
    last: Coverage | None


class Finished(msgspec.Struct, frozen=True, tag=True):
    """The answer to it: the coverage with what only the door could count."""

    coverage: Coverage


class Words(msgspec.Struct, frozen=True):
    """A sentence, as it goes through the pipe."""

    source: str
    facts: dict[str, "str | int | Words"]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """What could not be done, in a sentence."""

    slug: str
    sentence: Words


def words_of(sentence: Sentence) -> Words:
    """A sentence for the pipe."""
    return Words(sentence.source, {name: _fact(fact) for name, fact in sentence.facts.items()})


def _fact(fact: object) -> str | int | Words:
    if isinstance(fact, Sentence):
        return words_of(fact)
    return fact if isinstance(fact, int) else str(fact)


def sentence_of(words: Words) -> Sentence:
    """The sentence that came through it."""
    facts = {name: sentence_of(fact) if isinstance(fact, Words) else fact for name, fact in words.facts.items()}
    return Sentence(words.source, **facts)


def frame(word: msgspec.Struct) -> bytes:
    """A word as it goes through the pipe."""
    body = msgspec.msgpack.encode(word)
    return len(body).to_bytes(_LENGTH, "big") + body


async def receive(pipe: asyncio.StreamReader, words: Any) -> Any:
    """The next word from the pipe; None at its end."""
    try:
        size = int.from_bytes(await pipe.readexactly(_LENGTH), "big")
        return msgspec.msgpack.decode(await pipe.readexactly(size), type=words)
    except asyncio.IncompleteReadError:
        return None
