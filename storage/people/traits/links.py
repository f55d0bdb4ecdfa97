"""Which links lead to one place, whatever is written around the address.

Looked for are addresses with http://, https:// or tg://, those that begin with www., and bare ones that have a path
(t.me/somewhere); not "example.org" alone, which any two words with a dot and no space between them resemble. One way of
writing stands for all: without scheme, www., fragment, trailing punctuation and parameters that only say who passed
the link on; parameters in one order; the host in small letters, and second hosts of Telegram and others as the first.
"""

import re

LONGEST = 2_048
"""Letters of a link that are read; browsers and servers take no more."""

LINK = re.compile(
    r"(?:https?|tg)://[^\s<>\"«»]+"
    r"|(?<![\w@./-])(?:www\.|(?:[\w-]{1,63}\.)+(?:[^\W\d_]{2,24}|xn--[\w-]{1,59})(?::\d{1,5})?/)[^\s<>\"«»]+",
    re.IGNORECASE,
)

_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF])
_BEFORE_HOST = re.compile(r"^(?:https?://|//|www\.)+", re.IGNORECASE)
_ENDINGS = frozenset(".,;:!?…'’”“«»*|/&")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_ESCAPED = re.compile(r"(?:%[89a-f][0-9a-f])+", re.IGNORECASE)

_TRACKING = frozenset(
    {"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid", "ysclid"}
    | {"igsh", "igshid", "si", "ref", "ref_src", "ref_url", "feature", "mc_cid", "mc_eid", "_openstat", "single"}
)
"""Parameters that say where a link was clicked or copied: of Google, Meta, Microsoft, X, TikTok, Yandex, YouTube,
Mailchimp and Telegram, as lists of such parameters have them (AdGuard, ClearURLs). So do all that begin with utm_."""

_HOSTS = {
    "telegram.me": "t.me", "telegram.dog": "t.me", "discordapp.com": "discord.com", "twitter.com": "x.com",
    "mobile.twitter.com": "x.com", "m.youtube.com": "youtube.com", "m.facebook.com": "facebook.com",
    "m.vk.com": "vk.com",
}  # fmt: skip
"""Hosts that are another one by a second name."""

_PLACES = (
    (re.compile(r"tg:/*resolve\?(?:.*&)?domain=(\w+).*", re.IGNORECASE), r"t.me/\1"),
    (re.compile(r"tg:/*join\?(?:.*&)?invite=([\w-]+).*", re.IGNORECASE), r"t.me/+\1"),
    (re.compile(r"(\w{4,32})\.t\.me"), r"t.me/\1"),
    (re.compile(r"t\.me/joinchat/(.+)", re.IGNORECASE), r"t.me/+\1"),
    (re.compile(r"t\.me/s/(.+)", re.IGNORECASE), r"t.me/\1"),
    (re.compile(r"discord\.com/invite/(.+)", re.IGNORECASE), r"discord.gg/\1"),
    (re.compile(r"youtube\.com/watch\?v=([\w-]+)(.*)"), r"youtu.be/\1\2"),
)
"""Addresses that have a shorter one."""


def same_link(written: str) -> str:
    """The one way to write a link; "" where nothing of it is left. What is written so already stays as it is."""
    link = written[:LONGEST]
    while True:
        shorter = _step(link)
        if len(shorter) >= len(link):
            return shorter
        link = shorter


def _step(link: str) -> str:
    """One round: taking something away can bring to light what goes away, too."""
    link = _ESCAPED.sub(_decoded, link.translate(_INVISIBLE).strip())
    link = _BEFORE_HOST.sub("", _trimmed(link.partition("#")[0]))
    cut = min((place for sign in "/?" if (place := link.find(sign)) >= 0), default=len(link))
    host, rest = link[:cut].lower().rstrip("."), link[cut:]
    host = host.removesuffix(":80").removesuffix(":443")
    path, _, asked = rest.partition("?")
    kept = sorted(part for part in asked.split("&") if part and not _is_tracking(part))
    link = _HOSTS.get(host, host) + path + ("?" + "&".join(kept) if kept else "")
    for longer, shorter in _PLACES:
        if whole := longer.fullmatch(link):
            link = whole.expand(shorter)
    if link.startswith("t.me/") and not link.startswith("t.me/+"):
        link = link.lower()
    return _trimmed(link)


def _trimmed(link: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays where the link opens one."""
    while link:
        last = link[-1]
        if last not in _ENDINGS and link.count(last) <= link.count(_BRACKETS.get(last, last)):
            break
        link = link[:-1]
    return link


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name in _TRACKING or name.startswith("utm_")


def _decoded(escaped: re.Match[str]) -> str:
    """Letters beyond ASCII are shown by some programs and escaped by others."""
    try:
        return bytes.fromhex(escaped[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return escaped[0].upper()
