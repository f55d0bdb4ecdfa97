"""A file on its way: dropped, named, stopped, damaged, too large, taken up again; and what may not be read at all."""

import asyncio
import os
import re
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from auditor.desk import places, receiving
from auditor.desk.places import readable
from auditor.desk.runs import Asked
from auditor.errors import ExportUnreadable
from auditor.work import sealed_upload
from storage.errors import KeyUnusable
from storage.sealing.pieces import PIECE, Sealing, pieces
from tests.auditor.desk.running import Client, Running, wait
from tests.house.sample import EXAMPLE

SMALL = (
    b'{"name": "<script>alert(1)</script>", "type": "private_supergroup", "id": 7, "messages": ['
    b'{"id": 1, "type": "service", "date": "2024-01-01T00:00:00", "date_unixtime": "1704067200", "actor": "A",'
    b' "actor_id": "user1", "action": "create_group", "title": "x", "members": [], "text": ""},'
    b'{"id": 2, "type": "message", "date": "2024-01-02T00:00:00", "date_unixtime": "1704153600", "from": "Zarina",'
    b' "from_id": "user2", "text": "a word that nobody else says"}]}'
)


def test_what_is_dropped_is_audited_and_then_nowhere(client: Client, home: Path) -> None:
    run = client.drop("result.json", SMALL)
    answer = client.over(run)

    assert "audits/1" == client.path_of(answer)
    assert [] == list((home / "desk" / "uploads").iterdir())
    assert [] == [path for path in (home / "desk").glob("*.json") if path.name != "running.json"]


def test_what_is_dropped_rests_sealed_and_closed_while_it_waits(
    client: Client, home: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.desk.desk.apart", _never)
    client.drop("result.json", SMALL)
    (place,) = (home / "desk" / "uploads").iterdir()

    assert 0o600 == stat.S_IMODE(place.stat().st_mode)
    assert not re.search(rb"Zarina|message|nobody", place.read_bytes())


async def _never(*_: object) -> None:
    await asyncio.sleep(3600)


def test_a_hostile_title_reaches_no_page(client: Client) -> None:
    client.over(client.drop("result.json", SMALL))

    for path in ("", "audits", "audits/1", "audits/1/page"):
        assert "<script>alert" not in client.get(path).text
    assert client.get("audits/1/page").headers["content-security-policy"].startswith("sandbox allow-scripts;")


def test_the_name_of_a_file_is_no_path(client: Client, home: Path) -> None:
    page = client.over(client.drop("../../<b>x.json", b"not an export at all"))

    assert "<b>x" not in page.text
    assert "/proc/self" not in page.text
    assert [] == list(home.parent.glob("*x.json"))


def test_a_damaged_file_gives_its_sentence_and_can_be_asked_for_again(client: Client, home: Path) -> None:
    page = client.over(client.drop("result.json", b"PK\x03\x04 and then nothing"))

    assert 'role="alert"' in page.text
    assert "This file cannot be read" in page.text
    assert "result.json" in re.sub(r"<h1>.*?</h1>", "", page.text, flags=re.DOTALL), "the sentence names the file"
    assert 1 == len(list((home / "desk" / "uploads").iterdir())), "it is kept for a day, to be asked for again"
    forgotten = client.post(f"{page.url.path.removeprefix(client.room + '/')}/forget")
    assert 303 == forgotten.status_code
    assert [] == list((home / "desk" / "uploads").iterdir())


def test_of_a_table_with_unknown_columns_it_is_asked_which_they_are(client: Client) -> None:
    rows = "".join(f"someone{n % 5},2024-01-0{1 + n % 9},words that are said number {n}\n" for n in range(40))
    run = client.drop("table.csv", f"aa,bb,cc\n{rows}".encode())
    assert "columns" in client.over(run).text

    again = client.post(f"{run}/again", data={"columns": "author=aa,time=bb,text=cc"})

    assert "audits/1" == client.path_of(client.over(client.path_of(again)))
    assert "table.csv" in client.get("audits/1").text


def test_stopping_loses_nothing_and_the_same_file_gives_the_same(client: Client, home: Path) -> None:
    client.over(client.drop("result.json", SMALL))
    before = client.get("audits/1").text

    run = client.drop("other.json", (EXAMPLE / "result.json").read_bytes())
    client.post(f"{run}/stop")

    assert "Stopped" in client.get(run).text
    assert before == client.get("audits/1").text
    assert 404 == client.get("audits/2").status_code or "UnknownAudit" not in client.get("audits/2").text
    assert [] == list((home / "desk" / "uploads").iterdir())


def test_what_a_desk_did_not_live_to_answer_the_next_takes_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("auditor.desk.desk.apart", _never)
        with Running(home) as running, running.let_in() as client:
            run = client.drop("result.json", SMALL)
            wait(lambda: '"starts":1' in (home / "desk" / f"{run.removeprefix('runs/')}.json").read_text())

    with Running(home) as running, running.let_in() as client:
        assert "audits/1" == client.path_of(client.over(run))


def test_what_lies_for_a_day_goes(home: Path) -> None:
    uploads = home / "desk" / "uploads"
    uploads.mkdir(parents=True, mode=0o700)
    old = Asked(name="result.json", upload="old", at=int(time.time()) - 90_000)
    (home / "desk" / "abc.json").write_bytes(msgspec.json.encode(old))
    for name in ("old", "nobodys", "x.arriving"):
        (uploads / name).write_bytes(b"")
    (uploads / "y.opened").mkdir()

    with Running(home):
        assert [] == list(uploads.iterdir())
    assert not (home / "desk" / "abc.json").exists()


def test_a_file_that_ends_the_desk_again_and_again_is_given_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.desk.desk.apart", _never)
    asked = Asked(name="result.json", upload="there", at=int(time.time()), starts=2)
    (home / "desk" / "uploads").mkdir(parents=True, mode=0o700)
    (home / "desk" / "uploads" / "there").write_bytes(b"")
    (home / "desk" / "abc.json").write_bytes(msgspec.json.encode(asked))
    with Running(home):
        wait(lambda: '"starts":3' in (home / "desk" / "abc.json").read_text())

    with Running(home) as running, running.let_in() as client:
        assert "The desk ended three times" in client.get("runs/abc").text
    assert [] == list((home / "desk" / "uploads").iterdir())


def test_fifty_at_once_are_all_taken_and_come_one_after_the_other(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.desk.desk.apart", _never)
    with ThreadPoolExecutor(50) as many:
        runs = list(many.map(lambda n: client.drop(f"{n}.json", SMALL * 200), range(50)))

    assert 50 == len(set(runs) - {""})
    assert 50 == len(list((home / "desk" / "uploads").iterdir()))
    page = client.get().text
    assert 49 == page.count("It waits until the one before it is done.")


def test_a_disk_that_is_full_keeps_nothing_and_says_so(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LEAVE_FREE", 1 << 60)

    answer = client.post("files", files={"file": ("result.json", SMALL)})

    assert 422 == answer.status_code
    assert "The disk is almost full" in answer.text
    assert [] == list((home / "desk" / "uploads").iterdir())


def test_an_upload_that_breaks_off_is_not_kept(client: Client, home: Path) -> None:
    boundary = {"content-type": "multipart/form-data; boundary=b"}
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'

    assert 422 == client.post("files", headers=boundary, content=head + SMALL).status_code
    assert 422 == client.post("files", headers=boundary, content=b"no form").status_code
    assert [] == list((home / "desk" / "uploads").iterdir())


def test_a_file_that_is_named_is_read_where_it_lies(client: Client, tmp_path: Path, home: Path) -> None:
    export = tmp_path / "ChatExport"
    export.mkdir()
    (export / "result.json").write_bytes(SMALL)

    run = client.path_of(client.post("paths", data={"path": str(export)}))

    assert "audits/1" == client.path_of(client.over(run))
    assert SMALL == (export / "result.json").read_bytes()


def hostile(tmp_path: Path, home: Path) -> dict[str, Path]:
    """Paths that must not be read, by why."""
    secret = tmp_path / "secret.json"
    secret.write_bytes(SMALL)
    (tmp_path / "link.json").symlink_to(secret)
    folder, nested = tmp_path / "folder", tmp_path / "nested"
    folder.mkdir()
    (folder / "result.json").symlink_to(secret)
    (nested / "inner").mkdir(parents=True)
    os.mkfifo(nested / "inner" / "pipe")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "into_home").symlink_to(home)
    return {
        "link": tmp_path / "link.json",
        "folder with a link": folder,
        "folder with a pipe": nested,
        "pipe": tmp_path / "pipe",
        "device": Path("/dev/zero"),
        "process": Path("/proc/self/environ"),
        "key": home / "key",
        "home": home,
        "around the home": tmp_path,
        "by a link into the home": tmp_path / "into_home" / "key",
        "up and down": tmp_path / "folder" / ".." / "home" / "key",
        "up": tmp_path / "folder" / "..",
        "nothing there": tmp_path / "nothing",
        "relative": Path("result.json"),
    }


def test_only_own_regular_files_outside_the_home_are_read(client: Client, tmp_path: Path, home: Path) -> None:
    for why, path in hostile(tmp_path, home).items():
        answer = client.post("paths", data={"path": str(path)})
        assert 422 == answer.status_code, why
    assert 422 == client.post("paths", data={"path": f"{tmp_path}/secret.json\0"}).status_code
    assert readable(str(tmp_path / "secret.json"), home) == (tmp_path / "secret.json").resolve()


def test_what_belongs_to_another_user_is_not_read(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(SMALL)
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)

    with pytest.raises(ExportUnreadable):
        readable(str(tmp_path / "a.json"), home)


def test_exports_are_found_where_telegram_writes_them(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    folder = tmp_path / "Downloads" / "Telegram Desktop" / "ChatExport_2026-11-01"
    folder.mkdir(parents=True)
    (folder / "result.json").write_bytes(SMALL)
    (folder.parent / "ChatExport_link").symlink_to(folder)

    assert [folder.resolve()] == places.exports_found(home)


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_sealed_pieces_come_back_whole_or_not_at_all(tmp_path: Path, length: int) -> None:
    content, key, place = os.urandom(length), bytes(32), tmp_path / "sealed"
    with place.open("wb") as file:
        sealing = Sealing(file, key, "upload")
        for start in range(0, length, 70_000):
            sealing.write(content[start : start + 70_000])
        sealing.finish()

    def opened(change: bytes, by: bytes = key) -> bytes:
        place.with_suffix(".changed").write_bytes(change)
        with place.with_suffix(".changed").open("rb") as file:
            return b"".join(pieces(file, by, "upload", "it"))

    sealed = place.read_bytes()
    assert content == opened(sealed)
    changed = sealed[:80] + bytes([sealed[80] ^ 1]) + sealed[81:]
    for broken in (sealed[:-1], sealed[: -(PIECE + 16)], sealed + b"x", changed):
        with pytest.raises(KeyUnusable):
            opened(broken)
    with pytest.raises(KeyUnusable):
        opened(sealed, bytes(31) + b"\1")


@pytest.mark.parametrize("most", [0, 1 << 30], ids=["on disk", "in memory"])
def test_an_upload_is_opened_under_its_name_closed_to_others_and_is_gone_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sealed_upload, "IN_MEMORY", most)
    arriving = sealed_upload.Arriving(tmp_path / "upload", bytes(32), leave_free=0)
    arriving.write(SMALL)
    arriving.finish()

    with sealed_upload.unsealed(tmp_path / "upload", bytes(32), "table.csv") as place:
        assert ("table.csv", SMALL) == (place.name, place.read_bytes())
        assert 0o700 == stat.S_IMODE(place.parent.stat().st_mode)
        assert 0o600 == stat.S_IMODE(place.stat().st_mode)
    assert [tmp_path / "upload"] == list(tmp_path.iterdir())
