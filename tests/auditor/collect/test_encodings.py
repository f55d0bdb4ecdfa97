"""Files in other encodings are read as they were written, or refused; never guessed at in silence."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.encodings import Utf8
from auditor.errors import ExportUnreadable
from tests.auditor.collect.chats import Somebody, export, read, said, written
from tests.auditor.collect.datasets import reading

WORDS = {
    "ru": "река дорога хлеб школа билет рынок друг дом вода цена мост вечер сад улица зима врач письмо окно Ольга Пётр",
    "kk": "өзен жол нан мектеп базар дос үй баға көпір кеш бақ көше қыс дәрігер хат әуен таң кеңес Әсел Қанат Гүлнұр",
    "uk": "річка дорога хліб школа ринок дім ціна міст вечір вулиця лікар вікно зустріч їжа Євген Олександр",
    "de": "straße brücke müller größe zurück führen können schön Jürgen Überall wärme fuß",
}
RUSSIAN, KAZAKH, UKRAINIAN, GERMAN = (words.split() for words in WORDS.values())
WRITTEN = [
    (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866"), (RUSSIAN, "mac-cyrillic"), (RUSSIAN, "iso-8859-5"),
    (KAZAKH, "kz1048"), (KAZAKH, "ptcp154"), (UKRAINIAN, "cp1251"), (UKRAINIAN, "koi8-u"), (GERMAN, "cp1252"),
]  # fmt: skip
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]


def prose(words: list[str], rows: int, seed: int = 1) -> str:
    rng = random.Random(seed)
    return "".join(f"{rng.choice(words)},{1523440800 + n}, {' '.join(rng.choices(words, k=6))}\n" for n in range(rows))


def recoded(data: bytes, size: int = 65_536) -> str:
    return b"".join(Utf8(iter([data[at : at + size] for at in range(0, len(data), size)]), "x")).decode()


@pytest.mark.parametrize(("words", "encoding"), WRITTEN)
@pytest.mark.parametrize("rows", [40, 2_000])
def test_a_text_is_told_by_its_letters(words: list[str], encoding: str, rows: int) -> None:
    text = prose(words, rows)
    assert text == recoded(text.encode(encoding))


@pytest.mark.parametrize("encoding", UNICODE)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=50), size=st.integers(1, 99))
@settings(max_examples=30, deadline=None)
def test_unicode_is_read_in_any_pieces(encoding: str, text: str, size: int) -> None:
    text = '{"name": "Двор", "id": 5}\n' + text + "\n"
    assert text == recoded(text.encode(encoding), size).removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_an_export_keeps_its_names_and_words_apart(encoding: str, tmp_path: Path) -> None:
    people = [Somebody(100 + number, name) for number, name in enumerate(RUSSIAN, 1)]
    data = export([said(number, who, " ".join(RUSSIAN[number:])) for number, who in enumerate(people, 1)])
    text = json.dumps(json.loads(data), ensure_ascii=False, indent=1)
    plain = read(written(tmp_path, text.encode(), "plain.json"))
    found = read(written(tmp_path, text.encode(encoding, "replace")))
    assert [m.text for m in plain.messages] == [m.text for m in found.messages]
    assert [m.sender for m in plain.messages] == [m.sender for m in found.messages]
    assert (0, 0) == (found.coverage.repaired, found.coverage.damaged)
    assert encoding.startswith("utf") == (found.coverage.encoding is None)


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(9_000),
        "ёж ест".encode("cp1251"),
        prose(RUSSIAN, 50).encode("cp1251") + "Әсел".encode() * 9,
        bytes(range(0x80, 0x100)) * 20,
    ],
)
def test_what_cannot_be_told_is_refused(data: bytes) -> None:
    with pytest.raises(ExportUnreadable, match="save it as UTF-8"):
        recoded(data)


def test_a_broken_letter_is_damage_and_not_another_encoding(tmp_path: Path) -> None:
    data = ("author,time,text\n" + prose(RUSSIAN, 50)).encode()
    at = data.rindex("река".encode())
    found = reading.read(reading.written(tmp_path, data[:at] + b"\xff" + data[at + 1 :]))
    assert 50 == len(found.messages) + found.coverage.damaged
    assert 1 == found.coverage.repaired + found.coverage.damaged
    assert found.coverage.encoding is None


def test_an_export_of_two_encodings_is_not_read_on(tmp_path: Path) -> None:
    who = Somebody(101, "Ольга")
    data = export([said(number, who, "доброе утро соседи " * 3) for number in range(1, 900)])
    half = len(data) // 2
    cut = data.index(b"\n  },", half)
    with pytest.raises(ExportUnreadable, match=r"another encoding|save it as UTF-8"):
        read(written(tmp_path, data[:cut] + data[cut:].decode().encode("cp1251")))
