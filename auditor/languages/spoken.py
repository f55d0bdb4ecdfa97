"""The languages that are spoken here. Everything that offers a choice of them reads `LANGUAGES`; no other module names
a language by its code.

A new language is a folder beside this file and its code in `LANGUAGES` (CONTRIBUTING, "A new language").
"""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec

from auditor.errors import UsageError

LANGUAGES: tuple[str, ...] = ("en", "ru", "kk", "ky")
"""By the codes of ISO 639, in the order in which they are offered; Babel knows their numbers, dates and plurals."""

SOURCE = LANGUAGES[0]
"""The language in which sentences stand in the code. It needs no catalogue."""

FOLDER = Path(__file__).parent

Part = Literal["am", "pm", "morning", "day", "evening", "night"]
"""A part of the day, which tells which of two hours is meant."""

Words = tuple[str, ...]


class TimeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a time of the day is written."""

    at: Words = ()
    """Before the hour."""
    oclock: Words = ()
    """Behind the hour."""
    endings: Words = ()
    """Of case, joined to the hour with a dash or without."""
    noon: Words = ()
    midnight: Words = ()
    before: dict[Part, Words] = {}
    """The part of the day, said before the hour."""
    after: dict[Part, Words] = {}
    """The same behind the hour."""


class DayWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the days of the week are written, in every case that may be used."""

    mon: Words = ()
    tue: Words = ()
    wed: Words = ()
    thu: Words = ()
    fri: Words = ()
    sat: Words = ()
    sun: Words = ()
    weekdays: Words = ()
    weekend: Words = ()
    on: Words = ()
    """Before a day."""
    too: Words = ()
    """Between two days."""
    behind: Words = ()
    """Behind a day."""


class WatchWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody may write who wants a chat to be watched, in small letters."""

    follow: Words
    """How the request begins; the chat follows."""
    daily: Words
    weekly: Words
    monthly: Words
    quiet: Words
    """Hours follow between which nothing is told."""
    digest: Words
    """All news of a day at once."""
    strong: Words
    """Only strong signs are told."""
    all: Words
    """Weak signs are told as well."""
    time: TimeWords = TimeWords()
    days: DayWords = DayWords()


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language writes numbers and days, where Babel does otherwise."""

    grouped_from: int = 1_000
    """From which number on the thousands stand apart."""
    percent: str = "%"
    """The sign behind a share, with the space before it."""
    day: str = "long"
    """A day by itself, as a pattern of CLDR or the name of one of its own."""
    day_in_prose: str = "long"
    """A day within a sentence."""


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `language.toml` says of a language."""

    name: str
    """Its own name, as its speakers write it: the label of its button."""
    letters: str
    """Its alphabet in small letters. A test finds borrowed ones."""
    watch: WatchWords
    writing: Writing = Writing()


@cache
def language(code: str) -> Language:
    """What is known of a language; raises `UsageError` for one that is not spoken here."""
    _spoken(code)
    return msgspec.toml.decode((FOLDER / code / "language.toml").read_bytes(), type=Language)


@cache
def translations(code: str) -> NullTranslations:
    """The sentences of a language by the English ones, its plural rule included. They are read as they are; nothing is
    compiled into the tree. Raises `UsageError` for a language that is not spoken here."""
    _spoken(code)
    if code == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    with catalogue_of(code).open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(fp=compiled)


def catalogue_of(code: str) -> Path:
    """Where the sentences of a language lie."""
    return FOLDER / code / "sentences.po"


def _spoken(code: str) -> None:
    if code not in LANGUAGES:
        raise UsageError("No language {code!r}; there are {languages}.", code=code, languages=", ".join(LANGUAGES))
