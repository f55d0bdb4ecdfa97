"""The catalogues: complete, alike, and in the letters of their language; and what `make i18n` makes of them."""

import re
import string
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from auditor.languages.spoken import LANGUAGES, SOURCE, catalogue_of, language, translations
from auditor.measure.catalogue import CATALOGUE
from tests.house.catalogues import Key, asked_for, merged

TRANSLATED = [each for each in LANGUAGES if each != SOURCE]


def catalogue(code: str) -> Catalog:
    with catalogue_of(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def entries(code: str) -> dict[Any, Any]:
    return {entry.id: entry for entry in catalogue(code) if entry.id}


def forms(entry: Any) -> tuple[str, ...]:
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_holds_every_sentence_that_is_asked_for_and_no_other(code: str) -> None:
    assert asked_for().keys() == entries(code).keys(), "make i18n"


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_sentence_is_empty_or_doubtful(code: str) -> None:
    assert [] == [
        key for key, entry in entries(code).items() if entry.fuzzy or not all(form.strip() for form in forms(entry))
    ]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_tells_the_translator_what_it_is(code: str) -> None:
    assert [] == [key for key, entry in entries(code).items() if not entry.auto_comments]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_has_as_many_forms_as_the_language(code: str) -> None:
    plurals = [entry for entry in entries(code).values() if isinstance(entry.id, tuple)]
    assert {Catalog(locale=code).num_plurals} == {len(entry.string) for entry in plurals}
    assert Catalog(locale=code).num_plurals == catalogue(code).num_plurals


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_fills_in_what_the_source_fills_in(code: str) -> None:
    wrong = []
    for key, entry in entries(code).items():
        source = key if isinstance(key, tuple) else (key,)
        for index, form in enumerate(forms(entry)):
            if placeholders(form) != placeholders(source[0 if index == 0 else -1]) and len(source) == 1:
                wrong.append(form)
            if len(source) == 2 and placeholders(form) not in [placeholders(each) for each in source]:
                wrong.append(form)
    assert [] == wrong


def test_english_is_its_own_source() -> None:
    assert not catalogue_of(SOURCE).exists()
    assert "1 message" == translations(SOURCE).ngettext("1 message", "2 messages", 1)
    assert "2 messages" == translations(SOURCE).ngettext("1 message", "2 messages", 2)


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_is_left_in_english(code: str) -> None:
    same = [key for key, entry in entries(code).items() if isinstance(key, str) and key == entry.string]
    assert ["{kind}: {count}"] == same


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_word_mixes_two_alphabets_or_borrows_a_letter(code: str) -> None:
    text = " ".join(form for entry in entries(code).values() for form in forms(entry))
    words = re.findall(r"\w+", re.sub(r"{\w+}", " ", text))
    assert [] == [
        word for word in words if re.search("[a-z]", word, re.IGNORECASE) and re.search("[а-я]", word, re.IGNORECASE)
    ]
    assert [] == [word for word in words if set(re.sub("[a-z0-9_]", "", word.lower())) - set(language(code).letters)]


SPOKEN: dict[Key, str] = {"First.": "one.py", "Second.": "one.py", ("{count} day", "{count} days"): "two.html"}
HEAD = '# Words of ours.\n\nmsgid ""\nmsgstr ""\n"Language: ru\\n"'
KEPT = '#. what comes second\nmsgid "Second."\nmsgstr "Второе."'


def test_new_sentences_come_in_empty_beside_what_they_follow_and_old_ones_go() -> None:
    old = '#. no longer said\nmsgid "Gone."\nmsgstr "Ушло."'
    first = '#. one.py\nmsgid "First."\nmsgstr ""'
    days = '#. two.html\nmsgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""'

    after = merged("\n\n".join([HEAD, old, KEPT]) + "\n", SPOKEN, "ru")

    assert "\n\n".join([HEAD, first, KEPT, days]) + "\n" == after
    assert after == merged(after, SPOKEN, "ru")


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_that_is_up_to_date_is_left_as_it_is(code: str) -> None:
    text = catalogue_of(code).read_text(encoding="utf-8")

    assert text == merged(text, asked_for(), code)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_same_title_never_stands_for_two_measures(code: str) -> None:
    titles = [entries(code)[spec.title].string for spec in CATALOGUE]
    assert len(titles) == len(set(titles))


def test_nobody_is_called_forced_or_dead_for_being_added_or_silent() -> None:
    for spec in CATALOGUE:
        said = f"{spec.title} {spec.meaning}"
        assert "forced" not in said
        assert ("dead" in said.lower()) == (spec.id == "souls.dead")
