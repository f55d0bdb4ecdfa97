"""Pseudonyms and keys: what is the same, what differs, and who may read it."""

import stat
from pathlib import Path

import pytest

from storage.audited.retention import DAY
from storage.errors import KeyUnusable
from storage.opening import open_store
from storage.people.identities import (
    NAMELESS,
    Identities,
    by_name_alone,
    export_key,
    installation_key,
    read_join_key,
    spoken,
)
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, NOW, added, said
from tests.storage.installation import audited, people_csv, take_in

KEY = bytes(range(32))
STORY = [added(1, ASEL, DANA), said(2, BOLAT), said(3, ASEL)]


def test_an_id_is_the_same_person_everywhere_and_a_name_in_one_chat_alone() -> None:
    ids = Identities(KEY)
    assert ids.person("123") == Identities(KEY).person("123")
    assert ids.name("channel:1", "Әсел") != ids.name("channel:2", "Әсел")
    assert ids.name("channel:1", None) == NAMELESS


def test_the_domains_are_apart() -> None:
    ids = Identities(KEY)
    assert not any(by_name_alone(ids.person(str(number))) for number in range(500))
    assert all(by_name_alone(ids.name("channel:1", str(number))) for number in range(500))


def test_an_account_of_another_platform_is_somebody_in_one_table_alone() -> None:
    ids = Identities(KEY)
    assert ids.account("file:a", "123") == Identities(KEY).account("file:a", "123")
    assert 3 == len({ids.person("123"), ids.account("file:a", "123"), ids.account("file:b", "123")})
    assert not by_name_alone(ids.account("file:a", "123"))


def test_half_an_emoji_in_a_name_is_a_name() -> None:
    assert by_name_alone(Identities(KEY).name("channel:1", "\ud83d"))


def test_another_installation_knows_another_person() -> None:
    assert Identities(KEY).person("123") != Identities(KEY[::-1]).person("123")
    assert spoken(export_key(KEY, "operator", "x"), 42) != spoken(export_key(KEY[::-1], "operator", "x"), 42)


def test_a_pseudonym_is_p_and_twelve_letters() -> None:
    name = spoken(export_key(KEY, "operator", "x"), -42)
    assert name.startswith("p-")
    assert len(name) == 14
    assert set(name[2:]) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_two_recipients_or_two_audits_cannot_be_joined() -> None:
    keys = {export_key(KEY, recipient, audit) for recipient in ("operator", "7") for audit in ("a", "b")}
    assert len(keys) == 4


async def test_two_recipients_of_one_audit_hear_other_names(store: Store) -> None:
    finished = await audited(store, STORY)
    mine, theirs = people_csv(store, finished), people_csv(store, finished, recipient="newsroom")
    assert len(mine) == len(set(mine)) == 3
    assert not set(mine) & set(theirs)


async def test_the_names_depend_on_no_row_path_or_clock(tmp_path: Path) -> None:
    for home in ("one", "two/deeper"):
        (tmp_path / home).mkdir(parents=True)
        (tmp_path / home / "key").write_bytes(KEY)
        (tmp_path / home / "key").chmod(0o600)
    async with open_store(tmp_path / "one") as first:
        straight = people_csv(first, await audited(first, STORY))
    async with open_store(tmp_path / "two/deeper") as second:
        await take_in(second, STORY, id=99)
        await take_in(second, STORY[:2])
        assert people_csv(second, await audited(second, STORY, now=NOW + 5 * DAY)) == straight


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = installation_key(tmp_path / "key")
    assert len(key) == 32
    assert installation_key(tmp_path / "key") == key
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


async def test_home_and_database_are_their_owners_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        await take_in(store, STORY)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "home").iterdir()}
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert set(modes) >= {"key", "deadsouls.db"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    installation_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyUnusable, match=r"^[^\n]*chmod 600[^\n]*$"):
        installation_key(tmp_path / "key")


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyUnusable, match="is damaged"):
        installation_key(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == content


def test_a_folder_in_the_place_of_the_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)
    with pytest.raises(KeyUnusable):
        installation_key(tmp_path / "key")


def test_a_join_key_is_any_file_of_sixteen_bytes(tmp_path: Path) -> None:
    path = tmp_path / "join"
    path.write_bytes(b"x" * 15)
    with pytest.raises(KeyUnusable, match="15 bytes"):
        read_join_key(path)
    path.write_bytes(b"x" * 16)
    assert len(read_join_key(path)) == 32
    with pytest.raises(KeyUnusable, match="cannot be read"):
        read_join_key(tmp_path / "absent")
