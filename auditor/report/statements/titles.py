"""A chat's title as a line that can be shown: titles are hostile data.

Anyone may call a chat anything: markup, line breaks, characters that turn the reading direction, towers of
accents, ten thousand letters. Escaping is left to whoever writes the format; this makes one short line of it.
"""

import re
import unicodedata

LONGEST = 120
"""Longer titles are cut here, on a page; a card and a terminal cut earlier."""

_JOINERS = {"\u200c", "\u200d"}
"""Invisible, but spelling: Persian and emoji need them."""

_ACCENTS = 2
"""Accents kept on one letter; Vietnamese has two, and nobody needs a tower."""


def plain_title(title: str, longest: int = LONGEST) -> str:
    """The title without control and direction characters, on one line, at most `longest` characters."""
    kept: list[str] = []
    accents = 0
    for letter in unicodedata.normalize("NFC", title[: longest * 8]):
        category = unicodedata.category(letter)
        accents = accents + 1 if category in {"Mn", "Me"} else 0
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif accents > _ACCENTS or (category[0] == "C" and letter not in _JOINERS):
            continue
        else:
            kept.append(letter)
    return shorten(re.sub(r" +", " ", "".join(kept)).strip(), longest)


def shorten(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis; nothing is cut between a letter and its accent."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip() + "…"
