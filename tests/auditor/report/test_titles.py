"""A title is hostile data, and becomes one short line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.statements.titles import LONGEST, plain_title, shorten

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></style></title><h1>",
    "{{ 7*7 }} {% raw %} %(count)s {count}",
    '=HYPERLINK("http://example.com";"x")',
    "x;=cmd|' /C calc'!A0",
    "\u202eevil\u202c \u2066iso\u2069 \u200f\u061c",
    "a\x00b\x07c\x1b[31md\u0085e",
    "line\none\r\ntwo\u2028three",
    "Z" + "\u0301" * 500 + "algo",
    "👩‍👩‍👧‍👦 🇰🇿 chat 🔥",
    "Ж" * 10_000,
    "\ud800 lone",
    "العربية עברית",
    "",
    "   ",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_becomes_one_short_line_without_control(title: str) -> None:
    plain = plain_title(title)
    assert len(plain) <= LONGEST
    assert {"Cc", "Cs", "Zl", "Zp"}.isdisjoint(unicodedata.category(letter) for letter in plain)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") & set(plain)
    plain.encode("utf-8")


@given(st.text(max_size=300))
def test_any_text_becomes_a_line_and_stays_as_it_is(text: str) -> None:
    once = plain_title(text)
    assert once == plain_title(once)
    assert once == once.strip()


def test_a_tower_of_accents_is_cut_down() -> None:
    assert 3 == len(plain_title("q" + "\u0301" * 500))


def test_letters_of_the_four_languages_stay() -> None:
    title = "Қазақ әліпбиі Ңң Өө Үү Ұұ Һһ Іі, Ёё Йй, e\u0301té"
    assert unicodedata.normalize("NFC", title) == plain_title(title)


def test_a_cut_never_parts_a_letter_from_its_accent() -> None:
    assert "ab…" == shorten("abx\u0301yz", 4)
