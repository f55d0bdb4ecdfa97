"""Frames of a world of `tests/worlds/coordination_families`, in memory or by way of the file that is read."""

from pathlib import Path

import numpy as np

from auditor import library
from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NOBODY, Facts
from storage.columns import EventColumns, MessageColumns
from storage.sources import DATASET, TEXTS
from tests.auditor.measure.crowd_frames import hashed, text_input
from tests.worlds.coordination_families import World
from tests.worlds.coordination_families.written import write

NONE = np.empty(0, np.int64)


def frames_of(world: World) -> Frames:
    """What an audit of the world's file sees, without the way over a file and a database."""
    person = persons(world)
    origins = (given or forward for given, forward in zip(world.given, world.forward, strict=True))
    origin = [hashed(what) if what else 0 for what in origins]
    texts = text_input(list(world.text), world.reply.tolist(), origin)
    came = world.came
    arrivals = EventColumns(
        np.arange(1, len(came) + 1),
        np.array([one.at for one in came], np.int64),
        ["added" if one.adder is not None else "by_link" for one in came],
        person[[one.person for one in came]] if came else NONE,
        np.ones(len(came), np.bool_),
        np.zeros(len(came), np.bool_),
        np.array([NOBODY if one.adder is None else person[one.adder] for one in came], np.int64),
    )
    table = world.kind == "table"
    facts = Facts(
        as_of=int(max(world.at[-1], max((one.at for one in came), default=0))),
        since=None,
        until=None,
        first_at=int(min(world.at[0], min((one.at for one in came), default=world.at[0]))),
        history_whole=False,
        numbered=True,
        names_as_people=False,
        grain=1,
        claimed=None,
        erased_people=0,
        erased_messages=0,
        source=TEXTS.name if table else DATASET.name,
        kind="table" if table else "supergroup",
    )
    return build_frames(
        messages=MessageColumns(world.id, world.at, person[world.author], texts),
        arrivals=arrivals,
        leaves=EventColumns(NONE, NONE, [], NONE, np.empty(0, np.bool_), np.empty(0, np.bool_), NONE),
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset(),
        facts=facts,
    )


def frames_read(world: World, folder: Path) -> Frames:
    """The same world written as a file, and read the way `deadsouls audit` reads."""
    return library.read(write(world, folder), now=int(world.at[-1]) + 86_400)


def persons(world: World) -> np.ndarray:
    """The pseudonym of each account: a number that says nothing of it."""
    return np.array([hashed(f"person {account}") & ~1 or 2 for account in range(world.people)], np.int64)


def accounts(world: World, frames: Frames) -> dict[int, int]:
    """Which account each person of the frames is, by the messages: whoever wrote none is absent."""
    author = dict(zip(world.id.tolist(), world.author.tolist(), strict=True))
    shown = zip(frames.messages["person"].tolist(), frames.messages["id"].tolist(), strict=True)
    return {person: author[number] for person, number in shown}
