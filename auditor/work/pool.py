"""Measuring and drawing, in processes of their own, so that the loop on which people are answered is never held up."""

import asyncio
import concurrent.futures
import io
import multiprocessing
import os
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from auditor.errors import DeadSoulsError

if TYPE_CHECKING:
    from auditor.report.comparison import Comparison
    from auditor.report.report import AuditReport
    from auditor.report.wave_report import WaveReport
    from storage.store import Store

T = TypeVar("T")
Work = Callable[..., Coroutine[Any, Any, T]]
"""What is done with an opened store; it is sent to a process by its name."""

TRIES = 2
CARDS_REMEMBERED = 64


class File(msgspec.Struct, frozen=True):
    """A file for somebody."""

    name: str
    content: bytes


class ChatDenied(DeadSoulsError):
    """The chat turned out to be one that is never audited."""

    slug = "chat-denied"


class Pool:
    """A few processes that measure and draw. One that dies is replaced, and what it did is done again."""

    def __init__(
        self, home: Path, *, key: bytes | None = None, processes: int = 1, zone: str = "UTC", behind: int = 10
    ) -> None:
        self._home = home
        self._key = key
        self._processes = processes
        self._behind = behind
        self.zone = zone
        """Of whoever reads what is drawn; it can be changed."""
        self._pool = self._made()
        self._cards: dict[tuple[int, str, str], bytes] = {}

    async def warm(self) -> None:
        """Starts a process and loads what it needs, so that the first to ask does not wait for it."""
        await self._run(_loaded)

    async def measured(self, observation: int, now: int) -> int:
        """Measures a finished observation; the number of its audit."""
        return await self.do(_measured, observation, now)

    async def export(self, path: Path, now: int, keep_text: bool) -> int:
        """Audits an export; the number of its audit."""
        return await self.do(_export, path, now, keep_text)

    async def card(self, audit: int, lang: str) -> bytes:
        """The card of an audit."""
        known = self._cards.get((audit, lang, self.zone))
        if known is None:
            known = await self.do(_card, audit, lang, self.zone)
            if len(self._cards) >= CARDS_REMEMBERED:
                self._cards.clear()
            self._cards[audit, lang, self.zone] = known
        return known

    async def page(self, audit: int, lang: str, recipient: str, *, message_ids: bool = False) -> File:
        """The page of an audit, its people under the names that this recipient knows them by."""
        return await self.do(_page, audit, lang, self.zone, recipient, message_ids)

    async def tables(self, audit: int, recipient: str) -> File:
        """The CSV package of an audit, as one .zip, its people under the names that this recipient knows them by."""
        return await self.do(_tables, audit, recipient)

    async def report(self, audit: int, recipient: str) -> File:
        """The report as JSON, without pointers, its people as in the page."""
        return await self.do(_report, audit, recipient)

    async def compared(self, before: int, after: int) -> "Comparison":
        """Two audits of a chat side by side."""
        return await self.do(_compared, before, after)

    async def wave(self, audit: int) -> "WaveReport":
        """The largest wave of arrivals that an audit shows."""
        return await self.do(_wave, audit)

    async def trend(self, audit: int, lang: str) -> File:
        """The page of a chat over time, up to this audit; it names nobody."""
        return await self.do(_trend, audit, lang, self.zone)

    async def close(self) -> None:
        """Ends the processes, whatever they do: it is done again when it is asked for again."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
        await asyncio.to_thread(self._pool.shutdown)

    def _made(self) -> concurrent.futures.ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return concurrent.futures.ProcessPoolExecutor(
            self._processes, mp_context=context, initializer=begun, initargs=(self._key, self._behind)
        )

    async def do(self, work: Work[T], *given: object) -> T:
        """One piece of work, of this or of another room, with the store and all that is `given`."""
        return await self._run(with_store, work, self._home, *given)

    async def _run(self, work: Callable[..., T], *given: object) -> T:
        for tried in range(TRIES):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
            except concurrent.futures.BrokenExecutor:
                if self._pool is pool:
                    self._pool = self._made()
                if tried + 1 == TRIES:
                    raise
        raise AssertionError("one of the tries returns or raises")


class _Process:
    """What one of the processes was given at its beginning."""

    key: bytes | None = None
    """The installation's, which the service has opened."""


def begun(key: bytes | None, behind: int) -> None:
    """Ctrl+C is for the service, which ends its processes itself; where it was killed, they end by themselves. Where
    others wait to be answered, whoever measures goes `behind` them, by so many steps of the system's niceness."""
    _Process.key = key
    if hasattr(os, "nice"):  # Windows has no such thing
        os.nice(behind)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_service, daemon=True).start()


def _end_with_the_service() -> None:
    service = multiprocessing.parent_process()
    assert service is not None  # noqa: S101 - the service started this process
    service.join()
    os._exit(1)


def with_store(work: Work[T], home: Path, *given: object) -> T:
    """Does one piece of work, in one of the processes: `work` gets the opened store and all that was `given`."""
    from storage.opening import open_store

    async def go() -> T:
        async with open_store(home, key=_Process.key) as store:
            return await work(store, *given)

    return asyncio.run(go())


def _loaded() -> None:
    import auditor.conductors.audit
    import auditor.report.pages.page
    import auditor.report.pictures.card  # noqa: F401


async def _measured(store: "Store", observation: int, now: int) -> int:
    from auditor.conductors.audit import measured
    from auditor.conductors.measuring import Arguments
    from storage.audited.observations import find_observation

    found = await find_observation(store, observation)
    if found is None:
        raise AssertionError("a finished reading is an observation")
    return (await measured(store, found, Arguments(), now=now)).audit.row


async def _export(store: "Store", path: Path, now: int, keep_text: bool) -> int:
    from auditor.collect.given import file_of
    from auditor.collect.sources import chat_told
    from auditor.conductors.audit import audit
    from auditor.conductors.measuring import Arguments
    from auditor.work.sealed_upload import unsealed
    from auditor.work.sent_file import as_upload, open_sent
    from storage.audited.chats import identity_of
    from storage.companion import talkers

    with unsealed(path, store.key) as place:
        source = open_sent(place, now=now)
        if await talkers.denied(store, [identity_of(chat_told(source))]):
            raise ChatDenied("This chat is never audited here.")
        source.chat = as_upload(source.chat, place, path)
        done = await audit(
            store,
            source,
            Arguments(),
            now=now,
            keep_text=keep_text,
            progress=lambda _: None,
            file=file_of(place),
        )
        return done.audit.row


async def _card(store: "Store", audit: int, lang: str, zone: str) -> bytes:
    from auditor.report.pictures.card import render_card
    from auditor.report.report import from_json
    from storage.audited import audits

    return render_card(from_json((await audits.find(store, str(audit))).report), lang, zone)


async def _page(  # noqa: PLR0917  what a process is sent, in order
    store: "Store", audit: int, lang: str, zone: str, recipient: str, message_ids: bool
) -> File:
    from auditor.report.package.folder import folder_name
    from auditor.report.pages.page import render_page

    report = await _report_for(store, audit, recipient)
    page = render_page(report, lang, zone=zone, message_ids=message_ids)
    return File(f"{folder_name(report)}.html", page.encode())


async def _report(store: "Store", audit: int, recipient: str) -> File:
    from auditor.report.package.folder import folder_name
    from auditor.report.report import to_json, without_pointers

    report = without_pointers(await _report_for(store, audit, recipient))
    return File(f"{folder_name(report)}.json", to_json(report))


async def _tables(store: "Store", audit: int, recipient: str) -> File:
    from auditor.conductors.audit import reopen, report_for, tables_for
    from auditor.report.package.datapackage import package_files
    from auditor.report.package.folder import folder_name
    from storage.audited import audits

    finished = await reopen(store, await audits.find(store, str(audit)))
    tables = tables_for(store, finished, recipient=recipient)
    report = report_for(store, finished.audit, recipient=recipient)
    name, packed = folder_name(finished.report), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(package_files(report, tables).items()):
            entry = zipfile.ZipInfo(f"{name}/{file}", time.gmtime()[:6])
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return File(f"{name}.zip", packed.getvalue())


async def _compared(store: "Store", before: int, after: int) -> "Comparison":
    from auditor.conductors.compare import compared
    from storage.audited import audits

    return await compared(store, *[await audits.find(store, str(audit)) for audit in (before, after)])


async def _wave(store: "Store", audit: int) -> "WaveReport":
    from auditor.conductors.wave import wave_of
    from storage.audited import audits

    return await wave_of(store, await audits.find(store, str(audit)))


async def _trend(store: "Store", audit: int, lang: str, zone: str) -> File:
    from auditor.conductors.trend import trend_of
    from auditor.report.pages.trend_page import folder_of, render_trend
    from storage.audited import audits

    found = await trend_of(store, await audits.find(store, str(audit)))
    return File(f"{folder_of(found)}.html", render_trend(found, lang, zone).encode())


async def _report_for(store: "Store", audit: int, recipient: str) -> "AuditReport":
    from auditor.conductors.audit import report_for
    from storage.audited import audits

    return report_for(store, await audits.find(store, str(audit)), recipient=recipient)
