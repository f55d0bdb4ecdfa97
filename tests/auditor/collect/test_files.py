"""What may be given: a file, a folder, an archive; and what may not."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from auditor.errors import ChatNotChosen, ExportUnreadable
from tests.auditor.collect.chats import ASEL, BOLAT, Read, export, read, said, written
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

DATA = export([said(1, ASEL), said(2, BOLAT)])


def refused(path: Path) -> str:
    """The sentence with which the reader turns `path` away."""
    with pytest.raises(ExportUnreadable) as caught:
        read(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def found_two(found: Read) -> bool:
    return [message.id for message in found.messages] == [1, 2]


def zipped(path: Path, entries: dict[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_file_of_any_name(tmp_path: Path) -> None:
    assert found_two(read(written(tmp_path, DATA, "чат экспорт.json")))


def test_a_folder_and_the_folder_around_it(tmp_path: Path) -> None:
    inner = tmp_path / "ChatExport_2018-04-11"
    inner.mkdir()
    written(inner, DATA)
    assert found_two(read(inner))
    assert found_two(read(tmp_path))


def test_a_folder_of_two_exports_asks_which(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, DATA)
    assert "holds 2 exports" in refused(tmp_path)


def test_a_folder_without_an_export(tmp_path: Path) -> None:
    assert "holds no result.json" in refused(tmp_path)


def test_nothing_at_all(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "absent.json")


def test_an_archive(tmp_path: Path) -> None:
    for entries in (
        {"result.json": DATA},
        {"ChatExport/result.json": DATA, "ChatExport/photos/a.jpg": b"x", "__MACOSX/._result.json": b"junk"},
        {"export.json": DATA},
    ):
        assert found_two(read(zipped(tmp_path / "e.zip", entries)))
    assert found_two(read(zipped(tmp_path / "stored.zip", {"result.json": DATA}, how=zipfile.ZIP_STORED)))


def test_an_archive_of_two_exports_or_none(tmp_path: Path) -> None:
    assert "2 files" in refused(zipped(tmp_path / "two.zip", {"a/result.json": DATA, "b/result.json": DATA}))
    assert "no result.json" in refused(zipped(tmp_path / "none.zip", {"a.txt": b""}))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"result.json": DATA[:-1] + b" " * (40 << 20) + b"}"})
    assert "times its size" in refused(bomb)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "lie.zip", {"result.json": DATA + b" " * (40 << 20)})
    data = path.read_bytes()
    size = (len(DATA) + (40 << 20)).to_bytes(4, "little")
    assert size in data
    path.write_bytes(data.replace(size, len(DATA).to_bytes(4, "little")))
    with pytest.raises(ExportUnreadable):
        read(path)


def test_an_archive_with_a_password(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"result.json": DATA})
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    path.write_bytes(data)
    assert "password" in refused(path)


@pytest.mark.parametrize("at", [40, 200, -60])
def test_a_damaged_archive(tmp_path: Path, at: int) -> None:
    path = write_export(sample_world(), tmp_path / "e.zip")
    data = bytearray(path.read_bytes())
    data[at : at + 12] = b"\xff" * 12
    path.write_bytes(data)
    try:
        read(path)
    except ExportUnreadable as error:
        assert "\n" not in str(error)  # noqa: PT017


def test_an_archive_cut_short(tmp_path: Path) -> None:
    path = write_export(sample_world(), tmp_path / "e.zip")
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path)


def test_a_link_to_a_file_is_followed_where_it_was_named(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(written(tmp_path, DATA))
    assert found_two(read(link))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    target = written(tmp_path, DATA, "secret.json")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "result.json").symlink_to(target)
    assert "leads out of the folder" in refused(folder)


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("result.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "is a link" in refused(tmp_path / "e.zip")


def test_a_link_to_itself(tmp_path: Path) -> None:
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    assert refused(loop)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(tmp_path / "pipe")
    assert "not a regular file" in refused(Path("/dev/zero"))


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "result.json").mkdir()
    assert refused(tmp_path)


def test_one_of_several_chats_has_to_be_chosen(tmp_path: Path) -> None:
    path = write_export(sample_world(), tmp_path / "result.json", layout="full")
    with pytest.raises(ChatNotChosen, match=r"^[^\n]*--chat[^\n]*$"):
        read(path)
    for talk in ("Мама", "201776310"):
        with pytest.raises(ChatNotChosen, match="never audited"):
            read(path, chat=talk)
    with pytest.raises(ChatNotChosen, match="none of them"):
        read(path, chat="нет такого")
    by_id, by_name = read(path, chat="1000201804"), read(path, chat=sample_world().title)
    assert by_id[:5] == by_name[:5]
    assert by_id.messages == read(write_export(sample_world(), tmp_path / "alone.json")).messages


def test_a_title_of_two_chats_is_not_enough(tmp_path: Path) -> None:
    world = sample_world()
    from dataclasses import replace

    other = replace(world, chat_id=77, events=lambda: iter(list(world.events())[:20]))
    path = write_export(world, tmp_path / "result.json", layout="full", others=(other,))
    with pytest.raises(ChatNotChosen, match="2 of them"):
        read(path, chat=world.title)
    assert read(path, chat="77").coverage.elements == 20
