"""`deadsouls export`: the tables of an audit that was made before."""

import time
from pathlib import Path
from typing import Literal

import click

from auditor.doors import options
from auditor.doors.deliver import warn_of_exact_tables
from auditor.doors.installation import installation, run
from auditor.errors import UsageError
from auditor.typed import as_text

POINTING: tuple[Literal["coortweet", "toolkit"], ...] = ("coortweet", "toolkit")
"""What leads to people whatever is left out of it."""


@click.command(cls=options.AboutChat)
@click.argument("audit", type=options.CHAT)
@click.argument("folder", type=click.Path(path_type=Path))
@options.join_key
@options.message_ids
@options.exact
@click.option(
    "--also",
    type=click.Choice(["graph", "parquet", *POINTING]),
    multiple=True,
    help="Beside the CSV: GraphML of the groups, Parquet, or the messages as CooRTweet or coordination-network-toolkit"
    " reads them; these two only with --exact --message-ids.",
)
def export(
    audit: str, folder: Path, join_key: Path | None, *, message_ids: bool, exact: bool, also: tuple[str, ...]
) -> None:
    """Writes the CSV package of AUDIT (its number, or its chat) into FOLDER again."""
    from auditor.conductors.audit import NOT_JOINED, platform_of, reopen, report_for, shares_for, tables_for
    from auditor.report.package.datapackage import Also, write_package
    from auditor.report.package.folder import writing
    from auditor.settings import read_settings
    from storage.audited import audits
    from storage.people.identities import read_join_key

    asked = [tool for tool in POINTING if tool in also]
    if asked and not (exact and message_ids):
        raise UsageError(
            "--also {tool} holds ids of messages, their exact times and what was shared, which lead to people: it is"
            " written with --exact --message-ids, for this machine alone.",
            tool=asked[0],
        )
    settings = read_settings()

    async def go() -> None:
        async with installation(settings, int(time.time())) as store:
            finished = await reopen(store, await audits.find(store, audit))
            if join_key and await platform_of(store, finished.audit):
                raise UsageError(NOT_JOINED)
            key = read_join_key(join_key) if join_key else None
            tables = tables_for(store, finished, join_key=key, exact=exact)
            report = report_for(store, finished.audit, join_key=key)
            with writing(folder):
                folder.parent.mkdir(parents=True, exist_ok=True)
                messages = {tool: shares_for(store, finished, join_key=key) for tool in asked}
                beside = Also(graph="graph" in also, parquet="parquet" in also, shared=messages)
                write_package(report, tables, folder, message_ids=message_ids, also=beside)
            click.echo(as_text(str(folder.resolve())))
            if exact:
                warn_of_exact_tables(settings.lang)

    run(go())
