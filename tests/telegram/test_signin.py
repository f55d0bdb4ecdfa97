"""Signing in: by code, with a password, by QR, from the wrong data centre; and being signed out."""

import asyncio

import pytest
from telethon.errors import (
    AuthKeyUnregisteredError,
    PasswordHashInvalidError,
    PhoneCodeInvalidError,
    PhoneNumberInvalidError,
    SessionPasswordNeededError,
)
from telethon.tl import functions, types

from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import newcomer, visitor
from tests.worlds.live import Operator

SESAME = "сезам"
PLAIN = Operator()
GUARDED = Operator(id=777_000_222, phone="77010000002", password=SESAME, username=None)
FAR = Operator(id=777_000_333, phone="77010000003", home_dc=4, username=None)


async def test_phone_and_code() -> None:
    async with LocalTelegram() as telegram, newcomer(telegram) as client:
        await client.send_code_request(PLAIN.phone)
        with pytest.raises(PhoneCodeInvalidError):
            await client.sign_in(PLAIN.phone, "00000")
        me = await client.sign_in(PLAIN.phone, PLAIN.code)

        assert me.id == PLAIN.id
        assert await client.is_user_authorized()


async def test_a_number_that_is_none() -> None:
    async with LocalTelegram() as telegram, newcomer(telegram) as client:
        with pytest.raises(PhoneNumberInvalidError):
            await client.send_code_request("12")


async def test_a_password_is_asked_for_and_checked() -> None:
    async with LocalTelegram(accounts=[GUARDED]) as telegram, newcomer(telegram) as client:
        await client.send_code_request(GUARDED.phone)
        with pytest.raises(SessionPasswordNeededError):
            await client.sign_in(GUARDED.phone, GUARDED.code)
        assert not await client.is_user_authorized()
        with pytest.raises(PasswordHashInvalidError):
            await client.sign_in(password=SESAME + "!")
        me = await client.sign_in(password=GUARDED.password)

        assert me.id == GUARDED.id
        assert await client.is_user_authorized()


async def test_a_phone_of_another_data_centre() -> None:
    async with LocalTelegram(accounts=[PLAIN, FAR]) as telegram, newcomer(telegram) as client:
        await client.send_code_request(FAR.phone)
        me = await client.sign_in(FAR.phone, FAR.code)

        assert me.id == FAR.id
        assert client.session.dc_id == FAR.home_dc
        assert client.session.port == telegram.accounts.ports[FAR.home_dc]


async def test_a_qr_code_that_a_phone_accepts() -> None:
    async with LocalTelegram() as telegram, newcomer(telegram) as client:
        qr = await client.qr_login()
        waiting = asyncio.create_task(qr.wait(5))
        await asyncio.sleep(0.05)
        assert telegram.accept_qr() == 1

        assert (await waiting).id == PLAIN.id


async def test_a_qr_code_with_a_password_and_of_another_data_centre() -> None:
    async with LocalTelegram(accounts=[GUARDED, FAR]) as telegram:
        async with newcomer(telegram) as client:
            qr = await client.qr_login()
            waiting = asyncio.create_task(qr.wait(5))
            await asyncio.sleep(0.05)
            telegram.accept_qr(GUARDED.id)
            with pytest.raises(SessionPasswordNeededError):
                await waiting
            assert (await client.sign_in(password=GUARDED.password)).id == GUARDED.id
        async with newcomer(telegram) as client:
            qr = await client.qr_login()
            waiting = asyncio.create_task(qr.wait(5))
            await asyncio.sleep(0.05)
            telegram.accept_qr(FAR.id)
            assert (await waiting).id == FAR.id


async def test_signed_out_by_oneself_and_from_elsewhere() -> None:
    async with LocalTelegram() as telegram:
        async with visitor(telegram) as client:
            telegram.revoke()
            with pytest.raises(AuthKeyUnregisteredError):
                await client(functions.updates.GetStateRequest())
        async with visitor(telegram) as client:
            assert await client.log_out()
    assert telegram.counts["LogOutRequest"] == 1


@pytest.mark.parametrize(
    ("hides", "rule"), [(False, types.PrivacyValueAllowAll), (True, types.PrivacyValueDisallowAll)]
)
async def test_the_accounts_own_last_seen_setting(hides: bool, rule: type) -> None:
    operator = Operator(hides_last_seen=hides)
    async with LocalTelegram(accounts=[operator]) as telegram, visitor(telegram) as client:
        privacy = await client(functions.account.GetPrivacyRequest(types.InputPrivacyKeyStatusTimestamp()))

    assert isinstance(privacy.rules[0], rule)
