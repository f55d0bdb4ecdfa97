"""`deadsouls-bot`: the companion and its workers."""

import asyncio
import logging
import os
import sys

import click

from auditor.errors import DeadSoulsError
from auditor.settings import read_settings


@click.command()
def main() -> None:
    """Runs the companion: the bot, its queue and one worker for each reading account, until it is told to stop."""
    from bot.service import run

    _log()
    os.umask(0o077)
    try:
        asyncio.run(run(read_settings()))
    except DeadSoulsError as error:
        click.echo(f"deadsouls-bot: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _log() -> None:
    """Our own words alone: what libraries log may hold a token, a name or a text."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("deadsouls").setLevel(logging.INFO)
    for name in ("httpx", "httpcore", "telegram", "telethon", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger(name).propagate = False


if __name__ == "__main__":
    main()
