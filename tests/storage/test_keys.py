"""A key that is missing, or another one, is refused where rows exist: else the forgotten come back."""

import sqlite3
from pathlib import Path

import pytest

from auditor.doors.checks import checks
from auditor.settings import read_settings
from storage.audited.retention import forget
from storage.audited.updates import record
from storage.errors import KeyUnusable
from storage.opening import open_store
from storage.people.identities import Identities
from storage.records import Chat
from storage.sealing.sealed import seal, seal_with, unseal, unseal_with
from tests.auditor.collect.chats import ASEL, BOLAT, said
from tests.storage.chats_heard import BOLAT as BOLAT_HEARD
from tests.storage.chats_heard import CHAT, at, came
from tests.storage.installation import rows, take_in

ONE_SENTENCE = r"^[^\n]*docs/keys\.md[^\n]*\.$"


async def with_rows(home: Path) -> None:
    async with open_store(home) as store:
        await take_in(store, [said(1, ASEL), said(2, BOLAT)])


async def opens(home: Path) -> None:
    async with open_store(home):
        pass


async def test_a_missing_key_is_refused_where_rows_exist_and_none_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await with_rows(home)
    key = (home / "key").read_bytes()
    (home / "key").unlink()
    with pytest.raises(KeyUnusable, match=ONE_SENTENCE):
        await opens(home)
    assert not (home / "key").exists()
    (home / "key").write_bytes(key)
    (home / "key").chmod(0o600)
    await opens(home)


async def test_another_key_is_refused_where_rows_exist(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await with_rows(home)
    (home / "key").write_bytes(bytes(32))
    with pytest.raises(KeyUnusable, match=ONE_SENTENCE):
        await opens(home)


@pytest.mark.parametrize("what", ["forgotten", "heard", "decided"])
async def test_rows_of_any_kind_hold_the_key(tmp_path: Path, what: str) -> None:
    from storage.companion import talkers

    home = tmp_path / "home"
    async with open_store(home) as store:
        if what == "forgotten":
            await forget(store, "123456789")
        elif what == "heard":
            await record(store, CHAT, came(BOLAT_HEARD, 3), now=at(3))
        else:
            await talkers.decided(store, 5, "audit", "closed", now=at(3))
    (home / "key").write_bytes(bytes(32))
    with pytest.raises(KeyUnusable, match="not the one"):
        await opens(home)


async def test_where_nothing_was_kept_a_new_key_is_as_good(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await opens(home)
    (home / "key").unlink()
    await opens(home)
    (home / "key").write_bytes(bytes(32))
    async with open_store(home) as store:
        await take_in(store, [said(1, ASEL)])
    await opens(home)


async def test_an_old_home_knows_its_key_from_the_first_time_it_is_opened(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await with_rows(home)
    with sqlite3.connect(home / "deadsouls.db") as connection:
        connection.execute("DELETE FROM key_mark")
    connection.close()
    await opens(home)
    (home / "key").write_bytes(bytes(32))
    with pytest.raises(KeyUnusable, match="not the one"):
        await opens(home)


async def test_the_mark_tells_nothing_of_the_key(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        ((mark,),) = rows(store, "SELECT mark FROM key_mark")
        assert len(mark) == 16
        assert mark not in store.key
        assert store.key not in (tmp_path / "home" / "deadsouls.db").read_bytes()


async def test_the_doctor_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await with_rows(home)
    (home / "key").write_bytes(bytes(32))
    (found,) = [check for check in await checks(read_settings()) if "key" in str(check.what) and not check.ok]
    assert "is not the one under which" in str(found.what)


async def test_a_key_sealed_with_a_passphrase_opens_with_it_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await with_rows(home)
    key = (home / "key").read_bytes()
    (home / "key").write_bytes(seal_with("correct horse battery", key))
    assert key not in (home / "key").read_bytes()
    with pytest.raises(KeyUnusable, match="DEADSOULS_PASSPHRASE"):
        await opens(home)
    with pytest.raises(KeyUnusable, match=r"^The passphrase does not open the key [^\n]*\.$"):
        async with open_store(home, passphrase=lambda: "another"):
            pass
    async with open_store(home, passphrase=lambda: "correct horse battery") as store:
        assert store.key == key
    async with open_store(home, key=key) as store:
        assert store.key == key


def test_what_is_sealed_opens_for_its_purpose_and_under_its_key_alone() -> None:
    key, other = bytes(32), bytes([1]) * 32
    sealed = seal(key, "upload", b"a chat")
    assert b"a chat" not in sealed
    assert unseal(key, "upload", sealed, "It") == b"a chat"
    assert seal(key, "upload", b"a chat") != sealed
    spoilt = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for with_key, purpose, data in ((other, "upload", sealed), (key, "session", sealed), (key, "upload", spoilt),
                                    (key, "upload", b""), (key, "upload", sealed[:40])):  # fmt: skip
        with pytest.raises(KeyUnusable, match=r"^It is damaged, or was sealed under another key\."):
            unseal(with_key, purpose, data, "It")


def test_a_passphrase_has_a_salt_of_its_own_each_time() -> None:
    first, second = seal_with("сөз сөйлем", b"data"), seal_with("сөз сөйлем", b"data")
    assert first != second
    assert unseal_with("сөз сөйлем", first, "It") == b"data"
    with pytest.raises(KeyUnusable, match="does not open It"):
        unseal_with("сөз сөйлем", first[:60], "It")


def test_an_asker_is_no_person_of_chats() -> None:
    identities = Identities(bytes(32))
    assert identities.asker("7") not in (identities.person("7"), identities.account("t", "7"))


async def test_a_chat_that_nobody_is_known_of_holds_no_key(tmp_path: Path) -> None:
    from storage.audited import chats

    home = tmp_path / "home"
    async with open_store(home) as store, store.writing() as connection:
        await chats.find_or_add(connection, Chat(title="Соседи", kind="supergroup", telegram_id=5))
    (home / "key").write_bytes(bytes(32))
    await opens(home)
