"""The options that several commands have in common."""

import re
from pathlib import Path
from typing import Any

import click

from auditor.languages.spoken import LANGUAGES
from auditor.typed import as_text

_MARKED_ID = re.compile(r"\s*-\d{5,}")


class AboutChat(click.Command):
    """A command that takes a chat's id as Telegram's tools write it: -1001234567890 is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sets a space before such an id, which `CHAT` takes away; what follows an option is that option's value."""
        valued = {
            name for each in self.params if isinstance(each, click.Option) and not each.is_flag for name in each.opts
        }
        before = ["", *args]
        marked = [f" {arg}" if _MARKED_ID.fullmatch(arg) and last not in valued else arg
                  for last, arg in zip(before, args, strict=False)]  # fmt: skip
        return super().parse_args(ctx, marked)


class _Chat(click.ParamType[str]):
    name = "text"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        text = as_text(str(value))
        return text.strip() if _MARKED_ID.fullmatch(text) else text


class _ChatOrFile(click.ParamType[str]):
    name = "text"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        return str(value).strip() if _MARKED_ID.fullmatch(value) else str(value)


class _Platform(click.ParamType[str]):
    name = "text"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        from auditor.doors.asking import plain_platform

        return plain_platform(str(value))


PLATFORM = _Platform()
"""A platform's name, small letters whatever was typed."""

CHAT_OR_FILE = _ChatOrFile()
"""The same, or the path of a file, whose bytes are left as they were typed."""

CHAT = _Chat()
"""A chat or an audit as a person names it: by title, id, @name, link or number."""

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
