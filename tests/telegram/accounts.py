"""Who may sign in, and which key signs in whom."""

import os
from collections.abc import Iterable
from pathlib import Path

from telethon.crypto import AuthKey
from telethon.sessions import SQLiteSession, StringSession

from tests.telegram.faults import RpcFault
from tests.telegram.srp import Challenge
from tests.worlds.live import Operator

MAIN_DC = 2
LOOPBACK = "127.0.0.1"


class Accounts:
    """The accounts of this Telegram, the keys it knows, and who is signed in with which."""

    def __init__(self, operators: Iterable[Operator]) -> None:
        self.operators = {operator.id: operator for operator in operators}
        self.ports: dict[int, int] = {}
        """Data centre -> port."""
        self.code_hashes: dict[str, str] = {}
        """Phone -> hash of the login code that was sent last."""
        self.halfway: dict[int, int] = {}
        """Key -> account that gave the right code, or was accepted by QR, and still owes the password."""
        self.challenges: dict[int, Challenge] = {}
        self.tokens: dict[bytes, int] = {}
        """QR token -> key that shows it."""
        self.accepted: dict[bytes, int] = {}
        """QR token -> account that accepted it."""
        self._keys: dict[int, AuthKey] = {}
        self._signed_in: dict[int, int] = {}

    @property
    def default(self) -> Operator:
        """The first account, which is meant where none is named."""
        return next(iter(self.operators.values()))

    @property
    def newest_key(self) -> int:
        """The id of the key that was made last."""
        newest: int = next(reversed(self._keys))
        return newest

    def key(self, key_id: int) -> AuthKey | None:
        """The key of this id, if it is known here."""
        return self._keys.get(key_id)

    def learn(self, key: AuthKey) -> None:
        """A new key, under which nobody is signed in yet."""
        self._keys[key.key_id] = key

    def forget(self, key_id: int) -> None:
        """The key is unknown from now on, as after a long absence."""
        self._keys.pop(key_id, None)
        self._signed_in.pop(key_id, None)

    def sign_in(self, key_id: int, account: int) -> Operator:
        """From now on this key is that account's."""
        self._signed_in[key_id] = account
        self.halfway.pop(key_id, None)
        return self.operators[account]

    def sign_out(self, key_id: int) -> None:
        """Nobody is signed in with this key any more."""
        self._signed_in.pop(key_id, None)

    def sign_out_everywhere(self, account: int) -> None:
        """All sessions of an account end, as when its owner ends them from a phone."""
        for key_id in [key_id for key_id, whose in self._signed_in.items() if whose == account]:
            self.sign_out(key_id)

    def signed_in(self, key_id: int) -> Operator:
        """Who is signed in; nobody is an error of 401."""
        if key_id in self.halfway:
            raise RpcFault(401, "SESSION_PASSWORD_NEEDED")
        account = self._signed_in.get(key_id)
        if account is None:
            raise RpcFault(401, "AUTH_KEY_UNREGISTERED")
        return self.operators[account]

    def by_phone(self, phone: str) -> Operator | None:
        """The account of a phone number, however it is written."""
        digits = "".join(filter(str.isdigit, phone))
        return next((each for each in self.operators.values() if each.phone == digits), None)

    def new_session(self, account: int) -> tuple[int, AuthKey]:
        """The data centre and a fresh key that `account` is signed in with."""
        key = AuthKey(os.urandom(256))
        self.learn(key)
        return self.operators[self.sign_in(key.key_id, account).id].home_dc, key

    def session_file(self, path: Path, account: int | None = None) -> Path:
        """Writes a signed-in session that Telethon opens as it is."""
        dc, key = self.new_session(self.default.id if account is None else account)
        return self._written(path, dc, key)

    def unsigned_session_file(self, path: Path) -> Path:
        """Writes a session that knows where this Telegram is, and has no key yet."""
        return self._written(path, MAIN_DC, None)

    def string_session(self, account: int | None = None) -> str:
        """A signed-in session as one line of text."""
        dc, key = self.new_session(self.default.id if account is None else account)
        session = StringSession()
        session.set_dc(dc, LOOPBACK, self.port_of(dc))
        session.auth_key = key
        return str(session.save())

    def port_of(self, dc: int) -> int:
        """Where a data centre listens; those without a port of their own are the main one."""
        return self.ports.get(dc, self.ports[MAIN_DC])

    def _written(self, path: Path, dc: int, key: AuthKey | None) -> Path:
        path = path if path.suffix == ".session" else path.with_name(path.name + ".session")
        # made before Telethon does, so that nobody else can read it at any moment
        path.touch(mode=0o600)
        session = SQLiteSession(str(path))
        session.set_dc(dc, LOOPBACK, self.port_of(dc))
        if key is not None:
            session.auth_key = key
        session.save()
        session.close()
        path.chmod(0o600)
        return path
