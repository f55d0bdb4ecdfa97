"""Tells which chat is meant by what was typed (@name, a t.me link, an invite link, a numeric id), and its queue key."""

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from auditor.collect.chat_ids import bare_id
from auditor.errors import UsageError


class Target(msgspec.Struct, frozen=True):
    """A chat by its public name, by the hash of an invite link, or by its bare id."""

    by: Literal["name", "invite", "id"]
    value: str
    discussion: bool = False
    """The channel's discussion group in its stead: where the comments are written, a chat of its own."""


LONGEST = 256
"""No name or link of a chat is longer; anything longer is not looked at."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_HASH = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HOSTS = ("t.me", "telegram.me", "telegram.dog", "www.t.me")


def live_target(typed: str) -> Target | None:
    """The chat that was meant, None where this is no name, link or id of a chat (it may be a file).

    Raises `UsageError` for what is one of Telegram's links but of no chat.
    """
    text = typed.strip()
    if text.startswith("@"):
        return _by_name(text[1:], typed)
    if text.startswith("tg://"):
        return _by_address(text, typed)
    if re.match(r"(https?://)?([\w.-]+)/", text) and _host(text) in _HOSTS:
        return _by_link(text, typed)
    if re.fullmatch(r"-\d{1,16}|\d{5,16}", text):
        return Target("id", str(bare_id(text)))
    return None


def _host(text: str) -> str:
    return (urlsplit(text if "//" in text else f"https://{text}").hostname or "").lower()


def _by_link(text: str, typed: str) -> Target:
    parts = [part for part in urlsplit(text if "//" in text else f"https://{text}").path.split("/") if part]
    match parts:
        case [joined, *_] if joined.startswith("+") and _HASH.fullmatch(joined[1:]):
            return Target("invite", joined[1:])
        case ["joinchat", invite, *_] if _HASH.fullmatch(invite):
            return Target("invite", invite)
        case ["c", number, *_] if re.fullmatch(r"\d{1,16}", number):
            return Target("id", number)
        case ["s", name, *_] | [name, *_]:
            return _by_name(name, typed)
    raise _no_chat(typed)


def _by_address(text: str, typed: str) -> Target:
    split = urlsplit(text)
    asked = {key: values[0] for key, values in parse_qs(split.query).items()}
    if split.netloc == "resolve" and "domain" in asked:
        return _by_name(asked["domain"], typed)
    if split.netloc == "join" and _HASH.fullmatch(asked.get("invite", "")):
        return Target("invite", asked["invite"])
    raise _no_chat(typed)


def _by_name(name: str, typed: str) -> Target:
    if not _NAME.fullmatch(name):
        raise _no_chat(typed)
    return Target("name", name.lower())


def _no_chat(typed: str) -> UsageError:
    return UsageError(
        "{typed!r} names no chat; write @name, a t.me link, an invite link, or the chat's numeric id.", typed=typed
    )


def typed(text: str) -> Target:
    """The chat that was typed: @name, a link, an invite link or an id. Raises `UsageError`."""
    words = text[: LONGEST + 1].split()
    if not words or len(text) > LONGEST:
        raise UsageError("No chat was named.")
    target = live_target(words[0])
    if target is None:
        target = live_target(f"@{words[0]}")
    assert target is not None  # noqa: S101 - what begins with @ is a target or an error
    return target


def mentioned(text: str) -> Target:
    """The chat in a message that is no command: its only word, or its first @name or link. Raises `UsageError`."""
    words = text[: 4 * LONGEST].split()
    if len(words) == 1:
        return typed(words[0])
    for word in words:
        if word.startswith(("@", "tg://")) or "t.me/" in word:
            return typed(word)
    raise UsageError("No chat was named.")


def by_id_or_name(number: int, username: str | None) -> Target:
    """A chat as the Bot API names it."""
    if username:
        return Target("name", username.lower())
    target = live_target(str(number))
    assert target is not None  # noqa: S101 - an id of Telegram's is one
    return target


def key_of(target: Target) -> str:
    """By what the queue knows a target."""
    return f"{target.by}:{target.value}"


def target_of_key(key: str) -> Target:
    """The target of such a key."""
    by, _, value = key.partition(":")
    if by not in {"name", "invite", "id"}:
        raise UsageError("No chat was named.")
    return Target(by, value)  # type: ignore[arg-type]


def is_private(target: Target) -> bool:
    """Whether members alone can read it, as far as its name tells."""
    return target.by != "name"
