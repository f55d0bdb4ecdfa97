"""`deadsouls farms`: accounts that act together across the chats that were audited here."""

import time
from pathlib import Path

import click

from auditor.doors import options
from auditor.doors.deliver import write_json
from auditor.doors.installation import installation, run
from auditor.doors.speaking import in_language
from auditor.doors.terminal import bytes_read
from auditor.errors import Sentence
from auditor.typed import as_text


@click.command()
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Where the page and the report go.")
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    help="GraphML of the farms: of 5 accounts and more, in bands.",
)
@options.json_to
@options.lang
@options.message_ids
@options.quiet
def farms(
    folder: Path | None, graph: Path | None, json_to: str | None, lang: str | None, *, message_ids: bool, quiet: bool
) -> None:
    """Accounts that act together across the chats audited here: people whom chats share beyond chance, groups that keep
    posting the same within minutes, and groups that come to several chats in one order. Reads what was audited; asks
    Telegram nothing."""
    from auditor.conductors.farms import farms_of
    from auditor.report.farms_report import farms_text, to_json
    from auditor.report.package.graph import write_graph
    from auditor.report.pages.farms_page import write_farms
    from auditor.report.statements.wording import wording
    from auditor.settings import read_settings

    settings = read_settings()
    chosen = lang or settings.lang

    async def go() -> None:
        async with installation(settings, int(time.time())) as store:
            with bytes_read(in_language(Sentence("farms"), chosen), quiet) as progress:
                found = await farms_of(store, progress=progress)
        page = write_farms(found, folder, chosen, message_ids=message_ids) if folder else None
        if graph is not None:
            write_graph(found.evidence, graph)
        if json_to:
            write_json(to_json(found), json_to)
        if json_to != "-" and not quiet:
            click.echo(farms_text(found, chosen), nl=False)
            if page is not None:
                click.echo(f"{wording(chosen).text('The page')}: {as_text(str(page.resolve()))}")

    run(go())
