"""The audit as a library: reads a file into frames, and makes of them the report that `deadsouls audit` writes.

The way is the command's own: source, store, frames, measures, report. The store is one in memory: no home is made or
opened, no setting is read. It all runs in a thread of its own, so that it can be used where an event loop runs already,
as in a notebook.
"""

import asyncio
import secrets
import time
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from auditor.collect.datasets import chosen_columns
from auditor.collect.given import file_of
from auditor.collect.source import Source
from auditor.collect.sources import open_sources
from auditor.conductors.audit import OPERATOR, collect, frames_of
from auditor.conductors.measuring import Arguments, build_report, identity_of
from auditor.doors.asking import arguments, check_claimed, plain_platform, times_asked
from auditor.doors.parameters import parameters_asked
from auditor.errors import UsageError
from auditor.frames import frames as framed
from auditor.measure.coordination.parameters import Preset
from auditor.measure.methods.kinds import Kind
from auditor.report.report import AuditReport as Report
from auditor.report.report import named_for
from storage.audited.observations import Observation
from storage.opening import open_store
from storage.people.identities import KEY_SIZE, export_key, spoken
from storage.records import File

__all__ = ["Frames", "Report", "measure_all", "read"]

T = TypeVar("T")


class Frames(framed.Frames, frozen=True, kw_only=True):
    """What a file shows of one chat (the columns of each frame are listed in `auditor/frames/frames.py`), and what it
    was read from. People are numbers: pseudonyms under the key of this reading."""

    observation: Observation
    """The chat, and what was seen of it and what was lost."""
    asked: Arguments
    """What was asked of the reading."""
    key: bytes
    """The key of the pseudonyms."""

    @property
    def export_key(self) -> bytes:
        """The key under which the report names people."""
        return _export_key(self, self.asked)

    def __repr__(self) -> str:
        """A line that tells them apart; it names nobody, and shows no key."""
        return f"<Frames of {self.observation.chat.title!r}: {len(self.people)} people, {len(self.messages)} messages>"


def read(
    path: str | Path,
    *,
    now: int | None = None,
    chat: str | None = None,
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
    tz: str = "UTC",
    claimed: int | None = None,
    columns: str | None = None,
    dates: Literal["day-first", "month-first", "year-first"] | None = None,
    epoch: Literal["relative", "1904"] | None = None,
    platform: str = "",
    key: bytes | None = None,
) -> Frames:
    """Reads what `deadsouls audit` reads of files: an export of Telegram Desktop, a data set, a table of texts.

    The arguments mean what the options of that name mean; `now` is the moment of the reading in seconds since 1970
    (default: the clock's). `key`, 32 bytes, is the key of the pseudonyms: two readings under one key call a person the
    same, and under the key of an installation the report has the same names as there. Without one each reading has a
    key of its own.

    Raises a `DeadSoulsError` (`auditor/errors.py`): `ExportUnreadable`, `ChatNotChosen`, or `UsageError` for arguments
    that cannot be meant.
    """
    if key is not None and len(key) != KEY_SIZE:
        raise UsageError("A key has {size} bytes, not {count}.", size=KEY_SIZE, count=len(key))
    moment = int(time.time()) if now is None else now
    asked = arguments(since=since, until=until, as_of=as_of, tz=tz, claimed=claimed)
    times = times_asked(dates, epoch, since, until, as_of)
    sources = open_sources(
        Path(path), chat=chat, columns=chosen_columns(columns), tz=tz, now=moment, times=times,
        platform=plain_platform(platform),
    )  # fmt: skip
    check_claimed(asked, sources)
    if len(sources) != 1:
        raise UsageError(
            "{path} holds {count} chats; the library reads one at a time: name it with chat=….",
            path=path,
            count=len(sources),
        )
    return _apart(_read(sources[0], asked, moment, key or secrets.token_bytes(KEY_SIZE), file_of(Path(path))))


def measure_all(
    frames: Frames,
    *,
    preset: Preset | None = None,
    window: int | str | None = None,
    kinds: str | Iterable[Kind] | None = None,
    min_participation: int | None = None,
    min_group: int | None = None,
    similarity: float | None = None,
    edge_weight: float | None = None,
    fdr: float | None = None,
) -> Report:
    """Every measure of what was read, with its evidence and findings: the report that the command writes.

    The arguments are the researchers' options of that name (docs/method.md, "Parameters for researchers"): `window` in
    seconds or as `"5m"`, `kinds` by name. With any of them `coordination.asked` stands beside all else, and the
    defaults' own result stays as it is; people have other names, as in another audit.

    Raises `UsageError` for parameters that cannot be meant, or kinds that the source does not show.
    """
    named = kinds if kinds is None or isinstance(kinds, str) else ",".join(kinds)
    parameters = parameters_asked(
        preset=preset, window=None if window is None else str(window), kinds=named, min_participation=min_participation,
        min_group=min_group, similarity=similarity, edge_weight=edge_weight, fdr=fdr,
    )  # fmt: skip
    asked = frames.asked if parameters is None else msgspec.structs.replace(frames.asked, coordination=parameters)
    report = build_report(frames.observation, frames, asked)
    key = _export_key(frames, asked)
    return named_for(report, lambda person: spoken(key, person))


def _export_key(frames: Frames, asked: Arguments) -> bytes:
    """The key under which a report of what was read names people, which hangs on all that was asked."""
    return export_key(frames.key, OPERATOR, identity_of(frames.observation, asked, frames.facts.as_of))


async def _read(source: Source, asked: Arguments, now: int, key: bytes, file: File | None) -> Frames:
    async with open_store(key=key) as store:
        observation, _ = await collect(store, source, now=now, keep_text=False, progress=lambda _: None, file=file)
        shown = await frames_of(store, observation, asked)
    fields = {name: getattr(shown, name) for name in shown.__struct_fields__}
    return Frames(**fields, observation=observation, asked=asked, key=key)


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Does asynchronous work in a thread of its own; the caller's thread may have a loop that runs."""
    with ThreadPoolExecutor(1, thread_name_prefix="deadsouls") as thread:
        return thread.submit(asyncio.run, work).result()
