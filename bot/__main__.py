"""`deadsouls-bot`: the companion and its workers."""

import asyncio
import logging
import os
import sys
import traceback
from types import TracebackType

import click

from auditor.doors.outlet import Outlets
from auditor.doors.speaking import in_language
from auditor.errors import DeadSoulsError
from auditor.settings import language_set, read_settings


@click.command()
def main() -> None:
    """Runs the companion: the bot, its queue and one worker for each reading account, until it is told to stop."""
    from bot.service import run

    os.umask(0o077)
    Outlets()
    try:
        settings = read_settings()
        _log(settings.log)
        asyncio.run(run(settings))
    except DeadSoulsError as error:
        click.echo(f"deadsouls-bot: {in_language(error.sentence, language_set())}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _log(level: str) -> None:
    """Our own words alone: what libraries log, warn of or raise may hold a token, a name or a text."""
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(True)
    said = logging.StreamHandler()
    said.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("deadsouls")
    ours.propagate = False
    ours.addHandler(said)
    ours.setLevel(level.upper())
    sys.excepthook = _ended


def _ended(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """What ended the service, without its words: only what it was and where."""
    sys.stderr.write("".join([*traceback.format_tb(trace), f"{kind.__name__}\n"]))


if __name__ == "__main__":
    main()
