"""The long work of the desk, done by `auditor.work.apart` in a process of its own: what it does to a file or a chat is
what the command does."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor.desk.rows import rows_behind
from auditor.desk.runs import Answer, Asked
from auditor.errors import ExportUnreadable, Sentence
from auditor.work.apart import Far, Tell

if TYPE_CHECKING:
    from auditor.collect.live.session import Credentials
    from storage.store import Store


class Place(NamedTuple):
    """Where and when the work is done."""

    home: Path
    uploads: Path
    now: int
    keep_text: bool
    """Whether texts are to rest at all."""
    lang: str
    zone: str
    """Of whoever reads what is made."""


async def audit_file(store: "Store", tell: Tell, asked: Asked, at: Place) -> Answer:
    """Reads and measures a file: one that was dropped, or one that is read where it lies."""
    from auditor.desk.places import readable
    from auditor.work.sealed_upload import unsealed

    if not asked.upload:
        return await _audited(store, tell, asked, at, readable(asked.path, at.home))
    with unsealed(at.uploads / asked.upload, store.key, asked.name) as place:
        try:
            return await _audited(store, tell, asked, at, place)
        except ExportUnreadable as error:  # where it was read is nothing to anybody
            raise ExportUnreadable(_called(error.sentence, str(place), asked.name)) from error


def _called(sentence: Sentence, place: str, name: str) -> Sentence:
    """The same sentence, its file called by a name, and not by where it was read."""
    facts = {
        key: _called(fact, place, name)
        if isinstance(fact, Sentence)
        else (fact if isinstance(fact, int) else str(fact).replace(place, name))
        for key, fact in sentence.facts.items()
    }
    return Sentence(sentence.source, **facts)


async def _audited(store: "Store", tell: Tell, asked: Asked, at: Place, path: Path) -> Answer:
    from auditor.collect.datasets import chosen_columns
    from auditor.collect.sources import open_sources
    from auditor.conductors.audit import collect, measured
    from auditor.conductors.measuring import Arguments

    columns = chosen_columns(asked.columns or None)
    sources = open_sources(path, chat=asked.chat or None, columns=columns, tz=asked.tz, now=at.now)
    await store.must_be_sound()
    audits: list[int] = []
    rows = None
    for source in sources:
        observation, nothing_new = await collect(
            store, source, now=at.now, keep_text=at.keep_text, progress=lambda part: tell(Far("reading", part))
        )
        tell(Far("measuring"))
        done = await measured(store, observation, Arguments(), now=at.now, nothing_new=nothing_new)
        audits.append(done.audit.row)
        rows = rows_behind(store, done)
    return Answer(tuple(audits), rows=rows)


async def audit_live(store: "Store", tell: Tell, asked: Asked, at: Place, who: "Credentials") -> Answer:
    """Reads and measures a chat through the signed-in account."""
    from msgspec.structs import replace

    from auditor.collect.live.read import read_chat
    from auditor.collect.live.session import account
    from auditor.collect.live.target import live_target
    from auditor.collect.live.waits import NORMAL, Pace
    from auditor.conductors.audit import measured
    from auditor.conductors.measuring import Arguments

    target = live_target(asked.chat)
    assert target is not None  # noqa: S101 - it was looked at before it was asked for
    key = store.key
    async with account(replace(who, key=lambda: key)) as client:
        observation = await read_chat(
            store,
            client,
            Pace(client, NORMAL, waiting=lambda seconds: tell(Far("telegram-waits" if seconds else "history"))),
            replace(target, discussion=asked.discussion),
            now=at.now,
            keep_text=at.keep_text,
            may_join=asked.join,
            progress=lambda page: tell(Far(page.stage, page.done / page.of if page.of else None)),
        )
    tell(Far("measuring"))
    done = await measured(store, observation, Arguments(), now=at.now)
    return Answer((done.audit.row,), rows=rows_behind(store, done))


async def search_farms(store: "Store", tell: Tell, at: Place) -> Answer:
    """Searches the audited chats together; the answer is a page."""
    from auditor.conductors.farms import farms_of
    from auditor.report.pages.farms_page import render_farms

    found = await farms_of(store, progress=lambda part: tell(Far("searching", part)))
    return Answer(page=render_farms(found, at.lang))


async def own_statement(store: "Store", tell: Tell, asked: Asked, at: Place) -> Answer:
    """How the owner of an export came to its chat. It is read into a store in memory; nothing of it is kept."""
    from auditor.desk.places import readable
    from auditor.work.sealed_upload import unsealed

    if not asked.upload:
        return await _stated(tell, asked, at, readable(asked.path, at.home))
    with unsealed(at.uploads / asked.upload, store.key, asked.name) as place:
        return await _stated(tell, asked, at, place)


async def _stated(tell: Tell, asked: Asked, at: Place, path: Path) -> Answer:
    from auditor.collect.sources import open_sources
    from auditor.conductors.audit import collect
    from auditor.conductors.one_person import own_statement as stated
    from auditor.conductors.one_person import statement_page
    from auditor.report.pages.statement import FromExport
    from storage.opening import open_store

    sources = open_sources(path, chat=asked.chat or None, columns=None, tz=asked.tz, now=at.now)
    if len(sources) != 1 or "people" not in sources[0].kind.shows:
        raise ExportUnreadable("A statement is made from the export of one chat.")
    async with open_store() as memory:
        read, _ = await collect(
            memory, sources[0], now=at.now, keep_text=False, progress=lambda part: tell(Far("reading", part))
        )
        tell(Far("measuring"))
        person = asked.person.removeprefix("user")
        known = person.isascii() and person.isdigit()
        found = await stated(memory, read, telegram_id=person if known else "", name="" if known else asked.person)
    if found is None:
        raise NobodyFound("The export shows nobody of that id, or nobody or several of that name.")
    export = FromExport(sha256=_digest(path), name=asked.shown_name)
    return Answer(page=statement_page(found, at.lang, at.zone, export))


class NobodyFound(ExportUnreadable):
    """The export does not show whoever asks, or not surely."""

    slug = "nobody-found"


def _digest(path: Path) -> str:
    """Of the file that was read; of a folder, of the export in it."""
    import hashlib

    place = next(iter(sorted(path.rglob("result.json"))), path) if path.is_dir() else path
    if place.is_dir():
        raise ExportUnreadable("Name the export's file itself: result.json.")
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
