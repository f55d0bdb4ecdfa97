"""A session that rests sealed under the installation's key: it reads as any other, and its file tells nothing."""

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest
from telethon.client import telegrambaseclient

from auditor.collect.live.sealed_session import open_file, seal_file
from auditor.collect.live.session import Credentials, account, sign_in, sign_out
from auditor.errors import TelegramRefused
from storage.errors import KeyUnusable
from tests.auditor.collect.live.test_session import answers
from tests.telegram.server import LocalTelegram
from tests.worlds.live import Operator

KEY = bytes(range(32))


def credentials(path: Path, key: bytes = KEY) -> Credentials:
    return Credentials(1, "x", str(path), key=lambda: key, sealed=True)


def auth_key(path: Path) -> bytes:
    """What a session's file is to be closed for."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return bytes(connection.execute("SELECT auth_key FROM sessions").fetchone()[0])


def address(path: Path) -> tuple[str, int]:
    """Where a session goes first."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        host, port = connection.execute("SELECT server_address, port FROM sessions").fetchone()
    return str(host), int(port)


async def test_a_session_is_sealed_serves_and_is_opened_again(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "a.session")
        secret = auth_key(path)
        assert secret in path.read_bytes()
        assert seal_file(path, KEY)
        assert not seal_file(path, KEY)
        assert secret not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        async with account(credentials(path)) as client:
            assert (await client.get_me()).id == Operator().id
        assert secret not in b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())
        assert open_file(path, KEY)
        assert not open_file(path, KEY)
        async with account(Credentials(1, "x", str(path))) as client:
            assert (await client.get_me()).id == Operator().id
        assert sorted(each.name for each in tmp_path.glob("*.session*")) == ["a.session", "a.session.lock"]


async def test_a_new_session_is_sealed_from_the_beginning_and_goes_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = Operator(home_dc=4)
    async with LocalTelegram(accounts=[operator]) as telegram:
        path = tmp_path / "a.session"
        host, port = address(telegram.unsigned_session_file(tmp_path / "where.session"))
        monkeypatch.setattr(telegrambaseclient, "DEFAULT_IPV4_IP", host)
        monkeypatch.setattr(telegrambaseclient, "DEFAULT_PORT", port)
        await sign_in(credentials(path), answers(f"+{operator.phone}", operator.code), by_qr=False)
        assert path.read_bytes().startswith(b"deadsouls sealed under the key")
        async with account(credentials(path)) as client:
            assert (await client.get_me()).id == operator.id
        await sign_out(credentials(path))
        assert not path.exists()


async def test_a_sealed_session_is_nothing_without_its_key(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "a.session")
        seal_file(path, KEY)
        keyless = Credentials(1, "x", str(path))
        for told, error in ((credentials(path, bytes(32)), KeyUnusable), (keyless, TelegramRefused)):
            with pytest.raises(error, match=r"^[^\n]*\.$"):
                async with account(told):
                    pass
