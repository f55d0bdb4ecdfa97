"""`deadsouls forget`: one person's rows go, and the person is turned away from now on."""

import sys
import time

import click

from auditor.doors import options
from auditor.doors.installation import installation, run
from auditor.doors.speaking import tell
from auditor.errors import Sentence, UsageError


@click.command()
@click.option(
    "--platform", type=options.PLATFORM, metavar="NAME", default="", help="Of an account of tables read with that name."
)
def forget(platform: str) -> None:
    """Deletes all that is held about one person; reads their Telegram id from standard input, or, with --platform, the
    id of their account there."""
    from auditor.settings import read_settings
    from storage.audited.retention import forget as erase
    from storage.traces import left

    settings = read_settings()
    person = _account_typed(settings.lang) if platform else _id_typed(settings.lang)

    async def go() -> None:
        async with installation(settings, int(time.time())) as store:
            gone = await erase(store, person, platform=platform)
            tell(
                Sentence("Forgotten: {count} rows went; this person is passed over from now on.", count=gone),
                settings.lang,
            )
            if await left(store):
                rests = Sentence(
                    "Not gone from the files yet: another process reads them, or the disk is full. The next command"
                    " overwrites it, or the service within the hour; deadsouls privacy says whether it is done."
                )
                tell(rests, settings.lang, err=True)

    run(go())


def _id_typed(language: str) -> str:
    """The id on standard input, where no list of processes shows it."""
    if sys.stdin is None:
        raise UsageError("Standard input is closed; write the id on it: echo 123456789 | deadsouls forget")
    if sys.stdin.isatty():
        tell(Sentence("Telegram id of the person to forget: "), language, nl=False, err=True)
    given = sys.stdin.readline(64).strip().removeprefix("user")
    if not (given.isascii() and given.isdigit()):
        raise UsageError("A Telegram id is a number; write one on standard input: echo 123456789 | deadsouls forget")
    return str(int(given))


def _account_typed(language: str) -> str:
    """The id of an account on standard input, as the tables write it."""
    if sys.stdin is None:
        raise UsageError("Standard input is closed; write the id of the account on it.")
    if sys.stdin.isatty():
        tell(Sentence("Id of the account to forget: "), language, nl=False, err=True)
    if given := sys.stdin.readline(512).strip():
        return given
    raise UsageError("Write the id of the account on standard input, as the tables have it.")
