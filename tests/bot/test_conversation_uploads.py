"""Exports that people send: audited, deleted, and for nobody but whoever sent them."""

import gzip
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from auditor.languages.spoken import LANGUAGES
from auditor.report.report import from_json
from auditor.report.statements.wording import wording
from auditor.work.sealed_upload import PURPOSE, keep, unsealed
from bot.hearing import uploads
from bot.telling import answers
from storage.audited import audits
from storage.errors import KeyUnusable, StorageError
from storage.sealing.sealed import unseal
from tests.auditor.collect.chats import Somebody, export, said
from tests.bot.running import EN, NOTED, PATIENCE, Running, report_of
from tests.bot.square import MARKET, NEWS, SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live import LiveChat
from tests.worlds.spreadsheets import write_xlsx

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAMPLE = (Path(__file__).parents[2] / "examples" / "dvk-sample" / "result.json").read_bytes()
UNREADABLE = answers.failure("export-unreadable", EN)


def zipped(**files: bytes) -> bytes:
    """A .zip with these files, dots written as underscores."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_json", ".json").replace("_csv", ".csv"), data)
    return packed.getvalue()


def small(title: str) -> bytes:
    """An export of three people who said a few words."""
    people = [Somebody(number, f"Person {number}") for number in range(1, 4)]
    number_of_its_own = 1_600_000_000 + zlib.crc32(title.encode()) % 1_000_000
    return export([said(each, people[each % 3]) for each in range(1, 12)], name=title, id=number_of_its_own)


WHATSAPP = "".join(
    f"14.05.24, 09:{minute:02} - {name}: сәлем {minute}\n" for minute in range(9) for name in ("Aida", "Bolat", "Dana")
).encode()
TABLE = b"author_id,time,text\n" + b"".join(b"%d,2024-05-01 10:%02d:00,word\n" % (row % 7, row) for row in range(60))
BOMB = TABLE * 200_000
"""More than an upload may unpack to; zipped, it is a megabyte."""


def dump(number: int) -> bytes:
    """What a bot heard in a chat, as the Bot API says it."""
    chat = {"id": -1_000_000_000_000 - number, "type": "supergroup", "title": "T"}
    heard = [
        {"update_id": each, "message": {"message_id": each, "date": 1_700_000_000 + each, "chat": chat, "text": "x",
         "from": {"id": 100 + each % 5, "is_bot": False, "first_name": "U"}}} for each in range(1, 30)
    ]  # fmt: skip
    return json.dumps(heard).encode()


def sheet() -> bytes:
    """A spreadsheet, which the bot does not hold in memory."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [("author_id", "time", "text"), ("1", "2024-05-01", "x")]
        return write_xlsx(Path(folder) / "t.xlsx", {"s": rows}).read_bytes()


def left_behind(running: Running) -> list[Path]:
    """What lies in the folder of uploads."""
    return list(running.companion.uploads.iterdir())


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def _nothing_stays(running: Running) -> AsyncIterator[None]:
    yield
    await running.api.until(lambda: left_behind(running) == [], PATIENCE)


async def sends(running: Running, person: Person, name: str, data: bytes) -> Message:
    """Somebody sends an export and gets its report."""
    person.sends_document(name, data)
    return await running.gets_report(person)


@pytest.mark.parametrize(
    ("name", "data"),
    [("result.json", SAMPLE), ("RESULT (2).JSON", SAMPLE), ("ChatExport.zip", zipped(result_json=SAMPLE))],
)
async def test_an_export_is_audited_in_one_message_and_then_deleted(running: Running, name: str, data: bytes) -> None:
    aigul = running.person()
    report = await sends(running, aigul, name, data)
    await running.gets_file(aigul, ".png")
    await running.api.until(lambda: left_behind(running) == [], PATIENCE)

    title = json.loads(SAMPLE)["name"]
    assert title in report.text
    assert [each for each in aigul.messages if each.file is None] == [report]


async def test_an_export_lies_sealed_until_it_has_been_audited(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    aigul, pool, lay = running.person(), running.companion.pool, list[tuple[bytes, int]]()
    real = pool.export

    async def seen(path: Path, now: int, keep_text: bool) -> int:
        lay.append((path.read_bytes(), path.stat().st_mode & 0o777))
        return await real(path, now, keep_text)

    monkeypatch.setattr(pool, "export", seen)
    data = small("Sealed")
    await sends(running, aigul, "result.json", data)
    ((content, mode),) = lay
    assert mode == 0o600
    assert b"Sealed" not in content
    assert b"Person" not in content
    assert unseal(running.companion.store.key, PURPOSE, content, "it") == data


async def test_what_lies_there_unsealed_is_not_read(running: Running, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_bytes(SAMPLE)
    with pytest.raises(KeyUnusable), unsealed(tmp_path / "result.json", bytes(32)):
        pass


async def test_what_cannot_be_kept_is_an_error_of_storage_that_names_no_place(tmp_path: Path) -> None:
    (tmp_path / "uploads").touch()  # where the folder would be
    with pytest.raises(StorageError) as refused:
        keep(tmp_path / "uploads" / "1.json", bytes(32), SAMPLE)
    assert str(refused.value) == "An upload cannot be kept: File exists."
    assert refused.value.facts["why"] == "EEXIST"


async def test_nobody_else_sees_the_report_of_an_export(running: Running) -> None:
    aigul, timur, trusted, operator = running.person(), running.person(), await running.trusted(), running.operator()
    report = await sends(running, aigul, "result.json", small("Only Aigul's"))
    number = report_of(report)
    for somebody in (timur, trusted):
        for what in ("page", "csv", "json", "unseen", "in", "again"):
            tap = somebody.forges_tap(report, f"{what}:{number}")
            assert await somebody.notice(tap) == answers.failure("unknown-audit", EN).html
    aigul.taps(report, "JSON")
    assert json.loads((await running.gets_file(aigul, ".json")).data)["chat"]["title"] == "Only Aigul's"
    operator.forges_tap(report, f"json:{number}")

    await running.gets_file(operator, ".json")
    timur.says("/report")
    await running.hears(timur, answers.failure("unknown-audit", EN))


async def test_the_report_of_an_export_stays_private_when_its_asking_has_gone(running: Running) -> None:
    aigul, trusted = running.person(), await running.trusted()
    report = await sends(running, aigul, "result.json", small("Long ago"))
    number = report_of(report)
    aigul.says("/forget")
    await running.api.until(lambda: any(each.now.buttons for each in running.fresh(aigul)), PATIENCE)
    asked = running.fresh(aigul)[-1]
    aigul.taps(asked, f"forget:{aigul.id}")
    await running.api.until(lambda: not asked.now.buttons, PATIENCE)

    for somebody in (aigul, trusted):
        tap = somebody.forges_tap(report, f"page:{number}")
        assert await somebody.notice(tap) == answers.failure("unknown-audit", EN).html


async def test_an_export_cannot_be_asked_for_again_but_by_sending_it(running: Running) -> None:
    aigul = running.person()
    report = await sends(running, aigul, "result.json", small("Again"))
    aigul.taps(report, f"again:{report_of(report)}")

    await running.hears(aigul, answers.Answer(EN.text("To audit an export again, please send the file again.")))
    assert await sends(running, aigul, "result.json", small("Again")) is not report


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [("WhatsApp Chat with Neighbours.txt", WHATSAPP, "upload.txt"), ("comments.csv", TABLE, "upload.csv"),
     ("comments.ZIP", zipped(comments_csv=TABLE), "upload.zip"), ("updates.json", dump(77), "upload.json")],
)  # fmt: skip
async def test_other_kinds_of_files_are_audited_too(running: Running, name: str, data: bytes, title: str) -> None:
    report = await sends(running, running.person(), name, data)
    assert title in report.text


async def test_two_who_send_the_same_export_each_have_their_own(running: Running) -> None:
    aigul, timur = running.person(), running.person("ru")
    data = small("Shared")
    reports = [await sends(running, person, "result.json", data) for person in (aigul, timur)]

    for person, report in zip((aigul, timur), reports, strict=True):
        person.taps(report, "JSON")
        await running.gets_file(person, ".json")


@pytest.mark.parametrize(
    ("name", "data"),
    [("photo.jpg", SAMPLE), ("result.json.exe", SAMPLE), ("result", SAMPLE), ("", SAMPLE), ("../../evil.html", b"x"),
     ("result.json", b"{"), ("result.json", b"\x00" * 100), ("result.json", b"[" * 100_000), ("result.json", b"[]"),
     ("result.json", b'"\xff\xfe'), ("result.json", b'{"messages": 7}'),
     ("a.zip", b"PK\x03\x04broken"), ("a.zip", zipped(other_txt=SAMPLE)), ("a.zip", zipped()), ("a.zip", SAMPLE[:99]),
     ("a.zip", zipped(result_json=b"0" * 50_000_000)), ("a.csv.zip", zipped(table_csv=BOMB)),
     ("table.csv", sheet()), ("table.json", gzip.compress(TABLE))],
    ids=range(19),
)  # fmt: skip
async def test_what_is_no_export_is_said_to_be_none(running: Running, name: str, data: bytes) -> None:
    aigul = running.person()
    aigul.sends_document(name, data)

    await running.hears(aigul, UNREADABLE)
    assert len(aigul.messages) == 1


async def test_an_empty_file_is_no_export(running: Running) -> None:
    aigul = running.person()
    aigul.sends_document("result.json", b"")

    await running.hears(aigul, UNREADABLE)


async def test_what_is_larger_than_a_bot_is_given_is_not_fetched(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", len(SAMPLE) - 1)
    aigul, fetched = running.person(), len(running.api.called("getFile"))
    aigul.sends_document("result.json", SAMPLE)
    await running.hears(aigul, answers.failure("export-unreadable/too-big", EN))

    assert len(running.api.called("getFile")) == fetched


async def test_an_archive_that_is_larger_is_not_told_to_be_packed(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    aigul = running.person("ru")
    aigul.sends_document("result.zip", SAMPLE)

    await running.hears(aigul, answers.failure("export-unreadable/too-big-zip", wording("ru")))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_telegram_does_not_give_after_all_is_told_to_be_packed_first(
    running: Running, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1 << 30)
    aigul = running.person(language)
    aigul.sends_document("result.json", b" " * ((20 << 20) + 1))

    said = await running.hears(aigul, answers.failure("export-unreadable/too-big", wording(language)))
    assert ".zip" in said.text


async def test_a_file_that_comes_twice_is_one_upload(running: Running) -> None:
    aigul = running.person()
    sent = aigul.sends_document("result.json", small("Twice"))
    running.api.updates.push("message", sent.shown())
    await running.gets_report(aigul)
    await running.gets_file(aigul, ".png")
    await running.silence()

    assert len(aigul.messages) == 2


async def test_an_export_that_is_given_up_while_it_waits_is_deleted_unread(running: Running) -> None:
    aigul, timur = running.person(), running.person()
    before = await number_of_audits(running)
    aigul.sends_document("result.json", SAMPLE)
    await aigul.answer()
    timur.sends_document("result.json", small("Given up"))
    await timur.answer()
    timur.says("/cancel")
    await running.hears(timur, answers.stopped(EN))
    await running.gets_report(aigul)
    await running.silence()

    assert await number_of_audits(running) <= before + 1


def forged(chat: LiveChat, words: int) -> bytes:
    """An export that claims to be of a chat."""
    said_so = [said(number, Somebody(5, "Nobody"), at=chat.now - 10**6 + number) for number in range(1, words)]
    return export(said_so, name="Taken over", id=chat.id, type="public_supergroup")


async def test_what_somebody_forges_of_a_public_chat_is_no_part_of_it(running: Running) -> None:
    number = await running.audited(SQUARE)
    aigul, timur = running.person(), running.person()
    await sends(running, aigul, "result.json", forged(SQUARE, 200))
    timur.says("/audit @main_square")
    assert report_of(await running.gets_report(timur)) == number
    timur.forges_tap(timur.messages[0], f"again:{number}")
    new = await running.gets_report(timur)
    assert SQUARE.title in new.text

    counts = []
    for each in (number, report_of(new)):
        kept = from_json((await audits.find(running.companion.store, str(each))).report)
        counts.append((kept.chat.title, kept.coverage.messages, kept.coverage.people_seen))
    assert counts[0] == counts[1]


async def test_what_somebody_forges_shows_nothing_of_what_another_sent(running: Running) -> None:
    aigul, timur = running.person(), running.person()
    await sends(running, aigul, "result.json", forged(MARKET, 30))
    report = await sends(running, timur, "result.json", forged(MARKET, 3))

    assert "2 messages read" in report.text


async def test_an_export_of_a_denied_chat_is_not_audited(running: Running) -> None:
    operator, aigul = running.operator(), running.person()
    operator.says(f"/deny -100{NEWS.id}")
    await operator.answer(NOTED)
    aigul.sends_document("result.json", forged(NEWS, 9))

    await running.hears(aigul, answers.failure("chat-denied", EN))


async def test_a_denied_chat_is_not_audited_from_what_a_bot_heard_of_it(running: Running) -> None:
    operator, aigul = running.operator(), running.person()
    operator.says(f"/deny -100{NEWS.id}")
    await operator.answer(NOTED)
    aigul.sends_document("updates.json", dump(NEWS.id))

    await running.hears(aigul, answers.failure("chat-denied", EN))


async def test_an_export_can_be_of_a_chat_with_a_hostile_title(running: Running) -> None:
    aigul = running.person()
    report = await sends(running, aigul, "result.json", small("</b><a href='https://evil.example'>" + "Ы\n" * 2_000))

    assert report.text.startswith("</b><a href=")
    assert len(report.text) < 4_096
    assert all(each["type"] != "text_link" for each in report.now.entities)


async def number_of_audits(running: Running) -> int:
    """How many audits are stored."""
    return len(await audits.list_audits(running.companion.store))
