"""`deadsouls desk`: everything that the command does with files, on a local page."""

import click

from auditor.doors.installation import run
from auditor.doors.speaking import tell
from auditor.errors import Sentence

MINUTES = 60

MOST_MINUTES = 1_440


@click.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Port on 127.0.0.1; default: any that is free.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option(
    "--idle",
    type=click.IntRange(1, MOST_MINUTES),
    default=MINUTES,
    show_default=True,
    help="End so many minutes after the last use, unless an audit runs.",
)
@click.option(
    "--in-container",
    is_flag=True,
    help="Listen on all addresses of a container, to be published to 127.0.0.1 of its host alone; takes --port.",
)
def desk(port: int, no_browser: bool, idle: int, in_container: bool) -> None:
    """Opens a page in your browser, on this machine alone: drop an export and get the answer; all that was audited; the
    account that reads live chats; settings. A second desk on one home opens the first."""
    from auditor.desk.first import FirstElsewhere
    from auditor.desk.serving import serve
    from auditor.errors import UsageError
    from auditor.settings import read_settings

    if in_container and not port:
        raise UsageError("--in-container takes --port: the same on which the container is published to 127.0.0.1.")

    settings = read_settings()

    def ready(address: str) -> None:
        _show(address, settings.lang, browser=not no_browser)

    try:
        run(serve(settings, port=port, idle=60 * idle, everywhere=in_container, ready=ready))
    except FirstElsewhere as elsewhere:
        if not elsewhere.address:
            raise UsageError(
                "Another desk uses {home}, and does not answer; end that process, or wait for it.", home=settings.home
            ) from elsewhere
        ready(elsewhere.address)


def _show(address: str, language: str, *, browser: bool) -> None:
    """Opens the address, and prints it where that cannot be done; it is good once, for two minutes."""
    import webbrowser

    if browser and webbrowser.open(address):
        opened = Sentence(
            "The desk is open in your browser. It ends by itself when it is not used; Ctrl+C ends it now."
        )
        tell(opened, language)
    else:
        tell(Sentence("Open this in a browser on this machine, once, within two minutes:"), language)
        click.echo(address)
