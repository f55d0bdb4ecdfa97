"""The options that several commands have in common."""

from pathlib import Path

import click

LANGUAGES = ("en", "ru", "kk", "ky")

lang = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of what is written.")
json_to = click.option("--json", "json_to", metavar="FILE|-", help="Write the report as JSON, - for standard output.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
message_ids = click.option(
    "--message-ids", is_flag=True, help="Let page and tables point to single messages: they can name people."
)
join_key = click.option(
    "--join-key", type=click.Path(path_type=Path), help="A secret file: tables made under it can be joined."
)
exact = click.option(
    "--exact", is_flag=True, help="Exact days and counts in people.csv, for this machine alone: they tell people apart."
)
