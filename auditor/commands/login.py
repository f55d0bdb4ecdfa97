"""`deadsouls login`: the Telegram account that reads live chats."""

import click

from auditor.doors.installation import run
from auditor.doors.speaking import tell
from auditor.doors.terminal import asked_in_terminal, plain
from auditor.errors import Sentence


@click.command()
@click.option("--qr", is_flag=True, help="Show a code to scan with Telegram on a phone instead.")
@click.option("--out", is_flag=True, help="Sign out: end the session at Telegram and remove it here.")
def login(qr: bool, out: bool) -> None:
    """Signs in the Telegram account that reads live chats. It only reads; nobody sees that it does."""
    from auditor.collect.live.session import sign_in, sign_out
    from auditor.settings import credentials, read_settings

    settings = read_settings()
    if out:
        run(sign_out(credentials(settings)))
        tell(Sentence("Signed out."), settings.lang)
        return
    name = run(sign_in(credentials(settings), asked_in_terminal(settings.lang), by_qr=qr))
    tell(
        Sentence("Signed in as {name}. Next: deadsouls doctor, then deadsouls audit @chat", name=plain(name)),
        settings.lang,
    )
