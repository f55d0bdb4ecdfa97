"""Which column of a table holds what: as the asker says, or by our own names. `shapes` has the known formats."""

import csv

import msgspec

from auditor.errors import Sentence, UsageError


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
    post: str | None = None
    """The post under which a comment stands."""
    author_created: str | None = None
    """When the author's account was made."""
    author_followers: str | None = None
    """How many follow it."""
    author_friends: str | None = None
    """How many friends it has; where the platform has none, how many it follows."""
    author_photo: str | None = None
    """Whether it has a photo of its own."""
    author_no_photo: str | None = None
    """The same the other way round: whether it shows the platform's picture, or the address of that picture."""

    def __repr__(self) -> str:
        """By this a table is known again: what later versions read beside is named only where it is there."""
        said = msgspec.structs.asdict(self).items()
        return f"Columns({', '.join(f'{k}={v!r}' for k, v in said if v is not None or k in _READ_ALWAYS)})"

    @property
    def named(self) -> list[str]:
        """The names of the columns that are read."""
        return [name for name in msgspec.structs.astuple(self) if name is not None]


_READ_ALWAYS = frozenset({"time", "author", "author_id", "text", "object", "id", "reply", "repost"})

THINGS = Columns.__struct_fields__
"""What a column can hold, in the order in which the cells of a row are handed on."""

OF_ACCOUNTS = THINGS[THINGS.index("author_created") :]
"""Those that say what the platform shows of the author's account."""

YES_OR_NO = frozenset({"author_photo", "author_no_photo"})

WRITE = Sentence(
    "--columns author=…,time=…,text=… (and where there are such: {more})",
    more=", ".join(("author_id", "id", "reply", "repost", "object", "post", *OF_ACCOUNTS)),
)


def chosen_columns(written: str | None) -> Columns | None:
    """The columns as `--columns` names them: `author=user,time=posted,text=body`. A name with a comma in it stands in
    quotes. Raises `UsageError`."""
    if written is None:
        return None
    try:
        (parts,) = csv.reader([written], strict=True)
    except (csv.Error, ValueError) as error:
        raise UsageError("--columns cannot be read: {said}. Write {write}.", said=str(error), write=WRITE) from error
    said: dict[str, str] = {}
    for part in parts:
        thing, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not name or thing not in THINGS or thing in said or name in said.values():
            raise UsageError("--columns does not take {part!r} there. Write {write}.", part=part, write=WRITE)
        said[thing] = name
    if not all(one_of & said.keys() for one_of in ({"time"}, {"author", "author_id"}, {"text", "object", "repost"})):
        raise UsageError(
            "--columns must say which column holds the author, the time and the text. Write {write}.", write=WRITE
        )
    return msgspec.convert(said, Columns)
