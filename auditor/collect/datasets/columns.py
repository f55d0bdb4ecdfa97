"""Which column of a table holds what: by the field's two common headers, by our own names, or as the asker says."""

import csv
from collections.abc import Collection

import msgspec

from auditor.errors import UsageError


class Columns(msgspec.Struct, frozen=True):
    """The column that holds each thing, by its name in the header; None where the table has none."""

    time: str
    author: str | None = None
    """A displayed name: two people may bear it."""
    author_id: str | None = None
    """What the platform tells accounts apart by."""
    text: str | None = None
    object: str | None = None
    """What was shared, where that is no text: the id of a link, a picture, a post."""
    id: str | None = None
    reply: str | None = None
    """The id of what was answered."""
    repost: str | None = None
    """The id of what was passed on unchanged."""

    @property
    def named(self) -> list[str]:
        """The names of the columns that are read."""
        return [name for name in msgspec.structs.astuple(self) if name is not None]


THINGS = Columns.__struct_fields__
"""What a column can hold, in the order in which the cells of a row are handed on."""

KNOWN: dict[str, Columns] = {
    "coordination-network-toolkit": Columns(
        author_id="user_id",
        author="username",
        time="timestamp",
        text="message",
        id="message_id",
        reply="reply_id",
        repost="repost_id",
    ),
    "CooRTweet": Columns(author_id="account_id", time="timestamp_share", object="object_id", id="content_id"),
}
"""The common formats of coordination research (coordination-network-toolkit 1.5, CooRTweet 2 and CooRnet)."""

_MAY_LACK = frozenset({"username"})

WRITE = "--columns author=…,time=…,text=… (and where there are such: author_id, id, reply, repost, object)"


def chosen_columns(written: str | None) -> Columns | None:
    """The columns as `--columns` names them: `author=user,time=posted,text=body`. A name with a comma in it stands in
    quotes. Raises `UsageError`."""
    if written is None:
        return None
    try:
        (parts,) = csv.reader([written], strict=True)
    except (csv.Error, ValueError) as error:
        raise UsageError(f"--columns cannot be read: {error}. Write {WRITE}.") from error
    said: dict[str, str] = {}
    for part in parts:
        thing, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not name or thing not in THINGS or thing in said or name in said.values():
            raise UsageError(f"--columns does not take {part!r} there. Write {WRITE}.")
        said[thing] = name
    if not all(one_of & said.keys() for one_of in ({"time"}, {"author", "author_id"}, {"text", "object", "repost"})):
        raise UsageError(f"--columns must say which column holds the author, the time and the text. Write {WRITE}.")
    return msgspec.convert(said, Columns)


def recognised(header: Collection[str]) -> Columns | None:
    """The columns of a table by its header: of a known format, or named as this tool names them; else None."""
    names = set(header)
    for columns in KNOWN.values():
        if names >= set(columns.named) - _MAY_LACK:
            return without_absent(columns, names)
    own = {thing: thing for thing in THINGS if thing in names}
    if "time" in own and {"author", "author_id"} & own.keys() and {"text", "object"} & own.keys():
        return msgspec.convert(own, Columns)
    return None


def without_absent(columns: Columns, names: Collection[str]) -> Columns:
    """The same, less what the header lacks."""
    said = {thing: name for thing, name in msgspec.structs.asdict(columns).items() if name in names}
    return msgspec.convert(said, Columns)
