"""The golden net: digests of all that is written for chats of every kind, so that a move of code can be told from a
change of what people see. `python -m tests.house.golden` renews `golden.json`; `test_golden.py` compares.

Each case is audited under the published key in a home of its own. Of every file that an audit, a comparison, a trend
or a search for farms writes a digest is kept, and of every answer of the bot, in all four languages. What differs is
named by its path, such as `base-2025/page-ru.html`; to see how, write the case's files on both sides with
`python -m tests.house.golden CASE FOLDER`.
"""

import asyncio
import contextlib
import hashlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from auditor.cli import deadsouls
from auditor.conductors.audit import report_for, tables_for
from auditor.languages.spoken import LANGUAGES
from auditor.report.package.folder import write_folder
from auditor.report.statements.message import summary_text
from auditor.report.statements.wording import wording
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import audited
from tests.bot.introduced import introduced
from tests.bot.test_answers import every_answer
from tests.bot.watches.test_watch_answers import every_answer as every_watch_answer
from tests.e2e.test_compare import EARLIER, until
from tests.house.sample import published_home
from tests.telegram.server import LocalTelegram
from tests.worlds import farms, live
from tests.worlds.complaints import TOOLKIT, as_csv, complaints, toolkit_rows
from tests.worlds.coordination.acts import Crowd
from tests.worlds.desktop_export import Schema, write_export
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.live.flooded import flooded_live
from tests.worlds.world import World

GOLDEN = Path(__file__).with_name("golden.json")

PEOPLE = 300
"""People of a world here: enough for every measure to say something, few enough for seconds."""

WORLDS: dict[str, dict[str, int]] = {
    "base": {"seed": 1},
    "namesakes": {"seed": 3, "namesakes": 30},
    "newcomers": {"seed": 5, "newcomers": 60},
    "deleted": {"seed": 4, "deleted": 30},
    "leavers": {"seed": 2, "leavers": 60},
    "unknown": {"seed": 6, "unknown": 30},
    "everything": {"seed": 7, "newcomers": 40, "deleted": 20, "namesakes": 20, "leavers": 30, "unknown": 10},
    "namesakes-leavers": {"seed": 8, "namesakes": 30, "leavers": 50},
    "deleted-leavers": {"seed": 9, "deleted": 30, "leavers": 50},
}

LIVE: dict[str, Callable[[], live.LiveChat]] = {
    "live-dvk": lambda: live.dvk_live(5, 400),
    "live-basic-group": lambda: live.basic_group_live(5),
    "live-channel": lambda: live.channel_live(5),
    "live-discussion": lambda: replace(live.discussion_live(5)[1], standing="member"),
    "live-forum": lambda: live.forum_live(5),
    "live-migrated": lambda: live.migrated_live(5),
    "live-hidden-members": lambda: replace(live.hidden_members_live(5), standing="member"),
    "live-prehistory": lambda: replace(live.prehistory_live(5), standing="member"),
    "live-farm": lambda: live.farm_live(5),
    "live-flooded": lambda: flooded_live(5, usual=400, fakes=300).chat,
}

SCHEMAS: tuple[Schema, ...] = ("2018-08", "2025")


def _command(*arguments: str | Path) -> str:
    """What `deadsouls` prints, run in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        deadsouls([str(each) for each in arguments], standalone_mode=False)
    return said.getvalue()


def _say(folder: Path, name: str, *arguments: str | Path) -> None:
    """Runs the command and keeps what it prints beside what it writes, less the place where that lies."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _command(*arguments).replace(str(folder.resolve()), "FOLDER")
    (folder / name).write_text(text, encoding="utf-8")


def _audit(given: Path, folder: Path, *more: str) -> None:
    """Audits a file; the report in every language, with its message ids in English."""
    asked: tuple[str | Path, ...] = ("--report", folder / "en", "--lang", "en", "--message-ids", *more)
    _say(folder / "en", "summary.txt", "audit", given, *asked)
    for lang in LANGUAGES[1:]:
        _say(folder / lang, "summary.txt", "show", "1", "--report", folder / lang, "--lang", lang)


def _export(world: World, folder: Path, schema: Schema = "2025") -> None:
    with tempfile.TemporaryDirectory() as made:
        _audit(write_export(world, Path(made) / "result.json", schema=schema), folder)


def _full_account(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        given = write_export(sample_world(), Path(made) / "result.json", layout="full")
        _command("audit", given, "--report", folder, "--quiet", "--chat", "all")


def _table(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        given = Path(made) / "complaints.csv"
        given.write_text(as_csv(TOOLKIT, toolkit_rows(complaints(7))), encoding="utf-8")
        _audit(given, folder)


def _dataset(folder: Path) -> None:
    """A data set as Telethon writes it: who came by a link and wrote a word, one of them twice the same."""
    with tempfile.TemporaryDirectory() as made:
        given = Path(made) / "telegram.ndjson"
        given.write_text("".join(json.dumps(each) + "\n" for each in _elements()), encoding="utf-8")
        _audit(given, folder)


def _elements() -> Iterator[dict[str, object]]:
    chat = {"_": "PeerChannel", "channel_id": 1_400_000_077}
    for number in range(1, 201):
        who = {"_": "PeerUser", "user_id": 700_000_000 + number % 40}
        common = {"id": number, "peer_id": chat, "from_id": who, "date": f"2024-03-{1 + number % 28:02}T10:00:00+00:00"}
        if number <= 40:
            action = {"_": "MessageActionChatJoinedByLink", "inviter_id": 1}
            yield {"_": "MessageService", "action": action, **common}
        else:
            yield {"_": "Message", "message": f"words of message {number}", **common}


def _farms(folder: Path) -> None:
    square = farms.planted(7_011, farms.Size(200, 4, 8, 20.0), farms=(12, 20), count=1)
    with tempfile.TemporaryDirectory() as made:
        for place, chat in enumerate(square.chats[:3]):
            home = Path(made) / str(place)
            home.mkdir()
            world = Crowd(chat.name, square.people, chat.acts).world(chat.name, 1_400_000_800 + place)
            given = write_export(world, home / "result.json")
            _command("audit", given, "--report", home / "report", "--quiet")
    for lang in LANGUAGES:
        _say(folder / lang, "summary.txt", "farms", "--report", folder / lang, "--lang", lang)


def _over_time(folder: Path) -> None:
    """Two audits of one chat: compared, as a trend, and the wave."""
    world = dvk_world(5, people=PEOPLE, leavers=40)
    last = max(event.at for event in world.events())
    with tempfile.TemporaryDirectory() as made:
        for name, shown in (("early", until(world, last - EARLIER)), ("late", world)):
            (Path(made) / name).mkdir()
            given = write_export(shown, Path(made) / name / "result.json")
            _command("audit", given, "--report", Path(made) / name, "--quiet")
    for lang in LANGUAGES:
        _say(folder / lang, "compared.txt", "show", world.title, "--compare", "--lang", lang)
        _say(folder / lang, "trend.txt", "show", world.title, "--trend", "--lang", lang, "--report", folder / lang)
        _say(folder / lang, "wave.txt", "wave", world.title, "--lang", lang)
    _command("show", world.title, "--compare", "--json", folder / "compared.json")


def _live(chat: live.LiveChat, folder: Path, home: Path) -> None:
    async def go() -> None:
        async with LocalTelegram([chat]) as telegram, open_store(home) as store:
            done = await audited(telegram, store, chat)
            report, tables = report_for(store, done.audit), tables_for(store, done)
            for lang in LANGUAGES:
                write_folder(report, tables, folder / lang, lang, message_ids=lang == "en")
                (folder / lang / "summary.txt").write_text(summary_text(report, lang), encoding="utf-8")

    asyncio.run(go())


def _answers(folder: Path) -> None:
    """What the bot says, a file a language."""
    folder.mkdir(parents=True)
    for lang in LANGUAGES:
        said = {"answers": every_answer(lang), "watches": every_watch_answer(wording(lang))}
        shown = {room: {name: [a.html, a.buttons] for name, a in answers.items()} for room, answers in said.items()}
        text = json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / f"{lang}.json").write_text(text, encoding="utf-8")


def _introduction(folder: Path) -> None:
    """The menus and descriptions that the bot gives itself."""
    folder.mkdir(parents=True)
    text = json.dumps(introduced(), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "calls.json").write_text(text, encoding="utf-8")


def _measures(folder: Path) -> None:
    for lang in LANGUAGES:
        _say(folder, f"{lang}.txt", "measures", "--lang", lang)


def _worlds(name: str, schema: Schema) -> Callable[[Path, Path], None]:
    return lambda folder, _: _export(dvk_world(people=PEOPLE, **WORLDS[name]), folder, schema)  # type: ignore[arg-type]


def _lived(name: str) -> Callable[[Path, Path], None]:
    return lambda folder, home: _live(LIVE[name](), folder, home)


CASES: dict[str, Callable[[Path, Path], None]] = {
    "sample": lambda folder, _: _export(sample_world(), folder),
    **{f"{name}-{schema}": _worlds(name, schema) for name in WORLDS for schema in SCHEMAS},
    "full-account": lambda folder, _: _full_account(folder),
    "table": lambda folder, _: _table(folder),
    "dataset": lambda folder, _: _dataset(folder),
    "farms": lambda folder, _: _farms(folder),
    "over-time": lambda folder, _: _over_time(folder),
    **{name: _lived(name) for name in LIVE},
    "answers": lambda folder, _: _answers(folder),
    "introduction": lambda folder, _: _introduction(folder),
    "measures": lambda folder, _: _measures(folder),
}
"""By name: what writes a case's files into a folder, given a home of its own."""


def write_case(name: str, folder: Path) -> None:
    """Writes all files of one case into `folder`."""
    with published_home() as home:
        CASES[name](folder.resolve(), home)


@contextlib.contextmanager
def written(name: str) -> Iterator[Path]:
    """A folder that holds all files of one case."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / name
        write_case(name, folder)
        yield folder


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file of a case, by its path; pictures apart, whose bytes are the drawing library's."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".png")
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}


def main() -> None:
    """Renews the digests; or, given a case and a folder, writes that case's files there."""
    if len(sys.argv) == 3:
        write_case(sys.argv[1], Path(sys.argv[2]))
        return
    found = {}
    for name in CASES:
        with written(name) as folder:
            found[name] = digests(folder)
    GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
