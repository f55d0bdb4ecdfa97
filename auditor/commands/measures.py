"""`deadsouls measures`: the catalogue."""

import click

from auditor.doors import options


@click.command()
@options.lang
def measures(lang: str | None) -> None:
    """Prints the catalogue: every measure, what it is, what it needs, how it can mislead."""
    from auditor.report.catalogue_text import catalogue_lines
    from auditor.settings import read_settings

    for line in catalogue_lines(lang or read_settings().lang):
        click.echo(line)
