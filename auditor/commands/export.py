"""`deadsouls export`: the tables of an audit that was made before."""

import time
from pathlib import Path

import click

from auditor.doors import options
from auditor.doors.deliver import warn_of_exact_tables
from auditor.doors.installation import installation, run
from auditor.errors import UsageError
from auditor.typed import as_text


@click.command(cls=options.AboutChat)
@click.argument("audit", type=options.CHAT)
@click.argument("folder", type=click.Path(path_type=Path))
@options.join_key
@options.message_ids
@options.exact
def export(audit: str, folder: Path, join_key: Path | None, message_ids: bool, exact: bool) -> None:
    """Writes the CSV package of AUDIT (its number, or its chat) into FOLDER again."""
    from auditor.conductors.audit import NOT_JOINED, platform_of, reopen, tables_for, told_to
    from auditor.report.package.datapackage import write_package
    from auditor.report.package.folder import writing
    from auditor.settings import read_settings
    from storage.audited import audits
    from storage.people.identities import read_join_key

    settings = read_settings()

    async def go() -> None:
        async with installation(settings, int(time.time())) as database:
            finished = await reopen(database, await audits.find(database, audit))
            if join_key and await platform_of(database, finished.audit):
                raise UsageError(NOT_JOINED)
            key = read_join_key(join_key) if join_key else None
            tables = tables_for(database, finished, join_key=key, exact=exact)
            report = told_to(database, finished.audit, join_key=key)
            with writing(folder):
                folder.parent.mkdir(parents=True, exist_ok=True)
                write_package(report, tables, folder, message_ids=message_ids)
            click.echo(as_text(str(folder.resolve())))
            if exact:
                warn_of_exact_tables(settings.lang)

    run(go())
