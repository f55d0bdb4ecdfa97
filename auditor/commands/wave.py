"""`deadsouls wave`: the largest wave of arrivals of a chat, and, for its admins, the ids of who came in it."""

import os
import time
from pathlib import Path

import click

from auditor.doors import options
from auditor.doors.installation import installation, run
from auditor.doors.terminal import plain
from auditor.errors import ReportUnwritable


@click.command(cls=options.AboutChat)
@click.argument("chat", type=options.CHAT)
@click.option("--ids", "ids_to", type=click.Path(path_type=Path), help="Read the ids of its people again, into FILE.")
@options.lang
@options.show_tz
def wave(chat: str, ids_to: Path | None, lang: str | None, show_tz: str | None) -> None:
    """The largest wave of arrivals of CHAT (a title, an id, @name), as its last audit shows it. With --ids, where the
    reading account is an admin there: who of it can be seen now, as a table of ids that removal tools take; it is
    written to that file alone, and nowhere kept."""
    from auditor.collect.live.ids import ids_of
    from auditor.collect.live.session import account
    from auditor.collect.live.waits import NORMAL, Pace
    from auditor.conductors.wave import wave_of
    from auditor.report.statements.wording import wording
    from auditor.report.wave_report import ids_csv, lines, removal
    from auditor.settings import credentials, read_settings
    from storage.audited import audits

    settings = read_settings()
    words = wording(lang or settings.lang, show_tz or settings.show_tz)

    async def go() -> None:
        async with installation(settings, int(time.time())) as store:
            kept = await audits.find(store, chat)
            found = await wave_of(store, kept)
            click.echo("\n".join([f"{plain(found.title)} · {words.date_in_words(found.as_of)}", *lines(found, words)]))
            if ids_to is not None:
                of = await audits.chat_of(store, kept.row)
                async with account(credentials(settings)) as client:
                    ids = await ids_of(store, Pace(client, NORMAL), of, found.people)
                _write(ids_to, ids_csv(ids))
                click.echo("\n".join(["", *removal(found, len(ids), words)]))

    run(go())


def _write(path: Path, content: bytes) -> None:
    """Writes a file that its owner alone can read."""
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise ReportUnwritable(
            "{path} cannot be written: {said}.", path=path, said=str(error.strerror or error)
        ) from error
