"""`deadsouls doctor`: whether the installation, or the service, is in order."""

import time

import click

from auditor.doors import options
from auditor.doors.installation import run
from auditor.doors.speaking import in_language
from auditor.errors import Sentence, UsageError


@click.command(cls=options.AboutChat)
@click.argument("chat", type=options.CHAT, required=False)
@click.option("--service", is_flag=True, help="Only whether the companion runs and its queue moves.")
def doctor(chat: str | None, service: bool) -> None:
    """Checks that everything this installation needs is in order; with CHAT, what the reading account may see there."""
    from auditor.collect.live.target import live_target
    from auditor.doors.checks import checks, service_checks
    from auditor.settings import read_settings

    target = None if chat is None else live_target(chat)
    if chat is not None and target is None:
        raise UsageError("{chat!r} names no live chat; write @name, a t.me link, or the chat's numeric id.", chat=chat)
    settings = read_settings()
    checked = service_checks(settings, int(time.time())) if service else run(checks(settings, target))
    good, bad = in_language(Sentence("ok"), settings.lang), in_language(Sentence("BAD"), settings.lang)
    width = max(len(good), len(bad))
    for line in checked:
        click.echo(f"{(good if line.ok else bad).ljust(width)}  {in_language(line.what, settings.lang)}")
    if not all(line.ok for line in checked):
        raise SystemExit(1)
