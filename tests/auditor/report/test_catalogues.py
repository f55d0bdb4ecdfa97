"""The four catalogues: complete, alike, and in the letters of their language."""

import ast
import re
import string
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import bot
from auditor.report.statements import sentences
from auditor.report.statements.wording import LANGUAGES, LOCALES

ROOM = LOCALES.parent
BOT = Path(bot.__file__).parent
PLURALS = {"en": 2, "ru": 3, "kk": 2, "ky": 2}
FOREIGN_LETTERS = {"en": "а-яё", "ru": "әіңғүұқөһ", "kk": "ђѓєѕјљњћќўџґ", "ky": "әіғұқһ"}

Key = str | tuple[str, ...]


def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(language: str) -> dict[Any, Any]:
    return {entry.id: entry for entry in catalogue(language) if entry.id}


def forms(entry: Any) -> tuple[str, ...]:
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def spoken_in(file: Path) -> set[Key]:
    """The sentences that a Python file asks a wording for."""
    found: set[Key] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            words = tuple(
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            )
            if node.func.attr == "text" and words:
                found.add(words[0])
            if node.func.attr == "count_text" and len(words) >= 2:
                found.add(words[:2])
    return found


def asked_for() -> set[Key]:
    """Every sentence of the room and of the bot: of the tables, of the code, of the templates."""
    found: set[Key] = set(sentences.every())
    for file in (*ROOM.rglob("*.py"), *BOT.rglob("*.py")):
        found |= spoken_in(file)
    keywords = {"_": None, "count_text": (1, 2)}
    for page in (ROOM / "pages" / "templates").glob("*.html"):
        with page.open("rb") as template:
            found |= {message for _, message, _, _ in extract("jinja2.ext:babel_extract", template, keywords=keywords)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_every_sentence_that_is_asked_for_and_no_other(language: str) -> None:
    assert asked_for() == set(entries(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_doubtful(language: str) -> None:
    assert [] == [
        key for key, entry in entries(language).items() if entry.fuzzy or not all(form.strip() for form in forms(entry))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_tells_the_translator_what_it_is(language: str) -> None:
    assert [] == [key for key, entry in entries(language).items() if not entry.auto_comments]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_as_many_forms_as_the_language(language: str) -> None:
    plurals = [entry for entry in entries(language).values() if isinstance(entry.id, tuple)]
    assert {PLURALS[language]} == {len(entry.string) for entry in plurals}
    assert PLURALS[language] == catalogue(language).num_plurals


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_source_fills_in(language: str) -> None:
    wrong = []
    for key, entry in entries(language).items():
        source = key if isinstance(key, tuple) else (key,)
        for index, form in enumerate(forms(entry)):
            if placeholders(form) != placeholders(source[0 if index == 0 else -1]) and len(source) == 1:
                wrong.append(form)
            if len(source) == 2 and placeholders(form) not in [placeholders(each) for each in source]:
                wrong.append(form)
    assert [] == wrong


def test_english_is_its_own_source() -> None:
    assert [] == [
        key for key, entry in entries("en").items() if forms(entry) != (key if isinstance(key, tuple) else (key,))
    ]


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_nothing_is_left_in_english(language: str) -> None:
    same = [key for key, entry in entries(language).items() if isinstance(key, str) and key == entry.string]
    assert ["{kind}: {count}"] == same


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_no_word_mixes_two_alphabets_or_borrows_a_letter(language: str) -> None:
    text = " ".join(form for entry in entries(language).values() for form in forms(entry))
    words = re.findall(r"\w+", re.sub(r"{\w+}", " ", text))
    assert [] == [
        word for word in words if re.search("[a-z]", word, re.IGNORECASE) and re.search("[а-я]", word, re.IGNORECASE)
    ]
    assert [] == [word for word in words if re.search(f"[{FOREIGN_LETTERS[language]}]", word, re.IGNORECASE)]


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_the_same_title_never_stands_for_two_measures(language: str) -> None:
    titles = [entries(language)[title].string for title, _ in sentences.MEASURES.values()]
    assert len(titles) == len(set(titles))


def test_nobody_is_called_forced_or_dead_for_being_added_or_silent() -> None:
    for measure_id, (title, meaning) in sentences.MEASURES.items():
        assert "forced" not in f"{title} {meaning}"
        assert ("dead" in f"{title} {meaning}".lower()) == (measure_id == "souls.dead")
