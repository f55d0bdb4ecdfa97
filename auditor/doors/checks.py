"""Checks of an installation and of its service, each a line."""

import platform
import shutil
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from auditor.doors.installation import opened
from auditor.errors import TelegramRefused
from auditor.settings import Settings, credentials
from storage.errors import StorageError

if TYPE_CHECKING:
    from auditor.collect.live.target import Target

ENOUGH_DISK = 1 << 30


class Beat(msgspec.Struct, frozen=True):
    """What the service says of itself: when, how many accounts can read, how many jobs are in each state."""

    at: int
    accounts: int
    waiting: int = 0
    running: int = 0
    parked: int = 0


class Check(NamedTuple):
    """One thing that was looked at, and whether it is in order."""

    ok: bool
    what: str


async def checks(settings: Settings, chat: "Target | None" = None) -> list[Check]:
    """Looks at everything the command needs, and at the reading account's rights in a chat."""
    found = [
        Check(sys.version_info >= (3, 11), f"Python {platform.python_version()} (3.11 or newer is needed)"),
        _card(),
        await _database(settings),
    ]
    home = settings.home
    if home.exists():
        mode = stat.S_IMODE(home.stat().st_mode)
        found.append(Check(mode & 0o077 == 0, f"{home} is closed to others (mode {mode:o}; chmod 700 closes it)"))
        free = shutil.disk_usage(home).free
        found.append(Check(free > ENOUGH_DISK, f"{free / 2**30:.1f} GB of disk are free"))
    return found + await _account(settings, chat)


async def _account(settings: Settings, chat: "Target | None") -> list[Check]:
    """The reading account, where live audits were set up or asked for."""
    if settings.api_id is None and chat is None:
        return [Check(True, "Account: none; exports need none, live audits need DEADSOULS_API_ID and deadsouls login")]
    from auditor.collect.live.checks import account_checks

    try:
        return [Check(*found) for found in await account_checks(credentials(settings), chat)]
    except TelegramRefused as error:
        return [Check(False, str(error))]


BEAT_SECONDS = 60
"""The service shows every ten seconds that it lives."""


def service_checks(settings: Settings, now: int) -> list[Check]:
    """Whether the companion runs, and whether its queue moves: for health checks of whoever runs it."""
    path = settings.home / "service.json"
    try:
        beat = msgspec.json.decode(path.read_bytes(), type=Beat)
    except (OSError, msgspec.DecodeError):
        return [Check(False, f"The service has never run in {settings.home}: start deadsouls-bot")]
    age = now - beat.at
    lives = Check(0 <= age < BEAT_SECONDS, f"The service showed that it lives {max(0, age)} seconds ago")
    queue = f"Queue: {beat.running} running, {beat.waiting} waiting, {beat.parked} waiting for Telegram"
    stuck = beat.waiting > 0 and not beat.running and not beat.parked and beat.accounts == 0
    return [lives, Check(not stuck, queue), Check(beat.accounts > 0, f"Accounts that read: {beat.accounts}")]


def _card() -> Check:
    """Fonts and the renderer that draws the card."""
    try:
        from auditor.report.pictures.typeface import BOLD, REGULAR
    except ImportError as error:
        return Check(False, f"The card cannot be drawn: {error}")
    missing = [str(font) for font in (REGULAR, BOLD) if not font.is_file()]
    return Check(not missing, f"Fonts of the card: {', '.join(missing) or 'there'}")


async def _database(settings: Settings) -> Check:
    try:
        async with opened(settings) as database:
            answer = await database.quick_check()
            return Check(answer == "ok", f"Database {database.place}: schema {database.version}, {answer}")
    except StorageError as error:
        return Check(False, str(error))
