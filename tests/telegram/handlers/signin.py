"""Signing in and out: by phone and code, by password, by QR; and the privacy of one's own last-seen time."""

import os
import time
from typing import Any

from telethon.tl import functions, types

from tests.telegram.accounts import Accounts
from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.users import user
from tests.telegram.srp import Challenge, password_state
from tests.worlds.live import Operator

TOKEN_LIVES = 30


def _authorization(caller: Caller, account: Operator) -> Any:
    world = caller.world
    return types.auth.Authorization(user(world.people[account.id], account, world.now))


def _completed(caller: Caller, account: Operator) -> Any:
    """Signed in, unless a password is still owed."""
    if account.password is not None:
        caller.accounts.halfway[caller.key_id] = account.id
        raise RpcFault(401, "SESSION_PASSWORD_NEEDED")
    caller.accounts.sign_in(caller.key_id, account.id)
    return _authorization(caller, account)


@answers(functions.auth.SendCodeRequest, functions.auth.ResendCodeRequest)
def send_code(caller: Caller, request: Any) -> Any:
    """A login code goes to the account's phone: `Operator.code`."""
    account = caller.accounts.by_phone(request.phone_number)
    if account is None:
        raise RpcFault(400, "PHONE_NUMBER_UNOCCUPIED" if _is_phone(request.phone_number) else "PHONE_NUMBER_INVALID")
    if account.home_dc != caller.connection.dc:
        raise RpcFault(303, f"PHONE_MIGRATE_{account.home_dc}")
    code_hash = os.urandom(8).hex()
    caller.accounts.code_hashes[account.phone] = code_hash
    return types.auth.SentCode(types.auth.SentCodeTypeApp(len(account.code)), code_hash, timeout=60)


def _is_phone(number: str) -> bool:
    return 7 <= sum(map(str.isdigit, number)) <= 15


@answers(functions.auth.SignInRequest)
def sign_in(caller: Caller, request: Any) -> Any:
    """The code that came to the phone, typed in."""
    account = caller.accounts.by_phone(request.phone_number)
    if account is None:
        raise RpcFault(400, "PHONE_NUMBER_INVALID")
    if caller.accounts.code_hashes.get(account.phone) != request.phone_code_hash:
        raise RpcFault(400, "PHONE_CODE_EXPIRED")
    if not request.phone_code:
        raise RpcFault(400, "PHONE_CODE_EMPTY")
    if request.phone_code != account.code:
        raise RpcFault(400, "PHONE_CODE_INVALID")
    return _completed(caller, account)


def _halfway(accounts: Accounts, key_id: int) -> Operator | None:
    account = accounts.halfway.get(key_id)
    return None if account is None else accounts.operators[account]


@answers(functions.account.GetPasswordRequest)
def get_password(caller: Caller, _request: Any) -> Any:
    """What the client needs to prove that it knows the password."""
    account = _halfway(caller.accounts, caller.key_id) or caller.account
    if account.password is None:
        return password_state(None)
    caller.accounts.challenges[caller.key_id] = challenge = Challenge.about(account.password)
    return password_state(challenge)


@answers(functions.auth.CheckPasswordRequest)
def check_password(caller: Caller, request: Any) -> Any:
    """The proof; each challenge counts once."""
    account = _halfway(caller.accounts, caller.key_id) or caller.account
    challenge = caller.accounts.challenges.pop(caller.key_id, None)
    if challenge is None or request.password.srp_id != challenge.id:
        raise RpcFault(400, "SRP_ID_INVALID")
    if not challenge.accepts(request.password):
        raise RpcFault(400, "PASSWORD_HASH_INVALID")
    caller.accounts.sign_in(caller.key_id, account.id)
    return _authorization(caller, account)


@answers(functions.auth.ExportLoginTokenRequest)
def export_login_token(caller: Caller, _request: Any) -> Any:
    """What a QR code shows; asked again after it was accepted, it signs in."""
    accounts = caller.accounts
    if caller.key_id in accounts.halfway:
        raise RpcFault(401, "SESSION_PASSWORD_NEEDED")
    shown = [token for token, key_id in accounts.tokens.items() if key_id == caller.key_id]
    for token in shown:
        account = accounts.accepted.get(token)
        if account is not None and accounts.operators[account].home_dc != caller.connection.dc:
            return types.auth.LoginTokenMigrateTo(accounts.operators[account].home_dc, token)
        del accounts.tokens[token]
        if account is not None:
            return _token_success(caller, token)
    token = os.urandom(24)
    accounts.tokens[token] = caller.key_id
    return types.auth.LoginToken(int(time.time()) + TOKEN_LIVES, token)


@answers(functions.auth.ImportLoginTokenRequest)
def import_login_token(caller: Caller, request: Any) -> Any:
    """A token that was accepted by an account of this data centre."""
    if request.token not in caller.accounts.accepted:
        raise RpcFault(400, "AUTH_TOKEN_INVALID")
    caller.accounts.tokens.pop(request.token, None)
    return _token_success(caller, request.token)


def _token_success(caller: Caller, token: bytes) -> Any:
    account = caller.accounts.operators[caller.accounts.accepted.pop(token)]
    return types.auth.LoginTokenSuccess(_completed(caller, account))


@answers(functions.auth.LogOutRequest)
def log_out(caller: Caller, _request: Any) -> Any:
    """The key signs nobody in any more."""
    assert caller.account, "nobody signs out who is not signed in"
    caller.accounts.sign_out(caller.key_id)
    return types.auth.LoggedOut()


@answers(functions.account.GetPrivacyRequest)
def get_privacy(caller: Caller, request: Any) -> Any:
    """Who may see the account's last-seen time; all else is open."""
    hidden = caller.account.hides_last_seen and isinstance(request.key, types.InputPrivacyKeyStatusTimestamp)
    rule = types.PrivacyValueDisallowAll() if hidden else types.PrivacyValueAllowAll()
    return types.account.PrivacyRules([rule], [], [])
