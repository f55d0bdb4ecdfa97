"""In which language a command speaks, and how it says a sentence in it.

English needs no catalogue, so that what speaks it loads none: neither Babel nor the sentences of the report.
"""

import contextlib
import copy
import gettext
import inspect
import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

from auditor.errors import Sentence
from auditor.languages.spoken import LANGUAGES, SOURCE, translations

C = TypeVar("C", bound=click.Command)


def language_of(arguments: Sequence[str]) -> str:
    """The language of a run of the command: what `--lang` names among its arguments, else what is set."""
    from auditor.settings import language_set

    for before, argument in itertools.pairwise(["", *arguments]):
        named = argument if before == "--lang" else argument.removeprefix("--lang=")
        if named != argument or before == "--lang":
            return named if named in LANGUAGES else language_set()
    return language_set()


def in_language(sentence: Sentence, language: str) -> str:
    """A sentence in a language."""
    if language == SOURCE:
        return str(sentence)
    from auditor.report.statements.wording import wording

    return wording(language).sentence_text(sentence)


def tell(sentence: Sentence, language: str, *, err: bool = False, nl: bool = True) -> None:
    """Prints a sentence in a language, as one line."""
    click.echo(in_language(sentence, language), err=err, nl=nl)


def spoken(command: C, language: str) -> C:
    """The same command, and those of its group, with their help in a language."""
    if language == SOURCE:
        return command
    said = copy.copy(command)
    said.help = None if said.help is None else _in_words(said.help, language)
    said.params = [_spoken_option(each, language) for each in said.params]
    if isinstance(said, click.Group):
        said.commands = {name: spoken(each, language) for name, each in said.commands.items()}
    return said


def paragraphs(written: str) -> Iterator[str]:
    """The paragraphs of a help text, each in one line; one that begins with the mark \\b is an example, and stays."""
    for paragraph in inspect.cleandoc(written).split("\n\n"):
        yield paragraph if paragraph.startswith("\b") else " ".join(paragraph.split())


def _in_words(written: str, language: str) -> str:
    say = translations(language).gettext
    return "\n\n".join(each if each.startswith("\b") else say(each) for each in paragraphs(written))


def _spoken_option(parameter: click.Parameter, language: str) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    said = copy.copy(parameter)
    said.help = translations(language).gettext(parameter.help)
    return said


@contextlib.contextmanager
def click_speaks(language: str) -> Iterator[None]:
    """What click says by itself (headings, errors of usage) in a language. It asks the standard library for it, which
    looks for compiled catalogues in files of its own; ours are read as they are."""
    if language == SOURCE:
        yield
        return
    before, said = (gettext.dgettext, gettext.dngettext), translations(language)
    gettext.dgettext = lambda _, message: said.gettext(message)  # type: ignore[assignment]  # by place, never by name
    gettext.dngettext = lambda _, one, many, count: said.ngettext(one, many, count)  # type: ignore[assignment]
    try:
        yield
    finally:
        gettext.dgettext, gettext.dngettext = before
