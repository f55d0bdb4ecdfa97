"""`deadsouls forget`: one person's rows go, and the person is turned away from now on."""

import sys
import time

import click

from auditor.doors.installation import installation, run
from auditor.errors import UsageError


@click.command()
def forget() -> None:
    """Deletes all that is held about one person; reads their Telegram id from standard input."""
    from auditor.settings import read_settings
    from storage.audited.retention import forget as erase
    from storage.traces import left

    person = _id_typed()

    async def go() -> None:
        async with installation(read_settings(), int(time.time())) as database:
            gone = await erase(database, person)
            click.echo(f"Forgotten: {gone} rows went; this person is passed over from now on.")
            if await left(database):
                click.echo(
                    "Not gone from the files yet: another process reads them, or the disk is full. The next command"
                    " overwrites it, or the service within the hour; deadsouls privacy says whether it is done.",
                    err=True,
                )

    run(go())


def _id_typed() -> str:
    """The id on standard input, where no list of processes shows it."""
    if sys.stdin is None:
        raise UsageError("Standard input is closed; write the id on it: echo 123456789 | deadsouls forget")
    if sys.stdin.isatty():
        click.echo("Telegram id of the person to forget: ", nl=False, err=True)
    given = sys.stdin.readline(64).strip().removeprefix("user")
    if not (given.isascii() and given.isdigit()):
        raise UsageError("A Telegram id is a number; write one on standard input: echo 123456789 | deadsouls forget")
    return str(int(given))
