"""The reading account's session: signed in as people do, closed to others, used by one process, and without names."""

import contextlib
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from auditor.collect.live import session
from auditor.collect.live.session import Asked, Credentials, account, sign_in, sign_out
from auditor.errors import TelegramRefused
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import installation, read
from tests.telegram.server import LocalTelegram
from tests.worlds.live import Operator, dvk_live


def credentials(path: Path | str) -> Credentials:
    return Credentials(1, "x", str(path))


def answers(phone: str, code: str, password: str = "", show: Callable[[str], None] = lambda _: None) -> Asked:
    def say(what: str) -> Callable[[], Awaitable[str]]:
        async def answer() -> str:
            return what

        return answer

    return Asked(phone=say(phone), code=say(code), password=say(password), show_qr=show)


async def test_a_session_is_closed_to_others_and_holds_nobodys_name(tmp_path: Path) -> None:
    chat = dvk_live(1, 120)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        await read(telegram, store, chat)
    path = tmp_path / "home" / "account.session"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM entities WHERE id != 0").fetchone() == (0,)


async def test_a_session_is_used_by_one_at_a_time(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "a.session")
        async with account(credentials(path)):
            with pytest.raises(TelegramRefused, match="Another deadsouls"):
                async with account(credentials(path)):
                    pass
        async with account(credentials(path)):
            pass


async def test_whoever_is_not_signed_in_is_told_how(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.unsigned_session_file(tmp_path / "a.session")
        with pytest.raises(TelegramRefused, match="deadsouls login"):
            async with account(credentials(path)):
                pass


async def test_what_is_no_session_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.session"
    path.write_bytes(b"not a session at all")
    with pytest.raises(TelegramRefused, match="no session"):
        async with account(credentials(path)):
            pass


async def test_a_string_session_serves_as_well() -> None:
    async with LocalTelegram() as telegram, account(credentials(telegram.string_session())) as client:
        assert (await client.get_me()).id == Operator().id


async def test_where_nobody_listens_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "a.session")
    monkeypatch.setitem(session._PATIENCE, "connection_retries", 0)
    with pytest.raises(TelegramRefused, match="cannot be reached"):
        async with account(credentials(path)):
            pass


@pytest.mark.parametrize("password", [None, "сөз 123"])
async def test_signing_in_by_code_and_two_step_password(tmp_path: Path, password: str | None) -> None:
    operator = Operator(password=password)
    async with LocalTelegram(accounts=[operator]) as telegram:
        path = telegram.unsigned_session_file(tmp_path / "a.session")
        asked = answers(f"+{operator.phone}", operator.code, password or "")
        assert await sign_in(credentials(path), asked, by_qr=False) == operator.first_name
        async with account(credentials(path)) as client:
            assert (await client.get_me()).id == operator.id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_account_of_another_data_centre_is_signed_in_there(tmp_path: Path) -> None:
    operator = Operator(home_dc=4)
    async with LocalTelegram(accounts=[operator]) as telegram:
        path = telegram.unsigned_session_file(tmp_path / "a.session")
        await sign_in(credentials(path), answers(f"+{operator.phone}", operator.code), by_qr=False)
        async with account(credentials(path)) as client:
            assert (await client.get_me()).id == operator.id


@pytest.mark.parametrize(("code", "password"), [("00000", "right"), ("22345", "wrong")])
async def test_a_wrong_code_or_password_is_refused_in_a_sentence(tmp_path: Path, code: str, password: str) -> None:
    operator = Operator(password="right")  # noqa: S106
    async with LocalTelegram(accounts=[operator]) as telegram:
        path = telegram.unsigned_session_file(tmp_path / "a.session")
        with pytest.raises(TelegramRefused, match=r"\.$|refused"):
            await sign_in(credentials(path), answers(f"+{operator.phone}", code, password), by_qr=False)


@pytest.mark.parametrize("password", [None, "right"])
async def test_signing_in_by_scanning_a_code(tmp_path: Path, password: str | None) -> None:
    operator = Operator(password=password)
    async with LocalTelegram(accounts=[operator]) as telegram:
        path = telegram.unsigned_session_file(tmp_path / "a.session")
        shown: list[str] = []

        def show(address: str) -> None:
            shown.append(address)
            telegram.accept_qr()

        await sign_in(credentials(path), answers("", "", password or "", show), by_qr=True)
        assert shown[0].startswith("tg://login?token=")
        async with account(credentials(path)) as client:
            assert (await client.get_me()).id == operator.id


async def test_signing_out_ends_the_session(tmp_path: Path) -> None:
    async with LocalTelegram() as telegram:
        path = telegram.session_file(tmp_path / "a.session")
        await sign_out(credentials(path))
        assert not path.exists()
        assert telegram.counts["LogOutRequest"] == 1
