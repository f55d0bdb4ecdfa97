"""How a copied text is changed so that it does not look copied, an edit a function."""

from collections.abc import Callable
from random import Random

_LATIN = dict(zip("аеорсухАЕОРСХТМКВН", "aeopcyxAEOPCXTMKBH", strict=True))
_FILLER = (
    "очень", "сегодня", "пожалуйста", "важно", "люди", "рахмет", "бүгін", "достар", "срочно", "внимание", "кстати",
    "однако", "наверное", "маңызды", "дұрыс", "әрине", "город", "завтра", "вместе", "правда",
)  # fmt: skip

Edit = Callable[[Random, str], str]


def case(rng: Random, text: str) -> str:
    """Another case, and other punctuation."""
    text = text.upper() if rng.random() < 0.3 else text.lower() if rng.random() < 0.5 else text.title()
    return text.replace(",", "").replace(".", "!!") if rng.random() < 0.5 else f"«{text}»"


def emoji(rng: Random, text: str) -> str:
    """Emoji before, after and between words."""
    words = text.split(" ")
    for _ in range(rng.randint(1, 3)):
        words.insert(rng.randint(0, len(words)), rng.choice("🔥👍🙏😡❤️🇰🇿👏😂"))
    return " ".join(words)


def tail(rng: Random, text: str) -> str:
    """A tag, a mention, a link or emoji at the end."""
    return f"{text} {rng.choice(('#новости', '#правда', '@kanal_news', 'https://t.me/x/12', '🔥🔥', '!!!'))}"


def homoglyphs(rng: Random, text: str) -> str:
    """Letters of the other alphabet that look alike, and a character that does not show."""
    changed = [_LATIN.get(letter, letter) if rng.random() < 0.4 else letter for letter in text]
    changed.insert(rng.randrange(len(changed)), rng.choice("\u200b\u200d\u2060\ufeff\u00ad"))
    return "".join(changed)


def words(rng: Random, text: str, count: int = 1) -> str:
    """So many words are other words."""
    parts = text.split(" ")
    for place in rng.sample(range(len(parts)), min(count, len(parts))):
        parts[place] = f"{rng.choice(_FILLER)}{rng.randrange(100)}"
    return " ".join(parts)


EVERY: tuple[Edit, ...] = (case, emoji, tail, homoglyphs, words)


def edited(rng: Random, text: str) -> str:
    """One of the edits, or two."""
    for _ in range(rng.choice((1, 1, 2))):
        text = rng.choice(EVERY)(rng, text)
    return text
