"""Checks of an installation and of its service, each a line."""

import platform
import shutil
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from auditor.doors.installation import opened
from auditor.errors import Sentence, TelegramRefused
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
    what: Sentence


async def checks(settings: Settings, chat: "Target | None" = None) -> list[Check]:
    """Looks at everything the command needs, and at the reading account's rights in a chat."""
    found = [
        Check(
            sys.version_info >= (3, 11),
            Sentence("Python {version} (3.11 or newer is needed)", version=platform.python_version()),
        ),
        _card(),
        await _database(settings),
    ]
    home = settings.home
    if home.exists():
        mode = stat.S_IMODE(home.stat().st_mode)
        closed = Sentence("{path} is closed to others (mode {mode}; chmod 700 closes it)", path=home, mode=f"{mode:o}")
        found.append(Check(mode & 0o077 == 0, closed))
        free = shutil.disk_usage(home).free
        room = Sentence("{number} GB of disk are free", number=round(free / 2**30, 1))
        found.append(Check(free > ENOUGH_DISK, room))
    return found + await _account(settings, chat)


async def _account(settings: Settings, chat: "Target | None") -> list[Check]:
    """The reading account, where live audits were set up or asked for."""
    if settings.api_id is None and chat is None:
        none = Sentence("Account: none; exports need none, live audits need DEADSOULS_API_ID and deadsouls login")
        return [Check(True, none)]
    from auditor.collect.live.checks import account_checks

    try:
        return [Check(*found) for found in await account_checks(credentials(settings), chat)]
    except TelegramRefused as error:
        return [Check(False, error.sentence)]


BEAT_SECONDS = 60
"""The service shows every ten seconds that it lives."""


def service_checks(settings: Settings, now: int) -> list[Check]:
    """Whether the companion runs, and whether its queue moves: for health checks of whoever runs it."""
    path = settings.home / "service.json"
    try:
        beat = msgspec.json.decode(path.read_bytes(), type=Beat)
    except (OSError, msgspec.DecodeError):
        never = Sentence("The service has never run in {home}: start deadsouls-bot", home=settings.home)
        return [Check(False, never)]
    age = now - beat.at
    lives = Sentence("The service showed that it lives {seconds} seconds ago", seconds=max(0, age))
    queue = Sentence(
        "Queue: {running} running, {waiting} waiting, {parked} waiting for Telegram",
        running=beat.running,
        waiting=beat.waiting,
        parked=beat.parked,
    )
    stuck = beat.waiting > 0 and not beat.running and not beat.parked and beat.accounts == 0
    return [
        Check(0 <= age < BEAT_SECONDS, lives),
        Check(not stuck, queue),
        Check(beat.accounts > 0, Sentence("Accounts that read: {count}", count=beat.accounts)),
    ]


def _card() -> Check:
    """Fonts and the renderer that draws the card."""
    try:
        from auditor.report.pictures.typeface import BOLD, REGULAR
    except ImportError as error:
        return Check(False, Sentence("The card cannot be drawn: {said}", said=str(error)))
    missing = [str(font) for font in (REGULAR, BOLD) if not font.is_file()]
    if missing:
        return Check(False, Sentence("Fonts of the card are missing: {fonts}", fonts=", ".join(missing)))
    return Check(True, Sentence("Fonts of the card: there"))


async def _database(settings: Settings) -> Check:
    try:
        async with opened(settings) as store:
            answer = await store.quick_check()
            said = Sentence(
                "Database {place}: schema {version}, {answer}",
                place=store.place,
                version=store.version,
                answer=answer,
            )
            return Check(answer == "ok", said)
    except StorageError as error:
        return Check(False, error.sentence)
