"""The words of a rich message: what an editor with headings, lists and tables made, in place of a plain text.

Telegram Desktop, Telethon and whoever writes Telegram's objects to JSON name the blocks each in their own way, and new
blocks come with every version. So no block is listed here: every leaf that is text is taken, in the order in which it
stands, and only what is known to be none (kinds, addresses, ids) is left out.
"""

from collections.abc import Iterable, Mapping

MOST_LETTERS = 1 << 16
"""Telegram takes 32,768; of what claims to be longer the beginning is read."""

WORDS = frozenset(
    {"", "alt", "author", "caption", "content", "credit", "description", "source", "summary", "text", "texts", "title"}
)
"""Keys under which every string is text. Under a key that is in no list it is, where some string under that key has
more than one word, or letters that names of kinds are not written in."""

NO_WORDS = frozenset(
    {"_", "align", "anchor", "attributes", "channel", "class", "color", "date", "document", "document_id", "documents"}
    | {"email", "file", "file_name", "geo", "hash", "href", "html", "id", "kind", "lang", "language", "media"}
    | {"mime_type", "name", "num", "old_text", "phone", "photo", "photos", "role", "size", "src", "style", "tag"}
    | {"thumbnail", "type", "url", "user_id", "username", "valign"}
)
"""Keys under which nothing is text: what a block is, what it points to, and what it carries beside its words."""

_ONE_LINE = frozenset({"text", "texts"})
_BREAK = ("", "\n")


def words(rich: object) -> str:
    """The text of a rich message, which is a string, a list, a mapping, or an object of Telethon's; "" where nothing in
    it is text. The parts of one text follow each other directly; everything else stands on lines of its own."""
    leaves = list(_leaves(rich))
    spoken = WORDS | {key for key, value in leaves if not value.isascii() or " " in value.strip()}
    said = "".join(value for key, value in leaves if value == "\n" or key in spoken)
    return "\n".join(line for line in map(str.strip, said.split("\n")) if line)[:MOST_LETTERS]


def _leaves(rich: object) -> Iterable[tuple[str, str]]:
    """Every string that may be text with the key it stands under, and where lines end. Nothing here calls itself: a
    file may nest as deep as it likes."""
    waiting: list[tuple[str, object, bool]] = [("", rich, False)]
    while waiting:
        key, value, in_line = waiting.pop()
        if isinstance(value, str):
            yield from [(key, value)] if in_line else [_BREAK, (key, value), _BREAK]
            continue
        if not in_line:
            yield _BREAK
        parts = [(key, value, in_line or key in _ONE_LINE) for key, value in _parts(key, value)]
        waiting += reversed(parts)


def _parts(key: str, value: object) -> Iterable[tuple[str, object]]:
    """What a list, a mapping or an object holds; items of a list stand under its own key."""
    if isinstance(value, list | tuple):
        return [(key, each) for each in value]
    fields = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return [(str(name), each) for name, each in fields.items() if str(name).lower() not in NO_WORDS]
