"""Frames of a crowd without the way over an export and a database; its fingerprints are the real ones."""

import hashlib

import numpy as np

from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NOBODY, Facts
from storage.columns import EventColumns, MessageColumns, TextColumns
from storage.people.traits.texts import fingerprints, text_key
from tests.worlds.coordination import Crowd

KEY = text_key(b"\x07" * 32)
NONE = np.empty(0, np.int64)


def text_input(texts: list[str], reply_to: list[int] | None = None, origin: list[int] | None = None) -> TextColumns:
    """Texts as storage would hand them over."""
    marks = fingerprints(texts, KEY)
    nothing = [0] * len(texts)
    return TextColumns(
        exact=marks.exact,
        length=marks.length,
        words_total=marks.words_total,
        words=marks.words,
        word_ends=marks.word_ends,
        reply_to=np.array(reply_to or nothing, np.int64),
        origin=np.array(origin or nothing, np.int64),
        wordless=(marks.exact == 0) & np.array([bool(text) for text in texts], np.bool_),
        link=marks.carried.link,
        mentions=marks.carried.mentions,
        emoji=marks.carried.emoji,
        hashtags=marks.carried.hashtags,
        looked=np.ones(len(texts), np.bool_),
    )


def crowd_frames(crowd: Crowd) -> Frames:
    """What an audit of the crowd's export would see. Persons are even numbers that say nothing, as pseudonyms do."""
    came = sorted(crowd.arrivals(), key=lambda arrival: arrival[:2])
    person = {number: pseudonym(number) for number in range(crowd.people)}
    for place, act in enumerate(crowd.acts, len(came) + 1):
        act.place = place
    texts = text_input(
        [act.text for act in crowd.acts],
        [0 if act.to is None else act.to.place for act in crowd.acts],
        [0 if act.forwarded_from is None else hashed(act.forwarded_from) for act in crowd.acts],
    )
    messages = MessageColumns(
        np.array([act.place for act in crowd.acts], np.int64),
        np.array([act.at for act in crowd.acts], np.int64),
        np.array([person[act.person] for act in crowd.acts], np.int64),
        texts,
    )
    first = came[0][0] if came else crowd.acts[0].at
    return build_frames(
        messages=messages,
        arrivals=EventColumns(
            np.arange(1, len(came) + 1),
            np.array([at for at, _, _ in came], np.int64),
            ["by_link" if adder is None else "added" for _, _, adder in came],
            np.array([person[who] for _, who, _ in came], np.int64),
            np.ones(len(came), np.bool_),
            np.array([adder is not None for _, _, adder in came], np.bool_),
            np.array([NOBODY if adder is None else person[adder] for _, _, adder in came], np.int64),
        ),
        leaves=EventColumns(NONE, NONE, [], NONE, np.empty(0, np.bool_), np.empty(0, np.bool_), NONE),
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset(),
        facts=Facts(
            as_of=crowd.acts[-1].at,
            since=None,
            until=None,
            first_at=first,
            history_whole=True,
            names_as_people=False,
            grain=1,
            claimed=None,
            erased_people=0,
            erased_messages=0,
        ),
    )


def pseudonym(number: int) -> int:
    """A person that says nothing of the number."""
    return hashed(f"person {number}") & ~1 or 2


def number_of(crowd: Crowd) -> dict[int, int]:
    """Which of the crowd each person of its frames is."""
    return {pseudonym(number): number for number in range(crowd.people)}


def hashed(value: str) -> int:
    """63 bits of a value."""
    return int.from_bytes(hashlib.sha256(value.encode()).digest()[:8], "little", signed=True) >> 1
