"""Telegram's HTML, read as strictly as Telegram reads it, and the entities of what people write."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.telegram.bot_api.faults import Refusal, bad

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}

_NEXT = re.compile(r"<|&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_START = re.compile(r"<([^\s>]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w.-]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
_WRITTEN = re.compile(
    r"(?P<url>(?:https?://|t\.me/)[^\s]+)|(?<![\w/])(?P<bot_command>/\w{1,32}(?:@\w+)?)|(?<!\w)(?P<mention>@\w{4,32})"
)

Entities = tuple[dict[str, Any], ...]


def length(text: str) -> int:
    """The length as Telegram counts it for entities, in UTF-16 units; limits are taken in these, the stricter way."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    begin: int


def unreadable(reason: str) -> Refusal:
    """The refusal of a text whose marks make no sense."""
    return bad(f"can't parse entities: {reason}")


def read_html(html: str) -> tuple[str, Entities]:
    """The text without its tags, and the entities that they were; raises what Telegram says of a broken one."""
    parts: list[str] = []
    entities: list[dict[str, Any]] = []
    opened: list[_Open] = []
    at = size = 0
    while found := _NEXT.search(html, at):
        parts.append(html[at : found.start()])
        size += length(parts[-1])
        at = found.end()
        if found[0] != "<":
            parts.append(unescape(found[0]))
            size += length(parts[-1])
        elif html.startswith("</", found.start()):
            at = _close(html, found.start(), opened, entities, size)
        else:
            at = _open(html, found.start(), opened, size)
    if opened:
        raise unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    parts.append(html[at:])
    return _trimmed("".join(parts), entities)


def _open(html: str, begin: int, opened: list[_Open], size: int) -> int:
    offset = len(html[:begin].encode())
    name = re.split(r"[\s>]", html[begin + 1 :], maxsplit=1)[0].lower()
    if ">" not in html[begin:]:
        raise unreadable(f"Unclosed start tag at byte offset {offset}")
    tag = _START.match(html, begin)
    if name not in KINDS:
        raise unreadable(f'Unsupported start tag "{name}" at byte offset {offset}')
    if tag is None:
        raise unreadable(f'Unexpected end of name token in the tag "{name}" at byte offset {offset}')
    attributes = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag[2])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    opened.append(_Open(name, attributes, size))
    return tag.end()


def _close(html: str, begin: int, opened: list[_Open], entities: list[dict[str, Any]], size: int) -> int:
    offset = len(html[:begin].encode())
    end = html.find(">", begin)
    if end < 0:
        raise unreadable(f"Unclosed end tag at byte offset {offset}")
    if not opened:
        raise unreadable(f"Unexpected end tag at byte offset {offset}")
    tag, name = opened.pop(), html[begin + 2 : end].strip().lower()
    if name not in {"", tag.tag}:
        raise unreadable(
            f'Unmatched end tag at byte offset {offset}, expected "</{tag.tag}>", found "</{name}>"',
        )
    if size > tag.begin:
        entities += _entity(tag, opened, size)
    return end + 1


def _entity(tag: _Open, around: list[_Open], end: int) -> list[dict[str, Any]]:
    entity: dict[str, Any] = {"type": KINDS[tag.tag], "offset": tag.begin, "length": end - tag.begin}
    match tag.tag:
        case "a":
            link = tag.attributes.get("href", "")
            return [entity | {"url": link}] if re.match(r"(https?|tg|mailto|ton):", link) else []
        case "code" if around and around[-1].tag == "pre":
            around[-1].attributes["language"] = tag.attributes.get("class", "").removeprefix("language-")
            return []
        case "pre" if tag.attributes.get("language"):
            return [entity | {"language": tag.attributes["language"]}]
        case "blockquote" if "expandable" in tag.attributes:
            return [entity | {"type": "expandable_blockquote"}]
        case "tg-emoji":
            return [entity | {"custom_emoji_id": tag.attributes.get("emoji-id", "")}]
    return [entity]


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, Entities]:
    """Telegram takes away the blanks around a message, and the entities move along."""
    lost = length(text) - length(text.lstrip())
    text = text.strip()
    size, kept = length(text), []
    for each in entities:
        begin, end = max(each["offset"] - lost, 0), min(each["offset"] + each["length"] - lost, size)
        if end > begin:
            kept.append(each | {"offset": begin, "length": end - begin})
    return text, tuple(sorted(kept, key=lambda each: (each["offset"], -each["length"])))


def read_plain(text: str) -> tuple[str, Entities]:
    """What somebody wrote, and the commands, mentions and links that Telegram finds in it by itself."""
    text = text.strip()
    return text, tuple(
        {"type": found.lastgroup, "offset": length(text[: found.start()]), "length": length(found[0])}
        for found in _WRITTEN.finditer(text)
    )


def marked(text: str, parse_mode: str, entities: Entities | None) -> tuple[str, Entities]:
    """The text and the entities of what a bot sends. Only HTML is read here; the two Markdowns are not."""
    match parse_mode.lower():
        case "html":
            return read_html(text)
        case "":
            return _trimmed(text, list(entities)) if entities else read_plain(text)
    raise bad("unsupported parse_mode")
