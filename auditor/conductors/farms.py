"""The conductor of all audited chats: the last observation of each, searched together."""

from collections.abc import Callable

import msgspec
import numpy as np

from auditor.conductors.audit import OPERATOR, frames_of
from auditor.conductors.coverage import iso
from auditor.conductors.measuring import Arguments, dated, day_of, identity_of
from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME, texts_at
from auditor.measure.catalogue import CATALOGUE, POLICY
from auditor.measure.coordination.searching import comparable, origins_of
from auditor.measure.fineness import too_coarse
from auditor.measure.measures import answers_of
from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput
from auditor.measure.methods.joint_arrivals import HOUR
from auditor.measure.methods.read_twice import read_twice
from auditor.measure.spec import Row
from auditor.report.farms_report import FarmChat, FarmsReport, named_for
from auditor.version import __version__
from storage.audited.observations import Observation, newest_of_each
from storage.columns import MessageColumns
from storage.people.identities import by_name_alone, export_key, spoken
from storage.store import Store


async def farms_of(store: Store, *, join_key: bytes | None = None, progress: Callable[[float], None]) -> FarmsReport:
    """What the chats of this installation share, told to the operator. One chat is read after the other, and of each
    only what the search needs is kept."""
    observations = await newest_of_each(store)
    inputs: list[ChatInput] = []
    chats: list[FarmChat] = []
    identities: list[str] = []
    for number, observation in enumerate(observations):
        frames = await frames_of(store, observation, Arguments())
        title = _unique_title(observation.chat.title, [chat.title for chat in chats])
        inputs.append(msgspec.structs.replace(input_of(title, frames), platform=observation.chat.platform))
        chats.append(_chat(title, observation, frames))
        identities.append(identity_of(observation, Arguments(), frames.facts.as_of))
        progress((number + 1) / (len(observations) + 1))
    counts = read_twice(inputs)
    found = answers_of(
        [inputs[place] for place in range(len(inputs)) if counts[place] == place],
        [spec for spec in CATALOGUE if spec.needs == "chats"],
    )
    chats = [
        chat if counts[place] == place else msgspec.structs.replace(chat, again=chats[counts[place]].title)
        for place, chat in enumerate(chats)
    ]
    progress(1.0)
    report = FarmsReport(
        tool=__version__,
        policy=POLICY,
        as_of=max((chat.as_of for chat in chats if chat.as_of), default=None),
        chats=chats,
        measures={measure: answer.measure for measure, answer in found.items()},
        evidence={
            name: [_with_written_times(row) for row in answer.evidence]
            for name, answer in found.items()
            if answer.evidence
        },
        findings=[answer.finding for answer in found.values() if answer.finding is not None],
    )
    key = join_key or export_key(store.key, OPERATOR, msgspec.json.encode(["farms", *identities]).decode())
    return named_for(report, lambda person: spoken(key, person))


BY_THEMSELVES = ("by_link", "by_self")
"""Arrivals whose moment a person chose: whoever is added comes when the adder says so, and who asked to join when an
admin lets them in."""


def input_of(name: str, frames: Frames) -> ChatInput:
    """Of one chat what the search needs: who was seen, what was written and when, who came by themselves."""
    known = frames.people.index[~frames.people["name_only"]]
    came = frames.arrivals
    came = came[came["resolved"] & (came["at"] != NO_TIME) & came["person"].isin(known)]
    came = came.drop_duplicates("person", keep="last")
    came = came[came["kind"].isin(BY_THEMSELVES)]
    came = came.assign(id=came["id"].where(came["in_chat"], 0))  # an event of the admin log is no message
    fine = frames.facts.calendar and too_coarse(frames.facts, HOUR) is None
    return ChatInput(
        name=name,
        people=known.to_numpy(np.int64),
        whole=frames.list_whole,
        messages=_messages(frames),
        origins=origins_of(frames),
        arrivals=ArrivalsInput(*(came[column].to_numpy(np.int64) for column in ("id", "at", "person")))
        if fine
        else None,
    )


def _messages(frames: Frames) -> MessageColumns | None:
    """The messages of people, each with its own text; none where they cannot be compared."""
    if not comparable(frames) or frames.texts is None:
        return None
    written = frames.messages
    number, at, person = (written[column].to_numpy(np.int64) for column in ("id", "at", "person"))
    return MessageColumns(number, at, person, texts_at(frames.texts, written.index.to_numpy(np.int64)))


def _unique_title(title: str, before: list[str]) -> str:
    """A title that no other chat of the report has."""
    return next(name for name in (title, *(f"{title} ({number})" for number in range(2, len(before) + 3)))
                if name not in before)  # fmt: skip


def _chat(title: str, observation: Observation, frames: Frames) -> FarmChat:
    people = frames.people.index
    return FarmChat(
        title=title,
        kind=observation.chat.kind,
        source=observation.source,
        as_of=iso(frames.facts.as_of),
        people=len(people),
        by_name=sum(map(by_name_alone, people.tolist())),
        messages=len(frames.messages),
        whole=frames.list_whole,
        compared=comparable(frames),
    )


def _with_written_times(row: Row) -> Row:
    """A row with its times and days as a report writes them."""
    chats = [
        part | {"days": [[day_of(day), count] for day, count in part["days"]]} if "days" in part else part
        for part in row["chats"]
    ]
    return dated(row) | {"chats": chats}
