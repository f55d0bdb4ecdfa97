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


class _Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        from auditor.typed import as_zone

        return as_zone(str(value))


show_tz = click.option(
    "--show-tz", type=_Zone(), metavar="ZONE", help="Zone of the days and hours that are shown. Default: UTC."
)
lang = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of what is written.")
json_to = click.option("--json", "json_to", metavar="FILE|-", help="Write the report as JSON, - for standard output.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
message_ids = click.option(
    "--message-ids", is_flag=True, help="Let page and tables point to single messages: they can name people."
)
PARAMETERS = (
    click.option(
        "--preset", type=click.Choice(["cnt", "coortweet"]), help="Groups by CNT's or CooRTweet's plain rule instead."
    ),
    click.option("--window", metavar="TIME", help="Groups: within how long people do the same, as 60, 5m, 1h, 1d."),
    click.option("--kinds", metavar="KIND,…", help="Groups: of what they share, as text,link,forward,reply,given."),
    click.option("--min-participation", type=int, help="Groups: fewest acts that a pair shares.  [default: 2]"),
    click.option("--min-group", type=int, help="Groups: fewest people of a group.  [default: 3; of a preset: 2]"),
    click.option("--similarity", type=float, help="Groups: similarity of near copies.  [default: 0.8]"),
    click.option(
        "--edge-weight", type=float, help="Groups: quantile that a pair's weight is above; of CNT, the least weight."
    ),
    click.option("--fdr", type=float, help="Groups: false discovery rate of the pairs.  [default: 0.15]"),
)
"""The parameters of the search for groups."""


def parameters(command: Any) -> Any:
    """Gives a command the options that set them (`doors/parameters.py`)."""
    for option in reversed(PARAMETERS):
        command = option(command)
    return command


join_key = click.option(
    "--join-key", type=click.Path(path_type=Path), help="A secret file: tables made under it can be joined."
)
exact = click.option(
    "--exact", is_flag=True, help="Exact days and counts in people.csv, for this machine alone: they tell people apart."
)
